// SPDX-License-Identifier: GPL-2.0-only

#include "drill/drill-notation.h"
#include "drill/drill-parser.h"
#include "reading.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <vector>

/**
 * \file
 * The scripts of right/ and wrong/. What each of right/ says was written down by hand, and
 * packetdrill reads the same in it; each of wrong/ is refused by packetdrill too
 * (doc/packet-scripts.rst).
 */

namespace
{

using namespace tcplab;
using namespace tcplab::drill;

std::string
ReadWhole(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::filesystem::path>
ScriptsOf(const std::string& folder)
{
    std::vector<std::filesystem::path> scripts;
    for (const auto& entry :
         std::filesystem::directory_iterator(DRILL_LANGUAGE_DIR + ('/' + folder)))
    {
        if (entry.path().extension() == ".pkt")
        {
            scripts.push_back(entry.path());
        }
    }
    std::sort(scripts.begin(), scripts.end());
    return scripts;
}

Script
Parse(const std::string& text)
{
    return ParseDrillScript(std::make_shared<const SourceText>("script", text), {});
}

std::string
NameOf(const testing::TestParamInfo<std::filesystem::path>& info)
{
    std::string name = info.param.stem();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

class RightScript : public testing::TestWithParam<std::filesystem::path>
{
};

TEST_P(RightScript, SaysWhatWasWrittenDown)
{
    auto expected = GetParam();
    expected.replace_extension(".reading");
    EXPECT_EQ(ReadingOf(Parse(ReadWhole(GetParam()))), ReadWhole(expected));
}

/// A reading without the numbers of the lines, and without what has no notation.
std::string
WithoutLines(const std::string& reading)
{
    std::istringstream lines(reading);
    std::string text;
    for (std::string line; std::getline(lines, line);)
    {
        if (line.find(" unsupported") == std::string::npos)
        {
            text +=
                line.substr(std::min(line.find_first_not_of("0123456789 "), line.size())) + '\n';
        }
    }
    return text;
}

TEST_P(RightScript, SaysTheSameOnceItIsWrittenAgain)
{
    const Script script = Parse(ReadWhole(GetParam()));
    std::string again =
        "--ip_version=\"" +
        std::string(script.configuration.ipVersion == IpVersion::Ipv6 ? "ipv6" : "ipv4") + "\"\n";
    Script events = script;
    for (const auto& event : script.events)
    {
        if (!std::holds_alternative<Unsupported>(event.action))
        {
            again += ToNotation(event) + '\n';
        }
    }
    again += "0 end() = 0\n";
    events.events.push_back(Parse("0 end() = 0\n").events.front());
    events.configuration = Parse(again).configuration;
    events.initCommand.reset();
    events.cleanupCommand.reset();
    EXPECT_EQ(WithoutLines(ReadingOf(Parse(again))), WithoutLines(ReadingOf(events))) << again;
}

INSTANTIATE_TEST_SUITE_P(All, RightScript, testing::ValuesIn(ScriptsOf("right")), NameOf);

class WrongScript : public testing::TestWithParam<std::filesystem::path>
{
};

TEST_P(WrongScript, IsRefusedAtItsPlace)
{
    auto expected = GetParam();
    expected.replace_extension(".error");
    std::string start = ReadWhole(expected);
    start.erase(start.find_last_not_of('\n') + 1);
    try
    {
        Parse(ReadWhole(GetParam()));
        FAIL() << "it was read";
    }
    catch (const ScriptError& error)
    {
        EXPECT_THAT(error.what(), testing::StartsWith("script:" + start));
    }
}

INSTANTIATE_TEST_SUITE_P(All, WrongScript, testing::ValuesIn(ScriptsOf("wrong")), NameOf);

} // namespace
