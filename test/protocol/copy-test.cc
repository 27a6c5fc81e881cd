// SPDX-License-Identifier: GPL-2.0-only
//
// A connection is a value: a copy answers the same events in the same way, and neither sees what
// happens to the other.

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// What both are told after the copy was made.
void
GoOn(Peer& peer)
{
    peer.Arrives("<SEQ=311><ACK=SND.UNA><DATA=10><CTL=ACK>");
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=SND.NXT><DATA=10><CTL=ACK>");
    peer.TakeSent();
    peer.Send(100);
    peer.Close();
    peer.TakeSent();
    peer.Advance(10s);
    peer.TakeSent();
    peer.Arrives("<SEQ=321><ACK=SND.NXT+1><CTL=FIN,ACK>");
    peer.TakeSent();
    peer.Advance(1h);
    peer.TakeSent();
}

class CopyOf : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, CopyOf, OTHER_STATES, StateName());
INSTANTIATE_TEST_SUITE_P(And,
                         CopyOf,
                         testing::Values(State::Closed, State::Listen, State::SynSent),
                         StateName());

TEST_P(CopyOf, AConnectionAnswersTheSame)
{
    Peer original = In(GetParam());
    Peer copy = original;
    GoOn(original);
    GoOn(copy);
    EXPECT_EQ(original.Transcript(), copy.Transcript());
    EXPECT_EQ(original.Get().GetState(), copy.Get().GetState());
}

TEST_P(CopyOf, AConnectionLeavesTheOtherAlone)
{
    Peer original = In(GetParam());
    const std::string before = original.Transcript();
    const Instant deadline = original.Get().Deadline();
    {
        Peer copy = original;
        GoOn(copy);
    }
    original.ExpectState(GetParam());
    EXPECT_EQ(original.Get().Deadline(), deadline);
    EXPECT_EQ(original.Transcript(), before);
    const Status status = original.Status();
    const Status fresh = In(GetParam()).Status();
    EXPECT_EQ(status.sndNxt, fresh.sndNxt);
    EXPECT_EQ(status.rcvNxt, fresh.rcvNxt);
    EXPECT_EQ(status.unread, fresh.unread);
}

TEST(CopyOf, AConnectionWithEverythingUnderway)
{
    // Text in flight and not sent, text held behind a gap, unread text, timers, duplicates counted.
    Peer original("A", 100, With([](Settings& settings) { settings.receiveBuffer = 5000; }));
    Connect(original, 300, "<WND=2000>");
    original.Send(10000);
    original.TakeSent();
    original.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK><WND=2000>");
    original.Arrives("<SEQ=501><ACK=101><DATA=100><CTL=ACK><WND=2000>");
    original.TakeSent();
    original.Arrives("<SEQ=601><ACK=101><CTL=ACK><WND=2000>");
    original.Arrives("<SEQ=601><ACK=101><CTL=ACK><WND=2000>");
    original.TakeSent();
    original.Advance(100ms);

    Peer copy = original;
    for (Peer* peer : {&original, &copy})
    {
        peer->Arrives("<SEQ=601><ACK=101><CTL=ACK><WND=2000>"); // the third duplicate
        EXPECT_EQ(peer->Expect("<SEQ=101><ACK=401><DATA=536><CTL=ACK>").seq, SeqNum(101));
        peer->TakeSent();
        peer->Arrives("<SEQ=401><ACK=101><DATA=100><CTL=ACK><WND=2000>");
        peer->TakeSent();
        peer->ExpectDelivered(300);
        peer->Advance(5s);
        peer->TakeSent();
        peer->Abort();
        peer->TakeSent();
        peer->ExpectEnded(CloseReason::Aborted);
    }
    EXPECT_EQ(original.Transcript(), copy.Transcript());
}

} // namespace
