// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_IP_LAYER_H
#define TCP_IP_LAYER_H

#include "tcp-four-tuple.h"

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"
#include "ns3/tcp-connection.h"

#include <cstdint>
#include <optional>
#include <tuple>

namespace ns3
{

/// What a socket has chosen for the IP headers of its segments.
struct TcpIpOptions
{
    Ptr<NetDevice> device;           ///< the only device to use; null: whichever the route leads to
    uint8_t tos{0};                  ///< IPv4 type of service
    uint8_t priority{0};             ///< of the queues below
    std::optional<uint8_t> ttl;      ///< IPv4 time to live, if it was chosen
    std::optional<uint8_t> tclass;   ///< IPv6 traffic class, if it was chosen
    std::optional<uint8_t> hopLimit; ///< IPv6 hop limit, if it was chosen

    /**
     * Puts the tags on a packet by which IP learns of these choices.
     * \param packet a segment
     * \param ipv4 whether it is one of IPv4, or else of IPv6
     * \param ecn the ECN field, the low two bits of what tos and tclass are (RFC 3168, section 5)
     */
    void Tag(const Ptr<Packet>& packet, bool ipv4, tcplifecycle::EcnField ecn) const;
};

/// \return all members of IP options, so that they can be compared
inline auto
AsTuple(const TcpIpOptions& options)
{
    const auto& [device, tos, priority, ttl, tclass, hopLimit] = options;
    return std::tie(device, tos, priority, ttl, tclass, hopLimit);
}

inline bool
operator==(const TcpIpOptions& a, const TcpIpOptions& b)
{
    return AsTuple(a) == AsTuple(b);
}

/// An order without a meaning, for containers.
inline bool
operator<(const TcpIpOptions& a, const TcpIpOptions& b)
{
    return AsTuple(a) < AsTuple(b);
}

/**
 * \param mtu size of an IP packet, in octets
 * \param ipv4 whether it is one of IPv4, or else of IPv6; without options or extension headers
 * \return octets that it has for TCP's options and text, at least 1
 */
uint16_t TcpTextThatFits(uint32_t mtu, bool ipv4);

/// The IP layers of a host as TCP sees them (RFC 9293, section 3.9.2).
class TcpIpLayer
{
  public:
    /// How a peer is reached.
    struct Route
    {
        TcpIpAddress source; ///< local address that fits
        uint32_t mtu;        ///< largest IP packet that the first hop takes, in octets
    };

    void SetIpv4(Ptr<Ipv4> ipv4, IpL4Protocol::DownTargetCallback send);
    void SetIpv6(Ptr<Ipv6> ipv6, IpL4Protocol::DownTargetCallback6 send);

    /// Forgets both.
    void Clear();

    /// \return whether there is an IP layer of an address's family
    bool HasFamilyOf(const TcpIpAddress& address) const;

    /// \return whether an address is one of this host's
    bool IsLocal(const TcpIpAddress& address) const;

    /// \return whether an address can belong to one host: not unspecified, broadcast or multicast
    bool IsUnicast(const TcpIpAddress& address) const;

    /**
     * \param remote the peer
     * \param device the only device to use, or null
     * \return the route; nothing if there is none
     */
    std::optional<Route> FindRoute(const TcpIpAddress& remote, Ptr<NetDevice> device) const;

    /**
     * \param connection the two ends
     * \param route how the peer is reached, if that is known
     * \return what this says about the sizes of segments (RFC 9293, section 3.7.1)
     */
    tcplifecycle::SegmentSizes GetSegmentSizes(const TcpFourTuple& connection,
                                               const std::optional<Route>& route) const;

    /**
     * Sends a segment.
     * \param connection from its local end to its remote end
     * \param segment header of the segment
     * \param text the text that it is to carry; it becomes the IP payload
     * \param options for the IP header
     */
    void Send(const TcpFourTuple& connection,
              const tcplifecycle::Segment& segment,
              const Ptr<Packet>& text,
              const TcpIpOptions& options) const;

  private:
    uint32_t GetMtu(const TcpIpAddress& local) const;

    Ptr<Ipv4> m_ipv4;
    Ptr<Ipv6> m_ipv6;
    IpL4Protocol::DownTargetCallback m_send4;
    IpL4Protocol::DownTargetCallback6 m_send6;
};

} // namespace ns3

#endif // TCP_IP_LAYER_H
