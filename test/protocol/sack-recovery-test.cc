// SPDX-License-Identifier: GPL-2.0-only
//
// Recovery from losses with SACK (RFC 6675), with numbers calculated by hand. Segments are of 1000
// octets, ISS = 100; segment n begins at 101 + 1000 (n - 1).

#include "conversation.h"
#include "tcp-reno.h"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

constexpr uint32_t NO_THRESHOLD = 1000000;

uint32_t
FirstOctet(uint32_t segment)
{
    return 101 + 1000 * (segment - 1);
}

/// In ESTABLISHED with SACK; the peer's window is 60000.
class SackRecovery : public testing::Test
{
  protected:
    SackRecovery()
        : m_peer("A",
                 100,
                 With([](Settings& settings) { settings.sack = true; }),
                 SegmentSizes{1000, 1000, 536})
    {
    }

    /// \param window initial congestion window, in segments
    void Begin(uint32_t window, uint32_t segmentsQueued)
    {
        m_reno = Reno(window, NO_THRESHOLD);
        m_peer.SetCongestionControl(m_reno);
        Connect(m_peer, 300, "<MSS=1000><WND=60000><SACK=permitted>");
        m_peer.Send(1000 * segmentsQueued);
    }

    /// Expects these segments, and no other.
    void ExpectSegments(const std::vector<uint32_t>& numbers, Place place = Place::Here())
    {
        for (const uint32_t number : numbers)
        {
            m_peer.SetSymbol("SEQ", FirstOctet(number));
            m_peer.Expect("<SEQ=SEQ><ACK=301><DATA=1000><CTL=ACK>", place);
        }
        m_peer.ExpectNothing(place);
    }

    /// The peer has all before a segment, and of what follows these. \param held first and last
    /// segment of each block
    void Ack(uint32_t next,
             const std::vector<std::pair<uint32_t, uint32_t>>& held,
             Place place = Place::Here())
    {
        Segment segment;
        segment.seq = SeqNum(301);
        segment.ack = SeqNum(FirstOctet(next));
        segment.ctl = ACK;
        segment.wnd = 60000;
        for (const auto& [first, last] : held)
        {
            segment.options.sack.Add({SeqNum(FirstOctet(first)), SeqNum(FirstOctet(last + 1))});
        }
        m_peer.Arrives(segment, place);
    }

    Reno m_reno{1, 1};
    Peer m_peer;
};

} // namespace

TEST_F(SackRecovery, SendsWhatThePipeHasRoomFor)
{
    // Segment 1 of ten is lost. Each of the first two that are SACKed lets a new one leave
    // (section 5, step 3): pipe is 9000, then 9000 again.
    Begin(10, 40);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    Ack(1, {{2, 2}});
    ExpectSegments({11});
    Ack(1, {{2, 3}});
    ExpectSegments({12});

    // The third: ssthresh = cwnd = 10000 / 2, without limited transmit's. pipe = 12000 in flight
    // less 3000 SACKed, segment 1 sent again in place of the lost one: 9000.
    Ack(1, {{2, 4}});
    ExpectSegments({1});
    EXPECT_EQ(m_reno.Threshold(), 5000u);
    for (uint32_t last = 5; last <= 8; ++last)
    {
        Ack(1, {{2, last}}); // pipe = 8000, 7000, 6000, 5000
        ExpectSegments({});
    }
    Ack(1, {{2, 9}}); // 4000: a new one may leave
    ExpectSegments({13});
    Ack(1, {{2, 10}});
    ExpectSegments({14});

    // All up to 12 is acknowledged: recovery is over, 13 and 14 are in flight, cwnd = min(ssthresh,
    // 2000 + 1000) (RFC 6582, section 3.2, step 3).
    Ack(13, {});
    EXPECT_EQ(m_reno.Window(), 3000u);
    ExpectSegments({15});
}

