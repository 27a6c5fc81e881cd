// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ICMP_MESSAGE_H
#define TCP_ICMP_MESSAGE_H

#include "tcp-four-tuple.h"

#include "ns3/tcp-connection.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/// An ICMP error as ns-3 hands it to a transport protocol.
struct TcpIcmpMessage
{
    uint8_t type;          ///< type of the message
    uint8_t code;          ///< its code
    uint32_t info;         ///< of those that say that a packet is too big: the MTU of the next hop
    const uint8_t* quoted; ///< the first eight octets of the TCP header that is quoted

    /**
     * \param source source address of the packet that is quoted
     * \param destination its destination address
     * \return the connection that the message is about, as this host sees it
     */
    TcpFourTuple GetConnection(const TcpIpAddress& source, const TcpIpAddress& destination) const;

    /**
     * \return what an ICMPv4 message (RFC 792) says to a connection; nothing if TCP does not listen
     *         to it: no error, or a Source Quench (RFC 9293, section 3.9.2.2, MUST-55)
     */
    std::optional<tcplifecycle::IcmpError> ReadIpv4() const;

    /**
     * \return what an ICMPv6 message (RFC 4443) says to a connection; nothing if TCP does not
     * listen to it: no error, or a path that would be narrower than IPv6 allows (RFC 8201, section
     * 4)
     */
    std::optional<tcplifecycle::IcmpError> ReadIpv6() const;

  private:
    tcplifecycle::IcmpError Error(tcplifecycle::IcmpError::Kind kind, uint16_t mss = 0) const;
};

} // namespace ns3

#endif // TCP_ICMP_MESSAGE_H
