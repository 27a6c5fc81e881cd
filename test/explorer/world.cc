// SPDX-License-Identifier: GPL-2.0-only

#include "world.h"

#include <algorithm>
#include <tuple>

namespace explorer
{

namespace
{

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
                           stamps.echo);
}

} // namespace

void
Put(Channel& channel, const Flight& flight, const Bounds& bounds)
{
    auto at = channel.end();
    if (bounds.reorders)
    {
        at = std::lower_bound(channel.begin(),
                              channel.end(),
                              flight,
                              [](const Flight& a, const Flight& b) { return Rank(a) < Rank(b); });
        const bool same = at != channel.end() && Rank(*at) == Rank(flight);
        if (same && bounds.repeats == UNLIMITED)
        {
            // Where every segment can come as often as it likes, one of a kind is enough: the one
            // that lives longer.
            at->sentAt = flight.sentAt;
            return;
        }
    }
    if (channel.size() < bounds.capacity)
    {
        channel.insert(at, flight);
    }
}

} // namespace explorer
