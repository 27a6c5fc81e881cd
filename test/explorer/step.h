// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_STEP_H
#define EXPLORER_STEP_H

#include <cstdint>

namespace explorer
{

/// One of the two ends: 0 is A, 1 is B.
using Side = uint8_t;

constexpr Side A = 0;
constexpr Side B = 1;

constexpr Side
Other(Side side)
{
    return side ^ 1;
}

/// The largest text that a path takes which has been found to be too narrow.
constexpr uint32_t SHORTENED = 1;

/// What can happen next.
struct Step
{
    enum class Kind : uint8_t
    {
        OpenPassive,
        OpenActive,
        Send,         ///< detail: octets
        SendUrgent,   ///< detail: octets
        Receive,      ///< detail: octets
        CloseSending, ///< the half-close
        CloseBoth,
        Discard,
        Abort,
        Arrive,  ///< detail: which segment
        Repeat,  ///< detail: which segment: it arrives, and comes again
        Lose,    ///< detail: which segment
        Refuse,  ///< detail: which segment: it is lost, and a hard ICMP error tells its sender
        Shorten, ///< detail: which segment: it is lost, and ICMP tells its sender that it is too
                 ///< big
        Timeout, ///< the next timer of this end expires
        GiveWay, ///< in TIME-WAIT: a new incarnation is ESTABLISHED
        NoRoom,  ///< in TIME-WAIT: the host keeps no more of them
        Pass,    ///< time passes, at both ends
    };

    Kind kind;
    Side side; ///< at which end
    uint8_t detail{0};
};

/// \return the call's or the event's name, "CLOSE"
const char* ToString(Step::Kind kind);

} // namespace explorer

#endif // EXPLORER_STEP_H
