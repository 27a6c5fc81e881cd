// SPDX-License-Identifier: GPL-2.0-only
//
// The fifth step of RFC 9293, section 3.10.7.4: the ACK field (RFC 5961, section 5).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
Rfc5961(bool on)
{
    return With([=](Settings& settings) { settings.rfc5961 = on; });
}

class CheckAck : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, CheckAck, OTHER_STATES, StateName());

TEST_P(CheckAck, SegmentWithoutAckIsDropped)
{
    for (const char* segment :
         {"<SEQ=RCV.NXT><CTL=>", "<SEQ=RCV.NXT><DATA=10><CTL=PSH>", "<SEQ=RCV.NXT><CTL=FIN>"})
    {
        Peer peer = In(GetParam());
        peer.Arrives(segment);
        peer.ExpectNothing();
        peer.ExpectDelivered(0);
        peer.ExpectState(GetParam());
    }
}

class CheckAckSynchronized : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, CheckAckSynchronized, SYNCHRONIZED_STATES, StateName());

TEST_P(CheckAckSynchronized, AckOfWhatWasNotSentIsAcknowledgedAndDropped)
{
    for (const bool rfc5961 : {true, false})
    {
        for (const char* segment : {"<SEQ=RCV.NXT><ACK=SND.NXT+1><CTL=ACK>",
                                    "<SEQ=RCV.NXT><ACK=SND.NXT+2147483647><CTL=ACK>",
                                    "<SEQ=RCV.NXT><ACK=SND.NXT+1><DATA=10><CTL=FIN,ACK>"})
        {
            Peer peer = In(GetParam(), Rfc5961(rfc5961));
            peer.Arrives(segment);
            peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
            peer.ExpectState(GetParam());
            peer.ExpectDelivered(0);
        }
    }
}

TEST_P(CheckAckSynchronized, AckOlderThanTheLargestWindowIsChallenged)
{
    // MAX.SND.WND is 65535: In() never tells another window.
    Peer peer = In(GetParam(), Rfc5961(true));
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA-65536><CTL=ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    peer.ExpectState(GetParam());
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA-65535><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectState(GetParam());
}

TEST_P(CheckAckSynchronized, OldAckIsIgnoredByTheOldRules)
{
    Peer peer = In(GetParam(), Rfc5961(false));
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA-65536><CTL=ACK>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA-2000000000><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectState(GetParam());
}

TEST_P(CheckAckSynchronized, AckThatBringsNothingIsSilent)
{
    // Two connections in TIME-WAIT, say, must not answer each other for ever.
    Peer peer = In(GetParam());
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectState(GetParam());
}

// SYN-RECEIVED.

TEST(CheckAck, AckOfTheSynEstablishes)
{
    Peer peer = In(State::SynReceived);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=1234>");
    peer.ExpectState(State::Established);
    peer.ExpectOpened();
    peer.ExpectNothing();
    peer.ExpectNoTimer();
    EXPECT_EQ(peer.Status().sndWnd, 1234u);
    EXPECT_EQ(peer.Status().sndUna, SeqNum(101));
}

TEST(CheckAck, AnyOtherAckInSynReceivedIsReset)
{
    // SND.UNA = 100: what was acknowledged before does not count as acceptable here.
    for (const bool rfc5961 : {true, false})
    {
        for (const uint32_t ack : {100u, 99u, 102u, 1000u, 4294934628u})
        {
            Peer peer = In(State::SynReceived, Rfc5961(rfc5961));
            peer.SetSymbol("SEG.ACK", ack);
            peer.Arrives("<SEQ=301><ACK=SEG.ACK><DATA=10><CTL=ACK>");
            peer.Expect("<SEQ=SEG.ACK><CTL=RST>");
            peer.ExpectState(State::SynReceived);
            peer.ExpectOpened(false);
            peer.ExpectDelivered(0);

            // And the right one is still welcome.
            peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
            peer.ExpectState(State::Established);
        }
    }
}

TEST(CheckAck, TextWithTheAckOfTheSynIsDelivered)
{
    Peer peer = In(State::SynReceived);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(10);
}

TEST(CheckAck, NoTextIsDeliveredBeforeTheSynIsAcknowledged)
{
    // Section 3.5: text waits until it is clear that it is valid.
    Peer peer = In(State::SynReceived);
    peer.Arrives("<SEQ=301><DATA=10><CTL=PSH>");
    peer.ExpectDelivered(0);
    peer.ExpectOpened(false);
    peer.ExpectState(State::SynReceived);
}

