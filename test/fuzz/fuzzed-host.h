// SPDX-License-Identifier: GPL-2.0-only

#ifndef FUZZED_HOST_H
#define FUZZED_HOST_H

#include "octets.h"

#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-socket.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

/**
 * A host with this TCP over IPv4 and IPv6, and in place of a peer whoever calls Arrives: what
 * the host sends is taken from it before it reaches IP, and held against what must always hold.
 * The simulation lives as long as this object does.
 */
class FuzzedHost
{
  public:
    enum class Family
    {
        IPV4,
        IPV6
    };

    static constexpr uint16_t LISTENING_PORT = 80;
    static constexpr uint16_t PEER_PORT = 1000;

    FuzzedHost();
    ~FuzzedHost();
    FuzzedHost(const FuzzedHost&) = delete;
    FuzzedHost& operator=(const FuzzedHost&) = delete;

    /// Opens a connection to the peer, which is told the rest by Arrives. \param isn its number
    void Connect(Family family, uint32_t isn);

    /// The listener opens. \param family over which it can be reached
    void Listen(Family family);

    /// \param payload of an IP packet from the peer
    void Arrives(Family family, const std::vector<uint8_t>& payload);

    /// \param quoted the first octets of the segment that the message is about
    void IcmpArrives(Family family,
                     uint8_t type,
                     uint8_t code,
                     uint32_t info,
                     const std::array<uint8_t, 8>& quoted);

    /// \param octets of a stream that is known, so that what leaves can be compared with it
    void Send(uint32_t octets);
    void Receive(uint32_t octets);

    /// The user reads all that there is to read, of accepted connections too.
    void ReceiveAll();

    /// Time passes.
    void Run(ns3::Time time);

    /// Everything is closed, and time passes until nothing is pending; what is left must be
    /// nothing.
    void End();

    /// \return the socket of the connection
    ns3::Ptr<ns3::TcpLifecycleSocket> Socket() const
    {
        return m_socket;
    }

    /// \return the port of the connection, once there is one
    uint16_t Port() const
    {
        return m_port;
    }

    /// \return SND.NXT of the connection, as far as segments show
    uint32_t SndNxt() const
    {
        return m_sndNxt;
    }

    /// \return RCV.NXT of the connection, as far as segments show
    uint32_t RcvNxt() const
    {
        return m_rcvNxt;
    }

  private:
    void Note(const std::vector<uint8_t>& payload);
    void NoteTransition(const ns3::TcpLifecycleTransition& transition);
    void Sent4(ns3::Ptr<ns3::Packet> packet,
               ns3::Ipv4Address source,
               ns3::Ipv4Address destination,
               uint8_t protocol,
               ns3::Ptr<ns3::Ipv4Route> route);
    void Sent6(ns3::Ptr<ns3::Packet> packet,
               ns3::Ipv6Address source,
               ns3::Ipv6Address destination,
               uint8_t protocol,
               ns3::Ptr<ns3::Ipv6Route> route);
    void Sent(Family family, ns3::Ptr<const ns3::Packet> packet);
    void CheckText(const std::vector<uint8_t>& octets, const tcplifecycle::WireHeader& header);
    void Read(ns3::Ptr<ns3::Packet> packet);
    void Accept(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from);

    ns3::Ptr<ns3::Node> m_node;
    ns3::Ptr<ns3::TcpLifecycleL4Protocol> m_tcp;
    ns3::Ptr<ns3::TcpLifecycleSocket> m_socket;
    std::vector<ns3::Ptr<ns3::TcpLifecycleSocket>> m_listeners;
    std::vector<ns3::Ptr<ns3::Socket>> m_accepted;

    Family m_family{Family::IPV4}; ///< of the connection
    uint16_t m_port{0};
    uint32_t m_isn{0};
    uint32_t m_sndNxt{0};
    uint32_t m_rcvNxt{0};
    bool m_resetArrives{false};

    uint32_t m_queued{0}; ///< octets of the stream that we send
    std::optional<uint32_t> m_irs;
    uint32_t m_read{0}; ///< octets of the stream that came
    /// Which octets arrived with each number, in segments for the connection.
    std::map<uint32_t, std::set<uint8_t>> m_arrived;
};

#endif // FUZZED_HOST_H
