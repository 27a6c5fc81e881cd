// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

/**
 * The shape of what is printed. On the links used here a segment takes no time to be sent, so that
 * every time can be said beforehand.
 */

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Nobody listens: SYN, and RST,ACK one link delay later.
const std::string REFUSED = "link delay 10ms rate 1000Gbps\n"
                            "set A.Isn = 100\n"
                            "at 1s A connect B:80 from port 4000\n";

/// The look of a ladder, its times and headings left out.
std::vector<std::string>
LadderWithoutTimes(const std::string& out)
{
    static const std::regex time(R"( *[0-9]+\.[0-9]{9}| *Time \(s\))");
    static const std::regex blanks(" +");
    std::vector<std::string> lines;
    for (const auto& line : SplitLines(out))
    {
        std::string text = std::regex_replace(line, time, "");
        text = std::regex_replace(text, blanks, " ");
        text.erase(0, text.find_first_not_of(' '));
        lines.push_back(text);
    }
    return lines;
}

TEST(StatesFormat, IsALineForEachTransition)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("refused.tcp", REFUSED);
    const auto outcome = RunTcplab({"run", script, "--format", "states"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(SplitLines(outcome.out),
                ElementsAre("   1.000000000  A  CLOSED       -> SYN-SENT      OPEN",
                            "   1.020000000  A  SYN-SENT     -> CLOSED        SEGMENT "
                            "<SEQ=0><ACK=101><CTL=RST,ACK>"));
}

TEST(StatesFormat, NumbersTheConnectionsOfAHostThatHasSeveral)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("two.tcp", REFUSED + "at 2s A connect B:80 from port 4001\n");
    const auto lines = SplitLines(RunTcplab({"run", script, "--format", "states"}).out);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_THAT(lines[1], HasSubstr("  A.1  SYN-SENT     -> CLOSED "));
    EXPECT_THAT(lines[3], HasSubstr("  A.2  SYN-SENT     -> CLOSED "));
}

TEST(StatesFormat, ExplainsOnRequest)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("refused.tcp", REFUSED);
    const auto lines =
        SplitLines(RunTcplab({"run", script, "--format", "states", "--explain"}).out);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_THAT(lines[1], testing::StartsWith("                RFC 9293, 3.10.1: "));
    EXPECT_THAT(lines[3], testing::StartsWith("                RFC 9293, 3.10.7.3: "));
}

/// A connects to B twice, a second after each other; the SYN takes 10 ms.
const std::string TWICE = "link delay 10ms rate 1000Gbps\n"
                          "at 0s B listen 80\n"
                          "at 1s A connect B:80 from port 4000 as x\n"
                          "at 2s A connect B:80 from port 4001 as y\n"
                          "run until 3s\n";

TEST(IsnFormat, IsALineForEachNumber)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("twice.tcp",
                                     "set A.IsnGenerator = ns3::TcpIsnBsd\n"
                                     "set A.y.Isn = 100\n"
                                     "set B.IsnGenerator = ns3::TcpIsnClock\n" +
                                         TWICE);
    const auto outcome = RunTcplab({"run", script, "--format", "isn"});
    EXPECT_EQ(outcome.status, 0);
    // A: 1 + 2 x 64000, and from there to 100. B: 10 ms are 2500 ticks of the clock.
    const std::string pad(14, ' '); // to the length of ns3::TcpLifecycleSocket::Isn
    EXPECT_THAT(SplitLines(outcome.out),
                ElementsAre("   1.000000000  A  10.0.0.1:4000  10.0.0.2:80    ns3::TcpIsnBsd" +
                                pad + "      128001           -",
                            "   1.010000000  B  10.0.0.2:80    10.0.0.1:4000  ns3::TcpIsnClock" +
                                pad.substr(2) + "      252500           -",
                            "   2.000000000  A  10.0.0.1:4001  10.0.0.2:80    "
                            "ns3::TcpLifecycleSocket::Isn         100  4294839395",
                            "   2.010000000  B  10.0.0.2:80    10.0.0.1:4001  ns3::TcpIsnClock" +
                                pad.substr(2) + "      502500      250000"));
}

