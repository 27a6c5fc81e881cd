// SPDX-License-Identifier: GPL-2.0-only
//
// How text becomes segments: MSS (RFC 9293, section 3.7.1), push (3.9.1.2), Nagle's algorithm
// (3.7.4), and the sender's avoidance of silly windows (3.8.6.2.1).

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
NoDelay()
{
    return With([](Settings& settings) { settings.noDelay = true; });
}

// The segment size.

TEST(SegmentSize, OptionTellsWhatWeCanReceive)
{
    // MUST-14; SHLD-5 and MAY-3: in every SYN.
    Peer active("A", 100, {}, SegmentSizes{1460, 1400, 536});
    active.OpenActive();
    active.Expect("<SEQ=100><CTL=SYN><MSS=1460>");

    Peer passive("B", 100, {}, SegmentSizes{1460, 1400, 536});
    passive.OpenPassive();
    passive.Arrives("<SEQ=300><CTL=SYN>");
    passive.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><MSS=1460>");
}

struct SizeRow
{
    SegmentSizes sizes;
    const char* syn; ///< what the peer's SYN says
    uint32_t mss;    ///< the effective send MSS
};

class EffectiveSegmentSize : public testing::TestWithParam<SizeRow>
{
};

INSTANTIATE_TEST_SUITE_P(
    Rows,
    EffectiveSegmentSize,
    testing::Values(SizeRow{{1460, 1460, 536}, "<MSS=1000>", 1000},
                    SizeRow{{1460, 900, 536}, "<MSS=1000>", 900},  // MUST-16: the smaller
                    SizeRow{{1460, 1460, 536}, "", 536},           // MUST-15
                    SizeRow{{1440, 1440, 1220}, "", 1220},         // IPv6
                    SizeRow{{100, 1460, 536}, "<MSS=1000>", 1000}, // ours says nothing of theirs
                    SizeRow{{1460, 1460, 536}, "<MSS=1>", 1},
                    SizeRow{{1460, 1460, 536}, "<MSS=65535>", 1460}));

TEST_P(EffectiveSegmentSize, OfBothSides)
{
    const uint32_t mss = GetParam().mss;
    Peer active("A", 100, {}, GetParam().sizes);
    Connect(active, 300, GetParam().syn);
    Peer passive("B", 100, {}, GetParam().sizes);
    passive.OpenPassive();
    passive.Arrives(std::string("<SEQ=300><CTL=SYN>") + GetParam().syn);
    passive.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    passive.Arrives("<SEQ=301><ACK=101><CTL=ACK>");

    for (Peer* peer : {&active, &passive})
    {
        EXPECT_EQ(peer->Status().mss, mss);
        peer->SetSymbol("MSS", mss);
        peer->Send(3 * mss);
        peer->Expect("<SEQ=101><ACK=301><DATA=MSS><CTL=ACK>");
        peer->Expect("<SEQ=101+MSS><ACK=301><DATA=MSS><CTL=ACK>");
        peer->Expect("<SEQ=101+MSS+MSS><ACK=301><DATA=MSS><CTL=ACK>");
        peer->ExpectNothing();
    }
}

TEST(SegmentSize, OfZeroIsSurvived)
{
    // No RFC says what it means; the text gets through all the same.
    Peer peer("A", 100, NoDelay());
    Connect(peer, 300, "<MSS=0><WND=1000>");
    peer.Send(10);
    uint32_t octets = 0;
    for (const Segment& segment : peer.TakeSent())
    {
        EXPECT_GT(segment.textLength, 0u);
        octets += segment.textLength;
    }
    EXPECT_EQ(octets, 10u);
}

// Push.

TEST(Push, MarksTheLastSegmentOfACall)
{
    Peer peer("A", 100, NoDelay(), SegmentSizes{500, 500, 536});
    Connect(peer, 300, "<MSS=500>");
    peer.Send(1200);
    const auto sent = peer.TakeSent();
    ASSERT_EQ(sent.size(), 3u);
    EXPECT_FALSE(sent[0].Has(PSH));
    EXPECT_FALSE(sent[1].Has(PSH));
    EXPECT_TRUE(sent[2].Has(PSH));
    EXPECT_EQ(sent[2].textLength, 200u);
}

