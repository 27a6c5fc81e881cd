// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_REASSEMBLY_QUEUE_H
#define TCP_REASSEMBLY_QUEUE_H

#include "tcp-actions.h"
#include "tcp-sequence.h"

#include <optional>
#include <vector>

namespace tcplifecycle
{

/// A stretch of text that arrived, and where it lies in its payload.
struct Block
{
    SeqNum start;          ///< sequence number of its first octet
    uint32_t length;       ///< octets, at least 1
    PayloadHandle payload; ///< the segment's text that it is part of
    uint32_t offset;       ///< where it begins in that text

    /// \return sequence number after its last octet
    SeqNum End() const
    {
        return start + length;
    }

    /// Leaves out the first octets. \param octets fewer than length
    void DropFront(uint32_t octets)
    {
        start += octets;
        offset += octets;
        length -= octets;
    }

    /// \return the octets before a number. \param end lies inside the block
    Block Before(SeqNum end) const
    {
        return Block{start, static_cast<uint32_t>(end - start), payload, offset};
    }
};

/// Text without a gap in it: what a SACK block tells of (RFC 2018, section 3).
struct TextRun
{
    SeqRange range;
    std::vector<Block> blocks; ///< it, in order
};

/**
 * Text that arrived ahead of RCV.NXT (RFC 9293, section 3.10.7.4, SHLD-31): runs in the order of
 * their sequence numbers, with a gap between each two. What arrived first is kept.
 *
 * Text that goes on where a run ends, the usual case behind a loss, costs the same however much is
 * held; what fills a gap costs as much as the run behind it has blocks.
 */
class ReassemblyQueue
{
  public:
    bool Empty() const
    {
        return m_runs.empty();
    }

    /**
     * Keeps what is new in a block; tells the caller to Keep its payload once for each piece.
     * \param block lies inside the receive window, so all numbers are less than 2^31 apart
     * \param actions is told
     * \return the run that it is a part of now
     */
    const TextRun& Insert(const Block& block, Actions& actions);

    /**
     * \param nxt RCV.NXT
     * \return the first run, if it begins there or before, taken out of the queue: the caller
     *         releases the payloads of its blocks
     */
    std::optional<TextRun> TakeUpTo(SeqNum nxt);

    /// \param number a sequence number \return the run that it lies in; null if it was not received
    const TextRun* Find(SeqNum number) const;

    /// \param range a stretch of text \return the first run that has some of it; null if none has
    const TextRun* FindOverlap(const SeqRange& range) const;

    /// Gives everything back: the connection ends. \param actions is told
    void ReleaseAll(Actions& actions);

    /// \return what is held
    const std::vector<TextRun>& Runs() const
    {
        return m_runs;
    }

  private:
    std::vector<TextRun> m_runs;
};

} // namespace tcplifecycle

#endif // TCP_REASSEMBLY_QUEUE_H
