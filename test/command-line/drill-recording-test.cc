// SPDX-License-Identifier: GPL-2.0-only

// `tcplab run --format pkt`: what happened at a host, as a packet script that holds.

#include "program.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace
{

using testing::HasSubstr;
using testing::StartsWith;

struct Recorded
{
    const char* scenario;
    const char* host;
};

/// \return the arguments that run a script, with the settings that it says it is to be run with
std::vector<std::string>
DrillArguments(const std::string& script)
{
    std::vector<std::string> arguments = {"drill", script};
    for (const auto& line : SplitLines(ReadWholeFile(script)))
    {
        const std::string begin = "// To be run with ";
        if (line.compare(0, begin.size(), begin) == 0)
        {
            std::istringstream words(line.substr(begin.size()));
            for (std::string word; words >> word;)
            {
                word.erase(std::remove(word.begin(), word.end(), '\''), word.end());
                arguments.push_back(word);
            }
        }
    }
    return arguments;
}

class RecordedScenario : public testing::TestWithParam<Recorded>
{
};

TEST_P(RecordedScenario, HappensAgain)
{
    const auto [scenario, host] = GetParam();
    const TemporaryFolder folder;
    const auto script = folder.PathOf("x.pkt");
    ASSERT_EQ(RunTcplab({"run", scenario, "--format", "pkt=" + script, "--host", host}).status, 0);
    const auto outcome = RunTcplab(DrillArguments(script));
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err << ReadWholeFile(script);
    // It holds something: another number in its last segment that is expected, and it fails.
    std::string text = ReadWholeFile(script);
    const size_t line = text.rfind(" > ");
    ASSERT_NE(line, std::string::npos);
    text.insert(text.find('(', line), "9");
    const auto altered = RunTcplab(DrillArguments(folder.Write("y.pkt", text)));
    EXPECT_NE(altered.status, 0) << text;
}

const Recorded RECORDED[] = {
    {"three-way-handshake", "A"},
    {"three-way-handshake", "B"},
    {"normal-close", "A"},
    {"normal-close", "B"},
    {"half-close", "A"},
    {"half-close", "B"},
    {"simultaneous-close", "A"},
    {"simultaneous-close", "B"},
    {"simultaneous-open", "A"},
    {"simultaneous-open", "B"},
    {"connection-refused", "A"},
    {"connection-refused", "B"},
    {"lost-last-ack", "A"},
    {"lost-last-ack", "B"},
    // Of one connection after another the first is told.
    {"old-duplicate-right-msl", "A"},
    {"old-duplicate-right-msl", "B"},
    {"old-duplicate-short-msl", "B"},
    {"old-duplicate-syn", "B"},
    {"port-exhaustion", "A"},
    {"time-wait-assassination-reset", "A"},
    {"time-wait-assassination-reset", "B"},
    {"time-wait-reuse-by-number", "A"},
    {"time-wait-reuse-by-number", "B"},
    {"time-wait-reuse-by-timestamp", "B"},
    {"time-wait-reuse-refused", "A"},
    // With settings, and text that is forged.
    {"blind-attack-data", "A"},
    {"blind-attack-data", "B"},
};

INSTANTIATE_TEST_SUITE_P(Recording,
                         RecordedScenario,
                         testing::ValuesIn(RECORDED),
                         [](const testing::TestParamInfo<Recorded>& info) {
                             std::string name = std::string(info.param.scenario) + info.param.host;
                             name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                             return name;
                         });

TEST(Recording, CountsSackBlocksFromTheSynTooAndWritesMoreThanABufferHolds)
{
    const TemporaryFolder folder;
    const auto scenario = folder.Write(
        "sack.tcp",
        "at 0s B listen 80\nat 0s A connect B:80\n"
        "at 1s A send 10000\nat 5s A send 150000\nlose data 2 from A\nrun until 10s\n");
    for (const char* host : {"A", "B"})
    {
        const auto script = folder.PathOf("x.pkt");
        ASSERT_EQ(RunTcplab({"run", scenario, "--format", "pkt=" + script, "--host", host}).status,
                  0);
        EXPECT_THAT(ReadWholeFile(script), HasSubstr("sack 2897:4345")); // of segments of 1448
        const auto outcome = RunTcplab({"drill", script});
        EXPECT_EQ(outcome.status, 0) << outcome.err;
    }
}

TEST(Recording, WarnsOfWhatCannotBeRun)
{
    const TemporaryFolder folder;
    const std::string format = "pkt=" + folder.PathOf("x.pkt");
    EXPECT_EQ(RunTcplab({"run", "blind-spoof", "--format", format, "--host", "A"}).err,
              "tcplab: warning: nothing happened at host A: the packet script is empty\n");
    EXPECT_EQ(RunTcplab({"run", "blind-attack-reset", "--format", format, "--host", "B"}).err,
              "tcplab: warning: the packet script is larger than 1 MiB: tcplab drill will not read "
              "it\n");
}

TEST(Recording, NamesTheScenarioTheHostAndTheCalls)
{
    const auto outcome = RunTcplab({"run", "normal-close", "--format", "pkt", "--host", "A"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out,
                StartsWith("// Normal close (RFC 9293, figure 12): what happened at host A, as "
                           "\"tcplab run\" saw it.\n"));
    EXPECT_THAT(outcome.out, HasSubstr("\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"));
    EXPECT_THAT(outcome.out,
                HasSubstr("connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"));
    EXPECT_THAT(outcome.out, HasSubstr("close(3) = 0\n"));
}

TEST(Recording, HostMustExistAndBeAskedFor)
{
    auto outcome = RunTcplab({"run", "normal-close", "--format", "pkt", "--host", "C"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.err, "tcplab: --host: the scenario has no host \"C\": it is A or B\n");
    outcome = RunTcplab({"run", "normal-close", "--host", "A"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.err,
              "tcplab: --host: only a packet script is about one host: --format pkt=FILE\n");
}

} // namespace
