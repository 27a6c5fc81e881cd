// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-receive-stream.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

void
TcpReceiveStream::Append(Ptr<Packet> packet)
{
    m_size += packet->GetSize();
    m_pieces.push_back(packet);
}

Ptr<Packet>
TcpReceiveStream::Peek(uint32_t size) const
{
    NS_ASSERT_MSG(size > 0 && size <= m_size, "octets that the stream does not keep");
    const auto first = m_pieces.front();
    auto packet = first->CreateFragment(0, std::min(size, first->GetSize()));
    for (auto piece = m_pieces.begin() + 1; packet->GetSize() < size; ++piece)
    {
        const uint32_t wanted = std::min(size - packet->GetSize(), (*piece)->GetSize());
        packet->AddAtEnd((*piece)->CreateFragment(0, wanted));
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
        auto& first = m_pieces.front();
        const uint32_t octets = std::min(size, first->GetSize());
        size -= octets;
        if (octets < first->GetSize())
        {
            first->RemoveAtStart(octets);
        }
        else
        {
            m_pieces.pop_front();
        }
    }
    return packet;
}

void
TcpReceiveStream::Clear()
{
    m_pieces.clear();
    m_size = 0;
}

} // namespace ns3
