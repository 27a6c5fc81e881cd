// SPDX-License-Identifier: GPL-2.0-only
//
// Ways to close a connection (RFC 9293, section 3.6) beyond figures 12 and 13.

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

TEST(HalfClose, TextFlowsTheOtherWayForAsLongAsItLikes)
{
    // The bound on FIN-WAIT-2 is for users who are gone; this one reads on.
    Peer a("A", 100, With([](Settings& settings) { settings.finWait2Timeout = 60s; }));
    Peer b("B", 300);
    b.OpenPassive();
    a.OpenActive();
    Converse(a, b);
    a.Close(CloseOf::Sending);
    Converse(a, b);
    a.ExpectState(State::FinWait2);
    b.ExpectState(State::CloseWait);

    for (int hour = 0; hour < 48; ++hour)
    {
        b.Send(10000);
        Converse(a, b);
        a.Advance(500ms);
        b.Advance(500ms);
        Converse(a, b);
        a.ExpectDelivered(10000);
        b.ExpectAcknowledged(10000);
        EXPECT_EQ(a.Receive(10000), CallResult::Ok);
        Converse(a, b);
        a.Advance(1h);
        b.Advance(1h);
        a.ExpectState(State::FinWait2);
        b.ExpectState(State::CloseWait);
        b.ExpectNoTimer();
    }
    b.Close();
    Converse(a, b);
    a.ExpectState(State::TimeWait);
    b.ExpectEnded(CloseReason::Normal);
}

TEST(HalfClose, WhatWasSentBeforeArrivesBeforeTheFin)
{
    Peer a("A", 100);
    Peer b("B", 300);
    b.OpenPassive();
    a.OpenActive();
    Converse(a, b);
    a.Send(20000);
    a.Close();
    a.ExpectState(State::FinWait1);
    Converse(a, b);
    b.ExpectDelivered(20000);
    b.ExpectState(State::CloseWait);
    b.ExpectPeerClosed();
    a.ExpectState(State::FinWait2);
}

