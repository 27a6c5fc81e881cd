// SPDX-License-Identifier: GPL-2.0-only
//
// Zero-window probing (RFC 9293, section 3.8.6.1), and window updates that end it.

#include "conversation.h"
#include "network.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// In ESTABLISHED, the peer's window is closed.
Peer
ClosedWindow(const Settings& settings = {})
{
    Peer peer = In(State::Established, settings);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    return peer;
}

/// Expects that segments which left now cover the octets from, from + 1, ... to - 1, in order.
void
ExpectText(Peer& peer, uint32_t from, uint32_t to)
{
    uint32_t next = from;
    for (const Segment& segment : peer.TakeSent())
    {
        EXPECT_EQ(segment.seq.Value(), next) << peer.Transcript();
        next = segment.seq.Value() + segment.textLength;
    }
    EXPECT_EQ(next, to) << peer.Transcript();
}

TEST(ZeroWindow, TakesNothing)
{
    Peer peer = ClosedWindow();
    peer.Send(100);
    peer.ExpectNothing();
    peer.ExpectTimerIn(1s);
}

TEST(ZeroWindow, IsProbedAfterTheRtoAndThenLessAndLessOften)
{
    // SHLD-29, SHLD-30; one octet of new text each time, and the same one.
    Peer peer = ClosedWindow();
    peer.Send(100);
    peer.Advance(63s);
    for (const Duration time : {1s, 3s, 7s, 15s, 31s, 63s})
    {
        peer.ExpectAt(time, "<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
    }
    peer.ExpectNothing();
    peer.ExpectState(State::Established);
}

TEST(ZeroWindow, FirstProbeCanBeChosen)
{
    Peer peer = ClosedWindow(With([](Settings& settings) { settings.persistTimeout = 5s; }));
    peer.Send(100);
    peer.Advance(15s);
    peer.ExpectAt(5s, "<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
    peer.ExpectAt(15s, "<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
}

TEST(ZeroWindow, IsProbedForEverWhileThePeerAnswers)
{
    // MUST-37: the printer ran out of paper, for days.
    Peer peer = ClosedWindow();
    peer.Send(100);
    Duration last{};
    for (int i = 0; i < 2000; ++i)
    {
        peer.FireTimer();
        peer.Expect("<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
        EXPECT_LE(peer.Now() - last, 2min) << "such rare probes that the reopening is missed";
        last = peer.Now();
        peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
        peer.ExpectState(State::Established);
    }
    EXPECT_GT(peer.Now(), 12h);
}

TEST(ZeroWindow, IsGivenUpWhenThePeerIsGone)
{
    Peer peer = ClosedWindow();
    peer.Send(100);
    peer.Advance(100s); // R2 is at least this
    peer.TakeSent();
    peer.ExpectState(State::Established);
    peer.Advance(1h);
    peer.TakeSent();
    peer.ExpectEnded(CloseReason::TimedOut);
    peer.ExpectNoTimer();
}

TEST(ZeroWindow, IsGivenUpWhenThePeerGoesLater)
{
    Peer peer = ClosedWindow();
    peer.Send(100);
    for (int i = 0; i < 100; ++i)
    {
        peer.FireTimer();
        peer.Expect("<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
        peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    }
    peer.Advance(100s);
    peer.TakeSent();
    peer.ExpectState(State::Established);
    peer.Advance(1h);
    peer.TakeSent();
    peer.ExpectEnded(CloseReason::TimedOut);
}

TEST(ZeroWindow, UpdateBeforeTheFirstProbeLetsEverythingGo)
{
    Peer peer = ClosedWindow();
    peer.Send(100);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=1000>");
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=ACK>");
    peer.ExpectTimerIn(1s); // the retransmission's
}

TEST(ZeroWindow, UpdateAfterAProbeLetsEverythingGo)
{
    // The octet that was not taken goes again. Nagle's algorithm is off: it might hold the rest.
    Peer peer = ClosedWindow(With([](Settings& settings) { settings.noDelay = true; }));
    peer.Send(100);
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=1000>");
    ExpectText(peer, 101, 201);
}

TEST(ZeroWindow, ProbeThatIsTakenMovesOn)
{
    Peer peer = ClosedWindow();
    peer.Send(100);
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK><WND=0>");
    peer.ExpectAcknowledged(1);
    peer.ExpectNothing();
    peer.FireTimer();
    peer.Expect("<SEQ=102><ACK=301><DATA=1><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=103><CTL=ACK><WND=1000>");
    ExpectText(peer, 103, 201);
}

TEST(ZeroWindow, ClosingUnderTextInFlightIsProbed)
{
    // The peer shrank its window to nothing (MUST-34, MUST-35).
    Peer peer = In(State::Established);
    peer.Send(100);
    peer.Expect("<SEQ=101><ACK=301><DATA=100><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    peer.ExpectNothing();
    peer.FireTimer();
    ASSERT_EQ(peer.Status().sndUna, SeqNum(101));
    const Segment probe = peer.TakeSent().at(0);
    EXPECT_EQ(probe.seq, SeqNum(101));
    EXPECT_GE(probe.textLength, 1u);
    for (int i = 0; i < 50; ++i)
    {
        peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
        peer.FireTimer();
        EXPECT_EQ(peer.TakeSent().size(), 1u);
        peer.ExpectState(State::Established);
    }
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=1000>");
    ExpectText(peer, 101, 201);
}

TEST(ZeroWindow, FinIsItsOwnProbe)
{
    Peer peer = ClosedWindow();
    peer.Close();
    peer.ExpectState(State::FinWait1);
    peer.ExpectNothing();
    peer.Advance(3s);
    peer.ExpectAt(1s, "<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.ExpectAt(3s, "<SEQ=101><ACK=301><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK><WND=0>");
    peer.ExpectState(State::FinWait2);
}

TEST(ZeroWindow, FinInCloseWaitEntersLastAckWithTheProbe)
{
    Peer peer = In(State::CloseWait);
    peer.Arrives("<SEQ=302><ACK=101><CTL=ACK><WND=0>");
    peer.Close();
    peer.ExpectState(State::CloseWait);
    peer.FireTimer();
    peer.ExpectAt(1s, "<SEQ=101><ACK=302><CTL=FIN,ACK>");
    peer.ExpectState(State::LastAck);
}

TEST(ZeroWindow, TextBeforeTheFinIsProbedFirst)
{
    Peer peer = ClosedWindow();
    peer.Send(1);
    peer.Close();
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=102><CTL=ACK><WND=0>");
    peer.ExpectNothing();
    peer.FireTimer();
    peer.Expect("<SEQ=102><ACK=301><CTL=FIN,ACK>");
}

TEST(ZeroWindow, OfBothSidesIsSurvived)
{
    // Both windows are closed and both probe (appendix A.2): the acknowledgments must count, or
    // each side believes that the other is gone.
    const Settings settings = With([](Settings& changed) { changed.receiveBuffer = 100; });
    Peer a("A", 100, settings);
    Peer b("B", 300, settings);
    Network network(a, b, 10ms);
    b.OpenPassive();
    a.OpenActive();
    network.Run(1s);
    a.Send(200);
    network.Run(0s);
    b.Send(200);
    network.Run(1h);
    a.ExpectState(State::Established);
    b.ExpectState(State::Established);
    a.ExpectDelivered(100);
    b.ExpectDelivered(100);
    EXPECT_LT(network.Sent(), 1000u) << "the two answer each other's answers";

    network.SetUser([](Peer& peer) { peer.Receive(peer.Status().unread); });
    a.Receive(100);
    network.Run(0s);
    b.Receive(100);
    network.Run(5min);
    a.ExpectDelivered(100);
    b.ExpectDelivered(100);
    a.ExpectState(State::Established);
    b.ExpectState(State::Established);
}

} // namespace
