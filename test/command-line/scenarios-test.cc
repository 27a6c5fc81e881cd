// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"
#include "state-log.h"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/// The built-in scenarios, and what must hold of them.

namespace
{

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr int64_t SECOND = 1'000'000'000;

std::vector<std::string>
ScenarioNames()
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(TCPLAB_SCENARIO_DIR))
    {
        names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string
TestName(const testing::TestParamInfo<std::string>& info)
{
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

class BuiltInScenario : public testing::TestWithParam<std::string>
{
};

TEST_P(BuiltInScenario, HoldsWhatItExpects)
{
    const auto outcome = RunTcplab({"run", GetParam()});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("expectations held."));
}

TEST_P(BuiltInScenario, PrintsTheSameTwice)
{
    const std::vector<std::string> arguments{"run", GetParam(), "--explain"};
    EXPECT_EQ(RunTcplab(arguments).out, RunTcplab(arguments).out);
}

TEST_P(BuiltInScenario, RunsOverTheSimulatorsOwnTcp)
{
    const auto outcome = RunTcplab({"run", GetParam(), "--stack", "ns3", "--format", "jsonl"});
    EXPECT_LE(outcome.status, 1);
    EXPECT_EQ(outcome.signal, 0);
    EXPECT_FALSE(ReadStateLog(outcome.out).empty());
}

INSTANTIATE_TEST_SUITE_P(All, BuiltInScenario, testing::ValuesIn(ScenarioNames()), TestName);

TEST(Scenarios, AreListedWithTheirTitles)
{
    const auto outcome = RunTcplab({"list"});
    EXPECT_EQ(outcome.status, 0);
    std::vector<std::string> listed;
    for (const auto& line : SplitLines(outcome.out))
    {
        const size_t end = line.find(' ');
        ASSERT_NE(end, std::string::npos) << line;
        EXPECT_GT(line.size() - line.find_first_not_of(' ', end), 10U) << line << " has no title";
        listed.push_back(line.substr(0, end));
    }
    EXPECT_EQ(listed, ScenarioNames());
    EXPECT_THAT(listed,
                testing::IsSupersetOf({"three-way-handshake",
                                       "simultaneous-open",
                                       "normal-close",
                                       "half-close",
                                       "simultaneous-close",
                                       "connection-refused",
                                       "lost-last-ack",
                                       "half-open-reset",
                                       "keep-alive",
                                       "blind-attack-reset",
                                       "blind-attack-syn",
                                       "blind-attack-data",
                                       "blind-attack-exact-reset",
                                       "blind-attack-rfc793"}));
}

TEST(SimultaneousClose, StaysInTimeWaitForTwiceTheMsl)
{
    const auto outcome =
        RunTcplab({"run", "simultaneous-close", "--set", "*.Msl=7s", "--format", "jsonl"});
    EXPECT_EQ(outcome.status, 0);
    const auto log = ReadStateLog(outcome.out);
    EXPECT_THAT(
        StatesEntered(log, "A"),
        ElementsAre("SYN-SENT", "ESTABLISHED", "FIN-WAIT-1", "CLOSING", "TIME-WAIT", "CLOSED"));
    EXPECT_THAT(
        StatesEntered(log, "B"),
        ElementsAre("SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "CLOSING", "TIME-WAIT", "CLOSED"));
    EXPECT_EQ(StayIn(log, "A", "TIME-WAIT"), 14 * SECOND);
    EXPECT_EQ(StayIn(log, "B", "TIME-WAIT"), 14 * SECOND);
}

TEST(SimultaneousClose, TakesTheMslOfEachHost)
{
    const auto outcome = RunTcplab({"run",
                                    "simultaneous-close",
                                    "--set",
                                    "A.Msl=1ns",
                                    "--set",
                                    "B.Msl=1.5s",
                                    "--format",
                                    "jsonl"});
    const auto log = ReadStateLog(outcome.out);
    EXPECT_EQ(StayIn(log, "A", "TIME-WAIT"), 2);
    EXPECT_EQ(StayIn(log, "B", "TIME-WAIT"), 3 * SECOND);
}

TEST(SimultaneousOpen, EstablishesWithoutReset)
{
    const auto outcome = RunTcplab({"run", "simultaneous-open", "--format", "jsonl"});
    EXPECT_EQ(outcome.status, 0);
    const auto log = ReadStateLog(outcome.out);
    for (const char* host : {"A", "B"})
    {
        EXPECT_THAT(StatesEntered(log, host),
                    ElementsAre("SYN-SENT", "SYN-RECEIVED", "ESTABLISHED"));
    }
    EXPECT_THAT(RunTcplab({"run", "simultaneous-open"}).out, Not(HasSubstr("RST")));
}

TEST(SimultaneousOpen, IsResetByTheSimulatorsOwnTcp)
{
    const auto outcome = RunTcplab({"run", "simultaneous-open", "--stack", "ns3"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.out, HasSubstr("<CTL=RST>"));
    EXPECT_THAT(outcome.err, HasSubstr("expected A states"));
}

TEST(HalfClose, LetsTheOtherSideSendForTenMinutes)
{
    const auto log = ReadStateLog(RunTcplab({"run", "half-close", "--format", "jsonl"}).out);
    EXPECT_GT(StayIn(log, "A", "FIN-WAIT-2"), 9 * 60 * SECOND);
    EXPECT_GT(StayIn(log, "B", "CLOSE-WAIT"), 9 * 60 * SECOND);
}

TEST(LostLastAck, RestartsTimeWait)
{
    // The 2 MSL of 4 minutes begin again with the repeated FIN, the retransmission timeout later,
    // and that is at least one second.
    const auto log = ReadStateLog(RunTcplab({"run", "lost-last-ack", "--format", "jsonl"}).out);
    EXPECT_GE(StayIn(log, "A", "TIME-WAIT"), 241 * SECOND);
    EXPECT_LT(StayIn(log, "A", "TIME-WAIT"), 250 * SECOND);
}

} // namespace
