// SPDX-License-Identifier: GPL-2.0-only

#include "soak-simulation.h"

#include "ns3/object-vector.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"

#include <gtest/gtest.h>
#include <iostream>

using namespace ns3;

namespace
{

/// A run that is not over then hangs: the slowest ones take hours.
Time
LongestRun()
{
    return Days(30);
}

/// Longer than anything that can still be waited for.
Time
ForEver()
{
    return Days(10'000);
}

/// A run with more segments does not end. The largest ones have some ten thousand.
constexpr uint64_t MOST_SEGMENTS = 500'000;

const SoakRun&
Numbered(const SoakRun& run)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run.seed);
    return run;
}

} // namespace

SoakSimulation::SoakSimulation(const SoakRun& run)
    : m_run(Numbered(run)),
      m_network(run)
{
    for (size_t i = 0; i < run.connections.size(); ++i)
    {
        m_connections.push_back(std::make_unique<SoakConnection>(
            m_network,
            i,
            run.connections[i],
            run.disturbance.MayMakeGiveUp(),
            [this, i](uint32_t side, bool leaves, const TcpHeader& header, uint32_t text) {
                SegmentPasses(i, side, leaves, header, text);
            }));
    }
}

void
SoakSimulation::SegmentPasses(size_t connection,
                              uint32_t side,
                              bool leaves,
                              const TcpHeader& header,
                              uint32_t text)
{
    if (m_run.printSegments)
    {
        std::cout << Simulator::Now().As(Time::S) << " connection " << connection << ": "
                  << (side == SOAK_CLIENT ? "client" : "server") << (leaves ? " sends " : " gets ")
                  << header << ", " << text << " octets\n";
    }
    if (++m_segments == MOST_SEGMENTS)
    {
        m_endless = true;
        Simulator::Stop();
    }
}

SoakResult
SoakSimulation::Run()
{
    Simulator::Stop(LongestRun());
    Simulator::Run();
    for (const auto& connection : m_connections)
    {
        connection->StopListening();
    }
    if (!m_endless)
    {
        // If anything is pending, more than the event that stops the simulator will happen.
        const uint64_t before = Simulator::GetEventCount();
        Simulator::Stop(ForEver());
        Simulator::Run();
        m_eventsLeft = Simulator::GetEventCount() - before - 1;
    }
    return Check();
}

SoakResult
SoakSimulation::Check()
{
    SoakResult result;
    for (size_t i = 0; i < m_connections.size(); ++i)
    {
        SCOPED_TRACE("connection " + std::to_string(i));
        ++result.connections;
        const auto outcome = m_connections[i]->Check();
        result.gaveUp += outcome == SoakOutcome::GaveUp ? 1 : 0;
        result.spoiltByNs3 += outcome == SoakOutcome::SpoiltByNs3 ? 1 : 0;
        result.octets += m_connections[i]->GetOctets();
        for (const uint32_t side : {SOAK_CLIENT, SOAK_SERVER})
        {
            ObjectVectorValue sockets;
            m_network.GetHost(i, side)->GetObject<TcpLifecycleL4Protocol>()->GetAttribute(
                "SocketList",
                sockets);
            EXPECT_EQ(sockets.GetN(), 0U) << "sockets are left, side " << side;
        }
    }
    // TcpSocketBase may repeat a FIN without end.
    if (result.spoiltByNs3 == 0)
    {
        EXPECT_FALSE(m_endless) << MOST_SEGMENTS << " segments, and still no end";
        EXPECT_EQ(m_eventsLeft, 0U) << "events that are pending after " << LongestRun().As(Time::D);
    }
    result.segments = m_segments;
    for (const auto& hop : m_network.GetHops())
    {
        result.lost += hop->GetLost();
        result.overtaken += hop->GetReordered();
        result.repeated += hop->GetRepeated();
    }
    return result;
}
