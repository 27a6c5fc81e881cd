// SPDX-License-Identifier: GPL-2.0-only

#include "transfer-application.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace ns3;

TypeId
TransferApplication::GetTypeId()
{
    static TypeId tid = TypeId("TransferApplication").SetParent<Application>();
    return tid;
}

TransferApplication::TransferApplication(const std::string& factory,
                                         const TransferPlan& plan,
                                         const TransferContent& own,
                                         const TransferContent& peers,
                                         uint64_t expected)
    : m_factory(factory),
      m_plan(plan),
      m_content(own),
      m_checker(peers),
      m_expected(expected)
{
}

void
TransferApplication::ListenAt(const Address& local)
{
    m_address = local;
    m_listens = true;
}

void
TransferApplication::ConnectTo(const Address& remote)
{
    m_address = remote;
    m_listens = false;
}

void
TransferApplication::DoDispose()
{
    m_reading.Cancel();
    m_listener = nullptr;
    m_socket = nullptr;
    Application::DoDispose();
}

Ptr<Socket>
TransferApplication::NewSocket() const
{
    const auto socket = Socket::CreateSocket(GetNode(), TypeId::LookupByName(m_factory));
    for (const auto& [name, value] : m_plan.attributes)
    {
        socket->SetAttribute(name, *value);
    }
    return socket;
}

void
TransferApplication::StartApplication()
{
    if (m_listens)
    {
        m_listener = NewSocket();
        ASSERT_EQ(m_listener->Bind(m_address), 0);
        ASSERT_EQ(m_listener->Listen(), 0);
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&TransferApplication::Accept, this));
    }
    else
    {
        Use(NewSocket());
        m_socket->SetConnectCallback(MakeCallback(&TransferApplication::Open, this),
                                     MakeCallback(&TransferApplication::Break, this));
        ASSERT_EQ(m_socket->Connect(m_address), 0);
    }
}

void
TransferApplication::Use(Ptr<Socket> socket)
{
    m_socket = socket;
    socket->SetRecvCallback(MakeCallback(&TransferApplication::TextArrives, this));
    socket->SetSendCallback(MakeCallback(&TransferApplication::SpaceIsFree, this));
    socket->SetCloseCallbacks(MakeCallback(&TransferApplication::PeerCloses, this),
                              MakeCallback(&TransferApplication::Break, this));
    socket->TraceConnectWithoutContext("State",
                                       MakeCallback(&TransferApplication::RecordState, this));
}

void
TransferApplication::Accept(Ptr<Socket> socket, const Address& /* from */)
{
    ASSERT_FALSE(m_socket) << "a second connection";
    Use(socket);
    Open(socket);
}

void
TransferApplication::Open(Ptr<Socket> /* socket */)
{
    if (Simulator::Now() < m_plan.readStart)
    {
        m_reading = Simulator::Schedule(m_plan.readStart - Simulator::Now(),
                                        &TransferApplication::Read,
                                        this);
    }
    Send();
}

void
TransferApplication::Break(Ptr<Socket> /* socket */)
{
    m_broken = true;
    m_socket = nullptr;
}

void
TransferApplication::PeerCloses(Ptr<Socket> /* socket */)
{
    m_peerClosed = true;
    if (!m_reading.IsRunning())
    {
        Read();
    }
}

void
TransferApplication::TextArrives(Ptr<Socket> /* socket */)
{
    if (!m_reading.IsRunning())
    {
        Read();
    }
}

void
TransferApplication::SpaceIsFree(Ptr<Socket> /* socket */, uint32_t /* size */)
{
    Send();
}

void
TransferApplication::RecordState(TcpSocket::TcpStates_t /* from */, TcpSocket::TcpStates_t to)
{
    m_states.push_back(to);
}

void
TransferApplication::Read()
{
    while (m_socket && m_socket->GetRxAvailable() > 0)
    {
        const auto text = m_socket->Recv(m_plan.readSize, 0);
        ASSERT_TRUE(text);
        ASSERT_GT(text->GetSize(), 0U);
        m_checker.Take(text);
        m_lastRead = Simulator::Now();
        if (m_plan.readPause > Time(0))
        {
            m_reading = Simulator::Schedule(m_plan.readPause, &TransferApplication::Read, this);
            return;
        }
    }
    if (m_socket && m_peerClosed && !m_endOfStream)
    {
        EndStream();
    }
    else
    {
        CloseIfDue();
    }
}

void
TransferApplication::EndStream()
{
    m_endOfStream = true;
    // ns-3's own TCP returns an empty packet in CLOSE-WAIT only.
    if (DynamicCast<TcpLifecycleSocket>(m_socket))
    {
        const auto end = m_socket->Recv();
        ASSERT_TRUE(end) << "no end of the stream";
        EXPECT_EQ(end->GetSize(), 0U) << "text behind the end of the stream";
    }
    Send();
}

void
TransferApplication::Send()
{
    if (m_plan.sendAfterPeer && !m_endOfStream)
    {
        return;
    }
    while (m_socket && m_sent < m_plan.octets)
    {
        const auto size = static_cast<uint32_t>(std::min<uint64_t>(
            {m_plan.sendSize, m_plan.octets - m_sent, m_socket->GetTxAvailable()}));
        if (size == 0)
        {
            return;
        }
        const int sent = m_socket->Send(m_content.Make(m_sent, size));
        // ns-3's own TCP sends no more if the peer's FIN was what completed the handshake.
        if (sent < 0 && !DynamicCast<TcpLifecycleSocket>(m_socket))
        {
            m_refused = true;
            Break(m_socket);
            return;
        }
        ASSERT_EQ(sent, static_cast<int>(size));
        m_sent += size;
    }
    CloseIfDue();
}

void
TransferApplication::CloseIfDue()
{
    if (!m_socket || m_sent < m_plan.octets || m_plan.closing == TransferClosing::ByTest)
    {
        return;
    }
    const bool received = m_checker.GetLength() == m_expected;
    const bool first = m_plan.closing == TransferClosing::WhenSent ||
                       (m_plan.closing == TransferClosing::WhenDone && received);
    if (first && !m_sendingShut)
    {
        m_sendingShut = true;
        ASSERT_EQ(m_socket->ShutdownSend(), 0);
    }
    if (m_endOfStream)
    {
        Close();
    }
}

void
TransferApplication::Close()
{
    if (m_socket)
    {
        ASSERT_EQ(m_socket->Close(), 0);
        m_socket = nullptr;
        m_closed = true;
    }
}

void
TransferApplication::Abort()
{
    if (m_socket)
    {
        ASSERT_EQ(DynamicCast<TcpLifecycleSocket>(m_socket)->Abort(), 0);
        m_socket = nullptr;
    }
}

void
TransferApplication::StopListening()
{
    if (m_listener)
    {
        ASSERT_EQ(m_listener->Close(), 0);
        m_listener = nullptr;
    }
}
