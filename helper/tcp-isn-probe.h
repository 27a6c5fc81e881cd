// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_PROBE_H
#define TCP_ISN_PROBE_H

#include "tcp-segment-forger.h"

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * What an attacker learns of a host's initial sequence numbers by connections of its own (Bellovin,
 * Security Problems in the TCP/IP Protocol Suite, 1989, section 2.1; RFC 6528, section 1). It has
 * an address of its own on its link, sends a SYN, notes the number in the SYN,ACK, and gives the
 * connection up with a RST. It sees what is sent to that address, and nothing else.
 */
class TcpIsnProbe
{
  public:
    /**
     * Gives the attacker an address, and the host one on the same link.
     *
     * \param forger the attacker; it outlives this
     * \param ipv6 whether the link carries IPv6
     */
    TcpIsnProbe(TcpSegmentForger& forger, bool ipv6);
    ~TcpIsnProbe();
    TcpIsnProbe(const TcpIsnProbe&) = delete;
    TcpIsnProbe& operator=(const TcpIsnProbe&) = delete;

    /// \return the attacker's own address with a port
    Address GetEndpoint(uint16_t port) const;

    /**
     * Opens a connection of its own, as far as the SYN,ACK.
     *
     * \param port its own port, another one each time
     * \param destination an address of the host and a port where it listens
     */
    void Probe(uint16_t port, const Address& destination);

    /// \return of how many probes the number is known
    size_t GetSampleCount() const;

    /**
     * Predicts by the straight line through the last two numbers: they go on as they have gone
     * between those two. This is right for a clock, and for a counter of connections if the
     * connection that is predicted follows the last probe as that followed the one before.
     *
     * \param sent when the SYN is sent whose number is to be predicted
     * \return the number; nothing if fewer than two are known
     */
    std::optional<uint32_t> Predict(Time sent) const;

  private:
    struct Sample
    {
        uint16_t port;
        Time sent;
        Address destination;
        std::optional<uint32_t> isn; ///< nothing until the SYN,ACK has come
    };

    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> frame,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);

    TcpSegmentForger& m_forger;
    bool m_ipv6;
    std::vector<Sample> m_samples; ///< in the order in which they were sent
};

} // namespace ns3

#endif // TCP_ISN_PROBE_H
