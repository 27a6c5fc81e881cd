// SPDX-License-Identifier: GPL-2.0-only

#include "compact.h"

#include "tcp-compact-syn-received.h"
#include "tcp-compact-time-wait.h"

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

using Variables = std::vector<std::pair<std::string_view, int64_t>>;

/// What nothing depends on any more: what our own SYN offered, once it is answered; when something
/// was heard last, before keep-alive counts and where there is none; SEG.ACK of a segment that has
/// no ACK bit.
const std::set<std::string_view> WITHOUT_EFFECT = {
    "scaling offered",
    "SACK offered",
    "timestamps offered",
    "quiet since",
    "keep-alive probes",
    "SND.WL2",
};

/// In TIME-WAIT nothing is sent any more but acknowledgments.
const std::set<std::string_view> WITHOUT_EFFECT_IN_TIME_WAIT = {
    "largest text",
    "text wanted",
    "scaling",
    "ECN offered",
};

class Collector
{
  public:
    explicit Collector(Variables& variables)
        : m_variables(variables)
    {
    }

    void operator()(std::string_view name, SeqNum value)
    {
        m_variables.emplace_back(name, value.Value());
    }

    void operator()(std::string_view name, Instant value)
    {
        m_variables.emplace_back(name, value.time_since_epoch().count());
    }

    void operator()(std::string_view name, Duration value)
    {
        m_variables.emplace_back(name, value.count());
    }

    template <class Number>
    void operator()(std::string_view name, Number value)
    {
        m_variables.emplace_back(name, static_cast<int64_t>(value));
    }

  private:
    Variables& m_variables;
};

Variables
VariablesOf(const Connection& connection)
{
    Variables variables;
    variables.reserve(128);
    Collector collector(variables);
    connection.VisitVariables(collector);
    if (const auto* state = std::get_if<SynReceived>(&connection.Data()))
    {
        state->snd.VisitVariables(collector);
        state->rcv.VisitVariables(collector);
        collector("passive", state->passive);
    }
    if (const auto* state = std::get_if<TimeWait>(&connection.Data()))
    {
        collector("SND.NXT", state->snd.nxt);
        collector("MAX.SND.WND", state->snd.maxWnd);
        collector("RCV.NXT", state->rcv.nxt);
        collector("RCV.WND", state->rcv.wnd);
        collector("Rcv.Wind.Shift", state->rcv.shift);
        collector("ECN echo", state->rcv.ecnEcho);
        collector("ACK due", state->rcv.ackDue);
        collector("expiry", state->expiry);
    }
    collector("Deadline", connection.Deadline());
    return variables;
}

std::string
Compare(const Connection& connection,
        const Connection& expanded,
        const std::set<std::string_view>& alsoWithoutEffect)
{
    const Variables expected = VariablesOf(connection);
    const Variables got = VariablesOf(expanded);
    if (connection.GetState() != expanded.GetState() || expected.size() != got.size())
    {
        return "state";
    }
    for (size_t at = 0; at < expected.size(); ++at)
    {
        const auto& [name, value] = expected[at];
        if (value != got[at].second && WITHOUT_EFFECT.count(name) == 0 &&
            alsoWithoutEffect.count(name) == 0)
        {
            return std::string(name) + ": " + std::to_string(value) + " became " +
                   std::to_string(got[at].second);
        }
    }
    return "";
}

} // namespace

std::string
CompareWithCompact(const Connection& connection, const Settings& settings)
{
    if (connection.GetState() == State::TimeWait)
    {
        return Compare(connection,
                       CompactTimeWait(connection).Expand(settings),
                       WITHOUT_EFFECT_IN_TIME_WAIT);
    }
    if (CompactSynReceived::CanHold(connection))
    {
        const CompactSynReceived compact(connection);
        if (compact.Deadline(settings) != connection.Deadline())
        {
            return "deadline";
        }
        return Compare(connection, compact.Expand(settings), {});
    }
    return "";
}

} // namespace explorer
