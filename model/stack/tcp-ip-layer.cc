// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-ip-layer.h"

#include "tcp-segment-header.h"

#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/node.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// IANA's number of TCP.
constexpr uint8_t TCP_PROTOCOL = 6;

/// Of an IPv4 type of service or an IPv6 traffic class (RFC 3168, section 5).
constexpr uint8_t ECN_BITS = 0x3;

// Headers without options: RFC 791, section 3.1; RFC 8200, section 3.
constexpr uint32_t IPV4_HEADER = 20;
constexpr uint32_t IPV6_HEADER = 40;

// RFC 9293, section 3.7.1 (SHLD-5, MUST-15): what a peer takes that does not say.
constexpr uint16_t DEFAULT_MSS_IPV4 = 536;
constexpr uint16_t DEFAULT_MSS_IPV6 = 1220;

/**
 * Puts a tag on a packet if there is a value for it, and takes off what the text has brought along.
 * \param tagged whether the packet carries any tags
 */
template <class TagType>
void
SetTag(const Ptr<Packet>& packet,
       bool tagged,
       void (TagType::*setter)(uint8_t),
       const std::optional<uint8_t>& value)
{
    if (tagged)
    {
        TagType old;
        packet->RemovePacketTag(old);
    }
    if (value)
    {
        TagType tag;
        (tag.*setter)(*value);
        packet->AddPacketTag(tag);
    }
}

/// \return a value that counts as none if it is 0
std::optional<uint8_t>
UnlessZero(uint8_t value)
{
    return value != 0 ? std::optional<uint8_t>(value) : std::nullopt;
}

/// \return the route to a destination, or null
Ptr<Ipv4Route>
RouteTo(const Ptr<Ipv4>& ipv4,
        const Ptr<Packet>& packet,
        Ipv4Address source,
        Ipv4Address destination,
        const Ptr<NetDevice>& device)
{
    const auto routing = ipv4->GetRoutingProtocol();
    if (!routing)
    {
        return nullptr;
    }
    Ipv4Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetProtocol(TCP_PROTOCOL);
    Socket::SocketErrno error;
    return routing->RouteOutput(packet, header, device, error);
}

Ptr<Ipv6Route>
RouteTo(const Ptr<Ipv6>& ipv6,
        const Ptr<Packet>& packet,
        Ipv6Address source,
        Ipv6Address destination,
        const Ptr<NetDevice>& device)
{
    const auto routing = ipv6->GetRoutingProtocol();
    if (!routing)
    {
        return nullptr;
    }
    Ipv6Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetNextHeader(TCP_PROTOCOL);
    Socket::SocketErrno error;
    return routing->RouteOutput(packet, header, device, error);
}

} // namespace

uint16_t
TcpTextThatFits(uint32_t mtu, bool ipv4)
{
    const uint32_t headers = (ipv4 ? IPV4_HEADER : IPV6_HEADER) + tcplifecycle::MIN_HEADER_SIZE;
    const uint32_t text = mtu > headers ? mtu - headers : 1;
    return static_cast<uint16_t>(std::min<uint32_t>(text, UINT16_MAX));
}

void
TcpIpOptions::Tag(const Ptr<Packet>& packet, bool ipv4, tcplifecycle::EcnField ecn) const
{
    const auto withEcn = [ecn](uint8_t choice) {
        return static_cast<uint8_t>((choice & ~ECN_BITS) | static_cast<uint8_t>(ecn));
    };
    const bool mark = ecn != tcplifecycle::EcnField::NotEct;
    const uint8_t tosWithEcn = mark && ipv4 ? withEcn(tos) : tos;
    const std::optional<uint8_t> tclassWithEcn =
        mark && !ipv4 ? withEcn(tclass.value_or(0)) : tclass;
    // Hardly any text brings tags along, and to look for each kind takes as long as the route.
    const bool tagged = packet->GetPacketTagIterator().HasNext();
    SetTag(packet, tagged, &SocketIpTosTag::SetTos, UnlessZero(tosWithEcn));
    SetTag(packet, tagged, &SocketPriorityTag::SetPriority, UnlessZero(priority));
    SetTag(packet, tagged, &SocketIpTtlTag::SetTtl, ttl);
    SetTag(packet, tagged, &SocketIpv6TclassTag::SetTclass, tclassWithEcn);
    SetTag(packet, tagged, &SocketIpv6HopLimitTag::SetHopLimit, hopLimit);
}

void
TcpIpLayer::SetIpv4(Ptr<Ipv4> ipv4, IpL4Protocol::DownTargetCallback send)
{
    m_ipv4 = ipv4;
    m_send4 = send;
}

void
TcpIpLayer::SetIpv6(Ptr<Ipv6> ipv6, IpL4Protocol::DownTargetCallback6 send)
{
    m_ipv6 = ipv6;
    m_send6 = send;
}

void
TcpIpLayer::Clear()
{
    m_ipv4 = nullptr;
    m_ipv6 = nullptr;
    m_send4.Nullify();
    m_send6.Nullify();
}

