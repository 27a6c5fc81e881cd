// SPDX-License-Identifier: GPL-2.0-only
//
// Slow start, congestion avoidance, fast retransmit and recovery, with numbers calculated by hand
// (RFC 5681, 3042, 6582). Segments are of 1000 octets, ISS = 100.

#include "conversation.h"
#include "tcp-reno.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

constexpr uint32_t NO_THRESHOLD = 1000000;

/// In ESTABLISHED; the peer's window is 60000. \param reno must live as long as the peer
Peer
Controlled(CongestionControl* reno)
{
    Peer peer("A", 100, {}, SegmentSizes{1000, 1000, 536});
    if (reno)
    {
        peer.SetCongestionControl(*reno);
    }
    Connect(peer, 300, "<MSS=1000><WND=60000>");
    return peer;
}

/// Expects segments of 1000 octets. \param from, to their numbers, counted from 1
void
ExpectSegments(Peer& peer, uint32_t from, uint32_t to, Place place = Place::Here())
{
    for (uint32_t number = from; number <= to; ++number)
    {
        peer.SetSymbol("SEQ", 101 + 1000 * (number - 1));
        peer.Expect("<SEQ=SEQ><ACK=301><DATA=1000><CTL=ACK>", place);
    }
    peer.ExpectNothing(place);
}

/// The peer has everything up to a segment. \param number of the segment, counted from 1; 0: none
void
AckUpTo(Peer& peer, uint32_t number, Place place = Place::Here())
{
    peer.SetSymbol("SEG.ACK", 101 + 1000 * number);
    peer.Arrives("<SEQ=301><ACK=SEG.ACK><CTL=ACK><WND=60000>", place);
}

/// \return the report of an acknowledgment of so many octets
CongestionReport
Octets(uint32_t acked)
{
    CongestionReport report{};
    report.acked = acked;
    return report;
}

/// \return the report of a loss, with so many octets in flight
CongestionReport
InFlight(uint32_t flightSize)
{
    CongestionReport report{};
    report.flightSize = flightSize;
    return report;
}

} // namespace

// The algorithms alone.

TEST(Reno, BeginsWithItsWindow)
{
    Reno reno(3, NO_THRESHOLD);
    reno.Start(1000, false, SeqNum(101));
    EXPECT_EQ(reno.Window(), 3000u);
}

TEST(Reno, BeginsWithOneSegmentAfterALostSyn)
{
    // RFC 5681, section 3.1.
    Reno reno(3, NO_THRESHOLD);
    reno.Start(1000, true, SeqNum(101));
    EXPECT_EQ(reno.Window(), 1000u);
}

TEST(Reno, SlowStartGrowsByASegmentAnAcknowledgment)
{
    // RFC 5681, equation 2: by min(N, SMSS).
    Reno reno(1, NO_THRESHOLD);
    reno.Start(1000, false, SeqNum(101));
    reno.Acked(Octets(1000));
    EXPECT_EQ(reno.Window(), 2000u);
    reno.Acked(Octets(2000));
    EXPECT_EQ(reno.Window(), 3000u);
    reno.Acked(Octets(10));
    EXPECT_EQ(reno.Window(), 3010u);
}

TEST(Reno, AvoidanceGrowsByASegmentAWindow)
{
    // Above the threshold: a segment for 4000 octets, the next for 5000, the next for 6000.
    Reno reno(4, 3000);
    reno.Start(1000, false, SeqNum(101));
    for (int i = 0; i < 3; ++i)
    {
        reno.Acked(Octets(1000));
        EXPECT_EQ(reno.Window(), 4000u);
    }
    reno.Acked(Octets(1000));
    EXPECT_EQ(reno.Window(), 5000u);
    for (int i = 0; i < 4; ++i)
    {
        reno.Acked(Octets(1000));
        EXPECT_EQ(reno.Window(), 5000u);
    }
    reno.Acked(Octets(1000));
    EXPECT_EQ(reno.Window(), 6000u);
}

