// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TIMESTAMPING_H
#define TCP_TIMESTAMPING_H

#include "tcp-clock.h"
#include "tcp-options.h"
#include "tcp-sequence.h"

#include <cstdint>
#include <optional>

namespace tcplifecycle
{

/**
 * The timestamps of a connection (RFC 7323): its own clock, and the last timestamp that it saw of
 * the peer, by which old duplicates are told (PAWS, section 5).
 */
class Timestamping
{
  public:
    /// RFC 7323, section 5.5: what was seen longer ago says nothing any more, since the peer's
    /// clock may have gone half round; with a tick of 1 ms that takes 24.8 days.
    static constexpr Duration OUTDATED = std::chrono::hours{24 * 24};

    /// \param offset what the clock shows at instant 0; unforeseeable at best (section 5.4)
    void SetOffset(uint32_t offset)
    {
        m_offset = offset;
    }

    /// Our SYN is about to leave. \param offer whether it carries the option
    void Offer(bool offer)
    {
        m_offered = offer;
        m_inUse = false;
        m_recent = 0;
    }

    bool Offered() const
    {
        return m_offered;
    }

    /// The peer's SYN came. \param stamp its option, if it had one \param now when
    void Answer(const std::optional<Timestamps>& stamp, Instant now)
    {
        m_inUse = m_offered && stamp;
        if (m_inUse)
        {
            m_recent = stamp->value;
            m_recentAt = now;
        }
    }

    /// \return whether both SYNs carried the option
    bool InUse() const
    {
        return m_inUse;
    }

    /// \return what the clock shows, in milliseconds (section 5.4 asks for 1 ms to 1 s)
    uint32_t Clock(Instant now) const
    {
        using std::chrono::milliseconds;
        const auto ticks = std::chrono::duration_cast<milliseconds>(now.time_since_epoch());
        return m_offset + static_cast<uint32_t>(ticks.count());
    }

    /// \return the option of a segment that leaves
    Timestamps Stamp(Instant now) const
    {
        return Timestamps{Clock(now), m_recent};
    }

    /// \return whether a segment is older than what was seen (section 5.3, R1)
    bool IsOld(const Timestamps& stamp, Instant now) const
    {
        return IsBefore(stamp.value, m_recent) && !IsOutdated(now);
    }

    /// \return whether a segment is newer than all that was seen
    bool IsNewer(const Timestamps& stamp) const
    {
        return IsBefore(m_recent, stamp.value);
    }

    /**
     * An acceptable segment came (section 5.3, R2 and R3).
     * \param stamp its option
     * \param seq SEG.SEQ
     * \param lastAckSent Last.ACK.sent: the timestamp of a segment behind it must not be echoed
     *        before that of the segment that fills the gap (section 4.3)
     * \param now when it came
     */
    void See(const Timestamps& stamp, SeqNum seq, SeqNum lastAckSent, Instant now)
    {
        if (seq <= lastAckSent && (!IsBefore(stamp.value, m_recent) || IsOutdated(now)))
        {
            m_recent = stamp.value;
            m_recentAt = now;
        }
    }

    /// \return TS.Recent
    uint32_t Recent() const
    {
        return m_recent;
    }

    /// \return when TS.Recent was taken over
    Instant RecentAt() const
    {
        return m_recentAt;
    }

    /// \return what the clock shows at instant 0
    uint32_t Offset() const
    {
        return m_offset;
    }

    /// Names each variable, as Sender::VisitVariables does. A timestamp is a plain number.
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        visit("TS.Recent", m_recent);
        visit("TS.Recent since", m_recentAt);
        visit("timestamp offset", m_offset);
        visit("timestamps offered", m_offered);
        visit("timestamps", m_inUse);
    }

  private:
    static bool IsBefore(uint32_t a, uint32_t b)
    {
        return static_cast<int32_t>(a - b) < 0;
    }

    bool IsOutdated(Instant now) const
    {
        return now - m_recentAt >= OUTDATED;
    }

    Instant m_recentAt;   ///< when TS.Recent was taken over
    uint32_t m_recent{0}; ///< TS.Recent
    uint32_t m_offset{0};
    bool m_offered{false};
    bool m_inUse{false};
};

} // namespace tcplifecycle

#endif // TCP_TIMESTAMPING_H
