// SPDX-License-Identifier: GPL-2.0-only
//
// Profiles on the command line and in scripts.

#include "program.h"
#include "state-log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace
{

using testing::HasSubstr;
using testing::Not;

constexpr int64_t SECOND = 1'000'000'000;

Outcome
RunScript(const std::string& text, std::vector<std::string> options = {})
{
    const TemporaryFolder folder;
    options.insert(options.begin(), {"run", folder.Write("script.tcp", text)});
    return RunTcplab(options);
}

/// A opens and closes first: it rests in TIME-WAIT.
const std::string CLOSE = "at 0s B listen 80\n"
                          "at 0s A connect B:80\n"
                          "at 1s A close\n"
                          "at 2s B close\n";

/// How long A stays in TIME-WAIT.
int64_t
TimeWaitOf(const std::string& script, std::vector<std::string> options = {})
{
    options.insert(options.end(), {"--format", "jsonl"});
    const auto outcome = RunScript(script, options);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return StayIn(ReadStateLog(outcome.out), "A", "TIME-WAIT");
}

} // namespace

TEST(Profiles, SetTheMsl)
{
    EXPECT_EQ(TimeWaitOf(CLOSE), 240 * SECOND);
    EXPECT_EQ(TimeWaitOf(CLOSE, {"--profile", "rfc9293"}), 240 * SECOND);
    EXPECT_EQ(TimeWaitOf(CLOSE, {"--profile", "linux"}), 60 * SECOND);
    EXPECT_EQ(TimeWaitOf(CLOSE, {"--profile", "bsd"}), 60 * SECOND);
}

TEST(Profiles, BoundFinWait2)
{
    const std::string halfClosed = "at 0s B listen 80\n"
                                   "at 0s A connect B:80\n"
                                   "at 1s A close\n"
                                   "run until 100s\n";
    const auto stay = [&](const char* profile) {
        const auto outcome = RunScript(halfClosed, {"--profile", profile, "--format", "jsonl"});
        return StayIn(ReadStateLog(outcome.out), "A", "FIN-WAIT-2");
    };
    EXPECT_EQ(stay("rfc9293"), -1); // it has not left it
    EXPECT_EQ(stay("linux"), 60 * SECOND);
    EXPECT_EQ(stay("bsd"), 60 * SECOND);
}

TEST(Profiles, LoseAgainstWhatIsSetByName)
{
    EXPECT_EQ(TimeWaitOf(CLOSE, {"--profile", "linux", "--set", "*.Msl=7s"}), 14 * SECOND);
    EXPECT_EQ(TimeWaitOf("set A.Msl = 7s\n" + CLOSE, {"--profile", "linux"}), 14 * SECOND);
    EXPECT_EQ(TimeWaitOf("set A.Msl = 7s\nset A.Profile = linux\n" + CLOSE), 14 * SECOND);
}

TEST(Profiles, AreOfOneHostOrOfBoth)
{
    EXPECT_EQ(TimeWaitOf("set A.Profile = linux\n" + CLOSE), 60 * SECOND);
    EXPECT_EQ(TimeWaitOf("set B.Profile = linux\n" + CLOSE), 240 * SECOND);
    EXPECT_EQ(TimeWaitOf("set *.Profile = linux\n" + CLOSE), 60 * SECOND);
}

TEST(Profiles, OfTheCommandLineWinOverTheScripts)
{
    EXPECT_EQ(TimeWaitOf("set A.Profile = linux\n" + CLOSE, {"--profile", "rfc9293"}),
              240 * SECOND);
    EXPECT_EQ(TimeWaitOf(CLOSE, {"--profile", "linux", "--set", "A.Profile=rfc9293"}),
              240 * SECOND);
}

