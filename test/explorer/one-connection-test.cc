// SPDX-License-Identifier: GPL-2.0-only
//
// One connection between two ends, within several bounds: whatever the users call, whatever the
// channel does and whichever timer expires, every rule of the referee holds, and from everywhere
// both ends can still come to CLOSED.

#include "searches.h"

#include <gtest/gtest.h>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

/// Nobody has gone without a word where nobody calls ABORT, leaves text unread or gives up.
void
ExpectThatNobodyWaits(const Findings& found)
{
    EXPECT_EQ(found.waitingForEver, 0u)
        << "an end waits in FIN-WAIT-2, and the other has had no reason to go";
}

TEST(OneConnection, OpensAndCloses)
{
    Bounds bounds = Plain("opening and closing, all calls at both ends");
    AllowAllCalls(bounds);
    bounds.capacity = 2;
    bounds.timeouts = 2;
    bounds.losses = 1;
    const Findings found = ExploreSoundly(bounds, 8);
    if (!SANITIZED)
    {
        EXPECT_GE(found.states, 1000000u) << "too narrow a search";
    }
}

TEST(OneConnection, SurvivesDuplicatesWithoutEnd)
{
    Bounds bounds = Plain("opening and closing, duplicates without end");
    AllowAllCalls(bounds);
    bounds.repeats = UNLIMITED;
    ExploreSoundly(bounds, 8);
}

TEST(OneConnection, CarriesTextBothWays)
{
    Bounds bounds = Plain("text both ways");
    bounds.octets = {1, 1};
    bounds.readsAtOnce = true;
    bounds.capacity = 2;
    bounds.repeats = 1;
    bounds.losses = 0;
    bounds.timeouts = 1;
    ExpectThatNobodyWaits(ExploreSoundly(bounds, 9));
}

TEST(OneConnection, CarriesTextOutOfOrder)
{
    Bounds bounds = Plain("text out of order");
    bounds.octets = {2, 0};
    bounds.readsAtOnce = true;
    bounds.capacity = 3;
    bounds.losses = 0;
    bounds.timeouts = 1;
    ExpectThatNobodyWaits(ExploreSoundly(bounds, 9));
}

TEST(OneConnection, RecoversByWhatIsSacked)
{
    // Segments of one octet; one of them SACKed is enough to take what is before it for lost.
    Bounds bounds = Plain("losses, repaired by SACK");
    bounds.settings.sack = true;
    bounds.settings.duplicateThreshold = 1;
    bounds.sizes = {1, 1, 1};
    bounds.octets = {2, 0};
    bounds.sends = {2};
    bounds.readsAtOnce = true;
    bounds.closeBoth = false;
    bounds.capacity = 2;
    bounds.losses = 1;
    bounds.timeouts = 1;
    BeginEstablished(bounds);
    ExpectThatNobodyWaits(ExploreSoundly(bounds, 9));
}

TEST(OneConnection, ProbesAClosedWindow)
{
    Bounds bounds = Plain("text into a window of one octet, urgent or not");
    bounds.settings.receiveBuffer = bounds.settings.maxWindow = 1;
    bounds.octets = {2, 0};
    bounds.sends = {1, 2};
    bounds.urgent = true;
    ExploreSoundly(bounds, 12);
}

TEST(OneConnection, WaitsForFullSegments)
{
    Bounds bounds = Plain("small segments held back by Nagle's algorithm");
    bounds.settings.noDelay = false;
    bounds.settings.receiveBuffer = bounds.settings.maxWindow = 3;
    bounds.sizes = {2, 2, 536};
    bounds.octets = {3, 0};
    bounds.sends = {1, 3};
    bounds.losses = 1;
    bounds.timeouts = 2;
    ExploreSoundly(bounds, 10);
}

TEST(OneConnection, IsAbortedOrLeftUnread)
{
    Bounds bounds = Plain("text that is aborted or left unread");
    bounds.octets = {1, 0};
    bounds.closeBoth = true;
    bounds.abort = true;
    ExploreSoundly(bounds, 9);
}

TEST(OneConnection, ThrowsTextAway)
{
    Bounds bounds = Plain("text that is discarded, urgent or not");
    bounds.octets = {1, 0};
    bounds.urgent = true;
    bounds.discard = true;
    bounds.losses = 1;
    bounds.timeouts = 1;
    ExpectThatNobodyWaits(ExploreSoundly(bounds, 9));
}

TEST(OneConnection, HearsOfErrors)
{
    Bounds bounds = Plain("ICMP errors");
    bounds.octets = {2, 0};
    bounds.sends = {2};
    bounds.sizes = {2, 2, 536};
    bounds.icmp = true;
    bounds.losses = 2;
    bounds.timeouts = 2;
    bounds.readsAtOnce = true;
    ExploreSoundly(bounds, 12);
}

TEST(OneConnection, IsTheSameWhereverNumbersBegin)
{
    Bounds bounds = Plain("ISNs before both wraps");
    bounds.octets = {1, 0};
    bounds.repeats = 1;
    bounds.losses = 1;
    bounds.timeouts = 1;
    const Findings before = ExploreSoundly(bounds, 10);
    bounds.name = "ISNs far from any wrap";
    bounds.iss = {1000, 70000};
    const Findings far = ExploreSoundly(bounds, 10);
    bounds.name = "ISNs on the wraps";
    bounds.iss = {0x7fffffff, 0xffffffff};
    const Findings on = ExploreSoundly(bounds, 10);
    for (const Findings& found : {far, on})
    {
        EXPECT_EQ(found.states, before.states);
        EXPECT_EQ(found.steps, before.steps);
        EXPECT_EQ(found.transitions, before.transitions);
        EXPECT_EQ(found.depth, before.depth);
        EXPECT_EQ(found.rows, before.rows);
    }
}

} // namespace
} // namespace explorer
