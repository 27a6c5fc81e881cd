// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SACK_REPORT_H
#define TCP_SACK_REPORT_H

#include "tcp-options.h"
#include "tcp-reassembly-queue.h"
#include "tcp-sequence.h"

#include <array>
#include <cstdint>
#include <optional>

namespace tcplifecycle
{

/**
 * Which SACK blocks an acknowledgment carries, and in which order (RFC 2018, section 4): first the
 * block that the last segment went into, then those that were reported most recently, then others
 * from the lowest on, as far as there is room. Before all of them stands what came twice, if
 * something did (D-SACK: RFC 2883, section 4).
 *
 * The peer's FIN is no part of a block, although it takes a sequence number.
 */
class SackReport
{
  public:
    /// A new segment came: what was said of the last one does not hold for it.
    void Begin()
    {
        m_duplicate.reset();
    }

    /// Text came that was here before; the first stretch of it in a segment counts (RFC 2883,
    /// section 4.2.3). \param duplicate it
    void NoteDuplicate(const SeqRange& duplicate)
    {
        if (!m_duplicate)
        {
            m_duplicate = duplicate;
        }
    }

    /// \return whether there is something that came twice and was not reported
    bool HasDuplicate() const
    {
        return m_duplicate.has_value();
    }

    /// Text went into a run ahead of RCV.NXT, or was there already. \param run it
    void NoteArrival(const TextRun& run);

    /// An acknowledgment has left: each duplicate is reported once (RFC 2883, section 4, (2)).
    void Sent()
    {
        m_duplicate.reset();
    }

    /// Nothing is held any more.
    void Clear()
    {
        m_recentCount = 0;
    }

    /**
     * \param queue what is held
     * \param nxt RCV.NXT: what is held from there on lies behind no gap
     * \param most how many blocks there is room for, up to SackBlocks::MAX
     * \return the blocks to send now
     */
    SackBlocks Blocks(const ReassemblyQueue& queue, SeqNum nxt, size_t most) const;

    /// Names each variable, as Sender::VisitVariables does.
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        const SeqRange none{};
        visit("duplicate", m_duplicate.has_value());
        visit("duplicate's start", m_duplicate.value_or(none).start);
        visit("duplicate's end", m_duplicate.value_or(none).end);
        visit("recent runs", m_recentCount);
        for (size_t i = 0; i < m_recentCount; ++i)
        {
            visit("recent run", m_recent[i]);
        }
    }

  private:
    std::optional<SeqRange> m_duplicate;
    /// Where the runs began that were reported as first block, the latest one first. Runs grow
    /// together and are delivered; a number leads to the run that has it now.
    std::array<SeqNum, SackBlocks::MAX> m_recent;
    uint8_t m_recentCount{0};
};

} // namespace tcplifecycle

#endif // TCP_SACK_REPORT_H
