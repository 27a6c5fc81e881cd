// SPDX-License-Identifier: GPL-2.0-only
//
// Whole connections whose numbers begin where signs and sums go wrong, in both directions.

#include "conversation.h"
#include "network.h"

#include <gtest/gtest.h>
#include <tuple>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

class SequenceWrap : public testing::TestWithParam<std::tuple<uint32_t, uint32_t>>
{
  protected:
    const uint32_t m_iss{std::get<0>(GetParam())};
    const uint32_t m_irs{std::get<1>(GetParam())};
};

const auto NUMBERS = testing::Values(4294967295u, // 2^32 - 1
                                     4294966000u, // text goes round the end
                                     2147483647u, // 2^31 - 1
                                     2147483648u, // 2^31
                                     2147482000u, // text passes the middle
                                     0u);

INSTANTIATE_TEST_SUITE_P(Each, SequenceWrap, testing::Combine(NUMBERS, NUMBERS));

TEST_P(SequenceWrap, SegmentBySegment)
{
    Peer peer("A", m_iss);
    peer.SetSymbol("ISS", m_iss);
    peer.SetSymbol("IRS", m_irs);
    peer.OpenActive();
    peer.Expect("<SEQ=ISS><CTL=SYN>");
    peer.Arrives("<SEQ=IRS><ACK=ISS+1><CTL=SYN,ACK>");
    peer.Expect("<SEQ=ISS+1><ACK=IRS+1><CTL=ACK>");

    peer.Send(1000);
    peer.Expect("<SEQ=ISS+1><ACK=IRS+1><DATA=536><CTL=ACK>");
    peer.Arrives("<SEQ=IRS+1><ACK=ISS+537><DATA=700><CTL=ACK>");
    peer.ExpectDelivered(700);
    peer.Expect("<SEQ=ISS+537><ACK=IRS+701><DATA=464><CTL=ACK>");
    peer.FireTimer();
    peer.Expect("<SEQ=ISS+537><ACK=IRS+701><DATA=464><CTL=ACK>");
    peer.Arrives("<SEQ=IRS+1201><ACK=ISS+1001><DATA=500><CTL=ACK>"); // a gap before it
    peer.Expect("<SEQ=ISS+1001><ACK=IRS+701><CTL=ACK>");
    peer.Arrives("<SEQ=IRS+601><ACK=ISS+1001><DATA=700><CTL=ACK>"); // overlaps on both sides
    peer.Expect("<SEQ=ISS+1001><ACK=IRS+1701><CTL=ACK>");
    peer.ExpectDelivered(1000);
    peer.ExpectAcknowledged(1000);

    peer.Close();
    peer.Expect("<SEQ=ISS+1001><ACK=IRS+1701><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=IRS+1701><ACK=ISS+1002><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
    peer.Arrives("<SEQ=IRS+1701><ACK=ISS+1002><CTL=FIN,ACK>");
    peer.Expect("<SEQ=ISS+1002><ACK=IRS+1702><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
    peer.Arrives("<SEQ=IRS+1701><ACK=ISS+1002><CTL=FIN,ACK>");
    peer.Expect("<SEQ=ISS+1002><ACK=IRS+1702><CTL=ACK>");
    peer.ExpectTimerIn(4min);
}

TEST_P(SequenceWrap, BothSidesOverANetwork)
{
    Peer a("A", m_iss);
    Peer b("B", m_irs);
    Network network(a, b, 10ms);
    network.SetUser([](Peer& peer) { peer.Receive(peer.Status().unread); });
    b.OpenPassive();
    a.OpenActive();
    a.Send(300000); // more than any window
    network.Run(1s);
    b.Send(200000);
    network.Run(1min);
    b.ExpectDelivered(300000);
    a.ExpectDelivered(200000);
    a.ExpectAcknowledged(300000);
    b.ExpectAcknowledged(200000);

    a.Close();
    network.Run(1s);
    b.ExpectState(State::CloseWait);
    b.Send(5000);
    b.Close();
    network.Run(1s);
    a.ExpectDelivered(5000);
    a.ExpectState(State::TimeWait);
    b.ExpectEnded(CloseReason::Normal);
    network.Run(4min);
    a.ExpectEnded(CloseReason::Normal);
}

TEST_P(SequenceWrap, ResetsAndOldDuplicates)
{
    Peer peer("A", m_iss);
    peer.SetSymbol("RCV.NXT", m_irs + 1);
    peer.SetSymbol("SND.NXT", m_iss + 1);
    Connect(peer, m_irs);
    peer.Arrives("<SEQ=RCV.NXT-1><ACK=SND.NXT><CTL=ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    peer.Arrives("<SEQ=RCV.NXT><ACK=SND.NXT+1><CTL=ACK>");
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    peer.Arrives("<SEQ=RCV.NXT-1><CTL=RST>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=RCV.NXT+1><CTL=RST>");
    peer.Expect("<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
    peer.Arrives("<SEQ=RCV.NXT><CTL=RST>");
    peer.ExpectEnded(CloseReason::Reset);
}

TEST_P(SequenceWrap, SimultaneousOpenAndClose)
{
    Peer a("A", m_iss);
    Peer b("B", m_irs);
    a.OpenActive();
    b.OpenActive();
    Converse(a, b);
    a.ExpectState(State::Established);
    b.ExpectState(State::Established);
    a.Close();
    b.Close();
    Converse(a, b);
    a.ExpectState(State::TimeWait);
    b.ExpectState(State::TimeWait);
}

} // namespace
