// SPDX-License-Identifier: GPL-2.0-only
//
// The examples, and what the documents show of them.

#include "program.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
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

TEST(OwnIsnGenerator, ChoosesTheNumbersOfBothHosts)
{
    const Outcome outcome = RunExample("own-isn-generator", {"--before=1234"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    const auto lines = SplitLines(outcome.out);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_THAT(lines[0], HasSubstr("s: IsnBeforeWrap has chosen 4294966061"));
    EXPECT_THAT(lines[1], HasSubstr("s: IsnBeforeWrap has chosen 4294966061"));
    EXPECT_EQ(lines[2], "received: 100000 octets");
}

TEST(OwnIsnGenerator, GivesWayToAnother)
{
    const Outcome outcome = RunExample("own-isn-generator", {"--generator=ns3::TcpIsnConstant"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("s: ns3::TcpIsnConstant has chosen 0\n"));
    EXPECT_THAT(outcome.out, HasSubstr("received: 100000 octets"));
}

TEST(OwnIsnGenerator, RefusesWhatIsNoGenerator)
{
    for (const std::string type : {"ns3::Node", "ns3::TcpIsnGenerator", "nonsense"})
    {
        const Outcome outcome = RunExample("own-isn-generator", {"--generator=" + type});
        EXPECT_EQ(outcome.status, 2);
        EXPECT_EQ(outcome.err,
                  "own-isn-generator: \"" + type + "\" is no type of a TcpIsnGenerator\n");
    }
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

using Curve = std::map<double, double>;

/// \return the curves whose points follow the line "plot", each ended by a line "e"
std::vector<Curve>
CurvesOf(const std::string& figure)
{
    std::vector<Curve> curves(1);
    bool points = false;
    for (const std::string& line : SplitLines(figure))
    {
        if (points && line == "e")
        {
            curves.emplace_back();
        }
        else if (points)
        {
            std::istringstream point(line);
            double x = 0;
            point >> x >> curves.back()[x];
        }
        points = points || line.find("plot ") == 0;
    }
    curves.pop_back();
    return curves;
}

/// \return the largest value from one place on to before another
double
LargestBetween(const Curve& curve, double from, double to)
{
    double largest = 0;
    for (auto point = curve.lower_bound(from); point != curve.lower_bound(to); ++point)
    {
        largest = std::max(largest, point->second);
    }
    return largest;
}

TEST(CongestionWindow, OfAPathWithoutLossIsDrawn)
{
    const Outcome outcome = RunExample("congestion-window", {"--path=clean"});
    EXPECT_EQ(outcome.status, 0);
    const auto curves = CurvesOf(outcome.out);
    ASSERT_EQ(curves.size(), 2U);
    for (const Curve& curve : curves)
    {
        ASSERT_FALSE(curve.empty());
        EXPECT_EQ(curve.begin()->second, 10); // InitialCwnd
        EXPECT_GT(curve.rbegin()->first, 19.9);
        // Slow start to 64 segments; every second one is acknowledged, so each round trip adds
        // half.
        EXPECT_GE(LargestBetween(curve, 0, 0.9), 64);
        double before = 0;
        for (const auto& [time, window] : curve)
        {
            ASSERT_GE(window, before) << time;
            before = window;
        }
    }
}

TEST(CongestionWindow, IsHalvedByALoss)
{
    const Outcome outcome = RunExample("congestion-window", {"--path=drop"});
    EXPECT_EQ(outcome.status, 0);
    const auto curves = CurvesOf(outcome.out);
    ASSERT_EQ(curves.size(), 2U);
    for (const Curve& curve : curves)
    {
        // The link carries 10 Mbit/s / (1502 octets x 8) = 832 segments a second, at most: segment
        // 5000 comes after 6 s.
        const double before = LargestBetween(curve, 6, 10);
        EXPECT_LT(LargestBetween(curve, 0, 6), before);
        double smallest = before;
        for (auto point = curve.lower_bound(6); point != curve.lower_bound(10); ++point)
        {
            smallest = std::min(smallest, point->second);
        }
        // RFC 5681, equation 4: half of the flight, which is the window.
        EXPECT_NEAR(smallest / before, 0.5, 0.05);
        EXPECT_GT(curve.rbegin()->second, smallest);
    }
}

TEST(CongestionWindow, NamesAPathThatItDoesNotHave)
{
    const Outcome outcome = RunExample("congestion-window", {"--path=wet"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("clean or drop, not 'wet'"));
}

TEST(CongestionWindow, ShowsTheTimeThatIsAskedFor)
{
    const Outcome outcome = RunExample("congestion-window", {"--from=0.5", "--to=1"});
    EXPECT_EQ(outcome.status, 0);
    for (const Curve& curve : CurvesOf(outcome.out))
    {
        ASSERT_FALSE(curve.empty());
        EXPECT_EQ(curve.begin()->first, 0.5);
        EXPECT_NEAR(curve.rbegin()->first, 1, 0.001);
    }
}

TEST(CongestionWindow, RefusesATimeThatIsNone)
{
    for (const char* const from : {"--from=1", "--from=2", "--from=-1"})
    {
        const Outcome outcome = RunExample("congestion-window", {from, "--to=1"});
        EXPECT_EQ(outcome.status, 2) << from;
        EXPECT_THAT(outcome.err, HasSubstr("a figure begins at 0 or later"));
    }
    EXPECT_EQ(RunExample("congestion-window", {"--to=101"}).status, 2);
}

/// \return the rows of a table in CSV, without its head, as numbers
std::vector<std::vector<double>>
RowsOf(const std::string& csv)
{
    std::vector<std::vector<double>> rows;
    auto lines = SplitLines(csv);
    EXPECT_FALSE(lines.empty());
    lines.erase(lines.begin());
    for (const std::string& line : lines)
    {
        rows.emplace_back();
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');)
        {
            rows.back().push_back(std::stod(cell));
        }
    }
    return rows;
}

class TimeWaitSweep : public testing::Test
{
  protected:
    /// Runs it with files in a folder of its own.
    Outcome Run(std::vector<std::string> arguments) const
    {
        arguments.push_back("--csv=" + folder.PathOf("table.csv"));
        arguments.push_back("--figure=" + folder.PathOf("figure.plt"));
        return RunExample("time-wait-sweep", arguments);
    }

    std::vector<std::vector<double>> GetTable() const
    {
        return RowsOf(ReadWholeFile(folder.PathOf("table.csv")));
    }

    TemporaryFolder folder;
};

/// Whether the C library's allocator, which tells what is allocated, is the one that allocates.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool ALLOCATOR_COUNTS = false;
#else
constexpr bool ALLOCATOR_COUNTS = true;
#endif

TEST_F(TimeWaitSweep, CountsWhatRestsAndWhatIsRefused)
{
    const Outcome outcome = Run({"--msl=1,2", "--rate=5,20", "--ports=16"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    // A run lasts 3 MSL. A connection is at rest for 2 MSL, from 4 ms after it was opened on: of 5
    // in a second, 10 or 20 rest at a time. Where 16 ports are less than that, all of them do.
    const auto rows = GetTable();
    ASSERT_EQ(rows.size(), 4U);

    enum Column
    {
        MSL,
        RATE,
        OPENED,
        REFUSED,
        AT_REST,
        MEMORY,
        EACH
    };

    for (const auto& row : rows)
    {
        ASSERT_EQ(row.size(), 7U);
        EXPECT_EQ(row[OPENED] + row[REFUSED], 3 * row[MSL] * row[RATE]);
        const bool isEnough = 2 * row[MSL] * row[RATE] < 16;
        EXPECT_EQ(row[REFUSED] == 0, isEnough) << row[MSL] << " " << row[RATE];
        EXPECT_EQ(row[AT_REST], isEnough ? 10 : 16);
        EXPECT_EQ(row[EACH] > 0, ALLOCATOR_COUNTS);
        EXPECT_NEAR(row[MEMORY], row[EACH] * row[AT_REST], row[AT_REST]);
    }
    EXPECT_EQ(rows[0][OPENED], 15);
    // At 20 in a second the first 16 get a port; those after 2.004 s, at 2.05 s and later, again.
    EXPECT_EQ(rows[1][OPENED], 16 + 16);
    EXPECT_THAT(ReadWholeFile(folder.PathOf("figure.plt")),
                testing::AllOf(HasSubstr("connections at rest in TIME-WAIT"),
                               HasSubstr("refused for want of a port"),
                               HasSubstr("memory")));
}

TEST_F(TimeWaitSweep, FindsTheHighestRateThatTheoryGives)
{
    const Outcome outcome = Run({"--highest", "--msl=1,10,30,60,120", "--ports=100"});
    EXPECT_EQ(outcome.status, 0);
    const auto rows = GetTable();
    const std::vector<double> msls = {1, 10, 30, 60, 120};
    ASSERT_EQ(rows.size(), msls.size());
    for (size_t i = 0; i < rows.size(); ++i)
    {
        EXPECT_EQ(rows[i][0], msls[i]);
        // Two round trips of 2 ms come before TIME-WAIT: the handshake, and a FIN each way.
        const double theory = 100 / (2 * msls[i] + 0.004);
        EXPECT_NEAR(rows[i][3] / theory, 1, 0.01) << "MSL " << msls[i];
        EXPECT_NEAR(rows[i][2], 0.004, 0.0001);
    }
}

TEST_F(TimeWaitSweep, SaysWhatIsWrongWithItsOptions)
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"--msl=1,x", "--msl: 'x' is no number above 0 and up to 3600"},
        {"--msl=-1", "--msl: '-1' is no number"},
        {"--msl=", "--msl: '' is no number"},
        {"--rate=0", "--rate: '0' is no number above 0 and up to 1e+06"},
        {"--rate=1 2", "--rate: '1 2' is no number"},
        {"--ports=0", "--ports: '0' is no whole number from 1 to 64512"},
        {"--ports=64513", "--ports: '64513' is no whole number from 1 to 64512"},
        {"--ports=1.5", "--ports: '1.5' is no whole number from 1 to 64512"},
        {"sweep", "'sweep' is no option"},
    };
    for (const auto& [option, problem] : cases)
    {
        const Outcome outcome = Run({option});
        EXPECT_EQ(outcome.status, 2) << option;
        EXPECT_THAT(outcome.err, HasSubstr(problem)) << option;
    }
    const Outcome outcome = RunExample("time-wait-sweep", {"--csv=" + folder.PathOf("no/file")});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--csv: cannot write to"));
}

} // namespace