TEST(Fin, RidesOnTheLastText)
{
    Peer peer = In(State::Established);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Send(10); // Nagle's algorithm holds it
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=10>"); // and so does the window
    peer.Close();
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK><WND=11>"); // ten octets and the FIN
    peer.Expect("<SEQ=111><ACK=301><DATA=10><CTL=FIN,ACK>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=122><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
}

TEST(Fin, TakesAPlaceInThePeersWindow)
{
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=10>");
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    peer.Close();
    peer.ExpectNothing();
    peer.ExpectState(State::FinWait1);
    peer.Arrives("<SEQ=301><ACK=111><CTL=ACK><WND=1>");
    peer.Expect("<SEQ=111><ACK=301><CTL=FIN,ACK>");
}

TEST(Fin, IsRetransmittedAlone)
{
    Peer peer = In(State::FinWait1);
    peer.FireTimer();
    peer.ExpectAt(1s, "<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.FireTimer();
    peer.ExpectAt(3s, "<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.ExpectState(State::FinWait1);
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
    peer.ExpectState(State::FinWait2);
    peer.ExpectNoTimer();
}

TEST(Fin, IsRetransmittedInEachStateThatHasSentIt)
{
    struct Row
    {
        State state;
        const char* fin;
    };

    for (const Row& row : {Row{State::FinWait1, "<SEQ=101><ACK=301><CTL=FIN,ACK>"},
                           Row{State::Closing, "<SEQ=101><ACK=302><CTL=FIN,ACK>"},
                           Row{State::LastAck, "<SEQ=101><ACK=302><CTL=FIN,ACK>"}})
    {
        Peer peer = In(row.state);
        peer.FireTimer();
        peer.ExpectAt(1s, row.fin);
        peer.ExpectState(row.state);
    }
}

TEST(Fin, IsRetransmittedWithItsText)
{
    Peer peer("A", 100);
    Connect(peer, 300, "<WND=5000>");
    peer.Send(1000);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK>");
    peer.Close();
    peer.Expect("<SEQ=637><ACK=301><DATA=464><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=637><CTL=ACK><WND=5000>");
    peer.FireTimer();
    peer.Expect("<SEQ=637><ACK=301><DATA=464><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=1101><CTL=ACK><WND=5000>"); // the text was there already
    peer.ExpectState(State::FinWait1);
    peer.FireTimer();
    peer.Expect("<SEQ=1101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=1102><CTL=ACK><WND=5000>");
    peer.ExpectState(State::FinWait2);
}

TEST(Fin, LostLastAckIsRepeated)
{
    // B's FIN comes again because A's ACK was lost: A answers from TIME-WAIT.
    Peer a = In(State::TimeWait);
    Peer b("B", 300);
    b.OpenPassive();
    b.Arrives("<SEQ=100><CTL=SYN>");
    b.Expect("<SEQ=300><ACK=101><CTL=SYN,ACK>");
    b.Arrives("<SEQ=101><ACK=301><CTL=ACK>");
    b.Arrives("<SEQ=101><ACK=301><CTL=FIN,ACK>");
    b.Expect("<SEQ=301><ACK=102><CTL=ACK>");
    b.Close();
    b.Expect("<SEQ=301><ACK=102><CTL=FIN,ACK>");
    b.FireTimer();
    a.Advance(1s);
    a.Arrives(b.Expect("<SEQ=301><ACK=102><CTL=FIN,ACK>"));
    b.Arrives(a.Expect("<SEQ=102><ACK=302><CTL=ACK>"));
    b.ExpectEnded(CloseReason::Normal);
}

TEST(SimultaneousClose, WithTextInFlightBothWays)
{
    Peer a("A", 99);
    Peer b("B", 299);
    b.OpenPassive();
    a.OpenActive();
    Converse(a, b);

    a.Send(10);
    const Segment textOfA = a.Expect("<SEQ=100><ACK=300><DATA=10><CTL=ACK>");
    a.Close();
    const Segment finOfA = a.Expect("<SEQ=110><ACK=300><CTL=FIN,ACK>");
    b.Send(20);
    const Segment textOfB = b.Expect("<SEQ=300><ACK=100><DATA=20><CTL=ACK>");
    b.Close();
    const Segment finOfB = b.Expect("<SEQ=320><ACK=100><CTL=FIN,ACK>");
    a.Arrives(textOfB);
    a.Arrives(finOfB);
    a.ExpectState(State::Closing);
    const Segment ackOfA = a.Expect("<SEQ=111><ACK=321><CTL=ACK>");
    b.Arrives(textOfA);
    b.Arrives(finOfA);
    b.ExpectState(State::Closing);
    a.Arrives(b.Expect("<SEQ=321><ACK=111><CTL=ACK>"));
    b.Arrives(ackOfA);
    a.ExpectState(State::TimeWait);
    b.ExpectState(State::TimeWait);
    a.ExpectDelivered(20);
    b.ExpectDelivered(10);
    a.ExpectAcknowledged(10);
    b.ExpectAcknowledged(20);
}

TEST(SimultaneousClose, SurvivesTheLossOfOneFin)
{
    // A's FIN is lost. B's passes A through CLOSING; A's comes again, and B acknowledges it.
    Peer a = In(State::Closing);
    a.FireTimer();
    a.ExpectAt(1s, "<SEQ=101><ACK=302><CTL=FIN,ACK>");
    a.Arrives("<SEQ=302><ACK=102><CTL=ACK>");
    a.ExpectState(State::TimeWait);

    // Seen from B: its own FIN is acknowledged by the FIN that arrives late.
    Peer b = In(State::FinWait1);
    b.Arrives("<SEQ=301><ACK=102><CTL=FIN,ACK>");
    b.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    b.ExpectState(State::TimeWait);
}

TEST(SimultaneousClose, SurvivesTheLossOfAnAck)
{
    // In CLOSING our ACK of the peer's FIN was lost: its FIN comes again, then the ACK of ours.
    Peer peer = In(State::Closing);
    peer.Arrives("<SEQ=301><ACK=101><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    peer.ExpectState(State::Closing);
    peer.Arrives("<SEQ=302><ACK=102><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
}

TEST(SimultaneousClose, ARetransmittedFinMayAcknowledgeOurs)
{
    // Appendix A.2: the FIN is old, its acknowledgment is new. All that is required is that the
    // two do not get stuck: the peer, in CLOSING itself, goes on to acknowledge our FIN.
    Peer a("A", 99);
    Peer b("B", 299);
    b.OpenPassive();
    a.OpenActive();
    Converse(a, b);
    a.Close();
    b.Close();
    const Segment finOfA = a.TakeSent().at(0);
    a.Arrives(b.TakeSent().at(0));
    b.Arrives(finOfA);
    a.TakeSent(); // both acknowledgments are lost
    b.TakeSent();
    a.Advance(1s);
    b.Advance(1s);
    Converse(a, b);
    a.ExpectState(State::TimeWait);
    b.ExpectState(State::TimeWait);
}

} // namespace
