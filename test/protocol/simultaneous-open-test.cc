// SPDX-License-Identifier: GPL-2.0-only
//
// Simultaneous open (RFC 9293, section 3.5, figure 7, and appendix A.2) when things go wrong on the
// way, and a connection to itself.

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

struct Both
{
    Peer a;
    Peer b;
    Segment synAckOfA;
    Segment synAckOfB;
};

/// Both SYNs have crossed, and both SYN,ACKs are on their way.
Both
SynsCrossed(const Settings& settings = {}, uint32_t iss = 100, uint32_t irs = 300)
{
    Both both{Peer("A", iss, settings), Peer("B", irs, settings), {}, {}};
    both.a.OpenActive();
    both.b.OpenActive();
    const Segment synOfA = both.a.TakeSent().at(0);
    both.a.Arrives(both.b.TakeSent().at(0));
    both.b.Arrives(synOfA);
    both.a.ExpectState(State::SynReceived);
    both.b.ExpectState(State::SynReceived);
    both.synAckOfA = both.a.TakeSent().at(0);
    both.synAckOfB = both.b.TakeSent().at(0);
    return both;
}

TEST(SimultaneousOpen, IsSilentAfterTheSynAcks)
{
    Both both = SynsCrossed();
    both.a.Arrives(both.synAckOfB);
    both.b.Arrives(both.synAckOfA);
    both.a.ExpectState(State::Established);
    both.b.ExpectState(State::Established);
    both.a.ExpectNothing();
    both.b.ExpectNothing();
    both.a.ExpectNoTimer();
    both.b.ExpectNoTimer();
}

TEST(SimultaneousOpen, SurvivesTheLossOfOneSynAck)
{
    Both both = SynsCrossed();
    both.b.Arrives(both.synAckOfA);
    both.b.ExpectState(State::Established);
    both.a.ExpectState(State::SynReceived); // B's was lost

    both.a.Advance(3s);
    both.b.Arrives(both.a.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>"));
    both.a.Arrives(both.b.Expect("<SEQ=301><ACK=101><CTL=ACK>"));
    both.a.ExpectState(State::Established);
    both.a.ExpectNothing();
}

TEST(SimultaneousOpen, SurvivesTheLossOfBothSynAcks)
{
    Both both = SynsCrossed();
    both.a.Advance(3s);
    both.b.Advance(3s);
    const Segment synAck = both.a.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    both.a.Arrives(both.b.Expect("<SEQ=300><ACK=101><CTL=SYN,ACK>"));
    both.b.Arrives(synAck);
    both.a.ExpectState(State::Established);
    both.b.ExpectState(State::Established);
    both.a.ExpectNothing();
    both.b.ExpectNothing();
}

TEST(SimultaneousOpen, SurvivesTheLossOfOneSyn)
{
    // B never saw A's SYN, but the SYN,ACK that A answered with.
    Peer a("A", 100);
    Peer b("B", 300);
    a.OpenActive();
    a.Expect("<SEQ=100><CTL=SYN>");
    b.OpenActive();
    a.Arrives(b.Expect("<SEQ=300><CTL=SYN>"));
    b.Arrives(a.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>"));
    b.ExpectState(State::Established);
    a.Arrives(b.Expect("<SEQ=301><ACK=101><CTL=ACK>"));
    a.ExpectState(State::Established);
    a.ExpectNothing();
}

TEST(SimultaneousOpen, TextEndsItToo)
{
    // B's SYN,ACK was lost; its text acknowledges A's SYN as well.
    Both both = SynsCrossed();
    both.b.Arrives(both.synAckOfA);
    both.b.Send(10);
    both.a.Arrives(both.b.Expect("<SEQ=301><ACK=101><DATA=10><CTL=ACK>"));
    both.a.ExpectState(State::Established);
    both.a.ExpectDelivered(10);
}

TEST(SimultaneousOpen, TheWindowOfASynAckIsNotScaled)
{
    // RFC 7323, section 2.2: not in any segment with a SYN, although both SYNs offered scaling.
    Peer a("A", 100);
    a.OpenActive();
    a.Expect("<SEQ=100><CTL=SYN>");
    a.Arrives("<SEQ=300><CTL=SYN><WND=5000><WS=7>");
    a.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    EXPECT_EQ(a.Status().sndWnd, 5000u);
    a.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><WND=6000><WS=7>");
    a.ExpectState(State::Established);
    EXPECT_EQ(a.Status().sndWnd, 6000u);
    a.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=6000>");
    EXPECT_EQ(a.Status().sndWnd, 6000u << 7);
}

TEST(SimultaneousOpen, CarriesTextBothWays)
{
    Both both = SynsCrossed({}, 4294967295, 2147483647);
    both.a.Send(3000);
    both.b.Send(5000);
    both.a.Arrives(both.synAckOfB);
    both.b.Arrives(both.synAckOfA);
    Converse(both.a, both.b);
    for (Peer* peer : {&both.a, &both.b})
    {
        peer->Advance(500ms);
    }
    Converse(both.a, both.b);
    both.b.ExpectDelivered(3000);
    both.a.ExpectDelivered(5000);
}

TEST(SelfConnect, OpensTalksAndCloses)
{
    // Everything that leaves arrives where it came from.
    Peer self("SELF", 100);
    const auto loop = [&] {
        int count = 0;
        for (auto sent = self.TakeSent(); !sent.empty() && count < 50; sent = self.TakeSent())
        {
            for (size_t i = 0; i < sent.size(); ++i, ++count)
            {
                self.Arrives(sent[i]);
                for (const Segment& answer : self.TakeSent())
                {
                    sent.push_back(answer);
                }
            }
        }
        EXPECT_LT(count, 50) << "it answers itself for ever";
    };

    self.OpenActive();
    loop();
    self.ExpectState(State::Established);
    self.Send(10);
    loop();
    self.ExpectDelivered(10);
    self.Advance(500ms);
    loop();
    self.ExpectAcknowledged(10);
    self.Close();
    loop();
    self.ExpectState(State::TimeWait);
    self.Advance(4min);
    self.ExpectEnded(CloseReason::Normal);
}

} // namespace
