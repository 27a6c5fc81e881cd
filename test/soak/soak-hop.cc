// SPDX-License-Identifier: GPL-2.0-only

#include "soak-hop.h"

#include "ns3/simulator.h"

#include <array>

using namespace ns3;

namespace
{

// Octets before the two of a frame that say what it holds, and up to the end of those.
constexpr size_t ETHERNET_TYPE = 12;
constexpr size_t PPP_TYPE = 0;
constexpr size_t TYPE_SIZE = 2;

// Values of them.
constexpr uint16_t ETHERNET_IPV4 = 0x0800;
constexpr uint16_t ETHERNET_IPV6 = 0x86dd;
constexpr uint16_t PPP_IPV4 = 0x0021;
constexpr uint16_t PPP_IPV6 = 0x0057;

// Where IP's headers say what follows them, and what they say.
constexpr size_t IPV4_PROTOCOL = 9;
constexpr size_t IPV6_NEXT_HEADER = 6;
constexpr uint8_t TCP = 6;
constexpr uint8_t IPV6_FRAGMENT = 44;

} // namespace

SoakHop::SoakHop(const SoakDisturbance& disturbance, bool ethernet, int64_t stream)
    : TransferUnrulyHop(disturbance.jitter, disturbance.repeat, disturbance.loss, stream),
      m_ethernet(ethernet),
      m_outageStart(disturbance.outageStart),
      m_outageEnd(disturbance.outageStart + disturbance.outageLength)
{
}

bool
SoakHop::HoldsSegment(Ptr<const Packet> frame) const
{
    const size_t type = m_ethernet ? ETHERNET_TYPE : PPP_TYPE;
    const size_t ip = type + TYPE_SIZE;
    std::array<uint8_t, ETHERNET_TYPE + TYPE_SIZE + IPV4_PROTOCOL + 1> octets{};
    frame->CopyData(octets.data(), octets.size());
    const uint16_t holds = octets.at(type) << 8 | octets.at(type + 1);
    if (holds == (m_ethernet ? ETHERNET_IPV4 : PPP_IPV4))
    {
        return octets.at(ip + IPV4_PROTOCOL) == TCP;
    }
    if (holds == (m_ethernet ? ETHERNET_IPV6 : PPP_IPV6))
    {
        const uint8_t next = octets.at(ip + IPV6_NEXT_HEADER);
        return next == TCP || next == IPV6_FRAGMENT;
    }
    return false;
}

void
SoakHop::Arrive(Ptr<Packet> frame)
{
    if (!HoldsSegment(frame))
    {
        Forward(frame);
    }
    else if (Simulator::Now() < m_outageStart || Simulator::Now() >= m_outageEnd)
    {
        TransferUnrulyHop::Arrive(frame);
    }
}
