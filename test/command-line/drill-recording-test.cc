// SPDX-License-Identifier: GPL-2.0-only

// `tcplab run --format pkt`: what happened at a host, as a packet script that holds.

#include "program.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
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

class RecordedScenario : public testing::TestWithParam<Recorded>
{
};

TEST_P(RecordedScenario, HappensAgain)
{
    const auto [scenario, host] = GetParam();
    const TemporaryFolder folder;
    const auto script = folder.PathOf("x.pkt");
    ASSERT_EQ(RunTcplab({"run", scenario, "--format", "pkt=" + script, "--host", host}).status, 0);
    const auto outcome = RunTcplab({"drill", script});
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err << ReadWholeFile(script);
    // It holds something: another number in its last segment that is expected, and it fails.
    std::string text = ReadWholeFile(script);
    const size_t line = text.rfind(" > ");
    ASSERT_NE(line, std::string::npos);
    text.insert(text.find('(', line), "9");
    const auto altered = RunTcplab({"drill", folder.Write("y.pkt", text)});
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
};

INSTANTIATE_TEST_SUITE_P(Recording,
                         RecordedScenario,
                         testing::ValuesIn(RECORDED),
                         [](const testing::TestParamInfo<Recorded>& info) {
                             std::string name = std::string(info.param.scenario) + info.param.host;
                             name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                             return name;
                         });

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
