// SPDX-License-Identifier: GPL-2.0-only

#include "run-progress.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

#include <iomanip>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace tcplab
{

namespace
{

constexpr std::chrono::milliseconds INTERVAL{200};
/// The clock is not looked at for each packet.
constexpr uint64_t PACKETS_AT_A_TIME = 1024;
constexpr const char* CLEAR_LINE = "\r\033[K";

} // namespace

RunProgress::RunProgress()
    : m_onTerminal(isatty(STDERR_FILENO) != 0),
      m_shown(Clock::now())
{
}

RunProgress::~RunProgress()
{
    Clear();
}

void
RunProgress::Watch(ns3::Ptr<ns3::NetDevice> device)
{
    if (m_onTerminal)
    {
        device->TraceConnectWithoutContext("PhyRxEnd",
                                           ns3::MakeCallback(&RunProgress::PacketArrives, this));
    }
}

void
RunProgress::Clear()
{
    if (m_visible)
    {
        std::cerr << CLEAR_LINE << std::flush;
        m_visible = false;
    }
}

void
RunProgress::PacketArrives(ns3::Ptr<const ns3::Packet> /* packet */)
{
    ++m_packets;
    if (m_packets % PACKETS_AT_A_TIME != 0 || Clock::now() - m_shown < INTERVAL)
    {
        return;
    }
    m_shown = Clock::now();
    m_visible = true;
    std::ostringstream line;
    line << "tcplab: " << std::fixed << std::setprecision(1) << ns3::Simulator::Now().GetSeconds()
         << " s simulated, " << m_packets << " packets";
    std::cerr << CLEAR_LINE << line.str() << std::flush;
}

} // namespace tcplab