TEST(Reno, LossHalvesWhatIsInFlight)
{
    // Equation 4: max(FlightSize / 2, 2 x SMSS).
    Reno reno(10, NO_THRESHOLD);
    reno.Start(1000, false, SeqNum(101));
    reno.LossDetected(InFlight(10000), false);
    EXPECT_EQ(reno.Threshold(), 5000u);
    EXPECT_EQ(reno.Window(), 5000u);

    Reno small(3, NO_THRESHOLD);
    small.Start(1000, false, SeqNum(101));
    small.LossDetected(InFlight(3000), false);
    EXPECT_EQ(small.Threshold(), 2000u);
}

TEST(Reno, TimeoutBeginsAnewWithOneSegment)
{
    Reno reno(10, NO_THRESHOLD);
    reno.Start(1000, false, SeqNum(101));
    reno.TimedOut(InFlight(8000), false);
    EXPECT_EQ(reno.Threshold(), 4000u);
    EXPECT_EQ(reno.Window(), 1000u);
    reno.TimedOut(InFlight(5000), true); // the same segment again: the threshold stays
    EXPECT_EQ(reno.Threshold(), 4000u);
    EXPECT_EQ(reno.Window(), 1000u);
    for (const uint32_t window : {2000u, 3000u, 4000u})
    {
        reno.Acked(Octets(1000));
        EXPECT_EQ(reno.Window(), window);
    }
}

TEST(Reno, RecoveryEndsWithoutABurst)
{
    // RFC 6582, section 3.2, step 3: min(ssthresh, max(FlightSize, SMSS) + SMSS).
    Reno reno(10, NO_THRESHOLD);
    reno.Start(1000, false, SeqNum(101));
    reno.LossDetected(InFlight(10000), false);
    reno.Recovered(InFlight(0));
    EXPECT_EQ(reno.Window(), 2000u);

    Reno full(10, NO_THRESHOLD);
    full.Start(1000, false, SeqNum(101));
    full.LossDetected(InFlight(10000), false);
    full.Recovered(InFlight(9000));
    EXPECT_EQ(full.Window(), 5000u);
}

// In conversation.

