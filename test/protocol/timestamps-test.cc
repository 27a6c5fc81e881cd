// SPDX-License-Identifier: GPL-2.0-only
//
// Timestamps (RFC 7323, sections 3 and 4): on which segments, what they echo, what they measure.
// The clock ticks in milliseconds and shows 0 at the beginning, unless a test says otherwise.

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
Timestamped()
{
    return With([](Settings& settings) { settings.timestamps = true; });
}

// Which segments carry the option (section 3.2).

TEST(Timestamps, AreNotOfferedByDefault)
{
    Peer peer("A", 100);
    peer.OpenActive();
    EXPECT_FALSE(peer.Expect("<SEQ=100><CTL=SYN>").options.timestamps);
}

TEST(Timestamps, SynShowsTheClockAndEchoesNothing)
{
    Peer peer("A", 100, Timestamped());
    peer.SetTimestampOffset(4294967295); // goes round within 2 ms
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><TS=4294967295,0>");
    peer.Advance(3s);
    peer.Expect("<SEQ=100><CTL=SYN><TS=2999,0>");
}

TEST(Timestamps, HoldIfBothOfferThem)
{
    Peer peer("A", 100, Timestamped());
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><TS=0,0>");
    peer.Advance(20ms);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><TS=5000,0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><TS=20,5000>");
    peer.Advance(5ms);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK><TS=25,5000>");
    peer.Advance(995ms);
    peer.FireTimer();
    peer.ExpectAt(1025ms, "<SEQ=101><ACK=301><DATA=10><CTL=ACK><TS=1025,5000>");
    peer.Close();
    peer.Expect("<SEQ=111><ACK=301><CTL=FIN,ACK><TS=1025,5000>");
    peer.Arrives("<SEQ=301><CTL=SYN><TS=5001,0>"); // draws a challenge ACK
    peer.Expect("<SEQ=112><ACK=301><CTL=ACK><TS=1025,5000>");
}

TEST(Timestamps, StandInAResetToo)
{
    // Section 3.2 asks for them there less strictly.
    Peer peer = In(State::Established, Timestamped());
    peer.Advance(5ms);
    peer.Abort();
    peer.Expect("<SEQ=101><CTL=RST><TS=5,1000>");
}

