// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"
#include "state-log.h"

#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

/// What scripts and options do.

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr int64_t MILLISECOND = 1'000'000;

/// A connection of A to B; on this link a segment takes 10 ms and not a nanosecond more.
const std::string CONNECTED = "link delay 10ms rate 1000Gbps\n"
                              "at 0s B listen 80\n"
                              "at 0s A connect B:80\n";

/// Runs a script with some options.
Outcome
RunScript(const std::string& text, const std::vector<std::string>& options = {})
{
    const TemporaryFolder folder;
    std::vector<std::string> arguments{"run", folder.Write("script.tcp", text)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunTcplab(arguments);
}

/// A script that holds, and one that does not.
struct ExpectationCase
{
    const char* name;
    const char* holds;
    const char* fails;
    const char* complaint; ///< of the second one, after its path
};

class Expectation : public testing::TestWithParam<ExpectationCase>
{
};

TEST_P(Expectation, HoldsOrIsSaidNotTo)
{
    const std::string script = CONNECTED + "at 1s A send 300\n"
                                           "at 2s A close\n"
                                           "at 3s B close\n"
                                           "set *.Msl = 5s\n";
    const auto holds = RunScript(script + GetParam().holds + '\n');
    EXPECT_EQ(holds.status, 0);
    EXPECT_EQ(holds.err, "");

    const auto fails = RunScript(script + GetParam().fails + '\n');
    EXPECT_EQ(fails.status, 1);
    EXPECT_THAT(fails.err,
                HasSubstr(std::string("script.tcp:8:1: expected ") + GetParam().complaint));
    EXPECT_THAT(fails.out, HasSubstr("1 of 1 expectations did not hold."));
}

const ExpectationCase EXPECTATIONS[] = {
    {"States",
     "expect A states SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSED",
     "expect A states SYN-SENT ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT CLOSED",
     "A states SYN-SENT ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT CLOSED; what happened: SYN-SENT "
     "ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSED (after FIN-WAIT-1 comes FIN-WAIT-2, not "
     "CLOSING)"},
    {"StatesWithTheFirst",
     "expect B states LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED",
     "expect B states CLOSED SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED",
     "B states CLOSED SYN-RECEIVED"},
    {"StatesThatGoOn",
     "expect A.1 states SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSED",
     "expect A states SYN-SENT ESTABLISHED",
     "A states SYN-SENT ESTABLISHED; what happened: SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 "
     "TIME-WAIT CLOSED (after ESTABLISHED comes FIN-WAIT-1, not nothing)"},
    {"Stay",
     "expect A in TIME-WAIT for 10s",
     "expect A in TIME-WAIT for 10.000000001s",
     "A in TIME-WAIT for 10.000000001 s; what happened: 10.000000000 s"},
    {"StayThatNeverWas",
     "expect B in CLOSE-WAIT for 990ms",
     "expect B in TIME-WAIT for 10s",
     "B in TIME-WAIT for 10.000000000 s; what happened: it never entered TIME-WAIT"},
    {"StateAtATime",
     "expect A in FIN-WAIT-2 at 2.02s",
     "expect A in FIN-WAIT-2 at 2.019999999s",
     "A in FIN-WAIT-2 at 2.019999999 s; what happened: it was in FIN-WAIT-1"},
    {"Octets",
     "expect B receives 300",
     "expect B receives 301",
     "B receives 301 octets; what happened: 300 octets"},
    {"Error",
     "expect A error none",
     "expect A error reset",
     "A error reset; what happened: it ended: normal"},
    {"CountOfAll", "expect 2 FIN", "expect 1 FIN", "1 FIN; what happened: 2, the first one <SEQ="},
    {"CountFromAHost",
     "expect 1 SYN from A",
     "expect no SYN from B",
     "0 SYN from B; what happened: 1"},
    {"CountThatMayBeLess",
     "expect at most 3 <CTL=FIN,ACK>",
     "expect at most 1 <CTL=FIN,ACK>",
     "at most 1 <CTL=FIN,ACK>; what happened: 2, the first one <SEQ="},
    {"CountThatMayBeMore",
     "expect at least 1 segment from B",
     "expect at least 3 FIN",
     "at least 3 FIN; what happened: 2, the first one <SEQ="},
    {"CountByControlBits",
     "expect 1 <CTL=SYN> from A",
     "expect no <CTL=SYN,ACK>",
     "0 <CTL=SYN,ACK>; what happened: 1, the first one <SEQ="},
    {"CountOfNoControlBits", "expect no <CTL=>", "expect 1 <CTL=>", "1 <CTL=>; what happened: 0"},
    {"CountOfData", "expect 1 data", "expect no data from A", "0 data from A; what happened: 1"},
    {"NoSuchConnection",
     "expect no RST",
     "expect A.2 receives 0",
     "A.2 receives 0 octets; what happened: there was no connection A.2"},
};

INSTANTIATE_TEST_SUITE_P(All,
                         Expectation,
                         testing::ValuesIn(EXPECTATIONS),
                         [](const testing::TestParamInfo<ExpectationCase>& info) {
                             return std::string(info.param.name);
                         });

TEST(Script, ActionOnNoConnectionFailsTheRun)
{
    const auto outcome = RunScript("at 0s B listen 80\nat 1s B close\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("script.tcp:2:1: expected a connection for \"at 1s B close\"; what "
                          "happened: at 1.000000000 s B had no connection"));
}

