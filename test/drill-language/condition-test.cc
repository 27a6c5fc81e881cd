// SPDX-License-Identifier: GPL-2.0-only

#include "drill/drill-parser.h"
#include "reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/**
 * \file
 * What packetdrill's language does not have: "#" comments, "#ifdef" and what --define gives; and
 * what no script should do to the parser.
 */

namespace
{

using namespace tcplab;
using namespace tcplab::drill;
using testing::HasSubstr;
using testing::StartsWith;

Script
Parse(const std::string& text, const Definitions& definitions = {})
{
    return ParseDrillScript(std::make_shared<const SourceText>("script", text), definitions);
}

/// The names of the calls of a script, in their order.
std::string
CallsOf(const Script& script)
{
    std::string names;
    for (const auto& event : script.events)
    {
        names += (names.empty() ? "" : " ") + std::get<Call>(event.action).name;
    }
    return names;
}

std::string
ErrorOf(const std::string& text, const Definitions& definitions = {})
{
    try
    {
        Parse(text, definitions);
    }
    catch (const ScriptError& error)
    {
        return error.what();
    }
    return "none";
}

TEST(Conditions, LeaveOutWhatIsNotDefined)
{
    const std::string text =
        "#ifdef LOSSY\n0 lossy() = 0\n#else\n0 clean() = 0\n#endif\n0 end() = 0\n";
    EXPECT_EQ(CallsOf(Parse(text)), "clean end");
    EXPECT_EQ(CallsOf(Parse(text, {{"LOSSY", ""}})), "lossy end");
    EXPECT_EQ(CallsOf(Parse(text, {{"LOSSY", "0"}})), "lossy end");
}

TEST(Conditions, CanBeTurnedRound)
{
    const std::string text = "  #ifndef A\n0 without() = 0\n  #endif // A\n0 end() = 0\n";
    EXPECT_EQ(CallsOf(Parse(text)), "without end");
    EXPECT_EQ(CallsOf(Parse(text, {{"A", "1"}})), "end");
}

TEST(Conditions, StandInEachOther)
{
    const std::string text = "#ifdef A\n#ifdef B\n0 both() = 0\n#else\n0 a() = 0\n#endif\n#else\n"
                             "#ifdef B\n0 b() = 0\n#endif\n#endif\n0 end() = 0\n";
    EXPECT_EQ(CallsOf(Parse(text)), "end");
    EXPECT_EQ(CallsOf(Parse(text, {{"A", ""}})), "a end");
    EXPECT_EQ(CallsOf(Parse(text, {{"B", ""}})), "b end");
    EXPECT_EQ(CallsOf(Parse(text, {{"A", ""}, {"B", ""}})), "both end");
}

TEST(Conditions, KnowWhatTheScriptDefines)
{
    EXPECT_EQ(CallsOf(Parse("--define=A=B\n#ifdef A\n0 a() = 0\n#endif\n0 end() = 0\n")), "a end");
    EXPECT_EQ(CallsOf(Parse("--define=A\n#ifdef A\n0 a() = 0\n#endif\n0 end() = 0\n")), "a end");
}

TEST(Conditions, HideWhatIsNoScript)
{
    EXPECT_EQ(CallsOf(Parse("#ifdef A\n\" ` %{ /* $\n#endif\n0 end() = 0\n")), "end");
}

TEST(Conditions, AreRefusedWhereTheyAreWrong)
{
    EXPECT_THAT(ErrorOf("0 a() = 0\n#ifdef A\n0 b() = 0\n"),
                StartsWith("script:2:1: this condition has no #endif"));
    EXPECT_THAT(ErrorOf("0 a() = 0\n#endif\n"), StartsWith("script:2:1: #endif without an #ifdef"));
    EXPECT_THAT(ErrorOf("#else\n0 a() = 0\n"), StartsWith("script:1:1: #else without an #ifdef"));
    EXPECT_THAT(ErrorOf("#ifdef A\n#else\n#else\n#endif\n0 a() = 0\n"),
                StartsWith("script:3:1: #else a second time"));
    EXPECT_THAT(ErrorOf("#ifdef\n0 a() = 0\n#endif\n"),
                StartsWith("script:1:1: #ifdef takes a name"));
    EXPECT_THAT(ErrorOf("#ifdef A B\n0 a() = 0\n#endif\n"),
                StartsWith("script:1:1: #ifdef takes one name, and nothing else"));
    EXPECT_THAT(ErrorOf("0 a() = 0\n  #if A\n"), StartsWith("script:2:3: #if is not known here"));
}

TEST(HashComments, GoToTheEndOfTheLine)
{
    EXPECT_EQ(CallsOf(Parse("#!/usr/bin/tcplab drill\n# 0 a() = 0\n0 b() = 0 # and 0 c() = 0\n")),
              "b");
}

TEST(Definitions, StandForNumbersTextsCommandsAndWords)
{
    const Script script = Parse(
        "0 foo(N, T, W) = H\n0 C\n0 > F N:N(0)\n",
        {{"N", "7"}, {"T", "\"a b\""}, {"W", "SOL_TCP"}, {"H", "0x10"}, {"C", "`ls`"}, {"F", "S"}});
    EXPECT_THAT(ReadingOf(script),
                HasSubstr("1 abs 0 foo(7, \"a b\", SOL_TCP) = 16\n2 abs 0 `ls`\n"
                          "3 abs 0 tcp out flags=0x002 seq=7 len=0"));
}

TEST(Definitions, OfTheCommandLineWin)
{
    const std::string text = "--define=W=A\n0 foo(W) = 0\n";
    EXPECT_THAT(ReadingOf(Parse(text)), HasSubstr("foo(A)"));
    EXPECT_THAT(ReadingOf(Parse(text, {{"W", "B"}})), HasSubstr("foo(B)"));
}

TEST(Definitions, WithoutValueStandForThemselves)
{
    EXPECT_THAT(ReadingOf(Parse("0 foo(W) = 0\n", {{"W", ""}})), HasSubstr("foo(W)"));
}

TEST(SequenceNumbers, GoRound)
{
    EXPECT_THAT(ReadingOf(Parse("0 > . 4294967295:1(2) ack 1\n")),
                HasSubstr("seq=4294967295 len=2"));
}

TEST(Texts, HaveTheEscapesOfC)
{
    EXPECT_THAT(ReadingOf(Parse("0 write(3, \"a\\\"\\\\\\n\\x41\" \"b\", 6) = 6\n")),
                HasSubstr("\"a\"\\\nAb\""));
    EXPECT_THAT(ErrorOf("0 write(3, \"a\\qb\", 3) = 3\n"),
                StartsWith("script:1:12: \"\\q\" is not known in a text"));
    EXPECT_THAT(ErrorOf("0 write(3, \"a\\x4\", 3) = 3\n"),
                StartsWith("script:1:12: \"\\x\" is not known in a text"));
}

TEST(BadScripts, AreRefusedWhateverTheyAre)
{
    const std::string deep(100'000, '[');
    EXPECT_THAT(ErrorOf("0 foo(" + deep), StartsWith("script:1:38: brackets are nested"));
    std::string chain = "0 foo(";
    for (int i = 0; i < 100'000; ++i)
    {
        chain += "a=";
    }
    EXPECT_THAT(ErrorOf(chain), StartsWith("script:1:10: expected"));
    std::string wide = "0 foo(1";
    for (int i = 0; i < 100'000; ++i)
    {
        wide += "|1";
    }
    EXPECT_EQ(CallsOf(Parse(wide + ") = 0\n")), "foo");
    EXPECT_THAT(ErrorOf(std::string("0 foo(\0) = 0\n", 13)),
                StartsWith("script:1:7: this is no text"));
    EXPECT_THAT(ErrorOf("0 foo(99999999999999999999) = 0\n"),
                StartsWith("script:1:7: this number is too large"));
    EXPECT_THAT(ErrorOf("99999999 foo() = 0\n"), StartsWith("script:1:1: a time is at most"));
}

} // namespace