TEST_F(SackRecovery, RepeatsEachHoleOnce)
{
    // 1, 3 and 5 of twelve are lost. cwnd becomes 6000.
    Begin(12, 12);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    Ack(1, {{2, 2}});
    Ack(1, {{4, 4}, {2, 2}});
    ExpectSegments({});
    // 3000 octets above 1. Above 3 there are 2000 in one range: it is not lost yet.
    Ack(1, {{6, 6}, {4, 4}, {2, 2}});
    ExpectSegments({1});
    // 3 has 3000 octets above it: lost, and so counted out of the pipe, which is 12000 - 4000 -
    // 1000 = 7000: too much for cwnd = 6000.
    Ack(1, {{6, 7}, {4, 4}, {2, 2}});
    ExpectSegments({});
    // 5 is lost as well: 12000 - 5000 SACKed - 2000 lost = 5000, and one segment fits.
    Ack(1, {{6, 8}, {4, 4}, {2, 2}});
    ExpectSegments({3});
    Ack(1, {{6, 9}, {4, 4}, {2, 2}});
    ExpectSegments({5});
    // Nothing is left that was not sent again. A segment fits, but no rescue is allowed before what
    // was repeated first is acknowledged (section 5, step 4.3).
    Ack(1, {{6, 10}, {4, 4}, {2, 2}});
    ExpectSegments({});
    Ack(1, {{6, 12}, {4, 4}, {2, 2}});
    ExpectSegments({});
    Ack(3, {{6, 12}, {4, 4}});
    Ack(5, {{6, 12}});
    ExpectSegments({});
    Ack(13, {});
    ExpectSegments({});
    m_peer.ExpectNoTimer();
}

TEST_F(SackRecovery, OneAcknowledgmentCanTellEnough)
{
    // Section 5, step 2: the acknowledgments before it were lost.
    Begin(10, 10);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    Ack(1, {{2, 4}});
    ExpectSegments({1});
    EXPECT_EQ(m_reno.Threshold(), 5000u);
}

TEST_F(SackRecovery, NoNewsIsNoDuplicate)
{
    // RFC 6675, section 2: only what tells of octets that were not known to have arrived counts.
    Begin(10, 10);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    for (int i = 0; i < 6; ++i)
    {
        Ack(1, {{2, 2}});
        Ack(1, {});
    }
    ExpectSegments({});
    EXPECT_EQ(m_reno.Threshold(), NO_THRESHOLD);
}

TEST_F(SackRecovery, DuplicateSackIsNoDuplicateAcknowledgment)
{
    // RFC 2883: what is told of was acknowledged before.
    Begin(10, 10);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    Ack(5, {});
    for (uint32_t segment = 1; segment <= 4; ++segment)
    {
        Ack(5, {{segment, segment}});
    }
    ExpectSegments({});
    EXPECT_EQ(m_reno.Threshold(), NO_THRESHOLD);
}

TEST_F(SackRecovery, RescuesTheLastSegmentOnce)
{
    // 1, 2, 3 and 8 of eight are lost; nothing is SACKed above 8 (NextSeg, rule 4). cwnd = 4000.
    Begin(8, 8);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8});
    Ack(1, {{4, 4}});
    Ack(1, {{4, 5}});
    Ack(1, {{4, 6}}); // 7 and 8 are in the network: two segments fit
    ExpectSegments({1, 2});
    Ack(1, {{4, 7}}); // pipe = 3000
    ExpectSegments({3});
    Ack(2, {{4, 7}}); // 3000 again, but only what was sent again first is acknowledged (step 4.3)
    ExpectSegments({});
    Ack(3, {{4, 7}});
    ExpectSegments({8});
    Ack(8, {}); // it has been sent again
    ExpectSegments({});
    Ack(9, {});
    m_peer.ExpectNoTimer();
}

TEST_F(SackRecovery, RepeatsAtOnceWhatThePeerWaitsFor)
{
    // 1 and 5 of five are lost. When 1 has been repaired, 5, with nothing SACKed above it, is what
    // the peer waits for.
    Begin(5, 5);
    ExpectSegments({1, 2, 3, 4, 5});
    Ack(1, {{2, 2}});
    Ack(1, {{2, 3}});
    Ack(1, {{2, 4}});
    ExpectSegments({1});
    Ack(5, {});
    ExpectSegments({5});
    Ack(6, {});
    m_peer.ExpectNoTimer();
}

TEST_F(SackRecovery, RepeatsWhatMayBeLostWhenNothingElseIsLeft)
{
    // 1, 4, 6 and 8 of nine are lost. cwnd = 4500.
    Begin(9, 9);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9});
    Ack(1, {{2, 2}});
    Ack(1, {{2, 3}});
    Ack(1, {{5, 5}, {2, 3}}); // pipe = 9000 - 3000
    ExpectSegments({1});
    Ack(1, {{7, 7}, {5, 5}, {2, 3}}); // 5000
    ExpectSegments({});
    Ack(1, {{9, 9}, {7, 7}, {5, 5}, {2, 3}}); // 4 has three ranges above it: 3000
    ExpectSegments({4});
    // 6 and 8 have two ranges above them at most: NextSeg, rule 3, in their order. pipe = 3000.
    Ack(4, {{9, 9}, {7, 7}, {5, 5}});
    ExpectSegments({6});
    Ack(6, {{9, 9}, {7, 7}}); // 2000
    ExpectSegments({8});
    Ack(10, {});
    m_peer.ExpectNoTimer();
}

