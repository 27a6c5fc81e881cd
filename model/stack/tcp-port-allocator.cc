// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-port-allocator.h"

namespace ns3
{

TcpPortAllocator::TcpPortAllocator()
    : m_start(CreateObject<UniformRandomVariable>())
{
}

std::optional<uint16_t>
TcpPortAllocator::Allocate(uint16_t first,
                           uint16_t last,
                           const std::function<bool(uint16_t)>& isFree)
{
    if (first > last)
    {
        return std::nullopt;
    }
    const uint32_t count = uint32_t{last} - first + 1;
    const uint32_t start = m_start->GetInteger(0, count - 1);
    for (uint32_t tried = 0; tried < count; ++tried)
    {
        const auto port = static_cast<uint16_t>(first + (start + tried) % count);
        if (isFree(port))
        {
            return port;
        }
    }
    return std::nullopt;
}

int64_t
TcpPortAllocator::AssignStreams(int64_t stream)
{
    m_start->SetStream(stream);
    return 1;
}

} // namespace ns3
