// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_VERBS_H
#define TCPLAB_VERBS_H

#include <string>
#include <vector>

namespace tcplab
{

/// What the program's exit status says.
enum ExitStatus
{
    ALL_HELD = 0, ///< all expectations held
    NOT_HELD = 1, ///< one did not
    UNUSABLE = 2, ///< the command line or a script could not be used
};

/**
 * `tcplab drill FILE-OR-FOLDER...`: runs packetdrill scripts.
 *
 * \param arguments what follows the verb
 * \return the exit status
 * \throws UsageError, ScriptError
 */
ExitStatus DrillVerb(const std::vector<std::string>& arguments);

/**
 * `tcplab list`: the built-in scenarios, a line each.
 *
 * \param arguments what follows the verb
 * \return the exit status
 * \throws UsageError, ScriptError
 */
ExitStatus ListVerb(const std::vector<std::string>& arguments);

/**
 * `tcplab run NAME-OR-FILE`: runs a scenario.
 *
 * \param arguments what follows the verb
 * \return the exit status
 * \throws UsageError, ScriptError
 */
ExitStatus RunVerb(const std::vector<std::string>& arguments);

/**
 * `tcplab isn`: samples initial sequence numbers and prints what can be told from them.
 *
 * \param arguments what follows the verb
 * \return the exit status
 * \throws UsageError
 */
ExitStatus IsnVerb(const std::vector<std::string>& arguments);

} // namespace tcplab

#endif // TCPLAB_VERBS_H
