// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-sender.h"

#include <algorithm>

namespace tcplifecycle
{

namespace
{

/// RFC 5681, section 3.2: so many duplicates mean a loss.
constexpr uint16_t DUPLICATE_THRESHOLD = 3;

/// RFC 9293, section 3.8.6.2.1: 0.1 to 1.0 s.
constexpr Duration OVERRIDE_TIMEOUT = std::chrono::milliseconds{500};

/// Longest interval between zero-window probes: long enough to cost nothing, short enough that a
/// lost window update does not stall a connection for minutes (RFC 9293, 3.8.6.1, gives no bound).
constexpr Duration MAX_PROBE_INTERVAL = std::chrono::seconds{60};

} // namespace

Sender::Sender(SeqNum iss, const SendContext& context)
    : m_iss(iss),
      m_una(iss),
      m_nxt(iss + 1),
      m_end(iss + 1),
      m_up(iss),
      m_repeatFrom(iss),
      m_repeatTo(iss),
      m_recover(iss),
      m_timedEnd(iss + 1),
      m_timedAt(context.now)
{
    m_rto.Set(context.settings.connTimeout);
    m_deadline = context.now + m_rto.Current();
    m_waitingSince = context.now;
}

void
Sender::NoteWaiting(Instant now)
{
    if (m_waitingSince == NEVER && IsWaiting())
    {
        m_waitingSince = now;
    }
}

void
Sender::Negotiated(uint32_t mss, uint8_t shift)
{
    m_mss = mss;
    m_shift = shift;
}

void
Sender::Queue(uint32_t octets, bool urgent, Instant now)
{
    m_end += octets;
    if (urgent)
    {
        m_up = m_end;
    }
    NoteWaiting(now);
}

/// What lies farther ahead than the field can tell is told of when it has come nearer (MUST-31).
uint16_t
Sender::UrgentFrom(SeqNum seq) const
{
    return m_up > seq ? static_cast<uint16_t>(std::min<uint32_t>(m_up - seq, UINT16_MAX)) : 0;
}

void
Sender::ShrinkMss(uint32_t mss)
{
    m_mss = mss;
    if (SynAcked())
    {
        Repeat(m_una, m_nxt);
    }
}

void
Sender::QueueFin(Instant now)
{
    m_finQueued = true;
    NoteWaiting(now);
}

Sender::Progress
Sender::Acknowledge(const Segment& segment, const SendContext& context, Duration echoed)
{
    if (segment.ack == m_una)
    {
        // RFC 5681, section 2: a duplicate carries nothing, changes no window, and something is
        // in flight that it could have acknowledged.
        const bool sameWindow = WindowOf(segment) == m_wnd;
        if (Probing())
        {
            m_expiries = 0; // the peer is there: probing may go on for ever (section 3.8.6.1)
        }
        else if (segment.Length() == 0 && sameWindow && FlightSize() > 0 && SynAcked())
        {
            CountDuplicate(context);
        }
        return {0};
    }

    const bool synNewlyAcked = !SynAcked();
    const uint32_t acked = segment.ack - m_una;
    const bool finNewlyAcked = m_finQueued && segment.ack == m_end + 1;
    m_una = segment.ack;
    if (m_up < m_una)
    {
        m_up = m_una;
    }
    m_synAcked = true;
    if (synNewlyAcked && context.congestion)
    {
        context.congestion->Start(m_mss, m_synRepeated);
    }
    m_expiries = 0;
    m_probeInterval = Duration::zero();
    m_waitingSince = IsWaiting() ? context.now : NEVER;

    if (m_timedAt != NEVER && m_una >= m_timedEnd)
    {
        m_rto.Measured(context.now - m_timedAt, context.settings);
        m_timedAt = NEVER;
    }
    else if (synNewlyAcked)
    {
        m_rto.Set(m_synRepeated ? Rto::AFTER_SYN_LOSS : Rto::INITIAL);
    }
    else if (echoed != UNKNOWN && m_timedAt == NEVER)
    {
        m_rto.Measured(echoed, context.settings);
    }

    if (m_repeatFrom < m_una)
    {
        m_repeatFrom = m_una;
    }
    if (m_repeatTo < m_repeatFrom)
    {
        m_repeatTo = m_repeatFrom;
    }

    const uint32_t text = acked - (synNewlyAcked ? 1 : 0) - (finNewlyAcked ? 1 : 0);
    m_duplicates = 0;
    if (m_recovering)
    {
        ContinueRecovery(acked, context);
    }
    else
    {
        m_inflation = 0;
        if (m_recover < m_una - 1)
        {
            m_recover = m_una - 1; // kept near SND.UNA, so that the two can be compared
        }
        if (context.congestion && text > 0)
        {
            context.congestion->Acked(text);
        }
    }

    m_deadline = NEVER;
    Arm(context);
    return {text};
}

void
Sender::CountDuplicate(const SendContext& context)
{
    ++m_duplicates;
    if (m_duplicates == 1)
    {
        m_nxtBeforeLoss = m_nxt;
    }
    if (m_recovering || m_duplicates < DUPLICATE_THRESHOLD)
    {
        // Each duplicate says that a segment has left the network. In recovery that makes room
        // (RFC 6582, section 3.2, step 4), before it for one segment each (RFC 3042); but no more
        // can have left than was in flight, whatever a peer makes up (RFC 5681, section 5).
        m_inflation =
            std::min(m_inflation + static_cast<int32_t>(m_mss), static_cast<int32_t>(FlightSize()));
        return;
    }
    // RFC 6582, section 3.2, step 2: a loss before "recover" has been answered already.
    if (m_duplicates == DUPLICATE_THRESHOLD && m_una - 1 >= m_recover)
    {
        m_recovering = true;
        m_recover = m_nxt - 1;
        m_inflation = DUPLICATE_THRESHOLD * m_mss;
        if (context.congestion)
        {
            // Without what limited transmit has sent since (RFC 5681, section 3.2, step 2).
            context.congestion->LossDetected(m_nxtBeforeLoss - m_una);
        }
        Repeat(m_una, m_una + std::min(m_mss, FlightSize()));
    }
}

void
Sender::ContinueRecovery(uint32_t acked, const SendContext& context)
{
    if (m_una > m_recover)
    {
        m_recovering = false;
        m_inflation = 0;
        if (context.congestion)
        {
            context.congestion->Recovered(FlightSize());
        }
        return;
    }
    // A partial acknowledgment: the next hole begins at SND.UNA (RFC 6582, section 3.2, step 3).
    m_inflation -= static_cast<int32_t>(acked);
    if (acked >= m_mss)
    {
        m_inflation += m_mss;
    }
    Repeat(m_una, m_una + std::min(m_mss, FlightSize()));
}

void
Sender::UpdateWindow(const Segment& segment, uint32_t window, const SendContext& context)
{
    if (m_wl1 < segment.seq || (m_wl1 == segment.seq && m_wl2 <= segment.ack))
    {
        SetWindow(segment, window, context);
    }
}

void
Sender::SetWindow(const Segment& segment, uint32_t window, const SendContext& context)
{
    m_wl1 = segment.seq;
    m_wl2 = segment.ack;
    if (window == m_wnd)
    {
        return;
    }
    const bool wasProbing = Probing();
    m_wnd = window;
    m_maxWnd = std::max(m_maxWnd, m_wnd);
    if (Probing() == wasProbing || !SynAcked())
    {
        return;
    }
    if (wasProbing)
    {
        // What went into the closed window was not taken: it goes again, now that there is room.
        m_probeInterval = Duration::zero();
        m_expiries = 0;
        Repeat(m_una, m_una + std::min(m_wnd, FlightSize()));
    }
    m_deadline = NEVER; // the interval is of another kind from now on
    Arm(context);
}

bool
Sender::Probing() const
{
    return m_wnd == 0 && SynAcked();
}

uint32_t
Sender::CongestionWindow(const SendContext& context, int32_t inflation) const
{
    if (!context.congestion)
    {
        return UINT32_MAX / 2;
    }
    const int64_t inflated = int64_t{context.congestion->Window()} + inflation;
    return static_cast<uint32_t>(std::max<int64_t>(inflated, m_mss));
}

void
Sender::Repeat(SeqNum from, SeqNum to)
{
    m_repeatFrom = from;
    m_repeatTo = to;
}

bool
Sender::NextStretch(const SendContext& context, Stretch& stretch)
{
    const bool repeats = m_repeatFrom != m_repeatTo && SynAcked();
    const bool any = (repeats && NextRepeated(context, stretch)) || NextNew(context, stretch);
    Arm(context);
    return any;
}

bool
Sender::NextRepeated(const SendContext& context, Stretch& stretch)
{
    // The first segment may always go; what follows it as the congestion window allows.
    const uint32_t before = m_repeatFrom - m_una;
    const int32_t inflation = m_recovering ? m_inflation : 0; // limited transmit is for new text
    if (before > 0 && before + m_mss > CongestionWindow(context, inflation))
    {
        return false;
    }
    const SeqNum textTo = m_repeatTo <= m_end ? m_repeatTo : m_end;
    const uint32_t text = textTo > m_repeatFrom ? textTo - m_repeatFrom : 0;
    const uint32_t length = std::min(text, m_mss);
    stretch.seq = m_repeatFrom;
    stretch.length = length;
    stretch.urgent = UrgentFrom(m_repeatFrom);
    const SeqNum after = stretch.seq + length;
    stretch.push = length > 0 && after == m_end;
    stretch.fin = after == m_end && FinSent() && m_repeatTo > m_end;
    m_repeatFrom = after + (stretch.fin ? 1 : 0);
    m_timedAt = NEVER; // Karn: what was sent twice measures nothing (RFC 6298, section 3)
    return true;
}

bool
Sender::NextNew(const SendContext& context, Stretch& stretch)
{
    const uint32_t unsent = HasUnsentText() ? m_end - m_nxt : 0;
    if (unsent == 0 && !FinIsDue())
    {
        return false;
    }
    const uint32_t flight = FlightSize();
    const uint32_t offered = m_wnd > flight ? m_wnd - flight : 0;
    const uint32_t cwnd = CongestionWindow(context, m_inflation);
    const uint32_t usable = std::min(offered, cwnd > flight ? cwnd - flight : 0);
    const uint32_t length = std::min({unsent, m_mss, usable});

    if (unsent > 0)
    {
        // Section 3.8.6.2.1: a full segment; or all there is, if Nagle's algorithm (3.7.4) allows
        // it; or half of the largest window the peer ever offered; or the override timeout.
        const bool all = length == unsent;
        const bool nagleAllows = flight == 0 || context.settings.noDelay;
        const bool worthwhile = length == m_mss || (all && (nagleAllows || m_finQueued)) ||
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
    // The FIN takes a place in the peer's window. Text waits behind the congestion window; a FIN
    // alone is no load, and is not held back by it.
    stretch.fin = FinIsDue() && length == unsent && offered > length;
    if (length == 0 && !stretch.fin)
    {
        return false;
    }
    m_override = false;
    if (flight == 0)
    {
        m_deadline = NEVER; // the override timer was running; the retransmission timer follows
    }
    m_nxt += length + (stretch.fin ? 1 : 0);
    if (m_timedAt == NEVER && m_repeatFrom == m_repeatTo && !m_recovering && m_expiries == 0)
    {
        m_timedEnd = m_nxt;
        m_timedAt = context.now;
    }
    return true;
}

void
Sender::Arm(const SendContext& context)
{
    if (!IsWaiting())
    {
        m_deadline = NEVER;
        return;
    }
    if (m_deadline != NEVER || !SynAcked())
    {
        return;
    }
    if (!Probing())
    {
        m_deadline = context.now + (FlightSize() > 0 ? m_rto.Current() : OVERRIDE_TIMEOUT);
        return;
    }
    if (m_probeInterval == Duration::zero())
    {
        const Duration chosen = context.settings.persistTimeout;
        m_probeInterval = chosen > Duration::zero() ? chosen : m_rto.Current();
    }
    m_deadline = context.now + m_probeInterval;
}

/// R1 counts for window probes that go unanswered as it does for text.
Sender::Expiry
Sender::Repeated(const Settings& settings) const
{
    return m_expiries == settings.retransmissionWarning ? Expiry::Warn : Expiry::Resend;
}

Sender::Expiry
Sender::Expire(const SendContext& context)
{
    m_deadline = NEVER;
    const Settings& settings = context.settings;
    if (!SynAcked())
    {
        if (m_expiries >= settings.connCount)
        {
            return Expiry::Exhausted;
        }
        ++m_expiries;
        m_synRepeated = true;
        m_timedAt = NEVER;
        m_rto.BackOff();
        m_deadline = context.now + m_rto.Current();
        return Repeated(settings);
    }

    if (FlightSize() > 0 || Probing())
    {
        if (m_expiries >= settings.dataRetries)
        {
            return Expiry::Exhausted;
        }
        ++m_expiries;
    }
    if (Probing())
    {
        // One octet, or the FIN, past the closed window (section 3.8.6.1); the same one again
        // until the peer has taken it.
        m_probeInterval =
            std::min(2 * m_probeInterval, std::max(m_probeInterval, MAX_PROBE_INTERVAL));
        if (FlightSize() == 0)
        {
            m_nxt += 1;
        }
        Repeat(m_una, m_una + 1);
        m_timedAt = NEVER;
        return Repeated(settings);
    }
    if (FlightSize() == 0)
    {
        m_override = true; // section 3.8.6.2.1, case 4: wait no longer for a better window
        return Expiry::Resend;
    }

    if (context.congestion)
    {
        context.congestion->TimedOut(FlightSize(), m_expiries > 1);
    }
    m_rto.BackOff();
    m_recovering = false;
    m_inflation = 0;
    m_duplicates = 0;
    m_recover = m_nxt - 1; // RFC 6582, section 3.2, step 6
    m_timedAt = NEVER;
    Repeat(m_una, m_nxt);
    return Repeated(settings);
}

Instant
Sender::UserTimeoutAt(const Settings& settings) const
{
    if (settings.userTimeout == Duration::zero() || m_waitingSince == NEVER)
    {
        return NEVER;
    }
    return m_waitingSince + settings.userTimeout;
}

} // namespace tcplifecycle
