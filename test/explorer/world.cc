// SPDX-License-Identifier: GPL-2.0-only

#include "world.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace explorer
{

namespace
{

/// The edges of SACK blocks, one behind the other.
std::vector<uint32_t>
Edges(const tcplifecycle::SackBlocks& blocks)
{
    std::vector<uint32_t> edges;
    for (size_t i = 0; i < blocks.Size(); ++i)
    {
        edges.push_back(blocks[i].start.Value());
        edges.push_back(blocks[i].end.Value());
    }
    return edges;
}

auto
Rank(const Flight& flight)
{
    const auto& segment = flight.segment;
    const auto stamps = segment.options.timestamps.value_or(tcplifecycle::Timestamps{0, 0});
    return std::make_tuple(flight.life,
                           segment.seq.Value(),
                           segment.ack.Value(),
                           segment.ctl,
                           segment.textLength,
                           segment.wnd,
                           segment.up,
                           segment.options.mss,
                           segment.options.windowScale,
                           stamps.value,
                           stamps.echo,
                           segment.options.sackPermitted,
                           Edges(segment.options.sack));
}

} // namespace

void
Put(Channel& channel, const Flight& flight, const Bounds& bounds)
{
    // In an order that does not tell which was sent first, so that worlds are alike in which the
    // same segments were sent in another order.
    const auto at =
        std::lower_bound(channel.begin(),
                         channel.end(),
                         flight,
                         [](const Flight& a, const Flight& b) { return Rank(a) < Rank(b); });
    if (channel.size() < bounds.capacity)
    {
        channel.insert(at, flight);
    }
}

} // namespace explorer