// The peer's window.

TEST(SendWindow, IsNotExceeded)
{
    Peer peer("A", 100, {}, SegmentSizes{500, 500, 536});
    Connect(peer, 300, "<MSS=500><WND=1200>");
    peer.Send(5000);
    peer.Expect("<SEQ=101><ACK=301><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=601><ACK=301><DATA=500><CTL=ACK>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=601><CTL=ACK><WND=1200>"); // 500 in flight, 700 left
    peer.Expect("<SEQ=1101><ACK=301><DATA=500><CTL=ACK>");
    peer.ExpectNothing();
}

TEST(SendWindow, ThatShrinksIsSurvived)
{
    // MUST-34: 1000 in flight and a window of 300, so the usable window is negative. SHLD-15.
    Peer peer("A", 100, {}, SegmentSizes{500, 500, 536});
    Connect(peer, 300, "<MSS=500><WND=1000>");
    peer.Send(5000);
    peer.Expect("<SEQ=101><ACK=301><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=601><ACK=301><DATA=500><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=300>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=601><CTL=ACK><WND=100>");
    peer.ExpectNothing();
    peer.FireTimer();
    const auto sent = peer.TakeSent(); // SHLD-16: what is unacknowledged goes again
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent[0].seq, SeqNum(601));
    peer.Arrives("<SEQ=301><ACK=1101><CTL=ACK><WND=1000>");
    peer.Expect("<SEQ=1101><ACK=301><DATA=500><CTL=ACK>");
    peer.Expect("<SEQ=1601><ACK=301><DATA=500><CTL=ACK>");
}

TEST(SendWindow, ThatStaysShrunkenDoesNotEndTheConnection)
{
    // SHLD-17: the peer takes what its window lets it, and nothing beyond, however long it lasts.
    Peer peer("A", 100, {}, SegmentSizes{500, 500, 536});
    Connect(peer, 300, "<MSS=500><WND=1000>");
    peer.Send(1000);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=300>");
    peer.FireTimer();
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=401><CTL=ACK><WND=0>");
    for (int i = 0; i < 100; ++i)
    {
        peer.TakeSent();
        peer.FireTimer();
        EXPECT_EQ(peer.TakeSent().size(), 1u);
        peer.Arrives("<SEQ=301><ACK=401><CTL=ACK><WND=0>");
        peer.ExpectState(State::Established);
    }
    EXPECT_GT(peer.Now(), 1h);
}

TEST(SendWindow, IsUnsigned)
{
    // MUST-1: 40000 and 65535 are negative as numbers of 16 bits with a sign.
    for (const uint32_t window : {40000u, 65535u})
    {
        Peer peer("A", 100, {}, SegmentSizes{10000, 10000, 536});
        peer.SetSymbol("SND.WND", window);
        Connect(peer, 300, "<MSS=10000><WND=SND.WND>");
        EXPECT_EQ(peer.Status().sndWnd, window);
        peer.Send(100000);
        uint32_t sent = 0;
        for (const Segment& segment : peer.TakeSent())
        {
            sent += segment.textLength;
        }
        // Full segments go; the piece of 5535 that 65535 has room for is small.
        EXPECT_EQ(sent, window / 10000 * 10000);
    }
}

TEST(SendWindow, HasThirtyTwoBits)
{
    // REC-1: 65535 x 2^14, the largest window there is (RFC 7323, section 2.3).
    Peer peer("A", 100, {}, SegmentSizes{60000, 60000, 536});
    Connect(peer, 300, "<MSS=60000><WND=65535><WS=14>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=65535>");
    EXPECT_EQ(peer.Status().sndWnd, 1073725440u);
    peer.Send(600000);
    EXPECT_EQ(peer.TakeSent().size(), 10u);
}

