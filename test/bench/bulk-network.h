// SPDX-License-Identifier: GPL-2.0-only

#ifndef BULK_NETWORK_H
#define BULK_NETWORK_H

#include "tcp-of-bench.h"

#include "ns3/data-rate.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/packet-sink.h"
#include "ns3/packet.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

/// Octets of text in a segment.
constexpr uint32_t SEGMENT = 1448;

/// A path between two hosts, and what their TCPs may use of it.
struct BulkPath
{
    ns3::DataRate rate;
    ns3::Time delay; ///< one way
    uint32_t queue;  ///< packets that a device holds
    bool fairQueue;  ///< whether a host's flows are queued each by itself (ns-3's default, FqCoDel)
    double loss;     ///< share of the packets towards the receiver that are lost, 0 to 1
    uint32_t sendBuffer;    ///< octets
    uint32_t receiveBuffer; ///< octets
};

/// Octets that a receiver has been given.
class BulkFlow
{
  public:
    /// Stops the simulation when it has got so far. \param sink the receiver
    explicit BulkFlow(ns3::Ptr<ns3::PacketSink> sink);

    BulkFlow(const BulkFlow&) = delete;
    BulkFlow& operator=(const BulkFlow&) = delete;

    uint64_t GetDelivered() const
    {
        return m_delivered;
    }

    /// Goes on with the simulation. \param octets of this flow to be delivered from its beginning
    /// \return whether they were; if not, the simulation came to its end before
    bool RunUntilDelivered(uint64_t octets);

  private:
    void Receive(ns3::Ptr<const ns3::Packet> packet, const ns3::Address& from);

    uint64_t m_delivered{0};
    uint64_t m_target{UINT64_MAX};
};

/**
 * Two hosts, a link between them, and bulk transfers from one to the other: a simulation from its
 * beginning to its end. There can be one at a time.
 *
 * Both TCPs have the same attributes: NewReno, segments of 1448 octets, timestamps, ns-3's defaults
 * for the rest.
 */
class BulkNetwork
{
  public:
    /// \param path what lies between the hosts
    /// \param seed of what is random, from 1
    explicit BulkNetwork(const BulkPath& path, uint32_t seed = 1);
    ~BulkNetwork();

    BulkNetwork(const BulkNetwork&) = delete;
    BulkNetwork& operator=(const BulkNetwork&) = delete;

    /**
     * A transfer that begins when the simulation is so far.
     * \param tcp of both its ends
     * \param octets to send; 0: without end
     */
    BulkFlow& AddFlow(Tcp tcp, uint64_t octets, ns3::Time start = ns3::Seconds(0));

    ns3::Ptr<ns3::Node> GetSender() const
    {
        return m_nodes.Get(0);
    }

    ns3::Ptr<ns3::Node> GetReceiver() const
    {
        return m_nodes.Get(1);
    }

    /// \return the receiver's address
    ns3::Ipv4Address GetAddress() const
    {
        return m_address;
    }

  private:
    static void SetDefaults(const BulkPath& path);
    void Connect(const BulkPath& path);
    void Lose(double share);

    ns3::NodeContainer m_nodes;
    ns3::NetDeviceContainer m_devices;
    ns3::Ipv4Address m_address;
    std::vector<std::unique_ptr<BulkFlow>> m_flows;
};

#endif // BULK_NETWORK_H
