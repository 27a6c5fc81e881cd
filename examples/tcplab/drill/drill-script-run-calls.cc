// SPDX-License-Identifier: GPL-2.0-only

// System calls of a script: those that return at once, and the one that blocks.

#include "drill-notation.h"
#include "drill-script-run.h"
#include "drill-symbols.h"

#include <algorithm>

namespace tcplab::drill
{

using ns3::MicroSeconds;
using ns3::Time;

namespace
{

/// So long packetdrill waits for a call that blocks before it says that it does.
constexpr int64_t CALL_GRACE_USECS = 1'000'000;

} // namespace

// Calls.

OngoingCall
ScriptRun::Begin(const Event& event, const Call& call)
{
    try
    {
        return m_calls->Begin(call);
    }
    catch (const BadCall& bad)
    {
        throw Failure{event.actionPlace, "runtime error in " + call.name + " call: " + bad.what()};
    }
}

std::optional<CallResult>
ScriptRun::Attempt(const Event& event, const OngoingCall& ongoing)
{
    try
    {
        return ongoing();
    }
    catch (const BadCall& bad)
    {
        throw Failure{event.actionPlace,
                      "runtime error in " + std::get<Call>(event.action).name +
                          " call: " + bad.what()};
    }
}

/// A call that the script does not expect to block may do so: then nothing else happens meanwhile.
CallResult
ScriptRun::Finish(const Event& event, const Call& call, const OngoingCall& ongoing)
{
    while (true)
    {
        if (auto result = Attempt(event, ongoing))
        {
            return *result;
        }
        if (!m_bench->Run(std::nullopt))
        {
            throw Failure{event.actionPlace,
                          "runtime error in " + call.name +
                              " call: it blocks for ever: nothing is pending that could end that"};
        }
    }
}

void
ScriptRun::operator()(const Event& event, const Call& call)
{
    AwaitBlocked();
    if (m_blocked && call.endUsecs)
    {
        throw Failure{event.actionPlace,
                      "runtime error in " + call.name +
                          " call: blocking system call while another blocking system call is "
                          "already in progress"};
    }
    WaitFor(event, "system call start");
    const OngoingCall ongoing = Begin(event, call);
    if (!call.endUsecs)
    {
        CheckResult(event, call, Finish(event, call, ongoing));
        Settle();
        return;
    }
    DueTime end = m_due;
    end.kind = m_due.kind == EventTime::Kind::Any ? m_due.kind : EventTime::Kind::Absolute;
    end.usecs = m_due.baseUsecs + *call.endUsecs;
    const double lasts = static_cast<double>(end.usecs - m_due.usecs);
    end.toleranceUsecs =
        std::max(m_configuration.toleranceUsecs,
                 static_cast<int64_t>(m_configuration.tolerancePercent / 100 * lasts));
    m_blocked = Blocked{&event, &call, ongoing, end};
    Progress();
    Settle();
}

/// A call that blocks looks whether it can return.
void
ScriptRun::Progress()
{
    if (!m_blocked)
    {
        return;
    }
    const auto result = Attempt(*m_blocked->event, m_blocked->ongoing);
    if (!result)
    {
        return;
    }
    const Blocked done = std::move(*m_blocked);
    m_blocked.reset();
    CheckResult(*done.event, *done.call, *result);
    if (const auto wrong = done.end.Check(NowUsecs(), "system call return"))
    {
        throw Failure{done.event->place, *wrong};
    }
}

void
ScriptRun::AwaitBlocked()
{
    const Time until = Bench::Now() + MicroSeconds(CALL_GRACE_USECS);
    while (m_blocked && m_bench->Run(until))
    {
        Progress();
    }
}

void
ScriptRun::CheckResult(const Event& event, const Call& call, const CallResult& result)
{
    std::string wrong;
    const auto expected = ValueOf(call.result);
    const std::string withErrno =
        result.value < 0 ? " with errno " + ErrorName(result.error) : std::string();
    if (expected && *expected != result.value)
    {
        wrong = "Expected result " + ToNotation(call.result) + " but got " +
                std::to_string(result.value) + withErrno;
    }
    else if (call.error && ErrorNumberOf(call.error->name) != result.error)
    {
        wrong = "Expected errno " + call.error->name + " but got " +
                (result.value < 0 ? ErrorName(result.error) : "none");
    }
    else
    {
        wrong = result.mismatch;
    }
    if (wrong.empty())
    {
        return;
    }
    const std::string what = "runtime error in " + call.name + " call: " + wrong;
    if (m_configuration.callErrorsFatal)
    {
        throw Failure{event.actionPlace, what};
    }
    Warn(event, what);
}

void
ScriptRun::SocketMade(HostSocket& socket)
{
    m_conversation.emplace(&socket);
}

void
ScriptRun::SocketListens(HostSocket& socket)
{
    if (m_conversation && m_conversation->GetSocket() == &socket)
    {
        m_conversation->Listens();
    }
}

void
ScriptRun::SocketConnects(HostSocket& socket)
{
    if (m_conversation && m_conversation->GetSocket() == &socket)
    {
        m_conversation->Connects(m_configuration.connectPort);
    }
}

void
ScriptRun::SocketAccepted(HostSocket& socket)
{
    if (!m_conversation || !m_conversation->IsAccepted(socket))
    {
        throw BadCall("unable to find socket matching accept() call");
    }
}

} // namespace tcplab::drill
