// SPDX-License-Identifier: GPL-2.0-only

#include "transfer-content.h"

TransferContent::TransferContent(uint32_t stream)
    : m_stream(stream)
{
}

uint8_t
TransferContent::At(uint64_t position) const
{
    // Multiplying by an odd number, a shift with an exclusive or, and an exclusive or by a constant
    // each map the 32-bit words one to one.
    uint32_t word = static_cast<uint32_t>(position / 4) * 2654435761U;
    word ^= word >> 15;
    word ^= m_stream;
    return static_cast<uint8_t>(word >> (8 * (position % 4)));
}

ns3::Ptr<ns3::Packet>
TransferContent::Make(uint64_t position, uint32_t size) const
{
    std::vector<uint8_t> octets(size);
    for (auto& octet : octets)
    {
        octet = At(position++);
    }
    return ns3::Create<ns3::Packet>(octets.data(), size);
}

TransferChecker::TransferChecker(const TransferContent& content)
    : m_content(content)
{
}

void
TransferChecker::Take(ns3::Ptr<const ns3::Packet> packet)
{
    m_octets.resize(packet->GetSize());
    packet->CopyData(m_octets.data(), packet->GetSize());
    for (const uint8_t octet : m_octets)
    {
        if (!m_firstWrong && octet != m_content.At(m_length))
        {
            m_firstWrong = m_length;
        }
        ++m_length;
    }
}
