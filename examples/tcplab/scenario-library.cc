// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-library.h"

#include "nearest-name.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tcplab
{

namespace
{

namespace fs = std::filesystem;

constexpr const char* SUFFIX = ".tcp";

} // namespace

std::vector<std::string>
BuiltInScenarios()
{
    std::error_code error;
    const fs::directory_iterator folder(TCPLAB_SCENARIO_DIR, error);
    if (error)
    {
        throw UsageError(std::string(TCPLAB_SCENARIO_DIR) +
                         ": the built-in scenarios cannot be listed: " + error.message());
    }
    std::vector<std::string> names;
    for (const auto& entry : folder)
    {
        if (entry.path().extension() == SUFFIX)
        {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::shared_ptr<const SourceText>
FindScript(const std::string& nameOrFile)
{
    const auto names = BuiltInScenarios();
    if (std::find(names.begin(), names.end(), nameOrFile) != names.end())
    {
        return SourceText::ReadFile(
            (fs::path(TCPLAB_SCENARIO_DIR) / (nameOrFile + SUFFIX)).string());
    }
    std::error_code ignored;
    if (nameOrFile.empty() || !fs::exists(nameOrFile, ignored))
    {
        const auto nearest = DidYouMean(nameOrFile, names);
        throw UsageError('"' + nameOrFile + "\" is neither a built-in scenario nor a file" +
                         (nearest.empty() ? "; \"tcplab list\" shows the scenarios" : nearest));
    }
    return SourceText::ReadFile(nameOrFile);
}

} // namespace tcplab
