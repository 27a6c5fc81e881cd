// SPDX-License-Identifier: GPL-2.0-only
//
// CLOSE in each state (RFC 9293, section 3.10.4), and the reset for text that nobody will read
// (RFC 1122, section 4.2.2.13; RFC 9293, section 3.6.1).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

TEST(CloseCall, DoesNotExistOnClosed)
{
    Peer peer = In(State::Closed);
    EXPECT_EQ(peer.Close(), CallResult::DoesNotExist);
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::DoesNotExist);
    peer.ExpectState(State::Closed);
}

class CloseCallBeforeTheHandshake : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         CloseCallBeforeTheHandshake,
                         testing::Values(State::Listen, State::SynSent),
                         StateName());

TEST_P(CloseCallBeforeTheHandshake, DeletesTheConnectionInSilence)
{
    for (const CloseOf directions : {CloseOf::Sending, CloseOf::Both})
    {
        Peer peer = In(GetParam());
        EXPECT_EQ(peer.Close(directions), CallResult::Ok);
        peer.ExpectState(State::Closed);
        peer.ExpectNothing();
        peer.ExpectNoTimer();
    }
}

TEST(CloseCall, OnSynSentForgetsWhatWasQueued)
{
    Peer peer = In(State::SynSent);
    peer.Send(10);
    EXPECT_EQ(peer.Close(), CallResult::Ok);
    peer.ExpectState(State::Closed);
    peer.ExpectNothing();
}

TEST(CloseCall, OnSynReceivedWithNothingQueuedSendsTheFin)
{
    Peer peer = In(State::SynReceived);
    EXPECT_EQ(peer.Close(), CallResult::Ok);
    peer.ExpectState(State::FinWait1);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
}

TEST(CloseCall, OnSynReceivedWithNothingQueuedStillRepeatsTheSynAck)
{
    // The peer may have neither the SYN,ACK nor the FIN: without the first it understands nothing.
    Peer peer = In(State::SynReceived);
    peer.Close();
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Advance(3s);
    peer.ExpectAt(3s, "<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::FinWait1);
    peer.ExpectNothing();

    // The peer's ACK of our SYN, and the FIN goes again and is acknowledged.
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.ExpectState(State::FinWait1);
    peer.TakeSent(); // whether it goes at once or by its timer is free
    peer.Advance(3s);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
}

TEST(CloseCall, OnSynReceivedWithTextQueuedWaitsForEstablished)
{
    Peer peer = In(State::SynReceived);
    peer.Send(10);
    EXPECT_EQ(peer.Close(), CallResult::Ok);
    peer.ExpectState(State::SynReceived);
    peer.ExpectNothing();

    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=FIN,ACK>");
    peer.ExpectState(State::FinWait1);
    ASSERT_EQ(peer.Rows().size(), 4u);
    EXPECT_STREQ(peer.Rows()[2]->key, "syn-received-ack");
    EXPECT_STREQ(peer.Rows()[3]->key, "established-close");
}

TEST(CloseCall, OnSynReceivedIsNotForgottenByAReset)
{
    // Back to LISTEN is for those who still wait; this user has closed.
    Peer waiting = In(State::SynReceived);
    waiting.Send(10);
    waiting.Close();
    waiting.Arrives("<SEQ=301><CTL=RST>");
    waiting.ExpectState(State::Closed);
    waiting.ExpectNothing();

    Peer closing = In(State::SynReceived);
    closing.Close();
    closing.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    closing.Arrives("<SEQ=301><CTL=RST>");
    closing.ExpectEnded(CloseReason::Reset);
}

TEST(CloseCall, OnSynReceivedStillAnswersTheSameSyn)
{
    Peer peer = In(State::SynReceived);
    peer.Close();
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::FinWait1);
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>"); // SYN and FIN
    peer.ExpectState(State::FinWait2);
    peer.ExpectNoTimer();
}

