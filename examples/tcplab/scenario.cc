// SPDX-License-Identifier: GPL-2.0-only

#include "scenario.h"

#include "forgery.h"
#include "nearest-name.h"
#include "socket-error.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace tcplab
{

namespace
{

using ns3::NanoSeconds;
using ns3::Time;

/// Words that stand where the name of a host may stand, and an example of each.
constexpr std::pair<const char*, const char*> RESERVED_WORDS[] = {
    {"no", "expect no RST"},
    {"at", "expect at most 1 RST"},
    {"forge", "at 1s forge A --> B <SEQ=1><CTL=RST>"},
    {"every", "at 1s every 100ms until 2s A connect B:80"},
    {"probe", "at 1s probe B:80"},
};

/// How often a statement may be repeated: a run of minutes, not of days.
constexpr int64_t MOST_REPETITIONS = 100'000;

bool
IsNumber(const Word& connection)
{
    return std::isdigit(static_cast<unsigned char>(connection.text[0])) != 0;
}

/// Sorts statements into a scenario.
class Collector
{
  public:
    explicit Collector(Scenario& scenario)
        : m_scenario(scenario)
    {
    }

    void Collect(const Placed<Statement>& statement)
    {
        m_where = statement.where;
        std::visit(*this, statement.what);
    }

    void operator()(const Title& title)
    {
        AtMostOnce("title");
        m_scenario.title = title.text;
    }

    void operator()(const Hosts& hosts)
    {
        AtMostOnce("hosts");
        m_scenario.hosts = {hosts.first.text, hosts.second.text};
        for (const auto& name : {hosts.first, hosts.second})
        {
            for (const auto& [word, use] : RESERVED_WORDS)
            {
                if (name.text == word)
                {
                    throw ScriptError(Locate(name),
                                      "a host cannot be named \"" + name.text + "\": \"" + use +
                                          "\" has a meaning");
                }
            }
        }
        if (hosts.first.text == hosts.second.text)
        {
            throw ScriptError(Locate(hosts.second), "the two hosts need different names");
        }
    }

    void operator()(const Link& link)
    {
        AtMostOnce("link");
        if (link.delay)
        {
            m_scenario.link.delay = NanoSeconds(link.delay->nanoseconds);
        }
        if (link.bitsPerSecond)
        {
            m_scenario.link.rate = ns3::DataRate(*link.bitsPerSecond);
        }
        m_scenario.link.ipv6 = link.ipv6;
    }

    void operator()(const Setting& setting)
    {
        m_scenario.settings.push_back({m_where, setting});
    }

    void operator()(const At& at)
    {
        if (!at.repetition)
        {
            m_scenario.timedDeeds.push_back({m_where, at});
            return;
        }
        const int64_t interval = at.repetition->interval.nanoseconds;
        const int64_t span = at.repetition->until.nanoseconds - at.time.nanoseconds;
        if (span < 0)
        {
            throw ScriptError(m_where, "this is never done: it ends before it begins");
        }
        if (interval == 0 || span / interval >= MOST_REPETITIONS)
        {
            throw ScriptError(
                m_where,
                interval == 0 ? "this would be done without end: \"every\" wants a "
                                "time that passes"
                              : "this would be done " + std::to_string(span / interval + 1) +
                                    " times, and the most is " + std::to_string(MOST_REPETITIONS));
        }
        CheckThatItCanBeRepeated(at.what);
        for (int64_t passed = 0; passed <= span; passed += interval)
        {
            const Duration time{at.time.nanoseconds + passed};
            m_scenario.timedDeeds.push_back({m_where, {time, {}, at.what}});
        }
    }

    void operator()(const When& when)
    {
        m_scenario.triggeredDeeds.push_back({m_where, when});
    }

    void operator()(const Lose& lose)
    {
        CheckRange(lose, "loses");
        m_scenario.losses.push_back({m_where, lose});
    }

    void operator()(const Delay& delay)
    {
        CheckRange(delay.which, delay.repeated ? "repeats" : "delays");
        m_scenario.delays.push_back({m_where, delay});
    }

    void operator()(const RunUntil& until)
    {
        AtMostOnce("run until");
        m_scenario.end = NanoSeconds(until.time.nanoseconds);
    }

    void operator()(const Expectation& expectation)
    {
        m_scenario.expectations.push_back({m_where, expectation});
    }

  private:
    void CheckRange(const Lose& range, const std::string& what) const
    {
        if (range.last && *range.last < range.first)
        {
            throw ScriptError(m_where,
                              "this " + what + " nothing: the range goes from " +
                                  std::to_string(range.first) + " down to " +
                                  std::to_string(*range.last));
        }
    }

    Location Locate(const Word& word) const
    {
        return {m_where.source, m_where.line, word.column};
    }

    void CheckThatItCanBeRepeated(const Happening& what) const
    {
        const auto* deed = std::get_if<Deed>(&what);
        const auto* connect = deed ? std::get_if<Connect>(&deed->action) : nullptr;
        const auto* listen = deed ? std::get_if<Listen>(&deed->action) : nullptr;
        const auto name = connect ? connect->name : listen ? listen->name : std::nullopt;
        if (name)
        {
            throw ScriptError(Locate(*name),
                              "one name cannot be given to many: leave out \"as " + name->text +
                                  "\"; they have numbers");
        }
    }

    void AtMostOnce(const std::string& statement)
    {
        const auto [earlier, isFirst] = m_lines.try_emplace(statement, m_where.line);
        if (!isFirst)
        {
            throw ScriptError(m_where,
                              "there is a second \"" + statement + "\": the first one is in line " +
                                  std::to_string(earlier->second));
        }
    }

    Scenario& m_scenario;
    Location m_where;
    std::map<std::string, uint32_t> m_lines; ///< of the statements that may stand once
};

/// Checks the names in a scenario.
class NameCheck
{
  public:
    explicit NameCheck(const Scenario& scenario)
        : m_scenario(scenario)
    {
        for (const auto& host : scenario.hosts)
        {
            m_connections[host];
        }
        for (const auto& at : scenario.timedDeeds)
        {
            AddName(at, at.what.what);
        }
        for (const auto& when : scenario.triggeredDeeds)
        {
            AddName(when, when.what.what);
        }
    }

    template <typename T>
    void CheckHost(const Placed<T>& statement, const Word& host) const
    {
        if (m_connections.count(host.text) == 0)
        {
            throw ScriptError(statement.Locate(host),
                              "there is no host \"" + host.text + "\": the hosts are " +
                                  Enumerate({m_scenario.hosts[0], m_scenario.hosts[1]}));
        }
    }

    template <typename T>
    void CheckConnection(const Placed<T>& statement, const Word& host, const Word& connection) const
    {
        if (!HasConnection(host.text, connection.text))
        {
            throw ScriptError(
                statement.Locate(connection),
                NoConnection(host.text, connection.text, m_connections.at(host.text)));
        }
    }

    bool HasConnection(const std::string& host, const std::string& connection) const
    {
        return m_connections.at(host).count(connection) > 0;
    }

    template <typename T>
    void CheckWho(const Placed<T>& statement, const Who& who) const
    {
        CheckHost(statement, who.host);
        if (who.connection && !IsNumber(*who.connection))
        {
            CheckConnection(statement, who.host, *who.connection);
        }
    }

    template <typename T>
    void CheckDeed(const Placed<T>& statement, const Deed& deed) const
    {
        CheckWho(statement, deed.who);
        if (const auto* connect = std::get_if<Connect>(&deed.action))
        {
            CheckHost(statement, connect->host);
        }
        const bool ofHost = std::holds_alternative<Listen>(deed.action) ||
                            std::holds_alternative<StopListening>(deed.action) ||
                            std::holds_alternative<Connect>(deed.action);
        if (ofHost && deed.who.connection)
        {
            throw ScriptError(statement.Locate(*deed.who.connection),
                              "this is done by a host, not by a connection: leave out \"." +
                                  deed.who.connection->text +
                                  "\"; a name is given by \"as\" at the end");
        }
        if (deed.error)
        {
            const auto names = SocketErrorNames();
            if (std::find(names.begin(), names.end(), deed.error->text) == names.end())
            {
                const auto nearest = DidYouMean(deed.error->text, names);
                throw ScriptError(
                    statement.Locate(*deed.error),
                    '"' + deed.error->text + "\" is no error of a socket" +
                        (nearest.empty() ? ": they are " + Enumerate(names) : nearest));
            }
        }
    }

  private:
    static std::string NoConnection(const std::string& host,
                                    const std::string& name,
                                    const std::set<std::string>& names)
    {
        const std::vector<std::string> known(names.begin(), names.end());
        const std::string text = "no connection of " + host + " is named \"" + name + '"';
        return known.empty() ? text + ": \"as " + name +
                                   "\" at the end of a connect or a listen gives the name"
                             : text + ": there is " + Enumerate(known);
    }

    template <typename T>
    void AddName(const Placed<T>& statement, const Happening& happening)
    {
        const auto* deed = std::get_if<Deed>(&happening);
        if (!deed)
        {
            return;
        }
        const auto* listen = std::get_if<Listen>(&deed->action);
        const auto* connect = std::get_if<Connect>(&deed->action);
        const auto name = listen ? listen->name : connect ? connect->name : std::nullopt;
        const auto host = m_connections.find(deed->who.host.text);
        if (name && host != m_connections.end() && !host->second.insert(name->text).second)
        {
            throw ScriptError(statement.Locate(*name),
                              "the name \"" + name->text + "\" is taken by another one of " +
                                  deed->who.host.text);
        }
    }

    const Scenario& m_scenario;
    std::map<std::string, std::set<std::string>> m_connections; ///< names by host
};

/// Most segments that a statement forges: a run of seconds, not of hours.
constexpr uint64_t MOST_FORGED = 1'000'000;

/// Checks what a forged segment is made of.
template <typename T>
void
CheckForgedSegment(const Placed<T>& statement, const Forge& forge)
{
    const Location where{statement.where.source, statement.where.line, forge.column};
    if (!forge.seq)
    {
        throw ScriptError(where, "the segment has no sequence number: <SEQ=100>, say");
    }
    if (!forge.ctl)
    {
        throw ScriptError(where,
                          "it is not said which control bits the segment has: <CTL=RST>, "
                          "say, or <CTL=> for none");
    }
    if (const bool acknowledges = *forge.ctl & tcplifecycle::ACK;
        acknowledges != forge.ack.has_value())
    {
        throw ScriptError(where,
                          acknowledges
                              ? "the segment has the control bit ACK and no number that it "
                                "acknowledges: <ACK=300>, say"
                              : "an acknowledgment number counts only with the control bit "
                                "ACK: <CTL=ACK>, say");
    }
    if (forge.lastSeq.has_value() != forge.step.has_value())
    {
        throw ScriptError(where,
                          forge.step ? "a step is for a range of sequence numbers: "
                                       "<SEQ=0..4294967295>, say"
                                     : "a range of sequence numbers is gone through by steps: "
                                       "\"step 65535\" at the end, say");
    }
    if (forge.every && !forge.step)
    {
        throw ScriptError(where,
                          "\"every\" is for a range of sequence numbers: this is one segment");
    }
    if (Forgery::CountSegments(forge) > MOST_FORGED)
    {
        throw ScriptError(where,
                          "these are " + std::to_string(Forgery::CountSegments(forge)) +
                              " segments, and the most is " + std::to_string(MOST_FORGED) +
                              ": a larger step makes fewer");
    }
}

template <typename T>
void
CheckForge(const NameCheck& names, const Placed<T>& statement, const Forge& forge)
{
    names.CheckWho(statement, forge.from.who);
    names.CheckWho(statement, forge.to.who);
    if (forge.from.port.has_value() != forge.to.port.has_value())
    {
        throw ScriptError(statement.Locate(forge.from.who.host),
                          "either both ends have a port, A:1000 --> B:80, or none and the hosts' "
                          "connection is meant, A --> B");
    }
    if (forge.to.who.connection && forge.from.who.connection)
    {
        throw ScriptError(statement.Locate(*forge.to.who.connection),
                          "one end tells the connection, the other one is its other end: leave "
                          "out \"." +
                              forge.to.who.connection->text + '"');
    }
    for (const auto* end : {&forge.from, &forge.to})
    {
        if (end->port && end->who.connection)
        {
            throw ScriptError(statement.Locate(*end->who.connection),
                              "a connection has its port already: leave out \"." +
                                  end->who.connection->text + "\" or the ports");
        }
    }
    CheckForgedSegment(statement, forge);
}

template <typename T>
void
CheckHappening(const NameCheck& names, const Placed<T>& statement, const Happening& happening)
{
    if (const auto* forge = std::get_if<Forge>(&happening))
    {
        CheckForge(names, statement, *forge);
    }
    else if (const auto* probe = std::get_if<Probe>(&happening))
    {
        names.CheckHost(statement, probe->host);
    }
    else
    {
        names.CheckDeed(statement, std::get<Deed>(happening));
    }
}

/// A number is predicted from what the attacker has seen of the same host.
class PredictionCheck
{
  public:
    explicit PredictionCheck(const Scenario& scenario)
    {
        for (const auto& at : scenario.timedDeeds)
        {
            Add(at.what.what);
        }
        for (const auto& when : scenario.triggeredDeeds)
        {
            Add(when.what.what);
        }
    }

    template <typename T>
    void Check(const Placed<T>& statement, const Happening& happening) const
    {
        const auto* forge = std::get_if<Forge>(&happening);
        if (forge && forge->acksPredicted && m_probed.count(forge->to.who.host.text) == 0)
        {
            const auto& host = forge->to.who.host;
            throw ScriptError({statement.where.source, statement.where.line, forge->column},
                              "nothing tells the attacker what to predict: \"probe " + host.text +
                                  ":80\" twice, say, before");
        }
    }

  private:
    void Add(const Happening& happening)
    {
        if (const auto* probe = std::get_if<Probe>(&happening))
        {
            m_probed.insert(probe->host.text);
        }
    }

    std::set<std::string> m_probed;
};

void
CheckExpectation(const NameCheck& names, const Placed<Expectation>& expectation)
{
    if (const auto* count = std::get_if<ExpectCount>(&expectation.what))
    {
        if (count->from)
        {
            names.CheckHost(expectation, *count->from);
        }
        return;
    }
    std::visit(
        [&](const auto& expected) {
            using Expected = std::decay_t<decltype(expected)>;
            if constexpr (!std::is_same_v<Expected, ExpectCount>)
            {
                names.CheckWho(expectation, expected.who);
            }
        },
        expectation.what);
}

} // namespace

uint32_t
Scenario::HostIndex(const Word& host) const
{
    return host.text == hosts[0] ? 0 : 1;
}

Scenario
CheckScript(const Script& script)
{
    Scenario scenario;
    scenario.source = script.source;
    Collector collector(scenario);
    for (const auto& statement : script.statements)
    {
        collector.Collect(statement);
    }
    if (scenario.timedDeeds.empty())
    {
        throw ScriptError(
            {script.source, 1, 1},
            script.statements.empty()
                ? "the script is empty: it needs actions, such as \"at 0s B listen 80\""
                : "nothing happens in this script: it needs actions, such as \"at 0s B "
                  "listen 80\"");
    }

    const NameCheck names(scenario);
    const PredictionCheck predictions(scenario);
    for (const auto& setting : scenario.settings)
    {
        CheckTarget(scenario, setting);
    }
    for (const auto& at : scenario.timedDeeds)
    {
        CheckHappening(names, at, at.what.what);
        predictions.Check(at, at.what.what);
        const Time time = NanoSeconds(at.what.time.nanoseconds);
        if (scenario.end && time > *scenario.end)
        {
            throw ScriptError(at.where, "this is never done: the run ends before");
        }
    }
    for (const auto& when : scenario.triggeredDeeds)
    {
        names.CheckWho(when, when.what.who);
        CheckHappening(names, when, when.what.what);
        predictions.Check(when, when.what.what);
    }
    for (const auto& lose : scenario.losses)
    {
        if (lose.what.from)
        {
            names.CheckHost(lose, *lose.what.from);
        }
    }
    for (const auto& delay : scenario.delays)
    {
        if (delay.what.which.from)
        {
            names.CheckHost(delay, *delay.what.which.from);
        }
    }
    for (const auto& expectation : scenario.expectations)
    {
        CheckExpectation(names, expectation);
    }
    return scenario;
}

void
CheckTarget(const Scenario& scenario, const Placed<Setting>& setting)
{
    const NameCheck names(scenario);
    const auto& [host, connection, attribute, value] = setting.what;
    if (attribute.text == "*")
    {
        throw ScriptError(setting.Locate(attribute), "an attribute has a name, * is none");
    }
    if (host.text != "*")
    {
        names.CheckHost(setting, host);
    }
    if (!connection || connection->text == "*")
    {
        return;
    }
    if (host.text != "*")
    {
        names.CheckConnection(setting, host, *connection);
    }
    else if (!names.HasConnection(scenario.hosts[0], connection->text))
    {
        names.CheckConnection(setting, Word{scenario.hosts[1], host.column}, *connection);
    }
}

} // namespace tcplab
