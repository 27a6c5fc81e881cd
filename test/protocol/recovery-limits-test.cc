// SPDX-License-Identifier: GPL-2.0-only
//
// What recovery from losses must not do, whatever the peer sends and whenever it sends it. Segments
// are of 1000 octets, ISS = 100; segment n begins at 101 + 1000 (n - 1).

#include "conversation.h"
#include "tcp-reno.h"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

using Numbers = std::vector<uint32_t>;

constexpr uint32_t NO_THRESHOLD = 1000000;

SeqNum
FirstOctet(uint32_t segment)
{
    return SeqNum(101 + 1000 * (segment - 1));
}

class RecoveryLimits : public testing::Test
{
  protected:
    /// In ESTABLISHED, with a window of as many segments as are in flight.
    void Begin(bool sack, uint32_t window, uint32_t segmentsQueued)
    {
        m_reno = Reno(window, NO_THRESHOLD);
        m_peer.SetCongestionControl(m_reno);
        Connect(m_peer,
                300,
                sack ? "<MSS=1000><WND=60000><SACK=permitted>" : "<MSS=1000><WND=60000>");
        m_peer.Send(1000 * segmentsQueued);
        m_peer.TakeSent();
    }

    /// An acknowledgment. \param held last of the segments from 2 on that the peer tells of
    void Arrives(SeqNum ack, uint32_t held = 0, uint16_t window = 60000)
    {
        Segment segment;
        segment.seq = SeqNum(301);
        segment.ack = ack;
        segment.ctl = ACK;
        segment.wnd = window;
        if (held > 0)
        {
            segment.options.sack.Add({FirstOctet(2), FirstOctet(held + 1)});
        }
        m_peer.Arrives(segment);
        Collect();
    }

    void Duplicates(SeqNum ack, int count)
    {
        for (int i = 0; i < count; ++i)
        {
            Arrives(ack);
        }
    }

    void Collect()
    {
        for (const Segment& segment : m_peer.TakeSent())
        {
            m_numbers.push_back((segment.seq - FirstOctet(1)) / 1000 + 1);
            m_octets += segment.textLength;
        }
    }

    /// \return segments that left since this was last asked
    Numbers Take()
    {
        m_octets = 0;
        return std::exchange(m_numbers, {});
    }

    Reno m_reno{1, 1};
    Peer m_peer{"A",
                100,
                With([](Settings& settings) { settings.timestamps = false; }),
                SegmentSizes{1000, 1000, 536}};
    Numbers m_numbers;
    uint32_t m_octets{0};
};

} // namespace

TEST_F(RecoveryLimits, NothingIsRescuedBeforeTheFirstRetransmissionHasArrived)
{
    // 1 and 12 of twelve are lost. RescueRxt is the end of segment 1 (RFC 6675, section 5, step
    // 4.3), and HighACK has to be greater (NextSeg, rule 4).
    Begin(true, 12, 12);
    for (uint32_t held = 2; held <= 4; ++held)
    {
        Arrives(FirstOctet(1), held);
    }
    EXPECT_EQ(Take(), Numbers({1}));
    for (uint32_t held = 5; held <= 11; ++held)
    {
        Arrives(FirstOctet(1), held);
    }
    EXPECT_EQ(Take(), Numbers());
    Arrives(FirstOctet(12));
    EXPECT_EQ(Take(), Numbers({12}));
}

