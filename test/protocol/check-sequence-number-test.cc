// SPDX-License-Identifier: GPL-2.0-only
//
// The first step of RFC 9293, section 3.10.7.4: is the segment acceptable?

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

class CheckSequenceNumber : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, CheckSequenceNumber, OTHER_STATES, StateName());

TEST_P(CheckSequenceNumber, UnacceptableSegmentIsAnsweredWithAnAck)
{
    for (const bool rfc5961 : {true, false})
    {
        for (const char* segment : {"<SEQ=RCV.NXT-1><ACK=SND.NXT><CTL=ACK>",
                                    "<SEQ=RCV.NXT-20><ACK=SND.NXT><DATA=20><CTL=ACK>",
                                    "<SEQ=RCV.NXT+65536><ACK=SND.NXT><CTL=ACK>",
                                    "<SEQ=RCV.NXT+65536><ACK=SND.NXT><DATA=10><CTL=ACK>",
                                    "<SEQ=RCV.NXT+65536><ACK=SND.NXT><CTL=FIN,ACK>",
                                    "<SEQ=RCV.NXT+2147483647><ACK=SND.NXT><CTL=ACK>",
                                    "<SEQ=RCV.NXT-2147483648><ACK=SND.NXT><CTL=ACK>"})
        {
            Peer peer =
                In(GetParam(), With([=](Settings& settings) { settings.rfc5961 = rfc5961; }));
            peer.Arrives(segment);
            peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
            peer.ExpectState(GetParam());
            peer.ExpectDelivered(0);
            EXPECT_EQ(peer.Status().sndUna, In(GetParam()).Status().sndUna)
                << "the ACK field of an unacceptable segment counted";
        }
    }
}

TEST_P(CheckSequenceNumber, UnacceptableResetIsDropped)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = In(GetParam(), With([=](Settings& settings) { settings.rfc5961 = rfc5961; }));
        for (const char* segment : {"<SEQ=RCV.NXT-1><CTL=RST>",
                                    "<SEQ=RCV.NXT+65536><CTL=RST>",
                                    "<SEQ=RCV.NXT-1><ACK=SND.NXT><CTL=RST,ACK>",
                                    "<SEQ=RCV.NXT-10><DATA=20><CTL=RST>"})
        {
            peer.Arrives(segment);
            peer.ExpectNothing();
            peer.ExpectState(GetParam());
        }
    }
}

/// The left edge is 301 and the window is 1000: the last number inside is 1300.
Peer
WithWindow1000(const Settings& settings = {})
{
    Settings own = settings;
    own.receiveBuffer = 1000;
    return In(State::Established, own);
}

TEST(CheckSequenceNumber, EmptySegmentMayLieAnywhereInTheWindow)
{
    for (const char* segment : {"<SEQ=301><ACK=101><CTL=ACK>", "<SEQ=1300><ACK=101><CTL=ACK>"})
    {
        Peer peer = WithWindow1000();
        peer.Arrives(segment);
        peer.ExpectNothing();
    }
    for (const char* segment : {"<SEQ=300><ACK=101><CTL=ACK>", "<SEQ=1302><ACK=101><CTL=ACK>"})
    {
        Peer peer = WithWindow1000();
        peer.Arrives(segment);
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    }
}

TEST(CheckSequenceNumber, DeviationFromTable6AtTheRightEdge)
{
    // By the table, 1301 is no number of the window. But a peer that has filled the window sends
    // its acknowledgments with it: were they refused, one lost segment of its text would silence
    // them all.
    Peer peer = WithWindow1000();
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Arrives("<SEQ=1301><ACK=111><CTL=ACK>");
    peer.ExpectAcknowledged(10);
    peer.ExpectNothing();
}

TEST(CheckSequenceNumber, DeviationFromTable6AcrossTheWholeWindow)
{
    // By the table, neither the first nor the last octet is in the window; all between them are.
    Peer peer = WithWindow1000();
    peer.Arrives("<SEQ=300><ACK=101><DATA=1002><CTL=ACK>");
    peer.ExpectDelivered(1000);
    peer.ExpectSoon("<SEQ=101><ACK=1301><CTL=ACK><WND=0>");
}

TEST(CheckSequenceNumber, TextIsTrimmedOnTheLeft)
{
    Peer peer = WithWindow1000();
    peer.Arrives("<SEQ=291><ACK=101><DATA=20><CTL=ACK>"); // 291 to 310: the last ten are new
    peer.ExpectDelivered(10);
    EXPECT_EQ(peer.Status().rcvNxt, SeqNum(311));
    peer.ExpectSoon("<SEQ=101><ACK=311><CTL=ACK>");
}

