// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-send-stream.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

void
TcpSendStream::Start(tcplifecycle::SeqNum first)
{
    Clear();
    m_first = first;
}

void
TcpSendStream::Append(Ptr<const Packet> packet)
{
    m_pieces.Push({m_end, packet});
    m_end += packet->GetSize();
}

Ptr<Packet>
TcpSendStream::Copy(tcplifecycle::SeqNum first, uint32_t size) const
{
    uint64_t at = m_begin + (first - m_first);
    const uint64_t end = at + size;
    NS_ASSERT_MSG(first >= m_first && end <= m_end, "octets that the stream does not keep");
    auto piece =
        std::upper_bound(m_pieces.begin(), m_pieces.end(), at, [](uint64_t octet, const Piece& p) {
            return octet < p.begin;
        });
    --piece;
    Ptr<Packet> copy;
    for (; at < end; ++piece)
    {
        const auto offset = static_cast<uint32_t>(at - piece->begin);
        const uint32_t rest = piece->packet->GetSize() - offset;
        const auto length = static_cast<uint32_t>(std::min<uint64_t>(rest, end - at));
        const Ptr<Packet> fragment = piece->packet->CreateFragment(offset, length);
        if (copy)
        {
            copy->AddAtEnd(fragment);
        }
        else
        {
            copy = fragment;
        }
        at += length;
    }
    return copy;
}

void
TcpSendStream::Release(uint32_t octets)
{
    NS_ASSERT_MSG(octets <= GetSize(), "octets that the stream does not keep");
    m_begin += octets;
    m_first += octets;
    while (!m_pieces.IsEmpty() &&
           m_pieces.Front().begin + m_pieces.Front().packet->GetSize() <= m_begin)
    {
        m_pieces.Pop();
    }
}

void
TcpSendStream::Clear()
{
    m_pieces.Clear();
    m_begin = m_end;
}

} // namespace ns3
