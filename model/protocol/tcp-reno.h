// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_RENO_H
#define TCP_RENO_H

#include "tcp-congestion-control.h"

namespace tcplifecycle
{

/// Slow start and congestion avoidance as RFC 5681, section 3.1 has them, counted in octets.
class Reno : public CongestionControl
{
  public:
    /**
     * \param initialWindow first congestion window, in segments, from 1
     * \param initialThreshold first slow-start threshold, in octets
     */
    Reno(uint32_t initialWindow, uint32_t initialThreshold);

    uint32_t Window() const override;
    void Start(uint32_t mss, bool synRepeated, SeqNum first) override;
    void MssChanged(uint32_t mss) override;
    void Acked(const CongestionReport& report) override;
    void LossDetected(const CongestionReport& report, bool reduced) override;
    void Recovered(const CongestionReport& report) override;
    void CongestionNotified(const CongestionReport& report) override;
    void TimedOut(const CongestionReport& report, bool again) override;
    void Idled() override;

    /// \return the slow-start threshold, ssthresh, in octets
    uint32_t Threshold() const;

  private:
    void Halve(uint32_t flightSize);

    uint32_t m_initialWindow; ///< segments
    uint32_t m_threshold;     ///< ssthresh, octets
    uint32_t m_window{0};     ///< cwnd, octets
    uint32_t m_mss{0};        ///< SMSS, octets
    uint32_t m_ackedSoFar{0}; ///< octets acknowledged since cwnd last grew in avoidance
};

} // namespace tcplifecycle

#endif // TCP_RENO_H
