// SPDX-License-Identifier: GPL-2.0-only

// `tcplab drill`: what becomes of scripts, and what is said of them.

#include "program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace
{

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// Seven lines: a connection of the host's listener, without any option but MSS. The host takes it
/// as descriptor 4.
const std::string ACCEPTED = R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 0:0(0) win 32792 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
+.1 < . 1:1(0) ack 1 win 32792
+0 accept(3, ..., ...) = 4
)";

/// \param first the verb's first arguments
Outcome
Drill(const std::string& script, std::vector<std::string> first = {})
{
    const TemporaryFolder folder;
    first.insert(first.begin(), "drill");
    first.push_back(folder.Write("x.pkt", script));
    auto outcome = RunTcplab(first);
    // What is said is the same in every folder.
    const std::string place = folder.PathOf("");
    for (std::string* text : {&outcome.out, &outcome.err})
    {
        for (size_t at = 0; (at = text->find(place, at)) != std::string::npos;)
        {
            text->erase(at, place.size());
        }
    }
    return outcome;
}

void
ExpectPasses(const std::string& script, const std::vector<std::string>& first = {})
{
    const auto outcome = Drill(script, first);
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.out, "passed x.pkt\n1 passed, 0 failed, 0 skipped\n");
    EXPECT_EQ(outcome.status, 0);
}

void
ExpectFails(const std::string& script,
            const std::string& message,
            const std::vector<std::string>& first = {})
{
    const auto outcome = Drill(script, first);
    EXPECT_EQ(outcome.err, message);
    EXPECT_THAT(outcome.out,
                AllOf(StartsWith("failed x.pkt"), EndsWith("0 passed, 1 failed, 0 skipped\n")));
    EXPECT_EQ(outcome.status, 1);
}

void
ExpectIsSkipped(const std::string& script,
                const std::string& reason,
                const std::vector<std::string>& first = {})
{
    const auto outcome = Drill(script, first);
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.out, "skipped x.pkt:" + reason + "\n0 passed, 0 failed, 1 skipped\n");
    EXPECT_EQ(outcome.status, 2);
}

} // namespace

// Verdicts.

TEST(Drill, AScriptThatHoldsPasses)
{
    ExpectPasses(ACCEPTED + R"(+0 write(4, ..., 1000) = 1000
+0 > P. 1:1001(1000) ack 1
+.1 < . 1:1(0) ack 1001 win 32792
+0 close(4) = 0
+0 > F. 1001:1001(0) ack 1
+.1 < F. 1:1(0) ack 1002 win 32792
+0 > . 1002:1002(0) ack 2
)");
}

TEST(Drill, AWrongNumberFailsWithBothSegments)
{
    ExpectFails(ACCEPTED + "+0 close(4) = 0\n+0 > F. 1:1(0) ack 2\n",
                "x.pkt:9: error handling packet: live packet field tcp_ack_seq: expected: 2 (0x2) "
                "vs actual: 1 (0x1)\n"
                "script packet: 0.100000 > F. 1:1(0) ack 2\n"
                "actual packet: 0.100000 > F. 1:1(0) ack 1 win 65535\n");
}

TEST(Drill, AWrongFlagFails)
{
    const auto outcome = Drill(ACCEPTED + "+0 close(4) = 0\n+0 > . 1:1(0) ack 1\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                StartsWith("x.pkt:9: error handling packet: live packet field tcp_fin: expected: 0 "
                           "(0x0) vs actual: 1 (0x1)\n"));
}

TEST(Drill, AWrongOptionFails)
{
    const auto outcome = Drill("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                               "+0...0 connect(3, ..., ...) = 0\n"
                               "+0 > S 0:0(0) <mss 1461,sackOK,TS val 0 ecr 0,nop,wscale 1>\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                StartsWith("x.pkt:3: error handling packet: bad outbound TCP option 1"));
}

TEST(Drill, AMissingOptionFails)
{
    const auto outcome = Drill("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                               "+0...0 connect(3, ..., ...) = 0\n"
                               "+0 > S 0:0(0) <mss 1460,sackOK,TS val 0 ecr 0>\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                StartsWith("x.pkt:3: error handling packet: bad outbound TCP options: expected: 3 "
                           "vs actual: 5"));
}

