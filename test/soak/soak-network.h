// SPDX-License-Identifier: GPL-2.0-only

#ifndef SOAK_NETWORK_H
#define SOAK_NETWORK_H

#include "soak-hop.h"
#include "soak-run.h"

#include "ns3/address.h"
#include "ns3/net-device-container.h"
#include "ns3/node.h"

#include <array>
#include <cstdint>
#include <vector>

/// The hosts of a run, what lies between them, and what disturbs them.
class SoakNetwork
{
  public:
    /// \param run what to build
    explicit SoakNetwork(const SoakRun& run);

    /// \return the host at an end of a connection
    ns3::Ptr<ns3::Node> GetHost(size_t connection, uint32_t side) const;

    /// \return a host's address and a port
    ns3::Address GetEndpoint(size_t connection, uint32_t side, uint16_t port) const;

    /// \return any address of the run's IP version, and a port
    ns3::Address GetUnspecifiedEndpoint(uint16_t port) const;

    /// \return what disturbs the hosts
    const std::vector<ns3::Ptr<SoakHop>>& GetHops() const
    {
        return m_hops;
    }

  private:
    void Connect();
    void ConnectByLink();
    void ConnectByRouter();
    void ConnectByBus();
    void ConnectByDumbbell();
    ns3::NetDeviceContainer Link(ns3::Ptr<ns3::Node> a,
                                 ns3::Ptr<ns3::Node> b,
                                 bool narrowest,
                                 uint16_t mtu);
    void Subnet(const ns3::NetDeviceContainer& devices);
    void AddAddress(ns3::Ptr<ns3::NetDevice> device, uint32_t subnet, uint32_t number);
    void Route(ns3::Ptr<ns3::Node> node, ns3::Ptr<ns3::NetDevice> neighbour);
    void InstallHops();
    void ChooseAlgorithms();

    const SoakRun& m_run;
    std::vector<std::array<ns3::Ptr<ns3::Node>, 2>> m_hosts; ///< of each connection
    uint32_t m_subnets{0};
    std::vector<ns3::Ptr<SoakHop>> m_hops;
};

#endif // SOAK_NETWORK_H