TEST(CheckSequenceNumber, LastOctetAloneMayBeNew)
{
    Peer peer = WithWindow1000();
    peer.Arrives("<SEQ=282><ACK=101><DATA=20><CTL=ACK>"); // 282 to 301
    peer.ExpectDelivered(1);
}

TEST(CheckSequenceNumber, TextIsTrimmedOnTheRight)
{
    Peer peer = WithWindow1000();
    peer.Arrives("<SEQ=301><ACK=101><DATA=990><CTL=ACK>"); // to 1290
    peer.ExpectDelivered(990);
    peer.Arrives("<SEQ=1291><ACK=101><DATA=20><CTL=ACK>"); // to 1310
    peer.ExpectDelivered(10);
    peer.Expect("<SEQ=101><ACK=1301><CTL=ACK><WND=0>");
    EXPECT_EQ(peer.Status().rcvNxt, SeqNum(1301));
}

TEST(CheckSequenceNumber, FinBeyondTheRightEdgeIsNotProcessed)
{
    Peer peer = WithWindow1000();
    peer.Arrives("<SEQ=301><ACK=101><DATA=990><CTL=ACK>");
    peer.Arrives("<SEQ=1291><ACK=101><DATA=20><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=1301><CTL=ACK><WND=0>");
    peer.ExpectState(State::Established);
    peer.ExpectPeerClosed(false);

    // The text just fits, and its FIN does not.
    Peer other = WithWindow1000();
    other.Arrives("<SEQ=301><ACK=101><DATA=1000><CTL=FIN,ACK>");
    other.ExpectDelivered(1000);
    other.ExpectState(State::Established);
    other.ExpectSoon("<SEQ=101><ACK=1301><CTL=ACK><WND=0>");

    // Once there is room, it counts.
    other.Receive(1000);
    other.Expect("<SEQ=101><ACK=1301><CTL=ACK><WND=1000>");
    other.Arrives("<SEQ=1301><ACK=101><CTL=FIN,ACK>");
    other.Expect("<SEQ=101><ACK=1302><CTL=ACK>");
    other.ExpectState(State::CloseWait);
}

TEST(CheckSequenceNumber, FinOnTheLastNumberOfTheWindowCounts)
{
    Peer peer = WithWindow1000();
    peer.Arrives("<SEQ=301><ACK=101><DATA=999><CTL=FIN,ACK>");
    peer.ExpectDelivered(999);
    peer.Expect("<SEQ=101><ACK=1301><CTL=ACK>");
    peer.ExpectState(State::CloseWait);
}

// A window of zero (table 6; RFC 9293, section 3.10.7.4, MUST-66).

/// RCV.NXT is 401 and the window is 0; ten octets of ours are in flight, from 101.
Peer
WithZeroWindow(const Settings& settings = {})
{
    Settings own = settings;
    own.receiveBuffer = 100;
    Peer peer = In(State::Established, own);
    peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK>");
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=401><DATA=10><CTL=ACK><WND=0>");
    peer.ExpectDelivered(100);
    return peer;
}

TEST(CheckSequenceNumber, ZeroWindowAcceptsAnEmptySegmentAtItsEdge)
{
    Peer peer = WithZeroWindow();
    peer.Arrives("<SEQ=401><ACK=111><CTL=ACK>");
    peer.ExpectAcknowledged(10);
}

TEST(CheckSequenceNumber, ZeroWindowAcceptsNoTextButItsAcknowledgment)
{
    Peer peer = WithZeroWindow();
    peer.Arrives("<SEQ=401><ACK=111><DATA=1><CTL=ACK>"); // a window probe
    peer.Expect("<SEQ=111><ACK=401><CTL=ACK><WND=0>");
    peer.ExpectDelivered(0);
    peer.ExpectAcknowledged(10);
}

TEST(CheckSequenceNumber, ZeroWindowAcceptsAnAckBehindAProbeThatWasNotTaken)
{
    // The peer's SND.NXT is past its probe, ours is not: its acknowledgments stay valid.
    Peer peer = WithZeroWindow();
    peer.Arrives("<SEQ=401><ACK=101><DATA=1><CTL=ACK>");
    peer.Expect("<SEQ=111><ACK=401><CTL=ACK><WND=0>");
    peer.Arrives("<SEQ=402><ACK=111><CTL=ACK>");
    peer.ExpectAcknowledged(10);
    peer.ExpectNothing();
}

class ZeroWindow : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         ZeroWindow,
                         testing::Values(State::Established, State::FinWait1, State::FinWait2),
                         StateName());