TEST(Drill, ASegmentThatDoesNotComeFails)
{
    ExpectFails(ACCEPTED + "+0 > F. 1:1(0) ack 1\n",
                "x.pkt:8: error handling packet: timed out waiting for packet\n"
                "script packet: 0.100000 > F. 1:1(0) ack 1\n");
}

TEST(Drill, ASegmentThatComesTooLateFails)
{
    // The first retransmission leaves after MinRto, 1 s.
    const auto outcome =
        Drill(ACCEPTED + "+0 close(4) = 0\n+0 > F. 1:1(0) ack 1\n+.5 > F. 1:1(0) ack 1\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(
        outcome.err,
        StartsWith("x.pkt:10: error handling packet: timing error: expected outbound packet "
                   "at 0.600000 sec but happened at 1.100000 sec; tolerance 0.062500 sec\n"));
}

TEST(Drill, ASegmentThatIsNotExpectedStandsInTheWayOfTheNext)
{
    const auto outcome = Drill(ACCEPTED + "+0 write(4, ..., 10) = 10\n"
                                          "+.1 < . 1:1(0) ack 11 win 32792\n"
                                          "+0 close(4) = 0\n"
                                          "+0 > F. 11:11(0) ack 1\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                AllOf(StartsWith("x.pkt:11: error handling packet: "),
                      HasSubstr("\nactual packet: 0.100000 > P. 1:11(10) ack 1 win 65535\n")));
}

TEST(Drill, WithStrictSegmentsNoneMayBeLeftAtTheEnd)
{
    const std::string script = ACCEPTED + "+0 write(4, ..., 10) = 10\n";
    ExpectPasses(script);
    ExpectFails("--strict_segments\n" + script,
                "x.pkt:9: the script has ended, and there is a packet that it does not expect\n"
                "actual packet: 0.100000 > P. 1:11(10) ack 1 win 65535\n");
}

TEST(Drill, AWrongResultFails)
{
    ExpectFails(ACCEPTED + "+0 write(4, ..., 10) = 9\n",
                "x.pkt:8: runtime error in write call: Expected result 9 but got 10\n");
}

TEST(Drill, AWrongErrnoFails)
{
    ExpectFails("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                "+0 write(3, ..., 10) = -1 ENOTCONN (note)\n",
                "x.pkt:2: runtime error in write call: Expected errno ENOTCONN but got EPIPE\n");
}

TEST(Drill, AnUnknownDescriptorFails)
{
    ExpectFails("0 write(3, ..., 10) = 10\n",
                "x.pkt:1: runtime error in write call: unable to find fd with script fd 3\n");
}

TEST(Drill, ACallThatBlocksForEverFails)
{
    ExpectFails(
        "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
        "+0 bind(3, ..., ...) = 0\n"
        "+0 listen(3, 1) = 0\n"
        "+0 accept(3, ..., ...) = 4\n",
        "x.pkt:4: runtime error in accept call: it blocks for ever: nothing is pending that "
        "could end that\n");
}

TEST(Drill, AnAssertionThatDoesNotHoldFails)
{
    const auto outcome = Drill(ACCEPTED + "+0 %{ assert tcpi_state == 8, tcpi_state }%\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err,
              "x.pkt:8: error executing code: expected tcpi_state == 8, but tcpi_state is 1\n");
    ExpectPasses(ACCEPTED + "+0 %{ assert tcpi_state == TCP_ESTABLISHED }%\n");
}

TEST(Drill, AMismatchThatIsNotFatalIsToldAndTheScriptPasses)
{
    const auto outcome = Drill("--non_fatal=packet\n--non_fatal=syscall\n" + ACCEPTED +
                               "+0 close(4) = -1\n+0 > . 1:1(0) ack 1\n");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("x.pkt:10: runtime error in close call: Expected result -1 but got "
                                "0\n"),
                      HasSubstr("x.pkt:11: warning handling packet: live packet field tcp_fin")));
    EXPECT_THAT(outcome.out, StartsWith("passed x.pkt\n"));
}

