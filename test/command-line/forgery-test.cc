// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"
#include "state-log.h"

#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

/// Segments that an attacker forges.

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A connection between numbers that are known, with a window of 65535 octets on both sides.
const std::string CONNECTED = "set A.Isn = 99\n"
                              "set B.Isn = 299\n"
                              "set *.WindowScaling = false\n"
                              "at 0s B listen 80\n"
                              "at 0s A connect B:80\n";

Outcome
RunScript(const std::string& text, const std::vector<std::string>& options = {})
{
    const TemporaryFolder folder;
    std::vector<std::string> arguments{"run", folder.Write("script.tcp", text)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunTcplab(arguments);
}

void
ExpectAllHeld(const Outcome& outcome)
{
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
}

TEST(Forgery, ArrivesAsIfThePeerHadSentIt)
{
    // RCV.NXT of B is 100. On the attacker's link a segment takes 10 ms and 33.6 us.
    const auto outcome = RunScript(CONNECTED + "at 1s forge A --> B <SEQ=100><CTL=RST>\n"
                                               "expect B error reset\n"
                                               "expect B in ESTABLISHED at 1.0100335s\n"
                                               "expect B in CLOSED at 1.0100336s\n"
                                               "expect A states SYN-SENT ESTABLISHED\n"
                                               "expect no RST\n");
    ExpectAllHeld(outcome);
    EXPECT_THAT(outcome.out, HasSubstr("(forged)     ... <SEQ=100><CTL=RST>"));
}

TEST(Forgery, WorksOverIpv6)
{
    ExpectAllHeld(RunScript("link ipv6\n" + CONNECTED +
                            "at 1s forge A --> B <SEQ=100><CTL=RST>\n"
                            "expect B error reset\n"));
}

TEST(Forgery, GoesEitherWay)
{
    ExpectAllHeld(RunScript(CONNECTED + "at 1s forge B --> A <SEQ=300><CTL=RST>\n"
                                        "expect A error reset\n"
                                        "expect B states SYN-RECEIVED ESTABLISHED\n"));
}

/// Where timestamps are in use, what is forged without them is dropped (RFC 7323, section 3.2).
const std::string WITHOUT_TIMESTAMPS = "set *.Timestamp = false\n" + CONNECTED;

TEST(Forgery, CarriesEachField)
{
    // A window of 0 is announced to B, whose text then waits for its first probe, which A answers.
    ExpectAllHeld(RunScript(WITHOUT_TIMESTAMPS +
                            "at 1s forge A --> B <WND=0><SEQ=100><CTL=ACK><ACK=300>\n"
                            "at 2s B send 10\n"
                            "run until 10s\n"
                            "expect B in ESTABLISHED at 2s\n"
                            "expect A receives 10\n"
                            "expect at least 2 data from B\n"));
    // Without the forged segment the text leaves at once.
    ExpectAllHeld(RunScript(CONNECTED + "at 2s B send 10\n"
                                        "run until 10s\n"
                                        "expect A receives 10\n"
                                        "expect 1 data from B\n"));
}

TEST(Forgery, CarriesText)
{
    const auto outcome =
        RunScript(WITHOUT_TIMESTAMPS + "at 1s forge A --> B <SEQ=100><ACK=300><DATA=25><CTL=ACK>\n"
                                       "run until 2s\n"
                                       "expect B receives 25\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("every octet as it was sent to 10.0.0.2:80"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("receives")));
}

TEST(Forgery, MayBelongToNoConnection)
{
    // To where nobody listens: the answer is figured out by 3.10.7.1, and goes to A.
    const auto outcome = RunScript("at 0s B listen 81\n"
                                   "at 1s forge A:1000 --> B:80 <SEQ=7><ACK=9><CTL=SYN,ACK>\n"
                                   "expect 1 <CTL=RST> from B\n"
                                   "expect 1 segment\n");
    ExpectAllHeld(outcome);
    EXPECT_THAT(outcome.out, HasSubstr("<SEQ=9><CTL=RST>"));
}

TEST(Forgery, OfAnOldSynIsResetByWhomItPretendsToComeFrom)
{
    // RFC 9293, section 3.5, figure 8, without the connection.
    ExpectAllHeld(RunScript("at 0s B listen 80\n"
                            "at 1s forge A:1000 --> B:80 <SEQ=90><CTL=SYN>\n"
                            "run until 2s\n"
                            "expect B states SYN-RECEIVED LISTEN\n"
                            "expect 1 <CTL=SYN,ACK> from B\n"
                            "expect 1 RST from A\n"));
}

TEST(Forgery, MeansTheConnectionThatIsNamed)
{
    ExpectAllHeld(RunScript("set *.Isn = 99\n"
                            "at 0s B listen 80\n"
                            "at 0s A connect B:80 as first\n"
                            "at 0s A connect B:80 as second\n"
                            "at 1s forge A.second --> B <SEQ=100><CTL=RST>\n"
                            "run until 2s\n"
                            "expect B.1 in ESTABLISHED at 2s\n"
                            "expect B.2 in CLOSED at 2s\n"));
    ExpectAllHeld(RunScript("set *.Isn = 99\n"
                            "at 0s B listen 80\n"
                            "at 0s A connect B:80 as first\n"
                            "at 0s A connect B:80 as second\n"
                            "at 1s forge A --> B.1 <SEQ=100><CTL=RST>\n"
                            "run until 2s\n"
                            "expect B.1 in CLOSED at 2s\n"
                            "expect B.2 in ESTABLISHED at 2s\n"));
}

TEST(Forgery, WithoutAConnectionFailsTheRun)
{
    const auto outcome = RunScript("at 0s B listen 80\nat 1s forge A --> B <SEQ=100><CTL=RST>\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("script.tcp:2:1: expected a connection for \"at 1s forge A --> B "
                          "<SEQ=100><CTL=RST>\"; what happened: at 1.000000000 s A had no "
                          "connection"));
}

TEST(Forgery, BetweenOthersThanTheConnectionIsFailsTheRun)
{
    const auto outcome = RunScript(CONNECTED + "at 1s forge A --> A <SEQ=100><CTL=RST>\n");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("that connection is one between 10.0.0.1:"));
}

