// SPDX-License-Identifier: GPL-2.0-only

#include "alteration.h"
#include "drill/drill-parser.h"
#include "drill/drill-run.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <vector>

/**
 * \file
 * The scripts of examples/packet-scripts/ hold, and none does any more once it expects something
 * else in one place.
 */

namespace
{

using tcplab::SourceText;
using tcplab::Stack;
using namespace tcplab::drill;

std::vector<std::filesystem::path>
AllScripts()
{
    std::vector<std::filesystem::path> scripts;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(PACKET_SCRIPTS_DIR))
    {
        if (entry.path().extension() == ".pkt")
        {
            scripts.push_back(entry.path());
        }
    }
    std::sort(scripts.begin(), scripts.end());
    return scripts;
}

std::string
NameOf(const testing::TestParamInfo<std::filesystem::path>& info)
{
    std::string name =
        info.param.parent_path().filename().string() + '_' + info.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

Outcome
RunScriptOnce(const Script& script)
{
    const auto stack = Stack::Make("lifecycle");
    return RunScript(script, RunTerms{*stack, {}});
}

class PacketScript : public testing::TestWithParam<std::filesystem::path>
{
};

TEST_P(PacketScript, HoldsAndNotIfAltered)
{
    const Script script = ParseDrillScript(SourceText::ReadFile(GetParam()), {});
    const Outcome outcome = RunScriptOnce(script);
    ASSERT_EQ(outcome.verdict, Verdict::Passed) << outcome.line << ": " << outcome.reason;
    const auto alterations = AlterationsOf(script);
    EXPECT_FALSE(alterations.empty());
    for (const auto& alteration : alterations)
    {
        EXPECT_EQ(RunScriptOnce(alteration.script).verdict, Verdict::Failed) << alteration.what;
    }
}

INSTANTIATE_TEST_SUITE_P(All, PacketScript, testing::ValuesIn(AllScripts()), NameOf);

TEST(PacketScripts, AreManyAndHaveAllThatCanBeAltered)
{
    const auto scripts = AllScripts();
    EXPECT_GE(scripts.size(), 60u);
    std::map<AlterationKind, size_t> counts;
    for (const auto& path : scripts)
    {
        for (const auto& alteration :
             AlterationsOf(ParseDrillScript(SourceText::ReadFile(path), {})))
        {
            ++counts[alteration.kind];
        }
    }
    std::cout << "summary: " << scripts.size() << " packet scripts, altered in one place:";
    for (const auto kind : {AlterationKind::Number,
                            AlterationKind::Flag,
                            AlterationKind::Option,
                            AlterationKind::Time,
                            AlterationKind::Result,
                            AlterationKind::Errno,
                            AlterationKind::Removal,
                            AlterationKind::Code})
    {
        EXPECT_GT(counts[kind], 0u) << ToString(kind);
        std::cout << ' ' << ToString(kind) << " (" << counts[kind] << ')';
    }
    std::cout << '\n';
}

} // namespace