TEST(CloseCall, OnEstablishedSendsTheFin)
{
    Peer peer = In(State::Established);
    EXPECT_EQ(peer.Close(), CallResult::Ok);
    peer.ExpectState(State::FinWait1);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
}

TEST(CloseCall, OnEstablishedEntersFinWait1BeforeTheFinCanGo)
{
    // "In any case, enter FIN-WAIT-1": the FIN waits behind text that the window holds back.
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=536>");
    peer.Send(1000);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    EXPECT_EQ(peer.Close(), CallResult::Ok);
    peer.ExpectState(State::FinWait1);
    peer.ExpectNothing();

    peer.Arrives("<SEQ=301><ACK=637><CTL=ACK><WND=1000>");
    peer.Expect("<SEQ=637><ACK=301><DATA=464><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=1102><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
}

TEST(CloseCall, OnCloseWaitEntersLastAckWithTheFin)
{
    Peer peer = In(State::CloseWait);
    EXPECT_EQ(peer.Close(), CallResult::Ok);
    peer.ExpectState(State::LastAck);
    peer.Expect("<SEQ=101><ACK=302><CTL=FIN,ACK>");
}

TEST(CloseCall, OnCloseWaitStaysThereUntilTheFinGoes)
{
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=536>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=FIN,ACK><WND=536>");
    peer.Expect("<SEQ=101><ACK=302><CTL=ACK>");
    peer.Send(1000);
    peer.Expect("<SEQ=101><ACK=302><DATA=536><CTL=ACK>");
    EXPECT_EQ(peer.Close(), CallResult::Ok);
    peer.ExpectState(State::CloseWait);
    EXPECT_EQ(peer.Close(), CallResult::Closing);

    peer.Arrives("<SEQ=302><ACK=637><CTL=ACK><WND=536>");
    peer.Expect("<SEQ=637><ACK=302><DATA=464><CTL=FIN,ACK>");
    peer.ExpectState(State::LastAck);
    peer.Arrives("<SEQ=302><ACK=1102><CTL=ACK>");
    peer.ExpectEnded(CloseReason::Normal);
}

class SecondCloseCall : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         SecondCloseCall,
                         testing::Values(State::FinWait1,
                                         State::FinWait2,
                                         State::Closing,
                                         State::LastAck,
                                         State::TimeWait),
                         StateName());

TEST_P(SecondCloseCall, IsAnErrorAndSendsNoSecondFin)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.Close(), CallResult::Closing);
    peer.ExpectState(GetParam());
    peer.ExpectNothing();
}

// Text that nobody will read.

TEST(CloseCall, OfBothWithUnreadTextResets)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::Ok);
    peer.Expect("<SEQ=101><CTL=RST>");
    peer.ExpectEnded(CloseReason::UnreadData);
}

TEST(CloseCall, OfBothWithTextHeldBehindAGapResets)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::Ok);
    peer.Expect("<SEQ=101><CTL=RST>");
    peer.ExpectEnded(CloseReason::UnreadData);
}

TEST(CloseCall, OfBothWithUnreadTextOnCloseWaitResets)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::Ok);
    peer.Expect("<SEQ=101><CTL=RST>");
    peer.ExpectEnded(CloseReason::UnreadData);
}

TEST(CloseCall, OfBothWithEverythingReadClosesNormally)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.Receive(10);
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::Ok);
    peer.ExpectState(State::FinWait1);
    peer.Expect("<SEQ=101><ACK=311><CTL=FIN,ACK>");
}

TEST(CloseCall, OfSendingWithUnreadTextClosesNormally)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    EXPECT_EQ(peer.Close(CloseOf::Sending), CallResult::Ok);
    peer.ExpectState(State::FinWait1);
    peer.Expect("<SEQ=101><ACK=311><CTL=FIN,ACK>");
}

