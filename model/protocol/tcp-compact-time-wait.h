// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_COMPACT_TIME_WAIT_H
#define TCP_COMPACT_TIME_WAIT_H

#include "tcp-clock.h"
#include "tcp-connection.h"
#include "tcp-sequence.h"

#include <cstdint>

namespace tcplifecycle
{

/**
 * A connection in TIME-WAIT in as few octets as will do, for hosts that keep many of them: what it
 * has to know to answer what may still arrive, and nothing that its settings say already. It is
 * expanded to a Connection for each event, so that no rule is written twice.
 */
class CompactTimeWait
{
  public:
    CompactTimeWait() = default;

    /// \param connection in TIME-WAIT. What its user has not read is not remembered.
    explicit CompactTimeWait(const Connection& connection);

    /// \param settings those that the connection had \return the connection
    Connection Expand(const Settings& settings) const;

    /// \return when 2 MSL are over
    Instant Expiry() const
    {
        return m_expiry;
    }

  private:
    Instant m_expiry;
    Instant m_recentAt;
    Instant m_limitedSince;
    uint32_t m_limitedCount{0};
    uint32_t m_recent;          ///< TS.Recent
    uint32_t m_timestampOffset; ///< of our own clock
    SeqNum m_sndNxt;
    uint32_t m_maxSndWnd;
    SeqNum m_rcvNxt;
    uint32_t m_rcvWnd;
    uint8_t m_rcvShift : 4; ///< Rcv.Wind.Shift, up to 14
    bool m_timestamps : 1;
    bool m_sack : 1;
    bool m_ecn : 1;
    bool m_ecnEcho : 1;
};

} // namespace tcplifecycle

#endif // TCP_COMPACT_TIME_WAIT_H
