// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_PORT_ALLOCATOR_H
#define TCP_PORT_ALLOCATOR_H

#include "tcp-port-set.h"

#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{

/// In which order ephemeral ports are given out.
enum class TcpPortSelection : uint8_t
{
    Random,     ///< each port that is free with the same chance
    Sequential, ///< the next free one after the last that was given out
};

/**
 * Chooses ephemeral ports. A port takes the same time to find whether the range is empty or all but
 * full, and none is overlooked.
 *
 * At random, a port is drawn anew until a free one is met, as RFC 6056, section 3.3.2, has it
 * (algorithm 2), so that each has the same chance, those after a run of used ones included, which
 * the walk of section 3.3.1 favours. Where that algorithm gives up after many draws, this one
 * counts the ports that are free after a few, and draws one of them. In sequence, it is the
 * traditional algorithm of section 2.2.
 *
 * It does not know which ports are in use; whoever asks does.
 */
class TcpPortAllocator
{
  public:
    TcpPortAllocator();

    /**
     * Tries a few ports.
     * \param range of ports, not empty
     * \param selection in which order
     * \param isFree called with a port: whether it may be taken
     * \return one that may; nothing if it was not met
     */
    template <class IsFree>
    std::optional<uint16_t> Try(TcpPortRange range, TcpPortSelection selection, IsFree isFree);

    /**
     * The same among fewer ports.
     * \param range of ports, not empty
     * \param selection in which order
     * \param among called with the index of a word (see TcpPortWord): the ports that are looked at
     * \param isFree called with one of those: whether it may be taken
     * \return one that may; nothing if it was not met
     */
    template <class Words, class IsFree>
    std::optional<uint16_t> TryAmong(TcpPortRange range,
                                     TcpPortSelection selection,
                                     Words among,
                                     IsFree isFree);

    /**
     * Looks at all ports.
     * \param range of ports, not empty
     * \param selection in which order
     * \param free called with the index of a word: the ports that may be taken
     * \return one of them; nothing if there is none
     */
    template <class Words>
    std::optional<uint16_t> Choose(TcpPortRange range, TcpPortSelection selection, Words free);

    /// \param stream number of the random stream to draw from \return how many were used
    int64_t AssignStreams(int64_t stream);

  private:
    /// Ports that are tried before all are looked at. If half of them are free, one of 16 calls
    /// meets none.
    static constexpr int TRIES = 4;

    template <class Words>
    std::optional<uint16_t> Pick(TcpPortRange range,
                                 TcpPortSelection selection,
                                 Words& words,
                                 uint16_t last) const;
    template <class Words>
    std::optional<uint16_t> Draw(TcpPortRange range, Words& words) const;
    template <class Words>
    static std::optional<uint16_t> FindFirst(TcpPortRange range, Words& words);

    uint32_t DrawBelow(uint32_t end) const;
    static uint16_t GetNext(TcpPortRange range, uint16_t last);

    Ptr<UniformRandomVariable> m_draw;
    uint16_t m_last{0}; ///< the port that was given out last
};

template <class IsFree>
std::optional<uint16_t>
TcpPortAllocator::Try(TcpPortRange range, TcpPortSelection selection, IsFree isFree)
{
    const uint32_t count = uint32_t{range.last} - range.first + 1;
    uint16_t next = GetNext(range, m_last);
    for (int tried = 0; tried < TRIES; ++tried)
    {
        const uint16_t port = selection == TcpPortSelection::Random
                                  ? static_cast<uint16_t>(range.first + DrawBelow(count))
                                  : next;
        if (isFree(port))
        {
            m_last = port;
            return port;
        }
        next = GetNext(range, port);
    }
    return std::nullopt;
}

template <class Words, class IsFree>
std::optional<uint16_t>
TcpPortAllocator::TryAmong(TcpPortRange range,
                           TcpPortSelection selection,
                           Words among,
                           IsFree isFree)
{
    uint16_t last = m_last;
    for (int tried = 0; tried < TRIES; ++tried)
    {
        const auto port = Pick(range, selection, among, last);
        if (!port)
        {
            return std::nullopt;
        }
        if (isFree(*port))
        {
            m_last = *port;
            return port;
        }
        last = *port;
    }
    return std::nullopt;
}

template <class Words>
std::optional<uint16_t>
TcpPortAllocator::Choose(TcpPortRange range, TcpPortSelection selection, Words free)
{
    const auto port = Pick(range, selection, free, m_last);
    m_last = port.value_or(m_last);
    return port;
}

/// \return a port of a range that is in the words; nothing if there is none
template <class Words>
std::optional<uint16_t>
TcpPortAllocator::Pick(TcpPortRange range,
                       TcpPortSelection selection,
                       Words& words,
                       uint16_t last) const
{
    if (selection == TcpPortSelection::Random)
    {
        return Draw(range, words);
    }
    const uint16_t next = GetNext(range, last);
    const auto port = FindFirst({next, range.last}, words);
    return port ? port : FindFirst({range.first, next}, words);
}

template <class Words>
std::optional<uint16_t>
TcpPortAllocator::Draw(TcpPortRange range, Words& words) const
{
    const size_t first = TcpPortWord::IndexOf(range.first);
    const size_t last = TcpPortWord::IndexOf(range.last);
    uint32_t count = 0;
    for (size_t index = first; index <= last; ++index)
    {
        count += TcpPortWord::Count(words(index) & TcpPortWord::Within(range, index));
    }
    if (count == 0)
    {
        return std::nullopt;
    }
    uint32_t before = DrawBelow(count);
    for (size_t index = first;; ++index)
    {
        uint64_t word = words(index) & TcpPortWord::Within(range, index);
        if (before < TcpPortWord::Count(word))
        {
            for (; before > 0; --before)
            {
                word &= word - 1; // without its smallest port
            }
            return TcpPortWord::FirstOf(index, word);
        }
        before -= TcpPortWord::Count(word);
    }
}

template <class Words>
std::optional<uint16_t>
TcpPortAllocator::FindFirst(TcpPortRange range, Words& words)
{
    const size_t last = TcpPortWord::IndexOf(range.last);
    for (size_t index = TcpPortWord::IndexOf(range.first); index <= last; ++index)
    {
        if (const uint64_t word = words(index) & TcpPortWord::Within(range, index); word != 0)
        {
            return TcpPortWord::FirstOf(index, word);
        }
    }
    return std::nullopt;
}

} // namespace ns3

#endif // TCP_PORT_ALLOCATOR_H
