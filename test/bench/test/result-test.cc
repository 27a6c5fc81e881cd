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

Result
Alone(Bound bound, double bar, double ours)
{
    return Result{Row{"a figure", "units", bound, bar, nullptr}, ours, {}};
}

Result
Compared(Bound bound, double bar, double ours, double other)
{
    const Row::Measure measured = [](benchmark::State&) {};
    return Result{Row{"a comparison", "us", bound, bar, measured, measured}, ours, other};
}

TEST(BenchResult, ComparesAFigureOfItsOwnWithTheBar)
{
    EXPECT_TRUE(Alone(Bound::AtLeast, 20, 20).IsMet());
    EXPECT_FALSE(Alone(Bound::AtLeast, 20, 19.9).IsMet());
    EXPECT_TRUE(Alone(Bound::AtMost, 128, 128).IsMet());
    EXPECT_FALSE(Alone(Bound::AtMost, 128, 129).IsMet());
    EXPECT_EQ(Alone(Bound::AtMost, 128, 129).Ratio(), std::nullopt);
}

TEST(BenchResult, ComparesARatioWithTheBar)
{
    EXPECT_EQ(Compared(Bound::AtMost, 0.5, 10, 40).Ratio(), 0.25);
    EXPECT_TRUE(Compared(Bound::AtMost, 0.5, 20, 40).IsMet());
    EXPECT_FALSE(Compared(Bound::AtMost, 0.5, 21, 40).IsMet());
    EXPECT_TRUE(Compared(Bound::AtLeast, 0.98, 98, 100).IsMet());
    EXPECT_FALSE(Compared(Bound::AtLeast, 0.98, 97, 100).IsMet());
}

TEST(BenchResult, PrintsATable)
{
    std::ostringstream table;
    PrintTable(table, {Alone(Bound::AtLeast, 20, 21.25), Compared(Bound::AtMost, 0.5, 30, 40)});
    EXPECT_EQ(table.str(),
              "what          ours  other  unit   ratio  bar           bar met\n"
              "a figure      21.2      -  units      -  at least 20   met\n"
              "a comparison  30.0   40.0  us      0.75  at most 0.5x  not met\n");
}

TEST(BenchResult, WritesJson)
{
    std::ostringstream json;
    WriteJson(json, {Alone(Bound::AtLeast, 20, 21.25), Compared(Bound::AtMost, 0.5, 30, 40)});
    EXPECT_EQ(json.str(),
              "[\n"
              "{\"name\":\"a figure\",\"ours\":21.25,\"other\":null,\"unit\":\"units\","
              "\"ratio\":null,\"bar\":20,\"met\":true},\n"
              "{\"name\":\"a comparison\",\"ours\":30,\"other\":40,\"unit\":\"us\","
              "\"ratio\":0.75,\"bar\":0.5,\"met\":false}\n"
              "]\n");
}

} // namespace