TEST(CloseCall, TextAfterCloseOfBothResetsInFinWait1)
{
    Peer peer = In(State::Established);
    peer.Close(CloseOf::Both);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectReset();
    peer.ExpectDelivered(0);
    peer.ExpectEnded(CloseReason::UnreadData);
}

TEST(CloseCall, TextAfterCloseOfBothResetsInFinWait2)
{
    Peer peer = In(State::Established);
    peer.Close(CloseOf::Both);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
    peer.Arrives("<SEQ=301><ACK=102><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><CTL=RST>"); // what the peer expects next: it believes this reset
    peer.ExpectDelivered(0);
    peer.ExpectEnded(CloseReason::UnreadData);
}

TEST(CloseCall, TextAfterHalfCloseThenCloseOfBothResets)
{
    // The user half-closes, and leaves later: from then on nobody reads.
    Peer peer = In(State::FinWait2);
    peer.Arrives("<SEQ=301><ACK=102><DATA=10><CTL=ACK>");
    peer.Receive(10);
    peer.Close(CloseOf::Both);
    peer.ExpectState(State::FinWait2);
    peer.TakeSent(); // the delayed acknowledgment, if it has left by now
    peer.Arrives("<SEQ=311><ACK=102><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=102><CTL=RST>");
    peer.ExpectEnded(CloseReason::UnreadData);
}

TEST(CloseCall, OldTextAfterCloseOfBothIsOnlyAcknowledged)
{
    // Retransmitted text was read already: nothing is lost, so there is nothing to reset for.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.Receive(10);
    peer.Close(CloseOf::Both);
    peer.Expect("<SEQ=101><ACK=311><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=102><ACK=311><CTL=ACK>");
    peer.ExpectState(State::FinWait1);
}

TEST(CloseCall, OfBothOnSynReceivedWithTextOfTheSynResets)
{
    Peer peer("B", 100);
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><DATA=10><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    EXPECT_EQ(peer.Close(CloseOf::Both), CallResult::Ok);
    peer.Expect("<SEQ=101><CTL=RST>");
    peer.ExpectEnded(CloseReason::UnreadData);
}

TEST(CloseCall, FinAfterCloseOfBothIsNoLoss)
{
    Peer peer = In(State::Established);
    peer.Close(CloseOf::Both);
    peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
}

class DiscardTextCall : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, DiscardTextCall, OTHER_STATES, StateName());

TEST_P(DiscardTextCall, ChangesNothingElse)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.DiscardText(), CallResult::Ok);
    peer.ExpectState(GetParam());
    peer.ExpectNothing();
}

class DiscardTextCallTooEarly : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         DiscardTextCallTooEarly,
                         testing::Values(State::Closed, State::Listen, State::SynSent),
                         StateName());

TEST_P(DiscardTextCallTooEarly, HasNoConnection)
{
    Peer peer = In(GetParam());
    EXPECT_EQ(peer.DiscardText(), CallResult::DoesNotExist);
    peer.ExpectState(GetParam());
}

TEST(DiscardText, IsAcknowledgedAndThrownAway)
{
    Peer peer = In(State::Established);
    EXPECT_EQ(peer.DiscardText(), CallResult::Ok);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=321><CTL=ACK>");
    peer.ExpectDelivered(0);
    EXPECT_EQ(peer.Status().unread, 0u);
    peer.ExpectState(State::Established);
}

TEST(DiscardText, KeepsTheWindowOpenForEver)
{
    // A window of 1000: what is thrown away takes no room.
    Peer peer = In(State::Established, With([](Settings& settings) {
                       settings.receiveBuffer = 1000;
                       settings.delAckMaxCount = 1;
                   }));
    peer.DiscardText();
    for (uint32_t i = 0; i < 100; ++i)
    {
        peer.SetSymbol("RCV.NXT", 301 + 500 * i);
        peer.Arrives("<SEQ=RCV.NXT><ACK=101><DATA=500><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=RCV.NXT+500><CTL=ACK><WND=1000>");
    }
}

} // namespace
