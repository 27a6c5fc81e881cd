// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_COMPACT_SYN_RECEIVED_H
#define TCP_COMPACT_SYN_RECEIVED_H

#include "tcp-clock.h"
#include "tcp-connection.h"
#include "tcp-sender.h"
#include "tcp-sequence.h"

#include <cstdint>

namespace tcplifecycle
{

/**
 * A connection in SYN-RECEIVED after a passive OPEN in as few octets as will do, for hosts at which
 * many arrive: what the SYN said, how it was answered, and how often. It is expanded to a
 * Connection for each event, by the rules that answer a SYN, so that no rule is written twice.
 */
class CompactSynReceived
{
  public:
    CompactSynReceived() = default;

    /// \return whether a connection can be held so: no text, no FIN and nothing urgent came with
    /// its SYN, and its user has called nothing
    static bool CanHold(const Connection& connection);

    /// \param connection in SYN-RECEIVED, for which CanHold
    explicit CompactSynReceived(const Connection& connection);

    /// \param settings those that the connection had \return the connection
    Connection Expand(const Settings& settings) const;

    /// \return when the next timer expires
    Instant Deadline(const Settings& settings) const;

  private:
    Instant m_recentAt;
    Instant m_limitedSince;
    Sender::SynProgress m_progress;
    uint32_t m_limitedCount{0};
    uint32_t m_recent;          ///< TS.Recent
    uint32_t m_timestampOffset; ///< of our own clock
    SeqNum m_iss;
    SeqNum m_irs;
    SegmentSizes m_sizes;
    uint16_t m_window;      ///< window field of the SYN
    uint16_t m_mss;         ///< what the SYN's MSS option says, or the default without one
    uint8_t m_sndShift : 4; ///< of the SYN's window scale option, up to 14
    bool m_windowScaling : 1;
    bool m_timestamps : 1;
    bool m_sack : 1;
    bool m_ecn : 1;
    bool m_ecnWithdrawn : 1;
};

} // namespace tcplifecycle

#endif // TCP_COMPACT_SYN_RECEIVED_H
