// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-port-allocator.h"

#include <bitset>

namespace ns3
{

namespace
{

/// Ports that are tried before all are looked at. With half of them free, one of sixteen is not
/// met.
constexpr int TRIES = 4;

uint32_t
Count(uint64_t word)
{
    return static_cast<uint32_t>(std::bitset<64>(word).count());
}

/// The ports of a word that belong to a range.
uint64_t
Within(TcpPortRange range, size_t index)
{
    uint64_t within = ~uint64_t{0};
    if (index == TcpPortWord::IndexOf(range.first))
    {
        within &= ~(TcpPortWord::BitOf(range.first) - 1);
    }
    if (index == TcpPortWord::IndexOf(range.last))
    {
        within &= TcpPortWord::BitOf(range.last) | (TcpPortWord::BitOf(range.last) - 1);
    }
    return within;
}

/// \return the smallest port of a word that is not empty
uint16_t
FirstOf(size_t index, uint64_t word)
{
    return static_cast<uint16_t>(64 * index + Count((word & (~word + 1)) - 1));
}

/// \return the smallest port of a range that is in the words; nothing if there is none
std::optional<uint16_t>
FindFirst(TcpPortRange range, const TcpPortAllocator::GetFree& words)
{
    for (size_t index = TcpPortWord::IndexOf(range.first);
         index <= TcpPortWord::IndexOf(range.last);
         ++index)
    {
        if (const uint64_t word = words(index) & Within(range, index); word != 0)
        {
            return FirstOf(index, word);
        }
    }
    return std::nullopt;
}

} // namespace

TcpPortAllocator::TcpPortAllocator()
    : m_draw(CreateObject<UniformRandomVariable>())
{
}

std::optional<uint16_t>
TcpPortAllocator::Try(TcpPortRange range, TcpPortSelection selection, const IsFree& isFree)
{
    const uint32_t count = uint32_t{range.last} - range.first + 1;
    uint16_t next = GetNext(range, m_last);
    for (int tried = 0; tried < TRIES; ++tried)
    {
        const uint16_t port =
            selection == TcpPortSelection::Random
                ? static_cast<uint16_t>(range.first + m_draw->GetInteger(0, count - 1))
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

std::optional<uint16_t>
TcpPortAllocator::TryAmong(TcpPortRange range,
                           TcpPortSelection selection,
                           const GetFree& among,
                           const IsFree& isFree)
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

std::optional<uint16_t>
TcpPortAllocator::Choose(TcpPortRange range, TcpPortSelection selection, const GetFree& getFree)
{
    const auto port = Pick(range, selection, getFree, m_last);
    m_last = port.value_or(m_last);
    return port;
}

/// \return a port of a range that is in the words; nothing if there is none
std::optional<uint16_t>
TcpPortAllocator::Pick(TcpPortRange range,
                       TcpPortSelection selection,
                       const GetFree& words,
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

std::optional<uint16_t>
TcpPortAllocator::Draw(TcpPortRange range, const GetFree& words) const
{
    const size_t first = TcpPortWord::IndexOf(range.first);
    const size_t last = TcpPortWord::IndexOf(range.last);
    uint32_t count = 0;
    for (size_t index = first; index <= last; ++index)
    {
        count += Count(words(index) & Within(range, index));
    }
    if (count == 0)
    {
        return std::nullopt;
    }
    uint32_t before = m_draw->GetInteger(0, count - 1);
    size_t index = first;
    uint64_t word = words(index) & Within(range, index);
    for (; before >= Count(word); word = words(index) & Within(range, index))
    {
        before -= Count(word);
        ++index;
    }
    for (; before > 0; --before)
    {
        word &= word - 1; // without its smallest port
    }
    return FirstOf(index, word);
}

/// \return the port after another one in a range, which begins anew after its end
uint16_t
TcpPortAllocator::GetNext(TcpPortRange range, uint16_t last)
{
    const bool within = range.first <= last && last < range.last;
    return within ? static_cast<uint16_t>(last + 1) : range.first;
}

int64_t
TcpPortAllocator::AssignStreams(int64_t stream)
{
    m_draw->SetStream(stream);
    return 1;
}

} // namespace ns3
