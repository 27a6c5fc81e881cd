// SPDX-License-Identifier: GPL-2.0-only
//
// SEGMENT ARRIVES (RFC 9293, section 3.10.7), exhaustively: every situation, every kind of segment,
// every position of its numbers. What is right stands in the rules-*.cc, written from the RFC.

#include "matrix.h"

#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <set>

namespace matrix
{

namespace
{

/// ISS: far from any wrap; the last number before 2^31 and before 2^32; so that either lies in the
/// midst of what is in flight.
constexpr uint32_t ALL_ISS[] = {1000, 0x7fffffff, 0xffffffff, 0x7fffffdc, 0xffffffdc};

/// IRS: the same, either in the midst of the text that arrives; so that the right edge of the open
/// window and RCV.NXT at the zero window are 0.
constexpr uint32_t ALL_IRS[] = {1000, 0x7fffffff, 0xffffffff, 0x7ffffff5, 0xfffffff5, 0xffffff9b};

/// Calls a function with each pair of them.
template <class Function>
void
ForEachPair(Function function)
{
    for (const uint32_t iss : ALL_ISS)
    {
        for (const uint32_t irs : ALL_IRS)
        {
            function(InitialNumbers{iss, irs});
        }
    }
}

std::string
Describe(const Rule& rule)
{
    const std::string file = rule.file;
    return file.substr(file.rfind('/') + 1) + ":" + std::to_string(rule.line) + ": " + rule.source;
}

std::vector<Situation>
AllSituations()
{
    std::vector<Situation> all;
    ForEach<Situation>([&](Situation situation) { all.push_back(situation); });
    return all;
}

class Matrix : public testing::TestWithParam<Situation>
{
};

TEST_P(Matrix, HasOneRuleForEachCell)
{
    size_t faults = 0;
    for (const Entry& entry : EntriesOf(GetParam()))
    {
        if (entry.rules.size() == 1 || ++faults > 5)
        {
            continue;
        }
        std::string rules;
        for (const Rule* rule : entry.rules)
        {
            rules += "\n    " + Describe(*rule);
        }
        ADD_FAILURE() << ToString(entry.cell) << ": " << entry.rules.size() << " rules" << rules;
    }
    EXPECT_EQ(faults, 0u) << "cells with no rule or with more than one";
}

TEST_P(Matrix, IsReachedByRealEvents)
{
    ForEach<Window>([&](Window window) {
        ForEach<Rfc5961>([&](Rfc5961 rfc5961) {
            ForEachPair([&](InitialNumbers initial) {
                const Scene scene = MakeScene(GetParam(), window, rfc5961, initial);
                EXPECT_EQ(Inspect(GetParam(), scene), "")
                    << "ISS " << initial.iss << ", IRS " << initial.irs;
            });
        });
    });
}

TEST_P(Matrix, AnswersAsTheRulesHaveIt)
{
    struct Fault
    {
        size_t count{0};
        std::string first;
    };

    std::map<const Rule*, Fault> faults;
    const std::vector<Entry> entries = EntriesOf(GetParam());
    ForEachPair([&](InitialNumbers initial) {
        std::map<std::pair<Window, Rfc5961>, Scene> scenes;
        ForEach<Window>([&](Window window) {
            ForEach<Rfc5961>([&](Rfc5961 rfc5961) {
                scenes.emplace(std::make_pair(window, rfc5961),
                               MakeScene(GetParam(), window, rfc5961, initial));
            });
        });
        for (const auto& [cell, rules] : entries)
        {
            for (const Rule* rule : rules)
            {
                const std::string differences =
                    Compare(cell, *rule, scenes.at({cell.window, cell.rfc5961}));
                if (!differences.empty() && ++faults[rule].count == 1)
                {
                    faults[rule].first = differences;
                }
            }
        }
    });
    for (const auto& [rule, fault] : faults)
    {
        ADD_FAILURE() << Describe(*rule) << "\n  is not followed " << fault.count
                      << " times; the first time:\n  " << fault.first;
    }
}

INSTANTIATE_TEST_SUITE_P(Situations,
                         Matrix,
                         testing::ValuesIn(AllSituations()),
                         [](const auto& info) { return ToString(info.param); });

TEST(MatrixRules, ApplySomewhere)
{
    std::set<const Rule*> used;
    std::map<std::string, size_t> impossible;
    size_t cells = 0;
    ForEach<Situation>([&](Situation situation) {
        for (const Entry& entry : EntriesOf(situation))
        {
            ++cells;
            used.insert(entry.rules.begin(), entry.rules.end());
        }
        ForEachCell(situation, [&](const Cell& cell) {
            if (const char* why = WhyImpossible(cell))
            {
                ++impossible[why];
            }
        });
    });
    for (const Rule& rule : AllRules())
    {
        EXPECT_EQ(used.count(&rule), 1u) << Describe(rule) << "\n  applies to no cell";
    }
    const size_t pairs = std::size(ALL_ISS) * std::size(ALL_IRS);
    std::cout << "summary: matrix: " << cells << " cells, " << AllRules().size() << " rules, "
              << cells * pairs << " segments with " << pairs
              << " pairs of initial sequence numbers\n";
    for (const auto& [why, count] : impossible)
    {
        std::cout << "matrix: left out: " << count << " cells: " << why << "\n";
    }
}

} // namespace
} // namespace matrix
