// SPDX-License-Identifier: GPL-2.0-only

#ifndef CONNECTION_HOSTS_H
#define CONNECTION_HOSTS_H

#include "tcp-of-bench.h"

#include "ns3/address.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/socket.h"

#include <cstdint>
#include <vector>

/**
 * A client and a server, 1 ms apart on a link of 10 Gbit/s: a simulation that lasts as long as its
 * process. Both TCPs have an MSL of 30 s and an initial congestion window of 10 segments, and
 * ns-3's defaults for the rest.
 */
class ConnectionHosts
{
  public:
    enum class Family
    {
        Ipv4,
        Ipv6,
    };

    /// Port that the server listens on.
    static constexpr uint16_t PORT = 80;

    /// Addresses that a client may have.
    static constexpr uint32_t MOST_ADDRESSES = 64;

    /// \param clientAddresses how many addresses the client has, 1 to MOST_ADDRESSES
    explicit ConnectionHosts(Family family = Family::Ipv4, uint32_t clientAddresses = 1);

    ns3::Ptr<ns3::Node> GetClient() const
    {
        return m_nodes.Get(0);
    }

    ns3::Ptr<ns3::Node> GetServer() const
    {
        return m_nodes.Get(1);
    }

    /// \return where the server listens, an InetSocketAddress or an Inet6SocketAddress
    ns3::Address GetServerName() const;

    /**
     * \param number of one of the client's connections
     * \return an address and a port of the client that no other of its connections has, as long as
     *         there are no more of them than ephemeral ports at all its addresses
     */
    ns3::Address GetClientName(uint32_t number) const;

    /// \param count how many of the client's connections are to be in TIME-WAIT now
    /// \throws std::runtime_error if there are more or fewer
    void CheckTimeWaitCount(size_t count) const;

    /// \return a socket that listens at the server
    ns3::Ptr<ns3::Socket> Listen(Tcp tcp);

  private:
    void AddIpv4Addresses(uint32_t clientAddresses);
    void AddIpv6Addresses(uint32_t clientAddresses);
    ns3::Address NameOf(const ns3::Address& address, uint16_t port) const;

    Family m_family;
    ns3::NodeContainer m_nodes;
    ns3::NetDeviceContainer m_devices;
    ns3::Address m_serverAddress;
    std::vector<ns3::Address> m_clientAddresses;
};

#endif // CONNECTION_HOSTS_H
