// SPDX-License-Identifier: GPL-2.0-only
//
// Whether SACK blocks may be sent is agreed on by both SYNs (RFC 2018, section 2).

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
WithSack()
{
    return With([](Settings& settings) { settings.sack = true; });
}

TEST(SackPermitted, IsNotOfferedByDefault)
{
    Peer peer("A", 100);
    peer.OpenActive();
    EXPECT_FALSE(peer.Expect("<SEQ=100><CTL=SYN>").options.sackPermitted);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><SACK=permitted>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_FALSE(peer.Get().SackInUse());
}

TEST(SackPermitted, StandsOnBothSyns)
{
    Peer active("A", 100, WithSack());
    active.OpenActive();
    active.Expect("<SEQ=100><CTL=SYN><SACK=permitted>");
    active.Advance(3s);
    active.Expect("<SEQ=100><CTL=SYN><SACK=permitted>");
    active.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><SACK=permitted>");
    active.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_TRUE(active.Get().SackInUse());

    Peer passive("B", 100, WithSack());
    passive.OpenPassive();
    passive.Arrives("<SEQ=300><CTL=SYN><SACK=permitted>");
    passive.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><SACK=permitted>");
    EXPECT_TRUE(passive.Get().SackInUse());
}

TEST(SackPermitted, StandsOnNoOtherSegment)
{
    // Section 2: not on a segment without SYN.
    Peer peer("A", 100, WithSack());
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><SACK=permitted>");
    EXPECT_FALSE(peer.Expect("<SEQ=101><ACK=301><CTL=ACK>").options.sackPermitted);
    peer.Send(10);
    EXPECT_FALSE(peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>").options.sackPermitted);
}

TEST(SackPermitted, IsNotAnsweredByWhoDoesNotKnowIt)
{
    Peer peer("B", 100);
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN><SACK=permitted>");
    EXPECT_FALSE(peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>").options.sackPermitted);
    EXPECT_FALSE(peer.Get().SackInUse());
}

TEST(SackPermitted, DoesNotStandOnASynAckIfTheSynHadNone)
{
    Peer peer("B", 100, WithSack());
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN>");
    EXPECT_FALSE(peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>").options.sackPermitted);
    EXPECT_FALSE(peer.Get().SackInUse());
}

TEST(SackPermitted, HoldsNotIfThePeerOffersNone)
{
    Peer peer("A", 100, WithSack());
    Connect(peer, 300);
    EXPECT_FALSE(peer.Get().SackInUse());
}

TEST(SackPermitted, HoldsAfterASimultaneousOpen)
{
    Peer peer("A", 100, WithSack());
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><SACK=permitted>");
    peer.Arrives("<SEQ=300><CTL=SYN><SACK=permitted>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><SACK=permitted>");
    EXPECT_TRUE(peer.Get().SackInUse());
}

TEST(SackPermitted, IsOfOneConnectionOnly)
{
    // The next one on the same socket agrees anew.
    Peer peer("B", 100, WithSack());
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN><SACK=permitted>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><SACK=permitted>");
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectState(State::Listen);
    peer.Arrives("<SEQ=700><CTL=SYN>");
    EXPECT_FALSE(peer.Expect("<SEQ=100><ACK=701><CTL=SYN,ACK>").options.sackPermitted);
    EXPECT_FALSE(peer.Get().SackInUse());
}

TEST(SackPermitted, CountsNotWhereItDoesNotBelong)
{
    // On a segment after the handshake it changes nothing.
    Peer peer("A", 100, WithSack());
    Connect(peer, 300);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><SACK=permitted>");
    EXPECT_FALSE(peer.Get().SackInUse());
}

} // namespace
