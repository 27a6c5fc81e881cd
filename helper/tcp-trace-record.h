// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRACE_RECORD_H
#define TCP_TRACE_RECORD_H

#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/tcp-segment.h"
#include "ns3/tcp-transition-table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{

/// A connection of a host, or a listener there, has changed its state.
struct TcpTraceTransition
{
    Address local;          ///< InetSocketAddress or Inet6SocketAddress of this end
    Address remote;         ///< of the other end; invalid for a listener
    uint32_t connection{0}; ///< number of the connection on its host, from 1; 0 for a listener
    tcplifecycle::State from{tcplifecycle::State::Closed}; ///< the state it left
    tcplifecycle::State to{tcplifecycle::State::Closed};   ///< the state it entered
    tcplifecycle::Cause cause{tcplifecycle::Cause::Open};  ///< what set it off
    std::optional<tcplifecycle::Segment> segment;          ///< the segment that did, if one did
    const tcplifecycle::TransitionRow* row{nullptr};       ///< null where a TCP has no such table
};

/// A segment has left a host, has reached one, or will reach none.
struct TcpTraceSegment
{
    /// What became of the segment.
    enum class Event : uint8_t
    {
        Sent,
        Arrived,
        Lost, ///< recorded when and where it is dropped
    };

    Event event{Event::Sent};
    Address source;                ///< InetSocketAddress or Inet6SocketAddress
    Address destination;           ///< likewise
    uint64_t id{0};                ///< the same at departure and arrival, from 1; 0 if never sent
    tcplifecycle::Segment segment; ///< the fields of its header
};

/// A user has called upon TCP.
struct TcpTraceCall
{
    Address local;    ///< as in TcpTraceTransition
    Address remote;   ///< as in TcpTraceTransition
    std::string call; ///< the call as RFC 9293 names it, and its argument: "Send 300"
};

/// A host has chosen an initial sequence number.
struct TcpTraceIsn
{
    Time time;             ///< when
    uint32_t host{0};      ///< who: an index into TcpTrace::hosts
    Address local;         ///< InetSocketAddress or Inet6SocketAddress of this end
    Address remote;        ///< of the other end
    std::string generator; ///< what has chosen it: the name of a type, or of an attribute
    uint32_t value{0};     ///< the number
};

/// One thing that happened.
struct TcpTraceRecord
{
    Time time;        ///< when
    uint32_t host{0}; ///< to whom: an index into TcpTrace::hosts
    std::variant<TcpTraceTransition, TcpTraceSegment, TcpTraceCall> what;
};

/// All that was observed, in the order in which it happened.
struct TcpTrace
{
    std::vector<std::string> hosts;      ///< names of the hosts
    std::vector<uint32_t> connections;   ///< for each host, how many connections it has had
    std::vector<TcpTraceRecord> records; ///< what happened
    std::vector<TcpTraceIsn> isns;       ///< the initial sequence numbers of all hosts
};

/// How a trace is written.
struct TcpTraceStyle
{
    bool explain{false}; ///< with each transition the rule of the transition table that it follows
};

/**
 * \param address an InetSocketAddress, an Inet6SocketAddress, or an invalid address
 * \return "10.0.0.1:80", "[2001:db8::1]:80", or "-" for an invalid address
 */
std::string TcpTraceEndpoint(const Address& address);

/**
 * \param address an InetSocketAddress, an Inet6SocketAddress, or an invalid address
 * \return its port; 0 for an invalid address
 */
uint16_t TcpTracePort(const Address& address);

/**
 * \param time a time
 * \return it in seconds with nine decimals, "0.010041600"
 */
std::string TcpTraceSeconds(Time time);

} // namespace ns3

#endif // TCP_TRACE_RECORD_H
