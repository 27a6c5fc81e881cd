// SPDX-License-Identifier: GPL-2.0-only
//
// SEGMENT ARRIVES in CLOSED and LISTEN (RFC 9293, section 3.10.7.1 and 3.10.7.2).

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;

namespace
{

// CLOSED.

TEST(ArrivesInClosed, AckIsAnsweredWithAResetAtItsNumber)
{
    Peer peer = In(State::Closed);
    peer.Arrives("<SEQ=300><ACK=777><CTL=ACK>");
    peer.Expect("<SEQ=777><CTL=RST>");
    peer.Arrives("<SEQ=300><ACK=777><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=777><CTL=RST>");
    peer.Arrives("<SEQ=300><ACK=777><CTL=SYN,ACK>");
    peer.Expect("<SEQ=777><CTL=RST>");
    peer.ExpectState(State::Closed);
}

TEST(ArrivesInClosed, SegmentWithoutAckIsAnsweredWithAResetThatAcknowledgesAllOfIt)
{
    Peer peer = In(State::Closed);
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=0><ACK=301><CTL=RST,ACK>");
    peer.Arrives("<SEQ=300><DATA=10><CTL=SYN,FIN>");
    peer.Expect("<SEQ=0><ACK=312><CTL=RST,ACK>");
    peer.Arrives("<SEQ=300><CTL=FIN>");
    peer.Expect("<SEQ=0><ACK=301><CTL=RST,ACK>");
    peer.Arrives("<SEQ=300><DATA=10><CTL=>");
    peer.Expect("<SEQ=0><ACK=310><CTL=RST,ACK>");
    peer.Arrives("<SEQ=4294967295><CTL=SYN>");
    peer.Expect("<SEQ=0><ACK=0><CTL=RST,ACK>");
    peer.ExpectState(State::Closed);
}

TEST(ArrivesInClosed, ResetIsDiscarded)
{
    Peer peer = In(State::Closed);
    peer.Arrives("<SEQ=300><CTL=RST>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=300><ACK=101><CTL=RST,ACK>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=300><CTL=SYN,RST>");
    peer.ExpectNothing();
    peer.ExpectState(State::Closed);
}

TEST(ArrivesInClosed, TheSameHoldsAfterTheEnd)
{
    Peer peer = In(State::LastAck);
    peer.Arrives("<SEQ=302><ACK=102><CTL=ACK>");
    peer.ExpectEnded(CloseReason::Normal);
    peer.Arrives("<SEQ=302><ACK=102><CTL=ACK>");
    peer.Expect("<SEQ=102><CTL=RST>");
    peer.ExpectState(State::Closed);
}

// LISTEN.

TEST(ArrivesInListen, FirstResetIsIgnored)
{
    Peer peer = In(State::Listen);
    for (const char* reset : {"<SEQ=300><CTL=RST>",
                              "<SEQ=300><ACK=101><CTL=RST,ACK>",
                              "<SEQ=300><CTL=SYN,RST>",
                              "<SEQ=300><DATA=10><CTL=RST>"})
    {
        peer.Arrives(reset);
        peer.ExpectNothing();
        peer.ExpectState(State::Listen);
    }
}

TEST(ArrivesInListen, SecondAckIsReset)
{
    Peer peer = In(State::Listen);
    for (const char* ack : {"<SEQ=300><ACK=777><CTL=ACK>",
                            "<SEQ=300><ACK=777><CTL=SYN,ACK>",
                            "<SEQ=300><ACK=777><DATA=10><CTL=ACK>",
                            "<SEQ=300><ACK=777><CTL=FIN,ACK>"})
    {
        peer.Arrives(ack);
        peer.Expect("<SEQ=777><CTL=RST>");
        peer.ExpectState(State::Listen);
    }
}

TEST(ArrivesInListen, ThirdSynIsAnswered)
{
    Peer peer = In(State::Listen);
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::SynReceived);
    peer.ExpectOpened(false);
    const Status status = peer.Status();
    EXPECT_EQ(status.sndUna, SeqNum(100));
    EXPECT_EQ(status.sndNxt, SeqNum(101));
    EXPECT_EQ(status.rcvNxt, SeqNum(301));
}

TEST(ArrivesInListen, FourthAnythingElseIsDropped)
{
    Peer peer = In(State::Listen);
    for (const char* other :
         {"<SEQ=300><CTL=>", "<SEQ=300><CTL=FIN>", "<SEQ=300><DATA=10><CTL=PSH>"})
    {
        peer.Arrives(other);
        peer.ExpectNothing();
        peer.ExpectState(State::Listen);
    }
}

TEST(ArrivesInListen, NoTimerRuns)
{
    Peer peer = In(State::Listen);
    peer.Arrives("<SEQ=300><ACK=777><CTL=ACK>");
    peer.Expect("<SEQ=777><CTL=RST>");
    peer.ExpectNoTimer();
}

} // namespace
