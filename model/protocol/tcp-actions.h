// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ACTIONS_H
#define TCP_ACTIONS_H

#include "tcp-segment.h"
#include "tcp-transition-table.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace tcplifecycle
{

/**
 * The text of a segment, as the caller knows it: a pointer or a number that only the caller
 * understands. The protocol keeps it, gives it back, and never looks behind it.
 */
using PayloadHandle = uintptr_t;

/// Send this segment. Its text is what SEND queued from Segment::TextStart() on.
struct Emit
{
    Segment segment;
};

/// Hand these octets to the user: they are next in the stream.
struct Deliver
{
    PayloadHandle payload; ///< of which segment's text
    uint32_t offset;       ///< octets of that text to leave out
    uint32_t length;       ///< octets to deliver, at least 1
};

/// The connection keeps this payload for later: it came out of order. Release gives it back.
struct Keep
{
    PayloadHandle payload;
};

/// The connection needs this payload no longer.
struct Release
{
    PayloadHandle payload;
};

/// The state has changed.
struct Transition
{
    const TransitionRow* row; ///< of TRANSITION_TABLE: from, to, and why
    Cause cause;              ///< what set it off
    const Segment* segment;   ///< the segment that did; null if none did. The caller's own object
};

/// The handshake is over: the connection can carry data both ways.
struct Opened
{
};

/// These octets that SEND queued are acknowledged and need not be kept any longer.
struct Acknowledged
{
    uint32_t octets;
};

/// All that the peer sent has been delivered, and it has closed: "connection closing".
struct PeerClosed
{
};

/**
 * The peer says that urgent data is on its way, or that there is more of it: the user is to read
 * on to its end without delay (RFC 9293, section 3.8.5, MUST-32).
 */
struct Urgent
{
    uint32_t octets; ///< from the first that the user has not read to the end of what is urgent
};

/// Something is wrong, and the connection goes on: the user may want to know.
struct Trouble
{
    enum class Kind : uint8_t
    {
        Retransmissions, ///< R1 is reached (RFC 9293, section 3.8.3)
        Icmp,            ///< an ICMP error came that ends nothing (section 3.9.2.2)
    };

    Kind kind;
};

/// The connection is gone: the user is told why, and nothing follows.
struct Ended
{
    CloseReason reason;
};

/// One thing to be done.
using Action = std::variant<Emit,
                            Deliver,
                            Keep,
                            Release,
                            Transition,
                            Opened,
                            Acknowledged,
                            PeerClosed,
                            Urgent,
                            Trouble,
                            Ended>;

/**
 * What a connection answers to an event, in the order in which it is to be done. The caller owns
 * the list, empties it and uses it again, so that a steady flow of segments allocates nothing.
 */
using Actions = std::vector<Action>;

/**
 * Adds an action that is filled in where it stands. What is built elsewhere and copied right away
 * stalls the processor: it reads in one piece what was just written in several.
 * \param actions gets it at its end
 * \return it, to be filled in before anything else is added
 */
template <class Kind>
Kind&
AddAction(Actions& actions)
{
    return *std::get_if<Kind>(&actions.emplace_back(std::in_place_type<Kind>));
}

} // namespace tcplifecycle

#endif // TCP_ACTIONS_H
