// SPDX-License-Identifier: GPL-2.0-only

#include "drill/drill-code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using namespace tcplab::drill;
using testing::ElementsAre;
using testing::HasSubstr;

/// A connection that has these values, whichever they are.
std::optional<int64_t>
Lookup(const std::string& name)
{
    const CodeVariables values{{"tcpi_state", 1}, {"tcpi_snd_cwnd", 10}, {"tcpi_options", 7}};
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional<int64_t>(found->second);
}

std::shared_ptr<const CodeBlock>
Read(const std::string& text)
{
    std::string reason;
    auto code = ReadCode(text, {}, reason);
    EXPECT_EQ(reason, "");
    return code;
}

std::optional<CodeFailure>
Run(const std::string& text, CodeVariables variables = {})
{
    return RunCode(*Read(text), variables, Lookup);
}

/// \return "held", or what happened instead
std::string
Outcome(const std::string& text)
{
    const auto failure = Run(text);
    return failure ? failure->happened : "held";
}

TEST(Assertion, Holds)
{
    for (const char* text : {
             "assert tcpi_state == TCP_ESTABLISHED, tcpi_state",
             "assert tcpi_state==1",
             "assert 5 <= tcpi_snd_cwnd <= 10",
             "assert 5 <= tcpi_snd_cwnd < 11 == 11",
             "assert (tcpi_options & TCPI_OPT_SACK) != 0, tcpi_options",
             "assert tcpi_options & TCPI_OPT_SACK | 8 == 10",
             "assert tcpi_state == 2 or tcpi_snd_cwnd == 10 and not tcpi_options == 0",
             "assert abs(tcpi_snd_cwnd - 12) <= 2",
             "assert max(1, tcpi_snd_cwnd, 3) == 10 and min(2, 1) == 1",
             "assert -7 // 2 == -4 and -7 % 2 == 1 and 7 % -2 == -1",
             "assert 1 << 4 == 16 and 16 >> 2 == 4 and 1 ^ 3 == 2 and ~0 == -1",
             "assert 2 + 3 * 4 == 14 and (2 + 3) * 4 == 20 and 10 - 3 - 2 == 5",
             "assert 0x10 == 16",
             "assert not 0 and True and not False",
             "assert 1, \"text; with # and (\"",
         })
    {
        EXPECT_EQ(Outcome(text), "held") << text;
    }
}

TEST(Assertion, FailsWithItsValues)
{
    EXPECT_EQ(Outcome("assert tcpi_snd_cwnd == 11, tcpi_snd_cwnd"), "tcpi_snd_cwnd is 10");
    EXPECT_EQ(Outcome("assert 11 <= tcpi_snd_cwnd <= tcpi_options"),
              "tcpi_snd_cwnd is 10, tcpi_options is 7");
    EXPECT_EQ(Outcome("assert tcpi_state == TCP_CLOSE"), "tcpi_state is 1");
    EXPECT_EQ(Outcome("assert 1 == 2"), "it is false");
    EXPECT_EQ(Outcome("assert tcpi_nothing == 2"), "\"tcpi_nothing\" has no value");
    EXPECT_EQ(Outcome("assert 1 // 0 == 2"), "a number is divided by 0");
    EXPECT_EQ(Outcome("assert 9223372036854775807 + 1"), "a number is too large for 64 bits");
    EXPECT_EQ(Outcome("assert 1 << 64"), "a number is too large for 64 bits");
    EXPECT_EQ(Outcome("assert 1 << -1"), "a number is shifted by less than nothing");
}

TEST(Assertion, IsNamedWithItsPlace)
{
    std::string reason;
    const auto code = ReadCode("\nassert 1\n  assert tcpi_state == 2 , 3", {10, 5}, reason);
    ASSERT_NE(code, nullptr);
    CodeVariables variables;
    const auto failure = RunCode(*code, variables, Lookup);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->place.line, 12u);
    EXPECT_EQ(failure->place.column, 3u);
    EXPECT_EQ(failure->expected, "tcpi_state == 2");
}

TEST(Code, GoesOverLines)
{
    EXPECT_EQ(Outcome("assert tcpi_state == 1, tcpi_state; \\\n  assert tcpi_snd_cwnd == 11"),
              "tcpi_snd_cwnd is 10");
    EXPECT_EQ(Outcome("assert (tcpi_state ==\n  1), 5\nassert tcpi_snd_cwnd == 11 # a comment"),
              "tcpi_snd_cwnd is 10");
    EXPECT_EQ(Outcome("# assert 0\n\n;;assert 1;"), "held");
    EXPECT_EQ(Outcome(""), "held");
}

TEST(Code, KeepsVariables)
{
    CodeVariables variables;
    EXPECT_FALSE(RunCode(*Read("cwnd = tcpi_snd_cwnd; LIMIT = 0x7fffffff"), variables, Lookup));
    EXPECT_FALSE(RunCode(*Read("print(cwnd); cwnd += 2; cwnd *= 3"), variables, Lookup));
    EXPECT_EQ(variables.at("cwnd"), 36);
    EXPECT_FALSE(RunCode(*Read("assert cwnd == 36 and LIMIT == 2147483647"), variables, Lookup));
    EXPECT_TRUE(RunCode(*Read("x += 1"), variables, Lookup));
}

TEST(Code, SaysWhatItReads)
{
    const auto code = Read("cwnd = tcpi_snd_cwnd; assert cwnd == tcpi_a + TCP_CLOSE; b += cwnd");
    EXPECT_THAT(NamesReadBy(*code), ElementsAre("tcpi_snd_cwnd", "tcpi_a", "b"));
    EXPECT_THAT(NamesAssignedBy(*code), ElementsAre("b", "cwnd"));
}

TEST(Code, IsNotUnderstoodBeyondThat)
{
    for (const char* text : {
             "if tcpi_state == 1: pass",
             "import os",
             "assert",
             "assert tcpi_state = 1",
             "assert f(1)",
             "assert 1.5 == 1.5",
             "assert 2 ** 3 == 8",
             "assert 3 / 2 == 1",
             "assert (1",
             "assert tcpi_state is 1",
             "x = 1 = 2",
             "assert tcpi_state == 1 tcpi_state",
         })
    {
        std::string reason;
        EXPECT_EQ(ReadCode(text, {3, 4}, reason), nullptr) << text;
        EXPECT_THAT(reason, HasSubstr("3:4")) << text;
    }
    std::string reason;
    EXPECT_EQ(ReadCode("assert " + std::string(100'000, '('), {}, reason), nullptr);
    EXPECT_THAT(reason, HasSubstr("nested too deep"));
    EXPECT_NE(ReadCode("assert " + std::string(10'000, '-') + "1", {}, reason), nullptr);
}

} // namespace
