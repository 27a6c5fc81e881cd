// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-rto.h"

#include <algorithm>

namespace tcplifecycle
{

void
Rto::Measured(Duration roundTrip, const Settings& settings, RoundTripEstimator* estimator)
{
    if (estimator)
    {
        estimator->Measured(roundTrip);
        m_srtt = estimator->Smoothed();
        m_rttvar = estimator->Variation();
    }
    else if (!m_measured)
    {
        m_srtt = roundTrip;
        m_rttvar = roundTrip / 2;
    }
    else
    {
        // The variance first: it is defined with the old smoothed time. Weights 1/4 and 1/8.
        const Duration deviation = m_srtt > roundTrip ? m_srtt - roundTrip : roundTrip - m_srtt;
        m_rttvar += (deviation - m_rttvar) / 4;
        m_srtt += (roundTrip - m_srtt) / 8;
    }
    m_measured = true;
    const Duration computed = m_srtt + std::max(settings.clockGranularity, 4 * m_rttvar);
    m_rto = std::min(std::max(computed, settings.minRto), MAX);
}

void
Rto::Set(Duration timeout)
{
    m_rto = timeout;
}

void
Rto::BackOff(Duration most)
{
    m_rto = std::min(2 * m_rto, std::max(m_rto, most));
}

} // namespace tcplifecycle
