// SPDX-License-Identifier: GPL-2.0-only
//
// Urgent data (RFC 9293, section 3.8.5, and the sixth step of section 3.10.7.4).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

// What is sent.

TEST(UrgentSend, PointsBehindTheLastUrgentOctet)
{
    // MUST-62: 101 to 110 are urgent, 111 is not.
    Peer peer = In(State::Established);
    peer.SendUrgent(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=URG,ACK><UP=10>");
}

TEST(UrgentSend, EverySegmentUpToTheEndPointsThere)
{
    Peer peer = In(State::Established);
    peer.SendUrgent(3 * 536);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=URG,ACK><UP=1608>");
    peer.Expect("<SEQ=637><ACK=301><DATA=536><CTL=URG,ACK><UP=1072>");
    peer.Expect("<SEQ=1173><ACK=301><DATA=536><CTL=URG,ACK><UP=536>");
}

TEST(UrgentSend, TextBeforeItIsPartOfIt)
{
    // The pointer says where urgent data ends, not where it begins: what is queued is to be hurried
    // through.
    Peer peer = In(State::Established);
    peer.Send(536);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    peer.Send(10);
    peer.ExpectNothing(); // Nagle's algorithm
    peer.SendUrgent(5);
    peer.Arrives("<SEQ=301><ACK=637><CTL=ACK>");
    peer.Expect("<SEQ=637><ACK=301><DATA=15><CTL=URG,ACK><UP=15>");
}

TEST(UrgentSend, TextBehindItIsNotUrgent)
{
    Peer peer = In(State::Established, With([](Settings& settings) { settings.noDelay = true; }));
    peer.SendUrgent(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=URG,ACK><UP=10>");
    peer.Send(20);
    peer.Expect("<SEQ=111><ACK=301><DATA=20><CTL=ACK>");
}

TEST(UrgentSend, TextBehindItMayShareItsSegment)
{
    Peer peer = In(State::SynSent);
    peer.SendUrgent(10);
    peer.Send(20);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><DATA=30><CTL=URG,ACK><UP=10>");
}

TEST(UrgentSend, OfAnyLength)
{
    // MUST-31: longer than the field can tell. Each segment says "urgent" from the first to the
    // last, the pointer never lies past the end, and once the end is near it is exact.
    constexpr uint32_t LENGTH = 300000;
    Peer peer("A", 100, {}, SegmentSizes{10000, 10000, 536});
    Connect(peer, 300, "<MSS=10000><WND=65535><WS=4>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.SendUrgent(LENGTH);
    const auto sent = peer.TakeSent();
    ASSERT_EQ(sent.size(), 30u);
    for (const Segment& segment : sent)
    {
        ASSERT_TRUE(segment.Has(URG)) << Describe(segment);
        const uint32_t ahead = 101 + LENGTH - segment.seq.Value();
        EXPECT_EQ(segment.up, ahead < 65536 ? ahead : 65535) << Describe(segment);
    }
}

TEST(UrgentSend, RetransmissionIsUrgentToo)
{
    Peer peer = In(State::Established);
    peer.SendUrgent(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=URG,ACK><UP=10>");
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=URG,ACK><UP=10>");
}

TEST(UrgentSend, RetransmissionTellsOfWhatHasBecomeUrgent)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.SendUrgent(5);
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=URG,ACK><UP=15>");
}

TEST(UrgentSend, IsOverOnceAcknowledged)
{
    Peer peer = In(State::Established);
    peer.SendUrgent(10);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    peer.Send(10);
    peer.Expect("<SEQ=111><ACK=301><DATA=10><CTL=ACK>");
    peer.Close();
    peer.Expect("<SEQ=121><ACK=301><CTL=FIN,ACK>");
}

TEST(UrgentSend, WindowProbeTellsOfIt)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    peer.SendUrgent(10);
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=1><CTL=URG,ACK><UP=10>");
}

TEST(UrgentSend, AcrossTheEndOfTheSequenceSpace)
{
    Peer peer("A", 4294967289);
    Connect(peer, 300, "<MSS=4>");
    peer.SendUrgent(8);
    peer.Expect("<SEQ=4294967290><ACK=301><DATA=4><CTL=URG,ACK><UP=8>");
    peer.Expect("<SEQ=4294967294><ACK=301><DATA=4><CTL=URG,ACK><UP=4>");
    peer.Arrives("<SEQ=301><ACK=2><CTL=ACK>");
    peer.Send(4);
    peer.Expect("<SEQ=2><ACK=301><DATA=4><CTL=ACK>");
}

// What is received.

TEST(UrgentReceive, IsToldAndDeliveredInLine)
{
    // MUST-32; the pointer's octet is the first that is not urgent (MUST-62).
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=20><CTL=URG,ACK><UP=10>");
    peer.ExpectUrgent(10);
    peer.ExpectDelivered(20);
}

TEST(UrgentReceive, UserCanLearnHowMuchIsLeft)
{
    // MUST-33.
    Peer peer = In(State::Established);
    EXPECT_EQ(peer.Status().urgent, 0u);
    peer.Arrives("<SEQ=301><ACK=101><DATA=20><CTL=URG,ACK><UP=10>");
    EXPECT_EQ(peer.Status().urgent, 10u);
    peer.Receive(4);
    EXPECT_EQ(peer.Status().urgent, 6u);
    peer.Receive(5);
    EXPECT_EQ(peer.Status().urgent, 1u);
    peer.Receive(3);
    EXPECT_EQ(peer.Status().urgent, 0u);
    peer.Receive(8);
    EXPECT_EQ(peer.Status().urgent, 0u);
}

TEST(UrgentReceive, UnreadTextBeforeItCounts)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=50><CTL=ACK>");
    peer.Arrives("<SEQ=351><ACK=101><DATA=10><CTL=URG,ACK><UP=10>");
    peer.ExpectUrgent(60);
    EXPECT_EQ(peer.Status().urgent, 60u);
    peer.TakeSent();
}

TEST(UrgentReceive, MayBeToldBeforeItComes)
{
    // The pointer runs ahead of the data, so that the user can hurry.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><CTL=URG,ACK><UP=1000>");
    peer.ExpectUrgent(1000);
    EXPECT_EQ(peer.Status().urgent, 1000u);
    peer.Arrives("<SEQ=301><ACK=101><DATA=400><CTL=URG,ACK><UP=1000>");
    peer.ExpectUrgent(0); // no news
    peer.Receive(400);
    EXPECT_EQ(peer.Status().urgent, 600u);
    peer.Arrives("<SEQ=701><ACK=101><DATA=600><CTL=URG,ACK><UP=600>");
    peer.ExpectUrgent(0);
    peer.Receive(600);
    EXPECT_EQ(peer.Status().urgent, 0u);
    peer.TakeSent();
}

TEST(UrgentReceive, EachAdvanceIsTold)
{
    // MUST-32: whenever the pointer advances, and when there was no urgent data before.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=URG,ACK><UP=10>");
    peer.ExpectUrgent(10);
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=URG,ACK><UP=10>");
    peer.ExpectUrgent(20);
    peer.TakeSent();
    peer.Receive(20);
    peer.Arrives("<SEQ=321><ACK=101><DATA=10><CTL=URG,ACK><UP=5>");
    peer.ExpectUrgent(5);
    peer.TakeSent();
}

TEST(UrgentReceive, PointerDoesNotRecede)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=URG,ACK><UP=100>");
    peer.ExpectUrgent(100);
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=URG,ACK><UP=5>");
    peer.ExpectUrgent(0);
    EXPECT_EQ(peer.Status().urgent, 100u);
    peer.TakeSent();
}

