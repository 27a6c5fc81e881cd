// SPDX-License-Identifier: GPL-2.0-only
//
// Every row of the transition table is reached: no row stands there for nothing.

#include "searches.h"

#include <gtest/gtest.h>
#include <iostream>
#include <vector>

namespace explorer
{

using namespace tcplifecycle;
using std::chrono::seconds;

namespace
{

/// Narrow searches, each for the rows that need something of their own.
std::vector<Bounds>
NarrowSearches()
{
    std::vector<Bounds> all;

    Bounds timers = Plain("user timeout and bounded FIN-WAIT-2");
    timers.settings.userTimeout = seconds{100};
    timers.settings.finWait2Timeout = seconds{60};
    timers.octets = {1, 0};
    timers.closeBoth = true;
    timers.abort = true;
    all.push_back(timers);

    Bounds givesUp = Plain("giving up");
    givesUp.octets = {1, 0};
    givesUp.readsAtOnce = true;
    givesUp.timeouts = 2;
    all.push_back(givesUp);

    Bounds keepsAlive = Plain("keep-alive");
    keepsAlive.settings.keepAlive = true;
    keepsAlive.settings.keepAliveProbes = 1;
    keepsAlive.timeouts = 3;
    all.push_back(keepsAlive);

    Bounds unreachable = Plain("ICMP errors before the handshake is over");
    unreachable.icmp = true;
    unreachable.timeouts = 1;
    unreachable.mostSteps = 6;
    all.push_back(unreachable);

    Bounds makesRoom = Plain("TIME-WAIT that ends before its time");
    makesRoom.endsTimeWait = true;
    makesRoom.timeouts = 0;
    all.push_back(makesRoom);

    Bounds textOnSyn = Plain("text on the SYN, left unread");
    textOnSyn.textOnSyn = true;
    textOnSyn.octets = {1, 0};
    textOnSyn.closeBoth = true;
    textOnSyn.timeouts = 2;
    all.push_back(textOnSyn);

    Bounds simultaneous = Plain("simultaneous open and half-open connections, RFC 5961 off");
    simultaneous.openActive = {true, true};
    simultaneous.abort = true;
    simultaneous.settings.rfc5961 = false;
    simultaneous.reopening = Reopening::AfterQuietTime;
    simultaneous.mostSteps = 12;
    all.push_back(simultaneous);
    return all;
}

TEST(TransitionTable, IsReachedRowByRow)
{
    Rows reached;
    for (Bounds bounds : NarrowSearches())
    {
        bounds.compact = true;
        reached |= ExploreSoundly(bounds, UINT32_MAX).rows;
    }
    std::cout << "summary: explorer, rows of the transition table reached: " << reached.count()
              << " of " << TRANSITION_COUNT << "\n";
    for (size_t row = 0; row < TRANSITION_COUNT; ++row)
    {
        EXPECT_TRUE(reached[row]) << "no search reaches " << TRANSITION_TABLE[row].key;
    }
}

} // namespace
} // namespace explorer
