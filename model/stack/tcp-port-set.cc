// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-port-set.h"

namespace ns3
{

TcpPortSet::TcpPortSet(TcpPortRange range)
    : m_range(range),
      m_words(TcpPortWord::IndexOf(range.last) - TcpPortWord::IndexOf(range.first) + 1)
{
}

TcpPortRange
TcpPortSet::GetRange() const
{
    return m_range;
}

uint64_t&
TcpPortSet::WordOf(uint16_t port)
{
    return m_words[TcpPortWord::IndexOf(port) - TcpPortWord::IndexOf(m_range.first)];
}

void
TcpPortSet::Insert(uint16_t port)
{
    if (m_range.Contains(port))
    {
        uint64_t& word = WordOf(port);
        m_size += (word & TcpPortWord::BitOf(port)) == 0 ? 1 : 0;
        word |= TcpPortWord::BitOf(port);
    }
}

void
TcpPortSet::Erase(uint16_t port)
{
    if (m_range.Contains(port))
    {
        uint64_t& word = WordOf(port);
        m_size -= (word & TcpPortWord::BitOf(port)) != 0 ? 1 : 0;
        word &= ~TcpPortWord::BitOf(port);
    }
}

size_t
TcpPortSet::GetSize() const
{
    return m_size;
}

} // namespace ns3
