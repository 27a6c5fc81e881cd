// SPDX-License-Identifier: GPL-2.0-only

#include "drill-command.h"

#include "drill-shell.h"
#include "drill-sysctl.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace tcplab::drill
{

namespace
{

using Settings = std::vector<CommandSetting>;

/// Programs that show or set what a simulated host does not have: routes, queues, statistics.
constexpr const char* WITHOUT_MEANING[] =
    {"ip", "tc", "nstat", "netstat", "ss", "lnstat", "true", ":", "set", "echo"};

std::string
FileName(const std::string& path)
{
    return path.substr(path.find_last_of('/') + 1);
}

bool
StartsWith(const std::string& text, const std::string& start)
{
    return text.compare(0, start.size(), start) == 0;
}

/// Adds what a command comes to. \return why the script is to be skipped, if it is
std::optional<std::string>
Add(CommandMeaning meaning, Settings& settings)
{
    if (const auto* unknown = std::get_if<UnknownCommand>(&meaning))
    {
        return unknown->reason;
    }
    auto& more = std::get<Settings>(meaning);
    std::move(more.begin(), more.end(), std::back_inserter(settings));
    return {};
}

/// "NAME=VALUE" for each of the arguments from one on; options such as "-q" are passed over.
std::optional<std::string>
AddAssignments(const std::vector<std::string>& words, Settings& settings)
{
    for (size_t i = 1; i < words.size(); ++i)
    {
        const size_t equals = words[i].find('=');
        if (words[i] == "-p" || words[i] == "-f" || words[i] == "--load" || words[i] == "--system")
        {
            return "the settings of a file have no meaning in a simulator";
        }
        if (StartsWith(words[i], "-") || equals == std::string::npos)
        {
            continue; // one that is only shown
        }
        auto reason =
            Add(ReadSysctl(words[i].substr(0, equals), words[i].substr(equals + 1)), settings);
        if (reason)
        {
            return reason;
        }
    }
    return {};
}

std::optional<std::string>
AddDefaults(Settings& settings)
{
    for (const auto& [name, value] : DefaultSysctls())
    {
        if (auto reason = Add(ReadSysctl(name, value), settings))
        {
            return reason;
        }
    }
    return {};
}

/// "echo 1 > /proc/sys/net/ipv4/tcp_sack".
std::optional<std::string>
AddEcho(const ShellCommand& command, Settings& settings)
{
    std::string value;
    for (size_t i = 1; i < command.words.size(); ++i)
    {
        value += (i == 1 ? "" : " ") + command.words[i];
    }
    return Add(ReadSysctl(command.output, value), settings);
}

std::optional<std::string>
AddCommand(const ShellCommand& command, Settings& settings)
{
    const std::string& program = command.words.front();
    const std::string name = FileName(program);
    if (name == "defaults.sh")
    {
        return AddDefaults(settings);
    }
    if (name == "sysctl" || name == "set_sysctls.py")
    {
        return AddAssignments(command.words, settings);
    }
    if (name == "echo" && StartsWith(command.output, "/proc/sys/"))
    {
        return AddEcho(command, settings);
    }
    const bool meansNothing = std::any_of(std::begin(WITHOUT_MEANING),
                                          std::end(WITHOUT_MEANING),
                                          [&name](const char* known) { return name == known; });
    // What set_sysctls.py leaves behind puts the settings of a real host back.
    if (meansNothing || command.filters || StartsWith(name, "sysctl_restore_"))
    {
        return {};
    }
    return "the command \"" + program + "\" has no meaning in a simulator";
}

} // namespace

CommandMeaning
ReadCommand(const std::string& text)
{
    std::string reason;
    const auto commands = ReadShellCommands(text, reason);
    if (!commands)
    {
        return UnknownCommand{reason};
    }
    Settings settings;
    for (const auto& command : *commands)
    {
        if (auto why = AddCommand(command, settings))
        {
            return UnknownCommand{*why};
        }
    }
    return settings;
}

} // namespace tcplab::drill
