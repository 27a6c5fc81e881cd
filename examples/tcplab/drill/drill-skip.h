// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SKIP_H
#define TCPLAB_DRILL_SKIP_H

#include "../stack.h"
#include "drill-script.h"

#include <optional>
#include <string>

namespace tcplab::drill
{

/// Why a script cannot be run.
struct SkipReason
{
    Place place;
    std::string what;
};

/**
 * \param script a script
 * \param stack the TCP that it is to run over
 * \return the first thing in it that the simulator cannot do; nothing if it can do all
 */
std::optional<SkipReason> FindReasonToSkip(const Script& script, const Stack& stack);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SKIP_H
