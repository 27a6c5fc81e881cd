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
};

/**
 * Text that arrived ahead of RCV.NXT (RFC 9293, section 3.10.7.4, SHLD-31): blocks in the order of
 * their sequence numbers that do not overlap. What arrived first is kept.
 */
class ReassemblyQueue
{
  public:
    bool Empty() const
    {
        return m_blocks.empty();
    }

    /**
     * Keeps what is new in a block; tells the caller to Keep its payload once for each piece.
     * \param block lies inside the receive window, so all numbers are less than 2^31 apart
     * \param actions is told
     */
    void Insert(const Block& block, Actions& actions);

    /**
     * \param nxt RCV.NXT
     * \return the block that begins there, taken out of the queue: the caller releases its payload
     */
    std::optional<Block> TakeAt(SeqNum nxt, Actions& actions);

    /// Gives everything back: the connection ends. \param actions is told
    void ReleaseAll(Actions& actions);

    /// \return the blocks, for whoever wants to look
    const std::vector<Block>& Blocks() const
    {
        return m_blocks;
    }

  private:
    std::vector<Block> m_blocks;
};

} // namespace tcplifecycle

#endif // TCP_REASSEMBLY_QUEUE_H
