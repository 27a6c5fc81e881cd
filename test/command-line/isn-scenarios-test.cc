// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"
#include "state-log.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <string>
#include <vector>

/// Scenarios of initial sequence numbers: what an attacker predicts, what an old duplicate does.

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

/// A generator of B, and how many of 100 attacks succeed.
struct Spoof
{
    const char* generator;
    int successes;
};

class BlindSpoof : public testing::TestWithParam<Spoof>
{
};

/// The built-in attack, begun at some time between 1 s and 2 s that the attacker cannot choose.
std::string
AttackAt(int milliseconds)
{
    const auto at = [milliseconds](int after) {
        return "at " + std::to_string(milliseconds + after) + "ms ";
    };
    return "at 0s B listen 513\n" + at(0) + "probe B:513\n" + at(500) + "probe B:513\n" + at(1000) +
           "forge A:1023 --> B:513 <SEQ=5000><CTL=SYN>\n" + at(1100) +
           "forge A:1023 --> B:513 <SEQ=5001><ACK=predicted><CTL=ACK>\n"
           "run until 4s\n"
           "lose every segment from B\n"
           "expect B.3 in ESTABLISHED at 4s\n";
}

TEST_P(BlindSpoof, SucceedsWhereNumbersArePredictable)
{
    std::mt19937 random(1);
    const TemporaryFolder folder;
    int successes = 0;
    for (int seed = 1; seed <= 100; ++seed)
    {
        const int time = std::uniform_int_distribution<int>(1000, 1999)(random);
        const auto script = folder.Write("spoof.tcp", AttackAt(time));
        const auto outcome =
            RunTcplab({"run",
                       script,
                       "--seed",
                       std::to_string(seed),
                       "--format",
                       "states",
                       "--set",
                       std::string("B.IsnGenerator=ns3::TcpIsn") + GetParam().generator});
        ASSERT_LE(outcome.status, 1) << outcome.err;
        successes += outcome.status == 0 ? 1 : 0;
    }
    std::cout << "summary: blind spoof against " << GetParam().generator << ": " << successes
              << " of 100 attacks succeed\n";
    EXPECT_EQ(successes, GetParam().successes);
}

const Spoof SPOOFS[] = {{"Clock", 100},
                        {"Bsd", 100},
                        {"Constant", 100},
                        {"Rfc6528", 0},
                        {"Random", 0}};

INSTANTIATE_TEST_SUITE_P(All,
                         BlindSpoof,
                         testing::ValuesIn(SPOOFS),
                         [](const testing::TestParamInfo<Spoof>& info) {
                             return std::string(info.param.generator);
                         });

Outcome
RunScript(const std::string& text, const std::vector<std::string>& options = {})
{
    const TemporaryFolder folder;
    std::vector<std::string> arguments{"run", folder.Write("script.tcp", text)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunTcplab(arguments);
}

TEST(BlindSpoofText, OfAnAttackerWhoDoesNotWaitIsReadBeforeTheReset)
{
    // The octets are none that A has sent, which fails the run; all else holds.
    const auto outcome =
        RunScript("set B.IsnGenerator = ns3::TcpIsnClock\n"
                  "at 0s B listen 513\n"
                  "at 1s probe B:513\n"
                  "at 1.5s probe B:513\n"
                  "at 2s forge A:1023 --> B:513 <SEQ=5000><CTL=SYN>\n"
                  "at 2s forge A:1023 --> B:513 <SEQ=5001><ACK=predicted><DATA=20><CTL=ACK>\n"
                  "expect B.3 states LISTEN SYN-RECEIVED ESTABLISHED CLOSED\n"
                  "expect B.3 receives 20\n"
                  "expect B.3 error reset\n");
    EXPECT_EQ(outcome.status, 1);
    const auto complaints = SplitLines(outcome.err);
    ASSERT_EQ(complaints.size(), 1U) << outcome.err;
    EXPECT_THAT(complaints[0], HasSubstr("every octet as it was sent to 10.0.0.2:513"));
}

TEST(Probe, SeesWhatIsSentToTheAttackerOnly)
{
    // B's own connection to A must tell the attacker nothing: there is one number, and no line.
    const auto outcome =
        RunScript("at 0s B listen 513\n"
                  "at 0s A listen 80\n"
                  "at 1s B connect A:80\n"
                  "at 1.5s probe B:513\n"
                  "at 2s forge A:1023 --> B:513 <SEQ=5000><CTL=SYN>\n"
                  "at 2.1s forge A:1023 --> B:513 <SEQ=5001><ACK=predicted><CTL=ACK>\n"
                  "run until 3s\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("script.tcp:6:1: expected a number to predict from; what happened: at "
                          "2.100000000 s the attacker had seen 1 of its numbers"));
}

TEST(Probe, WorksOverIpv6)
{
    const auto outcome = RunScript("link ipv6\n"
                                   "set B.IsnGenerator = ns3::TcpIsnClock\n" +
                                   AttackAt(1234));
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Probe, GivesItsConnectionUp)
{
    const auto outcome = RunScript("at 0s B listen 80\n"
                                   "at 1s probe B:80\n"
                                   "expect B.1 states LISTEN SYN-RECEIVED LISTEN\n"
                                   "expect 1 SYN from B\n");
    EXPECT_EQ(outcome.err, "");
}

