// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TWO_HOST_TOPOLOGY_H
#define TCP_TWO_HOST_TOPOLOGY_H

#include "ns3/address.h"
#include "ns3/data-rate.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{

class ErrorModel;

/// The link between two hosts.
struct TcpTwoHostLink
{
    Time delay{MilliSeconds(10)}; ///< one way
    DataRate rate{"10Mbps"};      ///< in each direction
    bool ipv6{false};             ///< IPv6 instead of IPv4
};

/**
 * Two hosts on a point-to-point link: 10.0.0.1 and 10.0.0.2, or 2001:db8::1 and 2001:db8::2, with
 * ns-3's internet stack. The link loses nothing but what an error model says: its queues have no
 * bound, no queue discipline drops, and addresses are not probed for duplicates first.
 */
class TcpTwoHostTopology
{
  public:
    /// \param link the link between the hosts
    explicit TcpTwoHostTopology(const TcpTwoHostLink& link);

    /// \return the two hosts
    const NodeContainer& GetHosts() const;

    /// \return the two ends of the link, in the order of the hosts
    const NetDeviceContainer& GetDevices() const;

    /**
     * \param host index of the host, 0 or 1
     * \param port a port of that host
     * \return an InetSocketAddress or Inet6SocketAddress
     */
    Address GetEndpoint(uint32_t host, uint16_t port) const;

    /**
     * \param port a port
     * \return the unspecified address of the link's IP version, with that port
     */
    Address GetUnspecifiedEndpoint(uint16_t port) const;

    /**
     * Lose what one of the hosts sends.
     *
     * \param host index of the sending host, 0 or 1
     * \param model which of its packets to lose
     */
    void SetLossOnTheWayFrom(uint32_t host, Ptr<ErrorModel> model);

  private:
    bool m_ipv6;
    NodeContainer m_hosts;
    NetDeviceContainer m_devices;
};

} // namespace ns3

#endif // TCP_TWO_HOST_TOPOLOGY_H