TEST(IsnFormat, TellsThatTheSimulatorsOwnTcpAlwaysStartsAtZero)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("twice.tcp", TWICE);
    const auto outcome = RunTcplab({"run", script, "--stack", "ns3", "--format", "isn"});
    EXPECT_EQ(outcome.status, 0);
    const auto lines = SplitLines(outcome.out);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[3],
              "   2.010000000  B  10.0.0.2:80    10.0.0.1:4001  ns3::TcpSocketBase           0     "
              "      0");
}

TEST(IsnFormat, TakesAttributesOfTheGenerator)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("twice.tcp", TWICE);
    const auto numbers = [&script](const std::string& generator) {
        const auto outcome =
            RunTcplab({"run", script, "--format", "isn", "--set", "A.IsnGenerator=" + generator});
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        std::vector<std::string> values;
        for (const auto& line : SplitLines(outcome.out))
        {
            std::istringstream words(line);
            std::vector<std::string> word{std::istream_iterator<std::string>(words), {}};
            if (word.at(1) == "A")
            {
                values.push_back(word.at(5));
            }
        }
        return values;
    };
    EXPECT_THAT(numbers("ns3::TcpIsnConstant[Value=5]"), ElementsAre("5", "5"));
    EXPECT_THAT(numbers("ns3::TcpIsnConstant[]"), ElementsAre("0", "0"));
    EXPECT_THAT(numbers("ns3::TcpIsnList[List=300,4294967295|Step=7]"),
                ElementsAre("300", "4294967295"));
    EXPECT_THAT(numbers("ns3::TcpIsnClock[Tick=64ns]"), ElementsAre("15625000", "31250000"));
    EXPECT_THAT(numbers("ns3::TcpIsnBsd[Step=128|Interval=1s|PerConnection=64]"),
                ElementsAre("129", "321"));
}

TEST(JsonLinesFormat, IsAnObjectForEachTransition)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("refused.tcp", REFUSED);
    const auto outcome = RunTcplab({"run", script, "--format", "jsonl"});
    EXPECT_EQ(outcome.status, 0);
    const auto lines = SplitLines(outcome.out);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0],
              R"({"time":1.000000000,"host":"A","event":"state","local":"10.0.0.1:4000",)"
              R"("remote":"10.0.0.2:80","from":"CLOSED","to":"SYN-SENT","cause":"OPEN",)"
              R"("segment":null,"rule":"closed-open-active"})");
    // What window a RST names, no RFC says.
    static const std::regex window("\"wnd\":[0-9]+");
    EXPECT_EQ(std::regex_replace(lines[1], window, "\"wnd\":0"),
              R"({"time":1.020000000,"host":"A","event":"state","local":"10.0.0.1:4000",)"
              R"("remote":"10.0.0.2:80","from":"SYN-SENT","to":"CLOSED","cause":"SEGMENT",)"
              R"("segment":{"seq":0,"ack":101,"ctl":"RST,ACK","len":0,"wnd":0},)"
              R"("rule":"syn-sent-rst"})");
}

TEST(JsonLinesFormat, WritesIpv6Endpoints)
{
    const TemporaryFolder folder;
    const auto script =
        folder.Write("refused6.tcp", "link ipv6\nat 1s A connect B:80 from port 4000\n");
    const auto lines = SplitLines(RunTcplab({"run", script, "--format", "jsonl"}).out);
    ASSERT_FALSE(lines.empty());
    EXPECT_THAT(lines[0], HasSubstr(R"("local":"[2001:db8::1]:4000","remote":"[2001:db8::2]:80")"));
}

TEST(JsonLinesFormat, NamesNoRuleOverTheSimulatorsOwnTcp)
{
    const auto outcome =
        RunTcplab({"run", "simultaneous-close", "--stack", "ns3", "--format", "jsonl"});
    for (const auto& line : SplitLines(outcome.out))
    {
        EXPECT_THAT(line, HasSubstr(R"("rule":null)"));
    }
}

