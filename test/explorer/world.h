// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_WORLD_H
#define EXPLORER_WORLD_H

#include "bounds.h"
#include "tcp-connection.h"

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>

namespace explorer
{

/// A segment on its way.
struct Flight
{
    tcplifecycle::Segment segment;
    tcplifecycle::Instant sentAt; ///< by the sender's clock
    uint16_t position{0};         ///< octets of the stream before its text
    uint8_t life{0};              ///< which connection of the sender sent it
};

/// The segments on their way to one end. Their order says nothing: any of them may arrive next.
using Channel = boost::container::small_vector<Flight, 2>;

/**
 * One end: its connection, its clock, and what its user has done and was told. A life is one
 * connection of those that use the four-tuple one after the other.
 */
struct Host
{
    explicit Host(const Bounds& bounds, Side side)
        : connection(bounds.settings),
          iss(bounds.iss[side])
    {
        connection.SetSegmentSizes(bounds.sizes);
    }

    tcplifecycle::Connection connection;
    tcplifecycle::Instant now{};
    tcplifecycle::SeqNum iss;     ///< initial send sequence number of this life
    tcplifecycle::SeqNum lastNxt; ///< SND.NXT when the last life ended
    uint8_t life{0};              ///< 0: none yet
    uint8_t peerLife{0};          ///< the peer's life whose SYN was taken; 0: none
    uint8_t sent{0};              ///< octets that SEND queued
    uint8_t urgentEnd{0};         ///< of these, up to the last urgent one
    uint8_t acknowledged{0};      ///< octets of them that the user may forget
    uint8_t delivered{0};         ///< octets delivered
    uint8_t kept{0};              ///< payloads that the connection keeps
    bool closed{false};           ///< the user has called CLOSE
    bool discards{false};         ///< the user wants no text any more
    bool opened{false};           ///< the user was told that the handshake is over
    bool peerClosed{false};       ///< the user was told that the peer closes
};

/// Everything: both ends and what is between them. A value.
struct World
{
    explicit World(const Bounds& bounds)
        : hosts{Host(bounds, A), Host(bounds, B)},
          repeats(bounds.repeats),
          losses(bounds.losses),
          timeouts(bounds.timeouts)
    {
    }

    std::array<Host, 2> hosts;
    std::array<Channel, 2> towards; ///< by where the segments go
    uint8_t repeats;                ///< how many are left
    uint8_t losses;                 ///< how many are left
    uint8_t timeouts;               ///< how many are left
    bool assassinated{false};       ///< a RST has cut a TIME-WAIT short
};

/// Puts a segment on its way, or loses it if there is no room.
void Put(Channel& channel, const Flight& flight, const Bounds& bounds);

} // namespace explorer

#endif // EXPLORER_WORLD_H
