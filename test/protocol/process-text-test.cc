// SPDX-License-Identifier: GPL-2.0-only
//
// The seventh step of RFC 9293, section 3.10.7.4: the segment text.

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

class ProcessText : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         ProcessText,
                         testing::Values(State::Established, State::FinWait1, State::FinWait2),
                         StateName());

TEST_P(ProcessText, IsDeliveredAndAcknowledged)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = In(GetParam(), With([=](Settings& settings) { settings.rfc5961 = rfc5961; }));
        peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA><DATA=10><CTL=ACK>");
        peer.ExpectDelivered(10);
        peer.ExpectState(GetParam());
        EXPECT_EQ(peer.Status().rcvNxt, SeqNum(311));
        EXPECT_EQ(peer.Status().unread, 10u);
        peer.ExpectSoon("<SEQ=SND.NXT><ACK=RCV.NXT+10><CTL=ACK>");
        peer.ExpectNothing();
    }
}

TEST_P(ProcessText, OutOfOrderIsHeldAndAcknowledgedAtOnce)
{
    Peer peer = In(GetParam());
    peer.Arrives("<SEQ=RCV.NXT+10><ACK=SND.UNA><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    peer.ExpectDelivered(0);
    EXPECT_EQ(peer.Status().unread, 0u);
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA><DATA=10><CTL=ACK>");
    peer.ExpectDelivered(20);
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT+20><CTL=ACK>");
    peer.ExpectState(GetParam());
}

class IgnoreText : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(
    Each,
    IgnoreText,
    testing::Values(State::CloseWait, State::Closing, State::LastAck, State::TimeWait),
    StateName());

TEST_P(IgnoreText, BehindTheFin)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = In(GetParam(), With([=](Settings& settings) { settings.rfc5961 = rfc5961; }));
        peer.Arrives("<SEQ=RCV.NXT><ACK=SND.UNA><DATA=10><CTL=ACK>");
        peer.TakeSent(); // an ACK does no harm
        peer.ExpectDelivered(0);
        peer.ExpectState(GetParam());
        EXPECT_EQ(peer.Status().rcvNxt.Value(), 302u);
        EXPECT_EQ(peer.Status().unread, 0u);
    }
}

TEST(ProcessText, BehindTheFinOfTheSameConversationIsIgnored)
{
    // The FIN at 311 arrived early; text that claims to lie behind it is none.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=311><ACK=101><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=30><CTL=ACK>");
    peer.ExpectDelivered(10);
    peer.Expect("<SEQ=101><ACK=312><CTL=ACK>");
    peer.ExpectState(State::CloseWait);

    // The same with text that was held before the FIN was known.
    Peer other = In(State::Established);
    other.Arrives("<SEQ=306><ACK=101><DATA=30><CTL=ACK>");
    other.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    other.Arrives("<SEQ=311><ACK=101><CTL=FIN,ACK>");
    other.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    other.Arrives("<SEQ=301><ACK=101><DATA=5><CTL=ACK>");
    other.ExpectDelivered(10);
    other.Expect("<SEQ=101><ACK=312><CTL=ACK>");
    other.ExpectState(State::CloseWait);
}

TEST(ProcessText, AcknowledgmentRidesOnTextTheOtherWay)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectTimerIn(200ms);
    peer.Send(5);
    peer.Expect("<SEQ=101><ACK=311><DATA=5><CTL=ACK>");
    peer.ExpectTimerIn(1s); // the retransmission's: no acknowledgment waits any more
}

TEST(ProcessText, AcknowledgmentsAreAggregated)
{
    // MUST-58: text and FIN of one segment, and what they complete, draw one ACK.
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=322><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectDelivered(20);
    peer.ExpectState(State::CloseWait);
}

} // namespace
