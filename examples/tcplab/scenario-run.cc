// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-run.h"

#include "expectation-check.h"
#include "socket-error.h"

#include "ns3/callback.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"

#include <algorithm>
#include <limits>

namespace tcplab
{

namespace
{

using namespace ns3;
using tcplifecycle::Cause;
using tcplifecycle::State;

/// A run without a stated end that is still busy this long after the last timed deed has none.
const Time PATIENCE = Days(30);
/// What a connection may do within that time and still come to an end.
constexpr uint64_t FEW_EVENTS = 1000;
/// So often "when" happens only in a script whose connections set one another off.
constexpr uint64_t MANY_TRIGGERED = 20'000;
/// RFC 6335's dynamic range of ports.
constexpr uint16_t FIRST_PORT = 49152;
constexpr uint16_t LAST_PORT = 65535;
/// ns-3's times end after 292 years.
const Time LONGEST_INTERVAL = Years(64);

/// The deed as the script has it, without comment.
std::string
TextOf(const Location& where)
{
    const std::string_view line = where.source->GetLine(where.line);
    const std::string_view text = line.substr(0, std::min(line.find('#'), line.size()));
    const size_t start = text.find_first_not_of(" \t");
    const size_t end = text.find_last_not_of(" \t");
    return std::string(text.substr(start, end - start + 1));
}

Cause
CauseOf(const Action& action)
{
    return std::holds_alternative<StopListening>(action) ? Cause::Close : Cause::Open;
}

} // namespace

ScenarioRun::ScenarioRun(const Scenario& scenario, Stack& stack, const Settings& settings)
    : m_scenario(scenario),
      m_stack(stack),
      m_settings(settings),
      m_topology(scenario.link),
      m_surroundings{
          stack,
          m_recorder,
          [this](const Placed<Deed>& deed, const DeedResult& result) { Report(deed, result); }},
      m_hosts{Host{scenario.hosts[0],
                   m_topology.GetHosts().Get(0),
                   ConnectionLog(scenario.hosts[0]),
                   {},
                   nullptr,
                   nullptr},
              Host{scenario.hosts[1],
                   m_topology.GetHosts().Get(1),
                   ConnectionLog(scenario.hosts[1]),
                   {},
                   nullptr,
                   nullptr}},
      m_nextProbePort(FIRST_PORT)
{
    AddAttackers();
    m_stack.Install(m_topology.GetHosts());
    for (const auto& host : m_hosts)
    {
        m_recorder.Watch(host.node, host.name);
        m_settings.ApplyToProtocol(host.name, m_stack.GetProtocol(host.node));
    }
    m_stack.ReportTo(m_recorder);
    m_recorder.SetTransitionListener([this](uint32_t host, const TcpTraceTransition& transition) {
        ChangeState(host, transition);
    });
    DisturbSegments();
    Time last;
    for (const auto& at : m_scenario.timedDeeds)
    {
        const Time time = NanoSeconds(at.what.time.nanoseconds);
        last = std::max(last, time);
        ScheduleHappening(at.where, at.what.what, time, nullptr);
    }
    if (m_scenario.end)
    {
        // What happens at that very time still belongs to the run.
        Simulator::Stop(*m_scenario.end + NanoSeconds(1));
    }
    else
    {
        Simulator::Schedule(last + PATIENCE, &ScenarioRun::CheckThatItEnds, this, PATIENCE);
    }
}

ScenarioRun::~ScenarioRun()
{
    m_users.clear();
    m_hosts[0].listeners.clear();
    m_hosts[1].listeners.clear();
    Simulator::Destroy();
}

void
ScenarioRun::WritePcap(const std::string& prefix)
{
    PointToPointHelper pointToPoint;
    for (uint32_t host = 0; host < m_hosts.size(); ++host)
    {
        pointToPoint.EnablePcap(prefix + '-' + m_hosts[host].name + ".pcap",
                                m_topology.GetDevices().Get(host),
                                false,
                                true);
    }
}

void
ScenarioRun::Run()
{
    for (const auto& host : m_hosts)
    {
        for (uint32_t i = 0; i < host.node->GetNDevices(); ++i)
        {
            m_progress.Watch(host.node->GetDevice(i));
        }
    }
    m_running = true;
    Simulator::Run();
    m_running = false;
    m_progress.Clear();
    for (const auto& user : m_users)
    {
        user->Finish();
    }
    CheckContents();
}

const TcpTrace&
ScenarioRun::GetTrace() const
{
    return m_recorder.GetTrace();
}

std::vector<Verdict>
ScenarioRun::GetVerdicts() const
{
    const Observations observations{m_scenario,
                                    {&m_hosts[0].log, &m_hosts[1].log},
                                    m_recorder.GetTrace(),
                                    m_scenario.end};
    std::vector<Verdict> verdicts = m_problems;
    for (const auto& expectation : m_scenario.expectations)
    {
        verdicts.push_back(Judge(expectation, observations));
    }
    return verdicts;
}

void
ScenarioRun::DisturbSegments()
{
    for (const auto& lose : m_scenario.losses)
    {
        const auto add = [&lose](const SegmentModel& model, uint32_t /* host */, uint64_t last) {
            model->Lose(lose.what.which, lose.what.first, last);
        };
        ForEachModel(lose.what, add);
    }
    using Late = TcpSegmentLossModel::Late;
    for (const auto& delay : m_scenario.delays)
    {
        const auto add = [this, &delay](const SegmentModel& model, uint32_t host, uint64_t last) {
            model->Delay(delay.what.which.which,
                         delay.what.which.first,
                         last,
                         delay.what.repeated ? Late::REPEATED : Late::DELAYED,
                         NanoSeconds(delay.what.by.nanoseconds),
                         DynamicCast<PointToPointNetDevice>(m_topology.GetDevices().Get(1 - host)));
        };
        ForEachModel(delay.what.which, add);
    }
}

/// \param add called for each host whose segments are meant, with its model, its index and the
///        number of the last segment
void
ScenarioRun::ForEachModel(const Lose& which,
                          const std::function<void(SegmentModel, uint32_t, uint64_t)>& add)
{
    for (uint32_t host = 0; host < m_models.size(); ++host)
    {
        if (which.from && m_scenario.HostIndex(*which.from) != host)
        {
            continue;
        }
        if (!m_models[host])
        {
            m_models[host] = CreateObject<TcpSegmentLossModel>();
            m_topology.SetLossOnTheWayFrom(host, m_models[host]);
        }
        add(m_models[host],
            host,
            which.every ? std::numeric_limits<uint64_t>::max() : which.last.value_or(which.first));
    }
}

/// An attacker for each host that forged segments or probes are sent to.
void
ScenarioRun::AddAttackers()
{
    for (const auto& at : m_scenario.timedDeeds)
    {
        AddAttacker(at.what.what);
    }
    for (const auto& when : m_scenario.triggeredDeeds)
    {
        AddAttacker(when.what.what);
    }
}

void
ScenarioRun::AddAttacker(const Happening& happening)
{
    const auto* forge = std::get_if<tcplab::Forge>(&happening);
    const auto* probe = std::get_if<tcplab::Probe>(&happening);
    if (!forge && !probe)
    {
        return;
    }
    auto& victim = m_hosts[m_scenario.HostIndex(forge ? forge->to.who.host : probe->host)];
    if (!victim.attacker)
    {
        victim.attacker = std::make_unique<TcpSegmentForger>(victim.node, m_scenario.link);
    }
    if (probe && !victim.probe)
    {
        victim.probe = std::make_unique<TcpIsnProbe>(*victim.attacker, m_scenario.link.ipv6);
    }
}

/// \param trigger the connection whose state has brought this about; null if none has
void
ScenarioRun::ScheduleHappening(const Location& where,
                               const Happening& happening,
                               Time delay,
                               const LoggedConnection* trigger)
{
    if (const auto* forge = std::get_if<tcplab::Forge>(&happening))
    {
        const auto& victim = m_hosts[m_scenario.HostIndex(forge->to.who.host)];
        Simulator::ScheduleWithContext(victim.attacker->GetNode()->GetId(),
                                       delay,
                                       &ScenarioRun::Forge,
                                       this,
                                       Placed<tcplab::Forge>{where, *forge});
        return;
    }
    if (const auto* probe = std::get_if<tcplab::Probe>(&happening))
    {
        const auto& victim = m_hosts[m_scenario.HostIndex(probe->host)];
        Simulator::ScheduleWithContext(victim.attacker->GetNode()->GetId(),
                                       delay,
                                       &ScenarioRun::Probe,
                                       this,
                                       probe->host,
                                       probe->port);
        return;
    }
    const auto& deed = std::get<Deed>(happening);
    const auto& actor = m_hosts[m_scenario.HostIndex(deed.who.host)];
    Simulator::ScheduleWithContext(actor.node->GetId(),
                                   delay,
                                   &ScenarioRun::Do,
                                   this,
                                   Placed<Deed>{where, deed},
                                   trigger);
}

void
ScenarioRun::Forge(const Placed<tcplab::Forge>& statement)
{
    std::string problem;
    const auto& forge = statement.what;
    const auto ends = FindEnds(forge, problem);
    if (!ends)
    {
        Fail(statement.where, "a connection for \"" + TextOf(statement.where) + '"', problem);
        return;
    }
    auto& victim = m_hosts[m_scenario.HostIndex(forge.to.who.host)];
    tcplab::Forge toSend = forge;
    if (forge.acksPredicted)
    {
        toSend.ack = PredictAck(victim, problem);
        if (!toSend.ack)
        {
            Fail(statement.where, "a number to predict from", problem);
            return;
        }
    }
    if (*forge.ctl & tcplifecycle::SYN)
    {
        victim.forgedSyn = Simulator::Now();
    }
    m_forgeries.push_back(
        std::make_unique<Forgery>(toSend, ends->first, ends->second, *victim.attacker));
    m_forgeries.back()->SendNext();
}

/// \return what acknowledges the answer to the last forged SYN, if the prediction is right
std::optional<uint32_t>
ScenarioRun::PredictAck(const Host& victim, std::string& problem) const
{
    if (!victim.forgedSyn)
    {
        problem = "no SYN had been forged whose answer could be predicted";
        return {};
    }
    const auto isn = victim.probe->Predict(*victim.forgedSyn);
    if (!isn)
    {
        problem = "the attacker had seen " + std::to_string(victim.probe->GetSampleCount()) +
                  " of its numbers, and needs two of different times";
        return {};
    }
    return *isn + 1;
}

void
ScenarioRun::Probe(const Word& host, uint16_t port)
{
    const uint32_t index = m_scenario.HostIndex(host);
    m_hosts[index].probe->Probe(m_nextProbePort, m_topology.GetEndpoint(index, port));
    // As a host does, another port each time, out of RFC 6335's dynamic range.
    m_nextProbePort = m_nextProbePort == LAST_PORT ? FIRST_PORT : m_nextProbePort + 1;
}

/// \return the two ends that forged segments go from and to, or nothing and why
std::optional<std::pair<Address, Address>>
ScenarioRun::FindEnds(const tcplab::Forge& forge, std::string& problem) const
{
    const uint32_t from = m_scenario.HostIndex(forge.from.who.host);
    const uint32_t to = m_scenario.HostIndex(forge.to.who.host);
    if (forge.from.port && forge.to.port)
    {
        return std::pair{m_topology.GetEndpoint(from, *forge.from.port),
                         m_topology.GetEndpoint(to, *forge.to.port)};
    }
    const bool ofDestination = forge.to.who.connection.has_value();
    const auto& who = ofDestination ? forge.to.who : forge.from.who;
    const auto* connection = m_hosts[ofDestination ? to : from].log.Find(who, true, problem);
    if (!connection)
    {
        return {};
    }
    auto ends = std::pair{connection->local, connection->remote};
    if (ofDestination)
    {
        std::swap(ends.first, ends.second);
    }
    if (ends.first != m_topology.GetEndpoint(from, TcpTracePort(ends.first)) ||
        ends.second != m_topology.GetEndpoint(to, TcpTracePort(ends.second)))
    {
        problem = "that connection is one between " + TcpTraceEndpoint(ends.first) + " and " +
                  TcpTraceEndpoint(ends.second);
        return {};
    }
    return ends;
}

/// \param trigger the connection whose state has brought this about; null if none has
void
ScenarioRun::Do(const Placed<Deed>& deed, const LoggedConnection* trigger)
{
    const auto& action = deed.what.action;
    if (const auto* listen = std::get_if<Listen>(&action))
    {
        DoListen(deed, *listen);
        return;
    }
    if (const auto* stop = std::get_if<StopListening>(&action))
    {
        DoStopListening(deed, *stop);
        return;
    }
    if (const auto* connect = std::get_if<Connect>(&action))
    {
        DoConnect(deed, *connect);
        return;
    }
    std::string problem;
    const auto& log = m_hosts[m_scenario.HostIndex(deed.what.who.host)].log;
    const auto* connection = trigger ? trigger : log.Find(deed.what.who, true, problem);
    if (!connection)
    {
        Fail(deed.where, "a connection for \"" + TextOf(deed.where) + '"', problem);
    }
    else if (!connection->user)
    {
        Fail(deed.where,
             "a connection for \"" + TextOf(deed.where) + '"',
             deed.what.who.host.text + " had not been given it yet: it was in " +
                 ToString(connection->GetState()));
    }
    else
    {
        connection->user->Do(deed);
    }
}

void
ScenarioRun::DoListen(const Placed<Deed>& deed, const Listen& listen)
{
    const uint32_t index = m_scenario.HostIndex(deed.what.who.host);
    auto& host = m_hosts[index];
    const auto name = listen.name ? std::optional(listen.name->text) : std::nullopt;
    const auto socket = m_stack.CreateSocket(host.node);
    m_settings.ApplyToSocket(host.name, name, socket);
    const Address local = m_topology.GetUnspecifiedEndpoint(listen.port);
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeBoundCallback(&ScenarioRun::Accept, this, index));
    m_recorder.WatchListener(index, local, socket);
    host.listeners.push_back({listen.port, name.value_or(""), socket});

