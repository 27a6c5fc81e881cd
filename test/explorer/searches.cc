// SPDX-License-Identifier: GPL-2.0-only

#include "searches.h"

#include "ladder.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <iostream>

namespace explorer
{

using namespace tcplifecycle;
using std::chrono::milliseconds;
using std::chrono::seconds;

Bounds
Plain(const std::string& name)
{
    Bounds bounds;
    bounds.name = name;
    Settings& settings = bounds.settings;
    // Long after whatever limits challenge ACKs, so that a timer's expiry ends such a period.
    settings.connTimeout = settings.minRto = seconds{240};
    settings.challengeAckPeriod = seconds{1};
    settings.challengeAckLimit = 1;
    settings.connCount = 1;
    settings.dataRetries = 1;
    settings.retransmissionWarning = 1;
    settings.delAckTimeout = Duration::zero();
    settings.noDelay = true;
    settings.windowScaling = false;
    settings.receiveBuffer = settings.maxWindow = 4;
    bounds.sizes = {1, 1, 536};
    bounds.openPassive = {false, true};
    bounds.openActive = {true, false};
    bounds.closeBoth = false;
    bounds.abort = false;
    bounds.capacity = 1;
    return bounds;
}

void
AllowAllCalls(Bounds& bounds)
{
    bounds.openPassive = {true, true};
    bounds.openActive = {true, true};
    bounds.closeBoth = true;
    bounds.abort = true;
}

void
BeginEstablished(Bounds& bounds)
{
    bounds.prelude = {{Step::Kind::OpenPassive, B},
                      {Step::Kind::OpenActive, A},
                      {Step::Kind::Arrive, B, 0},
                      {Step::Kind::Arrive, A, 0},
                      {Step::Kind::Arrive, B, 0}};
}

void
UseAgain(Bounds& bounds, Duration msl, Duration rto, Duration step)
{
    bounds.settings.msl = msl;
    bounds.settings.connTimeout = bounds.settings.minRto = rto;
    bounds.timing = {true, step, seconds{2}};
    bounds.reopening = Reopening::AfterNormalEnd;
    bounds.readsAtOnce = true;
    bounds.capacity = 2;
    bounds.repeats = 1;
    bounds.losses = 1;
}

Findings
Explore(Bounds bounds, Ends ends, uint32_t sanitizedSteps, std::string_view fault)
{
    if (SANITIZED)
    {
        bounds.mostSteps = std::min(bounds.mostSteps, sanitizedSteps);
    }
    const Findings found = Search(bounds, ends).RunUntil(fault);
    std::cout << "summary: explorer, " << bounds.name << ": " << found.ToString() << "\n"
              << bounds.ToString() << std::flush;
    if (SANITIZED)
    {
        std::cout << "  (a sanitized build is slow: shorter runs than in any other)\n";
    }
    EXPECT_TRUE(found.exhausted || found.stopped)
        << bounds.name << ": cut short by Bounds::mostStates, " << bounds.mostStates
        << ": the bounds are too wide";
    return found;
}

Findings
ExploreSoundly(const Bounds& bounds, uint32_t sanitizedSteps, Ends ends)
{
    const auto until = GTEST_FLAG_GET(fail_fast) ? Search::ANYTHING : Search::NOTHING;
    Findings found = Explore(bounds, ends, sanitizedSteps, until);
    for (const Finding& finding : found.faults)
    {
        ADD_FAILURE() << DrawLadder(bounds, finding);
    }
    return found;
}

} // namespace explorer
