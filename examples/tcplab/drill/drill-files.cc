// SPDX-License-Identifier: GPL-2.0-only

#include "drill-files.h"

#include "../file-claims.h"
#include "../source-text.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tcplab::drill
{

namespace
{

namespace fs = std::filesystem;

constexpr const char* EXTENSION = ".pkt";

std::vector<std::string>
ScriptsIn(const fs::path& folder)
{
    std::vector<std::string> files;
    try
    {
        for (const auto& entry : fs::recursive_directory_iterator(folder))
        {
            if (entry.is_regular_file() && entry.path().extension() == EXTENSION)
            {
                files.push_back(entry.path().string());
            }
        }
    }
    catch (const fs::filesystem_error& error)
    {
        throw UsageError(error.path1().string() + ": cannot be read: " + error.code().message());
    }
    if (files.empty())
    {
        throw UsageError(folder.string() + ": there is no script *" + EXTENSION +
                         " in this folder");
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

std::vector<std::string>
FindScripts(const std::vector<std::string>& paths)
{
    std::vector<std::string> files;
    for (const auto& path : paths)
    {
        std::error_code error;
        const auto status = fs::status(path, error);
        if (!fs::exists(status))
        {
            throw UsageError(path + ": there is no such file or folder");
        }
        if (fs::is_directory(status))
        {
            const auto more = ScriptsIn(path);
            files.insert(files.end(), more.begin(), more.end());
        }
        else
        {
            files.push_back(path);
        }
    }
    for (const auto& file : files)
    {
        ClaimInput(file); // they are read later, each in a process of its own
    }
    return files;
}

} // namespace tcplab::drill
