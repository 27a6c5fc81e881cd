// SPDX-License-Identifier: GPL-2.0-only
//
// `tcplab bench` as its user meets it. How fast anything is, no test can say: only that the table,
// the file and the exit status agree.

#include "program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using testing::HasSubstr;
using testing::StartsWith;

TEST(BenchProgram, TableFileAndExitStatusAgree)
{
    const TemporaryFolder folder;
    const std::string file = folder.PathOf("bench.json");
    const Outcome outcome =
        RunProgram(BENCH_PROGRAM, {"--quick", "--json", file, "--rows", BENCH_ROWS});
    EXPECT_EQ(outcome.err, "");
    const std::vector<std::string> table = SplitLines(outcome.out);
    const std::vector<std::string> objects = SplitLines(ReadWholeFile(file));
    ASSERT_GE(table.size(), 3u) << outcome.out;
    ASSERT_EQ(objects.size(), table.size() + 1); // brackets instead of a heading
    bool allMet = true;
    for (size_t row = 1; row < table.size(); ++row)
    {
        const bool met = table[row].find("  not met") == std::string::npos;
        allMet = allMet && met;
        EXPECT_THAT(objects[row], HasSubstr(met ? "\"met\":true" : "\"met\":false"));
        const std::string name = table[row].substr(0, table[row].find("  "));
        EXPECT_THAT(objects[row], StartsWith("{\"name\":\"" + name + "\",\"ours\":"));
    }
    EXPECT_EQ(outcome.status, allMet ? 0 : 1);
}

TEST(BenchProgram, MeasuresOnlyTheRowsThatMatch)
{
    const Outcome outcome = RunProgram(BENCH_PROGRAM, {"--quick", "--rows", "whole conn"});
    EXPECT_EQ(SplitLines(outcome.out).size(), 2u) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("whole connections"));
}

struct Unusable
{
    std::vector<std::string> arguments;
    const char* complaint;
};

class BenchUsage : public testing::TestWithParam<Unusable>
{
};

TEST_P(BenchUsage, IsRefused)
{
    const Outcome outcome = RunProgram(BENCH_PROGRAM, GetParam().arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith("tcplab: bench: "));
    EXPECT_THAT(outcome.err, HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    BenchUsage,
    testing::Values(Unusable{{"--fast"}, "'--fast'"},
                    Unusable{{"today"}, "too many positional"},
                    Unusable{{"--json"}, "'--json'"},
                    Unusable{{"--json", "/no/such/folder/x"},
                             "/no/such/folder/x: cannot be written"},
                    Unusable{{"--rows", "["}, "--rows [: no regular expression"},
                    Unusable{{"--rows", "xyz"}, "--rows xyz: no row has such a name; there are"}));

TEST(BenchProgram, Help)
{
    const Outcome outcome = RunProgram(BENCH_PROGRAM, {"--help"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, StartsWith("usage: tcplab bench "));
}

} // namespace
