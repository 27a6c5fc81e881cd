// SPDX-License-Identifier: GPL-2.0-only
//
// What may be marked (RFC 3168, sections 6.1.2 and 6.1.4 to 6.1.6), and how the peer is told of a
// mark (section 6.1.3; RFC 8257, section 3.2).

#include "conversation.h"
#include "tcp-reno.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
EcnOn()
{
    return With([](Settings& settings) { settings.ecn = UseEcn::On; });
}

/// In ESTABLISHED, ECN agreed on: ISS 100, IRS 300.
Peer
WithEcn(const Settings& settings = EcnOn(), Place place = Place::Here())
{
    Peer peer("A", 100, settings);
    peer.OpenPassive(place);
    peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>", place);
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>", place);
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>", place);
    peer.ExpectState(State::Established, place);
    return peer;
}

// What leaves.

TEST(Ecn, NewTextMayBeMarked)
{
    Peer peer = WithEcn();
    peer.Send(536);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK><ECN=ECT(0)>");
    peer.Close();
    peer.Expect("<SEQ=637><ACK=301><CTL=FIN,ACK>"); // no text
}

TEST(Ecn, TextBeforeAFinMayBeMarked)
{
    Peer peer = WithEcn();
    peer.Send(536);
    peer.Expect("<SEQ=101><ACK=301><DATA=536><CTL=ACK><ECN=ECT(0)>");
    peer.Send(10); // waits, by Nagle's algorithm
    peer.Close();
    peer.Expect("<SEQ=637><ACK=301><DATA=10><CTL=FIN,ACK><ECN=ECT(0)>");
}

TEST(Ecn, CodepointCanBeChosen)
{
    Settings settings = EcnOn();
    settings.ectCodepoint = EcnField::Ect1;
    Peer peer = WithEcn(settings);
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK><ECN=ECT(1)>");
}

TEST(Ecn, TextSentAgainMayNot)
{
    // Section 6.1.5: else a host could be made to see losses that no router meant.
    Peer peer = WithEcn();
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
}

TEST(Ecn, AWindowProbeMayNot)
{
    // Section 6.1.6.
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=0>");
    peer.Send(10);
    peer.FireTimer();
    peer.Expect("<SEQ=101><ACK=301><DATA=1><CTL=ACK>");
}

TEST(Ecn, AcknowledgmentsAndResetsMayNot)
{
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
    peer.ExpectSoon("<SEQ=101><ACK=311><CTL=ACK>");
    peer.Abort();
    peer.Expect("<SEQ=101><CTL=RST>");
}

TEST(Ecn, NothingMayBeMarkedUnlessBothAgreed)
{
    Peer peer = In(State::Established, EcnOn());
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
}

// What leaves once the peer has told of a mark: section 6.1.2.

TEST(Ecn, NewTextTellsThatTheWindowWasReduced)
{
    Reno reno(4, UINT32_MAX);
    Peer peer("A", 100, EcnOn());
    peer.SetCongestionControl(reno);
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    peer.Send(5 * 536); // the window is 4 * 536, what is left waits
    for (const uint32_t seq : {101, 637, 1173, 1709})
    {
        peer.SetSymbol("SEG.SEQ", seq);
        peer.Expect("<SEQ=SEG.SEQ><ACK=301><DATA=536><CTL=ACK><ECN=ECT(0)>");
    }
    // Half of 4 * 536 in flight: nothing more until two of them are left.
    peer.Arrives("<SEQ=301><ACK=637><CTL=ECE,ACK>");
    peer.ExpectNothing();
    EXPECT_EQ(reno.Window(), 2 * 536u);
    peer.Arrives("<SEQ=301><ACK=1173><CTL=ECE,ACK>"); // of the same window: not twice
    peer.ExpectNothing();
    EXPECT_EQ(reno.Window(), 2 * 536u);
    peer.Arrives("<SEQ=301><ACK=1709><CTL=ECE,ACK>");
    peer.Expect("<SEQ=2245><ACK=301><DATA=536><CTL=CWR,ACK><ECN=ECT(0)>");
    peer.Arrives("<SEQ=301><ACK=2781><CTL=ACK>");
    peer.Send(10);
    peer.Expect("<SEQ=2781><ACK=301><DATA=10><CTL=ACK><ECN=ECT(0)>"); // said once
}

// What the peer is told of a mark: section 6.1.3.