// Nagle's algorithm.

TEST(Nagle, HoldsASmallSegmentWhileTextIsUnacknowledged)
{
    Peer peer = In(State::Established);
    peer.Send(100);
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=ACK>");
    peer.Send(100);
    peer.Send(50);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=201><CTL=ACK>");
    peer.Expect("<SEQ=201><ACK=301><DATA=150><CTL=PSH,ACK>");
    peer.ExpectNothing();
}

TEST(Nagle, LetsAFullSegmentGo)
{
    Peer peer = In(State::Established);
    peer.Send(100);
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=ACK>");
    peer.Send(535);
    peer.ExpectNothing();
    peer.Send(2);
    peer.Expect("<SEQ=201><ACK=301><DATA=536><CTL=ACK>");
    peer.ExpectNothing();
}

TEST(Nagle, HoldsTheLastPieceOfALongText)
{
    Peer peer = In(State::Established);
    peer.Send(1000);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=637><CTL=ACK>");
    peer.Expect("<SEQ=637><ACK=301><DATA=464><CTL=ACK>");
}

TEST(Nagle, PartialAcknowledgmentIsNotEnough)
{
    Peer peer = In(State::Established);
    peer.Send(100);
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=ACK>");
    peer.Send(100);
    peer.Arrives("<SEQ=301><ACK=151><CTL=ACK>");
    peer.ExpectNothing();
}

TEST(Nagle, CanBeSwitchedOff)
{
    // MUST-17.
    Peer peer = In(State::Established, NoDelay());
    peer.Send(100);
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=PSH,ACK>");
    peer.Send(50);
    peer.Expect("<SEQ=201><ACK=301><DATA=50><CTL=PSH,ACK>");
    peer.Send(1);
    peer.Expect("<SEQ=251><ACK=301><DATA=1><CTL=PSH,ACK>");
}

// Silly windows.

TEST(SillyWindow, SmallWindowWaitsForTheOverrideTimeout)
{
    // 300 is neither a segment, nor all there is, nor half of the largest window. Rule 4.
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=5000>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=300>");
    peer.Send(1000);
    peer.ExpectNothing();
    peer.FireTimer();
    EXPECT_GE(peer.Now(), 100ms);
    EXPECT_LE(peer.Now(), 1s);
    peer.Expect("<SEQ=101><ACK=301><DATA=300><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectTimerIn(1s);
}

TEST(SillyWindow, OverrideTimeoutIsNoRetransmission)
{
    // However often it expires, nothing was sent twice, and nothing is given up.
    Peer peer("A", 100, With([](Settings& settings) { settings.dataRetries = 2; }));
    Connect(peer, 300, "<WND=5000>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=300>");
    peer.Send(5000);
    for (uint32_t i = 0; i < 10; ++i)
    {
        peer.SetSymbol("SND.NXT", 101 + 300 * i);
        peer.FireTimer();
        peer.Expect("<SEQ=SND.NXT><ACK=301><DATA=300><CTL=ACK>");
        peer.Arrives("<SEQ=301><ACK=SND.NXT+300><CTL=ACK><WND=300>");
        peer.ExpectNothing();
        peer.ExpectState(State::Established);
    }
}

TEST(SillyWindow, HalfOfTheLargestWindowIsEnough)
{
    // Rule 3, Fs = 1/2: Max(SND.WND) = 600, the window is 300.
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=600>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=300>");
    peer.Send(1000);
    peer.Expect("<SEQ=101><ACK=301><DATA=300><CTL=ACK>");
}

TEST(SillyWindow, AllThereIsMayGo)
{
    // Rule 2.
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=5000>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=300>");
    peer.Send(100);
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=ACK>");
}

TEST(SillyWindow, WindowThatOpensEndsTheWait)
{
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=5000>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=300>");
    peer.Send(536);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=536>");
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    peer.ExpectTimerIn(1s); // the retransmission's, and not what was left of the override's
}

} // namespace
