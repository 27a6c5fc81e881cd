// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SCRIPT_GRAMMAR_H
#define TCPLAB_SCRIPT_GRAMMAR_H

#include "script-ast.h"

#include <memory>
#include <optional>
#include <string>

namespace tcplab
{

/**
 * Reads a script.
 *
 * \param source its text
 * \return its statements
 * \throws ScriptError at the first place that is no statement
 */
Script ParseScript(std::shared_ptr<const SourceText> source);

/**
 * Reads what is given to --set.
 *
 * \param text "HOST.Attribute=VALUE" or "HOST.CONNECTION.Attribute=VALUE"
 * \return the setting, with its place in a source of its own that is named after the option
 * \throws ScriptError at the first place that is wrong
 */
Placed<Setting> ParseSetting(const std::string& text);

/**
 * \param text a time as scripts write it, "1.5s"
 * \return the time; nothing if the text is none, or is no whole number of nanoseconds
 */
std::optional<Duration> ParseDuration(const std::string& text);

} // namespace tcplab

#endif // TCPLAB_SCRIPT_GRAMMAR_H
