// SPDX-License-Identifier: GPL-2.0-only

// A script from its first event to its last. Segments are in drill-script-run-packets.cc, system
// calls in drill-script-run-calls.cc.

#include "drill-script-run.h"

#include "drill-tcp-info.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace tcplab::drill
{

using ns3::MicroSeconds;
using ns3::Time;

namespace
{

bool
IsInboundPacket(const Event& event)
{
    const auto* segment = std::get_if<Segment>(&event.action);
    const auto* message = std::get_if<IcmpMessage>(&event.action);
    return (segment && segment->direction == Direction::Inbound) ||
           (message && message->direction == Direction::Inbound);
}

} // namespace

double
ScriptRun::NowUsecs()
{
    return static_cast<double>(Bench::Now().GetNanoSeconds()) / 1e3;
}

ScriptRun::ScriptRun(const Script& script, const RunTerms& terms)
    : m_script(script),
      m_configuration(script.configuration),
      m_terms(terms),
      m_settings(terms)
{
    for (const auto& command : m_configuration.initScripts)
    {
        m_settings.Take(Command{command});
    }
    if (script.initCommand)
    {
        m_settings.Take(script.initCommand->command);
    }
    m_bench.emplace(terms.stack, m_configuration);
    m_settings.ApplyToProtocol(terms.stack.GetProtocol(m_bench->GetHost()));
    m_calls.emplace(
        *m_bench,
        terms.stack,
        m_configuration,
        [this](ns3::Ptr<ns3::Socket> socket) { m_settings.ApplyToSocket(socket); },
        *this);
}

void
ScriptRun::DoAll()
{
    for (const auto& event : m_script.events)
    {
        const bool anchored = m_previous && IsInboundPacket(*m_previous) && IsInboundPacket(event);
        const auto base =
            anchored ? *m_previousUsecs : static_cast<int64_t>(std::llround(NowUsecs()));
        m_due = WhenDue(event.time, base, m_previousUsecs, m_configuration);
        Do(event);
        m_previous = &event;
        m_previousUsecs = m_due.usecs;
    }
    AwaitBlocked();
    if (m_blocked)
    {
        throw Failure{m_blocked->event->place,
                      "runtime error: exiting while a blocking system call is in progress"};
    }
    CheckNothingLeft();
}

void
ScriptRun::Do(const Event& event)
{
    std::visit([&](const auto& action) { (*this)(event, action); }, event.action);
}

void
ScriptRun::Warn(const Event& event, const std::string& what)
{
    m_warnings.push_back(std::to_string(event.place.line) + ": " + what);
}

// Time.

void
ScriptRun::Settle()
{
    m_bench->Settle();
    Progress();
}

/// Lets time pass. What happens meanwhile may let a call return.
void
ScriptRun::Advance(int64_t usecs)
{
    const Time until = MicroSeconds(usecs);
    while (m_bench->Run(until))
    {
        Progress();
    }
    Settle();
}

/// Waits until an event is due that the script makes.
void
ScriptRun::WaitFor(const Event& event, const char* what)
{
    Advance(std::max(m_due.usecs, static_cast<int64_t>(std::llround(NowUsecs()))));
    if (m_previous)
    {
        if (const auto wrong = m_due.Check(NowUsecs(), what))
        {
            throw Failure{event.place, *wrong};
        }
    }
}

// Commands and code.

void
ScriptRun::operator()(const Event& event, const Command& command)
{
    WaitFor(event, "command");
    m_settings.Take(command);
    m_settings.ApplyToProtocol(m_terms.stack.GetProtocol(m_bench->GetHost()));
}

void
ScriptRun::operator()(const Event& event, const CodeSection& section)
{
    WaitFor(event, "data collection for code");
    HostSocket* const socket = m_conversation ? m_conversation->GetSocket() : nullptr;
    if (!socket)
    {
        throw Failure{event.actionPlace,
                      std::string("runtime error in code: ") +
                          (m_conversation ? "can't find getsockopt to get TCP info"
                                          : "no socket to use for code")};
    }
    const auto failure = RunCode(*section.code, m_variables, [socket](const std::string& name) {
        return TcpInfoValue(*socket, name);
    });
    if (failure)
    {
        throw Failure{failure->place,
                      "error executing code: expected " + failure->expected + ", but " +
                          failure->happened};
    }
}

void
ScriptRun::operator()(const Event& /* event */, const Unsupported& /* unsupported */)
{
    // Such a script is skipped.
}

} // namespace tcplab::drill
