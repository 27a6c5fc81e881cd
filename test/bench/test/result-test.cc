// SPDX-License-Identifier: GPL-2.0-only
//
// What the figures of a benchmark are made into: a ratio, a verdict, a table, JSON.

#include "result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace
{

using testing::ContainsRegex;

const Row::Measure MEASURE = [](benchmark::State&) {};

Result
Alone(Bar bar, double ours)
{
    return Summarize(Row{"a figure", "units", bar, MEASURE}, {ours}, {});
}

Result
Compared(Bar bar, double ours, double other)
{
    return Summarize(Row{"a comparison", "us", bar, MEASURE, MEASURE}, {ours}, {other});
}

TEST(BenchResult, ComparesAFigureOfItsOwnWithTheBar)
{
    EXPECT_TRUE(Alone(Bar::AtLeast(20), 20).IsMet());
    EXPECT_FALSE(Alone(Bar::AtLeast(20), 19.9).IsMet());
    EXPECT_TRUE(Alone(Bar::AtMost(128), 128).IsMet());
    EXPECT_FALSE(Alone(Bar::AtMost(128), 129).IsMet());
    EXPECT_TRUE(Alone(Bar::Between(40, 60), 40).IsMet());
    EXPECT_TRUE(Alone(Bar::Between(40, 60), 60).IsMet());
    EXPECT_FALSE(Alone(Bar::Between(40, 60), 39.9).IsMet());
    EXPECT_FALSE(Alone(Bar::Between(40, 60), 60.1).IsMet());
    EXPECT_TRUE(Alone(Bar::None(), 1e9).IsMet());
    EXPECT_EQ(Alone(Bar::AtMost(128), 129).ratio, std::nullopt);
}

TEST(BenchResult, ComparesARatioWithTheBar)
{
    EXPECT_EQ(Compared(Bar::AtMost(0.5), 10, 40).ratio, 0.25);
    EXPECT_TRUE(Compared(Bar::AtMost(0.5), 20, 40).IsMet());
    EXPECT_FALSE(Compared(Bar::AtMost(0.5), 21, 40).IsMet());
    EXPECT_TRUE(Compared(Bar::AtLeast(0.98), 98, 100).IsMet());
    EXPECT_FALSE(Compared(Bar::AtLeast(0.98), 97, 100).IsMet());
}

TEST(BenchResult, TakesTheMedian)
{
    const Row row{"a comparison", "us", Bar::AtMost(1), MEASURE, MEASURE, Sampling::Timed};
    const Result odd = Summarize(row, {9, 1, 2}, {8, 4, 1});
    EXPECT_EQ(odd.ours, 2);
    EXPECT_EQ(odd.other, 4);
    EXPECT_EQ(odd.ratio, 0.5);
    EXPECT_EQ(Summarize(row, {7, 1, 3, 100}, {1, 1, 1, 1}).ours, 5);
}

TEST(BenchResult, TakesTheMedianOfTheRatiosOfPairs)
{
    const Row row{"a comparison", "Mbit/s", Bar::AtLeast(1), MEASURE, MEASURE, Sampling::Seeded};
    // 9 / 9, 1 / 4, 6 / 3
    const Result result = Summarize(row, {9, 1, 6}, {9, 4, 3});
    EXPECT_EQ(result.ours, 6);
    EXPECT_EQ(result.other, 4);
    EXPECT_EQ(result.ratio, 1);
}

TEST(BenchResult, PrintsATable)
{
    std::ostringstream table;
    PrintTable(table,
               {Alone(Bar::AtLeast(20), 21.25),
                Compared(Bar::AtMost(0.5), 30, 40),
                Alone(Bar::Between(2, 3), 3),
                Alone(Bar::None(), 4)});
    EXPECT_EQ(table.str(),
              "what          ours  other  unit   ratio  bar           bar met\n"
              "a figure      21.2      -  units      -  at least 20   met\n"
              "a comparison  30.0   40.0  us      0.75  at most 0.5x  not met\n"
              "a figure      3.00      -  units      -  2 to 3        met\n"
              "a figure      4.00      -  units      -  -             -\n");
}

TEST(BenchResult, WritesJson)
{
    std::ostringstream json;
    WriteJson(json,
              {Alone(Bar::AtLeast(20), 21.25),
               Compared(Bar::AtMost(0.5), 30, 40),
               Alone(Bar::Between(2, 3), 3),
               Alone(Bar::None(), 4)});
    EXPECT_EQ(json.str(),
              "[\n"
              "{\"name\":\"a figure\",\"ours\":21.25,\"other\":null,\"unit\":\"units\","
              "\"ratio\":null,\"bar\":20,\"met\":true},\n"
              "{\"name\":\"a comparison\",\"ours\":30,\"other\":40,\"unit\":\"us\","
              "\"ratio\":0.75,\"bar\":0.5,\"met\":false},\n"
              "{\"name\":\"a figure\",\"ours\":3,\"other\":null,\"unit\":\"units\","
              "\"ratio\":null,\"bar\":[2,3],\"met\":true},\n"
              "{\"name\":\"a figure\",\"ours\":4,\"other\":null,\"unit\":\"units\","
              "\"ratio\":null,\"bar\":null,\"met\":true}\n"
              "]\n");
}

} // namespace
