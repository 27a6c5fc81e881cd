// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRACE_CONVERSATION_H
#define TCP_TRACE_CONVERSATION_H

#include "tcp-trace-record.h"

#include <array>
#include <string>
#include <vector>

namespace ns3
{

/// What one end of a conversation does or undergoes: one entry of a ladder's column.
struct TcpTraceStep
{
    enum class Kind : uint8_t
    {
        Comment,   ///< a user call or a timer
        State,     ///< the state changes, and no segment goes with it
        Arrival,   ///< a segment arrives
        Departure, ///< a segment leaves
    };

    Kind kind{Kind::Comment};
    Time time;                                     ///< when
    int side{0};                                   ///< whose: index into the conversation's ends
    std::string comment;                           ///< of a Comment: what it says
    tcplifecycle::State state{};                   ///< the state afterwards
    const TcpTraceSegment* segment{nullptr};       ///< of an Arrival or a Departure
    bool lost{false};                              ///< of a Departure: it will not arrive
    const TcpTraceTransition* transition{nullptr}; ///< the transition that leads to the state
};

/// Everything that happened between two endpoints, however many connections they had in turn.
struct TcpTraceConversation
{
    /// One of the two sides.
    struct End
    {
        Address address;
        std::string host;                                              ///< "" if not observed
        tcplifecycle::State initialState{tcplifecycle::State::Closed}; ///< before the first step
    };

    std::array<End, 2> ends;         ///< that of the host observed first comes first
    std::vector<TcpTraceStep> steps; ///< in the order in which a ladder shows them
};

/**
 * Sorts a trace by conversations. Listeners show in the conversations that they take part in.
 *
 * What happens at the same instant at both ends has no order of its own; it is put in that of RFC
 * 9293's figures: user calls, then arrivals, then departures.
 *
 * \param trace a trace; the result points into it
 * \return its conversations, in the order in which they began
 */
std::vector<TcpTraceConversation> SplitIntoConversations(const TcpTrace& trace);

} // namespace ns3

#endif // TCP_TRACE_CONVERSATION_H
