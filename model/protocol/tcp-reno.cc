// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-reno.h"

#include <algorithm>

namespace tcplifecycle
{

namespace
{

/// More than any peer's window (RFC 7323, section 2.3).
constexpr uint32_t LARGEST_WINDOW = uint32_t{1} << 30;

} // namespace

Reno::Reno(uint32_t initialWindow, uint32_t initialThreshold)
    : m_initialWindow(initialWindow),
      m_threshold(initialThreshold)
{
}

uint32_t
Reno::Window() const
{
    return m_window;
}

uint32_t
Reno::Threshold() const
{
    return m_threshold;
}

void
Reno::Start(uint32_t mss, bool synRepeated, SeqNum)
{
    m_mss = mss;
    m_window = synRepeated ? mss : m_initialWindow * mss;
}

void
Reno::MssChanged(uint32_t mss)
{
    m_mss = mss;
}

void
Reno::Acked(const CongestionReport& report)
{
    if (report.phase == CongestionPhase::Reduced)
    {
        return; // the window has just been taken back
    }
    const uint32_t octets = report.acked;
    if (m_window < m_threshold)
    {
        // RFC 5681, equation 2: by what was acknowledged, at most one segment an acknowledgment,
        // so that a peer that splits its acknowledgments gains nothing.
        m_window = std::min(m_window + std::min(octets, m_mss), LARGEST_WINDOW);
        return;
    }
    // Congestion avoidance: a segment for each window that was acknowledged, counted in octets
    // (RFC 3465 recommends it; RFC 5681, section 3.1).
    m_ackedSoFar += octets;
    if (m_ackedSoFar >= m_window)
    {
        m_ackedSoFar -= m_window;
        m_window = std::min(m_window + m_mss, LARGEST_WINDOW);
    }
}

void
Reno::Halve(uint32_t flightSize)
{
    m_threshold = std::max(flightSize / 2, 2 * m_mss); // RFC 5681, equation 4
    m_window = std::min(m_window, m_threshold);
    m_ackedSoFar = 0;
}

void
Reno::LossDetected(const CongestionReport& report, bool reduced)
{
    if (!reduced)
    {
        Halve(report.flightSize);
    }
}

void
Reno::CongestionNotified(const CongestionReport& report)
{
    Halve(report.flightSize);
}

void
Reno::Recovered(const CongestionReport& report)
{
    // RFC 6582, section 3.2, step 3, first choice: no burst if little is in flight.
    m_window = std::min(m_threshold, std::max(report.flightSize, m_mss) + m_mss);
}

void
Reno::TimedOut(const CongestionReport& report, bool again)
{
    if (!again)
    {
        m_threshold = std::max(report.flightSize / 2, 2 * m_mss);
    }
    m_window = m_mss; // the loss window, RFC 5681, section 3.1
    m_ackedSoFar = 0;
}

void
Reno::Idled()
{
    m_window = std::min(m_window, m_initialWindow * m_mss); // the restart window, section 4.1
}

} // namespace tcplifecycle
