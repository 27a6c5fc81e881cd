// SPDX-License-Identifier: GPL-2.0-only
//
// Keep-alive (RFC 9293, section 3.8.4).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
On()
{
    return With([](Settings& settings) { settings.keepAlive = true; });
}

class KeepAlive : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         KeepAlive,
                         testing::Values(State::Established, State::FinWait2, State::CloseWait),
                         StateName());

TEST_P(KeepAlive, IsOffByDefault)
{
    // MUST-25.
    Peer peer = In(GetParam());
    peer.ExpectNoTimer();
    peer.Advance(24h * 365);
    peer.ExpectNothing();
    peer.ExpectState(GetParam());
}

TEST_P(KeepAlive, ProbesAfterTwoHoursWithoutText)
{
    // MUST-28, SHLD-12; SEG.SEQ = SND.NXT - 1.
    Peer peer = In(GetParam(), On());
    peer.ExpectTimerIn(2h);
    peer.Advance(2h - 1ns);
    peer.ExpectNothing();
    peer.Advance(1ns);
    peer.Expect("<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectState(GetParam());
}

TEST_P(KeepAlive, AnswerBeginsTheTimeAnew)
{
    Peer peer = In(GetParam(), On());
    for (int i = 0; i < 100; ++i)
    {
        peer.Advance(2h);
        peer.Expect("<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
        peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK>");
        peer.ExpectTimerIn(2h);
        peer.ExpectState(GetParam());
    }
}

TEST_P(KeepAlive, OneLostAnswerMeansNothing)
{
    // MUST-29: acknowledgments are not sent reliably.
    Peer peer = In(GetParam(), On());
    peer.Advance(2h);
    peer.Expect("<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
    peer.FireTimer();
    peer.Expect("<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
    peer.ExpectState(GetParam());
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK>");
    peer.ExpectTimerIn(2h);
    peer.Advance(2h);
    peer.Expect("<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
    peer.ExpectState(GetParam());
}

TEST_P(KeepAlive, ManyLostAnswersEndTheConnection)
{
    Peer peer = In(GetParam(), With([](Settings& settings) {
                       settings.keepAlive = true;
                       settings.keepAliveTime = 10s;
                       settings.keepAliveInterval = 2s;
                       settings.keepAliveProbes = 3;
                   }));
    peer.Advance(1h);
    for (const Duration time : {10s, 12s, 14s})
    {
        peer.ExpectAt(time, "<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
    }
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::TimedOut);
    peer.ExpectNoTimer();
}

TEST_P(KeepAlive, TimeCanBeChosen)
{
    // MUST-27.
    Peer peer = In(GetParam(), With([](Settings& settings) {
                       settings.keepAlive = true;
                       settings.keepAliveTime = 30s;
                   }));
    peer.Advance(30s);
    peer.ExpectAt(30s, "<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
}

TEST_P(KeepAlive, CanBeSwitchedOnAndOff)
{
    // MUST-24.
    Peer peer = In(GetParam());
    peer.Advance(1h);
    peer.SetSettings(On());
    peer.ExpectTimerIn(1h);
    peer.SetSettings({});
    peer.ExpectNoTimer();
    peer.Advance(10h);
    peer.ExpectNothing();
}

TEST_P(KeepAlive, SwitchedOnLateWaitsForEachAnswer)
{
    // The silence before counts, and the first probe is due at once; the second is not.
    Peer peer = In(GetParam());
    peer.Advance(10h);
    peer.SetSettings(On());
    peer.FireTimer();
    peer.ExpectAt(10h, "<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectTimerIn(75s);
    peer.FireTimer();
    peer.Expect("<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>");
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK>");
    peer.ExpectTimerIn(2h);
}

TEST_P(KeepAlive, SegmentsThatComeBeginTheTimeAnew)
{
    // MUST-26: no data and no acknowledgments for the whole of it.
    Peer peer = In(GetParam(), On());
    for (int i = 0; i < 10; ++i)
    {
        peer.Advance(119min);
        peer.ExpectNothing();
        peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK>");
        peer.ExpectNothing();
    }
    peer.ExpectTimerIn(2h);
}

TEST(KeepAlive, TextThatComesBeginsTheTimeAnew)
{
    for (const State state : {State::Established, State::FinWait2})
    {
        Peer peer = In(state, On());
        peer.Advance(119min);
        peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT><DATA=10><CTL=ACK>");
        peer.ExpectSoon("<SEQ=SND.NXT><ACK=RCV.NXT+10><CTL=ACK>");
        peer.Advance(119min);
        peer.ExpectNothing();
    }
}

TEST(KeepAlive, WaitsWhileTextIsUnacknowledged)
{
    // MUST-26: retransmission is what finds out then.
    for (const State state : {State::Established, State::CloseWait})
    {
        Peer peer = In(state, With([](Settings& settings) {
                           settings.keepAlive = true;
                           settings.keepAliveTime = 500ms;
                           settings.keepAliveInterval = 500ms;
                           settings.keepAliveProbes = 2;
                       }));
        peer.Send(10);
        peer.TakeSent();
        peer.Advance(100s);
        const auto sent = peer.TakeSent();
        EXPECT_EQ(sent.size(), 6u); // at 1, 3, 7, 15, 31, 63 s
        for (const Segment& segment : sent)
        {
            EXPECT_EQ(segment.textLength, 10u);
        }
        peer.ExpectState(state);
        peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT+10><CTL=ACK>");
        peer.ExpectTimerIn(500ms);
    }
}

TEST(KeepAlive, WaitsWhileTextWaits)
{
    // The peer's window is closed: it is probed in the other way.
    Peer peer = In(State::Established, With([](Settings& settings) {
                       settings.keepAlive = true;
                       settings.keepAliveTime = 500ms;
                   }));
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    peer.Send(10);
    peer.Advance(3s);
    peer.ExpectAt(1s, "<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
    peer.ExpectAt(3s, "<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
    peer.ExpectNothing();
}

TEST(KeepAlive, FindsAPeerThatHasForgottenTheConnection)
{
    // Section 3.5.1: it answers with a RST.
    Peer peer = In(State::Established, On());
    peer.Advance(2h);
    peer.Expect("<SEQ=100><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectEnded(CloseReason::Reset);
}

TEST(KeepAlive, ProbesOfThePeerAreAnswered)
{
    // With an octet of garbage or without; it is not delivered.
    for (const char* probe : {"<SEQ=300><ACK=101><CTL=ACK>", "<SEQ=300><ACK=101><DATA=1><CTL=ACK>"})
    {
        Peer peer = In(State::Established);
        for (int i = 0; i < 20; ++i)
        {
            peer.Advance(75s);
            peer.Arrives(probe);
            peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
            peer.ExpectDelivered(0);
        }
    }
}

TEST(KeepAlive, OfBothSidesKeepsBothAlive)
{
    Peer a("A", 100, On());
    Peer b("B", 300, On());
    b.OpenPassive();
    a.OpenActive();
    Converse(a, b);
    for (int i = 0; i < 1000; ++i)
    {
        a.Advance(1h);
        b.Advance(1h);
        Converse(a, b);
    }
    a.ExpectState(State::Established);
    b.ExpectState(State::Established);
}

class NoKeepAlive : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         NoKeepAlive,
                         testing::Values(State::SynSent,
                                         State::SynReceived,
                                         State::FinWait1,
                                         State::Closing,
                                         State::LastAck,
                                         State::TimeWait),
                         StateName());

TEST_P(NoKeepAlive, WhereAnotherTimerBoundsTheState)
{
    const auto settings = With([](Settings& changed) {
        changed.keepAlive = true;
        changed.keepAliveTime = 1ms;
        changed.keepAliveInterval = 1ms;
        changed.keepAliveProbes = 1;
    });
    Peer with = In(GetParam(), settings);
    Peer without = In(GetParam());
    with.Advance(1h);
    without.Advance(1h);
    EXPECT_EQ(with.TakeSent().size(), without.TakeSent().size());
    EXPECT_EQ(with.Rows(), without.Rows());
}

} // namespace