TEST(UrgentReceive, WhatHasBeenReadIsNotUrgent)
{
    // A retransmission, or a segment that was late: its pointer is behind what the user has read.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.Receive(10);
    peer.Arrives("<SEQ=305><ACK=101><DATA=10><CTL=URG,ACK><UP=6>");
    peer.ExpectUrgent(0);
    EXPECT_EQ(peer.Status().urgent, 0u);
    peer.ExpectDelivered(14);
    peer.TakeSent();
}

TEST(UrgentReceive, PointerWithoutTheBitMeansNothing)
{
    Peer peer = In(State::Established);
    Segment segment = ReadSegment("<SEQ=301><ACK=101><DATA=10><CTL=ACK>").segment;
    segment.up = 10;
    peer.Arrives(segment);
    peer.ExpectUrgent(0);
    EXPECT_EQ(peer.Status().urgent, 0u);
}

TEST(UrgentReceive, ClosedWindowDoesNotHideIt)
{
    // MUST-66.
    Peer peer =
        In(State::Established, With([](Settings& settings) { settings.receiveBuffer = 100; }));
    peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK>");
    peer.TakeSent();
    ASSERT_EQ(peer.Status().rcvWnd, 0u);

    Peer empty = peer;
    empty.Arrives("<SEQ=401><ACK=101><CTL=URG,ACK><UP=50>");
    empty.ExpectUrgent(150);
    empty.TakeSent();

    Peer probe = peer;
    probe.Arrives("<SEQ=401><ACK=101><DATA=1><CTL=URG,ACK><UP=50>");
    probe.ExpectUrgent(150);
    probe.Expect("<SEQ=101><ACK=401><CTL=ACK><WND=0>");
    probe.ExpectNothing();
}

