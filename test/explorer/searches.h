// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_SEARCHES_H
#define EXPLORER_SEARCHES_H

#include "bounds.h"
#include "search.h"

#include <string>
#include <string_view>

namespace explorer
{

/// Whether the program is built with a sanitizer, which makes it ten times as slow.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool SANITIZED = true;
#else
constexpr bool SANITIZED = false;
#endif

/**
 * What the searches begin with: A opens actively, B passively; CLOSE and RECEIVE, no text; one
 * segment each way, which may be lost; timers that expire whenever they may; R2 is one repetition.
 * \param name for people
 */
Bounds Plain(const std::string& name);

/// Adds active and passive OPEN at both ends, CLOSE of both directions and ABORT.
void AllowAllCalls(Bounds& bounds);

/// The search begins where both ends are ESTABLISHED.
void BeginEstablished(Bounds& bounds);

/**
 * One clock for all, and a second connection with the same addresses, ports and initial sequence
 * numbers as soon as both ends of the first are CLOSED in good order.
 * \param msl TIME-WAIT lasts twice as long
 * \param rto first retransmission timeout
 * \param step how much time passes at once; a segment lives less than 2 s
 */
void UseAgain(Bounds& bounds,
              tcplifecycle::Duration msl,
              tcplifecycle::Duration rto,
              tcplifecycle::Duration step);

/**
 * Searches, prints the bounds and the counts, and fails the test if the search was cut short.
 * \param bounds in a sanitized build no run goes beyond \p sanitizedSteps
 * \param fault ends the search when it is found, as Search::RunUntil has it
 */
Findings Explore(Bounds bounds,
                 Ends ends,
                 uint32_t sanitizedSteps,
                 std::string_view fault = Search::NOTHING);

/// The same for searches that must find no fault: fails the test with a ladder for each. With
/// --gtest_fail_fast the first fault ends the search.
Findings ExploreSoundly(const Bounds& bounds, uint32_t sanitizedSteps, Ends ends = Ends::AllFair);

} // namespace explorer

#endif // EXPLORER_SEARCHES_H
