// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-port-allocator.h"

namespace ns3
{

TcpPortAllocator::TcpPortAllocator()
    : m_draw(CreateObject<UniformRandomVariable>())
{
}

int64_t
TcpPortAllocator::AssignStreams(int64_t stream)
{
    m_draw->SetStream(stream);
    return 1;
}

/// \return any number below another one, each with the same chance
uint32_t
TcpPortAllocator::DrawBelow(uint32_t end) const
{
    return m_draw->GetInteger(0, end - 1);
}

/// \return the port after another one in a range, which begins anew after its end
uint16_t
TcpPortAllocator::GetNext(TcpPortRange range, uint16_t last)
{
    const bool within = range.first <= last && last < range.last;
    return within ? static_cast<uint16_t>(last + 1) : range.first;
}

} // namespace ns3
