// SPDX-License-Identifier: GPL-2.0-only

// SEGMENT ARRIVES in the states CLOSED, LISTEN and SYN-SENT: RFC 9293, section 3.10.7.1 to
// 3.10.7.3. The other states are in tcp-segment-arrives-other-states.cc.

#include "tcp-connection-private.h"
#include "tcp-connection.h"
#include "tcp-trim.h"

namespace tcplifecycle
{

void
Connection::SegmentArrives(const Segment& segment,
                           PayloadHandle text,
                           Instant now,
                           Actions& actions)
{
    if (segment.Has(SYN | FIN) && m_settings->dropSynFin)
    {
        return;
    }
    const Occasion on{Cause::Segment, now, actions, &segment};
    if (std::holds_alternative<Closed>(m_state))
    {
        ArrivesInClosed(on);
    }
    else if (auto* listen = std::get_if<Listen>(&m_state))
    {
        ArrivesInListen(*listen, text, on);
    }
    else if (auto* synSent = std::get_if<SynSent>(&m_state))
    {
        ArrivesInSynSent(*synSent, text, on);
    }
    else
    {
        ArrivesInOtherStates(text, on);
    }
    SendWhatMayBeSent(on);
}

// 3.10.7.1 CLOSED

void
Connection::ArrivesInClosed(const Occasion& on)
{
    if (!on.segment->Has(RST))
    {
        EmitResetFor(*on.segment, on);
    }
}

// 3.10.7.2 LISTEN

void
Connection::ArrivesInListen(Listen& state, PayloadHandle text, const Occasion& on)
{
    const Segment& segment = *on.segment;
    // First, check for a RST.
    if (segment.Has(RST))
    {
        return;
    }
    // Second, check for an ACK.
    if (segment.Has(ACK))
    {
        EmitResetFor(segment, on);
        return;
    }
    // Third, check for a SYN.
    if (!segment.Has(SYN))
    {
        return; // fourth: this should not be reached
    }
    SynReceived next = AnswerSyn(state.iss, segment, on);
    HoldForEstablished(next.rcv, segment, text, on);
    auto& received = Enter<Event::SynArrives>(state, std::move(next), on);
    EmitSynAck(received.snd, received.rcv, on);
}

/// What a SYN says in its header and options makes of a connection in LISTEN.
SynReceived
Connection::AnswerSyn(SeqNum iss, const Segment& syn, const Occasion& on)
{
    ChooseOffer(true);
    SynReceived next{Sender(iss, Context(on)), Receiver(syn.seq, *m_settings), true};
    Negotiate(next.snd, next.rcv, syn, on.now);
    next.snd.SetWindow(syn, next.snd.WindowOf(syn), Context(on));
    return next;
}

// 3.10.7.3 SYN-SENT

void
Connection::ArrivesInSynSent(SynSent& state, PayloadHandle text, const Occasion& on)
{
    const Segment& segment = *on.segment;
    // First, check the ACK bit.
    if (segment.Has(ACK) && (segment.ack <= state.snd.Iss() || segment.ack > state.snd.Nxt()))
    {
        if (!segment.Has(RST))
        {
            EmitResetFor(segment, on);
        }
        return;
    }
    // Second, check the RST bit. It is believed if it acknowledges our SYN, wherever its own
    // sequence number lies: there is no RCV.NXT yet that RFC 5961 could compare it with.
    if (segment.Has(RST))
    {
        if (segment.Has(ACK))
        {
            EnterClosed<Event::RstArrives>(state, CloseReason::Refused, on);
        }
        return;
    }
    // Fourth, check the SYN bit.
    if (!segment.Has(SYN))
    {
        return; // fifth: neither SYN nor RST
    }
    Receiver rcv(segment.seq, *m_settings);
    Negotiate(state.snd, rcv, segment, on.now);
    if (!segment.Has(ACK))
    {
        state.snd.SetWindow(segment, state.snd.WindowOf(segment), Context(on));
        HoldForEstablished(rcv, segment, text, on);
        state.snd.SynIsNotTimed();
        SynReceived next{std::move(state.snd), std::move(rcv), false};
        auto& received = Enter<Event::SynArrives>(state, std::move(next), on);
        EmitSynAck(received.snd, received.rcv, on);
        return;
    }
    state.snd.Acknowledge(segment, Context(on));
    state.snd.SetWindow(segment, state.snd.WindowOf(segment), Context(on));
    Established next{std::move(state.snd), std::move(rcv)};
    auto& established = Enter<Event::SynAckArrives>(state, std::move(next), on);
    on.actions.emplace_back(Opened{});
    established.rcv.AckNow();
    Heard(on.now);

    // Go on at the sixth step with whatever else the segment carries.
    Arrival arrival(segment, text);
    TrimToWindow(arrival.segment, arrival.offset, established.rcv.Nxt(), established.rcv.Wnd());
    SixthToEighth(arrival, on);
}

void
Connection::HoldForEstablished(Receiver& rcv,
                               const Segment& syn,
                               PayloadHandle text,
                               const Occasion& on)
{
    Segment segment = syn;
    uint32_t offset = 0;
    TrimToWindow(segment, offset, rcv.Nxt(), rcv.Wnd());
    if (segment.textLength > 0)
    {
        rcv.HoldText(Block{segment.seq, segment.textLength, text, offset}, on.actions);
    }
    if (syn.Has(URG))
    {
        rcv.NoteUrgent(syn.seq + syn.up);
    }
    if (segment.Has(FIN))
    {
        rcv.NoteFin(segment.seq + segment.textLength);
    }
}

} // namespace tcplifecycle
