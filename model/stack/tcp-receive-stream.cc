// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-receive-stream.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

void
TcpReceiveStream::Append(Ptr<const Packet> packet, uint32_t offset, uint32_t size)
{
    m_pieces.Push({packet, offset, size});
    m_size += size;
}

Ptr<Packet>
TcpReceiveStream::Peek(uint32_t size) const
{
    NS_ASSERT_MSG(size > 0 && size <= m_size, "octets that the stream does not keep");
    auto piece = m_pieces.begin();
    const auto packet = piece->packet->CreateFragment(piece->offset, std::min(size, piece->size));
    while (packet->GetSize() < size)
    {
        ++piece;
        const uint32_t wanted = std::min(size - packet->GetSize(), piece->size);
        packet->AddAtEnd(piece->packet->CreateFragment(piece->offset, wanted));
    }
    return packet;
}

Ptr<Packet>
TcpReceiveStream::Take(uint32_t size)
{
    const auto packet = Peek(size);
    m_size -= size;
    while (size > 0)
    {
        Piece& first = m_pieces.Front();
        const uint32_t octets = std::min(size, first.size);
        size -= octets;
        first.offset += octets;
        first.size -= octets;
        if (first.size == 0)
        {
            m_pieces.Pop();
        }
    }
    return packet;
}

void
TcpReceiveStream::Clear()
{
    m_pieces.Clear();
    m_size = 0;
}

} // namespace ns3
