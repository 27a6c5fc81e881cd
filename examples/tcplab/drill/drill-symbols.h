// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SYMBOLS_H
#define TCPLAB_DRILL_SYMBOLS_H

#include "drill-expression.h"

#include <cstdint>
#include <optional>
#include <string>

/**
 * \file
 * The names of the socket interface that scripts use, with Linux's values.
 */

namespace tcplab::drill
{

/// \return the value of a name such as SO_LINGER; nothing if it is not known
std::optional<int64_t> SymbolValue(const std::string& name);

/// \return the first name in an expression whose value is not known; nothing if all are
std::optional<std::string> FindUnknownSymbol(const Expression& expression);

/**
 * \param expression a number, a name, or several of them joined by "|"
 * \return its value; nothing if it is none of these, or a name is not known
 */
std::optional<int64_t> ValueOf(const Expression& expression);

/// \return the number of an errno by its name; nothing if it is not known
std::optional<int> ErrorNumberOf(const std::string& name);

/// \return "EPIPE"; "errno 999" if it is not known
std::string ErrorName(int error);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SYMBOLS_H
