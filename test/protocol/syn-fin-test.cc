// SPDX-License-Identifier: GPL-2.0-only
//
// dropSynFin: a segment with SYN and FIN is dropped unseen. (Without it both count: text-on-syn.)

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;

namespace
{

class DropSynFin : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, DropSynFin, OTHER_STATES, StateName());
INSTANTIATE_TEST_SUITE_P(And,
                         DropSynFin,
                         testing::Values(State::Closed, State::Listen, State::SynSent),
                         StateName());

TEST_P(DropSynFin, DropsItInSilence)
{
    for (const char* segment : {"<SEQ=300><CTL=SYN,FIN>",
                                "<SEQ=301><CTL=SYN,FIN>",
                                "<SEQ=300><ACK=101><CTL=SYN,FIN,ACK>",
                                "<SEQ=300><DATA=10><CTL=SYN,FIN>"})
    {
        Peer peer = In(GetParam(), With([](Settings& settings) { settings.dropSynFin = true; }));
        peer.Arrives(segment);
        peer.ExpectNothing();
        peer.ExpectState(GetParam());
        peer.ExpectDelivered(0);
    }
}

TEST(DropSynFin, LeavesOtherSegmentsAlone)
{
    const auto settings = With([](Settings& changed) { changed.dropSynFin = true; });
    Peer peer("B", 100, settings);
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=302><CTL=ACK>");
    peer.ExpectState(State::CloseWait);
}

} // namespace
