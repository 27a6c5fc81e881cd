// SPDX-License-Identifier: GPL-2.0-only
//
// Two connections of one four-tuple, one after the other: half-open connections, and what
// TIME-WAIT keeps out and what it does not.

#include "ladder.h"
#include "searches.h"

#include <gtest/gtest.h>
#include <iostream>

namespace explorer
{

using namespace tcplifecycle;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

/// A host whose connection is gone opens the next one, and its peer may not have noticed.
Bounds
HalfOpen(const std::string& name)
{
    Bounds bounds = Plain(name);
    AllowAllCalls(bounds);
    bounds.openPassive = {false, true};
    bounds.closeBoth = false;
    bounds.reopening = Reopening::AfterQuietTime;
    return bounds;
}

/// Two connections that exchange a FIN each and whatever text the octets allow.
Bounds
UsedAgain(const std::string& name, Duration msl, Duration rto, Duration step)
{
    Bounds bounds = Plain(name);
    UseAgain(bounds, msl, rto, step);
    BeginEstablished(bounds);
    return bounds;
}

bool
IsAfterAssassination(const Finding& finding)
{
    const std::string suffix = AFTER_ASSASSINATION;
    return finding.what.size() > suffix.size() &&
           finding.what.substr(finding.what.size() - suffix.size()) == suffix;
}

TEST(TwoConnections, RecoverFromHalfOpen)
{
    ExploreSoundly(HalfOpen("half-open connections"), 9);
}

TEST(TwoConnections, RecoverFromHalfOpenWithoutRfc5961)
{
    Bounds bounds = HalfOpen("half-open connections, RFC 5961 off");
    bounds.settings.rfc5961 = false;
    ExploreSoundly(bounds, 9);
}

TEST(TwoConnections, AreKeptApartByTimeWait)
{
    for (const Side sender : {A, B})
    {
        Bounds bounds = UsedAgain(
            std::string("TIME-WAIT of 2 MSL, text from ") + "AB" [sender],
            seconds { 2 },
            seconds{3},
            seconds{1});
        bounds.settings.timeWaitRst = TimeWaitRst::Ignore;
        bounds.octets[sender] = 1;
        ExploreSoundly(bounds, 10, Ends::Unasked);
    }
}

TEST(TwoConnections, AreKeptApartByTimeWaitFromTheFirstSyn)
{
    Bounds bounds = Plain("TIME-WAIT of 2 MSL, duplicates of the handshake too");
    UseAgain(bounds, seconds{2}, seconds{3}, seconds{1});
    bounds.settings.timeWaitRst = TimeWaitRst::Ignore;
    ExploreSoundly(bounds, 11, Ends::Unasked);
}

TEST(TwoConnections, MixWhenARstCutsTimeWaitShort)
{
    // RFC 1337: that is what TimeWaitRst::Accept, RFC 9293's rule, is open to.
    const Bounds bounds =
        UsedAgain("TIME-WAIT that a RST can end", seconds{2}, seconds{3}, seconds{1});
    const Findings found = Explore(bounds, Ends::Unasked, UINT32_MAX);
    EXPECT_FALSE(found.faults.empty()) << "the hazard of RFC 1337 was not found";
    for (const Finding& finding : found.faults)
    {
        EXPECT_TRUE(IsAfterAssassination(finding)) << DrawLadder(bounds, finding);
    }
}

TEST(TwoConnections, MixWithoutTimeWait)
{
    Bounds bounds = UsedAgain("no TIME-WAIT: MSL 0", seconds{0}, seconds{3}, seconds{1});
    bounds.octets = {1, 0};
    bounds.losses = 0;
    const Findings found = Explore(bounds, Ends::Unasked, UINT32_MAX, OLD_TEXT_IS_DELIVERED);
    ASSERT_TRUE(found.Has(OLD_TEXT_IS_DELIVERED)) << "the corruption of data was not found";
    std::cout << DrawLadder(bounds, found.faults.back());
}

TEST(TwoConnections, MixByTheLetterOfTwoMsl)
{
    // TIME-WAIT answers an old ACK and does not begin anew (RFC 9293, section 3.10.7.4, begins anew
    // for a FIN only). That answer can be what the peer in LAST-ACK has been waiting for, up to MSL
    // later; a FIN that it has repeated just before outlives this end's TIME-WAIT.
    constexpr const char* OLD_FIN = "an old FIN is accepted by a later connection";
    Bounds bounds = UsedAgain("TIME-WAIT of 2 MSL, time in steps of a quarter of MSL",
                              seconds{2},
                              milliseconds{2500},
                              milliseconds{500});
    bounds.settings.timeWaitRst = TimeWaitRst::Ignore;
    const Findings found = Explore(bounds, Ends::Unasked, UINT32_MAX, OLD_FIN);
    ASSERT_TRUE(found.Has(OLD_FIN)) << "2 MSL are enough, it seems: doc/verification.rst says no";
    std::cout << DrawLadder(bounds, found.faults.back());
}

} // namespace
} // namespace explorer
