// SPDX-License-Identifier: GPL-2.0-only
//
// The retransmission timer for text and FIN (RFC 6298, section 3 and 5; RFC 9293, section 3.8.3),
// and the user timeout (section 3.10.8).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

TEST(RetransmissionTimeout, DoublesUntilR2)
{
    // 1 s, doubled each time: 1, 1 + 2, 3 + 4, 7 + 8, 15 + 16, 31 + 32; and 63 + 64 is the end.
    // R2 is at least 100 s (SHLD-11).
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Advance(127s - 1ns);
    for (const Duration time : {1s, 3s, 7s, 15s, 31s, 63s})
    {
        peer.ExpectAt(time, "<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    }
    peer.ExpectState(State::Established);
    peer.Advance(1ns);
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::TimedOut);
    peer.ExpectNoTimer();
}

TEST(RetransmissionTimeout, R2CanBeChosen)
{
    // MUST-21.
    Peer peer = In(State::Established, With([](Settings& settings) { settings.dataRetries = 2; }));
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Advance(7s);
    peer.ExpectAt(1s, "<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.ExpectAt(3s, "<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.ExpectEnded(CloseReason::TimedOut);
}

class GivesUp : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         GivesUp,
                         testing::Values(State::FinWait1, State::Closing, State::LastAck),
                         StateName());

TEST_P(GivesUp, RepeatingItsFin)
{
    Peer peer = In(GetParam());
    peer.Advance(127s - 1ns);
    EXPECT_EQ(peer.TakeSent().size(), 6u);
    peer.ExpectState(GetParam());
    peer.Advance(1ns);
    peer.ExpectState(State::Closed);
    peer.ExpectNoTimer();
}

TEST(RetransmissionTimeout, AcknowledgmentStopsIt)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    peer.ExpectNoTimer(); // RFC 6298, section 5.2
}

TEST(RetransmissionTimeout, AcknowledgmentOfSomethingNewRestartsIt)
{
    Peer peer = In(State::Established);
    peer.Send(1072);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    peer.Expect("<SEQ=637><ACK=301><DATA=536><CTL=ACK>");
    peer.Advance(600ms);
    peer.Arrives("<SEQ=301><ACK=637><CTL=ACK>");
    // Section 5.3; the round trip took 600 ms: 600 + 4 x 300 = 1800, or with the handshake's 0 ms
    // before it SRTT = 75, RTTVAR = 150 and 75 + 600 = 675, which is rounded up to 1 s.
    peer.ExpectTimerIn(peer.Status().rto);
    EXPECT_GE(peer.Status().rto, 1s);
}

TEST(RetransmissionTimeout, MoreTextDoesNotRestartIt)
{
    Peer peer = In(State::Established, With([](Settings& settings) { settings.noDelay = true; }));
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Advance(600ms);
    peer.Send(10);
    peer.Expect("<SEQ=111><ACK=301><DATA=10><CTL=ACK>");
    peer.ExpectTimerIn(400ms); // section 5.1: it runs already
}

