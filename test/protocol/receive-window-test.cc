// SPDX-License-Identifier: GPL-2.0-only
//
// The window that is offered (RFC 9293, section 3.8.6, SHLD-14, MUST-39; RFC 7323, section 2).

#include "conversation.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// In ESTABLISHED with 500 octets a segment and a buffer of this size; IRS = 300.
Peer
WithBuffer(uint32_t buffer)
{
    Peer peer("A",
              100,
              With([=](Settings& settings) {
                  settings.receiveBuffer = buffer;
                  settings.delAckMaxCount = 1;
              }),
              SegmentSizes{500, 500, 536});
    Connect(peer, 300, "<MSS=500>");
    return peer;
}

TEST(ReceiveWindow, IsTheBufferAtFirst)
{
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 2000; }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><WND=2000>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=2000>");
}

TEST(ReceiveWindow, IsAtMostTheLargestWindow)
{
    Peer peer("A", 100, With([](Settings& settings) {
                  settings.receiveBuffer = 1000000;
                  settings.maxWindow = 4000;
                  settings.windowScaling = false;
              }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><WND=4000>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=4000>");
}

TEST(ReceiveWindow, ShrinksByWhatIsUnread)
{
    Peer peer = WithBuffer(2000);
    peer.Arrives("<SEQ=301><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=801><CTL=ACK><WND=1500>");
    peer.Arrives("<SEQ=801><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=1301><CTL=ACK><WND=1000>");
    peer.Arrives("<SEQ=1301><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=1801><CTL=ACK><WND=500>");
    peer.Arrives("<SEQ=1801><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=2301><CTL=ACK><WND=0>");
}

TEST(ReceiveWindow, OpensInStepsOfASegment)
{
    // Section 3.8.6.2.2: by at least min(2000 / 2, 500) = 500.
    Peer peer = WithBuffer(2000);
    for (uint32_t i = 0; i < 4; ++i)
    {
        peer.SetSymbol("RCV.NXT", 301 + 500 * i);
        peer.Arrives("<SEQ=RCV.NXT><ACK=101><DATA=500><CTL=ACK>");
        peer.TakeSent();
    }
    peer.Receive(200);
    peer.ExpectNothing();
    peer.Receive(299);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=2301><ACK=101><DATA=1><CTL=ACK>"); // a probe learns of no small window
    peer.Expect("<SEQ=101><ACK=2301><CTL=ACK><WND=0>");
    peer.Receive(1);
    peer.Expect("<SEQ=101><ACK=2301><CTL=ACK><WND=500>");
}

TEST(ReceiveWindow, OpensInStepsOfHalfASmallBuffer)
{
    // min(600 / 2, 500) = 300.
    Peer peer = WithBuffer(600);
    peer.Arrives("<SEQ=301><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=801><CTL=ACK><WND=100>");
    peer.Arrives("<SEQ=801><ACK=101><DATA=100><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=901><CTL=ACK><WND=0>");
    peer.Receive(299);
    peer.ExpectNothing();
    peer.Receive(1);
    peer.Expect("<SEQ=101><ACK=901><CTL=ACK><WND=300>");
}

TEST(ReceiveWindow, StaysFixedWhileSmallSegmentsAreReadAtOnce)
{
    // The right edge does not follow in small increments: 301 + 2000 = 2301 until 500 are free.
    Peer peer = WithBuffer(2000);
    for (uint32_t i = 0; i < 4; ++i)
    {
        peer.SetSymbol("RCV.NXT", 301 + 100 * i);
        peer.SetSymbol("RCV.WND", 2000 - 100 * i);
        peer.Arrives("<SEQ=RCV.NXT><ACK=101><DATA=100><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=RCV.NXT+100><CTL=ACK><WND=RCV.WND-100>");
        peer.Receive(100);
        peer.ExpectNothing();
    }
    peer.Arrives("<SEQ=701><ACK=101><DATA=100><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=801><CTL=ACK><WND=1500>");
    peer.Receive(100); // 500 are free now: the next segment tells
    peer.TakeSent();
    peer.Arrives("<SEQ=801><ACK=101><DATA=100><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=901><CTL=ACK><WND=1900>");
}

TEST(ReceiveWindow, TextHeldBehindAGapTakesNoRoomTwice)
{
    // What is held lies inside the window already.
    Peer peer = WithBuffer(2000);
    peer.Arrives("<SEQ=801><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=2000>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=1301><CTL=ACK><WND=1000>");
}

TEST(ReceiveWindow, RightEdgeNeverMovesLeft)
{
    // SHLD-14, held against a random conversation: text in and out of order, reads, our own text.
    std::mt19937 random(7);
    for (int round = 0; round < 100; ++round)
    {
        const uint32_t buffer = 500 + random() % 5000;
        Peer peer = WithBuffer(buffer);
        SeqNum edge = SeqNum(301) + buffer;
        for (int i = 0; i < 200; ++i)
        {
            const Status before = peer.Status();
            peer.SetSymbol("RCV.NXT", before.rcvNxt.Value());
            peer.SetSymbol("SEG.LEN", 1 + random() % 700);
            peer.SetSymbol("GAP", random() % 3 == 0 ? random() % 1000 : 0);
            peer.Arrives("<SEQ=RCV.NXT+GAP><ACK=101><DATA=SEG.LEN><CTL=ACK>");
            const uint32_t unread = peer.Status().unread;
            std::vector<Segment> sent = peer.TakeSent();
            peer.Receive(random() % 2 ? unread : random() % (unread + 1));
            for (const Segment& segment : peer.TakeSent())
            {
                sent.push_back(segment);
            }
            for (const Segment& segment : sent)
            {
                const SeqNum told = segment.ack + segment.wnd;
                ASSERT_TRUE(told >= edge) << peer.Transcript();
                ASSERT_LE(told - peer.Status().rcvNxt, static_cast<int32_t>(buffer));
                edge = std::max(edge, told);
            }
        }
    }
}

TEST(ReceiveWindow, IsUnsigned)
{
    // MUST-1: text 40000 octets into a window of 65535 is inside of it.
    Peer peer = WithBuffer(65535);
    peer.Arrives("<SEQ=40301><ACK=101><DATA=100><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=65535>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=40000><CTL=ACK>");
    peer.ExpectDelivered(40100);
    peer.Expect("<SEQ=101><ACK=40401><CTL=ACK><WND=25435>");
}

TEST(ReceiveWindow, MayStayClosedForDays)
{
    // MAY-8; each probe is answered, so that the peer knows that we are there.
    Peer peer = WithBuffer(500);
    peer.Arrives("<SEQ=301><ACK=101><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=801><CTL=ACK><WND=0>");
    for (int i = 0; i < 72; ++i)
    {
        peer.Advance(1h);
        peer.Arrives("<SEQ=801><ACK=101><DATA=1><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=801><CTL=ACK><WND=0>");
        peer.ExpectState(State::Established);
    }
    peer.ExpectDelivered(500);
    peer.Receive(500);
    peer.Expect("<SEQ=101><ACK=801><CTL=ACK><WND=500>");
}

// Window scaling.

TEST(WindowScaling, OffersTheShiftThatTellsOfTheWholeBuffer)
{
    struct Row
    {
        uint32_t buffer;
        uint8_t shift;
    };

    // 65535 x 2^shift is at least the buffer.
    for (const Row& row : {Row{1000, 0},
                           Row{65535, 0},
                           Row{65536, 1},
                           Row{131070, 1},
                           Row{131072, 2},
                           Row{1000000, 4},
                           Row{1073725440, 14}})
    {
        Peer peer("A", 100, With([&](Settings& settings) { settings.receiveBuffer = row.buffer; }));
        peer.OpenActive();
        const Segment syn = peer.Expect("<SEQ=100><CTL=SYN>");
        ASSERT_TRUE(syn.options.windowScale);
        EXPECT_EQ(*syn.options.windowScale, row.shift) << row.buffer;
        EXPECT_EQ(syn.wnd, std::min(row.buffer, 65535u)) << "the window of a SYN is not scaled";
    }
}

TEST(WindowScaling, HoldsIfBothOfferIt)
{
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 200000; }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><WND=65535><WS=2>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><WND=5000><WS=7>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=50000>"); // 200000 / 2^2
    EXPECT_EQ(peer.Status().sndWnd, 5000u);                // a SYN's is not scaled
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=5000>");
    EXPECT_EQ(peer.Status().sndWnd, 640000u); // 5000 x 2^7
}

TEST(WindowScaling, NoUpdateForWhatASynCouldNotTell)
{
    // The window of the SYN is 65535, whatever the buffer. An update is due when half of that is
    // used: 65535 - 32767 = 32768 is more than the half, 32767 is not.
    Peer peer("B", 100, With([](Settings& settings) {
                  settings.receiveBuffer = 131072;
                  settings.delAckMaxCount = 1000;
              }));
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN><WND=5000><MSS=500><WS=2>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><WND=65535><WS=2>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=5000>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK><WND=5000>");
    peer.Receive(100);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=401><ACK=101><DATA=32667><CTL=ACK><WND=5000>");
    peer.Receive(32667);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=33068><ACK=101><DATA=1><CTL=ACK><WND=5000>");
    peer.Receive(1);
    peer.Expect("<SEQ=101><ACK=33069><CTL=ACK><WND=32768>"); // 131072 / 2^2
}

TEST(WindowScaling, DoesNotHoldIfThePeerOffersNone)
{
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 200000; }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><WND=65535><WS=2>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><WND=5000>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=65535>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=6000>");
    EXPECT_EQ(peer.Status().sndWnd, 6000u);
}

TEST(WindowScaling, IsNotOfferedIfItIsOff)
{
    Peer peer("A", 100, With([](Settings& settings) { settings.windowScaling = false; }));
    peer.OpenActive();
    EXPECT_FALSE(peer.Expect("<SEQ=100><CTL=SYN>").options.windowScale);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><WND=5000><WS=7>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=65535>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=6000>");
    EXPECT_EQ(peer.Status().sndWnd, 6000u);
}

TEST(WindowScaling, SynAckOffersItOnlyIfTheSynDid)
{
    // RFC 7323, section 2.2.
    Peer offered("B", 100);
    offered.OpenPassive();
    offered.Arrives("<SEQ=300><CTL=SYN><WND=5000><WS=3>");
    EXPECT_TRUE(offered.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>").options.windowScale);
    offered.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=1000>");
    EXPECT_EQ(offered.Status().sndWnd, 8000u);

    Peer plain("B", 100);
    plain.OpenPassive();
    plain.Arrives("<SEQ=300><CTL=SYN><WND=5000>");
    EXPECT_FALSE(plain.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>").options.windowScale);
    plain.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=1000>");
    EXPECT_EQ(plain.Status().sndWnd, 1000u);
}

} // namespace
