// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ENDPOINT_H
#define TCP_ENDPOINT_H

#include "tcp-four-tuple.h"
#include "tcp-segment-header.h"

#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/tcp-connection.h"

namespace ns3
{

/// A segment that has arrived, and was found to be in order as far as its form goes.
struct TcpArrival
{
    TcpFourTuple connection; ///< to whom, as this host sees it: local is where it arrived
    TcpSegmentHeader header;
    Ptr<Packet> text;      ///< what follows the header; may be empty
    Ptr<NetDevice> device; ///< on which it came in

    /// \return what the protocol side is to know of it
    const tcplifecycle::Segment& GetSegment() const
    {
        return header.Get().segment;
    }
};

/// An ICMP error that has arrived, about a segment of ours.
struct TcpIcmpArrival
{
    TcpFourTuple connection;       ///< which segment it is about, as this host sees it
    tcplifecycle::IcmpError error; ///< what it says to a connection
    TcpIpAddress source;           ///< who says so
    uint8_t ttl;                   ///< time to live, or hop limit, of the message
    uint8_t type;                  ///< its type
    uint8_t code;                  ///< its code
    uint32_t info;                 ///< what else it holds, as ns-3 hands it on
};

/// Whoever segments are for: a socket, or a connection that has none.
class TcpEndpoint
{
  public:
    virtual ~TcpEndpoint() = default;

    /// SEGMENT ARRIVES.
    virtual void SegmentArrives(const TcpArrival& arrival) = 0;

    /// An ICMP error arrives that quotes one of our segments.
    virtual void IcmpArrives(const TcpIcmpArrival& icmp) = 0;

    /// \return whether a connection that is asked for here may use timestamps
    virtual bool OffersTimestamps() const
    {
        return false;
    }

    /// \return the only device whose segments are taken; null: every device's are
    virtual Ptr<NetDevice> GetDevice() const = 0;
};

} // namespace ns3

#endif // TCP_ENDPOINT_H
