// SPDX-License-Identifier: GPL-2.0-only
//
// ABORT in each state (RFC 9293, section 3.10.5).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;

namespace
{

TEST(AbortCall, DoesNotExistOnClosed)
{
    Peer peer = In(State::Closed);
    EXPECT_EQ(peer.Abort(), CallResult::DoesNotExist);
    peer.ExpectState(State::Closed);
    peer.ExpectNothing();
}

class AbortCallInSilence : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(
    Each,
    AbortCallInSilence,
    testing::Values(State::Listen, State::SynSent, State::Closing, State::LastAck, State::TimeWait),
    StateName());

TEST_P(AbortCallInSilence, DeletesTheConnection)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.Abort(), CallResult::Ok);
    peer.ExpectState(State::Closed);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

class AbortCallWithReset : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         AbortCallWithReset,
                         testing::Values(State::SynReceived,
                                         State::Established,
                                         State::FinWait1,
                                         State::FinWait2,
                                         State::CloseWait),
                         StateName());

TEST_P(AbortCallWithReset, TellsThePeer)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.Abort(), CallResult::Ok);
    peer.Expect("<SEQ=SND.NXT><CTL=RST>");
    peer.ExpectEnded(CloseReason::Aborted);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(AbortCall, OnSynReceivedThatCameFromSynSentTellsThePeer)
{
    Peer peer = InActiveSynReceived();
    EXPECT_EQ(peer.Abort(), CallResult::Ok);
    peer.Expect("<SEQ=101><CTL=RST>");
    peer.ExpectEnded(CloseReason::Aborted);
}

TEST(AbortCall, FlushesTheQueues)
{
    // Text in flight, text not sent, text held out of order: Peer sees what is not given back.
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=1000>");
    peer.Send(2000);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    peer.Arrives("<SEQ=401><ACK=101><DATA=10><CTL=ACK><WND=1000>");
    peer.Expect("<SEQ=637><ACK=301><CTL=ACK>");
    EXPECT_EQ(peer.Abort(), CallResult::Ok);
    peer.Expect("<SEQ=637><CTL=RST>");
    peer.ExpectEnded(CloseReason::Aborted);
    EXPECT_EQ(peer.Abort(), CallResult::DoesNotExist);
}

} // namespace
