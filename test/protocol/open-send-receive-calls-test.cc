// SPDX-License-Identifier: GPL-2.0-only
//
// OPEN, SEND, RECEIVE and STATUS in each state (RFC 9293, section 3.10.1 to 3.10.3 and 3.10.6).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

// OPEN.

TEST(OpenCall, PassiveOnClosedListensInSilence)
{
    Peer peer = In(State::Closed);
    EXPECT_EQ(peer.OpenPassive(), CallResult::Ok);
    peer.ExpectState(State::Listen);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(OpenCall, ActiveOnClosedSendsTheSyn)
{
    Peer peer = In(State::Closed);
    EXPECT_EQ(peer.OpenActive(), CallResult::Ok);
    peer.ExpectState(State::SynSent);
    peer.Expect("<SEQ=100><CTL=SYN>");
    EXPECT_EQ(peer.Status().sndUna, SeqNum(100));
    EXPECT_EQ(peer.Status().sndNxt, SeqNum(101));
}

TEST(OpenCall, ActiveOnListenTurnsActive)
{
    Peer peer = In(State::Listen);
    EXPECT_EQ(peer.OpenActive(), CallResult::Ok);
    peer.ExpectState(State::SynSent);
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.ExpectState(State::Established);
}

TEST(OpenCall, PassiveOnListenExistsAlready)
{
    Peer peer = In(State::Listen);
    EXPECT_EQ(peer.OpenPassive(), CallResult::AlreadyExists);
    peer.ExpectState(State::Listen);
}

TEST(OpenCall, AfterTheEndOpensAnew)
{
    Peer peer("A", 100);
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=0><ACK=101><CTL=RST,ACK>");
    peer.ExpectEnded(CloseReason::Refused);

    Connection again = peer.Get();
    Actions actions;
    EXPECT_EQ(again.OpenActive(SeqNum(7), Instant{}, actions), CallResult::Ok);
    EXPECT_EQ(again.GetState(), State::SynSent);
    EXPECT_EQ(again.GetCloseReason(), CloseReason::None);
}

class OpenCallOnExisting : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, OpenCallOnExisting, OTHER_STATES, StateName());
INSTANTIATE_TEST_SUITE_P(And, OpenCallOnExisting, testing::Values(State::SynSent), StateName());

TEST_P(OpenCallOnExisting, IsAnErrorAndChangesNothing)
{
    Peer peer = In(GetParam());
    const Instant deadline = peer.Get().Deadline();
    EXPECT_EQ(peer.OpenActive(), CallResult::AlreadyExists);
    EXPECT_EQ(peer.OpenPassive(), CallResult::AlreadyExists);
    peer.ExpectState(GetParam());
    peer.ExpectNothing();
    EXPECT_EQ(peer.Get().Deadline(), deadline);
}

// SEND.

TEST(SendCall, DoesNotExistOnClosed)
{
    EXPECT_EQ(In(State::Closed).Send(10), CallResult::DoesNotExist);
}

TEST(SendCall, HasNoRemoteSocketOnListen)
{
    Peer peer = In(State::Listen);
    EXPECT_EQ(peer.Send(10), CallResult::RemoteUnspecified);
    peer.ExpectState(State::Listen);
    peer.ExpectNothing();
}

TEST(SendCall, OnSynSentIsQueued)
{
    Peer peer = In(State::SynSent);
    EXPECT_EQ(peer.Send(10), CallResult::Ok);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    peer.ExpectState(State::Established);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=PSH,ACK>");
}

TEST(SendCall, OnSynReceivedIsQueued)
{
    Peer peer = In(State::SynReceived);
    EXPECT_EQ(peer.Send(10), CallResult::Ok);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.ExpectState(State::Established);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=PSH,ACK>");
}

TEST(SendCall, OnEstablishedSendsWithAnAcknowledgment)
{
    Peer peer = In(State::Established);
    EXPECT_EQ(peer.Send(10), CallResult::Ok);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=PSH,ACK>");
    peer.ExpectState(State::Established);
}

TEST(SendCall, OnCloseWaitSendsWithAnAcknowledgment)
{
    Peer peer = In(State::CloseWait);
    EXPECT_EQ(peer.Send(10), CallResult::Ok);
    peer.Expect("<SEQ=101><ACK=302><DATA=10><CTL=PSH,ACK>");
    peer.ExpectState(State::CloseWait);
}

TEST(SendCall, OfNothingSendsNothing)
{
    Peer peer = In(State::Established);
    EXPECT_EQ(peer.Send(0), CallResult::Ok);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

class SendCallAfterClose : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         SendCallAfterClose,
                         testing::Values(State::FinWait1,
                                         State::FinWait2,
                                         State::Closing,
                                         State::LastAck,
                                         State::TimeWait),
                         StateName());

TEST_P(SendCallAfterClose, IsNotServiced)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.Send(10), CallResult::Closing);
    peer.ExpectState(GetParam());
    peer.ExpectNothing();
}

