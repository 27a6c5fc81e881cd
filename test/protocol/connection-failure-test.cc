// SPDX-License-Identifier: GPL-2.0-only
//
// R1, at which the user is told that a connection is in trouble (RFC 9293, section 3.8.3). R2, its
// end: retransmission-timeout-test.cc and syn-retransmission-test.cc.

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

constexpr auto R1 = Trouble::Kind::Retransmissions;

TEST(ConnectionFailure, IsToldAtR1AndBeforeR2)
{
    // MUST-20, SHLD-9; at the third retransmission (SHLD-10), which leaves at 1 + 2 + 4 = 7 s.
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.TakeSent();
    peer.Advance(7s - 1ns);
    peer.ExpectTroubles(R1, 0);
    EXPECT_EQ(peer.TakeSent().size(), 2u);
    peer.Advance(1ns);
    peer.ExpectTroubles(R1, 1);
    EXPECT_EQ(peer.TakeSent().size(), 1u);
    peer.ExpectState(State::Established);
    peer.Advance(119s);
    peer.TakeSent();
    peer.ExpectTroubles(R1, 0); // once
    peer.ExpectState(State::Established);
    peer.Advance(1s);
    peer.TakeSent();
    peer.ExpectEnded(CloseReason::TimedOut);
    peer.ExpectTroubles(R1, 0);
}

TEST(ConnectionFailure, OfASynIsToldInTheSameWay)
{
    // MUST-22; the third retransmission leaves at 3 + 6 + 12 = 21 s.
    for (Peer peer : {In(State::SynSent), In(State::SynReceived), InActiveSynReceived()})
    {
        peer.Advance(21s - 1ns);
        peer.ExpectTroubles(R1, 0);
        peer.TakeSent();
        peer.Advance(1ns);
        peer.ExpectTroubles(R1, 1);
        peer.TakeSent();
        peer.Advance(1h);
        peer.ExpectTroubles(R1, 0);
        peer.ExpectState(State::Closed);
        peer.TakeSent();
    }
}

class FailureOfAFin : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         FailureOfAFin,
                         testing::Values(State::FinWait1, State::Closing, State::LastAck),
                         StateName());

TEST_P(FailureOfAFin, IsToldInTheSameWay)
{
    Peer peer = In(GetParam());
    peer.Advance(7s - 1ns);
    peer.ExpectTroubles(R1, 0);
    EXPECT_EQ(peer.TakeSent().size(), 2u);
    peer.Advance(1ns);
    peer.ExpectTroubles(R1, 1);
    peer.TakeSent();
}

TEST(ConnectionFailure, IsToldAnewAfterProgress)
{
    // R1 counts transmissions of the same segment.
    Peer peer = In(State::Established);
    for (uint32_t i = 0; i < 5; ++i)
    {
        peer.SetSymbol("SND.NXT", 101 + 10 * i);
        peer.Send(10);
        for (const int troubles : {0, 0, 1})
        {
            peer.TakeSent();
            peer.FireTimer();
            peer.ExpectTroubles(R1, troubles);
        }
        peer.TakeSent();
        peer.Arrives("<SEQ=301><ACK=SND.NXT+10><CTL=ACK>");
    }
}

TEST(ConnectionFailure, R1CanBeChosen)
{
    Peer peer = In(State::Established,
                   With([](Settings& settings) { settings.retransmissionWarning = 5; }));
    peer.Send(10);
    peer.TakeSent();
    peer.Advance(31s - 1ns); // 1 + 2 + 4 + 8 + 16
    peer.ExpectTroubles(R1, 0);
    peer.TakeSent();
    peer.Advance(1ns);
    peer.ExpectTroubles(R1, 1);
    peer.TakeSent();
}

TEST(ConnectionFailure, CanBeLeftUntold)
{
    // SHLD-20.
    Peer peer = In(State::Established,
                   With([](Settings& settings) { settings.retransmissionWarning = 0; }));
    peer.Send(10);
    peer.TakeSent();
    peer.Advance(1h);
    peer.TakeSent();
    peer.ExpectEnded(CloseReason::TimedOut);
    peer.ExpectTroubles(R1, 0);
}

TEST(ConnectionFailure, OfWindowProbesIsToldUnlessTheyAreAnswered)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    peer.Send(10);
    for (int i = 0; i < 20; ++i)
    {
        peer.FireTimer();
        peer.TakeSent();
        peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    }
    peer.ExpectTroubles(R1, 0);
    for (const int troubles : {0, 0, 1})
    {
        peer.FireTimer();
        peer.ExpectTroubles(R1, troubles);
        peer.TakeSent();
    }
}

} // namespace