TEST(UrgentReceive, IsCountedFromTheNumberThatWasSent)
{
    // A part of the segment is old and is trimmed off: the pointer is 301 + 20, not 306 + 20.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=5><CTL=ACK>");
    peer.Receive(5);
    peer.Arrives("<SEQ=301><ACK=101><DATA=20><CTL=URG,ACK><UP=20>");
    peer.ExpectUrgent(15);
    peer.TakeSent();
}

TEST(UrgentReceive, AcrossTheEndOfTheSequenceSpace)
{
    Peer peer("A", 100);
    Connect(peer, 4294967285);
    peer.Arrives("<SEQ=4294967286><ACK=101><DATA=5><CTL=URG,ACK><UP=30>");
    peer.ExpectUrgent(30);
    peer.Arrives("<SEQ=4294967291><ACK=101><DATA=30><CTL=URG,ACK><UP=30>");
    peer.ExpectUrgent(35);
    peer.Receive(30);
    EXPECT_EQ(peer.Status().urgent, 5u);
    peer.TakeSent();
}

TEST(UrgentReceive, ComesWithTheSynAckToo)
{
    // Section 3.10.7.3, fourth: go on at the sixth step. The SYN takes the number before the text.
    Peer peer = In(State::SynSent);
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,URG,ACK><UP=11>");
    peer.ExpectUrgent(10);
    peer.ExpectDelivered(10);
    peer.TakeSent();
}

TEST(UrgentReceive, ComesWithTheSynToo)
{
    // Sections 3.10.7.2 and 3.10.7.3: what else a SYN carries is processed once established.
    for (const State state : {State::Listen, State::SynSent})
    {
        Peer peer = In(state);
        peer.Arrives("<SEQ=300><DATA=10><CTL=SYN,URG><UP=11>");
        peer.ExpectState(State::SynReceived);
        peer.ExpectUrgent(0);
        peer.TakeSent();
        peer.Arrives("<SEQ=311><ACK=101><CTL=ACK>");
        peer.ExpectState(State::Established);
        peer.ExpectDelivered(10);
        peer.ExpectUrgent(10);
        EXPECT_EQ(peer.Status().urgent, 10u);
        peer.TakeSent();
    }
}

TEST(UrgentReceive, PointerPastTheEndIsSurvived)
{
    // Section 3.8.5: be robust to invalid pointers. Nothing urgent can follow the FIN.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=FIN,URG,ACK><UP=1000>");
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
    peer.ExpectState(State::CloseWait);
    EXPECT_EQ(peer.Status().urgent, 10u);
    peer.Receive(10);
    EXPECT_EQ(peer.Status().urgent, 0u);
}

TEST(UrgentReceive, AckThatIsNotAcceptableHidesIt)
{
    // The fifth step drops the segment.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=102><CTL=URG,ACK><UP=10>");
    peer.ExpectUrgent(0);
    peer.TakeSent();
}

class UrgentAfterTheEnd : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(
    Each,
    UrgentAfterTheEnd,
    testing::Values(State::CloseWait, State::Closing, State::LastAck, State::TimeWait),
    StateName());

TEST_P(UrgentAfterTheEnd, IsIgnored)
{
    Peer peer = In(GetParam());
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA><CTL=URG,ACK><UP=10>");
    peer.ExpectUrgent(0);
    EXPECT_EQ(peer.Status().urgent, 0u);
    peer.ExpectState(GetParam());
    peer.TakeSent();
}

} // namespace