// ESTABLISHED and after.

TEST(CheckAck, AcknowledgedTextIsGivenBack)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=104><CTL=ACK>");
    peer.ExpectAcknowledged(3);
    EXPECT_EQ(peer.Status().sndUna, SeqNum(104));
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>"); // an old one says nothing
    peer.ExpectAcknowledged(0);
    EXPECT_EQ(peer.Status().sndUna, SeqNum(104));
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    peer.ExpectAcknowledged(7);
    peer.ExpectNoTimer();
}

TEST(CheckAck, TextBehindAnOldAckCounts)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=5><CTL=ACK>");
    peer.ExpectDelivered(5);
}

TEST(CheckAck, LargestWindowIsRemembered)
{
    // MAX.SND.WND = 2000 although the window is 100 by now: 101 - 2000 is acceptable, no less.
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=2000>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=100>");
    EXPECT_EQ(peer.Status().sndWnd, 100u);
    peer.Arrives("<SEQ=301><ACK=101-2000><DATA=5><CTL=ACK>");
    peer.ExpectDelivered(5);
    peer.Arrives("<SEQ=306><ACK=101-2001><DATA=5><CTL=ACK>");
    peer.ExpectDelivered(0);
    peer.Expect("<SEQ=101><ACK=306><CTL=ACK>");
}

TEST(CheckAck, WindowFollowsTheNewestSegmentOnly)
{
    // SND.WL1 and SND.WL2.
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");

    peer.Arrives("<SEQ=311><ACK=101><CTL=ACK><WND=5000>"); // WL1 = 311, WL2 = 101
    EXPECT_EQ(peer.Status().sndWnd, 5000u);
    peer.Arrives("<SEQ=310><ACK=101><CTL=ACK><WND=4000>"); // an older segment
    EXPECT_EQ(peer.Status().sndWnd, 5000u);
    peer.Arrives("<SEQ=311><ACK=101><CTL=ACK><WND=4000>"); // the same numbers: the newest
    EXPECT_EQ(peer.Status().sndWnd, 4000u);
    peer.Arrives("<SEQ=311><ACK=106><CTL=ACK><WND=3000>"); // WL2 = 106
    EXPECT_EQ(peer.Status().sndWnd, 3000u);
    peer.Arrives("<SEQ=312><ACK=105><CTL=ACK><WND=2000>"); // SEG.ACK < SND.UNA: no update
    EXPECT_EQ(peer.Status().sndWnd, 3000u);
    peer.Arrives("<SEQ=312><ACK=106><CTL=ACK><WND=1000>"); // newer, WL1 = 312
    EXPECT_EQ(peer.Status().sndWnd, 1000u);
}

TEST(CheckAck, FinWait1WaitsForTheAckOfTheFin)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Close();
    peer.Expect("<SEQ=111><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>"); // all the text, and not the FIN
    peer.ExpectState(State::FinWait1);
    peer.ExpectAcknowledged(10);
    peer.Arrives("<SEQ=301><ACK=112><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
    peer.ExpectAcknowledged(0);
    peer.ExpectNoTimer();
}

TEST(CheckAck, ClosingWaitsForTheAckOfTheFin)
{
    Peer peer = In(State::Closing);
    peer.Arrives("<SEQ=302><ACK=101><CTL=ACK>");
    peer.ExpectState(State::Closing);
    peer.Arrives("<SEQ=302><ACK=102><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
    peer.ExpectNothing();
    peer.ExpectTimerIn(4min);
}

TEST(CheckAck, LastAckWaitsForTheAckOfTheFin)
{
    Peer peer = In(State::LastAck);
    peer.Arrives("<SEQ=302><ACK=101><CTL=ACK>");
    peer.ExpectState(State::LastAck);
    peer.Arrives("<SEQ=302><ACK=102><CTL=ACK>");
    peer.ExpectEnded(CloseReason::Normal);
    peer.ExpectNothing();
}

TEST(CheckAck, CloseWaitTakesAcksAsEstablishedDoes)
{
    Peer peer = In(State::CloseWait);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=302><DATA=10><CTL=ACK>");
    peer.Arrives("<SEQ=302><ACK=111><CTL=ACK><WND=777>");
    peer.ExpectAcknowledged(10);
    EXPECT_EQ(peer.Status().sndWnd, 777u);
    peer.ExpectState(State::CloseWait);
}

} // namespace
