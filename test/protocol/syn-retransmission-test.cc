// SPDX-License-Identifier: GPL-2.0-only
//
// Retransmission of SYNs (RFC 9293, section 3.8.3, MUST-23; RFC 6298, section 5).

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

// 3 s, doubled each time: 3, 3 + 6, 9 + 12, 21 + 24, 45 + 48, 93 + 96; and 189 + 192 is the end.

TEST(SynRetransmission, OfTheSyn)
{
    Peer peer = In(State::SynSent);
    peer.Advance(1h);
    for (const Duration time : {3s, 9s, 21s, 45s, 93s, 189s})
    {
        peer.ExpectAt(time, "<SEQ=100><CTL=SYN>");
    }
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::TimedOut);
}

TEST(SynRetransmission, EndsWhenTheLastOneHasHadItsTime)
{
    Peer peer = In(State::SynSent);
    peer.Advance(381s - 1ns);
    peer.TakeSent();
    peer.ExpectState(State::SynSent);
    peer.Advance(1ns);
    peer.ExpectEnded(CloseReason::TimedOut);
    peer.ExpectNoTimer();
    EXPECT_STREQ(peer.Rows().back()->key, "syn-sent-gave-up");
}

TEST(SynRetransmission, OfTheSynAck)
{
    for (Peer peer : {In(State::SynReceived), InActiveSynReceived()})
    {
        peer.Advance(1h);
        for (const Duration time : {3s, 9s, 21s, 45s, 93s, 189s})
        {
            peer.ExpectAt(time, "<SEQ=100><ACK=301><CTL=SYN,ACK>");
        }
        peer.ExpectNothing();
        peer.ExpectState(State::Closed);
        peer.ExpectNoTimer();
    }
}

TEST(SynRetransmission, CarriesTheSameOptionsAndWindow)
{
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 3000; }));
    peer.OpenActive();
    const Segment first = peer.Expect("<SEQ=100><CTL=SYN><WND=3000>");
    peer.FireTimer();
    const Segment second = peer.Expect("<SEQ=100><CTL=SYN><WND=3000>");
    EXPECT_EQ(first.options.mss, second.options.mss);
    EXPECT_EQ(first.options.windowScale, second.options.windowScale);
}

TEST(SynRetransmission, TimeAndCountCanBeChosen)
{
    Peer peer = In(State::SynSent, With([](Settings& settings) {
                       settings.connTimeout = 500ms;
                       settings.connCount = 2;
                   }));
    peer.Advance(1h);
    peer.ExpectAt(500ms, "<SEQ=100><CTL=SYN>");
    peer.ExpectAt(1500ms, "<SEQ=100><CTL=SYN>");
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::TimedOut);
}

TEST(SynRetransmission, CountZeroSendsOnlyOne)
{
    Peer peer = In(State::SynSent, With([](Settings& settings) { settings.connCount = 0; }));
    peer.Advance(3s - 1ns);
    peer.ExpectState(State::SynSent);
    peer.Advance(1ns);
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::TimedOut);
}

TEST(SynRetransmission, AnswerToALaterSynEstablishes)
{
    Peer peer = In(State::SynSent);
    peer.Advance(10s);
    peer.ExpectAt(3s, "<SEQ=100><CTL=SYN>");
    peer.ExpectAt(9s, "<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectNoTimer();
}

TEST(SynRetransmission, MeansThreeSecondsForTheFirstText)
{
    // RFC 6298, section 5.7; and Karn's rule: such a SYN measures no round trip.
    Peer peer = In(State::SynSent);
    peer.FireTimer();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Advance(10ms);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_EQ(peer.Status().rto, 3s);
    EXPECT_EQ(peer.Status().smoothedRtt, 0s);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.ExpectTimerIn(3s);
}

TEST(SynRetransmission, SynAckMeansThreeSecondsForTheFirstTextToo)
{
    Peer peer = In(State::SynReceived);
    peer.FireTimer();
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    EXPECT_EQ(peer.Status().rto, 3s);
}

TEST(SynRetransmission, CountsAnewAfterSimultaneousOpen)
{
    // The SYN was repeated once; the peer is there, and its SYN draws a SYN,ACK at once.
    Peer peer = In(State::SynSent);
    peer.FireTimer();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.FireTimer();
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::SynReceived);
}

} // namespace
