// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_NS3_CONGESTION_CONTROL_H
#define TCP_NS3_CONGESTION_CONTROL_H

#include "tcp-congestion-prototype.h"

#include "ns3/tcp-congestion-control.h"
#include "ns3/tcp-delivery-rate.h"
#include "ns3/tcp-rto.h"

namespace ns3
{

/**
 * ns-3's congestion control under this TCP: any TcpCongestionOps, TcpRecoveryOps and RttEstimator,
 * called when TcpSocketBase of ns-3.37 calls them, in its order and with its arguments, since the
 * types were written for that.
 *
 * Where it does otherwise, and why:
 * - A type that has CongControl keeps its window when recovery ends. TcpSocketBase sets it to
 *   ssthresh there, which such a type does not maintain (Linux leaves the window to it as well).
 * - An acknowledgment calls DoRecovery once, also if it is a duplicate that acknowledges something.
 * - Acknowledgments that arrive at the same instant call PktsAcked once, the first at once and the
 *   others with the next: TcpWestwood divides by the time since the last call, and ends the program
 *   if that is 0.
 * - Rate samples follow draft-cheng-iccrg-delivery-rate-estimation-02 (see DeliveryRate).
 */
class TcpNs3CongestionControl : public tcplifecycle::CongestionControl,
                                public tcplifecycle::RoundTripEstimator
{
  public:
    /**
     * \param parts the objects that are called; they are this connection's own
     * \param initialWindow first congestion window in segments, from 1
     * \param initialThreshold first slow-start threshold in octets
     */
    TcpNs3CongestionControl(const TcpCongestionParts& parts,
                            uint32_t initialWindow,
                            uint32_t initialThreshold);

    TcpNs3CongestionControl(const TcpNs3CongestionControl&) = delete;
    TcpNs3CongestionControl& operator=(const TcpNs3CongestionControl&) = delete;

    /// \return the objects that are called
    const TcpCongestionParts& GetParts() const
    {
        return m_parts;
    }

    /// \return the longest round trip, smoothed, that the objects were told of
    const Time& GetLongestRoundTrip() const
    {
        return m_longestRoundTrip;
    }

    /// Another type from now on.
    void SetOps(Ptr<TcpCongestionOps> ops);
    void SetRecovery(Ptr<TcpRecoveryOps> recovery);

    // CongestionControl
    uint32_t Window() const override;
    void Start(uint32_t mss, bool synRepeated, tcplifecycle::SeqNum first) override;
    void MssChanged(uint32_t mss) override;
    void Acked(const tcplifecycle::CongestionReport& report) override;
    void Duplicate(const tcplifecycle::CongestionReport& report) override;
    void LossDetected(const tcplifecycle::CongestionReport& report, bool reduced) override;
    void PartlyAcked(const tcplifecycle::CongestionReport& report) override;
    void Recovered(const tcplifecycle::CongestionReport& report) override;
    void CongestionNotified(const tcplifecycle::CongestionReport& report) override;
    void ReductionOver(const tcplifecycle::CongestionReport& report) override;
    void TimedOut(const tcplifecycle::CongestionReport& report, bool again) override;
    void Idled() override;
    void Sent(const tcplifecycle::SentText& text) override;
    void Delivered(tcplifecycle::SeqNum from,
                   tcplifecycle::SeqNum to,
                   tcplifecycle::Instant now) override;
    void Acknowledged(const tcplifecycle::CongestionReport& report) override;
    void ApplicationLimited(uint32_t pipe) override;
    tcplifecycle::Duration PacingDelay(uint32_t octets) const override;

    // RoundTripEstimator
    void Measured(tcplifecycle::Duration roundTrip) override;
    tcplifecycle::Duration Smoothed() const override;
    tcplifecycle::Duration Variation() const override;

  private:
    void Open();
    void Take(const tcplifecycle::CongestionReport& report);
    void SeeTimestamps(const tcplifecycle::Timestamps& stamps);
    void EnterPhase(TcpSocketState::TcpCongState_t state);
    uint32_t CountSegments(uint32_t octets);
    void TellPktsAcked(uint32_t segments, tcplifecycle::Instant now);
    void DoRecovery(const tcplifecycle::CongestionReport& report);
    void EnterRecovery(const tcplifecycle::CongestionReport& report);
    void CallCongControl(const tcplifecycle::CongestionReport& report);
    void UpdatePacingRate();

    TcpCongestionParts m_parts;
    tcplifecycle::DeliveryRate m_rate;
    tcplifecycle::Duration m_shortestRoundTrip{0}; ///< 0: none was measured
    Time m_longestRoundTrip{0};
    tcplifecycle::Instant m_pktsAckedAt{tcplifecycle::NEVER};
    uint32_t m_pktsAckedLeft{0}; ///< segments that PktsAcked was not told of yet
    tcplifecycle::SeqNum m_first;
    tcplifecycle::SeqNum m_una;
    tcplifecycle::SeqNum m_lossPoint; ///< SND.NXT when the retransmission timer expired
    uint32_t m_initialWindow;         ///< segments
    uint32_t m_octetsLeft{0};         ///< acknowledged, and too few for a segment
    uint16_t m_duplicates{0};         ///< of the last report
    bool m_open{false};               ///< the type knows that the connection is open
    bool m_measured{false};           ///< a round trip, at this acknowledgment
};

} // namespace ns3

#endif // TCP_NS3_CONGESTION_CONTROL_H
