// SPDX-License-Identifier: GPL-2.0-only
//
// The second step of RFC 9293, section 3.10.7.4: the RST bit (RFC 5961, section 3).

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

class CheckRst : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, CheckRst, OTHER_STATES, StateName());

/// Expects what a valid RST does to a connection that In() made.
void
ExpectResetTaken(Peer& peer, State before)
{
    peer.ExpectNothing();
    if (before == State::SynReceived)
    {
        peer.ExpectState(State::Listen); // it came from there; its user learns nothing
        peer.ExpectNoTimer();
        return;
    }
    peer.ExpectState(State::Closed);
    peer.ExpectNoTimer();
    if (before == State::Established || before == State::FinWait1 || before == State::FinWait2 ||
        before == State::CloseWait)
    {
        peer.ExpectEnded(CloseReason::Reset);
    }
}

TEST_P(CheckRst, ExactlyNextResets)
{
    for (const bool rfc5961 : {true, false})
    {
        for (const char* reset : {"<SEQ=RCV.NXT><CTL=RST>",
                                  "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=RST,ACK>",
                                  "<SEQ=RCV.NXT><ACK=SND.NXT+1000><CTL=RST,ACK>",
                                  "<SEQ=RCV.NXT><CTL=SYN,RST>",
                                  "<SEQ=RCV.NXT><DATA=100><CTL=RST>"})
        {
            Peer peer = In(GetParam(), Rfc5961(rfc5961));
            peer.Arrives(reset);
            ExpectResetTaken(peer, GetParam());
        }
    }
}

TEST_P(CheckRst, ElsewhereInTheWindowIsChallenged)
{
    for (const char* reset : {"<SEQ=RCV.NXT+1><CTL=RST>",
                              "<SEQ=RCV.NXT+1><ACK=SND.NXT><CTL=RST,ACK>",
                              "<SEQ=RCV.NXT+65000><CTL=RST>"})
    {
        Peer peer = In(GetParam(), Rfc5961(true));
        peer.Arrives(reset);
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
        peer.ExpectState(GetParam());
    }
}

TEST_P(CheckRst, ElsewhereInTheWindowResetsByTheOldRules)
{
    for (const char* reset : {"<SEQ=RCV.NXT+1><CTL=RST>", "<SEQ=RCV.NXT+65000><CTL=RST>"})
    {
        Peer peer = In(GetParam(), Rfc5961(false));
        peer.Arrives(reset);
        ExpectResetTaken(peer, GetParam());
    }
}

TEST_P(CheckRst, OutsideTheWindowIsDropped)
{
    for (const bool rfc5961 : {true, false})
    {
        Peer peer = In(GetParam(), Rfc5961(rfc5961));
        peer.Arrives("<SEQ=RCV.NXT-1><CTL=RST>");
        peer.Arrives("<SEQ=RCV.NXT+65536><CTL=RST>");
        peer.Arrives("<SEQ=RCV.NXT+2147483648><CTL=RST>");
        peer.ExpectNothing();
        peer.ExpectState(GetParam());
    }
}

TEST_P(CheckRst, ChallengesAreLimited)
{
    Peer peer = In(GetParam(), With([](Settings& settings) {
                       settings.challengeAckLimit = 2;
                       settings.challengeAckPeriod = 1s;
                   }));
    for (int i = 0; i < 2; ++i)
    {
        peer.Arrives("<SEQ=RCV.NXT+1><CTL=RST>");
        peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    }
    peer.Arrives("<SEQ=RCV.NXT+1><CTL=RST>");
    peer.ExpectNothing();
    peer.Advance(1s);
    peer.TakeSent(); // whatever the state's own timers sent
    peer.Arrives("<SEQ=RCV.NXT+1><CTL=RST>");
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
}

TEST(CheckRst, TheEdgesOfTheWindow)
{
    // RCV.NXT = 301, RCV.WND = 1000.
    const Settings settings = With([](Settings& changed) { changed.receiveBuffer = 1000; });
    Peer peer = In(State::Established, settings);
    peer.Arrives("<SEQ=300><CTL=RST>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=302><CTL=RST>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=1300><CTL=RST>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=1301><CTL=RST>");
    peer.ExpectNothing();
    peer.ExpectState(State::Established);
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectEnded(CloseReason::Reset);
}

TEST(CheckRst, RefusesAnActiveOpenInSynReceived)
{
    Peer peer = InActiveSynReceived();
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectEnded(CloseReason::Refused);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
}

TEST(CheckRst, BackInListenTheNextSynIsWelcome)
{
    Peer peer = In(State::SynReceived);
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectState(State::Listen);
    peer.SetIss(4000);
    peer.Arrives("<SEQ=9000><CTL=SYN>");
    peer.Expect("<SEQ=4000><ACK=9001><CTL=SYN,ACK>");
    peer.Arrives("<SEQ=9001><ACK=4001><DATA=10><CTL=ACK>");
    peer.ExpectState(State::Established);
    peer.ExpectDelivered(10);
    peer.ExpectOpened();
}

TEST(CheckRst, FlushesTheQueues)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Arrives("<SEQ=401><ACK=101><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=111><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectEnded(CloseReason::Reset);
    peer.ExpectNoTimer();
    peer.ExpectDelivered(0);
}

} // namespace
