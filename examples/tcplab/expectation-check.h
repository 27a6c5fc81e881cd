// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_EXPECTATION_CHECK_H
#define TCPLAB_EXPECTATION_CHECK_H

#include "connection-log.h"
#include "scenario.h"
#include "verdict.h"

#include "ns3/nstime.h"
#include "ns3/tcp-trace-record.h"

#include <array>
#include <optional>

namespace tcplab
{

/// What a run has shown.
struct Observations
{
    const Scenario& scenario;
    std::array<const ConnectionLog*, 2> logs; ///< of the hosts, in their order
    const ns3::TcpTrace& trace;
    std::optional<ns3::Time> end; ///< the stated end, if there is one
};

/**
 * \param expectation an expectation of the scenario
 * \param observations what its run has shown
 * \return whether it has held
 */
Verdict Judge(const Placed<Expectation>& expectation, const Observations& observations);

} // namespace tcplab

#endif // TCPLAB_EXPECTATION_CHECK_H