TEST(LadderFormat, HasColumnsAndTimes)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("refused.tcp", "title \"Refused\"\n" + REFUSED);
    const auto outcome = RunTcplab({"run", script});
    EXPECT_THAT(
        SplitLines(outcome.out),
        ElementsAre(
            "Refused",
            "",
            "      Time (s)  A 10.0.0.1:4000                                       B 10.0.0.2:80"
            "        Time (s)",
            "                CLOSED                                                CLOSED",
            "   1.000000000  (Active Open)",
            "   1.000000000  SYN-SENT     --> <SEQ=100><CTL=SYN>               --> CLOSED       "
            "     1.010000000",
            "   1.020000000  CLOSED       <-- <SEQ=0><ACK=101><CTL=RST,ACK>    <-- CLOSED       "
            "     1.010000000",
            "",
            "Nothing was expected."));
}

TEST(LadderFormat, ExplainsOnRequest)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("refused.tcp", REFUSED);
    const auto out = RunTcplab({"run", script, "--explain"}).out;
    EXPECT_THAT(out, HasSubstr("\n                  A: CLOSED -> SYN-SENT. RFC 9293, 3.10.1: "));
    EXPECT_THAT(out, HasSubstr("\n                  A: SYN-SENT -> CLOSED. RFC 9293, 3.10.7.3: "));
}

TEST(LadderFormat, ShowsTheHandshakeAsFigure6)
{
    EXPECT_THAT(LadderWithoutTimes(RunTcplab({"run", "three-way-handshake"}).out),
                testing::IsSupersetOf({
                    "CLOSED LISTEN",
                    "SYN-SENT --> <SEQ=100><CTL=SYN> --> SYN-RECEIVED",
                    "ESTABLISHED <-- <SEQ=300><ACK=101><CTL=SYN,ACK> <-- SYN-RECEIVED",
                    "ESTABLISHED --> <SEQ=101><ACK=301><CTL=ACK> --> ESTABLISHED",
                    "ESTABLISHED --> <SEQ=101><ACK=301><DATA=10><CTL=PSH,ACK> --> ESTABLISHED",
                }));
}

TEST(LadderFormat, ShowsASimultaneousOpenAsFigure7)
{
    auto lines = LadderWithoutTimes(RunTcplab({"run", "simultaneous-open"}).out);
    ASSERT_GE(lines.size(), 11U);
    lines.resize(11);
    EXPECT_THAT(lines,
                ElementsAre("Simultaneous open (RFC 9293, figure 7)",
                            "",
                            "A 10.0.0.1:1000 B 10.0.0.2:2000",
                            "CLOSED CLOSED",
                            "(Active Open) (Active Open)",
                            "SYN-SENT --> <SEQ=100><CTL=SYN> ...",
                            "SYN-RECEIVED <-- <SEQ=300><CTL=SYN> <-- SYN-SENT",
                            "... <SEQ=100><CTL=SYN> --> SYN-RECEIVED",
                            "SYN-RECEIVED --> <SEQ=100><ACK=301><CTL=SYN,ACK> ...",
                            "ESTABLISHED <-- <SEQ=300><ACK=101><CTL=SYN,ACK> <-- SYN-RECEIVED",
                            "... <SEQ=100><ACK=301><CTL=SYN,ACK> --> ESTABLISHED"));
}

TEST(LadderFormat, ShowsANormalCloseAsFigure12)
{
    auto lines = LadderWithoutTimes(RunTcplab({"run", "normal-close"}).out);
    ASSERT_GE(lines.size(), 10U);
    lines.erase(lines.begin(), lines.end() - 10);
    EXPECT_THAT(lines,
                ElementsAre("(Close)",
                            "FIN-WAIT-1 --> <SEQ=100><ACK=300><CTL=FIN,ACK> --> CLOSE-WAIT",
                            "FIN-WAIT-2 <-- <SEQ=300><ACK=101><CTL=ACK> <-- CLOSE-WAIT",
                            "(Close)",
                            "TIME-WAIT <-- <SEQ=300><ACK=101><CTL=FIN,ACK> <-- LAST-ACK",
                            "TIME-WAIT --> <SEQ=101><ACK=301><CTL=ACK> --> CLOSED",
                            "(2 MSL)",
                            "CLOSED",
                            "",
                            "All 8 expectations held."));
}