// What the simulator cannot do.

TEST(Drill, WhatTheSimulatorCannotDoIsSkipped)
{
    ExpectIsSkipped("0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n",
                    "1: socket: only TCP is there, SOCK_STREAM and IPPROTO_TCP");
    ExpectIsSkipped("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                    "+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0\n",
                    "2: setsockopt: TCP_CORK has no counterpart in the simulator");
    ExpectIsSkipped("0 open(\"/tmp/x\", O_RDONLY) = 3\n",
                    "1: the call open has no counterpart in the simulator");
    ExpectIsSkipped("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                    "+0 %{ assert tcpi_pacing_rate > 0 }%\n",
                    "2: tcpi_pacing_rate has no counterpart in the simulator");
    ExpectIsSkipped("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                    "+0 setsockopt(3, SOL_SOCKET, SO_KEEPALIVE, [1], 4) = 0\n",
                    "2: setsockopt: SO_KEEPALIVE has no counterpart in ns-3's TCP",
                    {"--stack", "ns3"});
}

TEST(Drill, AScriptIsSkippedBeforeAnyOfItRuns)
{
    ExpectIsSkipped("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                    "+0 close(3) = -1\n"
                    "+0 `rm -rf /`\n",
                    "3: the command \"rm\" has no meaning in a simulator");
}

TEST(Drill, WhereAllIsSkippedNothingIsHeld)
{
    const TemporaryFolder folder;
    folder.Write("a.pkt", "0 open(\"/tmp/x\", O_RDONLY) = 3\n");
    folder.Write("b.pkt", ACCEPTED);
    EXPECT_EQ(RunTcplab({"drill", folder.PathOf("a.pkt")}).status, 2);
    EXPECT_EQ(RunTcplab({"drill", folder.PathOf("")}).status, 0);
}

// The command line.

TEST(Drill, AFolderIsRunInTheOrderOfTheNames)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.PathOf("b"));
    folder.Write("c.pkt", ACCEPTED + "+0 close(3) = 1\n");
    folder.Write("b/x.pkt", ACCEPTED);
    folder.Write("a.pkt", ACCEPTED);
    folder.Write("readme.txt", "no script");
    const auto outcome = RunTcplab({"drill", folder.PathOf(""), "--jobs", "3"});
    EXPECT_THAT(SplitLines(outcome.out),
                ElementsAre("passed " + folder.PathOf("a.pkt"),
                            "passed " + folder.PathOf("b/x.pkt"),
                            "failed " + folder.PathOf("c.pkt") + ":8",
                            "2 passed, 1 failed, 0 skipped"));
    EXPECT_EQ(outcome.status, 1);
}

TEST(Drill, AScriptThatCannotBeReadIsToldAndTheOthersRun)
{
    const TemporaryFolder folder;
    folder.Write("a.pkt", "0 nonsense\n");
    folder.Write("b.pkt", ACCEPTED);
    const auto outcome = RunTcplab({"drill", folder.PathOf("")});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, StartsWith(folder.PathOf("a.pkt") + ":2:"));
    EXPECT_THAT(SplitLines(outcome.out),
                ElementsAre("unusable " + folder.PathOf("a.pkt"),
                            "passed " + folder.PathOf("b.pkt"),
                            "1 passed, 0 failed, 0 skipped, 1 unusable"));
}

TEST(Drill, JsonTellsEachVerdict)
{
    const TemporaryFolder folder;
    const auto passes = folder.Write("a.pkt", ACCEPTED);
    const auto fails = folder.Write("b.pkt", ACCEPTED + "+0 write(4, ..., 10) = 9\n");
    const auto isSkipped = folder.Write("c.pkt", "0 open(\"/tmp/x\", O_RDONLY) = 3\n");
    const auto json = folder.PathOf("out.json");
    EXPECT_EQ(RunTcplab({"drill", passes, fails, isSkipped, "--json", json}).status, 1);
    EXPECT_EQ(ReadWholeFile(json),
              "[\n{\"file\":\"" + passes +
                  "\",\"verdict\":\"passed\",\"line\":null,\"reason\":null},\n{\"file\":\"" +
                  fails +
                  "\",\"verdict\":\"failed\",\"line\":8,\"reason\":\"runtime error in write call: "
                  "Expected result 9 but got 10\"},\n{\"file\":\"" +
                  isSkipped +
                  "\",\"verdict\":\"skipped\",\"line\":1,\"reason\":\"the call open has no "
                  "counterpart in the simulator\"}\n]\n");
}

