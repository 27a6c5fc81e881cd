// SPDX-License-Identifier: GPL-2.0-only

#include "connection-churn.h"

#include "ns3/config.h"
#include "ns3/simulator.h"

#include <stdexcept>
#include <string>

using namespace ns3;

namespace
{

constexpr uint32_t TEXT = 100; // octets

void
ReadAll(Ptr<Socket> socket)
{
    Ptr<Packet> text;
    while ((text = socket->Recv()) && text->GetSize() > 0)
    {
    }
}

} // namespace

ConnectionChurn::ConnectionChurn(ConnectionHosts& hosts, Tcp tcp, Use use, uint32_t connections)
    : m_hosts(hosts),
      m_factory(TypeId::LookupByName(SocketFactoryOf(tcp))),
      m_use(use),
      m_connections(connections),
      m_listener(hosts.Listen(tcp)),
      m_whenOpened(MakeCallback(&ConnectionChurn::Opened, this)),
      m_whenFailed(MakeCallback(&ConnectionChurn::Failed, this)),
      m_whenTextArrives(MakeCallback(&ReadAll)),
      m_whenPeerCloses(MakeCallback(&ConnectionChurn::PeerClosed, this))
{
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&ConnectionChurn::Accepted, this));
}

Time
ConnectionChurn::Interval()
{
    return MilliSeconds(1);
}

void
ConnectionChurn::RestForLong()
{
    Config::SetDefault("ns3::TcpLifecycleSocket::Msl", TimeValue(GetDuration()));
}

void
ConnectionChurn::Schedule()
{
    for (uint32_t i = 0; i < m_connections; ++i)
    {
        Simulator::Schedule(i * Interval(), [this]() {
            Open(Socket::CreateSocket(m_hosts.GetClient(), m_factory));
        });
    }
}

void
ConnectionChurn::ScheduleByTurns()
{
    Simulator::ScheduleNow(&ConnectionChurn::OpenNext, this);
}

void
ConnectionChurn::OpenNext()
{
    const auto socket = Socket::CreateSocket(m_hosts.GetClient(), m_factory);
    socket->Bind(m_hosts.GetClientName(m_begun++));
    Open(socket);
    if (m_begun < m_connections)
    {
        Simulator::Schedule(Interval(), &ConnectionChurn::OpenNext, this);
    }
}

Time
ConnectionChurn::GetDuration() const
{
    return m_connections * Interval() + Seconds(1);
}

void
ConnectionChurn::Open(Ptr<Socket> socket)
{
    socket->SetConnectCallback(m_whenOpened, m_whenFailed);
    if (socket->Connect(m_hosts.GetServerName()) != 0)
    {
        Failed(socket);
    }
}

void
ConnectionChurn::Opened(Ptr<Socket> socket)
{
    ++m_opened;
    socket->SetRecvCallback(m_whenTextArrives);
    if (m_use == Use::OpenAndRest)
    {
        return;
    }
    socket->Send(Create<Packet>(TEXT));
    if (m_use == Use::OpenSendClose)
    {
        socket->Close();
    }
}

void
ConnectionChurn::Failed(Ptr<Socket> /* socket */)
{
    throw std::runtime_error("a connection failed after " + std::to_string(m_opened) +
                             " were opened");
}

void
ConnectionChurn::Accepted(Ptr<Socket> socket, const Address& /* from */)
{
    ++m_accepted;
    socket->SetCloseCallbacks(m_whenPeerCloses, m_whenPeerCloses);
    socket->SetRecvCallback(m_whenTextArrives);
    if (m_use == Use::SendAndRest)
    {
        socket->Send(Create<Packet>(TEXT));
    }
}

void
ConnectionChurn::PeerClosed(Ptr<Socket> socket)
{
    socket->Close();
}

void
ConnectionChurn::CheckThatAllWereOpened() const
{
    if (m_opened != m_connections || m_accepted != m_connections)
    {
        throw std::runtime_error("of " + std::to_string(m_connections) + " connections " +
                                 std::to_string(m_opened) + " were opened and " +
                                 std::to_string(m_accepted) + " accepted");
    }
}
