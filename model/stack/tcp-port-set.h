// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_PORT_SET_H
#define TCP_PORT_SET_H

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{

/// From one port to another, both included. If the first is the larger one, there is none.
struct TcpPortRange
{
    uint16_t first;
    uint16_t last;

    bool IsEmpty() const
    {
        return first > last;
    }

    bool Contains(uint16_t port) const
    {
        return first <= port && port <= last;
    }

    friend bool operator==(const TcpPortRange& a, const TcpPortRange& b)
    {
        return a.first == b.first && a.last == b.last;
    }
};

/// Ports come in words of 64, a bit each: bit b of word w is port 64 w + b.
struct TcpPortWord
{
    static constexpr size_t COUNT = 65536 / 64; ///< that hold all ports

    static constexpr size_t IndexOf(uint16_t port)
    {
        return port / 64;
    }

    static constexpr uint64_t BitOf(uint16_t port)
    {
        return uint64_t{1} << (port % 64);
    }

    /// \return the ports of a word that belong to a range
    static constexpr uint64_t Within(TcpPortRange range, size_t index)
    {
        uint64_t within = ~uint64_t{0};
        if (index == IndexOf(range.first))
        {
            within &= ~(BitOf(range.first) - 1);
        }
        if (index == IndexOf(range.last))
        {
            within &= BitOf(range.last) | (BitOf(range.last) - 1);
        }
        return within;
    }

    /// \return count of ports in a word
    static uint32_t Count(uint64_t word)
    {
        return static_cast<uint32_t>(std::bitset<64>(word).count());
    }

    /// \return the smallest port in a word that is not empty
    static uint16_t FirstOf(size_t index, uint64_t word)
    {
        return static_cast<uint16_t>(64 * index + Count((word & (~word + 1)) - 1));
    }
};

/// A set of ports of a range, a bit for each port of the range.
class TcpPortSet
{
  public:
    /// The empty set. \param range of ports that it can hold; not empty
    explicit TcpPortSet(TcpPortRange range);

    /// \return the range of ports that it can hold
    TcpPortRange GetRange() const;

    /// Adds a port of the range; one outside of it changes nothing.
    void Insert(uint16_t port);

    /// Takes a port out, if it is in the set.
    void Erase(uint16_t port);

    /// \return count of ports in the set
    size_t GetSize() const;

    /// \param index of a word that holds a port of the range
    /// \return which of its ports are in the set
    uint64_t GetWord(size_t index) const
    {
        return m_words[index - TcpPortWord::IndexOf(m_range.first)];
    }

  private:
    uint64_t& WordOf(uint16_t port);

    TcpPortRange m_range;
    std::vector<uint64_t> m_words; ///< from the one that holds the first port of the range on
    size_t m_size{0};
};

} // namespace ns3

#endif // TCP_PORT_SET_H