    m_recorder.RecordCall(index, {local, Address(), "Passive Open"});
    m_stack.BeginCall(CauseOf(deed.what.action));
    const bool done = socket->Bind(local) == 0 && socket->Listen() == 0;
    m_stack.EndCall();
    if (!done)
    {
        host.listeners.pop_back();
    }
    Report(deed, {done, done ? "" : SocketErrorName(socket->GetErrno()), ""});
}

void
ScenarioRun::DoStopListening(const Placed<Deed>& deed, const StopListening& stop)
{
    const uint32_t index = m_scenario.HostIndex(deed.what.who.host);
    auto& listeners = m_hosts[index].listeners;
    const auto stops = [&stop](const Listener& listener) {
        return !stop.port || *stop.port == listener.port;
    };
    if (std::none_of(listeners.begin(), listeners.end(), stops))
    {
        Fail(deed.where,
             "a listener for \"" + TextOf(deed.where) + '"',
             deed.what.who.host.text + " was not listening" + (stop.port ? " there" : ""));
        return;
    }
    for (const auto& listener : listeners)
    {
        if (stops(listener))
        {
            m_recorder.RecordCall(
                index,
                {m_topology.GetUnspecifiedEndpoint(listener.port), Address(), "Close"});
            m_stack.BeginCall(CauseOf(deed.what.action));
            const bool done = listener.socket->Close() == 0;
            m_stack.EndCall();
            Report(deed, {done, done ? "" : SocketErrorName(listener.socket->GetErrno()), ""});
        }
    }
    listeners.erase(std::remove_if(listeners.begin(), listeners.end(), stops), listeners.end());
}