TEST_F(RecoveryLimits, DuplicatesMakeNoRoomForWhatAClosedWindowLost)
{
    // Two duplicates say that two of four have left the network. Then the window closes and opens,
    // and all four are lost: cwnd = 10000 is all that may leave, repeated and new.
    Begin(false, 10, 4);
    Duplicates(FirstOctet(1), 2);
    Arrives(FirstOctet(1), 0, 0);
    m_peer.Send(20000);
    Collect();
    EXPECT_EQ(Take(), Numbers());
    Arrives(FirstOctet(1));
    EXPECT_EQ(Take(), Numbers({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

TEST_F(RecoveryLimits, DuplicatesMakeNoRoomForWhatWasTooLarge)
{
    // In recovery with cwnd = 5000 and six duplicates: the path takes 500 octets, all goes again.
    Begin(false, 10, 40);
    Duplicates(FirstOctet(1), 6);
    Take();
    m_peer.Arrives(IcmpError{IcmpError::Kind::TooBig, FirstOctet(1), 500});
    Collect();
    EXPECT_EQ(m_octets, 5000u);
    Take();
}

TEST_F(RecoveryLimits, AcknowledgmentsThatCutUpASegmentDrawItOnce)
{
    // Segment 1 was sent again. An acknowledgment for a part of it says nothing of the rest, which
    // is on its way: a peer that acknowledges octet by octet is not sent a segment for each.
    Begin(false, 10, 10);
    Duplicates(FirstOctet(1), 3);
    EXPECT_EQ(Take(), Numbers({1}));
    for (uint32_t octets = 1; octets < 1000; ++octets)
    {
        Arrives(FirstOctet(1) + octets);
    }
    EXPECT_EQ(Take(), Numbers());
    Arrives(FirstOctet(2));
    EXPECT_EQ(Take(), Numbers({2}));
}

TEST_F(RecoveryLimits, OnlyTheFirstPartialAcknowledgmentRestartsTheTimer)
{
    // RFC 6582, section 3.2, step 3. The timeout is 1 s.
    Begin(false, 10, 10);
    Duplicates(FirstOctet(1), 3);
    m_peer.Advance(100ms);
    Arrives(FirstOctet(2));
    m_peer.ExpectTimerIn(1s);
    m_peer.Advance(100ms);
    Arrives(FirstOctet(3));
    m_peer.ExpectTimerIn(900ms);
    m_peer.Advance(100ms);
    Arrives(FirstOctet(11)); // recovery is over
    m_peer.ExpectNoTimer();
}

TEST_F(RecoveryLimits, DuplicatesAfterATimeoutMakeNoRoom)
{
    // The loss window is one segment (RFC 5681, section 3.1), and limited transmit is for text
    // that was never sent (RFC 3042, section 2).
    Begin(false, 10, 60);
    m_peer.FireTimer();
    Collect();
    EXPECT_EQ(Take(), Numbers({1}));
    Duplicates(FirstOctet(1), 2);
    EXPECT_EQ(Take(), Numbers());
}

TEST_F(RecoveryLimits, DuplicatesOfATimeoutInVainAreNoLoss)
{
    // All ten arrive, late: the timer expires, ssthresh = 5000, and some are sent again. What
    // acknowledges those covers recover, but not more than it (RFC 6582, section 3.2, step 2).
    Begin(false, 10, 60);
    m_peer.FireTimer();
    Collect();
    for (uint32_t next = 2; next <= 11; ++next)
    {
        Arrives(FirstOctet(next));
    }
    Take();
    ASSERT_EQ(m_reno.Threshold(), 5000u);
    Duplicates(FirstOctet(11), 5);
    EXPECT_EQ(m_reno.Threshold(), 5000u);
    for (const uint32_t number : Take())
    {
        EXPECT_GT(number, 11u);
    }
}

TEST_F(RecoveryLimits, CongestionControlCanBeTakenAway)
{
    // Idle for longer than a timeout, when there is no window any more to start anew with.
    Begin(false, 10, 1);
    Arrives(FirstOctet(2));
    Connection connection = m_peer.Get();
    connection.SetCongestionControl(nullptr);
    Actions actions;
    connection.Send(1000, Instant{} + 100s, actions);
    ASSERT_EQ(actions.size(), 1u);
    EXPECT_EQ(std::get<Emit>(actions[0]).segment.textLength, 1000u);
}

TEST(Reno, WindowDoesNotWrapAround)
{
    Reno reno(10, UINT32_MAX);
    reno.Start(60000, false, SeqNum(1));
    CongestionReport report{};
    report.acked = 60000;
    for (int i = 0; i < 80000; ++i) // 4.8 GB
    {
        reno.Acked(report);
    }
    EXPECT_GE(reno.Window(), uint32_t{1} << 30); // the largest window of a peer (RFC 7323)
}

TEST(Reno, ReductionNeverRaisesTheWindow)
{
    // ssthresh is two segments at least (RFC 5681, equation 4), a window can be smaller.
    Reno reno(1, NO_THRESHOLD);
    reno.Start(1000, false, SeqNum(1));
    CongestionReport report{};
    report.flightSize = 1000;
    reno.CongestionNotified(report);
    EXPECT_EQ(reno.Threshold(), 2000u);
    EXPECT_EQ(reno.Window(), 1000u);
}