TEST(Drill, AScriptThatTakesTooLongIsEnded)
{
    // A call that nothing ends, beside a connection that never gives up.
    ExpectFails(ACCEPTED + "+0 read(4, ..., 10) = 10\n",
                "x.pkt: it did not end within 1 s, and was ended\n",
                {"--time-limit",
                 "1",
                 "--set",
                 "*.KeepAlive=true",
                 "--set",
                 "*.KeepAliveTime=1ms",
                 "--set",
                 "*.KeepAliveInterval=1ms",
                 "--set",
                 "*.KeepAliveProbes=4294967295"});
}

TEST(Drill, SaysWhatIsWrongWithItsArguments)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("x.pkt", ACCEPTED);

    struct BadCommandLine
    {
        std::vector<std::string> arguments;
        std::string complaint;
    };

    const BadCommandLine badOnes[] = {
        {{}, "drill: which scripts? \"tcplab drill FILE-OR-FOLDER...\""},
        {{folder.PathOf("none.pkt")},
         folder.PathOf("none.pkt") + ": there is no such file or folder"},
        {{script, "--stack", "bsd"}, "--stack: there is no \"bsd\": it is lifecycle or ns3"},
        {{script, "--jobs", "0"}, "--jobs: \"0\" is no whole number from 1 to 256"},
        {{script, "--time-limit", "x"}, "--time-limit: \"x\" is no whole number from 1 to 86400"},
        {{script, "--define", "1X"}, "--define: \"1X\" is no name"},
        {{script, "--define", "X", "--define", "X=1"}, "--define: X is defined twice"},
    };
    for (const auto& [arguments, complaint] : badOnes)
    {
        std::vector<std::string> all{"drill"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const auto outcome = RunTcplab(all);
        EXPECT_EQ(outcome.status, 2) << complaint;
        EXPECT_EQ(outcome.out, "");
        EXPECT_THAT(outcome.err, StartsWith("tcplab: " + complaint));
    }
    EXPECT_EQ(RunTcplab({"drill", script, "--set", "*.Nonsense=1"}).status, 2);
    EXPECT_EQ(RunTcplab({"drill", script, "--set", "B.Sack=false"}).status, 2);
}

TEST(Drill, AnAttributeThatIsSetWinsOverTheScript)
{
    const std::string script = "`sysctl -q net.ipv4.tcp_sack=1`\n"
                               "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                               "+0...0 connect(3, ..., ...) = 0\n"
                               "+0 > S 0:0(0) <mss 1460,nop,nop,TS val 0 ecr 0,nop,wscale 2>\n"
                               "+0 < R. 0:0(0) ack 1 win 0\n";
    EXPECT_EQ(Drill(script).status, 1);
    EXPECT_THAT(Drill(script, {"--set", "*.Sack=false"}).err, HasSubstr("connect call"));
}

TEST(Drill, RunsOverNs3sTcpToo)
{
    const std::string script = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                               "+0 bind(3, ..., ...) = 0\n"
                               "+0 listen(3, 1) = 0\n"
                               "+0 < S 0:0(0) win 32792 <mss 1000>\n"
                               "+0 > S. 0:0(0) ack 1 <...>\n"
                               "+.1 < . 1:1(0) ack 1 win 32792\n"
                               "+0 accept(3, ..., ...) = 4\n"
                               "+0 < P. 1:101(100) ack 1 win 32792\n"
                               "+0 read(4, ..., 1000) = 100\n"
                               "+0 write(4, ..., 200) = 200\n"
                               "+0 > . 1:1(0) ack 101 <...>\n"
                               "+0 > . 1:201(200) ack 101 <...>\n";
    ExpectPasses(script, {"--stack", "ns3"});
}
