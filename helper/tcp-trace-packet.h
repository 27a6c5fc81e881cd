// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRACE_PACKET_H
#define TCP_TRACE_PACKET_H

#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/tcp-segment.h"
#include "ns3/tcp-wire.h"

#include <optional>

namespace ns3
{

/**
 * Reads the header of a segment. An observer must survive whatever is on the wire, and
 * TcpHeader::Deserialize reads on past the end of a packet that is too short.
 *
 * \param packet a packet that begins with a TCP header
 * \return what the header says; nothing if the packet is too short for its header
 */
std::optional<tcplifecycle::WireHeader> ReadTcpTracePacket(Ptr<const Packet> packet);

/**
 * Reads the segment in a frame of a PointToPointNetDevice, or in an IP packet without a link
 * header.
 *
 * \param frame the frame, from its first octet on
 * \return what the TCP header says; nothing if the frame holds no segment or not its beginning
 */
std::optional<tcplifecycle::WireHeader> ReadTcpTraceFrame(Ptr<const Packet> frame);

/// Kinds of segments, as an impairment or an expectation names them.
enum class TcpSegmentKind : uint8_t
{
    Any,
    Syn,  ///< SYN is set: a SYN or a SYN,ACK
    Fin,  ///< FIN is set
    Rst,  ///< RST is set
    Ack,  ///< an acknowledgment and nothing else: no SYN, FIN, RST or text
    Data, ///< carries text
};

/// Which segments an impairment or an expectation means: those of which all of this holds.
struct TcpSegmentFilter
{
    TcpSegmentKind kind{TcpSegmentKind::Any};
    std::optional<uint8_t> ctl; ///< these control bits of tcplifecycle::ControlBit and no others
};

/**
 * \param segment a segment
 * \param filter which segments are meant
 * \return whether it is one of them
 */
bool Matches(const tcplifecycle::Segment& segment, const TcpSegmentFilter& filter);

} // namespace ns3

#endif // TCP_TRACE_PACKET_H
