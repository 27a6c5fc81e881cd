// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_RUN_H
#define TCPLAB_DRILL_RUN_H

#include "../scenario.h"
#include "../stack.h"
#include "drill-outcome.h"
#include "drill-script.h"

#include <functional>
#include <string>
#include <vector>

namespace tcplab::drill
{

/// What a script runs over.
struct RunTerms
{
    Stack& stack;
    /// Attributes that the command line sets; they win over those of the script.
    std::vector<Placed<Setting>> settings;
};

/// \return a scenario whose only host is the one under test, for its settings
Scenario ScenarioOfHostUnderTest();

/**
 * Runs a script. The simulator must not be in use.
 *
 * \param script the script
 * \param terms what it runs over
 * \return what it came to
 * \throws ScriptError if an attribute of the command line cannot be set
 */
Outcome RunScript(const Script& script, const RunTerms& terms);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_RUN_H
