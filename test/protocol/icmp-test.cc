// SPDX-License-Identifier: GPL-2.0-only
//
// ICMP errors (RFC 9293, section 3.9.2.2), and which of them to believe (RFC 5927).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

constexpr auto SOFT = IcmpError::Kind::Soft;
constexpr auto HARD = IcmpError::Kind::Hard;
constexpr auto TOO_BIG = IcmpError::Kind::TooBig;
constexpr auto ICMP = Trouble::Kind::Icmp;

class IcmpSoftError : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         IcmpSoftError,
                         testing::Values(State::SynSent,
                                         State::SynReceived,
                                         State::Established,
                                         State::FinWait1,
                                         State::CloseWait,
                                         State::Closing,
                                         State::LastAck),
                         StateName());

TEST_P(IcmpSoftError, IsToldAndEndsNothing)
{
    // MUST-54, MUST-56, SHLD-25.
    Peer peer = In(GetParam());
    peer.Send(10); // an error in some states, in which the FIN is in flight
    peer.TakeSent();
    for (int i = 0; i < 100; ++i)
    {
        peer.Arrives({SOFT, peer.Status().sndUna});
        peer.ExpectTroubles(ICMP, 1);
        peer.ExpectNothing();
        peer.ExpectState(GetParam());
    }
}

class IcmpHardErrorInTheHandshake : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         IcmpHardErrorInTheHandshake,
                         testing::Values(State::SynSent, State::SynReceived),
                         StateName());

TEST_P(IcmpHardErrorInTheHandshake, EndsIt)
{
    // SHLD-26.
    Peer peer = In(GetParam());
    peer.Arrives({HARD, SeqNum(100)});
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::Unreachable);
    peer.ExpectTroubles(ICMP, 0);
    peer.ExpectNoTimer();
}

TEST(IcmpHardError, EndsAHandshakeWhoseUserHasClosed)
{
    // FIN-WAIT-1 from SYN-RECEIVED: neither SYN nor FIN is acknowledged.
    Peer peer = In(State::SynReceived);
    peer.Close();
    peer.ExpectState(State::FinWait1);
    peer.TakeSent();
    Peer established = peer;
    peer.Arrives({HARD, SeqNum(100)});
    peer.ExpectEnded(CloseReason::Unreachable);
    peer.ExpectNothing();

    // Once the SYN is acknowledged it is too late.
    established.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    established.TakeSent();
    established.Arrives({HARD, SeqNum(101)});
    established.ExpectState(State::FinWait1);
    established.ExpectTroubles(ICMP, 1);
}

class IcmpHardErrorLater : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         IcmpHardErrorLater,
                         testing::Values(State::Established,
                                         State::FinWait1,
                                         State::CloseWait,
                                         State::Closing,
                                         State::LastAck),
                         StateName());

TEST_P(IcmpHardErrorLater, IsToldAndEndsNothing)
{
    // RFC 5927, section 5.2: in a synchronized state it is taken for a soft one.
    Peer peer = In(GetParam());
    peer.Send(10);
    peer.TakeSent();
    peer.Arrives({HARD, peer.Status().sndUna});
    peer.ExpectTroubles(ICMP, 1);
    peer.ExpectNothing();
    peer.ExpectState(GetParam());
}

TEST(IcmpError, AboutNothingInFlightIsIgnored)
{
    // RFC 5927, section 4.1: SND.UNA =< SEG.SEQ < SND.NXT. 111 to 120 are in flight.
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK>");
    peer.Send(10);
    peer.TakeSent();
    for (const auto kind : {SOFT, HARD, TOO_BIG})
    {
        for (const uint32_t quoted : {0u, 101u, 110u, 121u, 122u, 2147483759u})
        {
            peer.Arrives({kind, SeqNum(quoted), 100});
            peer.ExpectTroubles(ICMP, 0);
            peer.ExpectNothing();
            EXPECT_EQ(peer.Status().mss, 536u);
        }
    }
    for (const uint32_t quoted : {111u, 120u})
    {
        peer.Arrives({SOFT, SeqNum(quoted)});
        peer.ExpectTroubles(ICMP, 1);
    }
}

