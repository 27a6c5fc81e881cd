// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SHELL_H
#define TCPLAB_DRILL_SHELL_H

#include <optional>
#include <string>
#include <vector>

namespace tcplab::drill
{

/// A command of a shell: a program and its arguments.
struct ShellCommand
{
    std::vector<std::string> words; ///< without quotation marks, arithmetic done; not empty
    std::string output;             ///< the file that its output goes into, empty if none
    bool filters{false};            ///< it reads what the command before it prints
};

/**
 * Cuts a command line of the shell into commands (POSIX.1-2017, Shell Command Language, section 2).
 * Comments, redirections other than of the output, and what joins the commands are left out.
 *
 * \param text some lines
 * \param[out] reason why they cannot be cut, if they cannot
 * \return the commands; nothing if a quotation has no end
 */
std::optional<std::vector<ShellCommand>> ReadShellCommands(const std::string& text,
                                                           std::string& reason);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SHELL_H