TEST(RetransmissionTimeout, FollowsTheRoundTrip)
{
    // The handshake took 100 ms: SRTT = 100, RTTVAR = 50, RTO = 300 ms.
    Peer peer("A", 100, With([](Settings& settings) { settings.minRto = 1ms; }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Advance(100ms);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_EQ(peer.Status().smoothedRtt, 100ms);
    EXPECT_EQ(peer.Status().rto, 300ms);

    // And so does the first text: RTTVAR = 37.5, RTO = 250 ms.
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.ExpectTimerIn(300ms);
    peer.Advance(100ms);
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    EXPECT_EQ(peer.Status().rto, 250ms);
}

TEST(RetransmissionTimeout, PassiveSideMeasuresItsSynAck)
{
    Peer peer = In(State::SynReceived, With([](Settings& settings) { settings.minRto = 1ms; }));
    peer.Advance(100ms);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    EXPECT_EQ(peer.Status().smoothedRtt, 100ms);
    EXPECT_EQ(peer.Status().rto, 300ms);
}

TEST(RetransmissionTimeout, WhatWasRepeatedMeasuresNothing)
{
    // Karn's rule (RFC 6298, section 3): the timeout stays doubled until something sent once is
    // acknowledged.
    Peer peer("A", 100);
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Advance(100ms);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.FireTimer();
    peer.ExpectAt(1100ms, "<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Advance(10ms);
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    EXPECT_EQ(peer.Status().smoothedRtt, 100ms);
    EXPECT_EQ(peer.Status().rto, 2s);

    peer.Send(10);
    peer.Expect("<SEQ=111><ACK=301><DATA=10><CTL=ACK>");
    peer.ExpectTimerIn(2s);
    peer.Advance(100ms);
    peer.Arrives("<SEQ=301><ACK=121><CTL=ACK>");
    EXPECT_EQ(peer.Status().smoothedRtt, 100ms);
    EXPECT_EQ(peer.Status().rto, 1s);
}

TEST(RetransmissionTimeout, AckForTheFirstCopyOfSeveralCountsAnew)
{
    // R2 counts retransmissions of the same segment: progress begins anew.
    Peer peer = In(State::Established, With([](Settings& settings) {
                       settings.dataRetries = 2;
                       settings.noDelay = true;
                   }));
    for (uint32_t i = 0; i < 20; ++i)
    {
        peer.SetSymbol("SND.NXT", 101 + 10 * i);
        peer.Send(10);
        peer.Expect("<SEQ=SND.NXT><ACK=301><DATA=10><CTL=ACK>");
        peer.FireTimer();
        peer.Expect("<SEQ=SND.NXT><ACK=301><DATA=10><CTL=ACK>");
        peer.FireTimer();
        peer.Expect("<SEQ=SND.NXT><ACK=301><DATA=10><CTL=ACK>");
        peer.Arrives("<SEQ=301><ACK=SND.NXT+10><CTL=ACK>");
        peer.ExpectState(State::Established);
    }
}

TEST(RetransmissionTimeout, RepeatsOnlyWhatIsMissing)
{
    Peer peer = In(State::Established);
    peer.Send(1072);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    peer.Expect("<SEQ=637><ACK=301><DATA=536><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=637><CTL=ACK>");
    peer.FireTimer();
    peer.Expect("<SEQ=637><ACK=301><DATA=536><CTL=ACK>");
    peer.ExpectNothing();
}

// The user timeout.

class UserTimeout : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         UserTimeout,
                         testing::Values(State::SynSent,
                                         State::SynReceived,
                                         State::FinWait1,
                                         State::Closing,
                                         State::LastAck),
                         StateName());

TEST_P(UserTimeout, EndsWhatIsNotAcknowledged)
{
    Peer peer = In(GetParam(), With([](Settings& settings) { settings.userTimeout = 10s; }));
    peer.Advance(10s - 1ns);
    peer.TakeSent();
    peer.ExpectState(GetParam());
    peer.Advance(1ns);
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::UserTimeout);
    peer.ExpectNoTimer();
}

TEST(UserTimeout, RunsWhileTextIsUnacknowledged)
{
    for (const State state : {State::Established, State::CloseWait})
    {
        Peer peer = In(state, With([](Settings& settings) { settings.userTimeout = 10s; }));
        peer.Advance(1h); // nothing is in flight
        peer.ExpectState(state);
        peer.Send(10);
        peer.TakeSent();
        peer.Advance(10s - 1ns);
        peer.TakeSent();
        peer.ExpectState(state);
        peer.Advance(1ns);
        peer.ExpectEnded(CloseReason::UserTimeout);
    }
}

TEST(UserTimeout, RunsForTextThatAClosedWindowHoldsBack)
{
    // RFC 9293, section 3.9.1.1: what is not delivered in time, whether or not it could be sent.
    Peer peer =
        In(State::Established, With([](Settings& settings) { settings.userTimeout = 10s; }));
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    peer.Advance(1h);
    peer.Send(10);
    peer.Advance(9s);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>"); // the peer is there, and takes nothing
    peer.Advance(1s);
    peer.TakeSent();
    peer.ExpectEnded(CloseReason::UserTimeout);
}

TEST(UserTimeout, StopsWithTheAcknowledgment)
{
    Peer peer =
        In(State::Established, With([](Settings& settings) { settings.userTimeout = 10s; }));
    peer.Send(10);
    peer.TakeSent();
    peer.Advance(9500ms);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    peer.ExpectNoTimer();
    peer.Advance(1h);
    peer.ExpectState(State::Established);
}

TEST(UserTimeout, OffLeavesItToR2)
{
    Peer peer = In(State::Established, With([](Settings& settings) {
                       settings.userTimeout = 0s;
                       settings.dataRetries = 20;
                   }));
    peer.Send(10);
    peer.TakeSent();
    peer.Advance(1000s);
    peer.TakeSent();
    peer.ExpectState(State::Established);
}

TEST(UserTimeout, HoldsForSynSentBesideTheRetransmissions)
{
    Peer peer = In(State::SynSent, With([](Settings& settings) { settings.userTimeout = 10s; }));
    peer.Advance(1h);
    peer.ExpectAt(3s, "<SEQ=100><CTL=SYN>");
    peer.ExpectAt(9s, "<SEQ=100><CTL=SYN>");
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::UserTimeout);
    EXPECT_STREQ(peer.Rows().back()->key, "syn-sent-user-timeout");
}

// The bound on FIN-WAIT-2.

Settings
Bounded(Duration bound)
{
    return With([=](Settings& settings) { settings.finWait2Timeout = bound; });
}

TEST(FinWait2Timeout, EndsTheWaitOfAUserWhoIsGone)
{
    Peer peer = In(State::Established, Bounded(60s));
    peer.Close(CloseOf::Both);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Advance(500ms);
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
    peer.ExpectTimerIn(60s);
    peer.Advance(60s - 1ns);
    peer.ExpectState(State::FinWait2);
    peer.Advance(1ns);
    peer.ExpectState(State::Closed);
    peer.ExpectNothing();
    EXPECT_STREQ(peer.Rows().back()->key, "fin-wait-2-timeout");
}

TEST(FinWait2Timeout, BeginsWhenTheUserGoes)
{
    Peer peer = In(State::FinWait2, Bounded(60s));
    peer.ExpectNoTimer();
    peer.Advance(1h);
    peer.ExpectState(State::FinWait2);
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::Ok);
    peer.ExpectTimerIn(60s);
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::Closing);
    peer.Advance(60s);
    peer.ExpectState(State::Closed);
}

TEST(FinWait2Timeout, ReaderWaitsForEver)
{
    Peer peer = In(State::FinWait2, Bounded(60s));
    peer.ExpectNoTimer();
    peer.Advance(24h * 365);
    peer.ExpectState(State::FinWait2);
}

TEST(FinWait2Timeout, IsOffByDefault)
{
    Peer peer = In(State::Established);
    peer.Close(CloseOf::Both);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    peer.ExpectNoTimer();
    peer.Advance(24h * 365);
    peer.ExpectState(State::FinWait2);
}

TEST(FinWait2Timeout, EndsWithTheState)
{
    Peer peer = In(State::Established, Bounded(60s));
    peer.Close(CloseOf::Both);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    peer.Advance(59s);
    peer.Arrives("<SEQ=301><ACK=102><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
    peer.ExpectTimerIn(4min);
}

} // namespace
