// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRANSFER_NETWORK_H
#define TRANSFER_NETWORK_H

#include "transfer-application.h"

#include "ns3/error-model.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-transition.h"
#include "ns3/tcp-two-host-topology.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// Whose TCP a host uses.
enum class TransferStack
{
    Lifecycle,
    Ns3
};

/// The two ends of a connection.
enum TransferHost : uint32_t
{
    CLIENT = 0,
    SERVER = 1
};

/// What lies between a client and a server.
struct TransferSetup
{
    ns3::TcpTwoHostLink link{ns3::MilliSeconds(5), ns3::DataRate("100Mbps"), false};
    double loss{0}; ///< probability for each packet of both directions
    std::array<TransferStack, 2> stacks{TransferStack::Lifecycle, TransferStack::Lifecycle};
    uint16_t mtu{1500}; ///< octets
    uint64_t run{1};    ///< number of the run: different ones lose different packets
};

/**
 * A client and a server on two hosts, one connection between them, and what can be said of it when
 * all is over. The server listens at port 80.
 */
class TransferNetwork
{
  public:
    explicit TransferNetwork(const TransferSetup& setup);
    ~TransferNetwork();

    TransferNetwork(const TransferNetwork&) = delete;
    TransferNetwork& operator=(const TransferNetwork&) = delete;

    /// What the two are to do; to be called once.
    void Install(const TransferPlan& client, const TransferPlan& server);

    /// No packet is lost from now on.
    void EndLoss();

    ns3::Ptr<ns3::NetDevice> GetDevice(uint32_t host) const;
    ns3::Ptr<ns3::TcpLifecycleL4Protocol> GetTcp(uint32_t host) const;

    const TransferApplication& Get(uint32_t host) const
    {
        return *m_applications.at(host);
    }

    TransferApplication& Get(uint32_t host)
    {
        return *m_applications.at(host);
    }

    /// \return how many packets have not reached a host
    uint64_t GetLost(uint32_t host) const
    {
        return m_lost.at(host);
    }

    /// Runs for a simulated day, if anything is still to be done for so long; stops listening.
    void Run();

    /**
     * \return the connection's states at a host by RFC 9293's names, in order; the one in which it
     *         began comes first, but ns-3's own TCP does not tell of that one
     */
    std::vector<std::string> GetStates(uint32_t host) const;

    /// \return from when to when the connection was in TIME-WAIT at a host; 0 if it was not
    ns3::Time GetTimeInTimeWait(uint32_t host) const;

    /// Expects that a host has read all of the peer's stream, each octet as it was sent.
    void ExpectContent(uint32_t host) const;

    /// Expects that a host has read all of the peer's stream and has come to its end.
    void ExpectStreamReceived(uint32_t host) const;

    /// Expects that the connection was there at both hosts, and is CLOSED now.
    void ExpectClosed() const;

    /// Expects that no event is pending, and that this TCP knows of no socket and no TIME-WAIT.
    void ExpectNothingLeft() const;

    /// Expects all of the above, in both directions.
    void ExpectWhole() const;

  private:
    struct Change
    {
        ns3::Time time;
        tcplifecycle::State from;
        tcplifecycle::State to;
    };

    static void CountLost(uint64_t* count, ns3::Ptr<const ns3::Packet> packet);
    void RecordClients(const ns3::TcpLifecycleTransition& transition);
    void RecordServers(const ns3::TcpLifecycleTransition& transition);

    TransferSetup m_setup;
    ns3::TcpTwoHostTopology m_topology;
    std::array<TransferPlan, 2> m_plans;
    std::array<ns3::Ptr<TransferApplication>, 2> m_applications;
    std::array<std::vector<Change>, 2> m_changes;
    std::array<ns3::Ptr<ns3::ErrorModel>, 2> m_loss;
    std::array<uint64_t, 2> m_lost{};
    bool m_quiet{false};
};

#endif // TRANSFER_NETWORK_H
