// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_BOUNDS_H
#define EXPLORER_BOUNDS_H

#include "step.h"
#include "tcp-connection.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace explorer
{

/// No bound of this kind.
constexpr uint8_t UNLIMITED = 255;

/// When the user of a connection that has ended may OPEN the next one with the same four-tuple.
enum class Reopening : uint8_t
{
    Never,
    /// Each user by itself, once no segment that its host sent before is on its way any more: the
    /// quiet time of RFC 9293, section 3.4.3. The peer may not have noticed anything.
    AfterQuietTime,
    /// Both, as soon as both connections have ended in good order: what TIME-WAIT is there for.
    /// Such a search ends where no segment of the earlier connection is left.
    AfterNormalEnd,
};

/**
 * How time passes.
 *
 * Without a common clock each end has a clock of its own that only its own timers move: any timer
 * may expire at any moment, as seen from the other end and from the channel, which is more than
 * any real timing allows. With a common clock a moment lasts as long as the users and the channel
 * have something to do; then time passes, in steps, and never past a timer that is due.
 */
struct Timing
{
    bool commonClock{false};
    tcplifecycle::Duration step{0};     ///< with a common clock: how much time passes at once
    tcplifecycle::Duration lifetime{0}; ///< with a common clock: a segment dies at this age
};

/// What can happen in a search, and how often. All of it together is explored.
struct Bounds
{
    std::string name;

    tcplifecycle::Settings settings; ///< of both ends
    tcplifecycle::SegmentSizes sizes;

    /// \name What the users of A and B can call
    ///@{
    std::array<bool, 2> openPassive{true, true};
    std::array<bool, 2> openActive{true, true};
    std::array<uint8_t, 2> octets{0, 0}; ///< how much each may SEND altogether
    std::vector<uint8_t> sends{1};       ///< octets of one SEND: any of these
    bool urgent{false};                  ///< any SEND may be urgent
    bool readsAtOnce{false};             ///< whatever is delivered, without a RECEIVE of its own
    bool closeBoth{true};
    bool abort{true};
    bool discard{false};      ///< shutdown of the receiving direction
    bool endsTimeWait{false}; ///< the host may end TIME-WAIT before its time
    ///@}

    /// Whether A puts what is queued already into each SYN that it sends, as RFC 9293, section 3.4,
    /// allows and this TCP does not. Where A is the only one that opens actively.
    bool textOnSyn{false};

    /// Whether each connection is held against what a host makes of it that keeps it compact.
    bool compact{false};

    /// \name The channel, in each direction
    ///@{
    uint8_t capacity{2};       ///< segments on their way; what exceeds it is lost
    uint8_t repeats{0};        ///< how often a segment arrives and comes again
    uint8_t losses{UNLIMITED}; ///< how often a segment is lost although there was room
    bool icmp{false};          ///< of what is lost, an ICMP error may tell the sender
    ///@}

    uint8_t timeouts{UNLIMITED}; ///< how often a timer of either end expires

    Timing timing;

    Reopening reopening{Reopening::Never};
    /// Initial send sequence number of the first life. They make the numbers wrap.
    std::array<uint32_t, 2> iss{0xfffffffe, 0x7ffffffe};

    /// What happens first of all: the search begins after it.
    std::vector<Step> prelude;

    /// So many steps after the prelude, and no more.
    uint32_t mostSteps{UINT32_MAX};

    /// The search is broken off, and fails, beyond so many states: there is no memory for more.
    uint32_t mostStates{5000000};

    /// \return all of it, for people, in a few lines that begin with two spaces
    std::string ToString() const;
};

} // namespace explorer

#endif // EXPLORER_BOUNDS_H
