// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_CODE_H
#define TCPLAB_DRILL_CODE_H

#include "drill-place.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/**
 * \file
 * Code sections, "%{ assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd }%": the part of Python that tests
 * write there, read and evaluated here. Numbers are integers of 64 bits.
 */

namespace tcplab::drill
{

struct CodeBlock;

/// Values by name: what a code section sees, and what it leaves to those after it.
using CodeVariables = std::map<std::string, int64_t>;

/// An assertion that does not hold, or a value that does not exist.
struct CodeFailure
{
    Place place;
    std::string expected; ///< the assertion: "tcpi_snd_cwnd == 10"
    std::string happened; ///< the values in it: "tcpi_snd_cwnd is 12"
};

/**
 * Reads a code section.
 *
 * \param text between "%{" and "}%"
 * \param place where the text begins
 * \param[out] reason why it is not understood, if it is not: with its place
 * \return what it says; nullptr if it is not understood
 */
std::shared_ptr<const CodeBlock> ReadCode(const std::string& text,
                                          Place place,
                                          std::string& reason);

/// \return the names of Linux's states and flags that every code section sees, "TCP_ESTABLISHED",
/// "TCP_CA_Open", "TCPI_OPT_SACK", with their values (linux/tcp.h)
const CodeVariables& CodeConstants();

/// \return the names, other than those of CodeConstants(), that a code section reads without having
/// assigned them before
std::vector<std::string> NamesReadBy(const CodeBlock& code);

/// \return the names that a code section assigns
std::vector<std::string> NamesAssignedBy(const CodeBlock& code);

/**
 * Runs a code section.
 *
 * \param code the section
 * \param variables what it sees beside CodeConstants(), and what it assigns: the same for all
 * sections of a script
 * \param lookup the value of a name of TCP_INFO ("tcpi_snd_cwnd") now; nothing if it has none
 * \return the first assertion that does not hold, if there is one
 */
std::optional<CodeFailure> RunCode(
    const CodeBlock& code,
    CodeVariables& variables,
    const std::function<std::optional<int64_t>(const std::string& name)>& lookup);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_CODE_H