TEST(LadderFormat, ShowsASimultaneousCloseAsFigure13)
{
    auto lines = LadderWithoutTimes(RunTcplab({"run", "simultaneous-close"}).out);
    ASSERT_GE(lines.size(), 11U);
    lines.erase(lines.begin(), lines.end() - 11);
    EXPECT_THAT(lines,
                ElementsAre("(Close) (Close)",
                            "FIN-WAIT-1 --> <SEQ=100><ACK=300><CTL=FIN,ACK> ...",
                            "CLOSING <-- <SEQ=300><ACK=100><CTL=FIN,ACK> <-- FIN-WAIT-1",
                            "... <SEQ=100><ACK=300><CTL=FIN,ACK> --> CLOSING",
                            "CLOSING --> <SEQ=101><ACK=301><CTL=ACK> ...",
                            "TIME-WAIT <-- <SEQ=301><ACK=101><CTL=ACK> <-- CLOSING",
                            "... <SEQ=101><ACK=301><CTL=ACK> --> TIME-WAIT",
                            "(2 MSL) (2 MSL)",
                            "CLOSED CLOSED",
                            "",
                            "All 5 expectations held."));
}

TEST(LadderFormat, MarksWhatIsLostAndWhatIsRepeated)
{
    const auto lines = LadderWithoutTimes(RunTcplab({"run", "lost-last-ack"}).out);
    EXPECT_THAT(lines,
                testing::IsSupersetOf({
                    "TIME-WAIT --> <SEQ=101><ACK=301><CTL=ACK> X (lost)",
                    "(Retransmission)",
                    "TIME-WAIT <-- <SEQ=300><ACK=101><CTL=FIN,ACK> <-- LAST-ACK",
                    "TIME-WAIT --> <SEQ=101><ACK=301><CTL=ACK> --> CLOSED",
                }));
}

TEST(LadderFormat, MarksNothingAsRepeatedOfAConnectionBefore)
{
    // Both connections begin with the number that the script gives to A.
    const auto out = RunTcplab({"run", "old-duplicate-right-msl"}).out;
    EXPECT_EQ(out.find("(Retransmission)"), std::string::npos) << out;
    EXPECT_NE(out.find("<CTL=SYN>"), out.rfind("<CTL=SYN>")) << out;
}

TEST(LadderFormat, GivesEachPairOfEndpointsALadder)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("two.tcp", REFUSED + "at 2s A connect B:80 from port 4001\n");
    const auto out = RunTcplab({"run", script}).out;
    const auto first = out.find("A 10.0.0.1:4000");
    const auto second = out.find("A 10.0.0.1:4001");
    ASSERT_NE(second, std::string::npos);
    EXPECT_LT(first, second);
}

TEST(Readme, ShowsWhatTheProgramPrints)
{
    const auto lines = SplitLines(ReadWholeFile(std::string(MODULE_SOURCE_DIR) + "/README.md"));
    auto line = std::find_if(lines.begin(), lines.end(), [](const std::string& text) {
        return text.find("./tcplab run simultaneous-close") != std::string::npos;
    });
    const auto isFence = [](const std::string& text) { return text.compare(0, 3, "```") == 0; };
    // The command may stand in a fenced block of its own: what is shown begins with the title.
    line = std::find(line, lines.end(), "Simultaneous close (RFC 9293, figure 13)");
    ASSERT_NE(line, lines.end()) << "README.md shows no output of simultaneous-close";
    ASSERT_TRUE(isFence(*(line - 1))) << "the output does not begin its fenced block";
    std::string shown;
    for (; line != lines.end() && !isFence(*line); ++line)
    {
        shown += *line + '\n';
    }
    EXPECT_EQ(shown, RunTcplab({"run", "simultaneous-close"}).out);
}

} // namespace
