// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SCENARIO_RUN_H
#define TCPLAB_SCENARIO_RUN_H

#include "connection-log.h"
#include "forgery.h"
#include "run-progress.h"
#include "scenario.h"
#include "settings.h"
#include "stack.h"
#include "user.h"
#include "verdict.h"

#include "ns3/simulator.h"
#include "ns3/tcp-isn-probe.h"
#include "ns3/tcp-segment-forger.h"
#include "ns3/tcp-segment-loss-model.h"
#include "ns3/tcp-trace-recorder.h"
#include "ns3/tcp-two-host-topology.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tcplab
{

/// One run of a scenario over one TCP. There can be one at a time: the simulator is a global.
class ScenarioRun
{
  public:
    /**
     * \param scenario what is to happen; it outlives the run
     * \param stack over which TCP
     * \param settings the attributes that are set; they outlive the run
     */
    ScenarioRun(const Scenario& scenario, Stack& stack, const Settings& settings);
    /// Ends the simulator too.
    ~ScenarioRun();
    ScenarioRun(const ScenarioRun&) = delete;
    ScenarioRun& operator=(const ScenarioRun&) = delete;

    /**
     * Write what passes each host's end of the link.
     *
     * \param prefix of the files PREFIX-HOST.pcap
     */
    void WritePcap(const std::string& prefix);

    /// Runs until nothing is pending, or to the stated end.
    void Run();

    /// \return what happened
    const ns3::TcpTrace& GetTrace() const;

    /// \return of each expectation, in the script's order, and of each deed that went wrong
    std::vector<Verdict> GetVerdicts() const;

  private:
    struct Listener
    {
        uint16_t port;
        std::string name;
        ns3::Ptr<ns3::Socket> socket;
    };

    struct Host
    {
        std::string name;
        ns3::Ptr<ns3::Node> node;
        ConnectionLog log;
        std::vector<Listener> listeners;
        std::unique_ptr<ns3::TcpSegmentForger> attacker; ///< null if it is not attacked
        std::unique_ptr<ns3::TcpIsnProbe> probe;         ///< null if it is not probed
        std::optional<ns3::Time> forgedSyn{};            ///< when the last one left, if one did
    };

    void AddAttackers();
    void AddAttacker(const Happening& happening);
    void DisturbSegments();
    using SegmentModel = ns3::Ptr<ns3::TcpSegmentLossModel>;
    void ForEachModel(const Lose& which,
                      const std::function<void(SegmentModel, uint32_t, uint64_t)>& add);
    void ScheduleHappening(const Location& where,
                           const Happening& happening,
                           ns3::Time delay,
                           const LoggedConnection* trigger);
    void Forge(const Placed<tcplab::Forge>& statement);
    std::optional<uint32_t> PredictAck(const Host& victim, std::string& problem) const;
    void Probe(const Word& host, uint16_t port);
    std::optional<std::pair<ns3::Address, ns3::Address>> FindEnds(const tcplab::Forge& forge,
                                                                  std::string& problem) const;
    void Do(const Placed<Deed>& deed, const LoggedConnection* trigger);
    void DoListen(const Placed<Deed>& deed, const Listen& listen);
    void DoStopListening(const Placed<Deed>& deed, const StopListening& stop);
    void DoConnect(const Placed<Deed>& deed, const Connect& connect);
    void Report(const Placed<Deed>& deed, const DeedResult& result);
    void Fail(const Location& where, const std::string& expected, const std::string& happened);

    void ChangeState(uint32_t host, const ns3::TcpTraceTransition& transition);
    static void Accept(ScenarioRun* run,
                       uint32_t host,
                       ns3::Ptr<ns3::Socket> socket,
                       const ns3::Address& from);
    User& AddUser(uint32_t host, ns3::Ptr<ns3::Socket> socket, uint32_t peer);
    void CheckThatItEnds(ns3::Time interval);
    void FailForWantOfAnEnd();
    void CheckContents();
    bool IsExpectedToBeCorrupted(const User& user) const;

    const Scenario& m_scenario;
    Stack& m_stack;
    const Settings& m_settings;
    ns3::TcpTwoHostTopology m_topology;
    RunProgress m_progress;
    ns3::TcpTraceRecorder m_recorder;
    User::Surroundings m_surroundings;
    std::array<Host, 2> m_hosts;
    std::vector<std::unique_ptr<User>> m_users;
    std::vector<std::unique_ptr<Forgery>> m_forgeries;
    std::array<SegmentModel, 2> m_models; ///< of what each host sends; null where all arrives
    /// The user whose CONNECT is being served, and the name of its connection.
    User* m_connecting{nullptr};
    std::string m_connectingName;
    uint16_t m_nextProbePort;
    std::vector<Verdict> m_problems;
    bool m_running{false};
    uint64_t m_triggered{0};    ///< how often "when" has happened
    uint64_t m_eventsBefore{0}; ///< of the simulator, when CheckThatItEnds was last called
};

} // namespace tcplab

#endif // TCPLAB_SCENARIO_RUN_H
