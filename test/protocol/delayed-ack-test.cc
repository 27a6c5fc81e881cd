// SPDX-License-Identifier: GPL-2.0-only
//
// When to acknowledge (RFC 9293, section 3.8.6.3; RFC 5681, section 4.2).

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

TEST(DelayedAck, WaitsForItsTime)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectTimerIn(200ms);
    peer.Advance(1s);
    peer.ExpectAt(200ms, "<SEQ=101><ACK=311><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(DelayedAck, TimeIsBelowHalfASecondByDefault)
{
    EXPECT_LT(Settings{}.delAckTimeout, 500ms); // MUST-40
}

TEST(DelayedAck, TimeCanBeChosen)
{
    Peer peer =
        In(State::Established, With([](Settings& settings) { settings.delAckTimeout = 40ms; }));
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectTimerIn(40ms);
}

TEST(DelayedAck, EverySecondSegmentIsAcknowledgedAtOnce)
{
    Peer peer = In(State::Established);
    for (uint32_t i = 0; i < 10; ++i)
    {
        peer.SetSymbol("RCV.NXT", 301 + 2 * 536 * i);
        peer.Arrives("<SEQ=RCV.NXT><ACK=101><DATA=536><CTL=ACK>");
        peer.ExpectNothing();
        peer.Arrives("<SEQ=RCV.NXT+536><ACK=101><DATA=536><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=RCV.NXT+1072><CTL=ACK>");
        peer.ExpectNoTimer();
    }
}

TEST(DelayedAck, FirstSegmentsCanBeAcknowledgedAtOnce)
{
    Peer peer = In(State::Established, With([](Settings& settings) { settings.quickAcks = 3; }));
    for (uint32_t i = 0; i < 3; ++i)
    {
        peer.SetSymbol("RCV.NXT", 301 + 10 * i);
        peer.Arrives("<SEQ=RCV.NXT><ACK=101><DATA=10><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=RCV.NXT+10><CTL=ACK>");
        peer.ExpectNoTimer();
    }
    peer.Arrives("<SEQ=331><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectTimerIn(200ms);
}

TEST(DelayedAck, CountCanBeChosen)
{
    Peer every =
        In(State::Established, With([](Settings& settings) { settings.delAckMaxCount = 1; }));
    every.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    every.Expect("<SEQ=101><ACK=311><CTL=ACK>");

    Peer fourth =
        In(State::Established, With([](Settings& settings) { settings.delAckMaxCount = 4; }));
    for (uint32_t i = 0; i < 3; ++i)
    {
        fourth.SetSymbol("RCV.NXT", 301 + 10 * i);
        fourth.Arrives("<SEQ=RCV.NXT><ACK=101><DATA=10><CTL=ACK>");
        fourth.ExpectNothing();
    }
    fourth.Arrives("<SEQ=331><ACK=101><DATA=10><CTL=ACK>");
    fourth.Expect("<SEQ=101><ACK=341><CTL=ACK>");
}

TEST(DelayedAck, SegmentOutOfOrderIsAcknowledgedAtOnce)
{
    Peer peer = In(State::Established);
    for (int i = 0; i < 20; ++i)
    {
        peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK>"); // each is a duplicate that the peer counts
    }
}

TEST(DelayedAck, SegmentThatFillsAGapIsAcknowledgedAtOnce)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=321><ACK=101><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>"); // a part of the gap
    peer.Expect("<SEQ=101><ACK=311><CTL=ACK>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK>"); // the rest
    peer.Expect("<SEQ=101><ACK=331><CTL=ACK>");
}

TEST(DelayedAck, FinIsAcknowledgedAtOnce)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=311><ACK=101><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
    peer.ExpectNoTimer();
}

TEST(DelayedAck, IsNotDrawnByAnAcknowledgment)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(DelayedAck, RetransmissionCarriesTheNewestAcknowledgment)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Advance(900ms);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.FireTimer();
    peer.ExpectAt(1s, "<SEQ=101><ACK=311><DATA=10><CTL=ACK>");
    peer.ExpectTimerIn(2s); // the acknowledgment has left with it
}

} // namespace