bool
TcpIpLayer::HasFamilyOf(const TcpIpAddress& address) const
{
    return address.IsIpv4() ? m_ipv4 != nullptr : m_ipv6 != nullptr;
}

bool
TcpIpLayer::IsLocal(const TcpIpAddress& address) const
{
    if (!HasFamilyOf(address))
    {
        return false;
    }
    return address.IsIpv4() ? m_ipv4->GetInterfaceForAddress(address.ToIpv4()) >= 0
                            : m_ipv6->GetInterfaceForAddress(address.ToIpv6()) >= 0;
}

bool
TcpIpLayer::IsUnicast(const TcpIpAddress& address) const
{
    if (address.IsAny())
    {
        return false;
    }
    if (!address.IsIpv4())
    {
        return !address.ToIpv6().IsMulticast();
    }
    const Ipv4Address ipv4 = address.ToIpv4();
    if (ipv4.IsBroadcast() || ipv4.IsMulticast())
    {
        return false;
    }
    // A /32 or /31 has no broadcast address (RFC 3021); that of any other network ends with two
    // ones.
    constexpr uint32_t TWO_ONES = 3;
    if ((ipv4.Get() & TWO_ONES) != TWO_ONES)
    {
        return true;
    }
    for (uint32_t i = 0; m_ipv4 && i < m_ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < m_ipv4->GetNAddresses(i); ++j)
        {
            const Ipv4InterfaceAddress own = m_ipv4->GetAddress(i, j);
            if (own.GetBroadcast() == ipv4 && own.GetMask().GetPrefixLength() <= 30)
            {
                return false;
            }
        }
    }
    return true;
}

uint32_t
TcpIpLayer::GetMtu(const TcpIpAddress& local) const
{
    if (local.IsIpv4())
    {
        const int32_t interface = m_ipv4 ? m_ipv4->GetInterfaceForAddress(local.ToIpv4()) : -1;
        return interface >= 0 ? m_ipv4->GetMtu(interface) : 0;
    }
    const int32_t interface = m_ipv6 ? m_ipv6->GetInterfaceForAddress(local.ToIpv6()) : -1;
    return interface >= 0 ? m_ipv6->GetMtu(interface) : 0;
}

std::optional<TcpIpLayer::Route>
TcpIpLayer::FindRoute(const TcpIpAddress& remote, Ptr<NetDevice> device) const
{
    if (!HasFamilyOf(remote))
    {
        return std::nullopt;
    }
    if (remote.IsIpv4())
    {
        const auto route = RouteTo(m_ipv4, nullptr, Ipv4Address(), remote.ToIpv4(), device);
        if (!route)
        {
            return std::nullopt;
        }
        return Route{TcpIpAddress(route->GetSource()), route->GetOutputDevice()->GetMtu()};
    }
    const auto route = RouteTo(m_ipv6, nullptr, Ipv6Address(), remote.ToIpv6(), device);
    if (!route)
    {
        return std::nullopt;
    }
    return Route{TcpIpAddress(route->GetSource()), route->GetOutputDevice()->GetMtu()};
}

tcplifecycle::SegmentSizes
TcpIpLayer::GetSegmentSizes(const TcpFourTuple& connection, const std::optional<Route>& route) const
{
    const bool ipv4 = connection.local.address.IsIpv4();
    tcplifecycle::SegmentSizes sizes;
    sizes.peerDefault = ipv4 ? DEFAULT_MSS_IPV4 : DEFAULT_MSS_IPV6;
    const uint32_t mtu = GetMtu(connection.local.address);
    sizes.receive = mtu > 0 ? TcpTextThatFits(mtu, ipv4) : sizes.peerDefault;
    sizes.send = route ? TcpTextThatFits(route->mtu, ipv4) : sizes.peerDefault;
    return sizes;
}

void
TcpIpLayer::Send(const TcpFourTuple& connection,
                 const tcplifecycle::Segment& segment,
                 const Ptr<Packet>& text,
                 const TcpIpOptions& options) const
{
    if (!HasFamilyOf(connection.local.address))
    {
        return; // the simulation is being torn down
    }
    TcpSegmentHeader header(connection, segment);
    if (Node::ChecksumEnabled())
    {
        header.EnableChecksum(connection.local.address, connection.remote.address);
    }
    options.Tag(text, connection.local.address.IsIpv4(), segment.ecn);
    text->AddHeader(header);
    if (connection.local.address.IsIpv4())
    {
        const Ipv4Address source = connection.local.address.ToIpv4();
        const Ipv4Address destination = connection.remote.address.ToIpv4();
        m_send4(text,
                source,
                destination,
                TCP_PROTOCOL,
                RouteTo(m_ipv4, text, source, destination, options.device));
        return;
    }
    const Ipv6Address source = connection.local.address.ToIpv6();
    const Ipv6Address destination = connection.remote.address.ToIpv6();
    m_send6(text,
            source,
            destination,
            TCP_PROTOCOL,
            RouteTo(m_ipv6, text, source, destination, options.device));
}

} // namespace ns3