TEST(SendCall, AfterCloseThatWaitsIsNotServiced)
{
    // The FIN is queued behind text: no more SENDs are accepted (section 3.6, case 1).
    Peer peer = In(State::SynReceived);
    peer.Send(10);
    peer.Close();
    EXPECT_EQ(peer.Send(5), CallResult::Closing);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=FIN,ACK>");

    Peer other = In(State::CloseWait);
    other.Send(1000); // 536 go, Nagle's algorithm holds 464
    other.Expect("<SEQ=101><ACK=302><DATA=536><CTL=ACK>");
    other.ExpectState(State::CloseWait);
    other.Arrives("<SEQ=302><ACK=101><CTL=ACK><WND=0>"); // and now nothing may leave
    other.Close();
    other.ExpectState(State::CloseWait);
    EXPECT_EQ(other.Send(5), CallResult::Closing);
}

// RECEIVE.

TEST(ReceiveCall, DoesNotExistOnClosed)
{
    EXPECT_EQ(In(State::Closed).Receive(0), CallResult::DoesNotExist);
}

class ReceiveCallBeforeTheEnd : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         ReceiveCallBeforeTheEnd,
                         testing::Values(State::Listen,
                                         State::SynSent,
                                         State::SynReceived,
                                         State::Established,
                                         State::FinWait1,
                                         State::FinWait2),
                         StateName());

TEST_P(ReceiveCallBeforeTheEnd, MayWaitForText)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.Receive(0), CallResult::Ok);
    peer.ExpectState(GetParam());
    peer.ExpectNothing();
}

class ReceiveCallAtTheEnd : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(
    Each,
    ReceiveCallAtTheEnd,
    testing::Values(State::CloseWait, State::Closing, State::LastAck, State::TimeWait),
    StateName());

TEST_P(ReceiveCallAtTheEnd, IsToldThatTheConnectionCloses)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.Receive(0), CallResult::Closing);
    peer.ExpectState(GetParam());
    peer.ExpectNothing();
}

TEST(ReceiveCall, TakesWhatWasDelivered)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectDelivered(10);
    EXPECT_EQ(peer.Status().unread, 10u);
    EXPECT_EQ(peer.Receive(4), CallResult::Ok);
    EXPECT_EQ(peer.Status().unread, 6u);
    EXPECT_EQ(peer.Receive(6), CallResult::Ok);
    EXPECT_EQ(peer.Status().unread, 0u);
}

TEST(ReceiveCall, OnCloseWaitTakesWhatIsLeftAndThenEnds)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
    peer.ExpectState(State::CloseWait);
    EXPECT_EQ(peer.Receive(4), CallResult::Ok);
    EXPECT_EQ(peer.Receive(6), CallResult::Ok);
    EXPECT_EQ(peer.Receive(0), CallResult::Closing);
}

TEST(ReceiveCall, WhatIsUnreadOutlivesTheClose)
{
    // A half-close leaves the user its text, in every state that follows.
    Peer peer = In(State::FinWait2);
    peer.Arrives("<SEQ=301><ACK=102><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=312><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
    EXPECT_EQ(peer.Status().unread, 10u);
    EXPECT_EQ(peer.Receive(10), CallResult::Ok);
    EXPECT_EQ(peer.Receive(0), CallResult::Closing);
}

// STATUS.

class StatusCall : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, StatusCall, OTHER_STATES, StateName());
INSTANTIATE_TEST_SUITE_P(And,
                         StatusCall,
                         testing::Values(State::Closed, State::Listen, State::SynSent),
                         StateName());

TEST_P(StatusCall, TellsTheStateAndItsNumbers)
{
    // In() holds SND.UNA, SND.NXT and RCV.NXT against the RFC's numbers.
    EXPECT_EQ(In(GetParam()).Status().state, GetParam());
}

TEST(StatusCall, TellsWindowsAndSegmentSize)
{
    Peer peer("A",
              100,
              With([](Settings& settings) { settings.receiveBuffer = 5000; }),
              SegmentSizes{1460, 1400, 536});
    Connect(peer, 300, "<WND=4000><MSS=1000>");
    EXPECT_EQ(peer.Status().sndWnd, 4000u);
    EXPECT_EQ(peer.Status().rcvWnd, 5000u);
    EXPECT_EQ(peer.Status().mss, 1000u);

    peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK><WND=3000>");
    EXPECT_EQ(peer.Status().sndWnd, 3000u);
    EXPECT_EQ(peer.Status().rcvNxt, SeqNum(401));
    EXPECT_EQ(peer.Status().rcvWnd, 4900u);
    EXPECT_EQ(peer.Status().unread, 100u);

    peer.Send(200);
    peer.Expect("<SEQ=101><ACK=401><DATA=200><CTL=ACK><WND=4900>");
    EXPECT_EQ(peer.Status().sndUna, SeqNum(101));
    EXPECT_EQ(peer.Status().sndNxt, SeqNum(301));
}

} // namespace