void
ScenarioRun::DoConnect(const Placed<Deed>& deed, const Connect& connect)
{
    const uint32_t index = m_scenario.HostIndex(deed.what.who.host);
    const uint32_t peer = m_scenario.HostIndex(connect.host);
    const auto& host = m_hosts[index];
    const Address remote = m_topology.GetEndpoint(peer, connect.port);
    if (connect.fromPort && !m_stack.RefusesSecondConnection())
    {
        const auto* first =
            host.log.FindLatest(m_topology.GetEndpoint(index, *connect.fromPort), remote);
        if (first && first->GetState() != State::Closed)
        {
            Report(deed,
                   {false,
                    SocketErrorName(Socket::ERROR_ADDRINUSE),
                    host.name + " has such a connection, in " + ToString(first->GetState())});
            return;
        }
    }
    const auto name = connect.name ? std::optional(connect.name->text) : std::nullopt;
    const auto socket = m_stack.CreateSocket(host.node);
    m_settings.ApplyToSocket(host.name, name, socket);
    User& user = AddUser(index, socket, peer);

    const size_t record = m_recorder.RecordCall(index, {Address(), remote, "Active Open"});
    m_connecting = &user;
    m_connectingName = name.value_or("");
    m_stack.BeginCall(CauseOf(deed.what.action));
    const bool bound = !connect.fromPort ||
                       socket->Bind(m_topology.GetUnspecifiedEndpoint(*connect.fromPort)) == 0;
    const bool done = bound && socket->Connect(remote) == 0;
    m_stack.EndCall();
    m_connecting = nullptr;
    m_recorder.CompleteCall(record, user.GetLocal(), remote);
    Report(deed, {done, done ? "" : SocketErrorName(socket->GetErrno()), ""});
    if (!done)
    {
        socket->Close(); // else it would stay bound to the port
    }
}

