// SPDX-License-Identifier: GPL-2.0-only
//
// SEGMENT ARRIVES in SYN-SENT (RFC 9293, section 3.10.7.3). ISS = 100, SND.NXT = 101.

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

TEST(ArrivesInSynSent, FirstAckOutsideIsReset)
{
    Peer peer = In(State::SynSent);
    for (const uint32_t ack : {0u, 99u, 100u, 102u, 1000u, 2147483747u})
    {
        peer.SetSymbol("SEG.ACK", ack);
        for (const char* segment : {"<SEQ=300><ACK=SEG.ACK><CTL=SYN,ACK>",
                                    "<SEQ=300><ACK=SEG.ACK><CTL=ACK>",
                                    "<SEQ=300><ACK=SEG.ACK><DATA=10><CTL=FIN,ACK>"})
        {
            peer.Arrives(segment);
            peer.Expect("<SEQ=SEG.ACK><CTL=RST>");
            peer.ExpectState(State::SynSent);
        }
    }
}

TEST(ArrivesInSynSent, FirstAckOutsideWithAResetIsDropped)
{
    Peer peer = In(State::SynSent);
    for (const char* segment : {"<SEQ=300><ACK=100><CTL=RST,ACK>",
                                "<SEQ=300><ACK=102><CTL=RST,ACK>",
                                "<SEQ=0><ACK=0><CTL=RST,ACK>",
                                "<SEQ=300><ACK=100><CTL=SYN,RST,ACK>"})
    {
        peer.Arrives(segment);
        peer.ExpectNothing();
        peer.ExpectState(State::SynSent);
    }
}

TEST(ArrivesInSynSent, SecondResetWithAnAcceptableAckRefuses)
{
    // Wherever its own number lies: there is no RCV.NXT yet.
    for (const char* reset : {"<SEQ=0><ACK=101><CTL=RST,ACK>",
                              "<SEQ=4294967295><ACK=101><CTL=RST,ACK>",
                              "<SEQ=300><ACK=101><CTL=SYN,RST,ACK>",
                              "<SEQ=0><ACK=101><DATA=20><CTL=RST,ACK>"})
    {
        Peer peer = In(State::SynSent);
        peer.Arrives(reset);
        peer.ExpectEnded(CloseReason::Refused);
        peer.ExpectNothing();
        peer.ExpectNoTimer();
        peer.ExpectOpened(false);
    }
}

TEST(ArrivesInSynSent, SecondResetWithoutAckIsDropped)
{
    Peer peer = In(State::SynSent);
    peer.Arrives("<SEQ=0><CTL=RST>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=300><CTL=SYN,RST>");
    peer.ExpectNothing();
    peer.ExpectState(State::SynSent);
}

TEST(ArrivesInSynSent, FourthSynAckEstablishes)
{
    Peer peer = In(State::SynSent);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectOpened();
    peer.ExpectNoTimer();
    EXPECT_EQ(peer.Status().sndUna, SeqNum(101));
    EXPECT_EQ(peer.Status().rcvNxt, SeqNum(301));
    ASSERT_EQ(peer.Rows().size(), 2u);
    EXPECT_STREQ(peer.Rows()[1]->key, "syn-sent-syn-ack");
}

TEST(ArrivesInSynSent, FourthSynAloneIsAnsweredWithItsAcknowledgment)
{
    Peer peer = In(State::SynSent);
    peer.Arrives("<SEQ=300><CTL=SYN><WND=4000>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::SynReceived);
    peer.ExpectOpened(false);
    EXPECT_EQ(peer.Status().sndUna, SeqNum(100));
    EXPECT_EQ(peer.Status().sndWnd, 4000u);
}

TEST(ArrivesInSynSent, FourthTextOfASynAckIsDelivered)
{
    Peer peer = In(State::SynSent);
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(10);
    peer.Expect("<SEQ=101><ACK=311><CTL=ACK>");
}

TEST(ArrivesInSynSent, FourthFinOfASynAckCounts)
{
    Peer peer = In(State::SynSent);
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,FIN,ACK>");
    peer.ExpectState(State::CloseWait);
    peer.ExpectOpened();
    peer.ExpectDelivered(10);
    peer.ExpectPeerClosed();
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
}

TEST(ArrivesInSynSent, FifthNeitherSynNorResetIsDropped)
{
    Peer peer = In(State::SynSent);
    for (const char* segment : {"<SEQ=300><ACK=101><CTL=ACK>",
                                "<SEQ=300><ACK=101><DATA=10><CTL=ACK>",
                                "<SEQ=300><ACK=101><CTL=FIN,ACK>",
                                "<SEQ=300><CTL=FIN>",
                                "<SEQ=300><CTL=>"})
    {
        peer.Arrives(segment);
        peer.ExpectNothing();
        peer.ExpectState(State::SynSent);
        peer.ExpectDelivered(0);
    }
    peer.ExpectTimerIn(3s);
}

TEST(ArrivesInSynSent, AnAckAloneDoesNotStopTheSyn)
{
    Peer peer = In(State::SynSent);
    peer.Arrives("<SEQ=300><ACK=101><CTL=ACK>");
    peer.Advance(3s);
    peer.ExpectAt(3s, "<SEQ=100><CTL=SYN>");
}

} // namespace
