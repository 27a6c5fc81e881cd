// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SCENARIO_LIBRARY_H
#define TCPLAB_SCENARIO_LIBRARY_H

#include "source-text.h"

#include <memory>
#include <string>
#include <vector>

namespace tcplab
{

/// \return the names of the built-in scenarios, in alphabetical order
std::vector<std::string> BuiltInScenarios();

/**
 * \param nameOrFile the name of a built-in scenario, or the path of a script
 * \return its script
 * \throws UsageError if it is neither, or cannot be read
 */
std::shared_ptr<const SourceText> FindScript(const std::string& nameOrFile);

} // namespace tcplab

#endif // TCPLAB_SCENARIO_LIBRARY_H
