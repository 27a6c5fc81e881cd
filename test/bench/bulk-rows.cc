// SPDX-License-Identifier: GPL-2.0-only
//
// What a segment of a bulk transfer costs: time of the processor, of both ends and all that lies
// between them, for each full segment that is delivered.

#include "bulk-network.h"
#include "row.h"
#include "udp-window.h"

using namespace ns3;

namespace
{

/// Segments of one iteration: some 0.05 s.
constexpr uint64_t ITERATION = 5000;

constexpr uint32_t ETHERNET_GIGABIT = 1000000000; // bit/s

/// 1448 octets of text, 32 of TCP header with timestamps, 20 of IPv4, 2 of PPP.
constexpr uint32_t FRAME = 1502;

/// At 1 Gbit/s x 10 ms the link has room for so many segments.
constexpr uint32_t LINK_FULL = 860;

constexpr uint32_t SHORT_FLIGHT = 10;
constexpr uint32_t LONG_FLIGHT = 10000;

/// 1 Gbit/s x 10 ms, with buffers that let the queue fill: of the window 860 segments are on the
/// link, the rest waits in front of it.
BulkPath
GigabitPath()
{
    constexpr uint32_t BUFFER = 4 << 20;
    return {DataRate(ETHERNET_GIGABIT), MilliSeconds(5), 2000, true, 0, BUFFER, BUFFER};
}

/// The same with a window that keeps so many segments under way and no more.
BulkPath
GigabitPathWithWindow(uint32_t segments)
{
    BulkPath path = GigabitPath();
    path.receiveBuffer = segments * SEGMENT;
    path.sendBuffer = path.receiveBuffer;
    return path;
}

/**
 * A path whose link is never idle while so many segments are under way, two of which wait. Whatever
 * their number, the same happens to each of them.
 */
BulkPath
SaturatedPath(uint32_t segments)
{
    constexpr uint32_t WAITING = 2;
    constexpr uint32_t APPLICATION = 20; // segments that the sender has in stock
    const DataRate rate(ETHERNET_GIGABIT);
    return {rate,
            (segments - WAITING) * rate.CalculateBytesTxTime(FRAME) / 2,
            2 * LONG_FLIGHT,
            false,
            0,
            (segments + APPLICATION) * SEGMENT,
            segments * SEGMENT};
}

/// The counter of a row whose unit is µs.
benchmark::Counter
MicrosecondsPer(uint64_t things)
{
    return {static_cast<double>(things) / 1e6,
            benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
}

/// \param warmUp segments before the flight is as long as the path and the window allow
void
CostOfSegment(benchmark::State& state, Tcp tcp, const BulkPath& path, uint64_t warmUp)
{
    BulkNetwork network(path);
    BulkFlow& flow = network.AddFlow(tcp, 0);
    bool goesOn = flow.RunUntilDelivered(warmUp * SEGMENT);
    const uint64_t before = flow.GetDelivered();
    for (auto unused : state)
    {
        (void)unused;
        goesOn = goesOn && flow.RunUntilDelivered(flow.GetDelivered() + ITERATION * SEGMENT);
    }
    if (!goesOn)
    {
        state.SkipWithError("the transfer came to a standstill");
        return;
    }
    state.counters[FIGURE] = MicrosecondsPer((flow.GetDelivered() - before) / SEGMENT);
}

/// Slow start with delayed acknowledgments takes three flights to come to one.
uint64_t
WarmUp(uint32_t flight)
{
    return uint64_t{4} * flight;
}

void
CostOfDatagram(benchmark::State& state, uint32_t flight)
{
    BulkNetwork network(SaturatedPath(flight));
    UdpWindow window(network, flight);
    bool goesOn = window.RunUntilArrived(WarmUp(flight));
    const uint64_t before = window.GetArrived();
    for (auto unused : state)
    {
        (void)unused;
        goesOn = goesOn && window.RunUntilArrived(window.GetArrived() + ITERATION);
    }
    if (!goesOn)
    {
        state.SkipWithError("the datagrams came to a standstill");
        return;
    }
    state.counters[FIGURE] = MicrosecondsPer(window.GetArrived() - before);
}

template <Tcp TCP>
void
OnGigabitPath(benchmark::State& state)
{
    CostOfSegment(state, TCP, GigabitPath(), WarmUp(GigabitPath().receiveBuffer / SEGMENT));
}

template <Tcp TCP>
void
WithWindowOfLink(benchmark::State& state)
{
    CostOfSegment(state, TCP, GigabitPathWithWindow(LINK_FULL), WarmUp(LINK_FULL));
}

template <uint32_t FLIGHT>
void
AtFlight(benchmark::State& state)
{
    CostOfSegment(state, Tcp::Lifecycle, SaturatedPath(FLIGHT), WarmUp(FLIGHT));
}

template <uint32_t FLIGHT>
void
DatagramsAtFlight(benchmark::State& state)
{
    CostOfDatagram(state, FLIGHT);
}

} // namespace

std::vector<Row>
BulkRows()
{
    constexpr const char* UNIT = "us/segment";
    return {
        {"bulk: CPU at 1 Gbit/s x 10 ms, to TcpSocketBase",
         UNIT,
         Bar::AtMost(0.4),
         &OnGigabitPath<Tcp::Lifecycle>,
         &OnGigabitPath<Tcp::Ns3>},
        {"the same with a window of 860 segments",
         UNIT,
         Bar::None(),
         &WithWindowOfLink<Tcp::Lifecycle>,
         &WithWindowOfLink<Tcp::Ns3>},
        {"bulk: CPU with 10 000 in flight, to that with 10",
         UNIT,
         Bar::AtMost(1.3),
         &AtFlight<LONG_FLIGHT>,
         &AtFlight<SHORT_FLIGHT>},
        {"the same of UDP datagrams, the floor",
         "us/datagram",
         Bar::None(),
         &DatagramsAtFlight<LONG_FLIGHT>,
         &DatagramsAtFlight<SHORT_FLIGHT>},
    };
}
