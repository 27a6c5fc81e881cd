// SPDX-License-Identifier: GPL-2.0-only

// SEGMENT ARRIVES in the eight states from SYN-RECEIVED to TIME-WAIT, what an acceptable segment
// brings: RFC 9293, section 3.10.7.4, fifth to eighth step. The four before them are in
// tcp-segment-arrives-other-states.cc.

#include "tcp-connection-private.h"
#include "tcp-connection.h"

namespace tcplifecycle
{

// Fifth, check the ACK field.

bool
Connection::AckIn(SynReceived& state, const Arrival& arrival, const Occasion& on)
{
    const Segment& segment = arrival.segment;
    if (!AckIsAcceptable(state, segment))
    {
        EmitResetFor(segment, on);
        return false;
    }
    state.snd.Acknowledge(*on.segment, Context(on), EchoedRoundTrip(on));
    state.snd.SetWindow(segment, state.snd.WindowOf(*on.segment), Context(on));
    Established next{std::move(state.snd), std::move(state.rcv)};
    auto& established = Enter<Event::AckOfSynArrives>(state, std::move(next), on);
    on.actions.emplace_back(Opened{});
    if (established.rcv.UrgentAhead() > 0)
    {
        on.actions.emplace_back(Urgent{established.rcv.UrgentAhead()}); // came with the SYN
    }
    if (established.snd.FinQueued())
    {
        // A CLOSE that was queued behind text in SYN-RECEIVED (section 3.10.4).
        FinWait1 closing{std::move(established.snd), std::move(established.rcv)};
        Enter<Event::Close>(established,
                            std::move(closing),
                            Occasion{Cause::Close, on.now, on.actions});
    }
    return true;
}

/// In the synchronized states an ACK answers the segment if it is not acceptable.
template <class StateType>
bool
Connection::CheckAckIsAcceptable(StateType& state, const Segment& segment, const Occasion& on)
{
    const bool acceptable = AckIsAcceptable(state, segment);
    if (!acceptable)
    {
        EmitLimitedAck(state, on);
    }
    return acceptable;
}

/// What ESTABLISHED does, and every state after it in which text may be unacknowledged.
template <class StateType>
bool
Connection::AckText(StateType& state, const Segment& segment, const Occasion& on)
{
    if (!CheckAckIsAcceptable(state, segment, on))
    {
        return false;
    }
    if (segment.ack < state.snd.Una())
    {
        return true; // an old acknowledgment says nothing, but text behind it counts
    }
    const auto progress = state.snd.Acknowledge(*on.segment, Context(on), EchoedRoundTrip(on));
    state.snd.UpdateWindow(segment, state.snd.WindowOf(*on.segment), progress.octets, Context(on));
    if (progress.octets > 0)
    {
        AddAction<Acknowledged>(on.actions).octets = progress.octets;
    }
    return true;
}

bool
Connection::AckIn(Established& state, const Arrival& arrival, const Occasion& on)
{
    return AckText(state, arrival.segment, on);
}

bool
Connection::AckIn(FinWait1& state, const Arrival& arrival, const Occasion& on)
{
    const Segment& segment = arrival.segment;
    if (!state.snd.SynAcked() && !AckIsAcceptable(state, segment))
    {
        // Closed in SYN-RECEIVED: as there, what does not acknowledge our SYN is not acceptable.
        EmitResetFor(segment, on);
        return false;
    }
    if (!AckText(state, segment, on))
    {
        return false;
    }
    // If the peer's FIN is next in the same segment, the eighth step leads straight to TIME-WAIT.
    const bool finFollows = segment.Has(FIN) && segment.TextStart() == state.rcv.Nxt();
    if (state.snd.FinAcked() && !finFollows)
    {
        Enter<Event::AckOfFinArrives>(state, FinWait2After(state, on.now), on);
    }
    return true;
}

FinWait2
Connection::FinWait2After(FinWait1& state, Instant now) const
{
    const Instant expiry = state.rcv.HasReaderLeft() ? FinWait2Expiry(now) : NEVER;
    return FinWait2{{state.snd.Nxt(), state.snd.MaxWnd()}, std::move(state.rcv), expiry};
}

bool
Connection::AckIn(FinWait2& state, const Arrival& arrival, const Occasion& on)
{
    return CheckAckIsAcceptable(state, arrival.segment, on);
}

bool
Connection::AckIn(CloseWait& state, const Arrival& arrival, const Occasion& on)
{
    return AckText(state, arrival.segment, on);
}

bool
Connection::AckIn(Closing& state, const Arrival& arrival, const Occasion& on)
{
    if (!AckText(state, arrival.segment, on) || !state.snd.FinAcked())
    {
        return false;
    }
    TimeWait next{{state.snd.Nxt(), state.snd.MaxWnd()}, state.rcv, TimeWaitExpiry(on)};
    Enter<Event::AckOfFinArrives>(state, std::move(next), on);
    return true;
}

bool
Connection::AckIn(LastAck& state, const Arrival& arrival, const Occasion& on)
{
    const bool acceptable = AckText(state, arrival.segment, on);
    if (!state.snd.FinAcked())
    {
        return acceptable;
    }
    EnterClosed<Event::AckOfFinArrives>(state, CloseReason::Normal, on);
    return false;
}

bool
Connection::AckIn(TimeWait& state, const Arrival& arrival, const Occasion& on)
{
    return CheckAckIsAcceptable(state, arrival.segment, on);
}

void
Connection::SixthToEighth(const Arrival& arrival, const Occasion& on)
{
    std::visit(
        [&](auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (HAS_RECEIVER<StateType> && IS_SYNCHRONIZED<StateType>)
            {
                SixthCheckUrg(state, on);
                if (SeventhProcessText(state, arrival, on))
                {
                    EighthCheckFin(state, arrival, on);
                }
            }
            else if constexpr (IS_SYNCHRONIZED<StateType>)
            {
                EighthCheckFinAgain(state, arrival, on);
            }
        },
        m_state);
}

// Sixth, check the URG bit. In CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT nothing comes after the
// peer's FIN: ignore it.

template <class StateType>
void
Connection::SixthCheckUrg(StateType& state, const Occasion& on)
{
    if (!on.segment->Has(URG))
    {
        return;
    }
    // The offset counts from the number of the segment as it was sent. An advance is always told
    // (MUST-32), although this step by its letter tells a user once only.
    const uint32_t ahead = state.rcv.NoteUrgent(on.segment->seq + on.segment->up);
    if (ahead > 0)
    {
        on.actions.emplace_back(Urgent{ahead});
    }
}

/// What a router said of a segment with text that lies in the window.
template <class StateType>
void
Connection::CheckEcn(StateType& state, const Occasion& on)
{
    const Segment& segment = *on.segment;
    const bool marked = segment.ecn == EcnField::Ce;
    Receiver& rcv = state.rcv;
    if (!m_settings->exactEcnFeedback)
    {
        // CWR answers the marks before its segment, not one on it (RFC 3168, section 6.1.3). The
        // peer's window may be so small that it waits for this acknowledgment.
        rcv.SetEcnEcho(marked || (rcv.EcnEcho() && !segment.Has(CWR)));
        if (segment.Has(CWR))
        {
            rcv.AckNow();
        }
    }
    else if (marked != rcv.EcnEcho())
    {
        // An acknowledgment is of marked text or of text without marks, never of both (RFC 8257,
        // section 3.2).
        if (rcv.AckIsDelayed())
        {
            EmitAck(state, on);
        }
        rcv.SetEcnEcho(marked);
        rcv.AckNow();
    }
}

// Seventh, process the segment text. In CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT: ignore it.

template <class StateType>
bool
Connection::SeventhProcessText(StateType& state, const Arrival& arrival, const Occasion& on)
{
    const Segment& segment = arrival.segment;
    Receiver& rcv = state.rcv;
    const bool gap = rcv.HoldsText();
    if (rcv.HasReaderLeft() && segment.textLength > 0)
    {
        EmitReset(state, on);
        EnterClosed<Event::CloseUnread>(state, CloseReason::UnreadData, on);
        return false;
    }
    if (m_ecn && segment.textLength > 0)
    {
        CheckEcn(state, on);
    }
    const SeqNum before = rcv.Nxt();
    if (gap)
    {
        rcv.DeliverHeld(on.actions); // what came with the SYN
    }
    if (segment.textLength > 0)
    {
        const SeqNum start = segment.TextStart();
        rcv.TakeText(Block{start, segment.textLength, arrival.text, arrival.offset}, on.actions);
        if (start == before && !gap && !rcv.HasDuplicateToReport())
        {
            rcv.AckSoon(*m_settings, on.now);
            return true;
        }
        // Out of order, into a gap or in part here already: the peer's loss recovery waits for this
        // acknowledgment (RFC 5681, section 4.2).
        rcv.AckNow();
    }
    if (rcv.Nxt() != before)
    {
        rcv.AckNow();
    }
    return true;
}

// Eighth, check the FIN bit.

template <class StateType>
void
Connection::EighthCheckFin(StateType& state, const Arrival& arrival, const Occasion& on)
{
    const Segment& segment = arrival.segment;
    if (segment.Has(FIN))
    {
        state.rcv.NoteFin(segment.TextStart() + segment.textLength);
        state.rcv.AckNow();
    }
    if (state.rcv.FinIsNext())
    {
        FinIn(state, on);
    }
    else if constexpr (std::is_same_v<StateType, FinWait1>)
    {
        if (state.snd.FinAcked())
        {
            // The fifth step waited for a FIN that did not count after all.
            Enter<Event::AckOfFinArrives>(state, FinWait2After(state, on.now), on);
        }
    }
}

/// CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT remain as they are: the FIN was seen before.
template <class StateType>
void
Connection::EighthCheckFinAgain(StateType& state, const Arrival& arrival, const Occasion& on)
{
    if (!arrival.segment.Has(FIN))
    {
        return;
    }
    state.rcv.AckNow();
    if constexpr (std::is_same_v<StateType, TimeWait>)
    {
        if (arrival.segment.seq == state.rcv.Nxt())
        {
            state.expiry = TimeWaitExpiry(on);
        }
    }
}

void
Connection::FinIn(Established& state, const Occasion& on)
{
    const ReceiveDone done = state.rcv.StepOverFin(*m_settings, on.actions);
    Enter<Event::FinArrives>(state, CloseWait{std::move(state.snd), done}, on);
    on.actions.emplace_back(PeerClosed{});
}

void
Connection::FinIn(FinWait1& state, const Occasion& on)
{
    const ReceiveDone done = state.rcv.StepOverFin(*m_settings, on.actions);
    if (state.snd.FinAcked())
    {
        TimeWait next{{state.snd.Nxt(), state.snd.MaxWnd()}, done, TimeWaitExpiry(on)};
        Enter<Event::FinAndAckOfFinArrive>(state, std::move(next), on);
    }
    else
    {
        Enter<Event::FinArrives>(state, Closing{std::move(state.snd), done}, on);
    }
    on.actions.emplace_back(PeerClosed{});
}

void
Connection::FinIn(FinWait2& state, const Occasion& on)
{
    const ReceiveDone done = state.rcv.StepOverFin(*m_settings, on.actions);
    Enter<Event::FinArrives>(state, TimeWait{state.snd, done, TimeWaitExpiry(on)}, on);
    on.actions.emplace_back(PeerClosed{});
}

} // namespace tcplifecycle
