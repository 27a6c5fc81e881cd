// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-sender.h"

#include <algorithm>

namespace tcplifecycle
{

namespace
{

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
      m_board(iss),
      m_recover(iss - 1),
      m_rescueRxt(iss),
      m_reducedUntil(iss),
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
Sender::Negotiated(const SendTerms& terms)
{
    m_mss = terms.mss;
    m_shift = terms.shift;
    m_sack = terms.sack;
    m_ecn = terms.ecn;
}

void
Sender::Queue(uint32_t octets, bool urgent, const SendContext& context)
{
    if (context.congestion && context.congestion->Measures() && SynAcked() &&
        m_end - m_nxt < static_cast<int32_t>(m_mss) && !m_board.HasLost())
    {
        const uint32_t pipe = Pipe(context.settings);
        if (pipe < context.congestion->Window())
        {
            context.congestion->ApplicationLimited(pipe);
        }
    }
    m_end += octets;
    if (urgent)
    {
        m_up = m_end;
    }
    NoteWaiting(context.now);
}

void
Sender::ShrinkMss(uint32_t mss, const SendContext& context)
{
    m_mss = mss;
    if (SynAcked())
    {
        Repeat(m_nxt);
        if (context.congestion)
        {
            context.congestion->MssChanged(mss);
        }
    }
}

/// All before a number goes again, one segment of it even if the congestion window is full.
void
Sender::Repeat(SeqNum before)
{
    m_board.ForgetLosses();
    m_board.MarkLost(before);
    // What is lost has left the network already: duplicates tell of no more than of the rest.
    m_inflation = std::min(m_inflation, static_cast<int32_t>(m_board.Original(m_nxt)));
    m_mustRepeat = m_board.HasLost();
}

void
Sender::QueueFin(Instant now)
{
    m_finQueued = true;
    NoteWaiting(now);
}

void
Sender::ChangeWindow(uint32_t window, const SendContext& context)
{
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
        Repeat(m_una + std::min(m_wnd, FlightSize()));
    }
    m_deadline = NEVER; // the interval is of another kind from now on
    Arm(context);
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
    const Settings& settings = context.settings;
    if (m_heldByPacing && context.now < m_deadline)
    {
        m_heldByPacing = false;
        return Expiry::Resend;
    }
    m_deadline = NEVER;
    if (!SynAcked())
    {
        if (m_expiries >= settings.connCount)
        {
            return Expiry::Exhausted;
        }
        ++m_expiries;
        m_synRepeated = true;
        m_timedAt = NEVER;
        m_rto.BackOff(Rto::MAX);
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
        Repeat(m_una + 1);
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
        CongestionReport report{};
        FillReport(report, context);
        report.lost = m_board.Original(m_nxt);
        context.congestion->TimedOut(report, m_expiries > 1);
    }
    m_rto.BackOff(Rto::MAX_BACKOFF);
    m_phase = CongestionPhase::Loss;
    m_inflation = 0;
    m_duplicates = 0;
    m_recover = m_nxt - 1; // RFC 6582, section 3.2, step 6; RFC 6675, section 5.1
    m_timedAt = NEVER;
    m_paceUntil = NEVER;
    m_cwrDue = m_ecn; // RFC 3168, section 6.1.2: whatever the window was reduced for
    // All is taken to be lost but what the peer told of by SACK: should it have reneged, its next
    // acknowledgment reveals that (Scoreboard::Advance; RFC 6675, section 5.1).
    m_board.RepeatAgain();
    m_board.MarkLost(m_nxt);
    m_mustRepeat = true;
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
