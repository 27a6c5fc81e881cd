// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ACK_LIMITER_H
#define TCP_ACK_LIMITER_H

#include "tcp-clock.h"
#include "tcp-settings.h"

#include <cstdint>

namespace tcplifecycle
{

/**
 * Limits the acknowledgments that unacceptable segments draw (RFC 5961, section 7). Each connection
 * has its own: a count shared by all connections of a host lets a third party find out whether a
 * connection exists (CVE-2016-5696).
 */
class AckLimiter
{
  public:
    AckLimiter() = default;

    /// One that has counted already.
    AckLimiter(Instant since, uint32_t count)
        : m_since(since),
          m_count(count)
    {
    }

    /// \return when the period began
    Instant Since() const
    {
        return m_since;
    }

    /// \return how many were sent in it
    uint32_t Count() const
    {
        return m_count;
    }

    /// \return whether one more may be sent now; if so, it is counted
    bool Allow(const Settings& settings, Instant now)
    {
        if (m_count == 0 || now - m_since >= settings.challengeAckPeriod)
        {
            m_since = now;
            m_count = 0;
        }
        if (m_count >= settings.challengeAckLimit)
        {
            return false;
        }
        ++m_count;
        return true;
    }

    /// Names each variable, as Sender::VisitVariables does.
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        visit("limiter since", m_since);
        visit("limiter count", m_count);
    }

  private:
    Instant m_since; ///< when the period began
    uint32_t m_count{0};
};

} // namespace tcplifecycle

#endif // TCP_ACK_LIMITER_H