TEST(Forgery, CanFollowAStateChange)
{
    ExpectAllHeld(RunScript(CONNECTED +
                            "when B enters ESTABLISHED after 5s forge A --> B <SEQ=100><CTL=RST>\n"
                            "expect B error reset\n"));
}

TEST(Forgery, IsNeitherCountedNorLost)
{
    ExpectAllHeld(RunScript(CONNECTED + "lose every RST\n"
                                        "at 1s forge A --> B <SEQ=100><CTL=RST>\n"
                                        "expect no RST\n"
                                        "expect B error reset\n"));
}

TEST(Spray, GoesThroughTheRangeByItsStep)
{
    // Of 90, 95, 100 the last one is exact. 95 and 90 lie outside of the window.
    ExpectAllHeld(RunScript(CONNECTED + "at 1s forge A --> B <SEQ=90..100><CTL=RST> step 5\n"
                                        "expect B error reset\n"
                                        "expect no ACK from B\n"));
    ExpectAllHeld(RunScript(CONNECTED + "at 1s forge A --> B <SEQ=90..99><CTL=RST> step 5\n"
                                        "expect B states SYN-RECEIVED ESTABLISHED\n"));
    ExpectAllHeld(RunScript(CONNECTED + "at 1s forge A --> B <SEQ=91..109><CTL=RST> step 5\n"
                                        "expect B states SYN-RECEIVED ESTABLISHED\n"
                                        "expect 2 ACK from B\n"));
}

TEST(Spray, GoesOnPastTheEndOfTheSequenceSpace)
{
    ExpectAllHeld(RunScript(CONNECTED +
                            "at 1s forge A --> B <SEQ=4294967246..100><CTL=RST> step 50\n"
                            "expect B error reset\n"));
}