TEST(Probe, OfWhereNobodyListensTellsNothing)
{
    const auto outcome =
        RunScript("at 0s B listen 80\n"
                  "at 1s probe B:81\n"
                  "at 1.5s probe B:81\n"
                  "at 2s forge A:1023 --> B:80 <SEQ=5000><CTL=SYN>\n"
                  "at 2.1s forge A:1023 --> B:80 <SEQ=5001><ACK=predicted><CTL=ACK>\n"
                  "run until 3s\n");
    EXPECT_THAT(outcome.err, HasSubstr("the attacker had seen 0 of its numbers"));
}

TEST(Probe, PredictionWantsAForgedSyn)
{
    const auto outcome =
        RunScript("at 0s B listen 80\n"
                  "at 1s probe B:80\n"
                  "at 1.5s probe B:80\n"
                  "at 2.1s forge A:1023 --> B:80 <SEQ=5001><ACK=predicted><CTL=ACK>\n"
                  "run until 3s\n");
    EXPECT_THAT(outcome.err, HasSubstr("no SYN had been forged whose answer could be predicted"));
}

TEST(OldDuplicate, IsRefusedWithAClock)
{
    const auto outcome =
        RunTcplab({"run", "old-duplicate", "--set", "*.IsnGenerator=ns3::TcpIsnClock"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("expected B.2 receives 100 octets; what happened: 0 octets"));
}

TEST(OldDuplicateSyn, IsFigure8)
{
    // RFC 9293, figure 8, from line 1 on; an arrow and its dots tell what is on its way.
    const auto log = ReadStateLog(RunTcplab({"run", "old-duplicate-syn", "--format", "jsonl"}).out);
    EXPECT_THAT(StatesEntered(log, "A"), ElementsAre("SYN-SENT", "ESTABLISHED"));
    // The way back to LISTEN is left out here.
    EXPECT_THAT(StatesEntered(log, "B"),
                ElementsAre("SYN-RECEIVED", "SYN-RECEIVED", "ESTABLISHED"));
    const auto ladder = RunTcplab({"run", "old-duplicate-syn"}).out;
    size_t from = 0;
    for (const char* line : {"--> <SEQ=100><CTL=SYN>",
                             "... <SEQ=90><CTL=SYN>",
                             "<-- <SEQ=300><ACK=91><CTL=SYN,ACK>",
                             "--> <SEQ=91><CTL=RST>",
                             "... <SEQ=100><CTL=SYN>",
                             "<-- <SEQ=400><ACK=101><CTL=SYN,ACK>",
                             "--> <SEQ=101><ACK=401><CTL=ACK>"})
    {
        const size_t place = ladder.find(line, from);
        ASSERT_NE(place, std::string::npos) << line << " is missing in\n" << ladder;
        from = place + 1;
    }
}

/// On this link a segment takes 10 ms to the nanosecond.
const std::string CONNECTED = "link delay 10ms rate 1000Gbps\n"
                              "set *.Isn = 100\n"
                              "set *.Timestamp = false\n"
                              "at 0s B listen 80\n"
                              "at 0s A connect B:80 from port 1000\n";

TEST(Delay, IsHowMuchLaterASegmentArrives)
{
    const auto outcome = RunScript(CONNECTED + "delay SYN 1 from A by 200ms\n"
                                               "run until 1s\n"
                                               "expect A in SYN-SENT for 220ms\n"
                                               "expect 1 SYN from A\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, testing::Not(HasSubstr("lost")));
}

TEST(Delay, LetsLaterSegmentsOvertake)
{
    // B holds the second half until the first one comes.
    const auto outcome = RunScript(CONNECTED + "at 1s A send 100\n"
                                               "at 1.1s A send 100\n"
                                               "delay data 1 from A by 150ms\n"
                                               "set *.TcpNoDelay = true\n"
                                               "run until 5s\n"
                                               "expect B receives 200\n"
                                               "expect 2 data from A\n"
                                               "expect no data from B\n");
    EXPECT_EQ(outcome.err, "");
}

TEST(Delay, MeansEveryOne)
{
    const auto outcome = RunScript(CONNECTED + "delay every segment by 40ms\n"
                                               "run until 1s\n"
                                               "expect A in SYN-SENT for 100ms\n");
    EXPECT_EQ(outcome.err, "");
}

TEST(Repeat, DeliversACopyMore)
{
    // The copy of the FIN is acknowledged again.
    const auto outcome =
        RunScript(CONNECTED + "at 1s A close\n"
                              "repeat FIN 1 from A after 500ms\n"
                              "run until 3s\n"
                              "expect 1 FIN from A\n"
                              "expect 2 ACK from B\n"
                              "expect B states SYN-RECEIVED ESTABLISHED CLOSE-WAIT\n");
    EXPECT_EQ(outcome.err, "");
}

TEST(Repeat, OfWhatIsLostIsNothing)
{
    const auto outcome = RunScript(CONNECTED + "at 1s A close\n"
                                               "repeat FIN 1 from A after 500ms\n"
                                               "lose FIN 1 from A\n"
                                               "run until 1.6s\n"
                                               "expect B in ESTABLISHED at 1.6s\n");
    EXPECT_EQ(outcome.err, "");
}

} // namespace
