// SPDX-License-Identifier: GPL-2.0-only

// poll.

#include "drill-calls.h"

#include "ns3/simulator.h"

#include <poll.h>
#include <string>

namespace tcplab::drill
{

using tcplifecycle::State;

namespace
{

struct NamedEvent
{
    int64_t bit;
    const char* name;
};

constexpr NamedEvent EVENTS[] = {
    {POLLIN, "POLLIN"},
    {POLLPRI, "POLLPRI"},
    {POLLOUT, "POLLOUT"},
    {POLLERR, "POLLERR"},
    {POLLHUP, "POLLHUP"},
    {POLLNVAL, "POLLNVAL"},
    {POLLRDNORM, "POLLRDNORM"},
    {POLLRDBAND, "POLLRDBAND"},
    {POLLWRNORM, "POLLWRNORM"},
    {POLLWRBAND, "POLLWRBAND"},
    {POLLRDHUP, "POLLRDHUP"},
};

std::string
Spell(int64_t events)
{
    std::string text;
    for (const auto& [bit, name] : EVENTS)
    {
        if (events & bit)
        {
            text += (text.empty() ? "" : "|") + std::string(name);
        }
    }
    return text.empty() ? "0" : text;
}

/// \return what a socket is ready for, as Linux's tcp_poll() tells it
int64_t
Readiness(Descriptor& descriptor)
{
    const HostSocket& socket = descriptor.socket;
    const State state = socket.GetState();
    if (state == State::Listen)
    {
        return socket.HasWaiting() ? POLLIN | POLLRDNORM : 0;
    }
    int64_t ready = socket.PeekError() != 0 ? POLLERR : 0;
    const bool over = state == State::Closed || state == State::TimeWait;
    const bool noMoreComes =
        descriptor.receivingIsShut || socket.PeerHasClosed() || (over && socket.HasOpened());
    const bool noMoreGoes = descriptor.sendingIsShut || (over && socket.HasOpened());
    if (over || (noMoreComes && noMoreGoes))
    {
        ready |= POLLHUP;
    }
    if (noMoreComes)
    {
        ready |= POLLIN | POLLRDNORM | POLLRDHUP;
    }
    if (!descriptor.IsOpening())
    {
        if (socket.Get()->GetRxAvailable() >= descriptor.receiveLowWater)
        {
            ready |= POLLIN | POLLRDNORM;
        }
        // Linux waits until a third of the buffer is free.
        if (noMoreGoes || socket.Get()->GetTxAvailable() >= socket.GetQueued() / 2)
        {
            ready |= POLLOUT | POLLWRNORM;
        }
    }
    return ready;
}

struct PolledDescriptor
{
    std::shared_ptr<Descriptor> descriptor;
    int64_t events;
    int64_t expected;
};

} // namespace

OngoingCall
Calls::Poll(const Call& call)
{
    const auto* list = call.arguments[0].As<List>();
    if (!list)
    {
        throw BadCall("expected a list of pollfd structures");
    }
    std::vector<PolledDescriptor> polled;
    for (const auto& item : list->items)
    {
        const auto* structure = item.As<Structure>();
        const Expression* const number = structure ? structure->Find("fd") : nullptr;
        const Expression* const events = structure ? structure->Find("events") : nullptr;
        if (!number || !events)
        {
            throw BadCall("expected a pollfd structure {fd=N, events=E, revents=R}");
        }
        const Expression* const expected = structure->Find("revents");
        polled.push_back({Find(NumberOf(*number, "fd")),
                          NumberOf(*events, "events"),
                          expected ? NumberOf(*expected, "revents") : 0});
    }
    if (NumberOf(call, 1) != static_cast<int64_t>(polled.size()))
    {
        throw BadCall("nfds " + std::to_string(NumberOf(call, 1)) + " does not match " +
                      std::to_string(polled.size()) + "-element pollfd array");
    }
    const int64_t timeout = NumberOf(call, 2);
    const ns3::Time until = Bench::Now() + ns3::MilliSeconds(timeout);
    if (timeout > 0)
    {
        ns3::Simulator::Schedule(ns3::MilliSeconds(timeout), &Bench::Interrupt, &m_bench);
    }
    return [polled, timeout, until]() -> std::optional<CallResult> {
        CallResult result;
        for (size_t i = 0; i < polled.size(); ++i)
        {
            const int64_t ready =
                Readiness(*polled[i].descriptor) & (polled[i].events | POLLERR | POLLHUP);
            result.value += ready != 0 ? 1 : 0;
            if (ready != polled[i].expected && result.mismatch.empty())
            {
                result.mismatch = "Expected revents of " + Spell(polled[i].expected) + " but got " +
                                  Spell(ready) + " for pollfd " + std::to_string(i);
            }
        }
        const bool expired = timeout >= 0 && Bench::Now() >= until;
        return result.value > 0 || expired ? std::make_optional(result) : std::nullopt;
    };
}

} // namespace tcplab::drill
