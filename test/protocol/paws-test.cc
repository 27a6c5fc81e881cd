// SPDX-License-Identifier: GPL-2.0-only
//
// Protection against wrapped sequence numbers (RFC 7323, section 5). TS.Recent is 1000 at first.

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
Timestamped()
{
    return With([](Settings& settings) { settings.timestamps = true; });
}

class Paws : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, Paws, OTHER_STATES, StateName());

TEST_P(Paws, OldSegmentIsAcknowledgedAndDropped)
{
    // Section 5.3, R1: however well it fits into the window.
    for (const char* segment : {"<SEQ=RCV.NXT><ACK=SND.NXT><DATA=10><CTL=ACK><TS=999,0>",
                                "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=FIN,ACK><TS=999,0>",
                                "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK><TS=999,0>",
                                "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK><TS=2147484649,0>"})
    {
        Peer peer = In(GetParam(), Timestamped());
        const Status before = peer.Status();
        peer.Arrives(segment);
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK><TS=0,1000>");
        peer.ExpectNothing();
        peer.ExpectState(GetParam());
        peer.ExpectDelivered(0);
        EXPECT_EQ(peer.Status().sndUna, before.sndUna);
        EXPECT_EQ(peer.Status().rcvNxt, before.rcvNxt);
    }
}

TEST_P(Paws, SegmentThatIsNotOlderIsProcessed)
{
    for (const char* stamp : {"<TS=1000,0>", "<TS=1001,0>", "<TS=2147484647,0>"})
    {
        Peer peer = In(GetParam(), Timestamped());
        peer.Arrives(std::string("<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK>") + stamp);
        EXPECT_EQ(peer.Status().sndUna, peer.Status().sndNxt) << stamp;
        peer.TakeSent();
    }
}

TEST_P(Paws, NeverHoldsAgainstAReset)
{
    // Section 5.2: its sender may have lost its clock with the connection.
    for (const char* reset : {"<SEQ=RCV.NXT><CTL=RST><TS=1,0>", "<SEQ=RCV.NXT><CTL=RST>"})
    {
        Peer peer = In(GetParam(), Timestamped());
        peer.Arrives(reset);
        peer.ExpectNothing();
        peer.ExpectState(GetParam() == State::SynReceived ? State::Listen : State::Closed);
    }
}

TEST_P(Paws, SegmentWithoutTimestampIsDropped)
{
    // Section 3.2; and it is no reason to end the connection.
    for (const char* segment : {"<SEQ=RCV.NXT><ACK=SND.NXT><DATA=10><CTL=ACK>",
                                "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=FIN,ACK>",
                                "<SEQ=RCV.NXT+5><ACK=SND.NXT><DATA=10><CTL=ACK>"})
    {
        Peer peer = In(GetParam(), Timestamped());
        const Status before = peer.Status();
        peer.Arrives(segment);
        peer.ExpectNothing();
        peer.ExpectState(GetParam());
        peer.ExpectDelivered(0);
        EXPECT_EQ(peer.Status().sndUna, before.sndUna);
        EXPECT_EQ(peer.Status().rcvNxt, before.rcvNxt);
    }
}

class PawsSynchronized : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, PawsSynchronized, SYNCHRONIZED_STATES, StateName());

TEST_P(PawsSynchronized, SynWithoutTimestampIsAnsweredAllTheSame)
{
    // RFC 5961, section 4.2: wherever it lies. A peer that has restarted and offers no timestamps
    // any more answers the ACK with the RST that ends the old connection.
    for (const char* syn : {"<SEQ=RCV.NXT><CTL=SYN>", "<SEQ=90000><CTL=SYN>", "<SEQ=200><CTL=SYN>"})
    {
        Peer peer = In(GetParam(), Timestamped());
        peer.Arrives(syn);
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK><TS=0,1000>");
        peer.ExpectNothing();
        peer.ExpectState(GetParam());
    }
}

TEST(Paws, SameSynWithoutTimestampIsAnsweredAllTheSame)
{
    Peer peer = In(State::SynReceived, Timestamped());
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK><TS=0,1000>");
    peer.ExpectState(State::SynReceived);
}

TEST(Paws, OldSynWithoutTimestampBringsNoneAlong)
{
    // By the older rules a SYN to the left of the window is trimmed off, and its segment goes on.
    Peer peer = In(State::Established, With([](Settings& settings) {
                       settings.timestamps = true;
                       settings.rfc5961 = false;
                   }));
    peer.Arrives("<SEQ=300><ACK=101><DATA=10><CTL=SYN,ACK>");
    peer.ExpectState(State::Established);
    peer.TakeSent();
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><TS=1000,0>"); // TS.Recent as it was
    peer.ExpectDelivered(20);
    peer.TakeSent();
}

