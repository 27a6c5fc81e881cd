// SPDX-License-Identifier: GPL-2.0-only

// What a sender learns from acknowledgments: RFC 9293, section 3.10.7.4, fifth step; RFC 5681;
// RFC 6675 where the peer sends SACK, RFC 6582 where it does not; RFC 3168.

#include "tcp-sender.h"

#include <algorithm>

namespace tcplifecycle
{

/// \param duplicate whether it is one by RFC 5681's definition
Sender::Progress
Sender::TakeAcknowledgment(const Segment& segment,
                           bool duplicate,
                           const SendContext& context,
                           Duration echoed)
{
    if (segment.ack == m_una && Probing())
    {
        m_expiries = 0; // the peer is there: probing may go on for ever (section 3.8.6.1)
        return {0};
    }
    const SeqNum before = m_una;
    const uint32_t acked = segment.ack - m_una;
    const uint32_t sackedBefore = m_board.Sacked();
    const uint32_t counted = m_duplicates * m_mss; // told of by duplicates, without SACK

    CongestionReport report;
    report.priorPipe = Pipe(context.settings);
    report.roundTrip = UNKNOWN;
    report.lost = 0;
    report.segment = &segment;
    const uint32_t sentAgainBefore = m_board.SentAgain();
    report.acked = acked > 0 ? Advance(segment.ack, context, echoed, report.roundTrip) : 0;
    const uint32_t lostBefore = m_board.Lost();
    const uint32_t knownBefore = m_sack ? sackedBefore - m_board.Sacked() : counted;
    report.delivered = report.acked - std::min(report.acked, knownBefore);

    bool lossFound = false;
    if (TellsOfText(segment))
    {
        const uint32_t news = TakeSacks(segment, context);
        report.delivered += news;
        duplicate = news > 0; // RFC 6675, section 2: whatever it acknowledges
    }
    if (m_board.Sacked() > 0)
    {
        lossFound = m_board.FindLosses(context.settings.duplicateThreshold, m_mss);
    }
    report.repeatedAcked = m_board.SentAgain() < sentAgainBefore;
    report.duplicate = duplicate;
    if (acked == 0 && !duplicate)
    {
        return {0};
    }
    report.echo = m_ecn && segment.Has(ECE) && !segment.Has(SYN); // on a SYN it is an offer
    const bool measured = context.congestion && context.congestion->Measures();
    if (measured && report.acked > 0)
    {
        context.congestion->Delivered(before, m_una, context.now);
    }

    if (report.echo && m_phase == CongestionPhase::Open)
    {
        Reduce(report, context);
    }
    const bool entered = report.duplicate && CountDuplicate(report, lossFound, context);
    if (acked > 0)
    {
        if (!entered)
        {
            TakeNewAck(report, acked, lossFound, context);
        }
        // Without SACK only the first partial acknowledgment gives recovery more time: with many
        // losses the timer is faster than a round trip for each (RFC 6582, section 3.2, step 3).
        const bool partial = m_phase == CongestionPhase::Recovery && !m_sack && !entered;
        if (!partial || !m_partlyAcked)
        {
            m_deadline = NEVER;
            Arm(context);
        }
        m_partlyAcked = partial;
    }
    if (measured)
    {
        const uint32_t lost = m_board.Lost();
        report.lost = lost > lostBefore ? lost - lostBefore : 0;
        FillReport(report, context);
        context.congestion->Acknowledged(report);
    }
    return {report.acked};
}

/// SND.UNA moves. \return octets of text acknowledged
uint32_t
Sender::Advance(SeqNum ack, const SendContext& context, Duration echoed, Duration& roundTrip)
{
    const bool synNewlyAcked = !SynAcked();
    const bool finNewlyAcked = m_finQueued && ack == m_end + 1;
    const uint32_t text = ack - m_una - (synNewlyAcked ? 1 : 0) - (finNewlyAcked ? 1 : 0);
    m_una = ack;
    if (m_up < m_una)
    {
        m_up = m_una;
    }
    m_synAcked = true;
    if (synNewlyAcked && context.congestion)
    {
        context.congestion->Start(m_mss, m_synRepeated, m_una);
    }
    m_expiries = 0;
    m_duplicates = 0;
    m_probeInterval = Duration::zero();
    m_waitingSince = IsWaiting() ? context.now : NEVER;

    if (m_timedAt != NEVER && m_una >= m_timedEnd)
    {
        roundTrip = context.now - m_timedAt;
        m_timedAt = NEVER;
    }
    else if (m_timedAt == NEVER && !synNewlyAcked)
    {
        roundTrip = echoed;
    }
    if (roundTrip != UNKNOWN)
    {
        m_rto.Measured(roundTrip, context.settings, context.estimator);
    }
    else if (synNewlyAcked)
    {
        m_rto.Set(m_synRepeated ? Rto::AFTER_SYN_LOSS : Rto::INITIAL);
    }

    if (m_board.Advance(m_una))
    {
        m_board.RepeatAgain(); // the peer has thrown away what it had told of
    }
    return text;
}

/// \return octets that the SACK blocks tell of for the first time
uint32_t
Sender::TakeSacks(const Segment& segment, const SendContext& context)
{
    uint32_t news = 0;
    const SackBlocks& blocks = segment.options.sack;
    for (size_t i = 0; i < blocks.Size(); ++i)
    {
        const SeqRange block = blocks[i];
        const Scoreboard::News told = m_board.Sack(block, m_nxt);
        news += told.octets;
        if (told.octets > 0 && context.congestion && context.congestion->Measures())
        {
            // A segment wider, as far as that is SACKed: an earlier block may have cut it in two.
            const SeqNum from = told.around.start - m_mss;
            const SeqNum to = told.around.end + m_mss;
            context.congestion->Delivered(std::max(from, told.whole.start),
                                          std::min(to, told.whole.end),
                                          context.now);
        }
    }
    return news;
}

/// Without SACK each duplicate takes a segment out of what was sent once.
uint32_t
Sender::PipeWithDuplicates(const Settings& settings) const
{
    if (m_phase == CongestionPhase::Open && !settings.limitedTransmit)
    {
        return FlightSize(); // what duplicates tell of makes no room before they tell of a loss
    }
    const int64_t original = int64_t{m_board.Original(m_nxt)} - m_inflation;
    return static_cast<uint32_t>(std::max<int64_t>(original, 0)) + m_board.SentAgain();
}

/// What a report says of the sender itself.
void
Sender::FillReport(CongestionReport& report, const SendContext& context) const
{
    report.now = context.now;
    report.una = m_una;
    report.nxt = m_nxt;
    report.flightSize = FlightSize();
    report.pipe = Pipe(context.settings);
    report.duplicates = m_duplicates;
    report.selective = m_sack;
    report.phase = Phase();
}

/// The peer echoes a mark: once for each window of data (RFC 3168, section 6.1.2).
void
Sender::Reduce(CongestionReport& report, const SendContext& context)
{
    m_phase = CongestionPhase::Reduced;
    m_reducedUntil = m_nxt - 1;
    m_cwrDue = true;
    if (context.congestion)
    {
        FillReport(report, context);
        context.congestion->CongestionNotified(report);
    }
}

/// \return whether that reveals a loss
bool
Sender::CountDuplicate(CongestionReport& report, bool lossFound, const SendContext& context)
{
    const uint32_t threshold = context.settings.duplicateThreshold;
    const bool recovering = m_phase == CongestionPhase::Recovery;
    if (m_duplicates == 0)
    {
        m_nxtBeforeLoss = m_nxt;
    }
    if (m_duplicates < UINT16_MAX)
    {
        ++m_duplicates;
    }
    const bool enough = m_sack ? m_duplicates >= threshold || lossFound : m_duplicates == threshold;
    if (enough && !recovering && MayRecover())
    {
        m_board.RepeatAgain();
        EnterRecovery(report, context);
        return true;
    }
    if (!m_sack && m_phase != CongestionPhase::Loss && (recovering || m_duplicates < threshold))
    {
        // Each duplicate says that a segment has left the network. In recovery that makes room
        // (RFC 6582, section 3.2, step 4), before it for one segment each (RFC 3042); but no more
        // can have left than was in flight, whatever a peer makes up (RFC 5681, section 5).
        m_inflation = std::min(m_inflation + static_cast<int32_t>(m_mss),
                               static_cast<int32_t>(m_board.Original(m_nxt)));
        report.delivered = m_mss;
    }
    if (context.congestion)
    {
        FillReport(report, context);
        context.congestion->Duplicate(report);
    }
    return false;
}

/// A loss before "recover" has been answered already: RFC 6675, section 5.1, asks for what is not
/// before it, RFC 6582, section 3.2, step 2, for what is behind it.
bool
Sender::MayRecover() const
{
    const SeqNum highAck = m_una - 1;
    return m_sack ? highAck >= m_recover : highAck > m_recover;
}

void
Sender::EnterRecovery(CongestionReport& report, const SendContext& context)
{
    const bool reduced = m_phase == CongestionPhase::Reduced;
    m_phase = CongestionPhase::Recovery;
    m_recover = m_nxt - 1;
    m_partlyAcked = false;
    m_cwrDue = m_ecn; // RFC 3168, section 6.1.2: whatever the window is reduced for
    m_board.MarkLost(EndOfFirst());
    SeqRange first;
    m_rescueRxt = m_board.NextHole(m_board.LostBefore(), first)
                      ? first.start + (std::min(first.Length(), m_mss) - 1)
                      : m_board.HighRxt() - 1;
    if (!m_sack)
    {
        m_inflation = static_cast<int32_t>(
            std::min(context.settings.duplicateThreshold * m_mss, m_board.Original(m_nxt)));
    }
    m_mustRepeat = m_board.HighRxt() == m_una;
    if (context.congestion)
    {
        FillReport(report, context);
        report.flightSize = m_nxtBeforeLoss - m_una;
        context.congestion->LossDetected(report, reduced);
    }
}

/// Whether the rescue retransmission of this recovery has an octet.
bool
Sender::IsRescued(SeqNum seq) const
{
    return m_rescueRxt == m_recover && m_recover - seq < static_cast<int32_t>(m_mss);
}

/// In recovery new data is acknowledged.
void
Sender::ContinueRecovery(CongestionReport& report, uint32_t acked, const SendContext& context)
{
    if (m_una > m_recover)
    {
        m_phase = CongestionPhase::Open;
        m_inflation = 0;
        if (context.congestion)
        {
            FillReport(report, context);
            context.congestion->Recovered(report);
        }
        return;
    }
    if (!m_sack)
    {
        // A partial acknowledgment: the next hole begins at SND.UNA (RFC 6582, section 3.2, step
        // 3).
        m_inflation -= static_cast<int32_t>(acked);
        if (acked >= m_mss)
        {
            m_inflation += m_mss;
        }
        if (m_una >= m_board.HighRxt()) // else it is on its way, whatever the peer cuts up
        {
            Repeat(EndOfFirst());
        }
    }
    else if (m_board.HighRxt() == m_una && !IsRescued(m_una))
    {
        // What was sent again has arrived, and what the peer waits for now was sent before that: it
        // is lost, even if not enough is SACKed above it, and goes in the place of what has left
        // the network, however small the congestion window is. So it is without SACK, too.
        m_board.MarkLost(EndOfFirst());
        m_mustRepeat = true;
    }
    if (context.congestion)
    {
        FillReport(report, context);
        context.congestion->PartlyAcked(report);
    }
}

void
Sender::TakeNewAck(CongestionReport& report,
                   uint32_t acked,
                   bool lossFound,
                   const SendContext& context)
{
    const bool wasOpen = m_phase == CongestionPhase::Open;
    if (m_phase == CongestionPhase::Recovery)
    {
        ContinueRecovery(report, acked, context);
    }
    else
    {
        TakeAckOfNothingLost(report, context);
    }
    // What was sent since the loss was found has been lost as well: a second loss, in a second
    // window (RFC 5681, section 4.3).
    if (lossFound && !wasOpen && m_phase == CongestionPhase::Open)
    {
        m_nxtBeforeLoss = m_nxt;
        EnterRecovery(report, context);
    }
}

/// New data is acknowledged while no loss is repaired by duplicates.
void
Sender::TakeAckOfNothingLost(CongestionReport& report, const SendContext& context)
{
    m_inflation = 0;
    CongestionControl* const congestion = context.congestion;
    if (m_phase == CongestionPhase::Reduced && m_una > m_reducedUntil)
    {
        m_phase = CongestionPhase::Open;
        if (congestion)
        {
            FillReport(report, context);
            congestion->ReductionOver(report);
        }
    }
    else if (m_phase == CongestionPhase::Loss && m_una > m_recover)
    {
        m_phase = CongestionPhase::Open;
    }
    if (m_recover < m_una - 2)
    {
        m_recover = m_una - 2; // kept near SND.UNA, so that the two can be compared
    }
    if (congestion && report.acked > 0)
    {
        FillReport(report, context);
        congestion->Acked(report);
    }
}

} // namespace tcplifecycle
