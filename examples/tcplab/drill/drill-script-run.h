// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SCRIPT_RUN_H
#define TCPLAB_DRILL_SCRIPT_RUN_H

#include "drill-bench.h"
#include "drill-calls.h"
#include "drill-code.h"
#include "drill-conversation.h"
#include "drill-run.h"
#include "drill-script-settings.h"
#include "drill-timing.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tcplab::drill
{

/// Port of the script's side where the script does not choose one: of the dynamic ones (RFC 6335).
constexpr uint16_t FIRST_REMOTE_PORT = 49152;

/// The script is not held to.
struct Failure
{
    Place place;
    std::string what;
};

/// One run of one script.
class ScriptRun : public CallObserver
{
  public:
    ScriptRun(const Script& script, const RunTerms& terms);

    /// \throws Failure
    void DoAll();

    /// \return mismatches that are not fatal
    std::vector<std::string> TakeWarnings()
    {
        return std::move(m_warnings);
    }

  private:
    // Events.
    void Do(const Event& event);
    void WaitFor(const Event& event, const char* what);
    void Warn(const Event& event, const std::string& what);
    void operator()(const Event& event, const Segment& segment);
    void operator()(const Event& event, const IcmpMessage& message);
    void operator()(const Event& event, const Call& call);
    void operator()(const Event& event, const Command& command);
    void operator()(const Event& event, const CodeSection& section);
    void operator()(const Event& event, const Unsupported& unsupported);

    // Segments.
    Conversation& FindConversation(const Event& event, const Segment& segment);
    void Arrive(const Event& event, const Segment& segment);
    void Expect(const Event& event, const Segment& segment);
    SentSegment NextSent(const Event& event, const Segment& expected, Conversation& conversation);
    void CheckNothingLeft();

    // Calls.
    struct Blocked
    {
        const Event* event;
        const Call* call;
        OngoingCall ongoing;
        DueTime end;
    };

    void Progress();
    void CheckResult(const Event& event, const Call& call, const CallResult& result);
    void AwaitBlocked();
    OngoingCall Begin(const Event& event, const Call& call);
    std::optional<CallResult> Attempt(const Event& event, const OngoingCall& ongoing);
    CallResult Finish(const Event& event, const Call& call, const OngoingCall& ongoing);

    // Time.
    static double NowUsecs();
    void Advance(int64_t usecs);
    void Settle();

    void SocketMade(HostSocket& socket) override;
    void SocketListens(HostSocket& socket) override;
    void SocketConnects(HostSocket& socket) override;
    void SocketAccepted(HostSocket& socket) override;

    const Script& m_script;
    const Configuration& m_configuration;
    const RunTerms& m_terms;
    ScriptSettings m_settings;
    std::optional<Bench> m_bench;
    std::optional<Calls> m_calls;
    std::optional<Conversation> m_conversation;
    std::optional<Blocked> m_blocked;
    CodeVariables m_variables;
    std::vector<std::string> m_warnings;

    DueTime m_due; ///< of the present event
    const Event* m_previous{nullptr};
    std::optional<int64_t> m_previousUsecs; ///< when the event before was due
    uint16_t m_nextRemotePort{FIRST_REMOTE_PORT};
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SCRIPT_RUN_H