TEST(Script, ActionThatFailsFailsTheRunUnlessItMay)
{
    const std::string script = CONNECTED + "at 1s A close\nat 2s A send 10";
    const auto outcome = RunScript(script + '\n');
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(
        outcome.err,
        HasSubstr("script.tcp:5:1: expected success of \"at 2s A send 10\"; what happened: at "
                  "2.000000000 s it failed with ERROR_SHUTDOWN"));
    EXPECT_EQ(RunScript(script + " fails\n").status, 0);
    EXPECT_EQ(RunScript(script + " fails with ERROR_SHUTDOWN\n").status, 0);
    const auto other = RunScript(script + " fails with ERROR_ISCONN\n");
    EXPECT_EQ(other.status, 1);
    EXPECT_THAT(other.err, HasSubstr("it failed with ERROR_SHUTDOWN"));
}

TEST(Script, ActionThatShouldFailAndDoesNotFailsTheRun)
{
    const auto outcome = RunScript(CONNECTED + "at 1s A send 10 fails\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("it did not fail"));
}

TEST(Script, WhenActsEachTimeAStateIsEntered)
{
    const auto outcome = RunScript(CONNECTED + "at 1s A close\n"
                                               "when B enters CLOSE-WAIT after 250ms B close\n",
                                   {"--format", "jsonl", "--set", "*.Msl=0s"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(StayIn(ReadStateLog(outcome.out), "B", "CLOSE-WAIT"), 250 * MILLISECOND);
}

TEST(Script, WhenMeansTheConnectionThatEnteredTheState)
{
    const auto outcome = RunScript("at 0s B listen 80\n"
                                   "at 0s A connect B:80 as first\n"
                                   "at 0s A connect B:80 as second\n"
                                   "at 1s A.second close\n"
                                   "at 2s A.first close\n"
                                   "when B enters CLOSE-WAIT B close\n"
                                   "expect B.2 in CLOSED at 1.9s\n"
                                   "expect B.1 in ESTABLISHED at 1.9s\n"
                                   "expect B.1 in CLOSED at 3s\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, SeveralConnectionsNeedANameOrANumber)
{
    const auto outcome = RunScript("at 0s B listen 80\n"
                                   "at 0s A connect B:80\n"
                                   "at 0s A connect B:80\n"
                                   "at 1s A close\n"
                                   "run until 10s\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("A could be any of A.1 (ESTABLISHED) and A.2 (ESTABLISHED)"));
}

TEST(Script, ConnectionThatIsClosedStandsBack)
{
    const auto outcome = RunScript("at 0s B listen 80\n"
                                   "at 0s A connect B:80\n"
                                   "at 1s A abort\n"
                                   "at 2s A connect B:80\n"
                                   "at 3s A send 10\n"
                                   "run until 10s\n"
                                   "expect B.2 receives 10\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, NamesHostsAndSetsAttributesOfOneConnection)
{
    const auto outcome = RunScript("hosts client server\n"
                                   "set client.brief.Msl = 1s\n"
                                   "set client.Msl = 3s\n"
                                   "set client.long.Msl = 4s\n"
                                   "at 0s server listen 80\n"
                                   "at 0s client connect server:80 as brief\n"
                                   "at 0s client connect server:80 as long\n"
                                   "at 1s client.brief close\n"
                                   "at 1s client.long close\n"
                                   "when server enters CLOSE-WAIT server close\n"
                                   // Of two settings of one attribute the later one wins.
                                   "expect client.brief in TIME-WAIT for 6s\n"
                                   "expect client.long in TIME-WAIT for 8s\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, UserThatDoesNotReadIsSentNoMoreThanTheWindow)
{
    const auto outcome = RunScript("set B.RcvBufSize = 5000\n" + CONNECTED +
                                   "when B enters ESTABLISHED B stop reading\n"
                                   "at 1s A send 20000\n"
                                   "at 5s B receive 1000\n"
                                   "at 10s B start reading\n"
                                   "at 100s A close\n"
                                   "at 101s B close\n"
                                   "expect B receives 20000\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("(Receive 1000)"));
}

TEST(Script, CloseWaitsForASendThatIsLargerThanTheBuffer)
{
    const auto outcome = RunScript("set A.SndBufSize = 4096\n" + CONNECTED +
                                   "at 1s A send 1000000\n"
                                   "at 1s A close\n"
                                   "when B enters CLOSE-WAIT B close\n"
                                   "expect B receives 1000000\n"
                                   "expect B states SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK "
                                   "CLOSED\n"
                                   "expect A error none\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, SendThatIsNeverTakenFailsTheRun)
{
    const auto outcome = RunScript(CONNECTED + "when B enters ESTABLISHED B stop reading\n"
                                               "at 1s A send 10000000\n"
                                               "run until 20s\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("of 10000000 octets"));
}

TEST(Script, RunThatWouldNeverEndIsStopped)
{
    const auto outcome = RunScript("set B.RcvBufSize = 5000\n" + CONNECTED +
                                       "when B enters ESTABLISHED B stop reading\n"
                                       "at 1s A send 20000\n",
                                   {"--format", "states"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("it still went on; \"run until TIME\" gives it one"));
}

TEST(Script, MayBeginAsSomeEditorsBeginAText)
{
    EXPECT_EQ(RunScript("\xEF\xBB\xBF" + CONNECTED + "run until 1s\n").status, 0);
}

TEST(Script, ConnectionsThatSetOneAnotherOffWithoutEndAreStopped)
{
    const auto outcome = RunScript("set *.Msl = 0s\n"
                                   "at 0s B listen 80\n"
                                   "at 0s A connect B:80\n"
                                   "when A enters CLOSED A connect B:80\n"
                                   "when A enters ESTABLISHED A close\n"
                                   "when B enters CLOSE-WAIT B close\n",
                                   {"--format", "states"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("it still went on; \"run until TIME\" gives it one"));
}

TEST(Script, LosesTheSegmentsThatItNames)
{
    // The second segment with data is lost, and so is the third one, which repeats it.
    const auto outcome = RunScript(CONNECTED + "at 1s A send 500\n"
                                               "at 10s A send 500\n"
                                               "at 100s A send 500\n"
                                               "lose data 2..3 from A\n"
                                               "run until 200s\n"
                                               "expect B receives 1500\n"
                                               "expect 5 data from A\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, LosesTheSegmentsWithSomeControlBits)
{
    // There is no second SYN without ACK, and the first FIN,ACK of A has to be repeated.
    const auto outcome = RunScript(CONNECTED + "at 10s A close\n"
                                               "at 20s B close\n"
                                               "lose <CTL=SYN> 2\n"
                                               "lose <CTL=FIN,ACK> 1 from A\n"
                                               "expect 1 <CTL=SYN>\n"
                                               "expect 1 <CTL=SYN,ACK>\n"
                                               "expect 2 <CTL=FIN,ACK> from A\n"
                                               "expect 1 <CTL=FIN,ACK> from B\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, LosesEverySegmentOfAKind)
{
    const auto outcome = RunScript("at 0s A connect B:80\n"
                                   "lose every RST\n"
                                   "expect A error timeout\n"
                                   "expect 7 SYN from A\n"
                                   "expect 7 RST from B\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, AbortResets)
{
    const auto outcome = RunScript(CONNECTED + "at 1s A abort\n"
                                               "expect A states SYN-SENT ESTABLISHED CLOSED\n"
                                               "expect A error aborted\n"
                                               "expect B error reset\n"
                                               "expect 1 RST\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, CloseWithUnreadTextIsAnErrorOfItsOwn)
{
    // RFC 1122, section 4.2.2.13.
    const auto outcome = RunScript(CONNECTED + "when B enters ESTABLISHED B stop reading\n"
                                               "at 1s A send 10\n"
                                               "at 2s B close\n"
                                               "expect B error unread\n"
                                               "expect A error reset\n"
                                               "expect 1 RST from B\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, StopListeningRefusesTheNext)
{
    const auto outcome = RunScript("at 0s B listen 80\n"
                                   "at 1s B stop listening\n"
                                   "at 2s A connect B:80\n"
                                   "expect A error refused\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, WorksOverIpv6)
{
    const auto outcome = RunScript("link ipv6\n"
                                   "at 0s B listen 80\n"
                                   "at 0s A connect B:80\n"
                                   "at 1s A send 5000\n"
                                   "at 2s A close\n"
                                   "at 100s B close\n"
                                   "lose data 2 from A\n"
                                   "expect B receives 5000\n"
                                   "expect no RST\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Script, MayHoldUtf8)
{
    const auto outcome = RunScript("title \"\xc3\x96"
                                   "ffnen\" # f\xc3\xbcr alle\n" +
                                   CONNECTED + "run until 1s\n");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out,
                StartsWith("\xc3\x96"
                           "ffnen\n"));
}

TEST(Script, MayBePiped)
{
    // Not a regular file, and read only once.
    const auto outcome = RunTcplab({"run", "/dev/null"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, StartsWith("/dev/null:1:1: the script is empty"));
}

TEST(RunOption, FormatsGoToFiles)
{
    const TemporaryFolder folder;
    const auto outcome = RunTcplab({"run",
                                    "simultaneous-close",
                                    "--format",
                                    "jsonl=" + folder.PathOf("jsonl"),
                                    "--format",
                                    "ladder=" + folder.PathOf("ladder"),
                                    "--format",
                                    "states"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(ReadWholeFile(folder.PathOf("ladder")), RunTcplab({"run", "simultaneous-close"}).out);
    EXPECT_EQ(ReadWholeFile(folder.PathOf("jsonl")),
              RunTcplab({"run", "simultaneous-close", "--format", "jsonl"}).out);
    EXPECT_EQ(outcome.out, RunTcplab({"run", "simultaneous-close", "--format", "states"}).out);
}

TEST(RunOption, PcapWritesAFileForEachHost)
{
    const TemporaryFolder folder;
    const auto outcome = RunTcplab({"run", "lost-last-ack", "--pcap", folder.PathOf("trace")});
    EXPECT_EQ(outcome.status, 0);
    const auto a = ReadWholeFile(folder.PathOf("trace-A.pcap"));
    const auto b = ReadWholeFile(folder.PathOf("trace-B.pcap"));
    // The magic number of pcap files, and in B's the segment that was lost is missing.
    EXPECT_EQ(a.substr(0, 4), "\xd4\xc3\xb2\xa1");
    EXPECT_EQ(b.substr(0, 4), "\xd4\xc3\xb2\xa1");
    EXPECT_GT(a.size(), b.size());
}

TEST(RunOption, JsonWritesTheVerdict)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("two.tcp",
                                     CONNECTED + "run until 1s\n"
                                                 "expect no RST\n"
                                                 "expect B receives 5\n");
    const auto outcome = RunTcplab({"run", script, "--json", folder.PathOf("json"), "--seed", "7"});
    EXPECT_EQ(outcome.status, 1);
    boost::property_tree::ptree verdict;
    std::istringstream json(ReadWholeFile(folder.PathOf("json")));
    boost::property_tree::read_json(json, verdict);
    EXPECT_EQ(verdict.get<std::string>("scenario"), script);
    EXPECT_EQ(verdict.get<std::string>("stack"), "lifecycle");
    EXPECT_EQ(verdict.get<int>("seed"), 7);
    EXPECT_FALSE(verdict.get<bool>("passed"));
    std::vector<bool> held;
    std::vector<int> lines;
    for (const auto& [key, expectation] : verdict.get_child("expectations"))
    {
        held.push_back(expectation.get<bool>("held"));
        lines.push_back(expectation.get<int>("line"));
    }
    EXPECT_THAT(held, ElementsAre(true, false));
    EXPECT_THAT(lines, ElementsAre(5, 6));
}

TEST(RunOption, SeedChangesWhatIsRandomAndNothingElse)
{
    // Without `set Isn` the generator's secret comes from the random stream.
    const auto first = RunScript(CONNECTED + "run until 1s\n", {"--seed", "1"});
    EXPECT_EQ(first.out, RunScript(CONNECTED + "run until 1s\n").out);
    EXPECT_NE(first.out, RunScript(CONNECTED + "run until 1s\n", {"--seed", "2"}).out);
}

TEST(RunOption, SetWinsOverTheScript)
{
    const auto outcome =
        RunTcplab({"run", "three-way-handshake", "--set", "A.Isn=4294967295", "--set", "A.Isn=7"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("<SEQ=7><CTL=SYN>"));
    EXPECT_THAT(outcome.out, HasSubstr("<SEQ=300><ACK=8><CTL=SYN,ACK>"));
}

TEST(SimulatorsOwnTcp, TakesMslAndWarnsOfWhatItHasNot)
{
    const auto outcome = RunTcplab(
        {"run", "simultaneous-close", "--stack", "ns3", "--set", "*.Msl=7s", "--format", "jsonl"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err,
              "tcplab: warning: ns3::TcpSocketBase has nothing like Isn, it is not set\n");
    EXPECT_EQ(StayIn(ReadStateLog(outcome.out), "A", "TIME-WAIT"), 14'000 * MILLISECOND);
}

TEST(SimulatorsOwnTcp, ShowsAPassiveOpenFromItsFirstTransitionOn)
{
    const auto outcome =
        RunTcplab({"run", "three-way-handshake", "--stack", "ns3", "--format", "states"});
    EXPECT_THAT(outcome.out,
                HasSubstr("B  LISTEN       -> SYN-RECEIVED  SEGMENT <SEQ=0><CTL=SYN>\n"));
}

TEST(SimulatorsOwnTcp, CanBeAborted)
{
    const auto outcome = RunScript(CONNECTED + "at 1s A abort\n"
                                               "expect A states SYN-SENT ESTABLISHED CLOSED\n"
                                               "expect A error aborted\n"
                                               "expect B states SYN-RECEIVED ESTABLISHED CLOSED\n"
                                               "expect 1 RST from A\n",
                                   {"--stack", "ns3"});
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(SimulatorsOwnTcp, OpensNoSecondConnectionBetweenTheSameEndpoints)
{
    const std::string script = "at 0s B listen 80\n"
                               "at 0s A connect B:80 from port 1000\n"
                               "at 1s A close\n"
                               "at 2s B close\n"
                               "at 3s A connect B:80 from port 1000 fails with ERROR_ADDRINUSE\n"
                               "at 1h A connect B:80 from port 1000\n"
                               "expect 2 <CTL=SYN> from A\n";
    const auto outcome = RunScript(script, {"--stack", "ns3"});
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(RunScript(script).status, 0); // what this module's TCP does by itself
}

} // namespace
