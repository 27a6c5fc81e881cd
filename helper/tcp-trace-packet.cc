// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-trace-packet.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/ppp-header.h"

#include <algorithm>
#include <array>

namespace ns3
{

using tcplifecycle::WireHeader;

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;
constexpr uint16_t PPP_IPV4 = 0x0021;
constexpr uint16_t PPP_IPV6 = 0x0057;

/// Takes a header off, unless the packet is too short for it. \return whether it was there
template <class Header>
bool
TakeHeader(Packet& packet, Header& header)
{
    if (packet.GetSize() < header.GetSerializedSize())
    {
        return false;
    }
    packet.RemoveHeader(header);
    return true;
}

/**
 * \param packet begins with a TCP header
 * \param size octets of the segment: a frame may be padded
 */
std::optional<WireHeader>
ReadSegment(const Packet& packet, uint32_t size)
{
    std::array<uint8_t, tcplifecycle::MAX_HEADER_SIZE> octets;
    const uint32_t available = packet.CopyData(octets.data(), octets.size());
    return tcplifecycle::ReadHeader(octets.data(), available, std::min(size, packet.GetSize()));
}

} // namespace

std::optional<WireHeader>
ReadTcpTracePacket(Ptr<const Packet> packet)
{
    return ReadSegment(*packet, packet->GetSize());
}

std::optional<WireHeader>
ReadTcpTraceFrame(Ptr<const Packet> frame)
{
    const Ptr<Packet> rest = frame->Copy();
    PppHeader ppp;
    if (rest->GetSize() >= ppp.GetSerializedSize())
    {
        rest->PeekHeader(ppp);
        if (ppp.GetProtocol() == PPP_IPV4 || ppp.GetProtocol() == PPP_IPV6)
        {
            rest->RemoveHeader(ppp);
        }
    }
    uint8_t first = 0;
    rest->CopyData(&first, 1);
    Ipv4Header ipv4;
    if (first >> 4 == 4 && TakeHeader(*rest, ipv4))
    {
        const bool isSegment = ipv4.GetProtocol() == TCP_PROTOCOL && ipv4.GetFragmentOffset() == 0;
        return isSegment ? ReadSegment(*rest, ipv4.GetPayloadSize()) : std::nullopt;
    }
    Ipv6Header ipv6;
    if (first >> 4 == 6 && TakeHeader(*rest, ipv6))
    {
        const bool isSegment = ipv6.GetNextHeader() == TCP_PROTOCOL;
        return isSegment ? ReadSegment(*rest, ipv6.GetPayloadLength()) : std::nullopt;
    }
    return std::nullopt;
}

namespace
{

bool
IsOfKind(const tcplifecycle::Segment& segment, TcpSegmentKind kind)
{
    using namespace tcplifecycle;
    switch (kind)
    {
    case TcpSegmentKind::Any:
        return true;
    case TcpSegmentKind::Syn:
        return segment.Has(SYN);
    case TcpSegmentKind::Fin:
        return segment.Has(FIN);
    case TcpSegmentKind::Rst:
        return segment.Has(RST);
    case TcpSegmentKind::Ack:
        return segment.Has(ACK) && !segment.Has(RST) && segment.Length() == 0;
    case TcpSegmentKind::Data:
        return segment.textLength > 0;
    }
    return false;
}

} // namespace

bool
Matches(const tcplifecycle::Segment& segment, const TcpSegmentFilter& filter)
{
    return IsOfKind(segment, filter.kind) && (!filter.ctl || *filter.ctl == segment.ctl);
}

} // namespace ns3
