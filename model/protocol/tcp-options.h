// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_OPTIONS_H
#define TCP_OPTIONS_H

#include "tcp-sequence.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tcplifecycle
{

/// The timestamps option (RFC 7323, section 3).
struct Timestamps
{
    /// Octets that the option takes of each segment, padding included (section 3.2, appendix A).
    static constexpr uint32_t COST = 12;

    uint32_t value; ///< TSval: the clock of whoever sent it
    uint32_t echo;  ///< TSecr: the last TSval seen of the other side; 0 without the ACK bit
};

/**
 * The blocks of a SACK option, in the order in which they stand there: each is a stretch of text
 * that a receiver holds although something before it is missing (RFC 2018, section 3). A segment
 * that carries none takes no time over them: only those that are there are ever written or copied.
 */
class SackBlocks
{
  public:
    /// So many find room in a header, without other options (RFC 2018, section 3).
    static constexpr size_t MAX = 4;

    // A count of 0 says all there is to say.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
    SackBlocks()
        : m_size(0)
    {
    }

    SackBlocks(const SackBlocks& other)
    {
        *this = other;
    }

    SackBlocks& operator=(const SackBlocks& other)
    {
        m_size = other.m_size;
        for (size_t i = 0; i < 2 * m_size; ++i)
        {
            m_edges[i] = other.m_edges[i];
        }
        return *this;
    }

    bool Empty() const
    {
        return m_size == 0;
    }

    /// \return count of blocks, 0 to MAX
    size_t Size() const
    {
        return m_size;
    }

    /// \param i below Size()
    SeqRange operator[](size_t i) const
    {
        return {SeqNum(m_edges[2 * i]), SeqNum(m_edges[2 * i + 1])};
    }

    /// Puts a block behind the others, of which there must be fewer than MAX.
    void Add(const SeqRange& block)
    {
        m_edges[2 * m_size] = block.start.Value();
        m_edges[2 * m_size + 1] = block.end.Value();
        ++m_size;
    }

    /// \param blocks count of blocks
    /// \return octets that they take of a segment, padding included
    static constexpr uint32_t Cost(size_t blocks)
    {
        return blocks == 0 ? 0 : static_cast<uint32_t>(4 + 8 * blocks);
    }

    /// \return octets that these take of a segment, padding included
    uint32_t Cost() const
    {
        return Cost(m_size);
    }

  private:
    uint32_t m_size;
    std::array<uint32_t, 2 * MAX> m_edges; ///< left and right edge of each, in turn
};

/**
 * The options of a segment that this TCP understands. What a peer sends beyond them is skipped
 * (RFC 9293, section 3.2, MUST-6).
 */
struct Options
{
    /// Maximum segment size that the sender of the option can receive, in octets (section 3.7.1).
    std::optional<uint16_t> mss;
    /// Shift count of the window field of the sender of the option, 0 to 14 (RFC 7323, section 2).
    std::optional<uint8_t> windowScale;
    /// Whether the sender of the option can read SACK blocks; on a SYN (RFC 2018, section 2).
    bool sackPermitted{false};
    /// Timestamps: on both SYNs, and on every segment after them, or on none (RFC 7323,
    /// section 3.2).
    std::optional<Timestamps> timestamps;
    /// What its sender holds beyond a gap; only if both SYNs carried SACK-permitted (RFC 2018,
    /// section 4).
    SackBlocks sack;

    /// Octets that the options of a header can take (RFC 9293, section 3.1).
    static constexpr size_t MAX_WIRE_SIZE = 40;

    /// \return octets that the options take in the header, padding included: a multiple of 4, at
    /// most MAX_WIRE_SIZE
    size_t WireSize() const;

    /**
     * Writes the options, each at the beginning or the end of a word of four octets. SACK blocks
     * come last; those for which the other options leave no room are left out.
     * \param to room for WireSize() octets
     */
    void Write(uint8_t* to) const;

    /**
     * Reads the options of a header. An option that is unknown is skipped; one whose length is
     * impossible (below 2, or past the end) ends the options, and what came before it counts
     * (MUST-7). An option that is known and has the wrong length is ignored.
     *
     * \param from first octet of the option space
     * \param size octets of the option space, 0 to 40
     * \return the options found
     */
    static Options Read(const uint8_t* from, size_t size);

  private:
    size_t SizeWithoutSack() const;
    size_t SackBlocksWithRoom() const;
};

} // namespace tcplifecycle

#endif // TCP_OPTIONS_H
