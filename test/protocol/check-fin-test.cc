// SPDX-License-Identifier: GPL-2.0-only
//
// The eighth step of RFC 9293, section 3.10.7.4: the FIN bit.

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

struct FinRow
{
    State state;
    uint32_t ack; ///< SEG.ACK of the FIN segment
    State after;
    const char* key; ///< of the last transition
};

class CheckFin : public testing::TestWithParam<FinRow>
{
};

INSTANTIATE_TEST_SUITE_P(
    Each,
    CheckFin,
    testing::Values(FinRow{State::SynReceived, 101, State::CloseWait, "established-fin"},
                    FinRow{State::Established, 101, State::CloseWait, "established-fin"},
                    FinRow{State::FinWait1, 101, State::Closing, "fin-wait-1-fin"},
                    FinRow{State::FinWait2, 102, State::TimeWait, "fin-wait-2-fin"}),
    StateName());

TEST_P(CheckFin, IsSteppedOverAndAcknowledged)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer =
            In(GetParam().state, With([=](Settings& settings) { settings.rfc5961 = rfc5961; }));
        peer.SetSymbol("SEG.ACK", GetParam().ack);
        peer.Arrives("<SEQ=301><ACK=SEG.ACK><CTL=FIN,ACK>");
        peer.Expect("<SEQ=SND.NXT><ACK=302><CTL=ACK>");
        peer.ExpectNothing();
        peer.ExpectState(GetParam().after);
        peer.ExpectPeerClosed();
        EXPECT_STREQ(peer.Rows().back()->key, GetParam().key);
        EXPECT_EQ(peer.Status().rcvNxt, SeqNum(302));
    }
}

TEST_P(CheckFin, CountsAfterTheTextOfItsSegment)
{
    Peer peer = In(GetParam().state);
    peer.SetSymbol("SEG.ACK", GetParam().ack);
    peer.Arrives("<SEQ=301><ACK=SEG.ACK><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=312><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectDelivered(10);
    peer.ExpectState(GetParam().after);
    peer.ExpectPeerClosed();
}

TEST_P(CheckFin, WaitsForTheTextBeforeIt)
{
    Peer peer = In(GetParam().state);
    peer.SetSymbol("SEG.ACK", GetParam().ack);
    peer.Arrives("<SEQ=311><ACK=SEG.ACK><CTL=FIN,ACK>");
    const State waiting =
        GetParam().state == State::SynReceived ? State::Established : GetParam().state;
    peer.ExpectState(waiting);
    peer.Expect("<SEQ=SND.NXT><ACK=301><CTL=ACK>");
    peer.ExpectPeerClosed(false);
    EXPECT_EQ(peer.Status().rcvNxt, SeqNum(301));

    peer.Arrives("<SEQ=301><ACK=SEG.ACK><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=312><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectDelivered(10);
    peer.ExpectState(GetParam().after);
    peer.ExpectPeerClosed();
}

TEST(CheckFin, FinWait1WhoseFinIsAcknowledgedGoesStraightToTimeWait)
{
    for (const char* segment :
         {"<SEQ=301><ACK=102><CTL=FIN,ACK>", "<SEQ=301><ACK=102><DATA=10><CTL=FIN,ACK>"})
    {
        Peer peer = In(State::FinWait1);
        peer.Arrives(segment);
        peer.TakeSent();
        peer.ExpectState(State::TimeWait);
        peer.ExpectTimerIn(4min);
        peer.ExpectPeerClosed();
        EXPECT_STREQ(peer.Rows().back()->key, "fin-wait-1-fin-ack");
    }
}

TEST(CheckFin, FinWait1WithAGapBeforeThePeersFinEntersFinWait2First)
{
    Peer peer = In(State::FinWait1);
    peer.Arrives("<SEQ=311><ACK=102><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=301><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
    peer.Arrives("<SEQ=301><ACK=102><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=102><ACK=312><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
}

TEST(CheckFin, FinThatTrimmingCutsOffDoesNotCount)
{
    // Our FIN is acknowledged by a segment whose own FIN does not fit into our window.
    Peer peer = In(State::FinWait1, With([](Settings& settings) { settings.receiveBuffer = 10; }));
    peer.Arrives("<SEQ=301><ACK=102><DATA=10><CTL=FIN,ACK>");
    peer.ExpectDelivered(10);
    peer.ExpectState(State::FinWait2);
    peer.ExpectPeerClosed(false);
    peer.ExpectSoon("<SEQ=102><ACK=311><CTL=ACK><WND=0>");
}

class FinAgain : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(
    Each,
    FinAgain,
    testing::Values(State::CloseWait, State::Closing, State::LastAck, State::TimeWait),
    StateName());

TEST_P(FinAgain, IsAcknowledgedAndChangesNothing)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = In(GetParam(), With([=](Settings& settings) { settings.rfc5961 = rfc5961; }));
        for (int i = 0; i < 20; ++i)
        {
            peer.Arrives("<SEQ=301><ACK=SND.UNA><CTL=FIN,ACK>");
            peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
            peer.ExpectState(GetParam());
        }
    }
}

TEST_P(FinAgain, WithItsTextIsAcknowledgedAndChangesNothing)
{
    Peer peer = In(GetParam());
    peer.Arrives("<SEQ=291><ACK=SND.UNA><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    peer.ExpectDelivered(0);
    peer.ExpectState(GetParam());
}

TEST_P(FinAgain, AtAnotherNumberChangesNothing)
{
    Peer peer = In(GetParam());
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA><DATA=10><CTL=FIN,ACK>");
    peer.TakeSent();
    peer.ExpectState(GetParam());
    EXPECT_EQ(peer.Status().rcvNxt, SeqNum(302));
}

class FinUnvalidated : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         FinUnvalidated,
                         testing::Values(State::Closed, State::Listen, State::SynSent),
                         StateName());

TEST_P(FinUnvalidated, IsNotProcessed)
{
    Peer peer = In(GetParam());
    peer.Arrives("<SEQ=301><CTL=FIN>");
    peer.TakeSent(); // CLOSED answers with a reset
    peer.ExpectState(GetParam());
    peer.ExpectPeerClosed(false);
}

} // namespace
