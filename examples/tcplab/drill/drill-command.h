// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_COMMAND_H
#define TCPLAB_DRILL_COMMAND_H

#include <string>
#include <variant>
#include <vector>

namespace tcplab::drill
{

/// An attribute of the socket under test, or of its host's TCP, and its value.
struct CommandSetting
{
    std::string attribute; ///< as --set names it: "Sack", "RecoveryType"
    std::string value;
};

/// A command that the simulator cannot do.
struct UnknownCommand
{
    std::string reason; ///< with the part of the command that it is about
};

/// What a shell command comes to: settings (none, if it does nothing that matters here), or a
/// reason to skip the script.
using CommandMeaning = std::variant<std::vector<CommandSetting>, UnknownCommand>;

/**
 * \param command a shell command, or several: "sysctl -q net.ipv4.tcp_sack=0; ip tcp_metrics flush"
 * \return what it comes to
 */
CommandMeaning ReadCommand(const std::string& command);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_COMMAND_H
