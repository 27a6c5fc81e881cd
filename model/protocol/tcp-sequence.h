// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEQUENCE_H
#define TCP_SEQUENCE_H

#include <cstdint>

namespace tcplifecycle
{

/**
 * A sequence number: a point on the circle of 2^32 numbers (RFC 9293, section 3.4).
 *
 * All comparisons are made modulo 2^32: a is less than b when b is reached from a by going forward
 * less than half of the circle. They are therefore meaningful only for numbers that are less than
 * 2^31 apart, which RFC 9293 guarantees for the numbers of one connection by its window rules.
 */
class SeqNum
{
  public:
    /// Sequence number 0.
    constexpr SeqNum() = default;

    /**
     * \param value the number as it stands in the header, 0 to 2^32 - 1
     */
    explicit constexpr SeqNum(uint32_t value)
        : m_value(value)
    {
    }

    /// \return the number as it stands in the header
    constexpr uint32_t Value() const
    {
        return m_value;
    }

    constexpr SeqNum& operator+=(uint32_t octets)
    {
        m_value += octets;
        return *this;
    }

    constexpr SeqNum operator++(int)
    {
        const SeqNum before = *this;
        ++m_value;
        return before;
    }

    friend constexpr SeqNum operator+(SeqNum a, uint32_t octets)
    {
        return SeqNum(a.m_value + octets);
    }

    friend constexpr SeqNum operator-(SeqNum a, uint32_t octets)
    {
        return SeqNum(a.m_value - octets);
    }

    /// \return the distance from b forward to a; negative when a lies before b
    friend constexpr int32_t operator-(SeqNum a, SeqNum b)
    {
        return static_cast<int32_t>(a.m_value - b.m_value);
    }

    friend constexpr bool operator==(SeqNum a, SeqNum b)
    {
        return a.m_value == b.m_value;
    }

    friend constexpr bool operator!=(SeqNum a, SeqNum b)
    {
        return a.m_value != b.m_value;
    }

    friend constexpr bool operator<(SeqNum a, SeqNum b)
    {
        return a - b < 0;
    }

    friend constexpr bool operator<=(SeqNum a, SeqNum b)
    {
        return a - b <= 0;
    }

    friend constexpr bool operator>(SeqNum a, SeqNum b)
    {
        return a - b > 0;
    }

    friend constexpr bool operator>=(SeqNum a, SeqNum b)
    {
        return a - b >= 0;
    }

  private:
    uint32_t m_value{0};
};

/// A stretch of the sequence space, shorter than half of it.
struct SeqRange
{
    SeqNum start; ///< its first number
    SeqNum end;   ///< the one after its last number

    /// \return count of numbers
    constexpr uint32_t Length() const
    {
        return static_cast<uint32_t>(end - start);
    }

    friend constexpr bool operator==(const SeqRange& a, const SeqRange& b)
    {
        return a.start == b.start && a.end == b.end;
    }
};

/**
 * \param number the number in question
 * \param left first number of the range
 * \param size count of numbers in the range
 * \return whether left =< number < left + size; never for an empty range
 */
constexpr bool
InWindow(SeqNum number, SeqNum left, uint32_t size)
{
    return number.Value() - left.Value() < size;
}

} // namespace tcplifecycle

#endif // TCP_SEQUENCE_H
