// SPDX-License-Identifier: GPL-2.0-only
//
// Text and FIN that come with a SYN (RFC 9293, section 3.5 and 3.10.7.2): kept, and delivered once
// the connection is established.

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// In SYN-RECEIVED, after this segment arrived in LISTEN.
Peer
After(const char* syn)
{
    Peer peer("B", 100);
    peer.OpenPassive();
    peer.Arrives(syn);
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::SynReceived);
    peer.ExpectDelivered(0);
    return peer;
}

TEST(TextOnSyn, IsDeliveredOnceEstablished)
{
    Peer peer = After("<SEQ=300><DATA=10><CTL=SYN>");
    peer.Arrives("<SEQ=311><ACK=101><CTL=ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(10);
    peer.ExpectSoon("<SEQ=101><ACK=311><CTL=ACK>");
    EXPECT_EQ(peer.Status().unread, 10u);
}

TEST(TextOnSyn, MayComeAgain)
{
    // The SYN,ACK acknowledged the SYN alone, so the peer repeats the text.
    Peer peer = After("<SEQ=300><DATA=10><CTL=SYN>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=20><CTL=ACK>");
    peer.ExpectDelivered(20);
    peer.ExpectSoon("<SEQ=101><ACK=321><CTL=ACK>");
}

TEST(TextOnSyn, IsForgottenWithTheSyn)
{
    // Peer sees whether what was kept is released.
    Peer peer = After("<SEQ=300><DATA=10><CTL=SYN>");
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectState(State::Listen);
    peer.Arrives("<SEQ=500><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=501><CTL=SYN,ACK>");
    peer.Arrives("<SEQ=501><ACK=101><CTL=ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(0);
}

TEST(TextOnSyn, IsTrimmedToTheWindow)
{
    Peer peer("B", 100, With([](Settings& settings) { settings.receiveBuffer = 8; }));
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><DATA=10><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><WND=8>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.ExpectDelivered(8);
    peer.ExpectSoon("<SEQ=101><ACK=309><CTL=ACK><WND=0>");
}

TEST(FinOnSyn, ClosesOnceEstablished)
{
    Peer peer = After("<SEQ=300><CTL=SYN,FIN>");
    peer.ExpectPeerClosed(false);
    peer.Arrives("<SEQ=302><ACK=101><CTL=ACK>");
    peer.ExpectState(State::CloseWait);
    peer.ExpectOpened();
    peer.ExpectPeerClosed();
    peer.Expect("<SEQ=101><ACK=302><CTL=ACK>");
}

TEST(FinOnSyn, ComesAfterItsText)
{
    Peer peer = After("<SEQ=300><DATA=10><CTL=SYN,FIN>");
    peer.Arrives("<SEQ=312><ACK=101><CTL=ACK>");
    peer.ExpectState(State::CloseWait);
    peer.ExpectDelivered(10);
    peer.ExpectPeerClosed();
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
}

TEST(FinOnSyn, AnsweredInTheSameWayByASimultaneousOpen)
{
    Peer peer("A", 100);
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=300><DATA=10><CTL=SYN,FIN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::SynReceived);
    peer.ExpectDelivered(0);
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,FIN,ACK>");
    peer.ExpectState(State::CloseWait);
    peer.ExpectDelivered(10);
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
}

TEST(FinOnSyn, WaitsWhileAClosedWindowTakesItNot)
{
    // A window of zero: the SYN is taken, the text and the FIN with it are not.
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 0; }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><WND=0>");
    peer.Arrives("<SEQ=300><DATA=10><CTL=SYN,FIN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><WND=0>");
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,FIN,ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(0);
    peer.ExpectPeerClosed(false);
    for (const Segment& segment : peer.TakeSent())
    {
        EXPECT_EQ(segment.ack, SeqNum(301));
        EXPECT_EQ(segment.wnd, 0);
    }
}

TEST(TextOnSynAck, IsDeliveredAtOnce)
{
    Peer peer("A", 100);
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(10);
    peer.Expect("<SEQ=101><ACK=311><CTL=ACK>"); // one for both (MUST-58)
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(TextOnSynAck, DoesNotReachBeyondTheWindow)
{
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 8; }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><WND=8>");
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,FIN,ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(8);
    peer.Expect("<SEQ=101><ACK=309><CTL=ACK><WND=0>");
}

} // namespace
