// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_RTO_H
#define TCP_RTO_H

#include "tcp-clock.h"
#include "tcp-settings.h"

namespace tcplifecycle
{

/// Another way to estimate the round trip than RFC 6298's.
class RoundTripEstimator
{
  public:
    virtual ~RoundTripEstimator() = default;

    /// A round trip was measured. \param roundTrip its time, from 0
    virtual void Measured(Duration roundTrip) = 0;

    /// \return the smoothed round-trip time, SRTT
    virtual Duration Smoothed() const = 0;

    /// \return how much it varies, RTTVAR
    virtual Duration Variation() const = 0;
};

/// The retransmission timeout of RFC 6298: smoothed round-trip time, variance, and backing off.
class Rto
{
  public:
    /// RFC 6298, section 2.1: 1 s until a round trip has been measured.
    static constexpr Duration INITIAL = std::chrono::seconds{1};
    /// RFC 6298, section 5.7: 3 s for the first data if the SYN had to be repeated.
    static constexpr Duration AFTER_SYN_LOSS = std::chrono::seconds{3};
    /// RFC 6298, section 2.5 allows a bound from 60 s on; 240 s lets a SYN back off to 192 s.
    static constexpr Duration MAX = std::chrono::seconds{240};
    /// Text and FINs back off to 120 s: a peer that rests in TIME-WAIT for 2 MSL, twice as long,
    /// sees a FIN that is repeated twice at least.
    static constexpr Duration MAX_BACKOFF = std::chrono::seconds{120};

    /**
     * A round trip was measured (section 2.2, 2.3). Backing off ends with it.
     * \param roundTrip its time, from 0
     * \param settings minRto and clockGranularity count
     * \param estimator what computes SRTT and RTTVAR; null: RFC 6298's own way
     */
    void Measured(Duration roundTrip,
                  const Settings& settings,
                  RoundTripEstimator* estimator = nullptr);

    /// Sets the timeout outright, as SYNs have one of their own. \param timeout above 0
    void Set(Duration timeout);

    /// The timer expired: double it (section 5.5). \param most but not beyond that
    void BackOff(Duration most);

    /// \return the timeout in force
    Duration Current() const
    {
        return m_rto;
    }

    /// \return the smoothed round-trip time; 0 until one was measured
    Duration SmoothedRtt() const
    {
        return m_srtt;
    }

    /// Names each variable, as Sender::VisitVariables does.
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        visit("RTO", m_rto);
        visit("SRTT", m_srtt);
        visit("RTTVAR", m_rttvar);
        visit("measured", m_measured);
    }

  private:
    Duration m_rto{INITIAL};
    Duration m_srtt{0};
    Duration m_rttvar{0};
    bool m_measured{false};
};

} // namespace tcplifecycle

#endif // TCP_RTO_H
