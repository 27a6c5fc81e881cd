// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SCRIPT_OPTION_H
#define TCPLAB_DRILL_SCRIPT_OPTION_H

#include "drill-configuration.h"
#include "drill-place.h"

#include <optional>
#include <string>
#include <vector>

namespace tcplab::drill
{

/// "--tolerance_usecs=10000" at the head of a script.
struct ScriptOption
{
    Place place;
    std::string name; ///< "tolerance_usecs"
    std::optional<std::string> value;
    Place valuePlace;
};

/**
 * \param options of a script; of one that is given twice, the later one holds
 * \return what they come to
 * \throws Impossible if there is no such option, or it cannot have such a value
 */
Configuration ReadOptions(const std::vector<ScriptOption>& options);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SCRIPT_OPTION_H
