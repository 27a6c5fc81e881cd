// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SCOREBOARD_H
#define TCP_SCOREBOARD_H

#include "tcp-sequence.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tcplifecycle
{

/**
 * What became of the text in flight (RFC 6675, section 3): which octets the peer has told of by
 * SACK, which are lost, which of those have been sent again.
 *
 *     SND.UNA       HighRxt          lost before           SND.NXT
 *      | sent again    | to be sent again |   in flight       |
 *          (but for what is SACKed)
 *
 * Lost octets are a prefix of the flight but for what is SACKed, since an octet is lost if enough
 * is SACKed above it (IsLost); and they are sent again in their order. So two numbers tell lost and
 * repeated octets, and the only list is that of the SACKed ranges: an acknowledgment costs the same
 * however long the flight is.
 */
class Scoreboard
{
  public:
    /// What a SACK block told.
    struct News
    {
        uint32_t octets{0}; ///< that were not known to have arrived
        SeqRange around{};  ///< from the first of them to the last
        SeqRange whole{};   ///< the range of SACKed octets that they are part of now
    };

    /// So many ranges are remembered; what a peer makes up beyond them is not worth memory.
    static constexpr size_t MAX_RANGES = 16384;

    /// \param una SND.UNA: nothing is SACKed, lost or repeated
    explicit Scoreboard(SeqNum una)
        : m_una(una),
          m_lostBefore(una),
          m_highRxt(una)
    {
    }

    /**
     * Update(): a SACK block came. One that lies outside of what is in flight is no news.
     * \param block as the peer sent it
     * \param nxt SND.NXT
     * \return what it told; no octets if it is impossible
     */
    News Sack(SeqRange block, SeqNum nxt);

    /**
     * SND.UNA advances.
     * \return whether the peer has reneged: it had told of the octet at SND.UNA by SACK, and now
     *         asks for it (RFC 2018, section 8). Nothing that it told is believed any more then.
     */
    bool Advance(SeqNum una)
    {
        if (!m_ranges.empty())
        {
            return AdvanceOverSacked(una);
        }
        m_una = una;
        m_lostBefore = m_lostBefore < una ? una : m_lostBefore;
        m_highRxt = m_highRxt < una ? una : m_highRxt;
        return false;
    }

    /// \return octets SACKed in flight
    uint32_t Sacked() const
    {
        return m_sacked;
    }

    /// \return the ranges SACKed, in order, with gaps between them
    const std::vector<SeqRange>& Ranges() const
    {
        return m_ranges;
    }

    /// \return after the highest octet SACKed; SND.UNA if none is
    SeqNum HighestSacked() const
    {
        return m_ranges.empty() ? m_una : m_ranges.back().end;
    }

    /**
     * IsLost() for all octets at once: lost is what has at least so many ranges, or more than one
     * segment less of octets, SACKed above it.
     * \param threshold DupThresh, from 1
     * \param mss SMSS
     * \return whether that holds for the octet at SND.UNA
     */
    bool FindLosses(uint32_t threshold, uint32_t mss);

    /// Everything before that is not SACKed is lost. \param before at most SND.NXT
    void MarkLost(SeqNum before);

    /// What was repeated may be repeated once more.
    void RepeatAgain()
    {
        m_highRxt = m_una;
        m_sackedBelowRxt = 0;
    }

    /// Nothing is taken for lost any more but by what is SACKed above it.
    void ForgetLosses();

    /// Forgets all that the peer told of by SACK.
    void ForgetSacks();

    /// \return whether something lost was not sent again yet
    bool HasLost() const
    {
        return m_highRxt < m_lostBefore;
    }

    /**
     * NextSeg(), rules 1 and 3: what is neither SACKed nor was sent again.
     * \param before how far to look: LostBefore() or HighestSacked()
     * \param range becomes it, up to the next SACKed octet
     * \return whether there is any
     */
    bool NextHole(SeqNum before, SeqRange& range) const;

    /// NextSeg(), rule 4: the highest octets not SACKed. \return whether there are any
    bool LastHole(SeqNum nxt, SeqRange& range) const;

    /// A stretch was sent again. \param end after its last octet
    void Repeated(SeqNum end);

    SeqNum LostBefore() const
    {
        return m_lostBefore;
    }

    /// HighRxt + 1 of RFC 6675.
    SeqNum HighRxt() const
    {
        return m_highRxt;
    }

    /// \return octets lost, sent again or not
    uint32_t Lost() const
    {
        return m_lostBefore - m_una - m_sackedBelowLost;
    }

    /// SetPipe(): octets in the network. \param nxt SND.NXT
    uint32_t Pipe(SeqNum nxt) const
    {
        return Original(nxt) + SentAgain();
    }

    /// \return octets in the network that were sent once and are not lost. \param nxt SND.NXT
    uint32_t Original(SeqNum nxt) const
    {
        return (nxt - m_una - m_sacked) - Lost();
    }

    /// \return octets sent again that have not arrived, as far as is known
    uint32_t SentAgain() const
    {
        return m_highRxt - m_una - m_sackedBelowRxt;
    }

    /// Names each variable but the ranges, as Sender::VisitVariables does.
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        visit("lost before", m_lostBefore);
        visit("HighRxt", m_highRxt);
    }

  private:
    bool AdvanceOverSacked(SeqNum una);
    size_t FirstEndingAfter(SeqNum seq) const;
    uint32_t SackedBelow(SeqNum seq) const;

    std::vector<SeqRange> m_ranges;
    SeqNum m_una;
    SeqNum m_lostBefore;
    SeqNum m_highRxt;
    uint32_t m_sacked{0};          ///< octets of all ranges
    uint32_t m_sackedBelowLost{0}; ///< of these, before m_lostBefore
    uint32_t m_sackedBelowRxt{0};  ///< of these, before m_highRxt
};

} // namespace tcplifecycle

#endif // TCP_SCOREBOARD_H
