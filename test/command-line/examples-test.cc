// SPDX-License-Identifier: GPL-2.0-only
//
// The examples, and what the documents show of them.

#include "program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace
{

const std::string MODULE = MODULE_SOURCE_DIR;

Outcome
RunExample(const std::string& name, const std::vector<std::string>& arguments = {})
{
    return RunProgram(EXAMPLE_PROGRAM_DIR "/" + name, arguments);
}

/// The states that a node of first-connection goes through, from its output.
std::vector<std::string>
StatesOf(const std::string& node, const std::string& output)
{
    std::vector<std::string> states;
    for (const std::string& line : SplitLines(output))
    {
        const std::string mark = "node " + node + ", ";
        if (const auto at = line.find(mark); at != std::string::npos)
        {
            states.push_back(line.substr(at + mark.size()));
        }
    }
    return states;
}

TEST(FirstConnection, GoesThroughTheStatesOfANormalClose)
{
    const Outcome outcome = RunExample("first-connection");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    // RFC 9293, figures 6 and 12: the client opens and closes first.
    EXPECT_THAT(StatesOf("0", outcome.out),
                ElementsAre("CLOSED -> SYN-SENT",
                            "SYN-SENT -> ESTABLISHED",
                            "ESTABLISHED -> FIN-WAIT-1",
                            "FIN-WAIT-1 -> FIN-WAIT-2",
                            "FIN-WAIT-2 -> TIME-WAIT",
                            "TIME-WAIT -> CLOSED"));
    EXPECT_THAT(StatesOf("1", outcome.out),
                ElementsAre("LISTEN -> SYN-RECEIVED",
                            "SYN-RECEIVED -> ESTABLISHED",
                            "ESTABLISHED -> CLOSE-WAIT",
                            "CLOSE-WAIT -> LAST-ACK",
                            "LAST-ACK -> CLOSED"));
}

TEST(FirstConnection, StandsInTheReadmeAsItIs)
{
    const std::string program = ReadWholeFile(MODULE + "/examples/first-connection.cc");
    EXPECT_THAT(ReadWholeFile(MODULE + "/README.md"), HasSubstr("```cpp\n" + program + "```\n"));
}

TEST(TransitionTable, StandsInTheManualAsItIs)
{
    const Outcome outcome = RunExample("transition-table", {"--format=rst"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(ReadWholeFile(MODULE + "/doc/transition-table.rst"), outcome.out);
}

TEST(TransitionTable, NamesAFormatThatItDoesNotHave)
{
    const Outcome outcome = RunExample("transition-table", {"--format=xml"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("rst or dot, not 'xml'"));
}

} // namespace
