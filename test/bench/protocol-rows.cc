// SPDX-License-Identifier: GPL-2.0-only
//
// The protocol side alone: two connections and nothing between them. A segment is counted when it
// is handed to SegmentArrives; what the calls of the user and the carrying cost is measured along.

#include "protocol-pair.h"
#include "row.h"

namespace
{

void
SetSegmentRate(benchmark::State& state, uint64_t segments)
{
    state.counters[FIGURE] =
        benchmark::Counter(static_cast<double>(segments) / 1e6, benchmark::Counter::kIsRate);
}

/// One side sends full segments, the other acknowledges every second one.
void
InOrderData(benchmark::State& state)
{
    constexpr uint32_t OCTETS = 16 * 1024 * 1024;
    ProtocolPair pair;
    pair.Open();
    if (!pair.AreEstablished())
    {
        state.SkipWithError("the handshake did not lead to ESTABLISHED");
        return;
    }
    const uint64_t before = pair.SegmentsArrived();
    uint64_t sent = 0;
    for (auto unused : state)
    {
        (void)unused;
        if (!pair.Transfer(OCTETS))
        {
            state.SkipWithError("the transfer came to a standstill");
            return;
        }
        sent += OCTETS;
    }
    if (pair.Delivered() != sent)
    {
        state.SkipWithError("not all that was sent was delivered");
        return;
    }
    SetSegmentRate(state, pair.SegmentsArrived() - before);
}

/// Handshake, 100 octets one way, both close, TIME-WAIT passes.
void
WholeConnections(benchmark::State& state)
{
    ProtocolPair pair;
    uint64_t sent = 0;
    for (auto unused : state)
    {
        (void)unused;
        pair.Open();
        pair.Transfer(100);
        pair.Close();
        sent += 100;
        if (!pair.HaveClosed())
        {
            state.SkipWithError("a connection did not end in CLOSED");
            return;
        }
    }
    if (pair.Delivered() != sent)
    {
        state.SkipWithError("not all that was sent was delivered");
        return;
    }
    SetSegmentRate(state, pair.SegmentsArrived());
}

} // namespace

std::vector<Row>
ProtocolRows()
{
    constexpr const char* UNIT = "million segments/s";
    return {
        {"protocol side alone: in-order data and ACKs", UNIT, Bar::AtLeast(20), &InOrderData},
        {"protocol side alone: whole connections", UNIT, Bar::AtLeast(20), &WholeConnections},
    };
}