void
ScenarioRun::Report(const Placed<Deed>& deed, const DeedResult& result)
{
    const std::string text = '"' + TextOf(deed.where) + '"';
    if (deed.what.fails && result.done)
    {
        Fail(deed.where, text, "it did not fail");
    }
    else if (deed.what.fails && deed.what.error && deed.what.error->text != result.error)
    {
        Fail(deed.where, text, "it failed with " + result.error);
    }
    else if (!deed.what.fails && !result.done)
    {
        const std::string separator = result.error.empty() || result.detail.empty() ? "" : "; ";
        Fail(deed.where,
             "success of " + text,
             (result.error.empty() ? "" : "it failed with " + result.error) + separator +
                 result.detail);
    }
}

void
ScenarioRun::Fail(const Location& where, const std::string& expected, const std::string& happened)
{
    const std::string time = "at " + TcpTraceSeconds(Simulator::Now()) + " s ";
    m_problems.push_back({where, false, expected, (m_running ? time : "") + happened});
}

void
ScenarioRun::ChangeState(uint32_t host, const TcpTraceTransition& transition)
{
    auto& connection = m_hosts[host].log.Add(transition);
    const bool isNew = connection.stays.size() == 2;
    if (isNew && transition.from == State::Listen)
    {
        for (const auto& listener : m_hosts[host].listeners)
        {
            if (listener.port == TcpTracePort(transition.local))
            {
                connection.name = listener.name;
            }
        }
    }
    else if (isNew && m_connecting)
    {
        connection.name = m_connectingName;
        connection.user = m_connecting;
        connection.user->SetEndpoints(transition.local, transition.remote);
    }
    if (transition.to == State::Closed && connection.user)
    {
        connection.user->Ended();
    }

    for (const auto& when : m_scenario.triggeredDeeds)
    {
        const auto& who = when.what.who;
        const bool matches = m_scenario.HostIndex(who.host) == host &&
                             when.what.state == transition.to &&
                             (!who.connection || who.connection->text == connection.name ||
                              who.connection->text == std::to_string(connection.number));
        if (!matches)
        {
            continue;
        }
        if (!m_scenario.end && ++m_triggered > MANY_TRIGGERED)
        {
            FailForWantOfAnEnd();
            return;
        }
        // A deed of the same host without a name is one of the connection that it waited for.
        const auto* deed = std::get_if<Deed>(&when.what.what);
        const bool ofIt =
            deed && m_scenario.HostIndex(deed->who.host) == host && !deed->who.connection;
        ScheduleHappening(when.where,
                          when.what.what,
                          NanoSeconds(when.what.delay.nanoseconds),
                          ofIt ? &connection : nullptr);
    }
}

