// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_BENCH_H
#define TCPLAB_DRILL_BENCH_H

#include "../stack.h"
#include "drill-configuration.h"
#include "drill-packet.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/ipv6-address.h"
#include "ns3/nstime.h"
#include "ns3/virtual-net-device.h"

#include <deque>
#include <optional>

namespace tcplab::drill
{

/// A segment that the host under test has sent.
struct SentSegment
{
    ns3::Time at;     ///< when, on the simulator's clock
    Segment segment;  ///< with ports and the numbers that are really in use
    bool zeros{true}; ///< whether its text is all zeros, as what scripts write is
};

/**
 * The host under test, alone with the script: whatever it sends is caught, without delay, and the
 * script puts what it likes onto its link. It also runs the simulator, from one thing to the next
 * that the script may care for. There can be one at a time: the simulator is a global.
 */
class Bench
{
  public:
    /// The script begins at this time of the simulator: no host is switched on with a connection.
    static ns3::Time Begin();

    /**
     * \param stack the TCP of the host; it is its only one
     * \param configuration addresses, version of IP and MTU
     */
    Bench(Stack& stack, const Configuration& configuration);
    /// Ends the simulator too.
    ~Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    /// \return the host under test
    ns3::Ptr<ns3::Node> GetHost() const;

    /// \return an address of the host with a port, as sockets take it
    ns3::Address GetLocal(uint16_t port) const;

    /// \return the address of the script's side with a port, as sockets take it
    ns3::Address GetRemote(uint16_t port) const;

    /// A segment arrives at the host. \param segment with ports and live numbers
    void Arrive(const Segment& segment);

    /**
     * An ICMP message arrives at the host, about a segment of it.
     * \param message its type, code and MTU
     * \param ports of the segment that it quotes
     * \param seq number of that segment, a live one
     */
    void Arrive(const IcmpMessage& message, const Ports& ports, uint32_t seq);

    /// \return whether the segment that arrived last, a message left out, carried RST
    bool ResetArrivedLast() const;

    /// \return what has been sent and not been looked at, the oldest first
    std::deque<SentSegment>& GetSent();

    /// \name The simulator
    ///@{
    /// \return the time since Begin()
    static ns3::Time Now();

    /// Lets happen all that is to happen now.
    void Settle();

    /**
     * Lets time pass, to the next event that the script may care for: a segment is sent, or
     * Interrupt is called.
     * \param until at most to this time since Begin(); nothing: until nothing is pending
     * \return whether there was such an event
     */
    bool Run(std::optional<ns3::Time> until);

    /// Something has happened that may let a call return.
    void Interrupt();
    ///@}

  private:
    bool Sent(ns3::Ptr<ns3::Packet> packet,
              const ns3::Address& source,
              const ns3::Address& destination,
              uint16_t protocol);
    void Note(ns3::Ptr<ns3::Packet> payload, const IpInfo& ip);
    void AddIpv4();
    void AddIpv6();

    bool m_ipv6;
    ns3::Ipv4Address m_local4;
    ns3::Ipv4Address m_remote4;
    ns3::Ipv6Address m_local6;
    ns3::Ipv6Address m_remote6;
    ns3::Ptr<ns3::Node> m_host;
    ns3::Ptr<ns3::VirtualNetDevice> m_device;
    std::deque<SentSegment> m_sent;
    bool m_resetArrivedLast{false};
    bool m_news{false}; ///< something has happened that Run is to return for
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_BENCH_H
