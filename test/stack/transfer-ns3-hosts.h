// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRANSFER_NS3_HOSTS_H
#define TRANSFER_NS3_HOSTS_H

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/tcp-lifecycle-module.h"

#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <list>
#include <string>
#include <utility>
#include <vector>

/// Where PacketSink listens.
constexpr uint16_t SERVER_PORT = 9;

/// Names of socket factories: of this TCP, and of ns-3's own.
constexpr const char* LIFECYCLE_TCP = "ns3::TcpLifecycleSocketFactory";
constexpr const char* NS3_TCP = "ns3::TcpSocketFactory";

/// A client and a server with IPv4 and IPv6, a link of 10 Mbit/s and 5 ms, and applications.
class TransferNs3Hosts : public ::testing::Test
{
  protected:
    TransferNs3Hosts()
    {
        ns3::RngSeedManager::SetSeed(1);
        ns3::RngSeedManager::SetRun(1);
        m_nodes.Create(2);
        m_link.SetDeviceAttribute("DataRate", ns3::StringValue("10Mbps"));
        m_link.SetChannelAttribute("Delay", ns3::StringValue("5ms"));
        m_devices = m_link.Install(m_nodes);
    }

    ~TransferNs3Hosts() override
    {
        ns3::Simulator::Destroy();
    }

    /// Gives the nodes IP and addresses, this TCP beside ns3's own.
    void InstallBothTcps()
    {
        ns3::InternetStackHelper().Install(m_nodes);
        ns3::TcpLifecycleHelper().Install(m_nodes);
        AssignAddresses();
    }

    void AssignAddresses()
    {
        // Streams of random numbers that do not depend on what ran before in this program.
        ns3::TcpLifecycleHelper().AssignStreams(m_nodes, 1000);
        ns3::InternetStackHelper().AssignStreams(m_nodes, 2000);
        m_ipv4 = ns3::Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(m_devices);
        ns3::Ipv6AddressHelper ipv6;
        ipv6.SetBase("2001:db8::", 64);
        m_ipv6 = ipv6.Assign(m_devices);
        ns3::Config::ConnectWithoutContext("/NodeList/*/$ns3::TcpLifecycleL4Protocol/Transition",
                                           ns3::MakeCallback(&TransferNs3Hosts::Record, this));
    }

    ns3::InetSocketAddress GetServer() const
    {
        return ns3::InetSocketAddress(m_ipv4.GetAddress(1), SERVER_PORT);
    }

    ns3::Inet6SocketAddress GetServer6() const
    {
        return ns3::Inet6SocketAddress(m_ipv6.GetAddress(1, 1), SERVER_PORT);
    }

    /// A PacketSink at the server. \return it
    ns3::Ptr<ns3::PacketSink> Sink(const std::string& factory, const ns3::Address& local)
    {
        const auto installed = ns3::PacketSinkHelper(factory, local).Install(m_nodes.Get(1));
        return ns3::DynamicCast<ns3::PacketSink>(installed.Get(0));
    }

    /// A BulkSendApplication at the client. An IPv6 address cannot be used before its first second.
    void Bulk(const std::string& factory, const ns3::Address& remote, uint64_t octets)
    {
        ns3::BulkSendHelper helper(factory, remote);
        helper.SetAttribute("MaxBytes", ns3::UintegerValue(octets));
        helper.Install(m_nodes.Get(0)).Start(ns3::Seconds(2));
    }

    /// Loses packets that come to the server, counted from 0.
    void LoseAtServer(const std::list<uint32_t>& numbers)
    {
        const auto model = ns3::CreateObject<ns3::ReceiveListErrorModel>();
        model->SetList(numbers);
        m_devices.Get(1)->SetAttribute("ReceiveErrorModel", ns3::PointerValue(model));
    }

    /// \return the states that the connections of a node have entered, in order
    std::vector<std::string> GetStates(uint32_t node) const
    {
        std::vector<std::string> states;
        for (const auto& [where, state] : m_entered)
        {
            if (where == m_nodes.Get(node)->GetId())
            {
                states.push_back(state);
            }
        }
        return states;
    }

    void ExpectNormalClose() const
    {
        EXPECT_THAT(GetStates(0),
                    ::testing::ElementsAre("SYN-SENT",
                                           "ESTABLISHED",
                                           "FIN-WAIT-1",
                                           "FIN-WAIT-2",
                                           "TIME-WAIT",
                                           "CLOSED"));
        EXPECT_THAT(GetStates(1),
                    ::testing::ElementsAre("SYN-RECEIVED",
                                           "ESTABLISHED",
                                           "CLOSE-WAIT",
                                           "LAST-ACK",
                                           "CLOSED"));
    }

    ns3::NodeContainer m_nodes;
    ns3::PointToPointHelper m_link;
    ns3::NetDeviceContainer m_devices;
    ns3::Ipv4InterfaceContainer m_ipv4;
    ns3::Ipv6InterfaceContainer m_ipv6;

  private:
    void Record(const ns3::TcpLifecycleTransition& transition)
    {
        m_entered.emplace_back(transition.node->GetId(), ToString(transition.to));
    }

    std::vector<std::pair<uint32_t, std::string>> m_entered; ///< node and state
};

#endif // TRANSFER_NS3_HOSTS_H