TEST_P(ZeroWindow, TakesAcksAndAnswersProbesInEachStateThatReceives)
{
    Peer peer = In(GetParam(), With([](Settings& settings) { settings.receiveBuffer = 100; }));
    peer.Arrives("<SEQ=301><ACK=SND.UNA><DATA=100><CTL=ACK>");
    peer.ExpectDelivered(100);
    peer.ExpectSoon("<SEQ=SND.NXT><ACK=401><CTL=ACK><WND=0>");
    peer.Arrives("<SEQ=401><ACK=SND.NXT><DATA=1><CTL=ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=401><CTL=ACK><WND=0>");
    peer.Arrives("<SEQ=403><ACK=SND.NXT><CTL=ACK>"); // beyond any probe that was not taken
    peer.Expect("<SEQ=SND.NXT><ACK=401><CTL=ACK><WND=0>");
    peer.ExpectDelivered(0);
    EXPECT_EQ(peer.Status().sndUna, peer.Status().sndNxt);
    peer.ExpectState(GetParam() == State::FinWait1 ? State::FinWait2 : GetParam());
}

TEST(CheckSequenceNumber, DeviationControlSegmentsNeverLiePastTheWindow)
{
    // The RFC's <SEQ=SND.NXT>, but for a window that closed under what is in flight: whoever sent
    // that window takes nothing beyond it, and an acknowledgment there would not count.
    Peer peer = In(State::Established);
    peer.Send(100);
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=30>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><WND=30>");
    peer.ExpectSoon("<SEQ=131><ACK=311><CTL=ACK>");
}

TEST(CheckSequenceNumber, ZeroWindowAcceptsNoFin)
{
    Peer peer = WithZeroWindow();
    peer.Arrives("<SEQ=401><ACK=101><CTL=FIN,ACK>");
    peer.Expect("<SEQ=111><ACK=401><CTL=ACK><WND=0>");
    peer.ExpectState(State::Established);
    peer.ExpectPeerClosed(false);
}

TEST(CheckSequenceNumber, ZeroWindowAnswersEveryProbe)
{
    // Section 3.8.6.1: a segment that arrives at a zero window must still be acknowledged.
    Peer peer = WithZeroWindow();
    peer.Arrives("<SEQ=401><ACK=111><CTL=ACK>");
    for (int i = 0; i < 100; ++i)
    {
        peer.Arrives("<SEQ=401><ACK=111><DATA=1><CTL=ACK>");
        peer.Expect("<SEQ=111><ACK=401><CTL=ACK><WND=0>");
    }
}

TEST(CheckSequenceNumber, ZeroWindowAcceptsAResetAtItsEdge)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = WithZeroWindow(With([=](Settings& settings) { settings.rfc5961 = rfc5961; }));
        peer.Arrives("<SEQ=402><CTL=RST>");
        peer.ExpectNothing();
        peer.ExpectState(State::Established);
        peer.Arrives("<SEQ=401><CTL=RST>");
        peer.ExpectEnded(CloseReason::Reset);
    }
}

TEST(CheckSequenceNumber, ZeroWindowAcceptsAResetWithText)
{
    Peer peer = WithZeroWindow();
    peer.Arrives("<SEQ=401><DATA=20><CTL=RST>");
    peer.ExpectEnded(CloseReason::Reset);
    peer.ExpectDelivered(0);
}

// Acknowledgments of unacceptable segments are limited (RFC 5961, section 7), retransmissions not.

TEST(CheckSequenceNumber, AcksOfUnacceptableSegmentsAreLimited)
{
    Peer peer = In(State::Established);
    for (int i = 0; i < 10; ++i)
    {
        peer.Arrives("<SEQ=300><ACK=101><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    }
    peer.Arrives("<SEQ=300><ACK=101><CTL=ACK>");
    peer.ExpectNothing();
    peer.Advance(5s - 1ns);
    peer.Arrives("<SEQ=300><ACK=101><CTL=ACK>");
    peer.ExpectNothing();
    peer.Advance(1ns);
    peer.Arrives("<SEQ=300><ACK=101><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
}

TEST(CheckSequenceNumber, EveryRetransmissionIsAcknowledged)
{
    // The peer repeats what was lost on the way back only: it must learn of each.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK>");
    peer.ExpectSoon("<SEQ=101><ACK=401><CTL=ACK>");
    for (int i = 0; i < 100; ++i)
    {
        peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=401><CTL=ACK>");
    }
    peer.ExpectDelivered(100);
}

} // namespace