TEST(IcmpError, AboutAnotherSynIsIgnored)
{
    for (const State state : {State::SynSent, State::SynReceived})
    {
        for (const uint32_t quoted : {99u, 101u})
        {
            Peer peer = In(state);
            peer.Arrives({HARD, SeqNum(quoted)});
            peer.ExpectState(state);
            peer.ExpectTroubles(ICMP, 0);
        }
    }
}

TEST(IcmpError, WhereNothingIsInFlightIsIgnored)
{
    for (const State state :
         {State::Closed, State::Listen, State::Established, State::FinWait2, State::TimeWait})
    {
        Peer peer = In(state);
        for (const auto kind : {SOFT, HARD, TOO_BIG})
        {
            for (const uint32_t quoted : {0u, 100u, 101u, 102u})
            {
                peer.Arrives({kind, SeqNum(quoted), 100});
                peer.ExpectNothing();
                peer.ExpectTroubles(ICMP, 0);
                peer.ExpectState(state);
            }
        }
    }
}

// Path MTU (RFC 1191, RFC 8201): segments become smaller, and what was too big goes again.

TEST(IcmpTooBig, MakesSegmentsSmaller)
{
    Peer peer("A", 100, {}, SegmentSizes{1460, 1460, 536});
    Connect(peer, 300, "<MSS=1460>");
    peer.Send(2920);
    peer.Expect("<SEQ=101><ACK=301><DATA=1460><CTL=ACK>");
    peer.Expect("<SEQ=1561><ACK=301><DATA=1460><CTL=ACK>");
    peer.Arrives({TOO_BIG, SeqNum(101), 1000});
    EXPECT_EQ(peer.Status().mss, 1000u);
    peer.ExpectState(State::Established);
    peer.ExpectTroubles(ICMP, 0); // what is wrong is mended
    uint32_t next = 101;
    for (const Segment& segment : peer.TakeSent())
    {
        EXPECT_EQ(segment.seq, SeqNum(next));
        EXPECT_LE(segment.textLength, 1000u);
        next += segment.textLength;
    }
    EXPECT_EQ(next, 3021u) << "what was in flight goes again, once";
}

TEST(IcmpTooBig, OfASizeThatIsNotExceededChangesNothing)
{
    Peer peer("A", 100, {}, SegmentSizes{1460, 1000, 536});
    Connect(peer, 300, "<MSS=1460>");
    peer.Send(1000);
    peer.Expect("<SEQ=101><ACK=301><DATA=1000><CTL=ACK>");
    for (const uint16_t mss : {1000, 1001, 65535})
    {
        peer.Arrives({TOO_BIG, SeqNum(101), mss});
        EXPECT_EQ(peer.Status().mss, 1000u);
        peer.ExpectNothing();
    }
}

TEST(IcmpTooBig, CountsTheOptions)
{
    // MUST-16: 1000 octets after the header of 20, of which timestamps take 12.
    Peer peer("A",
              100,
              With([](Settings& settings) { settings.timestamps = true; }),
              SegmentSizes{1460, 1460, 536});
    Connect(peer, 300, "<MSS=1460><TS=5000,0>");
    peer.Send(1448);
    peer.Expect("<SEQ=101><ACK=301><DATA=1448><CTL=ACK>");
    peer.Arrives({TOO_BIG, SeqNum(101), 1000});
    EXPECT_EQ(peer.Status().mss, 988u);
    peer.TakeSent();
}

TEST(IcmpTooBig, AboutTheSynBoundsTheTextThatFollows)
{
    Peer peer("A", 100, {}, SegmentSizes{1460, 1460, 536});
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives({TOO_BIG, SeqNum(100), 1000});
    peer.ExpectState(State::SynSent);
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><MSS=1460>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_EQ(peer.Status().mss, 1000u);
}

} // namespace