TEST(SlowStart, DoublesWithEachRoundTrip)
{
    Reno reno(1, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(50000);
    ExpectSegments(peer, 1, 1);
    AckUpTo(peer, 1);
    ExpectSegments(peer, 2, 3);
    AckUpTo(peer, 2);
    ExpectSegments(peer, 4, 5);
    AckUpTo(peer, 3);
    ExpectSegments(peer, 6, 7);
    EXPECT_EQ(reno.Window(), 4000u);
    for (uint32_t number = 4; number <= 7; ++number)
    {
        AckUpTo(peer, number);
        ExpectSegments(peer, 2 * number, 2 * number + 1);
    }
    EXPECT_EQ(reno.Window(), 8000u);
}

TEST(SlowStart, SynAndFinAreNoText)
{
    Reno reno(2, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    EXPECT_EQ(reno.Window(), 2000u);
    peer.Close();
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    EXPECT_EQ(reno.Window(), 2000u);
}

TEST(SlowStart, BeginsWithOneSegmentAfterALostSyn)
{
    for (const bool lost : {false, true})
    {
        Reno reno(4, NO_THRESHOLD);
        Peer peer("A", 100, {}, SegmentSizes{1000, 1000, 536});
        peer.SetCongestionControl(reno);
        peer.OpenActive();
        peer.Expect("<SEQ=100><CTL=SYN>");
        if (lost)
        {
            peer.FireTimer();
            peer.Expect("<SEQ=100><CTL=SYN>");
        }
        peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><MSS=1000>");
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
        peer.Send(50000);
        ExpectSegments(peer, 1, lost ? 1 : 4);
    }
}

TEST(SlowStart, ThePeersWindowStillLimits)
{
    Reno reno(10, NO_THRESHOLD);
    Peer peer("A", 100, {}, SegmentSizes{1000, 1000, 536});
    peer.SetCongestionControl(reno);
    Connect(peer, 300, "<MSS=1000><WND=2000>");
    peer.Send(50000);
    ExpectSegments(peer, 1, 2);
}

TEST(CongestionAvoidance, SendsAsManyAsAreAcknowledgedAndOneMoreAWindow)
{
    Reno reno(4, 3000);
    Peer peer = Controlled(&reno);
    peer.Send(50000);
    ExpectSegments(peer, 1, 4);
    AckUpTo(peer, 1);
    ExpectSegments(peer, 5, 5);
    AckUpTo(peer, 2);
    ExpectSegments(peer, 6, 6);
    AckUpTo(peer, 3);
    ExpectSegments(peer, 7, 7);
    AckUpTo(peer, 4);
    ExpectSegments(peer, 8, 9);
    EXPECT_EQ(reno.Window(), 5000u);
}

TEST(FastRetransmit, OnTheThirdDuplicate)
{
    Peer peer = Controlled(nullptr);
    peer.Send(5000);
    ExpectSegments(peer, 1, 5);
    AckUpTo(peer, 0);
    peer.ExpectNothing();
    AckUpTo(peer, 0);
    peer.ExpectNothing();
    AckUpTo(peer, 0);
    ExpectSegments(peer, 1, 1);
    AckUpTo(peer, 0);
    peer.ExpectNothing();
    AckUpTo(peer, 5);
    peer.ExpectAcknowledged(5000);
    peer.ExpectNoTimer();
}

TEST(FastRetransmit, OnlyTrueDuplicatesCount)
{
    // RFC 5681, section 2: nothing new, no text, no other window, and something is in flight.
    Peer peer = Controlled(nullptr);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    peer.ExpectNothing(); // nothing is in flight

    peer.Send(5000);
    ExpectSegments(peer, 1, 5);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=50000>"); // another window
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><WND=50000>"); // text
    peer.ExpectNothing();
}

TEST(FastRetransmit, NewAcknowledgmentBeginsToCountAnew)
{
    Peer peer = Controlled(nullptr);
    peer.Send(5000);
    ExpectSegments(peer, 1, 5);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    AckUpTo(peer, 1);
    AckUpTo(peer, 1);
    AckUpTo(peer, 1);
    peer.ExpectNothing();
    AckUpTo(peer, 1);
    ExpectSegments(peer, 2, 2);
}

TEST(FastRecovery, WithLimitedTransmit)
{
    // Ten segments, the first is lost. Two more leave with the first two duplicates (RFC 3042).
    Reno reno(10, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(50000);
    ExpectSegments(peer, 1, 10);
    AckUpTo(peer, 0);
    ExpectSegments(peer, 11, 11);
    AckUpTo(peer, 0);
    ExpectSegments(peer, 12, 12);

    // The third: segment 1 again. What limited transmit sent must not count (RFC 5681, section
    // 3.2, step 2): ssthresh = 10000 / 2.
    AckUpTo(peer, 0);
    ExpectSegments(peer, 1, 1);
    EXPECT_EQ(reno.Threshold(), 5000u);
    EXPECT_EQ(reno.Window(), 5000u);

    // Inflated by 3 to 8000 while 12000 are in flight; 5 more duplicates, and the 8th makes room.
    for (int duplicate = 4; duplicate <= 7; ++duplicate)
    {
        AckUpTo(peer, 0);
        peer.ExpectNothing();
    }
    AckUpTo(peer, 0);
    ExpectSegments(peer, 13, 13);
    for (uint32_t number = 14; number <= 16; ++number)
    {
        AckUpTo(peer, 0);
        ExpectSegments(peer, number, number);
    }

    // All up to "recover", segment 12: 13 to 16 are in flight, cwnd = min(5000, 4000 + 1000).
    AckUpTo(peer, 12);
    EXPECT_EQ(reno.Window(), 5000u);
    ExpectSegments(peer, 17, 17);
}

TEST(FastRecovery, PartialAcknowledgmentRepeatsTheNextHole)
{
    // NewReno: 1 and 4 of ten are lost, and there is nothing else to send.
    Reno reno(10, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(10000);
    ExpectSegments(peer, 1, 10);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    ExpectSegments(peer, 1, 1);
    for (int duplicate = 4; duplicate <= 8; ++duplicate)
    {
        AckUpTo(peer, 0);
        peer.ExpectNothing();
    }
    AckUpTo(peer, 3);
    ExpectSegments(peer, 4, 4);
    EXPECT_EQ(reno.Threshold(), 5000u); // one loss event, one reduction
    AckUpTo(peer, 10);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
    EXPECT_EQ(reno.Window(), 2000u); // min(5000, max(0, 1000) + 1000)
}

TEST(FastRecovery, EveryHoleInTurn)
{
    // All five are lost but the last three that were sent behind them.
    Peer peer = Controlled(nullptr);
    peer.Send(8000);
    ExpectSegments(peer, 1, 8);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    ExpectSegments(peer, 1, 1);
    for (uint32_t number = 1; number <= 4; ++number)
    {
        AckUpTo(peer, number);
        ExpectSegments(peer, number + 1, number + 1);
    }
    AckUpTo(peer, 8);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(FastRecovery, LossOfTheRetransmissionWaitsForTheTimer)
{
    Reno reno(5, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(5000);
    ExpectSegments(peer, 1, 5);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    AckUpTo(peer, 0);
    ExpectSegments(peer, 1, 1);
    AckUpTo(peer, 0);
    peer.ExpectNothing();
    peer.FireTimer();
    ExpectSegments(peer, 1, 1);
    EXPECT_EQ(reno.Window(), 1000u);
}

TEST(Timeout, GoesBackAndRepeatsInSlowStart)
{
    // Four in flight: ssthresh = max(4000 / 2, 2000), cwnd = 1000.
    Reno reno(4, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(4000);
    ExpectSegments(peer, 1, 4);
    peer.FireTimer();
    ExpectSegments(peer, 1, 1);
    EXPECT_EQ(reno.Threshold(), 2000u);
    EXPECT_EQ(reno.Window(), 1000u);
    AckUpTo(peer, 1);
    EXPECT_EQ(reno.Window(), 2000u);
    ExpectSegments(peer, 2, 3);
    AckUpTo(peer, 3);
    ExpectSegments(peer, 4, 4);
    AckUpTo(peer, 4);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
    peer.ExpectAcknowledged(4000);
}

TEST(Timeout, WhatThePeerHasIsNotRepeated)
{
    Reno reno(4, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(4000);
    ExpectSegments(peer, 1, 4);
    peer.FireTimer();
    ExpectSegments(peer, 1, 1);
    AckUpTo(peer, 4); // only the first was lost
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(Timeout, DuplicatesThatItCausesAreNoLoss)
{
    // RFC 6582, section 3.2, step 6: "recover" is what had been sent when the timer expired.
    Reno reno(8, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(8000);
    ExpectSegments(peer, 1, 8);
    peer.FireTimer();
    ExpectSegments(peer, 1, 1);
    AckUpTo(peer, 1);
    peer.TakeSent();
    const uint32_t threshold = reno.Threshold();
    for (int duplicate = 0; duplicate < 6; ++duplicate)
    {
        AckUpTo(peer, 1);
        for (const Segment& segment : peer.TakeSent())
        {
            EXPECT_GT(segment.seq.Value(), 1101u) << "segment 2 was repeated once more";
        }
    }
    EXPECT_EQ(reno.Threshold(), threshold);
}

TEST(Timeout, FlightIsReducedByTheWindowNotByTheCount)
{
    // Expiring again on the same segment changes no threshold, and doubles the time.
    Reno reno(8, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(8000);
    ExpectSegments(peer, 1, 8);
    peer.FireTimer();
    ExpectSegments(peer, 1, 1);
    EXPECT_EQ(reno.Threshold(), 4000u);
    peer.ExpectTimerIn(2s);
    peer.FireTimer();
    ExpectSegments(peer, 1, 1);
    EXPECT_EQ(reno.Threshold(), 4000u);
    peer.ExpectTimerIn(4s);
}

TEST(Congestion, ControlMayComeWithEstablished)
{
    // A congestion control that is made once text needs it begins with the size that is known.
    Reno reno(2, NO_THRESHOLD);
    Peer peer = Controlled(nullptr);
    peer.SetCongestionControl(reno);
    EXPECT_EQ(reno.Window(), 2000u);
    peer.Send(50000);
    ExpectSegments(peer, 1, 2);
}

TEST(Congestion, FinIsNotHeldBack)
{
    Reno reno(1, NO_THRESHOLD);
    Peer peer = Controlled(&reno);
    peer.Send(3000);
    ExpectSegments(peer, 1, 1);
    peer.Close();
    peer.ExpectNothing(); // it follows the text
    AckUpTo(peer, 1);
    peer.Expect("<SEQ=1101><ACK=301><DATA=1000><CTL=ACK>");
    peer.Expect("<SEQ=2101><ACK=301><DATA=1000><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=3102><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
    peer.ExpectAcknowledged(2000 + 1000);
}
