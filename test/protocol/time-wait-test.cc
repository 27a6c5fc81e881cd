// SPDX-License-Identifier: GPL-2.0-only
//
// TIME-WAIT: 2 MSL, and what may happen meanwhile (RFC 9293, section 3.6.1 MUST-13, 3.10.7.4).

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

TEST(TimeWait, LastsTwiceTheMslExactly)
{
    for (const Duration msl : {Duration(2min), Duration(30s), Duration(7s), Duration(1ns)})
    {
        Peer peer = In(State::TimeWait, With([=](Settings& settings) { settings.msl = msl; }));
        peer.ExpectTimerIn(2 * msl);
        peer.Advance(2 * msl - 1ns);
        peer.ExpectState(State::TimeWait);
        peer.Advance(1ns);
        peer.ExpectEnded(CloseReason::Normal);
        peer.ExpectNothing();
        peer.ExpectNoTimer();
        EXPECT_STREQ(peer.Rows().back()->key, "time-wait-timeout");
    }
}

TEST(TimeWait, DefaultMslIsTwoMinutes)
{
    // Section 3.4.2.
    Peer peer = In(State::TimeWait);
    peer.ExpectTimerIn(240s);
}

TEST(TimeWait, LastsTwiceTheMslAfterClosingToo)
{
    Peer peer = In(State::Closing, With([](Settings& settings) { settings.msl = 7s; }));
    peer.Advance(500ms);
    peer.Arrives("<SEQ=302><ACK=102><CTL=ACK>");
    peer.Advance(14s - 1ns);
    peer.ExpectState(State::TimeWait);
    peer.Advance(1ns);
    peer.ExpectEnded(CloseReason::Normal);
}

TEST(TimeWait, LastsTwiceTheMslAfterFinWait1Too)
{
    Peer peer = In(State::FinWait1, With([](Settings& settings) { settings.msl = 7s; }));
    peer.Arrives("<SEQ=301><ACK=102><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    peer.Advance(14s - 1ns);
    peer.ExpectState(State::TimeWait);
    peer.Advance(1ns);
    peer.ExpectEnded(CloseReason::Normal);
}

TEST(TimeWait, MslZeroEndsAtOnce)
{
    Peer peer = In(State::TimeWait, With([](Settings& settings) { settings.msl = 0s; }));
    peer.ExpectTimerIn(0s);
    peer.Advance(0s);
    peer.ExpectEnded(CloseReason::Normal);
}

TEST(TimeWait, PeersFinAgainIsAcknowledgedAndStartsTheTimeAnew)
{
    for (const char* fin : {"<SEQ=301><ACK=102><CTL=FIN,ACK>",
                            "<SEQ=291><ACK=102><DATA=10><CTL=FIN,ACK>",
                            "<SEQ=301><ACK=101><CTL=FIN,ACK>"})
    {
        Peer peer = In(State::TimeWait);
        peer.Advance(100s);
        peer.Arrives(fin);
        peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
        peer.ExpectTimerIn(240s);
        peer.Advance(240s - 1ns);
        peer.ExpectState(State::TimeWait);
        peer.Arrives(fin);
        peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
        peer.Advance(240s - 1ns);
        peer.ExpectState(State::TimeWait);
        peer.Advance(1ns);
        peer.ExpectEnded(CloseReason::Normal);
    }
}

TEST(TimeWait, OtherSegmentsDoNotStartItAnew)
{
    for (const char* segment : {"<SEQ=300><ACK=102><CTL=ACK>",
                                "<SEQ=291><ACK=102><DATA=10><CTL=ACK>",
                                "<SEQ=290><ACK=102><CTL=FIN,ACK>",
                                "<SEQ=302><ACK=102><CTL=ACK>",
                                "<SEQ=303><CTL=RST>",
                                "<SEQ=300><CTL=RST>",
                                "<SEQ=300><CTL=SYN>",
                                "<SEQ=5000><CTL=SYN>",
                                "<SEQ=302><ACK=103><CTL=ACK>"})
    {
        Peer peer = In(State::TimeWait);
        peer.Advance(100s);
        peer.Arrives(segment);
        peer.TakeSent();
        peer.ExpectState(State::TimeWait);
        peer.ExpectTimerIn(140s);
    }
}

TEST(TimeWait, UnacceptableSegmentIsAcknowledged)
{
    Peer peer = In(State::TimeWait);
    peer.Arrives("<SEQ=291><ACK=102><DATA=10><CTL=ACK>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    peer.Arrives("<SEQ=300><ACK=102><CTL=ACK>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
}

TEST(TimeWait, ResetAtExactlyNextAssassinatesIt)
{
    Peer peer = In(State::TimeWait);
    peer.Advance(10s);
    peer.Arrives("<SEQ=302><CTL=RST>");
    peer.ExpectState(State::Closed);
    peer.ExpectNothing();
    peer.ExpectNoTimer();
    EXPECT_STREQ(peer.Rows().back()->key, "time-wait-rst");
}

TEST(TimeWait, ResetsCanBeIgnored)
{
    // RFC 1337, section 3, fix F1.
    Peer peer = In(State::TimeWait,
                   With([](Settings& settings) { settings.timeWaitRst = TimeWaitRst::Ignore; }));
    peer.Advance(1min);
    for (const char* reset : {"<SEQ=RCV.NXT><CTL=RST>",
                              "<SEQ=RCV.NXT+5><CTL=RST>",
                              "<SEQ=RCV.NXT-5><CTL=RST>",
                              "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=RST,ACK>"})
    {
        peer.Arrives(reset);
        peer.ExpectNothing();
        peer.ExpectState(State::TimeWait);
        peer.ExpectTimerIn(3min);
    }

    // It is a rule of TIME-WAIT alone.
    Peer other = In(State::Established,
                    With([](Settings& settings) { settings.timeWaitRst = TimeWaitRst::Ignore; }));
    other.Arrives("<SEQ=RCV.NXT><CTL=RST>");
    other.ExpectEnded(CloseReason::Reset);
}

TEST(TimeWait, SynIsChallenged)
{
    Peer peer = In(State::TimeWait);
    peer.Arrives("<SEQ=9000><CTL=SYN>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    peer.ExpectState(State::TimeWait);
}

TEST(TimeWait, TwoOfThemDoNotAnswerEachOther)
{
    Peer a("A", 99);
    Peer b("B", 299);
    b.OpenPassive();
    a.OpenActive();
    Converse(a, b);
    a.Close();
    b.Close();
    Converse(a, b);
    a.ExpectState(State::TimeWait);
    b.ExpectState(State::TimeWait);
    // One stray acknowledgment draws at most one answer.
    a.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    a.ExpectNothing();
    // And an old duplicate no more than that.
    a.Arrives("<SEQ=299><ACK=101><CTL=ACK>");
    b.Arrives(a.Expect("<SEQ=101><ACK=301><CTL=ACK>"));
    b.ExpectNothing();
}

TEST(TimeWait, HoldsNoTimerButItsOwn)
{
    Peer peer = In(State::Established);
    peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>"); // a delayed acknowledgment waits
    peer.Close();
    peer.Expect("<SEQ=101><ACK=311><CTL=FIN,ACK>");
    peer.Arrives("<SEQ=311><ACK=102><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=312><CTL=ACK>");
    peer.ExpectTimerIn(4min);
    peer.Advance(4min);
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::Normal);
}

} // namespace