TEST_F(SackRecovery, LossInASecondWindowIsASecondLoss)
{
    // 1 of ten is lost, and 13, which recovery has sent: RFC 5681, section 4.3.
    Begin(10, 40);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    Ack(1, {{2, 2}});
    ExpectSegments({11});
    Ack(1, {{2, 3}});
    ExpectSegments({12});
    Ack(1, {{2, 4}});
    ExpectSegments({1});
    EXPECT_EQ(m_reno.Threshold(), 5000u);
    Ack(1, {{2, 9}}); // pipe = 4000: 10, 11, 12 and 1 again
    ExpectSegments({13});
    Ack(1, {{2, 11}}); // 12, 13 and 1
    ExpectSegments({14, 15});
    Ack(1, {{2, 12}});
    ExpectSegments({16});
    Ack(1, {{14, 14}, {2, 12}});
    ExpectSegments({17});
    Ack(1, {{14, 15}, {2, 12}});
    ExpectSegments({18});
    Ack(1, {{14, 16}, {2, 12}}); // 13 is lost; 17, 18 and 1 are in the network
    ExpectSegments({13, 19});
    EXPECT_EQ(m_reno.Threshold(), 5000u);
    // Recovery ends behind 12, and 13 begins another one: 13 to 19 are in flight. What was sent
    // again just now is not sent once more.
    Ack(13, {{14, 16}});
    EXPECT_EQ(m_reno.Threshold(), 3500u);
    ExpectSegments({});
}

TEST_F(SackRecovery, TimeoutRepeatsOnlyHoles)
{
    // RFC 6675, section 5.1, with its test for reneging in place.
    Begin(5, 5);
    ExpectSegments({1, 2, 3, 4, 5});
    Ack(1, {{3, 3}});
    m_peer.FireTimer();
    ExpectSegments({1}); // cwnd = 1000
    Ack(2, {{3, 3}});    // cwnd = 2000
    ExpectSegments({2, 4});
    Ack(5, {}); // cwnd = 3000, for at most a segment an acknowledgment counts
    ExpectSegments({5});
    Ack(6, {});
    m_peer.ExpectNoTimer();
}

TEST_F(SackRecovery, WhatThePeerThrewAwayIsSentAgain)
{
    // RFC 2018, section 8: it told of segment 3, and then asks for it.
    Begin(5, 5);
    ExpectSegments({1, 2, 3, 4, 5});
    Ack(1, {{3, 3}});
    m_peer.FireTimer();
    ExpectSegments({1});
    Ack(2, {{3, 3}});
    ExpectSegments({2, 4});
    Ack(3, {}); // cwnd = 3000
    ExpectSegments({3, 4, 5});
    Ack(6, {});
    m_peer.ExpectNoTimer();
}

TEST_F(SackRecovery, WindowIsHalvedOnceForAFlight)
{
    // RFC 6675, section 5.1: after a timeout, what was sent before it reveals no further loss.
    Begin(10, 10);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    m_peer.FireTimer();
    ExpectSegments({1});
    EXPECT_EQ(m_reno.Threshold(), 5000u);
    Ack(1, {{5, 5}});
    Ack(1, {{5, 6}});
    Ack(1, {{5, 7}});
    Ack(1, {{5, 8}});
    EXPECT_EQ(m_reno.Threshold(), 5000u);
    EXPECT_EQ(m_reno.Window(), 1000u);
}

TEST_F(SackRecovery, ThresholdIsASetting)
{
    // ReTxThreshold 5: four duplicates, and four segments above the hole, are not enough.
    m_peer.SetSettings(With([](Settings& settings) {
        settings.sack = true;
        settings.duplicateThreshold = 5;
    }));
    Begin(10, 10);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    for (uint32_t last = 2; last <= 5; ++last)
    {
        Ack(1, {{2, last}});
    }
    ExpectSegments({});
    Ack(1, {{2, 6}});
    ExpectSegments({1});
}

TEST_F(SackRecovery, LimitedTransmitCanBeSwitchedOff)
{
    m_peer.SetSettings(With([](Settings& settings) {
        settings.sack = true;
        settings.limitedTransmit = false;
    }));
    Begin(10, 40);
    ExpectSegments({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    Ack(1, {{2, 2}});
    Ack(1, {{2, 3}});
    ExpectSegments({});
    Ack(1, {{2, 4}});
    ExpectSegments({1});
}