TEST(Profiles, SetTheAttributesOfTheIsnGenerator)
{
    // A four-tuple twice, a second after each other, of RFC 9293's ticks and of Linux's of 64 ns.
    const std::string twice = "at 1s A connect B:80 from port 4000\n"
                              "at 2s A connect B:80 from port 4000\n";
    for (const auto& [profile, ticks] :
         {std::pair{"rfc9293", " 250000\n"}, std::pair{"linux", " 15625000\n"}})
    {
        const auto outcome = RunScript(twice, {"--profile", profile, "--format", "isn"});
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        EXPECT_THAT(outcome.out, testing::EndsWith(ticks));
    }
}

TEST(Profiles, ThatAreNoneAreRefused)
{
    const auto option = RunScript(CLOSE, {"--profile", "beos"});
    EXPECT_EQ(option.status, 2);
    EXPECT_THAT(option.err,
                HasSubstr("--profile: there is no profile \"beos\": it is rfc9293, linux or bsd"));
    const auto script = RunScript("set *.Profile = beos\n" + CLOSE);
    EXPECT_EQ(script.status, 2);
    EXPECT_THAT(script.err, HasSubstr(":1:17: there is no profile \"beos\": it is rfc9293"));
    const auto unused = RunScript("set A.Profile = beos\nset A.Profile = linux\n" + CLOSE);
    EXPECT_EQ(unused.status, 2);
    const auto connection = RunScript("at 0s A connect B:80 as up\nset A.up.Profile = linux\n");
    EXPECT_EQ(connection.status, 2);
    EXPECT_THAT(connection.err, HasSubstr(":2:7: a profile is chosen for a host"));
}

TEST(Profiles, OverTheSimulatorsOwnTcpSetWhatItHas)
{
    const auto outcome =
        RunScript(CLOSE, {"--profile", "linux", "--stack", "ns3", "--format", "jsonl"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err, HasSubstr("warning: ns3::TcpSocketBase has nothing like "));
    EXPECT_THAT(outcome.err, HasSubstr("EphemeralPortFirst, "));
    EXPECT_THAT(outcome.err, HasSubstr(" of the profile linux\n"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("Msl")));
    EXPECT_EQ(StayIn(ReadStateLog(outcome.out), "A", "TIME-WAIT"), 60 * SECOND);
}

TEST(Profiles, SetTheClockOfInitialSequenceNumbers)
{
    // The same four-tuple after 60 s: F is the same, and M has gone on by one in each tick (RFC
    // 9293, section 3.4.1). Of the ISN 32 bits are seen.
    const std::string twice = "set *.Msl = 1s\n"
                              "at 0s B listen 80\n"
                              "at 0s A connect B:80 from port 1000\n"
                              "at 1s A close\n"
                              "at 2s B close\n"
                              "at 60s A connect B:80 from port 1000\n";
    const auto stepOf = [&](const std::vector<std::string>& options) {
        const auto outcome = RunScript(twice, options);
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        std::vector<uint32_t> numbers;
        const std::string mark = "--> <SEQ=";
        for (const auto& line : SplitLines(outcome.out))
        {
            const auto at = line.find(mark);
            if (at != std::string::npos && line.find("<CTL=SYN> ") != std::string::npos)
            {
                numbers.push_back(static_cast<uint32_t>(std::stoul(line.substr(at + mark.size()))));
            }
        }
        EXPECT_EQ(numbers.size(), 2U) << outcome.out;
        return numbers.size() == 2 ? numbers[1] - numbers[0] : 0;
    };
    constexpr uint64_t NANOSECONDS = 60 * uint64_t{SECOND};
    EXPECT_EQ(stepOf({}), NANOSECONDS / 4000);
    EXPECT_EQ(stepOf({"--profile", "linux"}), NANOSECONDS / 64);
    EXPECT_EQ(stepOf({"--profile", "bsd"}), NANOSECONDS / 954);
    EXPECT_EQ(stepOf({"--profile", "linux", "--set", "A.IsnGenerator=ns3::TcpIsnRfc6528"}),
              NANOSECONDS / 4000);
}
