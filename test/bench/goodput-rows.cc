// SPDX-License-Identifier: GPL-2.0-only
//
// What a transfer gets out of a path that loses segments, and out of one that it shares.

#include "bulk-network.h"
#include "row.h"

#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"

using namespace ns3;

namespace
{

constexpr uint32_t BUFFER = 4 << 20;

/// A path that has room for 43 segments, with buffers that never limit.
BulkPath
LossyPath(double loss)
{
    return {DataRate("50Mbps"), MilliSeconds(5), 2000, true, loss, BUFFER, BUFFER};
}

void
Goodput(benchmark::State& state, Tcp tcp, double loss)
{
    constexpr uint64_t OCTETS = 20000000;
    BulkNetwork network(LossyPath(loss), static_cast<uint32_t>(state.range(0)));
    BulkFlow& flow = network.AddFlow(tcp, OCTETS);
    bool complete = false;
    for (auto unused : state)
    {
        (void)unused;
        complete = flow.RunUntilDelivered(OCTETS);
    }
    if (!complete)
    {
        state.SkipWithError("the transfer came to a standstill");
        return;
    }
    state.counters[FIGURE] = static_cast<double>(OCTETS) * 8 / 1e6 / Simulator::Now().GetSeconds();
}

template <Tcp TCP>
void
AtATenthOfAPercent(benchmark::State& state)
{
    Goodput(state, TCP, 0.001);
}

template <Tcp TCP>
void
AtOnePercent(benchmark::State& state)
{
    Goodput(state, TCP, 0.01);
}

template <Tcp TCP>
void
AtFivePercent(benchmark::State& state)
{
    Goodput(state, TCP, 0.05);
}

/// How much of a bottleneck ours gets beside one of ns-3's, which begins at another moment of the
/// same second, when both have found their balance.
void
ShareOfBottleneck(benchmark::State& state)
{
    constexpr uint32_t QUEUE = 60; // packets: one and a half times what the path has room for
    const Time balanced = Seconds(10);
    const Time end = Seconds(60);
    BulkNetwork network({DataRate("10Mbps"), MilliSeconds(25), QUEUE, false, 0, BUFFER, BUFFER},
                        static_cast<uint32_t>(state.range(0)));
    const auto start = CreateObject<UniformRandomVariable>();
    start->SetStream(1);
    BulkFlow& ours = network.AddFlow(Tcp::Lifecycle, 0, Seconds(start->GetValue(0, 1)));
    BulkFlow& other = network.AddFlow(Tcp::Ns3, 0, Seconds(start->GetValue(0, 1)));
    uint64_t oursBefore = 0;
    uint64_t otherBefore = 0;
    Simulator::Schedule(balanced, [&]() {
        oursBefore = ours.GetDelivered();
        otherBefore = other.GetDelivered();
    });
    Simulator::Stop(end);
    for (auto unused : state)
    {
        (void)unused;
        Simulator::Run();
    }
    const auto oursSince = static_cast<double>(ours.GetDelivered() - oursBefore);
    const auto otherSince = static_cast<double>(other.GetDelivered() - otherBefore);
    state.counters[FIGURE] = 100 * oursSince / (oursSince + otherSince);
}

} // namespace

std::vector<Row>
GoodputRows()
{
    constexpr const char* UNIT = "Mbit/s";
    return {
        {"bulk: goodput at 0.1 % loss, to TcpSocketBase",
         UNIT,
         Bar::AtLeast(0.98),
         &AtATenthOfAPercent<Tcp::Lifecycle>,
         &AtATenthOfAPercent<Tcp::Ns3>,
         Sampling::Seeded},
        {"bulk: goodput at 1 % loss, to TcpSocketBase",
         UNIT,
         Bar::AtLeast(0.98),
         &AtOnePercent<Tcp::Lifecycle>,
         &AtOnePercent<Tcp::Ns3>,
         Sampling::Seeded},
        {"bulk: goodput at 5 % loss, to TcpSocketBase",
         UNIT,
         Bar::AtLeast(0.98),
         &AtFivePercent<Tcp::Lifecycle>,
         &AtFivePercent<Tcp::Ns3>,
         Sampling::Seeded},
        {"bulk: share of a bottleneck beside TcpSocketBase",
         "%",
         Bar::Between(40, 60),
         &ShareOfBottleneck,
         nullptr,
         Sampling::Seeded},
    };
}
