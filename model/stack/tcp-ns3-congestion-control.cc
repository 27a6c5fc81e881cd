// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-ns3-congestion-control.h"

#include "tcp-simulator-clock.h"

#include <algorithm>
#include <utility>

namespace ns3
{

using tcplifecycle::CongestionPhase;
using tcplifecycle::CongestionReport;
using tcplifecycle::Duration;
using tcplifecycle::Instant;
using tcplifecycle::SeqNum;

namespace
{

SequenceNumber32
ToNs3Number(SeqNum number)
{
    return SequenceNumber32(number.Value());
}

/// \return the value of a time as ns-3's objects know it
Time
ToNs3Instant(Instant instant)
{
    return ToSimulatorTime(instant.time_since_epoch());
}

} // namespace

TcpNs3CongestionControl::TcpNs3CongestionControl(const TcpCongestionParts& parts,
                                                 uint32_t initialWindow,
                                                 uint32_t initialThreshold)
    : CongestionControl(true),
      m_parts(parts),
      m_initialWindow(initialWindow)
{
    TcpSocketState& tcb = *m_parts.state;
    tcb.m_initialCWnd = initialWindow;
    tcb.m_initialSsThresh = initialThreshold;
    tcb.m_ssThresh = initialThreshold;
    tcb.m_pacingRate = tcb.m_maxPacingRate;
    m_parts.ops->Init(m_parts.state);
}

void
TcpNs3CongestionControl::SetOps(Ptr<TcpCongestionOps> ops)
{
    m_parts.ops = ops;
    ops->Init(m_parts.state);
    if (m_open)
    {
        ops->CongestionStateSet(m_parts.state, m_parts.state->m_congState);
    }
}

void
TcpNs3CongestionControl::SetRecovery(Ptr<TcpRecoveryOps> recovery)
{
    m_parts.recovery = recovery;
}

uint32_t
TcpNs3CongestionControl::Window() const
{
    return m_parts.state->m_cWnd;
}

void
TcpNs3CongestionControl::Start(uint32_t mss, bool synRepeated, SeqNum first)
{
    TcpSocketState& tcb = *m_parts.state;
    tcb.m_segmentSize = mss;
    tcb.m_cWnd = (synRepeated ? 1 : m_initialWindow) * mss; // RFC 5681, section 3.1
    tcb.m_cWndInfl = tcb.m_cWnd;
    tcb.m_nextTxSequence = ToNs3Number(first);
    tcb.m_highTxMark = ToNs3Number(first);
    tcb.m_lastAckedSeq = ToNs3Number(first);
    m_first = first;
    m_una = first;
}

/// The handshake's round trip has been measured by the time that text leaves.
void
TcpNs3CongestionControl::Open()
{
    if (!m_open)
    {
        m_open = true;
        m_measured = false;
        EnterPhase(TcpSocketState::CA_OPEN);
        UpdatePacingRate();
    }
}

void
TcpNs3CongestionControl::MssChanged(uint32_t mss)
{
    m_parts.state->m_segmentSize = mss;
}

/// What a type may read in the state.
void
TcpNs3CongestionControl::Take(const CongestionReport& report)
{
    TcpSocketState& tcb = *m_parts.state;
    const auto una = ToNs3Number(report.una);
    tcb.m_lastAckedSeq = una;
    tcb.m_highTxMark = ToNs3Number(report.nxt);
    if (tcb.m_nextTxSequence.Get() < una)
    {
        tcb.m_nextTxSequence = una;
    }
    tcb.m_bytesInFlight = report.pipe;
    tcb.m_lastAckedSackedBytes = report.delivered;
    tcb.m_isRetransDataAcked = report.phase == CongestionPhase::Recovery && report.repeatedAcked;
    if (report.segment && report.segment->options.timestamps)
    {
        SeeTimestamps(*report.segment->options.timestamps);
    }
    if (report.echo && report.acked > 0)
    {
        tcb.m_ecnState = TcpSocketState::ECN_ECE_RCVD;
    }
    else if (tcb.m_ecnState == TcpSocketState::ECN_ECE_RCVD)
    {
        tcb.m_ecnState = TcpSocketState::ECN_IDLE;
    }
}

/// What TcpLedbat and TcpLp read; an older one than the last was overtaken on its way.
void
TcpNs3CongestionControl::SeeTimestamps(const tcplifecycle::Timestamps& stamps)
{
    TcpSocketState& tcb = *m_parts.state;
    if (static_cast<int32_t>(stamps.value - tcb.m_rcvTimestampValue) >= 0)
    {
        tcb.m_rcvTimestampValue = stamps.value;
        tcb.m_rcvTimestampEchoReply = stamps.echo;
    }
}

void
TcpNs3CongestionControl::EnterPhase(TcpSocketState::TcpCongState_t state)
{
    m_parts.ops->CongestionStateSet(m_parts.state, state);
    m_parts.state->m_congState = state;
}

/// \return full segments that are acknowledged; what is left counts for the next time
uint32_t
TcpNs3CongestionControl::CountSegments(uint32_t octets)
{
    const uint32_t all = m_octetsLeft + octets;
    const uint32_t mss = m_parts.state->m_segmentSize;
    m_octetsLeft = all % mss;
    return all / mss;
}

void
TcpNs3CongestionControl::TellPktsAcked(uint32_t segments, Instant now)
{
    m_pktsAckedLeft += segments;
    if (now != m_pktsAckedAt)
    {
        m_pktsAckedAt = now;
        m_parts.ops->PktsAcked(m_parts.state,
                               std::exchange(m_pktsAckedLeft, 0),
                               m_parts.state->m_lastRtt);
    }
}

void
TcpNs3CongestionControl::DoRecovery(const CongestionReport& report)
{
    if (!m_parts.ops->HasCongControl())
    {
        m_parts.recovery->DoRecovery(m_parts.state, report.delivered);
    }
}

void
TcpNs3CongestionControl::EnterRecovery(const CongestionReport& report)
{
    if (!m_parts.ops->HasCongControl())
    {
        // A mark may be echoed by the acknowledgment of all that was in flight.
        const auto inFlight = static_cast<uint32_t>(report.nxt - report.una);
        m_parts.recovery->EnterRecovery(m_parts.state,
                                        report.duplicates,
                                        std::max(inFlight, m_parts.state->m_segmentSize),
                                        report.delivered);
    }
}

// Acknowledgments.

void
TcpNs3CongestionControl::Acked(const CongestionReport& report)
{
    Take(report);
    TcpSocketState& tcb = *m_parts.state;
    uint32_t segments = CountSegments(report.acked);
    const uint16_t duplicates = std::exchange(m_duplicates, report.duplicates);
    switch (tcb.m_congState)
    {
    case TcpSocketState::CA_CWR:
        TellPktsAcked(segments, report.now);
        if (segments > 0)
        {
            DoRecovery(report);
        }
        return;
    case TcpSocketState::CA_LOSS:
        if (report.phase == CongestionPhase::Open)
        {
            // What was in flight when the timer expired has been dealt with.
            segments = static_cast<uint32_t>(report.una - m_lossPoint) / tcb.m_segmentSize;
            TellPktsAcked(segments, report.now);
            EnterPhase(TcpSocketState::CA_OPEN);
        }
        else
        {
            TellPktsAcked(segments, report.now);
        }
        break;
    case TcpSocketState::CA_DISORDER:
        if (segments >= duplicates)
        {
            TellPktsAcked(segments - duplicates, report.now);
        }
        if (report.duplicate)
        {
            return; // still in disorder
        }
        EnterPhase(TcpSocketState::CA_OPEN);
        break;
    default:
        TellPktsAcked(segments, report.now);
        break;
    }
    m_parts.ops->IncreaseWindow(m_parts.state, segments);
    tcb.m_cWndInfl = tcb.m_cWnd;
}

void
TcpNs3CongestionControl::Duplicate(const CongestionReport& report)
{
    Take(report);
    TcpSocketState& tcb = *m_parts.state;
    if (report.acked == 0)
    {
        m_duplicates = report.duplicates;
    }
    if (tcb.m_congState == TcpSocketState::CA_OPEN)
    {
        EnterPhase(TcpSocketState::CA_DISORDER);
    }
    else if (tcb.m_congState == TcpSocketState::CA_RECOVERY && report.acked == 0)
    {
        DoRecovery(report);
    }
    if (report.acked == 0)
    {
        TellPktsAcked(1, report.now);
    }
}

void
TcpNs3CongestionControl::LossDetected(const CongestionReport& report, bool reduced)
{
    Take(report);
    m_duplicates = report.duplicates;
    EnterPhase(TcpSocketState::CA_RECOVERY);
    TcpSocketState& tcb = *m_parts.state;
    if (!reduced)
    {
        // Without SACK the segment that is lost counts as in flight.
        const uint32_t inFlight = report.pipe + (report.selective ? 0 : tcb.m_segmentSize);
        tcb.m_ssThresh = m_parts.ops->GetSsThresh(m_parts.state, inFlight);
    }
    EnterRecovery(report);
    TellPktsAcked(1, report.now);
}

void
TcpNs3CongestionControl::PartlyAcked(const CongestionReport& report)
{
    Take(report);
    const uint32_t segments = CountSegments(report.acked);
    if (segments > 0 || report.duplicate)
    {
        DoRecovery(report);
    }
    TellPktsAcked(1, report.now);
}

void
TcpNs3CongestionControl::Recovered(const CongestionReport& report)
{
    Take(report);
    m_duplicates = 0;
    TcpSocketState& tcb = *m_parts.state;
    CountSegments(report.acked);
    const uint32_t segments = report.acked / tcb.m_segmentSize;
    TellPktsAcked(segments, report.now);
    m_parts.ops->CwndEvent(m_parts.state, TcpSocketState::CA_EVENT_COMPLETE_CWR);
    EnterPhase(TcpSocketState::CA_OPEN);
    if (!m_parts.ops->HasCongControl())
    {
        tcb.m_cWnd = tcb.m_ssThresh.Get();
        m_parts.recovery->ExitRecovery(m_parts.state);
    }
    m_parts.ops->IncreaseWindow(m_parts.state, segments);
    tcb.m_cWndInfl = tcb.m_cWnd;
}

void
TcpNs3CongestionControl::CongestionNotified(const CongestionReport& report)
{
    Take(report);
    TcpSocketState& tcb = *m_parts.state;
    tcb.m_ssThresh = m_parts.ops->GetSsThresh(m_parts.state, report.pipe);
    tcb.m_cWndInfl = tcb.m_ssThresh;
    tcb.m_congState = TcpSocketState::CA_CWR;
    EnterRecovery(report);
}

void
TcpNs3CongestionControl::ReductionOver(const CongestionReport& report)
{
    Take(report);
    TcpSocketState& tcb = *m_parts.state;
    tcb.m_congState = TcpSocketState::CA_OPEN;
    if (!m_parts.ops->HasCongControl())
    {
        tcb.m_cWnd = tcb.m_ssThresh.Get();
        m_parts.recovery->ExitRecovery(m_parts.state);
        m_parts.ops->CwndEvent(m_parts.state, TcpSocketState::CA_EVENT_COMPLETE_CWR);
    }
}

void
TcpNs3CongestionControl::Acknowledged(const CongestionReport& report)
{
    Take(report);
    UpdatePacingRate();
    if (m_parts.ops->HasCongControl())
    {
        CallCongControl(report);
    }
    else
    {
        m_rate.TakeSample(m_shortestRoundTrip);
    }
    m_parts.state->m_isRetransDataAcked = false;
    m_measured = false;
}

void
TcpNs3CongestionControl::CallCongControl(const CongestionReport& report)
{
    const auto measured = m_rate.TakeSample(m_shortestRoundTrip);
    TcpRateOps::TcpRateSample sample;
    sample.m_isAppLimited = measured.applicationLimited;
    sample.m_priorDelivered = static_cast<uint32_t>(measured.priorDelivered);
    sample.m_priorTime = ToNs3Instant(measured.priorTime);
    sample.m_sendElapsed = ToSimulatorTime(measured.sendElapsed);
    sample.m_ackElapsed = ToSimulatorTime(measured.ackElapsed);
    sample.m_bytesLoss = report.lost;
    sample.m_priorInFlight = report.priorPipe;
    sample.m_ackedSacked = report.delivered;
    sample.m_delivered = -1;
    if (measured.valid)
    {
        sample.m_delivered = static_cast<int32_t>(measured.delivered);
        sample.m_interval = ToSimulatorTime(measured.interval);
        sample.m_deliveryRate = DataRate(static_cast<uint64_t>(
            8.0 * static_cast<double>(measured.delivered) / sample.m_interval.GetSeconds()));
    }
    TcpRateOps::TcpRateConnection connection;
    connection.m_delivered = m_rate.Delivered();
    connection.m_deliveredTime = ToNs3Instant(m_rate.DeliveredAt());
    connection.m_firstSentTime = ToNs3Instant(m_rate.FirstSentAt());
    connection.m_txItemDelivered = static_cast<uint32_t>(m_rate.DeliveredBeforeLast());
    connection.m_rateDelivered = sample.m_delivered;
    connection.m_rateInterval = sample.m_interval;
    connection.m_rateAppLimited = sample.m_isAppLimited;
    m_parts.ops->CongControl(m_parts.state, connection, sample);
}

// Timeouts and pauses.

void
TcpNs3CongestionControl::TimedOut(const CongestionReport& report, bool again)
{
    TcpSocketState& tcb = *m_parts.state;
    if (!again)
    {
        tcb.m_bytesInFlight = report.pipe;
        tcb.m_ssThresh = m_parts.ops->GetSsThresh(m_parts.state, report.pipe);
    }
    tcb.m_bytesInFlight = 0;
    m_lossPoint = report.nxt;
    m_duplicates = 0;
    m_parts.ops->CwndEvent(m_parts.state, TcpSocketState::CA_EVENT_LOSS);
    EnterPhase(TcpSocketState::CA_LOSS);
    tcb.m_cWnd = tcb.m_segmentSize;
    tcb.m_cWndInfl = tcb.m_cWnd;
}

/// A type that has CongControl knows of pauses by its rate samples.
void
TcpNs3CongestionControl::Idled()
{
    if (!m_parts.ops->HasCongControl())
    {
        TcpSocketState& tcb = *m_parts.state;
        m_parts.ops->CwndEvent(m_parts.state, TcpSocketState::CA_EVENT_CWND_RESTART);
        tcb.m_cWnd = std::min(tcb.m_cWnd.Get(), m_initialWindow * tcb.m_segmentSize);
        tcb.m_cWndInfl = tcb.m_cWnd;
    }
}

// Text.

void
TcpNs3CongestionControl::Sent(const tcplifecycle::SentText& text)
{
    Open();
    TcpSocketState& tcb = *m_parts.state;
    tcb.m_bytesInFlight = text.pipe;
    if (text.pipe == 0)
    {
        m_parts.ops->CwndEvent(m_parts.state, TcpSocketState::CA_EVENT_TX_START);
    }
    m_rate.Sent(text.seq, text.length, text.again, text.pipe == 0, text.now);
    if (tcb.m_congState == TcpSocketState::CA_RECOVERY || tcb.m_congState == TcpSocketState::CA_CWR)
    {
        m_parts.recovery->UpdateBytesSent(text.length);
    }
    const auto end = ToNs3Number(text.seq + text.length);
    tcb.m_nextTxSequence = end;
    tcb.m_highTxMark = std::max(end, tcb.m_highTxMark.Get());
    tcb.m_bytesInFlight = text.pipe + text.length;
}

void
TcpNs3CongestionControl::Delivered(SeqNum from, SeqNum to, Instant now)
{
    if (from != m_una)
    {
        m_rate.SelectivelyAcknowledged(from, to, now);
        return;
    }
    m_una = to;
    m_rate.Acknowledged(to, now);
    if (m_rate.RoundTrip() && !m_measured)
    {
        Measured(*m_rate.RoundTrip());
    }
}

void
TcpNs3CongestionControl::ApplicationLimited(uint32_t pipe)
{
    m_rate.ApplicationLimited(pipe);
}

// Pacing.

/// As Linux has it: the window in a round trip, and some more so that the window can grow; twice as
/// much at the beginning of slow start.
void
TcpNs3CongestionControl::UpdatePacingRate()
{
    TcpSocketState& tcb = *m_parts.state;
    const double roundTrip = tcb.m_lastRtt.Get().GetSeconds();
    if (!tcb.m_pacing || m_parts.ops->HasCongControl() || roundTrip <= 0)
    {
        return;
    }
    const uint16_t percent =
        tcb.m_cWnd < tcb.m_ssThresh / 2 ? tcb.m_pacingSsRatio : tcb.m_pacingCaRatio;
    const uint32_t window = std::max(tcb.m_cWnd.Get(), tcb.m_bytesInFlight.Get());
    const double rate = 8.0 * window * percent / 100 / roundTrip;
    const auto most = static_cast<double>(tcb.m_maxPacingRate.GetBitRate());
    tcb.m_pacingRate = DataRate(static_cast<uint64_t>(std::min(rate, most)));
}

Duration
TcpNs3CongestionControl::PacingDelay(uint32_t octets) const
{
    const TcpSocketState& tcb = *m_parts.state;
    const uint64_t rate = tcb.m_pacingRate.Get().GetBitRate();
    if (!tcb.m_pacing || rate == 0)
    {
        return Duration::zero();
    }
    const auto sent = static_cast<uint32_t>(tcb.m_highTxMark.Get() - ToNs3Number(m_first));
    if (!tcb.m_paceInitialWindow && sent < m_initialWindow * tcb.m_segmentSize)
    {
        return Duration::zero();
    }
    return ToTcpDuration(tcb.m_pacingRate.Get().CalculateBytesTxTime(octets));
}

// Round trips.

void
TcpNs3CongestionControl::Measured(Duration roundTrip)
{
    m_measured = true;
    const Duration measured = std::max(roundTrip, Duration{1});
    if (m_shortestRoundTrip == Duration::zero() || measured < m_shortestRoundTrip)
    {
        m_shortestRoundTrip = measured;
    }
    m_parts.rtt->Measurement(ToSimulatorTime(measured));
    TcpSocketState& tcb = *m_parts.state;
    tcb.m_lastRtt = m_parts.rtt->GetEstimate();
    tcb.m_minRtt = std::min(tcb.m_lastRtt.Get(), tcb.m_minRtt);
    m_longestRoundTrip = std::max(m_longestRoundTrip, tcb.m_lastRtt.Get());
}

Duration
TcpNs3CongestionControl::Smoothed() const
{
    return ToTcpDuration(m_parts.rtt->GetEstimate());
}

Duration
TcpNs3CongestionControl::Variation() const
{
    return ToTcpDuration(m_parts.rtt->GetVariation());
}

} // namespace ns3
