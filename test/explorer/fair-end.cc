// SPDX-License-Identifier: GPL-2.0-only

#include "fair-end.h"

#include <algorithm>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

/// A connection of so few octets that has not ended after so many steps never will.
constexpr size_t LONGEST_RUN = 400;

/// Two ends that have so little to say have never so many segments on their way.
constexpr uint8_t MOST_SEGMENTS = 16;

Bounds
Patient(const Bounds& bounds)
{
    Bounds patient = bounds;
    patient.settings.connCount = UINT16_MAX;
    patient.settings.dataRetries = UINT16_MAX;
    patient.settings.userTimeout = Duration::zero();
    patient.settings.finWait2Timeout = Duration::zero();
    patient.settings.keepAlive = false;
    patient.capacity = MOST_SEGMENTS;
    patient.losses = UNLIMITED;
    patient.timeouts = UNLIMITED;
    return patient;
}

bool
BothClosed(const World& world)
{
    return world.hosts[A].connection.GetState() == State::Closed &&
           world.hosts[B].connection.GetState() == State::Closed;
}

/// Whether one end waits in FIN-WAIT-2 for the FIN of a connection that is no more.
bool
WaitsForAGoneEnd(const World& world)
{
    for (Side side : {A, B})
    {
        const Host& host = world.hosts[side];
        const Host& peer = world.hosts[Other(side)];
        const State there = peer.connection.GetState();
        const bool gone = there == State::Closed || there == State::Listen ||
                          host.peerLife != peer.life || peer.peerLife != host.life;
        if (host.connection.GetState() == State::FinWait2 && gone)
        {
            return true;
        }
    }
    return false;
}

} // namespace

FairEnd::FairEnd(const Bounds& bounds)
    : m_bounds(Patient(bounds)),
      m_referee(m_bounds)
{
}

FairEnd::Outcome
FairEnd::Find(const World& from)
{
    World world = from;
    Begin(world);
    m_run.clear();
    m_fault.clear();
    while (!BothClosed(world) && m_fault.empty())
    {
        if (m_run.size() > LONGEST_RUN)
        {
            m_fault = "the two ends go on for ever, although both users have closed";
        }
        else if (!CloseAndRead(world) && !TakeNextArrival(world) && !TakeNextTimeout(world))
        {
            if (WaitsForAGoneEnd(world))
            {
                return Outcome::WaitsForEver;
            }
            m_fault = "nothing more happens, although both users have closed";
        }
    }
    return m_fault.empty() ? Outcome::Closed : Outcome::Fault;
}

void
FairEnd::Begin(World& world) const
{
    world.losses = UNLIMITED;
    world.timeouts = UNLIMITED;
    Referee::BePatient(world, m_bounds.settings);
}

const Account&
FairEnd::Take(World& world, Step step)
{
    if (step.kind == Step::Kind::Timeout)
    {
        // The other end's clock goes on as well.
        const Host& host = world.hosts[step.side];
        const Duration wait = host.connection.Deadline() - host.now;
        world.hosts[Other(step.side)].now += std::max(wait, Duration::zero());
    }
    return m_referee.Take(world, step);
}

bool
FairEnd::Try(World& world, Step step)
{
    const Account& account = Take(world, step);
    m_run.push_back(step);
    m_fault = account.fault;
    if (m_fault.empty() && world.towards[A].size() + world.towards[B].size() >= MOST_SEGMENTS)
    {
        m_fault = "more and more segments are on their way, although nothing repeats them";
    }
    return account.result == CallResult::Ok;
}

bool
FairEnd::CloseAndRead(World& world)
{
    for (Side side : {A, B})
    {
        const Host& host = world.hosts[side];
        const Status status = host.connection.GetStatus();
        if (status.unread > 0)
        {
            return Try(world, {Step::Kind::Receive, side, static_cast<uint8_t>(status.unread)});
        }
        const bool listens = status.state == State::Listen;
        if (status.state != State::Closed && (listens || !host.closed))
        {
            return Try(world, {Step::Kind::CloseSending, side});
        }
    }
    return false;
}

bool
FairEnd::TakeNextArrival(World& world)
{
    for (Side side : {A, B})
    {
        if (!world.towards[side].empty())
        {
            return Try(world, {Step::Kind::Arrive, side, 0});
        }
    }
    return false;
}

bool
FairEnd::TakeNextTimeout(World& world)
{
    Side first = A;
    Duration shortest = Duration::max();
    for (Side side : {A, B})
    {
        const Host& host = world.hosts[side];
        const Instant deadline = host.connection.Deadline();
        if (deadline != NEVER && deadline - host.now < shortest)
        {
            shortest = deadline - host.now;
            first = side;
        }
    }
    if (shortest == Duration::max())
    {
        return false;
    }
    return Try(world, {Step::Kind::Timeout, first});
}

} // namespace explorer
