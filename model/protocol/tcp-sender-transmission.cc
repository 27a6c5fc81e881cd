// SPDX-License-Identifier: GPL-2.0-only

// What a sender sends next: RFC 6675's NextSeg, and for new text the rules of RFC 9293,
// sections 3.7.4 and 3.8.6.2.1.

#include "tcp-sender.h"

#include <algorithm>

namespace tcplifecycle
{

/// What lies farther ahead than the field can tell is told of when it has come nearer (MUST-31).
uint16_t
Sender::UrgentFrom(SeqNum seq) const
{
    return m_up > seq ? static_cast<uint16_t>(std::min<uint32_t>(m_up - seq, UINT16_MAX)) : 0;
}

uint32_t
Sender::CongestionWindow(const SendContext& context) const
{
    return context.congestion ? std::max(context.congestion->Window(), m_mss) : UINT32_MAX / 2;
}

/// NextSeg().
bool
Sender::NextSegment(uint32_t pipe, const SendContext& context, Stretch& stretch)
{
    SeqRange lost;
    if (SynAcked() && m_board.NextHole(m_board.LostBefore(), lost))
    {
        return NextRepeated(lost, pipe, context, stretch);
    }
    return NextNew(pipe, context, stretch) ||
           (m_phase == CongestionPhase::Recovery && NextToRescue(pipe, context, stretch));
}

/// \param pipe octets in the network before it
void
Sender::TellOfSent(uint32_t pipe, const SendContext& context, const Stretch& stretch)
{
    SentText sent;
    sent.now = context.now;
    sent.seq = stretch.seq;
    sent.length = stretch.Length();
    sent.again = stretch.again;
    sent.pipe = pipe;
    sent.phase = Phase();
    context.congestion->Sent(sent);
    const Duration delay = context.congestion->PacingDelay(sent.length);
    m_paceUntil = delay > Duration::zero() ? context.now + delay : NEVER;
}

/// NextSeg(), rule 1: what is lost goes first, as the congestion window allows.
bool
Sender::NextRepeated(const SeqRange& lost,
                     uint32_t pipe,
                     const SendContext& context,
                     Stretch& stretch)
{
    const uint32_t length = std::min(lost.Length(), FullText(context));
    if (!m_mustRepeat && pipe + length > CongestionWindow(context))
    {
        return false;
    }
    m_mustRepeat = false;
    FillRepeated(lost, context, stretch);
    m_board.Repeated(stretch.End());
    return true;
}

/// A segment from the beginning of a range that was sent before.
void
Sender::FillRepeated(const SeqRange& range, const SendContext& context, Stretch& stretch)
{
    const SeqNum textEnd = range.end <= m_end ? range.end : m_end;
    const uint32_t text = textEnd > range.start ? textEnd - range.start : 0;
    stretch.seq = range.start;
    stretch.length = std::min(text, FullText(context));
    stretch.urgent = UrgentFrom(range.start);
    const SeqNum after = stretch.seq + stretch.length;
    stretch.push = stretch.length > 0 && after == m_end;
    stretch.fin = after == m_end && FinSent() && range.end > m_end;
    stretch.again = true;
    stretch.cwr = false;
    m_timedAt = NEVER; // Karn: what was sent twice measures nothing (RFC 6298, section 3)
}

/// NextSeg(), rule 2: text that was never sent.
bool
Sender::NextNew(uint32_t pipe, const SendContext& context, Stretch& stretch)
{
    const uint32_t unsent = HasUnsentText() ? m_end - m_nxt : 0;
    if (unsent == 0 && !FinIsDue())
    {
        return false;
    }
    const uint32_t flight = FlightSize();
    if (flight == 0 && m_lastSent != NEVER && context.congestion &&
        context.settings.restartAfterIdle && context.now - m_lastSent > m_rto.Current())
    {
        context.congestion->Idled();
        m_lastSent = context.now;
    }
    const uint32_t offered = m_wnd > flight ? m_wnd - flight : 0;
    const uint32_t cwnd = CongestionWindow(context);
    const uint32_t usable = std::min(offered, cwnd > pipe ? cwnd - pipe : 0);
    const uint32_t full = FullText(context);
    const uint32_t length = std::min({unsent, full, usable});

    if (unsent > 0)
    {
        // Section 3.8.6.2.1: a full segment; or all there is, if Nagle's algorithm (3.7.4) allows
        // it; or half of the largest window the peer ever offered; or the override timeout.
        const bool all = length == unsent;
        const bool nagleAllows = flight == 0 || context.settings.noDelay;
        const bool worthwhile = length == full || (all && (nagleAllows || m_finQueued)) ||
                                (nagleAllows && length >= m_maxWnd / 2) || m_override;
        if (length == 0 || !worthwhile)
        {
            return false;
        }
    }

    stretch.seq = m_nxt;
    stretch.length = length;
    stretch.urgent = UrgentFrom(m_nxt);
    stretch.push = length > 0 && length == unsent;
    stretch.again = false;
    // The FIN takes a place in the peer's window. Text waits behind the congestion window; a FIN
    // alone is no load, and is not held back by it.
    stretch.fin = FinIsDue() && length == unsent && offered > length;
    if (length == 0 && !stretch.fin)
    {
        return false;
    }
    stretch.cwr = m_cwrDue && length > 0;
    m_cwrDue = m_cwrDue && length == 0;
    m_override = false;
    if (flight == 0)
    {
        m_deadline = NEVER; // the override timer was running; the retransmission timer follows
    }
    m_nxt = stretch.End();
    if (m_timedAt == NEVER && !m_board.HasLost() && m_phase != CongestionPhase::Recovery &&
        m_expiries == 0)
    {
        m_timedEnd = m_nxt;
        m_timedAt = context.now;
    }
    if (context.congestion)
    {
        m_lastSent = context.now;
    }
    return true;
}

/**
 * NextSeg(), rules 3 and 4, in recovery with nothing else to send: what may be lost although not
 * enough is SACKed above it; and once, lest the retransmission timer be needed for what was lost at
 * the very end, the last segment that was sent before recovery began, unless it was sent again, or
 * something new has left since whose acknowledgment will tell.
 */
bool
Sender::NextToRescue(uint32_t pipe, const SendContext& context, Stretch& stretch)
{
    if (!m_sack || pipe + m_mss > CongestionWindow(context))
    {
        return false;
    }
    SeqRange hole;
    if (m_board.NextHole(m_board.HighestSacked(), hole))
    {
        FillRepeated(hole, context, stretch);
        m_board.Repeated(stretch.End());
        return true;
    }
    if (m_una - 1 <= m_rescueRxt || !m_board.LastHole(m_nxt, hole) ||
        hole.end <= m_board.HighRxt() || hole.end - 1 > m_recover)
    {
        return false;
    }
    m_rescueRxt = m_recover;
    if (hole.Length() > FullText(context))
    {
        hole.start = hole.end - FullText(context);
    }
    FillRepeated(hole, context, stretch);
    return true;
}

} // namespace tcplifecycle
