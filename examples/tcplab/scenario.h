// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SCENARIO_H
#define TCPLAB_SCENARIO_H

#include "script-ast.h"

#include "ns3/tcp-two-host-topology.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tcplab
{

/// A script that makes sense: every host and connection that it names exists, no rule is broken.
struct Scenario
{
    std::shared_ptr<const SourceText> source;
    std::string title;                             ///< "" if the script has none
    std::array<std::string, 2> hosts{{"A", "B"}};  ///< names of the hosts
    ns3::TcpTwoHostLink link;                      ///< the link between them
    std::vector<Placed<Setting>> settings;         ///< in the script's order
    std::vector<Placed<At>> timedDeeds;            ///< in the script's order
    std::vector<Placed<When>> triggeredDeeds;      ///< in the script's order
    std::vector<Placed<Lose>> losses;              ///< in the script's order
    std::vector<Placed<Delay>> delays;             ///< in the script's order
    std::vector<Placed<Expectation>> expectations; ///< in the script's order
    std::optional<ns3::Time> end;                  ///< the stated end

    /**
     * \param host name of a host of this scenario
     * \return its index, 0 or 1
     */
    uint32_t HostIndex(const Word& host) const;
};

/**
 * Checks what the grammar cannot: names, numbers that depend on each other, what a script needs.
 *
 * \param script the script
 * \return it as a scenario
 * \throws ScriptError at the first place that makes no sense
 */
Scenario CheckScript(const Script& script);

/**
 * Checks the host and the connection of a setting.
 *
 * \param scenario the scenario that it is for
 * \param setting a setting, of the script or of the command line
 * \throws ScriptError if the scenario has no such host or connection
 */
void CheckTarget(const Scenario& scenario, const Placed<Setting>& setting);

} // namespace tcplab

#endif // TCPLAB_SCENARIO_H
