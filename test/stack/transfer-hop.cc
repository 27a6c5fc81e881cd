// SPDX-License-Identifier: GPL-2.0-only

#include "transfer-hop.h"

#include "ns3/abort.h"
#include "ns3/csma-net-device.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/ppp-header.h"
#include "ns3/simulator.h"

using namespace ns3;

namespace
{

// Protocol numbers of PPP and of IP.
constexpr uint16_t PPP_IPV4 = 0x0021;
constexpr uint16_t PPP_IPV6 = 0x0057;
constexpr uint8_t IP_TCP = 6;

} // namespace

std::optional<TransferFrame>
TransferFrame::Read(Ptr<const Packet> frame)
{
    const auto rest = frame->Copy();
    PppHeader ppp;
    rest->RemoveHeader(ppp);
    if (ppp.GetProtocol() == PPP_IPV4)
    {
        Ipv4Header ipv4;
        rest->RemoveHeader(ipv4);
        if (ipv4.GetProtocol() != IP_TCP)
        {
            return std::nullopt;
        }
    }
    else if (ppp.GetProtocol() == PPP_IPV6)
    {
        Ipv6Header ipv6;
        rest->RemoveHeader(ipv6);
        if (ipv6.GetNextHeader() != IP_TCP)
        {
            return std::nullopt;
        }
    }
    TransferFrame read;
    rest->RemoveHeader(read.tcp);
    read.text = rest;
    read.headers = frame->CreateFragment(0, frame->GetSize() - rest->GetSize());
    return read;
}

Ptr<Packet>
TransferFrame::WithText(Ptr<const Packet> other) const
{
    const auto frame = headers->Copy();
    frame->AddAtEnd(other);
    return frame;
}

void
TransferHop::InstallAt(Ptr<NetDevice> device)
{
    m_device = device;
    const auto onLink = DynamicCast<PointToPointNetDevice>(device);
    const auto onBus = DynamicCast<CsmaNetDevice>(device);
    NS_ABORT_MSG_UNLESS(onLink || onBus, "a hop is for a point-to-point or CSMA device");
    if (onLink)
    {
        m_receive = [onLink](Ptr<Packet> frame) { onLink->Receive(frame); };
    }
    else
    {
        // No device is the sender: a device only asks whether it has sent a frame itself.
        m_receive = [onBus](Ptr<Packet> frame) { onBus->Receive(frame, nullptr); };
    }
    device->SetAttribute("ReceiveErrorModel", PointerValue(this));
}

void
TransferHop::Forward(Ptr<Packet> frame, Time delay)
{
    const auto node = m_device->GetNode()->GetId();
    Simulator::ScheduleWithContext(node, delay, &TransferHop::Deliver, this, frame);
}

void
TransferHop::Deliver(Ptr<Packet> frame)
{
    m_delivering = true;
    m_receive(frame);
    m_delivering = false;
}

bool
TransferHop::DoCorrupt(Ptr<Packet> frame)
{
    if (m_delivering)
    {
        return false;
    }
    Arrive(frame->Copy());
    return true;
}

void
TransferHop::DoReset()
{
}

void
TransferObserver::LoseAll(Time from, Time to)
{
    m_loseFrom = from;
    m_loseTo = to;
}

void
TransferObserver::Arrive(Ptr<Packet> frame)
{
    const Time now = Simulator::Now();
    if (const auto read = TransferFrame::Read(frame))
    {
        m_segments.push_back({now, read->tcp, read->text->GetSize()});
    }
    if (now < m_loseFrom || now >= m_loseTo)
    {
        Forward(frame);
    }
}

TransferUnrulyHop::TransferUnrulyHop(Time jitter, double repeat, double loss, int64_t stream)
    : m_jitter(jitter),
      m_repeat(repeat),
      m_loss(loss),
      m_random(CreateObject<UniformRandomVariable>())
{
    m_random->SetStream(stream);
}

void
TransferUnrulyHop::Arrive(Ptr<Packet> frame)
{
    Pass(frame);
    if (m_random->GetValue() < m_repeat)
    {
        ++m_repeated;
        Pass(frame->Copy());
    }
}

void
TransferUnrulyHop::Pass(Ptr<Packet> frame)
{
    if (m_random->GetValue() < m_loss)
    {
        ++m_lost;
        return;
    }
    const Time delay = m_jitter * m_random->GetValue();
    const Time at = Simulator::Now() + delay;
    m_reordered += at < m_latest ? 1 : 0;
    m_latest = Max(m_latest, at);
    Forward(frame, delay);
}