TEST(Paws, TellsSegmentsOfTheLastRoundOfSequenceNumbers)
{
    // What it is for: octets 401 to 410 of 2^32 octets ago fit into the window, and are not new.
    Peer peer = In(State::Established, Timestamped());
    peer.Arrives("<SEQ=401><ACK=101><DATA=10><CTL=ACK><TS=900,0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK><TS=1001,0>");
    peer.ExpectDelivered(100);
    EXPECT_EQ(peer.Status().rcvNxt, SeqNum(401));
}

TEST(Paws, ClockOfThePeerMayGoRound)
{
    Peer peer("A", 100, Timestamped());
    Connect(peer, 300, "<TS=4294967290,0>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=5,0>");
    peer.ExpectDelivered(10);
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><TS=4294967291,0>");
    peer.ExpectDelivered(0);
    peer.TakeSent();
}

TEST(Paws, SegmentOutsideTheWindowSetsNoClock)
{
    // R2 comes before R3: or one forged segment would shut out all that follow.
    Peer peer = In(State::Established, Timestamped());
    peer.Arrives("<SEQ=201><ACK=101><DATA=10><CTL=ACK><TS=5000,0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><TS=0,1000>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=1001,0>");
    peer.ExpectDelivered(10);
}

TEST(Paws, SegmentBehindAGapSetsNoClock)
{
    // R3: SEG.SEQ =< Last.ACK.sent. What fills the gap may be older.
    Peer peer = In(State::Established, Timestamped());
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><TS=1010,0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><TS=0,1000>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=1005,0>");
    peer.ExpectDelivered(20);
    peer.Expect("<SEQ=101><ACK=321><CTL=ACK><TS=0,1005>");
}

TEST(Paws, ResetSetsNoClock)
{
    // Section 5.2: a forged RST elsewhere in the window draws a challenge ACK and changes nothing.
    Peer peer = In(State::Established, Timestamped());
    peer.Arrives("<SEQ=302><CTL=RST><TS=5000,0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><TS=0,1000>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=1001,0>");
    peer.ExpectDelivered(10);
}

TEST(Paws, SynOutOfPlaceSetsNoClock)
{
    // RFC 5961, section 4, has it answered wherever it lies; it changes nothing.
    for (const char* seq : {"<SEQ=301>", "<SEQ=90000>", "<SEQ=200>"})
    {
        Peer peer = In(State::Established, Timestamped());
        peer.Arrives(std::string(seq) + "<CTL=SYN><TS=5000,0>");
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK><TS=0,1000>");
        peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=1001,0>");
        peer.ExpectDelivered(10);
    }
}

TEST_P(PawsSynchronized, AckOutOfPlaceSetsNoClock)
{
    // RFC 9293, section 3.10.7.4, fifth, has it answered and dropped: if it set the clock, whoever
    // can guess one sequence number could silence the peer.
    for (const char* ack : {"<ACK=SND.NXT+1>", "<ACK=90000>"})
    {
        Peer peer = In(GetParam(), Timestamped());
        peer.Arrives(std::string("<SEQ=RCV.NXT>") + ack + "<CTL=ACK><TS=5000,0>");
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK><TS=0,1000>");
        peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK><TS=1001,0>");
        EXPECT_EQ(peer.Status().sndUna, peer.Status().sndNxt);
        peer.ExpectNothing();
    }
}

TEST(Paws, HoldsForTwentyFourDaysOfSilence)
{
    // Section 5.5: then the peer's clock may have gone half round.
    for (const bool outdated : {false, true})
    {
        Peer peer = In(State::Established, Timestamped());
        peer.Advance(24h * 24 + (outdated ? 1h : -1h));
        peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=999,0>");
        peer.ExpectDelivered(outdated ? 10 : 0);
        peer.TakeSent();
        if (outdated)
        {
            peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><TS=999,0>"); // the new clock counts
            peer.ExpectDelivered(10);
            peer.TakeSent();
            peer.Arrives("<SEQ=321><ACK=101><DATA=10><CTL=ACK><TS=998,0>");
            peer.ExpectDelivered(0);
            peer.TakeSent();
        }
    }
}

TEST(Paws, AnswersAreLimited)
{
    Peer peer = In(State::Established, Timestamped());
    size_t answers = 0;
    for (int i = 0; i < 1000; ++i)
    {
        peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><TS=999,0>");
        answers += peer.TakeSent().size();
    }
    EXPECT_EQ(answers, Settings{}.challengeAckLimit);
}

TEST(Paws, IsOffWithoutTimestamps)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><TS=7,0>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><TS=6,0>");
    peer.ExpectDelivered(20);
    peer.TakeSent();
}

} // namespace
