// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CONNECTION_PRIVATE_H
#define TCP_CONNECTION_PRIVATE_H

#include "tcp-connection.h"

#include <type_traits>
#include <utility>

namespace tcplifecycle
{

/**
 * \file
 * What the files that make up Connection share, and nobody else needs.
 */

/// Whether a state still has text or a FIN to send, or to repeat.
template <class StateType>
constexpr bool HAS_SENDER =
    std::is_same_v<StateType, SynSent> || std::is_same_v<StateType, SynReceived> ||
    std::is_same_v<StateType, Established> || std::is_same_v<StateType, FinWait1> ||
    std::is_same_v<StateType, CloseWait> || std::is_same_v<StateType, Closing> ||
    std::is_same_v<StateType, LastAck>;

/// Whether text can still come in a state.
template <class StateType>
constexpr bool HAS_RECEIVER =
    std::is_same_v<StateType, SynReceived> || std::is_same_v<StateType, Established> ||
    std::is_same_v<StateType, FinWait1> || std::is_same_v<StateType, FinWait2>;

/// Whether keep-alive probes a connection in a state: it can wait for the peer without bound.
template <class StateType>
constexpr bool HAS_KEEP_ALIVE =
    std::is_same_v<StateType, Established> || std::is_same_v<StateType, FinWait2> ||
    std::is_same_v<StateType, CloseWait>;

/// Whether a state is one of the "other states" of RFC 9293, section 3.10.7.4.
template <class StateType>
constexpr bool IS_OTHER_STATE =
    !std::is_same_v<StateType, Closed> && !std::is_same_v<StateType, Listen> &&
    !std::is_same_v<StateType, SynSent>;

/// Whether a state is synchronized: both sides know both numbers (section 3.5.2, group 3).
template <class StateType>
constexpr bool IS_SYNCHRONIZED =
    IS_OTHER_STATE<StateType> && !std::is_same_v<StateType, SynReceived>;

/// SND.NXT of a direction that is open, and of one that is over.
inline SeqNum
SndNxt(const Sender& snd)
{
    return snd.Nxt();
}

inline SeqNum
SndNxt(const SendDone& snd)
{
    return snd.nxt;
}

/// The sequence number of a segment without text.
inline SeqNum
AcceptableSeq(const Sender& snd)
{
    return snd.AcceptableSeq();
}

inline SeqNum
AcceptableSeq(const SendDone& snd)
{
    return snd.nxt;
}

/// Whether something is queued or in flight that is to make progress.
inline bool
IsWaiting(const Sender& snd)
{
    return snd.IsWaiting();
}

inline bool
IsWaiting(const SendDone&)
{
    return false;
}

/// SND.UNA likewise.
inline SeqNum
SndUna(const Sender& snd)
{
    return snd.Una();
}

inline SeqNum
SndUna(const SendDone& snd)
{
    return snd.nxt;
}

/// MAX.SND.WND likewise.
inline uint32_t
MaxSndWnd(const Sender& snd)
{
    return snd.MaxWnd();
}

inline uint32_t
MaxSndWnd(const SendDone& snd)
{
    return snd.maxWnd;
}

template <Event EVENT, class From, class To>
To&
Connection::Enter(From&, To&& to, const Occasion& on)
{
    static_assert(!std::is_reference_v<To>, "the new state is to be moved from");
    constexpr size_t ROW = FindTransition(From::NAME, EVENT, To::NAME);
    static_assert(ROW < TRANSITION_COUNT, "this transition does not stand in the table");
    auto& transition = AddAction<Transition>(on.actions);
    transition.row = &TRANSITION_TABLE[ROW];
    transition.cause = on.cause;
    transition.segment = on.segment;
    return m_state.template emplace<To>(std::move(to));
}

template <Event EVENT, class From>
void
Connection::EnterClosed(From& from, CloseReason reason, const Occasion& on)
{
    if constexpr (HAS_RECEIVER<From>)
    {
        from.rcv.ReleaseAll(on.actions);
    }
    Enter<EVENT>(from, Closed{reason}, on);
    on.actions.emplace_back(Ended{reason});
}

/// The bit that tells the peer of a mark on what it sent (RFC 3168, section 6.1.3).
template <class StateType>
uint8_t
Connection::EcnEcho(const StateType& state) const
{
    return m_ecn && state.rcv.EcnEcho() ? ECE : 0;
}

template <class StateType>
Segment&
Connection::EmitAck(StateType& state, const Occasion& on) const
{
    return EmitAckAt(AcceptableSeq(state.snd), state, on);
}

template <class StateType>
Segment&
Connection::EmitAckAt(SeqNum seq, StateType& state, const Occasion& on) const
{
    Segment& segment = AddAction<Emit>(on.actions).segment;
    segment.seq = seq;
    segment.ack = state.rcv.Nxt();
    segment.ctl = ACK | EcnEcho(state);
    segment.wnd = state.rcv.OfferWindow(*m_settings);
    Stamp(segment, on.now);
    if constexpr (HAS_RECEIVER<StateType>)
    {
        if (state.rcv.HasSackToReport())
        {
            segment.options.sack = state.rcv.Sack(RoomForSack());
        }
    }
    state.rcv.AckSent();
    return segment;
}

template <class StateType>
void
Connection::EmitLimitedAck(StateType& state, const Occasion& on)
{
    if (m_limiter.Allow(*m_settings, on.now))
    {
        // SND.NXT by the letter: should the peer have taken a window probe while its answer was
        // lost, it refuses the number that EmitAck chooses, and this is the one that it accepts.
        EmitAckAt(SndNxt(state.snd), state, on);
    }
}

template <class StateType>
void
Connection::EmitReset(StateType& state, const Occasion& on) const
{
    Segment& segment = AddAction<Emit>(on.actions).segment;
    segment.seq = AcceptableSeq(state.snd);
    segment.ctl = RST;
    Stamp(segment, on.now);
}

/// When the next keep-alive probe is due; NEVER while something is sent or waits to be (MUST-26).
template <class StateType>
Instant
Connection::KeepAliveAt(const StateType& state) const
{
    if (!m_settings->keepAlive || IsWaiting(state.snd))
    {
        return NEVER;
    }
    // Settings may change at any time: however late a probe leaves, the next one waits for its
    // answer.
    return m_quietSince +
           (m_probesSent == 0 ? m_settings->keepAliveTime : m_settings->keepAliveInterval);
}

/// Whether SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT (RFC 5961, section 5.2) or, while our SYN is
/// not acknowledged, SND.UNA < SEG.ACK =< SND.NXT.
template <class StateType>
bool
Connection::AckIsAcceptable(const StateType& state, const Segment& segment) const
{
    const SeqNum una = SndUna(state.snd);
    const SeqNum nxt = SndNxt(state.snd);
    if constexpr (std::is_same_v<StateType, SynReceived> || std::is_same_v<StateType, FinWait1>)
    {
        if (!state.snd.SynAcked())
        {
            return una < segment.ack && segment.ack <= nxt;
        }
    }
    return segment.ack <= nxt &&
           (!m_settings->rfc5961 || una - MaxSndWnd(state.snd) <= segment.ack);
}

/// The round trip that TSecr tells of (RFC 7323, section 4.1); UNKNOWN if there is none, or if it
/// is more than any retransmission timeout and so must be an invention.
inline Duration
Connection::EchoedRoundTrip(const Occasion& on) const
{
    if (!m_timestamping.InUse() || !on.segment->options.timestamps)
    {
        return Sender::UNKNOWN;
    }
    const uint32_t ticks = m_timestamping.Clock(on.now) - on.segment->options.timestamps->echo;
    const Duration roundTrip = std::chrono::milliseconds{ticks};
    return roundTrip <= Rto::MAX ? roundTrip : Sender::UNKNOWN;
}

} // namespace tcplifecycle

#endif // TCP_CONNECTION_PRIVATE_H
