// SPDX-License-Identifier: GPL-2.0-only
//
// The fourth step of RFC 9293, section 3.10.7.4: the SYN bit (RFC 5961, section 4).

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

class CheckSyn : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, CheckSyn, SYNCHRONIZED_STATES, StateName());

TEST_P(CheckSyn, IsChallengedWhereverItLies)
{
    for (const char* syn : {"<SEQ=RCV.NXT><CTL=SYN>",
                            "<SEQ=RCV.NXT+100><CTL=SYN>",
                            "<SEQ=RCV.NXT+65536><CTL=SYN>",
                            "<SEQ=RCV.NXT-1000><CTL=SYN>",
                            "<SEQ=IRS><CTL=SYN>",
                            "<SEQ=IRS><ACK=ISS+1><CTL=SYN,ACK>",
                            "<SEQ=RCV.NXT><ACK=SND.NXT><DATA=10><CTL=SYN,ACK>",
                            "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=SYN,FIN,ACK>"})
    {
        Peer peer = In(GetParam(), Rfc5961(true));
        const SeqNum sndUna = peer.Status().sndUna;
        peer.Arrives(syn);
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
        peer.ExpectState(GetParam());
        peer.ExpectDelivered(0);
        EXPECT_EQ(peer.Status().sndUna, sndUna) << "the dropped segment's ACK counted: " << syn;
    }
}

TEST_P(CheckSyn, ChallengesAreLimited)
{
    Peer peer = In(GetParam());
    for (int i = 0; i < 10; ++i)
    {
        peer.Arrives("<SEQ=RCV.NXT+100><CTL=SYN>");
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    }
    peer.Arrives("<SEQ=RCV.NXT+100><CTL=SYN>");
    peer.ExpectNothing();
    peer.ExpectState(GetParam());
}

TEST_P(CheckSyn, InTheWindowIsAnErrorByTheOldRules)
{
    for (const char* syn : {"<SEQ=RCV.NXT><CTL=SYN>",
                            "<SEQ=RCV.NXT+100><CTL=SYN>",
                            "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=SYN,ACK>"})
    {
        Peer peer = In(GetParam(), Rfc5961(false));
        peer.Arrives(syn);
        peer.ExpectReset();
        peer.ExpectNothing();
        peer.ExpectEnded(CloseReason::Reset);
        peer.ExpectNoTimer();
    }
}

TEST_P(CheckSyn, OutsideTheWindowIsAcknowledgedByTheOldRules)
{
    for (const char* syn : {"<SEQ=IRS-1000><CTL=SYN>", "<SEQ=RCV.NXT+65536><CTL=SYN>"})
    {
        Peer peer = In(GetParam(), Rfc5961(false));
        peer.Arrives(syn);
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
        peer.ExpectState(GetParam());
    }
}

// SYN-RECEIVED.

TEST(CheckSyn, SameSynAgainIsAnsweredWithTheSameSynAck)
{
    // The RFC's letter is an ACK; a peer in SYN-SENT, whose SYN this is, needs the SYN,ACK.
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = In(State::SynReceived, Rfc5961(rfc5961));
        peer.Arrives("<SEQ=300><CTL=SYN>");
        peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
        peer.ExpectState(State::SynReceived);
        peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
        peer.ExpectState(State::Established);
    }
}

TEST(CheckSyn, SameSynAgainInSimultaneousOpenIsAnsweredWithTheSameSynAck)
{
    Peer peer = InActiveSynReceived();
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.ExpectState(State::SynReceived);
}

TEST(CheckSyn, AnotherSynAfterAPassiveOpenReturnsToListen)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = In(State::SynReceived, Rfc5961(rfc5961));
        peer.Arrives("<SEQ=310><CTL=SYN>");
        peer.ExpectState(State::Listen);
        peer.ExpectNothing();
        peer.ExpectNoTimer();
        peer.ExpectOpened(false);
    }
}

TEST(CheckSyn, AnotherSynAfterAnActiveOpenIsChallenged)
{
    Peer peer = InActiveSynReceived(Rfc5961(true));
    peer.Arrives("<SEQ=310><CTL=SYN>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.ExpectState(State::SynReceived);
}

TEST(CheckSyn, AnotherSynAfterAnActiveOpenIsAnErrorByTheOldRules)
{
    Peer peer = InActiveSynReceived(Rfc5961(false));
    peer.Arrives("<SEQ=310><CTL=SYN>");
    peer.ExpectReset();
    peer.ExpectEnded(CloseReason::Reset);
}

TEST(CheckSyn, SynOutsideTheWindowIsAcknowledgedInSynReceived)
{
    for (const char* syn : {"<SEQ=299><CTL=SYN>", "<SEQ=70000><CTL=SYN>"})
    {
        Peer peer = In(State::SynReceived);
        peer.Arrives(syn);
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
        peer.ExpectState(State::SynReceived);
    }
}

} // namespace