TEST(Spray, SendsSoOftenAndNotFasterThanItsLink)
{
    // The third one, at 3.0100336 s, is exact.
    ExpectAllHeld(RunScript(CONNECTED +
                            "at 1s forge A --> B <SEQ=0..100><CTL=RST> step 50 every 1s\n"
                            "expect B in ESTABLISHED at 3.0100335s\n"
                            "expect B in CLOSED at 3.0100336s\n"));
    // 42 octets take 33.6 us.
    ExpectAllHeld(RunScript(CONNECTED +
                            "at 1s forge A --> B <SEQ=0..100><CTL=RST> step 50 every 1us\n"
                            "expect B in ESTABLISHED at 1.0101007s\n"
                            "expect B in CLOSED at 1.0101008s\n"));
}

TEST(Spray, IsShownByItsFirstAndItsLastSegment)
{
    const auto outcome =
        RunScript(CONNECTED + "at 1s forge A --> B <SEQ=1000000..2000000><CTL=RST> step 1000\n"
                              "at 2s forge A --> B <SEQ=3000000..3000003><CTL=RST> step 1\n"
                              "run until 3s\n");
    // 1001 and 4 of them.
    EXPECT_THAT(outcome.out, HasSubstr("<SEQ=1000000><CTL=RST>"));
    EXPECT_THAT(outcome.out, HasSubstr(" (1003 more of these)\n"));
    EXPECT_THAT(outcome.out, HasSubstr("<SEQ=3000003><CTL=RST>"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("<SEQ=1001000>")));
}

/// Whether this machine has pseudo-terminals: a chroot or a container may lack /dev/pts.
bool
CanOpenATerminal()
{
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0)
    {
        return false;
    }
    const bool usable = grantpt(terminal) == 0 && unlockpt(terminal) == 0;
    close(terminal);
    return usable;
}

TEST(LongRun, ShowsOnATerminalHowFarItIs)
{
    if (!CanOpenATerminal())
    {
        GTEST_SKIP() << "there are no pseudo-terminals here";
    }
    // As many segments as take half a second at least.
    const TemporaryFolder folder;
    const auto file = folder.Write(
        "long.tcp",
        CONNECTED + "at 1s forge A --> B <SEQ=1000000..4000000000><CTL=RST> step 20000\n"
                    "run until 60s\n");
    const auto outcome = RunProgram("/usr/bin/script",
                                    {"-qec",
                                     std::string(TCPLAB_PROGRAM) + " run " + file +
                                         " --format states=" + folder.PathOf("states"),
                                     "/dev/null"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("\r\033[Ktcplab: "));
    EXPECT_THAT(outcome.out, HasSubstr(" s simulated, "));
    EXPECT_THAT(outcome.out, testing::EndsWith("\r\033[K")); // and nothing of it is left
}

TEST(BlindAttack, IsDeadlyByTheRulesOfRfc793)
{
    for (const char* scenario : {"blind-attack-reset", "blind-attack-syn"})
    {
        const auto outcome =
            RunTcplab({"run", scenario, "--set", "*.Rfc5961=false", "--format", "jsonl"});
        EXPECT_EQ(outcome.status, 1);
        EXPECT_THAT(StatesEntered(ReadStateLog(outcome.out), "B"),
                    ElementsAre("SYN-RECEIVED", "ESTABLISHED", "CLOSED"));
    }
}

TEST(BlindAttack, SlipsTextInByTheRulesOfRfc793)
{
    const auto outcome = RunTcplab({"run", "blind-attack-data", "--set", "*.Rfc5961=false"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("octet 1000 of the stream was another one"));
}

TEST(BlindAttack, WithTextByTheWindowOf65535DoesNotGetThrough)
{
    // 65538 segments: each outside the window is acknowledged, the one within is challenged.
    const auto outcome =
        RunScript(WITHOUT_TIMESTAMPS +
                      "at 1s forge A --> B <SEQ=0..4294967295><ACK=3000000000><DATA=1><CTL=ACK> "
                      "step 65535\n"
                      "at 20s A send 5000\n"
                      "run until 30s\n"
                      "expect B receives 5000\n"
                      "expect at least 65538 ACK from B\n"
                      "expect no RST\n",
                  {"--format", "states"});
    ExpectAllHeld(outcome);
}

} // namespace
