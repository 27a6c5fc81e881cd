// SPDX-License-Identifier: GPL-2.0-only

// SEGMENT ARRIVES in the eight states from SYN-RECEIVED to TIME-WAIT: RFC 9293, section 3.10.7.4,
// one function a numbered step, one overload a state where states differ. Here: the first four
// steps, which judge the segment; what an acceptable one brings is in
// tcp-segment-arrives-ack-text-fin.cc.

#include "tcp-connection-private.h"
#include "tcp-connection.h"
#include "tcp-trim.h"

#include <algorithm>

namespace tcplifecycle
{

void
Connection::ArrivesInOtherStates(PayloadHandle text, const Occasion& on)
{
    Arrival arrival(*on.segment, text);
    const bool goesOn = std::visit(
        [&](auto& state) {
            if constexpr (IS_OTHER_STATE<std::decay_t<decltype(state)>>)
            {
                return CheckTimestamps(state, on) && FirstCheckSequenceNumber(state, arrival, on) &&
                       SecondCheckRst(state, arrival, on) && FourthCheckSyn(state, arrival, on) &&
                       FifthCheckAck(state, arrival, on);
            }
            else
            {
                return false;
            }
        },
        m_state);
    if (goesOn)
    {
        Heard(on.now);
        SixthToEighth(arrival, on);
    }
}

Instant
Connection::TimeWaitExpiry(const Occasion& on) const
{
    return on.now + 2 * m_settings->msl;
}

// Before the first step: protection against wrapped sequence numbers (RFC 7323, section 5.3, R1).

template <class StateType>
bool
Connection::CheckTimestamps(StateType& state, const Occasion& on)
{
    const Segment& segment = *on.segment;
    if (!m_timestamping.InUse() || segment.Has(RST))
    {
        return true; // whoever sends a RST may have lost the clock together with the connection
    }
    if (!segment.options.timestamps)
    {
        // Section 3.2 drops it. A SYN goes on to its challenge ACK (RFC 5961, section 4.2): a peer
        // that has restarted offers timestamps or not, and must find out what it talks to.
        return segment.Has(SYN);
    }
    if (m_timestamping.IsOld(*segment.options.timestamps, on.now))
    {
        EmitLimitedAck(state, on);
        return false;
    }
    return true;
}

// First, check the sequence number.

template <class StateType>
bool
Connection::FirstCheckSequenceNumber(StateType& state, Arrival& arrival, const Occasion& on)
{
    Segment& segment = arrival.segment;
    const SeqNum nxt = state.rcv.Nxt();
    const uint32_t wnd = state.rcv.Wnd();
    if (segment.Has(RST))
    {
        // Judged by SEG.SEQ alone, so that its text does no harm, and at a zero window too
        // (section 3.5.3, SHLD-2, MUST-66).
        return segment.seq == nxt || InWindow(segment.seq, nxt, wnd);
    }
    if constexpr (std::is_same_v<StateType, SynReceived> || std::is_same_v<StateType, FinWait1>)
    {
        // A user that closes in SYN-RECEIVED makes it FIN-WAIT-1 before our SYN is acknowledged.
        if (!state.snd.SynAcked() && segment.Has(SYN) && segment.seq == state.rcv.Irs())
        {
            return CheckSameSyn(state, arrival, on);
        }
    }
    if (IS_SYNCHRONIZED<StateType> && segment.Has(SYN) && m_settings->rfc5961)
    {
        return true; // the fourth step answers it wherever it lies (RFC 5961, section 4.2)
    }
    if constexpr (HAS_RECEIVER<StateType>)
    {
        state.rcv.NoteText(segment);
    }
    if (IsAcceptable(segment, nxt, wnd))
    {
        TrimToWindow(segment, arrival.offset, nxt, wnd);
        return true;
    }
    if (wnd == 0 && segment.seq == nxt && !segment.Has(SYN))
    {
        // A zero window takes no text, but valid ACKs count. The others are answered by the fifth
        // step.
        if (!segment.Has(ACK) || AckIsAcceptable(state, segment))
        {
            EmitAck(state, on);
        }
        TrimToWindow(segment, arrival.offset, nxt, wnd);
        return true;
    }
    AnswerUnacceptable(state, segment, on);
    return false;
}

/// The peer's SYN again, while ours is not acknowledged.
template <class StateType>
bool
Connection::CheckSameSyn(StateType& state, Arrival& arrival, const Occasion& on)
{
    Segment& segment = arrival.segment;
    if (!segment.Has(ACK))
    {
        // The SYN that we have answered came again: so does the answer. By the letter of the RFC it
        // would be an ACK, which helps no peer in SYN-SENT.
        state.snd.SynSentAgain();
        if (!segment.Has(ECE | CWR))
        {
            WithdrawEcn(); // the peer has
        }
        EmitSynAck(state.snd, state.rcv, on);
        return false;
    }
    // Simultaneous open: the peer's SYN is old, its acknowledgment of ours is not (appendix A.2).
    if (state.rcv.Wnd() == 0 && segment.Length() > 1 && AckIsAcceptable(state, segment))
    {
        EmitAck(state, on); // for what came with it and is not taken
    }
    TrimToWindow(segment, arrival.offset, state.rcv.Nxt(), state.rcv.Wnd());
    return true;
}

/// What lies outside the window draws an ACK: one without fail if it repeats something, as the peer
/// must learn that it had arrived.
template <class StateType>
void
Connection::AnswerUnacceptable(StateType& state, const Segment& segment, const Occasion& on)
{
    bool isRepeated = segment.textLength > 0 || segment.Has(FIN);
    if constexpr (std::is_same_v<StateType, TimeWait>)
    {
        isRepeated = segment.Has(FIN) && segment.seq + segment.Length() == state.rcv.Nxt();
        if (isRepeated)
        {
            // The peer's FIN again: our last ACK was lost. The fifth step means this segment,
            // although it cannot get there: it is old by now.
            state.expiry = TimeWaitExpiry(on);
        }
    }
    if (isRepeated)
    {
        [[maybe_unused]] Segment& ack = EmitAck(state, on);
        if constexpr (!HAS_RECEIVER<StateType>)
        {
            // There is no receiver any more that would have noted the text.
            const SeqNum fin = state.rcv.Nxt() - 1;
            const SeqNum start = segment.TextStart();
            if (m_sack && segment.textLength > 0 && start < fin)
            {
                ack.options.sack.Add({start, std::min(start + segment.textLength, fin)});
            }
        }
    }
    else
    {
        EmitLimitedAck(state, on);
    }
}

// Second, check the RST bit.

template <class StateType>
bool
Connection::SecondCheckRst(StateType& state, const Arrival& arrival, const Occasion& on)
{
    if (!arrival.segment.Has(RST))
    {
        return true;
    }
    if (std::is_same_v<StateType, TimeWait> && m_settings->timeWaitRst == TimeWaitRst::Ignore)
    {
        return false; // not even a challenge: the answer to it would be a RST again
    }
    if (m_settings->rfc5961 && arrival.segment.seq != state.rcv.Nxt())
    {
        EmitLimitedAck(state, on); // challenge ACK (RFC 5961, section 3.2)
    }
    else
    {
        ResetIn(state, on);
    }
    return false;
}

void
Connection::ResetIn(SynReceived& state, const Occasion& on)
{
    if (!state.passive || state.snd.FinQueued())
    {
        EnterClosed<Event::RstArrives>(state, CloseReason::Refused, on);
        return;
    }
    state.rcv.ReleaseAll(on.actions);
    Enter<Event::RstArrives>(state, Listen{state.snd.Iss()}, on);
}

template <class Synchronized>
void
Connection::ResetIn(Synchronized& state, const Occasion& on)
{
    // In TIME-WAIT both users know already that all went well.
    constexpr bool OVER = std::is_same_v<Synchronized, TimeWait>;
    EnterClosed<Event::RstArrives>(state, OVER ? CloseReason::Normal : CloseReason::Reset, on);
}

// Third, check security: there are no compartments here (appendix A.1).

// Fourth, check the SYN bit.

template <class StateType>
bool
Connection::FourthCheckSyn(StateType& state, const Arrival& arrival, const Occasion& on)
{
    if (!arrival.segment.Has(SYN))
    {
        return true;
    }
    SynIn(state, on);
    return false;
}

void
Connection::SynIn(SynReceived& state, const Occasion& on)
{
    if (state.passive && !state.snd.FinQueued())
    {
        state.rcv.ReleaseAll(on.actions);
        Enter<Event::SynArrives>(state, Listen{state.snd.Iss()}, on);
    }
    else if (m_settings->rfc5961)
    {
        EmitLimitedAck(state, on);
    }
    else
    {
        EmitResetFor(*on.segment, on);
        EnterClosed<Event::SynArrives>(state, CloseReason::Reset, on);
    }
}

template <class Synchronized>
void
Connection::SynIn(Synchronized& state, const Occasion& on)
{
    if (m_settings->rfc5961)
    {
        EmitLimitedAck(state, on); // challenge ACK (RFC 5961, section 4.2)
        return;
    }
    EmitResetFor(*on.segment, on);
    EnterClosed<Event::SynArrives>(state, CloseReason::Reset, on);
}

// Fifth, check the ACK field; what each state does with it is in
// tcp-segment-arrives-ack-text-fin.cc.

template <class StateType>
bool
Connection::FifthCheckAck(StateType& state, const Arrival& arrival, const Occasion& on)
{
    if (!arrival.segment.Has(ACK))
    {
        return false;
    }
    if (m_timestamping.InUse() && on.segment->options.timestamps &&
        AckIsAcceptable(state, arrival.segment))
    {
        // Not before this step, so that neither a RST, nor a SYN out of place, nor an ACK that is
        // made up sets TS.Recent (RFC 7323, section 5.3, R3, takes it over before that is known).
        m_timestamping.See(*on.segment->options.timestamps,
                           on.segment->seq,
                           state.rcv.LastAckSent(),
                           on.now);
    }
    return AckIn(state, arrival, on);
}

} // namespace tcplifecycle
