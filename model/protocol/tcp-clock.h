// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CLOCK_H
#define TCP_CLOCK_H

#include <chrono>

namespace tcplifecycle
{

/// A length of time; the protocol computes in nanoseconds.
using Duration = std::chrono::nanoseconds;

/**
 * The clock whose instants the caller hands to a connection. It has no now(): the protocol never
 * asks for the time, so a test or a simulator decides what the time is.
 */
struct ProtocolClock
{
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<ProtocolClock>;
    static constexpr bool is_steady = true;
};

/// A point in time, in nanoseconds since the beginning that the caller has chosen.
using Instant = ProtocolClock::time_point;

/// The instant that never comes: a timer that is not running expires then.
constexpr Instant NEVER = Instant::max();

} // namespace tcplifecycle

#endif // TCP_CLOCK_H
