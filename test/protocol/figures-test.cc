// SPDX-License-Identifier: GPL-2.0-only
//
// Figures 6 to 13 of RFC 9293, with their numbers. A segment that one peer is expected to send is
// what arrives at the other.

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// Brings both to ESTABLISHED. \param a opens actively
void
Handshake(Peer& a, Peer& b)
{
    b.OpenPassive();
    a.OpenActive();
    Converse(a, b);
    a.ExpectState(State::Established);
    b.ExpectState(State::Established);
}

TEST(Figure6, BasicThreeWayHandshake)
{
    Peer a("A", 100);
    Peer b("B", 300);

    a.ExpectState(State::Closed);
    b.OpenPassive();
    b.ExpectState(State::Listen);

    a.OpenActive();
    a.ExpectState(State::SynSent);
    b.Arrives(a.Expect("<SEQ=100><CTL=SYN>"));
    b.ExpectState(State::SynReceived);

    a.Arrives(b.Expect("<SEQ=300><ACK=101><CTL=SYN,ACK>"));
    a.ExpectState(State::Established);
    a.ExpectOpened();

    b.ExpectOpened(false);
    b.Arrives(a.Expect("<SEQ=101><ACK=301><CTL=ACK>"));
    b.ExpectState(State::Established);
    b.ExpectOpened();

    a.Send(10);
    b.Arrives(a.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>"));
    b.ExpectState(State::Established);
    b.ExpectDelivered(10);
}

TEST(Figure7, SimultaneousConnectionSynchronization)
{
    Peer a("A", 100);
    Peer b("B", 300);

    a.OpenActive();
    const Segment synOfA = a.Expect("<SEQ=100><CTL=SYN>");
    b.OpenActive();
    a.Arrives(b.Expect("<SEQ=300><CTL=SYN>"));
    a.ExpectState(State::SynReceived);

    b.Arrives(synOfA);
    b.ExpectState(State::SynReceived);

    const Segment synAckOfA = a.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    a.Arrives(b.Expect("<SEQ=300><ACK=101><CTL=SYN,ACK>"));
    a.ExpectState(State::Established);
    a.ExpectNothing();

    b.Arrives(synAckOfA);
    b.ExpectState(State::Established);
    b.ExpectNothing();
    a.ExpectOpened();
    b.ExpectOpened();
}

TEST(Figure8, RecoveryFromOldDuplicateSyn)
{
    Peer a("A", 100);
    Peer b("B", 300);
    b.OpenPassive();
    a.OpenActive();
    const Segment syn = a.Expect("<SEQ=100><CTL=SYN>");

    b.Arrives("<SEQ=90><CTL=SYN>"); // the old duplicate
    b.ExpectState(State::SynReceived);
    a.Arrives(b.Expect("<SEQ=300><ACK=91><CTL=SYN,ACK>"));
    a.ExpectState(State::SynSent);

    b.Arrives(a.Expect("<SEQ=91><CTL=RST>"));
    b.ExpectState(State::Listen);
    b.ExpectOpened(false);
    b.ExpectNothing();

    b.SetIss(400);
    b.Arrives(syn);
    b.ExpectState(State::SynReceived);
    a.Arrives(b.Expect("<SEQ=400><ACK=101><CTL=SYN,ACK>"));
    a.ExpectState(State::Established);
    b.Arrives(a.Expect("<SEQ=101><ACK=401><CTL=ACK>"));
    b.ExpectState(State::Established);
}

/// Figure 9: A has lost its state, B is "send 300, receive 100".
void
HalfOpenDiscovery(const Settings& settingsOfB)
{
    Peer b("B", 299, settingsOfB);
    Connect(b, 99);
    Peer a("A", 400);

    a.OpenActive();
    a.ExpectState(State::SynSent);
    b.Arrives(a.Expect("<SEQ=400><CTL=SYN>"));
    b.ExpectState(State::Established);

    a.Arrives(b.Expect("<SEQ=300><ACK=100><CTL=ACK>"));
    a.ExpectState(State::SynSent);
    b.Arrives(a.Expect("<SEQ=100><CTL=RST>"));
    b.ExpectEnded(CloseReason::Reset);
    b.ExpectNothing();

    a.FireTimer();
    a.ExpectState(State::SynSent);
    a.ExpectAt(3s, "<SEQ=400><CTL=SYN>");
}

TEST(Figure9, HalfOpenConnectionDiscovery)
{
    HalfOpenDiscovery({});
}

TEST(Figure9, HalfOpenConnectionDiscoveryByTheOldRules)
{
    // The figure's SYN lies outside of the window: 100 + 300 = 400 is the first number there.
    HalfOpenDiscovery(With([](Settings& settings) {
        settings.rfc5961 = false;
        settings.receiveBuffer = 300;
    }));
}

TEST(Figure10, ActiveSideCausesHalfOpenDiscovery)
{
    Peer b("B", 299);
    Connect(b, 99);
    Peer a("A", 0);

    b.Send(10);
    a.Arrives(b.Expect("<SEQ=300><ACK=100><DATA=10><CTL=ACK>"));
    a.ExpectState(State::Closed);

    b.Arrives(a.Expect("<SEQ=100><CTL=RST>"));
    b.ExpectEnded(CloseReason::Reset);
}

TEST(Figure11, OldDuplicateSynAtTwoPassiveSockets)
{
    constexpr uint32_t X = 300;
    Peer a("A", 100);
    Peer b("B", X);
    a.OpenPassive();
    b.OpenPassive();

    b.Arrives("<SEQ=90><CTL=SYN>"); // Z = 90
    b.ExpectState(State::SynReceived);
    a.Arrives(b.Expect("<SEQ=300><ACK=91><CTL=SYN,ACK>"));
    a.ExpectState(State::Listen);
    b.Arrives(a.Expect("<SEQ=91><CTL=RST>"));
    b.ExpectState(State::Listen);
    a.ExpectNothing();
    b.ExpectNothing();
}

TEST(Figure12, NormalCloseSequence)
{
    Peer a("A", 99);
    Peer b("B", 299);
    Handshake(a, b);

    a.Close();
    a.ExpectState(State::FinWait1);
    b.Arrives(a.Expect("<SEQ=100><ACK=300><CTL=FIN,ACK>"));
    b.ExpectState(State::CloseWait);
    b.ExpectPeerClosed();

    a.Arrives(b.Expect("<SEQ=300><ACK=101><CTL=ACK>"));
    a.ExpectState(State::FinWait2);

    b.Close();
    b.ExpectState(State::LastAck);
    a.Arrives(b.Expect("<SEQ=300><ACK=101><CTL=FIN,ACK>"));
    a.ExpectState(State::TimeWait);
    a.ExpectPeerClosed();

    b.Arrives(a.Expect("<SEQ=101><ACK=301><CTL=ACK>"));
    b.ExpectEnded(CloseReason::Normal);

    a.Advance(4min - 1ns);
    a.ExpectState(State::TimeWait);
    a.Advance(1ns);
    a.ExpectEnded(CloseReason::Normal);
    a.ExpectNothing();
}

TEST(Figure13, SimultaneousCloseSequence)
{
    Peer a("A", 99);
    Peer b("B", 299);
    Handshake(a, b);

    a.Close();
    a.ExpectState(State::FinWait1);
    const Segment finOfA = a.Expect("<SEQ=100><ACK=300><CTL=FIN,ACK>");
    b.Close();
    b.ExpectState(State::FinWait1);
    a.Arrives(b.Expect("<SEQ=300><ACK=100><CTL=FIN,ACK>"));
    a.ExpectState(State::Closing);
    b.Arrives(finOfA);
    b.ExpectState(State::Closing);

    const Segment ackOfA = a.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    a.Arrives(b.Expect("<SEQ=301><ACK=101><CTL=ACK>"));
    a.ExpectState(State::TimeWait);
    b.Arrives(ackOfA);
    b.ExpectState(State::TimeWait);

    for (Peer* peer : {&a, &b})
    {
        peer->Advance(4min - 1ns);
        peer->ExpectState(State::TimeWait);
        peer->Advance(1ns);
        peer->ExpectEnded(CloseReason::Normal);
        peer->ExpectNothing();
    }
}

} // namespace
