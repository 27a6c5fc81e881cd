// SPDX-License-Identifier: GPL-2.0-only

#include "run-progress.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

#include <iomanip>
#include <sstream>

namespace tcplab
{

namespace
{

/// The clock is not looked at for each packet.
constexpr uint64_t PACKETS_AT_A_TIME = 1024;

} // namespace

void
RunProgress::Watch(ns3::Ptr<ns3::NetDevice> device)
{
    if (m_line.IsShown())
    {
        device->TraceConnectWithoutContext("PhyRxEnd",
                                           ns3::MakeCallback(&RunProgress::PacketArrives, this));
    }
}

void
RunProgress::Clear()
{
    m_line.Clear();
}

void
RunProgress::PacketArrives(ns3::Ptr<const ns3::Packet> /* packet */)
{
    ++m_packets;
    if (m_packets % PACKETS_AT_A_TIME == 0 && m_line.IsDue())
    {
        std::ostringstream line;
        line << std::fixed << std::setprecision(1) << ns3::Simulator::Now().GetSeconds()
             << " s simulated, " << m_packets << " packets";
        m_line.Show(line.str());
    }
}

} // namespace tcplab