TEST(Timestamps, DoNotHoldIfThePeerOffersNone)
{
    Peer peer("A", 100, Timestamped());
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><TS=0,0>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    EXPECT_FALSE(peer.Expect("<SEQ=101><ACK=301><CTL=ACK>").options.timestamps);
    peer.Send(10);
    EXPECT_FALSE(peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>").options.timestamps);
    peer.Arrives("<SEQ=301><ACK=111><DATA=10><CTL=ACK>"); // which is no reason to drop its text
    peer.ExpectDelivered(10);
}

TEST(Timestamps, SynAckCarriesThemOnlyIfTheSynDid)
{
    Peer offered("B", 100, Timestamped());
    offered.OpenPassive();
    offered.Advance(7ms);
    offered.Arrives("<SEQ=300><CTL=SYN><TS=5000,0>");
    offered.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><TS=7,5000>");

    Peer plain("B", 100, Timestamped());
    plain.OpenPassive();
    plain.Arrives("<SEQ=300><CTL=SYN>");
    EXPECT_FALSE(plain.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>").options.timestamps);

    Peer off("B", 100);
    off.OpenPassive();
    off.Arrives("<SEQ=300><CTL=SYN><TS=5000,0>");
    EXPECT_FALSE(off.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>").options.timestamps);
}

TEST(Timestamps, HoldAfterASimultaneousOpen)
{
    Peer peer("A", 100, Timestamped());
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><TS=0,0>");
    peer.Advance(5ms);
    peer.Arrives("<SEQ=300><CTL=SYN><TS=5000,0>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><TS=5,5000>");
    peer.Advance(5ms);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><TS=5005,0>");
    peer.ExpectState(State::Established);
    peer.TakeSent();
    peer.Send(10);
    EXPECT_TRUE(peer.TakeSent().at(0).options.timestamps);
}

TEST(Timestamps, AreOfOneConnectionOnly)
{
    // The next one on the same socket starts anew: no echo of what the last one saw.
    Peer peer = In(State::SynReceived, Timestamped());
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectState(State::Listen);
    peer.Arrives("<SEQ=700><CTL=SYN>");
    EXPECT_FALSE(peer.Expect("<SEQ=100><ACK=701><CTL=SYN,ACK>").options.timestamps);
    peer.Arrives("<SEQ=701><CTL=RST>");
    peer.Arrives("<SEQ=800><CTL=SYN><TS=20,0>"); // older than what the first one showed
    peer.Expect("<SEQ=100><ACK=801><CTL=SYN,ACK><TS=0,20>");
    peer.Arrives("<SEQ=801><ACK=101><CTL=ACK><TS=20,0>");
    peer.ExpectState(State::Established);
}

TEST(Timestamps, TakeTheirRoomFromTheText)
{
    // MUST-16 and RFC 6691: the option's 10 octets and 2 of padding count against the peer's MSS.
    Peer peer("A", 100, Timestamped(), SegmentSizes{1460, 1460, 536});
    Connect(peer, 300, "<MSS=1000><TS=5000,0>");
    EXPECT_EQ(peer.Status().mss, 988u);
    peer.Send(1976);
    peer.Expect("<SEQ=101><ACK=301><DATA=988><CTL=ACK>");
    peer.Expect("<SEQ=1089><ACK=301><DATA=988><CTL=ACK>");
}

TEST(Timestamps, LeaveTheTextThatTheUserWantsWhereThereIsRoomForBoth)
{
    SegmentSizes sizes{1460, 1460, 536};
    sizes.text = 1200;
    Peer roomy("A", 100, Timestamped(), sizes);
    Connect(roomy, 300, "<MSS=1460><TS=5000,0>");
    EXPECT_EQ(roomy.Status().mss, 1200u);
    Peer narrow("A", 100, Timestamped(), sizes);
    Connect(narrow, 300, "<MSS=1210><TS=5000,0>");
    EXPECT_EQ(narrow.Status().mss, 1198u); // 1210 - 12
}

// What is echoed: the three cases of section 4.3.

TEST(EchoedTimestamp, IsTheFirstOfThoseThatOneAckAcknowledges)
{
    Peer peer = In(State::Established, Timestamped());
    peer.Arrives("<SEQ=301><ACK=101><DATA=536><CTL=ACK><TS=1001,0>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=837><ACK=101><DATA=536><CTL=ACK><TS=1002,0>");
    peer.Expect("<SEQ=101><ACK=1373><CTL=ACK><TS=0,1001>");
    peer.Arrives("<SEQ=1373><ACK=101><DATA=536><CTL=ACK><TS=1003,0>");
    peer.Arrives("<SEQ=1909><ACK=101><DATA=536><CTL=ACK><TS=1004,0>");
    peer.Expect("<SEQ=101><ACK=2445><CTL=ACK><TS=0,1003>");
}

TEST(EchoedTimestamp, IsThatOfTheSegmentThatLastAdvancedTheWindow)
{
    // The RFC's segments A to E of 10 octets each, in the order A, C, B, E, D.
    Peer peer = In(State::Established, With([](Settings& settings) {
                       settings.timestamps = true;
                       settings.delAckMaxCount = 1;
                   }));
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=1001,0>");
    peer.Expect("<SEQ=101><ACK=311><CTL=ACK><TS=0,1001>");
    peer.Arrives("<SEQ=321><ACK=101><DATA=10><CTL=ACK><TS=1003,0>");
    peer.Expect("<SEQ=101><ACK=311><CTL=ACK><TS=0,1001>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><TS=1002,0>");
    peer.Expect("<SEQ=101><ACK=331><CTL=ACK><TS=0,1002>");
    peer.Arrives("<SEQ=341><ACK=101><DATA=10><CTL=ACK><TS=1005,0>");
    peer.Expect("<SEQ=101><ACK=331><CTL=ACK><TS=0,1002>");
    peer.Arrives("<SEQ=331><ACK=101><DATA=10><CTL=ACK><TS=1004,0>");
    peer.Expect("<SEQ=101><ACK=351><CTL=ACK><TS=0,1004>");
}

// What is measured (section 4.1).

TEST(TimestampMeasurement, HoldsForWhatWasSentTwice)
{
    // Without timestamps Karn's rule forbids it. The second copy left at 1.1 s; its answer takes
    // 300 ms: SRTT = 7/8 x 100 + 1/8 x 300 = 125 ms.
    Peer peer("A", 100, Timestamped());
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Advance(100ms);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><TS=5000,0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_EQ(peer.Status().smoothedRtt, 100ms);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK><TS=100,5000>");
    peer.FireTimer();
    peer.ExpectAt(1100ms, "<SEQ=101><ACK=301><DATA=10><CTL=ACK><TS=1100,5000>");
    peer.Advance(300ms);
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK><TS=6300,1100>");
    EXPECT_EQ(peer.Status().smoothedRtt, 125ms);
}

TEST(TimestampMeasurement, OfTheFirstCopyTellsThatItArrived)
{
    // The same, but the answer echoes the first copy: 1300 ms. SRTT = 7/8 x 100 + 1/8 x 1300.
    Peer peer("A", 100, Timestamped());
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Advance(100ms);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><TS=5000,0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Send(10);
    peer.TakeSent();
    peer.FireTimer();
    peer.TakeSent();
    peer.Advance(300ms);
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK><TS=6300,100>");
    EXPECT_EQ(peer.Status().smoothedRtt, 250ms);
}

TEST(TimestampMeasurement, OfAnEchoThatCannotBeIsNone)
{
    // From the future, or from so long ago that nothing can have waited for it.
    for (const char* echo : {"<TS=6300,1500>", "<TS=6300,2000000000>"})
    {
        Peer peer("A", 100, Timestamped());
        peer.OpenActive();
        peer.Expect("<SEQ=100><CTL=SYN>");
        peer.Advance(100ms);
        peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><TS=5000,0>");
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
        peer.Send(10);
        peer.TakeSent();
        peer.FireTimer();
        peer.TakeSent();
        peer.Advance(300ms);
        peer.Arrives(std::string("<SEQ=301><ACK=111><CTL=ACK>") + echo);
        EXPECT_EQ(peer.Status().smoothedRtt, 100ms);
        peer.ExpectAcknowledged(10);
    }
}

} // namespace
