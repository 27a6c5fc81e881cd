// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-segment-forger.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/ppp-header.h"
#include "ns3/string.h"
#include "ns3/tcp-four-tuple.h"
#include "ns3/tcp-segment-header.h"

namespace ns3
{

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;
constexpr uint8_t HOPS = 64;

/// Lets the IP layer take what comes in by a device for the addresses of its other interfaces: the
/// weak end system model (RFC 1122, section 3.3.4.2).
template <class Ip>
void
AddInterface(Ptr<Ip> ip, Ptr<NetDevice> device, const char* model, bool weak)
{
    ip->SetAttribute(model, BooleanValue(weak));
    ip->SetUp(ip->AddInterface(device));
}

void
AddIpHeader(Packet& packet, const TcpFourTuple& ends)
{
    if (ends.local.address.IsIpv4())
    {
        Ipv4Header header;
        header.SetSource(ends.local.address.ToIpv4());
        header.SetDestination(ends.remote.address.ToIpv4());
        header.SetProtocol(TCP_PROTOCOL);
        header.SetTtl(HOPS);
        header.SetPayloadSize(static_cast<uint16_t>(packet.GetSize()));
        if (Node::ChecksumEnabled())
        {
            header.EnableChecksum();
        }
        packet.AddHeader(header);
        return;
    }
    Ipv6Header header;
    header.SetSource(ends.local.address.ToIpv6());
    header.SetDestination(ends.remote.address.ToIpv6());
    header.SetNextHeader(TCP_PROTOCOL);
    header.SetHopLimit(HOPS);
    header.SetPayloadLength(static_cast<uint16_t>(packet.GetSize()));
    packet.AddHeader(header);
}

} // namespace

TcpSegmentForger::TcpSegmentForger(Ptr<Node> victim, const TcpTwoHostLink& link)
    : m_link(link),
      m_node(CreateObject<Node>())
{
    PointToPointHelper pointToPoint;
    pointToPoint.SetDeviceAttribute("DataRate", DataRateValue(link.rate));
    pointToPoint.SetChannelAttribute("Delay", TimeValue(link.delay));
    pointToPoint.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("4294967295p"));
    const auto devices = pointToPoint.Install(m_node, victim);
    m_device = devices.Get(0);
    if (link.ipv6)
    {
        AddInterface(victim->GetObject<Ipv6>(), devices.Get(1), "StrongEndSystemModel", false);
    }
    else
    {
        AddInterface(victim->GetObject<Ipv4>(), devices.Get(1), "WeakEsModel", true);
    }
}

Ptr<Node>
TcpSegmentForger::GetNode() const
{
    return m_node;
}

Time
TcpSegmentForger::Send(const Address& source,
                       const Address& destination,
                       const tcplifecycle::Segment& segment)
{
    const auto from = TcpName::From(source);
    const auto to = TcpName::From(destination);
    NS_ASSERT_MSG(from && to, "Both ends must be an InetSocketAddress or an Inet6SocketAddress");
    const TcpFourTuple ends{*from, *to};
    const auto packet = Create<Packet>(segment.textLength);
    TcpSegmentHeader header(ends, segment);
    if (Node::ChecksumEnabled())
    {
        header.EnableChecksum(ends.local.address, ends.remote.address);
    }
    packet->AddHeader(header);
    AddIpHeader(*packet, ends);
    const uint32_t size = packet->GetSize() + PppHeader().GetSerializedSize();
    m_device->Send(packet,
                   m_device->GetBroadcast(),
                   m_link.ipv6 ? Ipv6L3Protocol::PROT_NUMBER : Ipv4L3Protocol::PROT_NUMBER);
    return m_link.rate.CalculateBytesTxTime(size);
}

} // namespace ns3
