// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"

#include <algorithm>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/// `tcplab isn`.

namespace
{

using testing::HasSubstr;
using testing::StartsWith;

Outcome
RunIsn(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), "isn");
    return RunTcplab(arguments);
}

TEST(IsnVerb, PrintsTheFiguresOfTheClock)
{
    const auto outcome = RunIsn({"--generator", "ns3::TcpIsnClock", "--connections", "1001"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    // 10 ms are 2500 ticks of 4 us; 2^32 of them are 17179.869 s.
    for (const char* line :
         {"rate of increase               250000.000 a second\n",
          "sequence space comes round in  17179.869 s (4.77 h)\n",
          "smallest step                  2500\n",
          "largest step                   2500\n",
          "entropy of the steps           0.000 bits, of at most 9.966 ",
          "guesses for a 50 % hit         1, each of a window of 1 (predicted)\n",
          " p < 0.000001\n"})
    {
        EXPECT_THAT(outcome.out, HasSubstr(line));
    }
}

TEST(IsnVerb, PrintsWhatCannotBePredicted)
{
    const auto outcome =
        RunIsn({"--four-tuples", "many", "--connections", "1001", "--window", "65536"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, StartsWith("ns3::TcpIsnRfc6528, 1001 connections of as many four-"));
    EXPECT_THAT(
        outcome.out,
        HasSubstr("rate of increase               cannot be told: a step of 2^31 or more "));
    EXPECT_THAT(outcome.out, HasSubstr("sequence space comes round in  cannot be told\n"));
    EXPECT_THAT(outcome.out,
                HasSubstr("guesses for a 50 % hit         32768, each of a window of 65536 (not "));
    EXPECT_THAT(outcome.out, HasSubstr("entropy of the steps           9.966 bits, of at most "));
}

TEST(IsnVerb, DependsOnItsSeed)
{
    const auto draw = [](const char* seed) {
        return RunIsn({"--generator", "ns3::TcpIsnRandom", "--seed", seed}).out;
    };
    EXPECT_EQ(draw("7"), draw("7"));
    EXPECT_NE(draw("7"), draw("8"));
}

TEST(IsnVerb, WritesJson)
{
    const TemporaryFolder folder;
    const auto json = folder.PathOf("isn.json");
    const auto outcome = RunIsn(
        {"--generator", "ns3::TcpIsnConstant[Value=5]", "--connections", "8", "--json", json});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(ReadWholeFile(json),
              "{\"generator\":\"ns3::TcpIsnConstant[Value=5]\",\n\"connections\":8,\n"
              "\"rate\":100,\n\"four_tuples\":\"one\",\n\"window\":1,\n\"seed\":1,\n"
              "\"increase_per_second\":0,\n\"comes_round_seconds\":null,\n"
              "\"smallest_step\":0,\n\"largest_step\":0,\n\"entropy_bits\":0,\n"
              "\"entropy_ceiling_bits\":2.80735492206,\n\"guesses_for_half\":1,\n"
              "\"predicted\":true,\n\"chi_square\":null}\n");
}

TEST(IsnVerb, WritesTheCommandsOfItsPlot)
{
    const TemporaryFolder folder;
    const auto plot = folder.PathOf("isn.plt");
    const auto outcome = RunIsn(
        {"--generator", "ns3::TcpIsnBsd", "--connections", "8", "--rate", "2", "--plot", plot});
    EXPECT_EQ(outcome.status, 0);
    const auto commands = ReadWholeFile(plot);
    EXPECT_THAT(commands, HasSubstr("\n0.5 128000\n1 128000\n")); // time, step
    EXPECT_THAT(commands, HasSubstr("\n128000 128000\n"));        // step, step
}

TEST(IsnVerb, DrawsItsPlot)
{
    if (std::system("command -v gnuplot > /dev/null") != 0)
    {
        GTEST_SKIP() << "gnuplot is not installed";
    }
    const TemporaryFolder folder;
    const auto plot = folder.PathOf("a \"figure\".svg");
    const auto outcome = RunIsn({"--generator", "ns3::TcpIsnConstant", "--plot", plot});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    const auto figure = ReadWholeFile(plot);
    EXPECT_THAT(figure, HasSubstr("<svg "));
    EXPECT_THAT(figure, HasSubstr("ns3::TcpIsnConstant: steps over time"));
    EXPECT_THAT(figure, HasSubstr("each step over the one before"));
}

TEST(IsnVerb, SaysWhereGnuplotIsMissing)
{
    const TemporaryFolder folder;
    const std::string path = std::getenv("PATH");
    setenv("PATH", folder.PathOf("").c_str(), 1);
    const auto outcome = RunIsn({"--plot", folder.PathOf("x.png")});
    setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err,
                StartsWith("tcplab: --plot: gnuplot is not installed (on Debian: apt-get install "
                           "gnuplot-nox)"));
}

TEST(IsnVerb, HasItsHelp)
{
    const auto outcome = RunIsn({"--help"});
    EXPECT_EQ(outcome.status, 0);
    for (const char* text : {"--generator",
                             "--connections",
                             "--rate",
                             "--four-tuples",
                             "--window",
                             "--seed",
                             "--json",
                             "--plot",
                             "  ns3::TcpIsnBsd[Step=..|Interval=..|PerConnection=..]\n",
                             "  ns3::TcpIsnRandom\n"})
    {
        EXPECT_THAT(outcome.out, HasSubstr(text));
    }
}

/// A command line that cannot be used, and what is said of it.
struct BadIsn
{
    const char* name;
    std::vector<std::string> arguments;
    const char* complaint;
};

class UnusableIsn : public testing::TestWithParam<BadIsn>
{
};

TEST_P(UnusableIsn, IsRefused)
{
    const auto outcome = RunIsn(GetParam().arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith(GetParam().complaint));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
}

const BadIsn BAD_ISNS[] = {
    {"TickZero",
     {"--generator", "ns3::TcpIsnClock[Tick=0s]"},
     "tcplab: --generator: \"0s\" is no value of Tick: it is a time from 1ns on"},
    {"EmptyList",
     {"--generator", "ns3::TcpIsnList[List=]"},
     "tcplab: --generator: \"\" is no value of List: it is numbers from 0 to 4294967295"},
    {"UnknownHash",
     {"--generator", "ns3::TcpIsnRfc6528[Hash=SHA3]"},
     "tcplab: --generator: \"SHA3\" is no value of Hash: it is MD5|SipHash"},
    {"NoGenerator",
     {"--generator", "ns3::Node"},
     "tcplab: --generator: \"ns3::Node\" is no value of IsnGenerator: it is ns3::TcpIsn"},
    {"MisspeltGenerator",
     {"--generator", "ns3::TcpIsnRadnom"},
     "tcplab: --generator: there is no type \"ns3::TcpIsnRadnom\"; did you mean "
     "\"ns3::TcpIsnRandom\"?"},
    {"TooFewConnections",
     {"--connections", "7"},
     "tcplab: --connections: \"7\" is no whole number from 8 to 10000000"},
    {"NegativeConnections", {"--connections", "-8"}, "tcplab: --connections: \"-8\" is no"},
    {"RateZero", {"--rate", "0"}, "tcplab: --rate: \"0\" is no number above 0"},
    {"RateNotANumber", {"--rate", "nan"}, "tcplab: --rate: \"nan\" is no number above 0"},
    {"RateTooSlow", {"--rate", "1e-9"}, "tcplab: --rate: so many connections take longer than"},
    {"FourTuples", {"--four-tuples", "few"}, "tcplab: --four-tuples: it is one or many, not"},
    {"WindowZero", {"--window", "0"}, "tcplab: --window: \"0\" is no whole number from 1"},
    {"Seed", {"--seed", "x"}, "tcplab: --seed: \"x\" is no whole number"},
    {"PlotOfNoKind", {"--plot", "x.gif"}, "tcplab: --plot: \"x.gif\" is no figure: its name ends"},
    {"PlotNowhere", {"--plot", "/nowhere/x.svg"}, "tcplab: --plot: \"/nowhere/x.svg\" cannot be"},
    {"JsonNowhere", {"--json", "/nowhere/x"}, "tcplab: --json: \"/nowhere/x\" cannot be written"},
    {"Argument", {"ns3::TcpIsnClock"}, "tcplab: isn takes no argument"},
};

INSTANTIATE_TEST_SUITE_P(All,
                         UnusableIsn,
                         testing::ValuesIn(BAD_ISNS),
                         [](const testing::TestParamInfo<BadIsn>& info) {
                             return std::string(info.param.name);
                         });

} // namespace
