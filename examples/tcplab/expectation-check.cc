// SPDX-License-Identifier: GPL-2.0-only

#include "expectation-check.h"

#include "user.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tcplab
{

namespace
{

using namespace ns3;
using tcplifecycle::CloseReason;
using tcplifecycle::State;

std::string
NameOf(const Who& who)
{
    return who.connection ? who.host.text + '.' + who.connection->text : who.host.text;
}

std::string
Seconds9(Time time)
{
    return TcpTraceSeconds(time) + " s";
}

std::string
ListOf(const std::vector<State>& states)
{
    std::string text;
    for (const State state : states)
    {
        text += text.empty() ? "" : " ";
        text += ToString(state);
    }
    return text;
}

std::string
FirstDifference(const std::vector<State>& expected, const std::vector<State>& actual)
{
    const auto [wanted, came] =
        std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
    const std::string where = wanted == expected.begin()
                                  ? "at the beginning"
                                  : std::string("after ") + ToString(*(wanted - 1));
    const std::string what = came == actual.end() ? "nothing" : ToString(*came);
    const std::string instead = wanted == expected.end() ? "nothing" : ToString(*wanted);
    return where + " comes " + what + ", not " + instead;
}

const char*
KindName(TcpSegmentKind kind)
{
    switch (kind)
    {
    case TcpSegmentKind::Any:
        return "segment";
    case TcpSegmentKind::Syn:
        return "SYN";
    case TcpSegmentKind::Fin:
        return "FIN";
    case TcpSegmentKind::Rst:
        return "RST";
    case TcpSegmentKind::Ack:
        return "ACK";
    case TcpSegmentKind::Data:
        return "data";
    }
    return "?";
}

std::string
NameOf(const TcpSegmentFilter& filter)
{
    return filter.ctl ? "<CTL=" + tcplifecycle::ControlBitsToString(*filter.ctl) + '>'
                      : KindName(filter.kind);
}

std::string
NameOf(const ExpectCount& expected)
{
    using Bound = ExpectCount::Bound;
    const std::string bound = expected.bound == Bound::AtMost    ? "at most "
                              : expected.bound == Bound::AtLeast ? "at least "
                                                                 : "";
    const std::string from = expected.from ? " from " + expected.from->text : "";
    return bound + std::to_string(expected.count) + ' ' + NameOf(expected.which) + from;
}

bool
IsWithin(uint64_t count, const ExpectCount& expected)
{
    switch (expected.bound)
    {
    case ExpectCount::Bound::Exactly:
        return count == expected.count;
    case ExpectCount::Bound::AtMost:
        return count <= expected.count;
    case ExpectCount::Bound::AtLeast:
        return count >= expected.count;
    }
    return false;
}

const char*
ErrorName(ExpectError::Kind kind)
{
    switch (kind)
    {
    case ExpectError::Kind::None:
        return "none";
    case ExpectError::Kind::Refused:
        return "refused";
    case ExpectError::Kind::Reset:
        return "reset";
    case ExpectError::Kind::Timeout:
        return "timeout";
    case ExpectError::Kind::Aborted:
        return "aborted";
    case ExpectError::Kind::Unread:
        return "unread";
    }
    return "?";
}

bool
IsError(CloseReason reason, ExpectError::Kind kind)
{
    switch (kind)
    {
    case ExpectError::Kind::None:
        return reason == CloseReason::None || reason == CloseReason::Normal;
    case ExpectError::Kind::Refused:
        return reason == CloseReason::Refused;
    case ExpectError::Kind::Reset:
        return reason == CloseReason::Reset;
    case ExpectError::Kind::Timeout:
        return reason == CloseReason::TimedOut || reason == CloseReason::UserTimeout;
    case ExpectError::Kind::Aborted:
        return reason == CloseReason::Aborted;
    case ExpectError::Kind::Unread:
        return reason == CloseReason::UnreadData;
    }
    return false;
}

/// Judges one expectation.
class Judgement
{
  public:
    Judgement(const Location& where, const Observations& observations)
        : m_observations(observations),
          m_verdict{where, true, "", ""}
    {
    }

    Verdict Get() const
    {
        return m_verdict;
    }

    void operator()(const ExpectStates& expected)
    {
        m_verdict.expected = NameOf(expected.who) + " states " + ListOf(expected.states);
        const auto* connection = Find(expected.who);
        if (!connection)
        {
            return;
        }
        std::vector<State> actual;
        for (const auto& stay : connection->stays)
        {
            actual.push_back(stay.state);
        }
        // The state in which it began may be left out, and usually is.
        if (actual != expected.states && actual.front() != expected.states.front())
        {
            actual.erase(actual.begin());
        }
        m_verdict.held = actual == expected.states;
        m_verdict.happened = ListOf(actual);
        if (!m_verdict.held)
        {
            m_verdict.happened += " (" + FirstDifference(expected.states, actual) + ')';
        }
    }

    void operator()(const ExpectInState& expected)
    {
        m_verdict.expected = NameOf(expected.who) + " in " + ToString(expected.state);
        if (expected.time)
        {
            JudgeStateAt(expected, NanoSeconds(expected.time->nanoseconds));
        }
        else
        {
            JudgeStay(expected, NanoSeconds(expected.duration->nanoseconds));
        }
    }

    void operator()(const ExpectReceives& expected)
    {
        m_verdict.expected =
            NameOf(expected.who) + " receives " + std::to_string(expected.octets) + " octets";
        const auto* user = FindUser(expected.who);
        if (user)
        {
            m_verdict.held = user->GetReceived() == expected.octets;
            m_verdict.happened = std::to_string(user->GetReceived()) + " octets";
        }
    }

    void operator()(const ExpectCorrupted& expected)
    {
        m_verdict.expected = NameOf(expected.who) + " corrupted";
        const auto* user = FindUser(expected.who);
        if (user)
        {
            const auto wrong = user->GetFirstWrong();
            m_verdict.held = wrong.has_value();
            m_verdict.happened = wrong ? "octet " + std::to_string(*wrong) + " was another one"
                                       : "each of " + std::to_string(user->GetReceived()) +
                                             " octets was as it was sent";
        }
    }

    void operator()(const ExpectError& expected)
    {
        m_verdict.expected = NameOf(expected.who) + " error " + ErrorName(expected.kind);
        const auto* user = FindUser(expected.who);
        if (user)
        {
            const auto reason = user->GetCloseReason();
            m_verdict.held = IsError(reason, expected.kind);
            m_verdict.happened = reason == CloseReason::None
                                     ? "the connection did not end"
                                     : std::string("it ended: ") + ToString(reason);
        }
    }

    void operator()(const ExpectCount& expected)
    {
        m_verdict.expected = NameOf(expected);
        uint64_t count = 0;
        std::string first;
        for (const auto& record : m_observations.trace.records)
        {
            const auto* segment = std::get_if<TcpTraceSegment>(&record.what);
            const bool counts = segment && segment->event == TcpTraceSegment::Event::Sent &&
                                Matches(segment->segment, expected.which) &&
                                (!expected.from ||
                                 record.host == m_observations.scenario.HostIndex(*expected.from));
            if (counts && ++count == 1)
            {
                first = ", the first one " + tcplifecycle::ToString(segment->segment) + " from " +
                        m_observations.trace.hosts.at(record.host) + " at " + Seconds9(record.time);
            }
        }
        m_verdict.held = IsWithin(count, expected);
        m_verdict.happened = std::to_string(count) + first;
    }

  private:
    const LoggedConnection* Find(const Who& who)
    {
        const auto* log = m_observations.logs.at(m_observations.scenario.HostIndex(who.host));
        const auto* connection = log->Find(who, false, m_verdict.happened);
        m_verdict.held = connection != nullptr;
        return connection;
    }

    const User* FindUser(const Who& who)
    {
        const auto* connection = Find(who);
        if (connection && !connection->user)
        {
            m_verdict.held = false;
            m_verdict.happened = "the connection was never handed to " + who.host.text;
            return nullptr;
        }
        return connection ? connection->user : nullptr;
    }

    void JudgeStateAt(const ExpectInState& expected, Time time)
    {
        m_verdict.expected += " at " + Seconds9(time);
        const auto* connection = Find(expected.who);
        if (!connection)
        {
            return;
        }
        if (m_observations.end && time > *m_observations.end)
        {
            m_verdict.held = false;
            m_verdict.happened = "the run had ended at " + Seconds9(*m_observations.end);
            return;
        }
        State state = connection->stays.front().state;
        for (const auto& stay : connection->stays)
        {
            state = stay.since <= time ? stay.state : state;
        }
        m_verdict.held = state == expected.state;
        m_verdict.happened = std::string("it was in ") + ToString(state);
    }

    void JudgeStay(const ExpectInState& expected, Time duration)
    {
        m_verdict.expected += " for " + Seconds9(duration);
        const auto* connection = Find(expected.who);
        if (!connection)
        {
            return;
        }
        Time total;
        bool entered = false;
        bool left = true;
        const auto& stays = connection->stays;
        for (size_t i = 1; i < stays.size(); ++i)
        {
            if (stays[i].state == expected.state)
            {
                entered = true;
                left = i + 1 < stays.size();
                total += left ? stays[i + 1].since - stays[i].since : Time(0);
            }
        }
        m_verdict.held = entered && left && total == duration;
        m_verdict.happened = !entered ? std::string("it never entered ") + ToString(expected.state)
                             : !left  ? "it was still there when the run ended"
                                      : Seconds9(total);
    }

    const Observations& m_observations;
    Verdict m_verdict;
};

} // namespace

Verdict
Judge(const Placed<Expectation>& expectation, const Observations& observations)
{
    Judgement judgement(expectation.where, observations);
    std::visit([&judgement](const auto& expected) { judgement(expected); }, expectation.what);
    return judgement.Get();
}

} // namespace tcplab
