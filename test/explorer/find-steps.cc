// SPDX-License-Identifier: GPL-2.0-only

#include "find-steps.h"

#include <algorithm>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

/// Whether a connection has ended as TIME-WAIT and LAST-ACK end.
bool
EndedNormally(const Host& host)
{
    return host.connection.GetState() == State::Closed && host.peerClosed &&
           host.connection.GetCloseReason() == CloseReason::Normal;
}

/// Whether the user of a host whose connection has ended may open the next one.
bool
MayReopen(const World& world, const Bounds& bounds, Side side)
{
    const Host& host = world.hosts[side];
    const Host& peer = world.hosts[Other(side)];
    if (host.life >= 2)
    {
        return false;
    }
    switch (bounds.reopening)
    {
    case Reopening::Never:
        return false;
    case Reopening::AfterQuietTime:
        return world.towards[Other(side)].empty();
    case Reopening::AfterNormalEnd:
        return EndedNormally(host) && (peer.life > host.life || EndedNormally(peer));
    }
    return false;
}

/// Whether a later life can meet no segment of an earlier one any more.
bool
NothingOldIsLeft(const World& world)
{
    const uint8_t life = std::max(world.hosts[A].life, world.hosts[B].life);
    for (const Channel& channel : world.towards)
    {
        for (const Flight& flight : channel)
        {
            if (flight.life < life)
            {
                return false;
            }
        }
    }
    return life > 1;
}

/// OPEN, wherever the bounds allow it; where it must be refused, too.
void
FindOpens(const World& world, const Bounds& bounds, Side side, std::vector<Step>& steps)
{
    const Host& host = world.hosts[side];
    const bool ended = host.connection.GetState() == State::Closed && host.life > 0;
    if (ended && !MayReopen(world, bounds, side))
    {
        return;
    }
    if (bounds.openPassive[side])
    {
        steps.push_back({Step::Kind::OpenPassive, side});
    }
    if (bounds.openActive[side])
    {
        steps.push_back({Step::Kind::OpenActive, side});
    }
}

void
FindCalls(const World& world, const Bounds& bounds, Side side, std::vector<Step>& steps)
{
    const Host& host = world.hosts[side];
    for (const uint8_t octets : bounds.sends)
    {
        if (host.sent + octets <= bounds.octets[side])
        {
            steps.push_back({Step::Kind::Send, side, octets});
            if (bounds.urgent)
            {
                steps.push_back({Step::Kind::SendUrgent, side, octets});
            }
        }
    }
    const uint32_t unread = host.connection.GetStatus().unread;
    if (unread > 0)
    {
        steps.push_back({Step::Kind::Receive, side, 1});
    }
    if (unread > 1)
    {
        steps.push_back({Step::Kind::Receive, side, static_cast<uint8_t>(unread)});
    }
    steps.push_back({Step::Kind::CloseSending, side});
    if (bounds.closeBoth)
    {
        steps.push_back({Step::Kind::CloseBoth, side});
    }
    if (bounds.discard && !host.discards)
    {
        steps.push_back({Step::Kind::Discard, side});
    }
    if (bounds.abort)
    {
        steps.push_back({Step::Kind::Abort, side});
    }
    if (bounds.endsTimeWait && host.connection.GetState() == State::TimeWait)
    {
        steps.push_back({Step::Kind::GiveWay, side});
        steps.push_back({Step::Kind::NoRoom, side});
    }
}

void
FindArrivals(const World& world, const Bounds& bounds, Side side, std::vector<Step>& steps)
{
    const Channel& channel = world.towards[side];
    for (uint8_t at = 0; at < channel.size(); ++at)
    {
        steps.push_back({Step::Kind::Arrive, side, at});
        if (world.repeats > 0)
        {
            steps.push_back({Step::Kind::Repeat, side, at});
        }
    }
    for (uint8_t at = 0; world.losses > 0 && at < channel.size(); ++at)
    {
        steps.push_back({Step::Kind::Lose, side, at});
        if (bounds.icmp)
        {
            steps.push_back({Step::Kind::Refuse, side, at});
        }
        if (bounds.icmp && channel[at].segment.textLength > SHORTENED)
        {
            steps.push_back({Step::Kind::Shorten, side, at});
        }
    }
}

} // namespace

void
FindSteps(const World& world, const Bounds& bounds, std::vector<Step>& steps)
{
    steps.clear();
    if (bounds.reopening == Reopening::AfterNormalEnd && NothingOldIsLeft(world))
    {
        return; // what this search looks for cannot happen any more
    }
    bool due = false;
    for (Side side : {A, B})
    {
        const Host& host = world.hosts[side];
        FindOpens(world, bounds, side, steps);
        FindCalls(world, bounds, side, steps);
        FindArrivals(world, bounds, side, steps);
        const Instant deadline = host.connection.Deadline();
        const bool expires = bounds.timing.commonClock ? deadline <= host.now : deadline != NEVER;
        if (expires && world.timeouts > 0)
        {
            steps.push_back({Step::Kind::Timeout, side});
        }
        due = due || deadline <= host.now;
    }
    if (bounds.timing.commonClock && !due)
    {
        steps.push_back({Step::Kind::Pass, A});
    }
}

} // namespace explorer