TEST(EcnEcho, TellsOfAMarkUntilThePeerHasAnswered)
{
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.ExpectSoon("<SEQ=101><ACK=311><CTL=ACK>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.ExpectSoon("<SEQ=101><ACK=321><CTL=ECE,ACK>");
    peer.Arrives("<SEQ=321><ACK=101><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.ExpectSoon("<SEQ=101><ACK=331><CTL=ECE,ACK>");
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=331><DATA=10><CTL=ECE,ACK><ECN=ECT(0)>");
    peer.Arrives("<SEQ=331><ACK=111><DATA=10><CTL=CWR,ACK><ECN=ECT(0)>");
    peer.Expect("<SEQ=111><ACK=341><CTL=ACK>"); // at once: the peer's window may be small
    peer.Arrives("<SEQ=341><ACK=111><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.ExpectSoon("<SEQ=111><ACK=351><CTL=ACK>");
}

TEST(EcnEcho, TellsOfAMarkOnTheAnswerItself)
{
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.ExpectSoon("<SEQ=101><ACK=311><CTL=ECE,ACK>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=CWR,ACK><ECN=CE>");
    peer.ExpectSoon("<SEQ=101><ACK=321><CTL=ECE,ACK>");
}

TEST(EcnEcho, TellsIfOneOfTheSegmentsAcknowledgedWasMarked)
{
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.Expect("<SEQ=101><ACK=321><CTL=ECE,ACK>");
}

TEST(EcnEcho, TellsOfAMarkOnTextOutOfOrder)
{
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ECE,ACK>");
}

TEST(EcnEcho, IgnoresMarksOnWhatIsNoTextInTheWindow)
{
    // Section 6.1.5: what lies outside the window may be anybody's.
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><ECN=CE>");
    peer.Arrives("<SEQ=291><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.ExpectSoon("<SEQ=101><ACK=311><CTL=ACK>");
}

TEST(EcnEcho, IsSilentUnlessBothAgreed)
{
    Peer peer = In(State::Established, EcnOn());
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.ExpectSoon("<SEQ=101><ACK=311><CTL=ACK>");
}

TEST(EcnEcho, TellsOfAMarkOnTheTextBeforeTheFin)
{
    Peer peer = WithEcn();
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=FIN,ACK><ECN=CE>");
    peer.Expect("<SEQ=101><ACK=312><CTL=ECE,ACK>");
    peer.ExpectState(State::CloseWait);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=FIN,ACK>"); // that one was lost
    peer.Expect("<SEQ=101><ACK=312><CTL=ECE,ACK>");
}

// RFC 8257, section 3.2.

Settings
Exact()
{
    Settings settings = EcnOn();
    settings.exactEcnFeedback = true;
    return settings;
}

TEST(ExactEcnFeedback, FollowsTheMarks)
{
    Peer peer = WithEcn(Exact());
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.Expect("<SEQ=101><ACK=311><CTL=ECE,ACK>"); // at once
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.ExpectNothing(); // delayed, as ever
    peer.Arrives("<SEQ=321><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.Expect("<SEQ=101><ACK=331><CTL=ECE,ACK>");
    peer.Arrives("<SEQ=331><ACK=101><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.Expect("<SEQ=101><ACK=341><CTL=ACK>");
    peer.ExpectNothing();
}

TEST(ExactEcnFeedback, DoesNotMixMarkedTextWithOther)
{
    // Text that waits for its acknowledgment gets it before the other kind comes.
    Peer peer = WithEcn(Exact());
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.Expect("<SEQ=101><ACK=311><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=321><CTL=ECE,ACK>");
    peer.Arrives("<SEQ=321><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.ExpectNothing();
    peer.Arrives("<SEQ=331><ACK=101><DATA=10><CTL=ACK><ECN=ECT(0)>");
    peer.Expect("<SEQ=101><ACK=331><CTL=ECE,ACK>");
    peer.Expect("<SEQ=101><ACK=341><CTL=ACK>");
}

TEST(ExactEcnFeedback, DoesNotWaitForCwr)
{
    Peer peer = WithEcn(Exact());
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK><ECN=CE>");
    peer.Expect("<SEQ=101><ACK=311><CTL=ECE,ACK>");
    peer.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=CWR,ACK><ECN=CE>");
    peer.ExpectSoon("<SEQ=101><ACK=321><CTL=ECE,ACK>"); // says nothing of this mark
}

} // namespace
