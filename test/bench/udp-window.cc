// SPDX-License-Identifier: GPL-2.0-only

#include "udp-window.h"

#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 5000;

/// A TCP header with timestamps is so much longer than one of UDP.
constexpr uint32_t LONGER_HEADER = 32 - 8;

/// One answer acknowledges so many datagrams.
constexpr uint32_t ANSWERED_TOGETHER = 2;

} // namespace

UdpWindow::UdpWindow(const BulkNetwork& network, uint32_t window)
    : m_sender(Socket::CreateSocket(network.GetSender(), UdpSocketFactory::GetTypeId())),
      m_receiver(Socket::CreateSocket(network.GetReceiver(), UdpSocketFactory::GetTypeId()))
{
    m_receiver->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    m_receiver->SetRecvCallback(MakeCallback(&UdpWindow::DatagramArrives, this));
    m_sender->Bind();
    m_sender->Connect(InetSocketAddress(network.GetAddress(), PORT));
    m_sender->SetRecvCallback(MakeCallback(&UdpWindow::AnswerArrives, this));
    Simulator::ScheduleNow(&UdpWindow::SendDatagrams, this, window);
}

bool
UdpWindow::RunUntilArrived(uint64_t datagrams)
{
    m_target = datagrams;
    if (m_arrived < datagrams)
    {
        Simulator::Run();
    }
    m_target = UINT64_MAX;
    return m_arrived >= datagrams;
}

void
UdpWindow::SendDatagrams(uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i)
    {
        m_sender->Send(Create<Packet>(SEGMENT + LONGER_HEADER));
    }
}

void
UdpWindow::DatagramArrives(Ptr<Socket> socket)
{
    Address from;
    while (socket->RecvFrom(from))
    {
        ++m_arrived;
        if (m_arrived % ANSWERED_TOGETHER == 0)
        {
            socket->SendTo(Create<Packet>(LONGER_HEADER), 0, from);
        }
        if (m_arrived >= m_target)
        {
            Simulator::Stop();
        }
    }
}

void
UdpWindow::AnswerArrives(Ptr<Socket> socket)
{
    while (socket->Recv())
    {
        SendDatagrams(ANSWERED_TOGETHER);
    }
}