void
ScenarioRun::Accept(ScenarioRun* run, uint32_t host, Ptr<Socket> socket, const Address& from)
{
    Address local;
    socket->GetSockName(local);
    auto* connection = run->m_hosts[host].log.FindLatest(local, from);
    NS_ABORT_MSG_UNLESS(connection, "A connection was accepted that has had no transition");
    const bool fromFirst = from == run->m_topology.GetEndpoint(0, TcpTracePort(from));
    User& user = run->AddUser(host, socket, fromFirst ? 0 : 1);
    user.SetEndpoints(local, from);
    connection->user = &user;
    user.Accepted();
}

User&
ScenarioRun::AddUser(uint32_t host, Ptr<Socket> socket, uint32_t peer)
{
    m_users.push_back(std::make_unique<User>(m_surroundings, socket, host, peer));
    return *m_users.back();
}

void
ScenarioRun::FailForWantOfAnEnd()
{
    Fail({m_scenario.source, 1, 1},
         "a run that comes to an end",
         "it still went on; \"run until TIME\" gives it one");
    Simulator::Stop();
}

/// \param interval how long ago it was called before
void
ScenarioRun::CheckThatItEnds(Time interval)
{
    const uint64_t events = Simulator::GetEventCount() - m_eventsBefore;
    const bool first = m_eventsBefore == 0;
    m_eventsBefore = Simulator::GetEventCount();
    if (!first && events > FEW_EVENTS)
    {
        FailForWantOfAnEnd();
    }
    else if (interval < LONGEST_INTERVAL)
    {
        const Time next = interval + interval;
        Simulator::Schedule(next, &ScenarioRun::CheckThatItEnds, this, next);
    }
}

void
ScenarioRun::CheckContents()
{
    for (const auto& user : m_users)
    {
        const auto wrong = user->GetFirstWrong();
        if (wrong && !IsExpectedToBeCorrupted(*user))
        {
            Fail({m_scenario.source, 1, 1},
                 "every octet as it was sent to " + TcpTraceEndpoint(user->GetLocal()),
                 "octet " + std::to_string(*wrong) + " of the stream was another one");
        }
    }
}

bool
ScenarioRun::IsExpectedToBeCorrupted(const User& user) const
{
    const auto& expectations = m_scenario.expectations;
    return std::any_of(expectations.begin(), expectations.end(), [&](const auto& expectation) {
        const auto* corrupted = std::get_if<ExpectCorrupted>(&expectation.what);
        if (!corrupted)
        {
            return false;
        }
        std::string problem;
        const auto& log = m_hosts[m_scenario.HostIndex(corrupted->who.host)].log;
        const auto* connection = log.Find(corrupted->who, false, problem);
        return connection && connection->user == &user;
    });
}

} // namespace tcplab
