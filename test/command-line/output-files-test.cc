// SPDX-License-Identifier: GPL-2.0-only

// Nothing that is read or written is lost: each file has one use, and what cannot be written is
// told.

#include "program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using testing::HasSubstr;
using testing::StartsWith;

namespace
{

class OutputFiles : public testing::Test
{
  protected:
    /// \return the outcome of a command line of the shell, "$0" being tcplab
    static Outcome Shell(const std::string& line)
    {
        return RunProgram("/bin/sh", {"-c", line, TCPLAB_PROGRAM});
    }

    void ExpectRefused(const std::vector<std::string>& arguments, const std::string& what) const
    {
        const auto outcome = RunTcplab(arguments);
        EXPECT_EQ(outcome.status, 2) << what;
        EXPECT_THAT(outcome.err, HasSubstr(what));
        EXPECT_THAT(outcome.err, HasSubstr("each file has one use"));
    }

    TemporaryFolder folder;
    const std::string scenario =
        folder.Write("a.tcp", "at 0s B listen 80\nat 0s A connect B:80\nrun until 1s\n");
    const std::string script =
        folder.Write("a.pkt", "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 close(3) = 0\n");
};

TEST_F(OutputFiles, AreNotWhatIsRead)
{
    const std::string before = ReadWholeFile(scenario);
    ExpectRefused({"run", scenario, "--json", folder.PathOf("./a.tcp")}, "is a script already");
    ExpectRefused({"run", scenario, "--format", "states=" + scenario}, "is a script already");
    EXPECT_EQ(ReadWholeFile(scenario), before);
    const std::string scriptBefore = ReadWholeFile(script);
    ExpectRefused({"drill", script, "--json", script}, "is a script already");
    EXPECT_EQ(ReadWholeFile(script), scriptBefore);
}

TEST_F(OutputFiles, AreNotWrittenTwice)
{
    const std::string one = folder.PathOf("x.plt");
    const std::string same = folder.PathOf("./x.plt");
    ExpectRefused({"run", scenario, "--format", "states=" + one, "--format", "ladder=" + same},
                  "is what --format writes already");
    ExpectRefused({"run", scenario, "--format", "states=" + one, "--json", same},
                  "is what --format writes already");
    ExpectRefused(
        {"run", scenario, "--pcap", folder.PathOf("p"), "--json", folder.PathOf("p-A.pcap")},
        "is what --json writes already");
    ExpectRefused({"isn", "--json", one, "--plot", same}, "writes already");
}

TEST_F(OutputFiles, MayAllBeNowhere)
{
    const auto outcome =
        RunTcplab({"run", scenario, "--json", "/dev/null", "--format", "states=/dev/null"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(OutputFiles, DoNotGetWhatIsMeantForAClosedStream)
{
    const std::string json = folder.PathOf("x.json");
    const auto outcome = Shell("\"$0\" run " + scenario + " --json " + json + " >&-");
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("not all could be written to standard output"));
    EXPECT_THAT(ReadWholeFile(json), StartsWith("{\"scenario\":"));
    EXPECT_EQ(Shell("\"$0\" run blind-attack-reset --stack ns3 --json " + json + " 2>&-").status,
              1);
    EXPECT_THAT(ReadWholeFile(json), StartsWith("{\"scenario\":"));
}

TEST_F(OutputFiles, StandardOutputIsLookedAtWhateverWritesIt)
{
    const std::vector<std::string> commands = {"",
                                               "--help",
                                               "list",
                                               "list --help",
                                               "run --help",
                                               "run " + scenario,
                                               "isn",
                                               "drill " + script};
    for (const auto& arguments : commands)
    {
        for (const char* where : {"/dev/full", "&-"})
        {
            const auto outcome = Shell("\"$0\" " + arguments + " >" + where);
            EXPECT_EQ(outcome.status, 2) << arguments << where;
            EXPECT_THAT(outcome.err, HasSubstr("not all could be written to standard output"))
                << arguments << where;
        }
    }
}

} // namespace
