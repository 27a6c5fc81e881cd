// SPDX-License-Identifier: GPL-2.0-only
//
// Deeds that are repeated, and streams that are expected to be corrupted.

#include "program.h"
#include "state-log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

Outcome
RunScript(const std::string& text, std::vector<std::string> options = {})
{
    const TemporaryFolder folder;
    options.insert(options.begin(), {"run", folder.Write("script.tcp", text)});
    return RunTcplab(options);
}

/// When each connection of A has left CLOSED.
std::vector<int64_t>
OpeningsOf(const std::string& repetition)
{
    const auto outcome =
        RunScript("at 0s B listen 80\n" + repetition + " A connect B:80\n", {"--format", "jsonl"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    std::vector<int64_t> times;
    for (const auto& change : ReadStateLog(outcome.out))
    {
        if (change.to == "SYN-SENT")
        {
            times.push_back(change.nanoseconds);
        }
    }
    return times;
}

/// B's user reads 100 octets that A has never sent.
const std::string CORRUPTED = "set A.Isn = 99\n"
                              "set B.Isn = 299\n"
                              "set *.Timestamp = false\n"
                              "at 0s B listen 80\n"
                              "at 0s A connect B:80\n"
                              "at 1s forge A --> B <SEQ=100><ACK=300><DATA=100><CTL=ACK>\n"
                              "at 2s A send 200\n";

} // namespace

TEST(Repetition, IncludesItsEnd)
{
    EXPECT_THAT(OpeningsOf("at 1s every 500ms until 2s"),
                ElementsAre(1'000'000'000, 1'500'000'000, 2'000'000'000));
    EXPECT_THAT(OpeningsOf("at 1s every 500ms until 1.999s"),
                ElementsAre(1'000'000'000, 1'500'000'000));
    EXPECT_THAT(OpeningsOf("at 1s every 1h until 1s"), ElementsAre(1'000'000'000));
}

TEST(Repetition, FailsEachTimeIfItIsToFail)
{
    const std::string script = "at 0s B listen 80\nat 0s A connect B:80\n";
    EXPECT_EQ(RunScript(script + "at 1s every 1s until 3s B listen 80 fails\n").status, 0);
    const auto outcome = RunScript(script + "at 1s every 1s until 3s B listen 81 fails\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr(":3:1: "));
}

TEST(Repetition, ForgesAgainAndAgain)
{
    const auto outcome = RunScript("at 0s B listen 80\n"
                                   "at 1s every 1s until 5s forge A:1000 --> B:80 <SEQ=1><ACK=2>"
                                   "<CTL=ACK>\n"
                                   "expect 5 RST from B\n");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST(Repetition, ThatMakesNoSenseIsRefused)
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"at 1s every 0s until 3s A connect B:80", ":1:1: this would be done without end"},
        {"at 1s every 1s until 0s A connect B:80", ":1:1: this is never done: it ends before"},
        {"at 1s every 1ns until 2s A connect B:80",
         ":1:1: this would be done 1000000001 times, and the most is 100000"},
        {"at 1s every 1s until 3s A connect B:80 as up", ":1:43: one name cannot be given to many"},
        {"at 1s every 1s until 3s B listen 80 as web", ":1:40: one name cannot be given to many"},
        {"at 1s every 1s A connect B:80", ":1:16: expected \"until\", not \"A\""},
        {"run until 2s\nat 1s every 1s until 3s A connect B:80",
         ":2:1: this is never done: the run ends before"},
        {"hosts every B\nat 1s B listen 80", ":1:7: a host cannot be named \"every\""},
    };
    for (const auto& [script, problem] : cases)
    {
        const auto outcome = RunScript(script + "\n");
        EXPECT_EQ(outcome.status, 2) << script;
        EXPECT_THAT(outcome.err, HasSubstr(problem)) << script;
    }
}

TEST(Corruption, FailsARunUnlessItIsExpected)
{
    const auto unexpected = RunScript(CORRUPTED);
    EXPECT_EQ(unexpected.status, 1);
    EXPECT_THAT(unexpected.err, HasSubstr("octet 0 of the stream was another one"));
    const auto expected = RunScript(CORRUPTED + "expect B corrupted\nexpect B receives 200\n");
    EXPECT_EQ(expected.status, 0) << expected.err;
}

TEST(Corruption, OfOneUserDoesNotExcuseAnother)
{
    const auto outcome = RunScript(CORRUPTED + "expect A corrupted\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("octet 0 of the stream was another one"));
    EXPECT_THAT(outcome.err, HasSubstr("expected A corrupted; what happened: each of 0 octets"));
}

TEST(Corruption, ThatDoesNotHappenIsSaid)
{
    const auto outcome = RunScript("at 0s B listen 80\n"
                                   "at 0s A connect B:80\n"
                                   "at 1s A send 10\n"
                                   "expect B corrupted\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr(":4:1: expected B corrupted; what happened: each of 10 octets was as it "
                          "was sent"));
}
