// SPDX-License-Identifier: GPL-2.0-only
//
// What a connection takes that rests: octets of memory, and events of the simulator that are
// pending.

#include "allocation-count.h"
#include "connection-churn.h"
#include "own-process.h"
#include "pending-events.h"
#include "row.h"

#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-segment-forger.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>

using namespace ns3;

namespace
{

using Family = ConnectionHosts::Family;
using Use = ConnectionChurn::Use;

constexpr uint32_t CONNECTIONS = 20000;
constexpr uint32_t ADDRESSES = 4;

/// Opens connections, and waits until all are where they are to be.
void
RunUntilAllRest(ConnectionChurn& churn)
{
    churn.ScheduleByTurns();
    Simulator::Stop(churn.GetDuration());
    Simulator::Run();
    churn.CheckThatAllWereOpened();
}

/// \return the most octets that were allocated at a time, for each connection. What there is once
/// for all of them counts along
template <class Measured>
double
PeakPerConnection(uint32_t connections, Measured&& measured)
{
    AllocationCount::Begin();
    measured();
    return static_cast<double>(AllocationCount::GetPeak()) / connections;
}

template <Family FAMILY>
void
MemoryInTimeWait(benchmark::State& state)
{
    MeasureInOwnProcess(state, []() {
        ConnectionHosts hosts(FAMILY, ADDRESSES);
        ConnectionChurn churn(hosts, Tcp::Lifecycle, Use::OpenSendClose, CONNECTIONS);
        return PeakPerConnection(CONNECTIONS, [&]() {
            RunUntilAllRest(churn);
            hosts.CheckTimeWaitCount(CONNECTIONS);
        });
    });
}

/// Of both ends: half of it is one side's.
template <Use USE>
void
MemoryEstablished(benchmark::State& state)
{
    MeasureInOwnProcess(state, []() {
        ConnectionHosts hosts(Family::Ipv4, ADDRESSES);
        ConnectionChurn churn(hosts, Tcp::Lifecycle, USE, CONNECTIONS);
        return PeakPerConnection(2 * CONNECTIONS, [&]() { RunUntilAllRest(churn); });
    });
}

/// \return who has sent a connection request and is heard of no more; no route leads there
Address
GetVanished(uint32_t number)
{
    constexpr uint32_t FIRST = 0x0b000000; // 11.0.0.0
    return InetSocketAddress(Ipv4Address(FIRST + number), 1024);
}

tcplifecycle::Segment
ConnectionRequest()
{
    tcplifecycle::Segment syn;
    syn.ctl = tcplifecycle::SYN;
    syn.wnd = UINT16_MAX;
    return syn;
}

void
CountSynReceived(uint32_t* count, const TcpLifecycleTransition& transition)
{
    if (transition.to == tcplifecycle::State::SynReceived)
    {
        ++*count;
    }
}

void
MemoryInSynReceived(benchmark::State& state)
{
    MeasureInOwnProcess(state, []() {
        Config::SetDefault("ns3::TcpLifecycleSocket::Backlog", UintegerValue(CONNECTIONS));
        ConnectionHosts hosts;
        const auto listener = hosts.Listen(Tcp::Lifecycle);
        uint32_t received = 0;
        hosts.GetServer()->GetObject<TcpLifecycleL4Protocol>()->TraceConnectWithoutContext(
            "Transition",
            MakeBoundCallback(&CountSynReceived, &received));
        TcpSegmentForger forger(hosts.GetServer(), {MicroSeconds(1), DataRate("10Gbps")});
        const double peak = PeakPerConnection(CONNECTIONS, [&]() {
            for (uint32_t i = 0; i < CONNECTIONS; ++i)
            {
                forger.Send(GetVanished(i), hosts.GetServerName(), ConnectionRequest());
                Simulator::Stop(MicroSeconds(10));
                Simulator::Run();
            }
        });
        if (received != CONNECTIONS)
        {
            throw std::runtime_error(std::to_string(received) + " connections are in SYN-RECEIVED");
        }
        return peak;
    });
}

/// A quarter of TIME-WAIT has passed: what has to do with the opening and closing is over.
template <uint32_t COUNT>
void
EventsInTimeWait(benchmark::State& state)
{
    MeasureInOwnProcess(state, []() {
        PendingEvents::Count();
        ConnectionHosts hosts(Family::Ipv4, ADDRESSES);
        ConnectionChurn churn(hosts, Tcp::Lifecycle, Use::OpenSendClose, COUNT);
        RunUntilAllRest(churn);
        Simulator::Stop(Seconds(15));
        Simulator::Run();
        hosts.CheckTimeWaitCount(COUNT);
        return static_cast<double>(PendingEvents::GetCount());
    });
}

Row
MemoryRow(const char* name, Bar bar, Row::Measure measure)
{
    return {name, "octets/connection", bar, measure, nullptr, Sampling::Counted};
}

} // namespace

std::vector<Row>
RestingConnectionRows()
{
    return {
        MemoryRow("memory: in TIME-WAIT, IPv4", Bar::AtMost(128), &MemoryInTimeWait<Family::Ipv4>),
        MemoryRow("memory: in TIME-WAIT, IPv6", Bar::AtMost(128), &MemoryInTimeWait<Family::Ipv6>),
        MemoryRow("memory: in SYN-RECEIVED", Bar::AtMost(320), &MemoryInSynReceived),
        MemoryRow("memory: idle in ESTABLISHED, one side",
                  Bar::AtMost(1500),
                  &MemoryEstablished<Use::OpenAndRest>),
        MemoryRow("the same after 100 octets each way",
                  Bar::None(),
                  &MemoryEstablished<Use::SendAndRest>),
        {"events pending for 10 000 in TIME-WAIT, to those for 100",
         "events",
         Bar::AtMost(1),
         &EventsInTimeWait<10000>,
         &EventsInTimeWait<100>,
         Sampling::Counted},
    };
}
