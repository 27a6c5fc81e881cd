// SPDX-License-Identifier: GPL-2.0-only
//
// TIME-WAIT that ends before its time: a SYN that begins a new incarnation (RFC 6191, section 2;
// RFC 9293, section 3.6.1, MAY-2), and a host that keeps no more of them.

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// RCV.NXT of In(State::TimeWait).
constexpr uint32_t RCV_NXT = 302;
/// TS.Recent of it, with timestamps.
constexpr uint32_t TS_RECENT = 1000;

Segment
Syn(uint32_t seq)
{
    Segment syn;
    syn.seq = SeqNum(seq);
    syn.ctl = SYN;
    return syn;
}

Segment
Syn(uint32_t seq, uint32_t stamp)
{
    Segment syn = Syn(seq);
    syn.options.timestamps = Timestamps{stamp, 0};
    return syn;
}

Peer
InTimeWait(bool timestamps, TimeWaitReuse reuse = TimeWaitReuse::Rfc6191)
{
    return In(State::TimeWait, With([&](Settings& settings) {
                  settings.timestamps = timestamps;
                  settings.timeWaitReuse = reuse;
              }));
}

TEST(TimeWaitReuse, OldIncarnationWithTimestampsGivesWayToANewerOne)
{
    const Peer peer = InTimeWait(true);
    // Newer by its timestamp, whatever its number is.
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT - 100, TS_RECENT + 1), true));
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT + 100, TS_RECENT + 0x7fffffff), true));
    // Equal: its number decides.
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT, TS_RECENT), true));
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT - 1, TS_RECENT), true));
    // Older: not even with a newer number.
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT + 100, TS_RECENT - 1), true));
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT + 100, TS_RECENT + 0x80000001), true));
    // None: its number decides.
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT), true));
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT - 1), true));
}

TEST(TimeWaitReuse, OldIncarnationWithoutTimestampsGivesWayByTheNumber)
{
    const Peer peer = InTimeWait(false);
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT), true));
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT + 0x7fffffff), true));
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT - 1), true));
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT + 0x80000001), true));
    // Timestamps are new: the peer, or the listener, did not use them before.
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT - 1, 1), true));
}

TEST(TimeWaitReuse, NumberDecidesWhereTheListenerTakesNoTimestamps)
{
    // RFC 6191, section 2: what counts is whether the new incarnation would use them.
    for (const bool timestamps : {false, true})
    {
        const Peer peer = InTimeWait(timestamps);
        EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT - 1, TS_RECENT + 1), false));
        EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT, TS_RECENT - 1), false));
    }
}

TEST(TimeWaitReuse, MayBeLeftToTimestamps)
{
    const Peer peer = InTimeWait(true, TimeWaitReuse::TimestampsOnly);
    EXPECT_TRUE(peer.Get().GivesWayTo(Syn(RCV_NXT - 100, TS_RECENT + 1), true));
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT + 1, TS_RECENT), true));
    EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT + 1), true));
    const Peer without = InTimeWait(false, TimeWaitReuse::TimestampsOnly);
    EXPECT_FALSE(without.Get().GivesWayTo(Syn(RCV_NXT + 1), true));
    EXPECT_FALSE(without.Get().GivesWayTo(Syn(RCV_NXT + 1, 1), true));
}

TEST(TimeWaitReuse, MayBeForbidden)
{
    for (const bool timestamps : {false, true})
    {
        const Peer peer = InTimeWait(timestamps, TimeWaitReuse::Never);
        EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT + 1, TS_RECENT + 1), true));
        EXPECT_FALSE(peer.Get().GivesWayTo(Syn(RCV_NXT + 1), true));
    }
}

TEST(TimeWaitReuse, IsForTimeWaitAlone)
{
    for (const State state : {State::Established, State::LastAck, State::Closing, State::FinWait2})
    {
        EXPECT_FALSE(In(state).Get().GivesWayTo(Syn(RCV_NXT + 1), true)) << ToString(state);
        Peer peer = In(state);
        peer.GiveWay();
        peer.FindNoRoom();
        peer.ExpectNothing();
        peer.ExpectState(state);
        EXPECT_EQ(peer.Get().NextIss(SeqNum(7)), SeqNum(7));
    }
}

TEST(TimeWaitReuse, NewNumberLiesPastAllThatTheOldIncarnationSent)
{
    // SND.NXT is 102: the FIN had 101.
    const Peer peer = InTimeWait(false);
    EXPECT_EQ(peer.Get().NextIss(SeqNum(103)), SeqNum(103));
    EXPECT_EQ(peer.Get().NextIss(SeqNum(102 + 0x7fffffff)), SeqNum(102 + 0x7fffffff));
    EXPECT_EQ(peer.Get().NextIss(SeqNum(102)), SeqNum(103));
    EXPECT_EQ(peer.Get().NextIss(SeqNum(50)), SeqNum(103));
    EXPECT_EQ(peer.Get().NextIss(SeqNum(0xfffffff0)), SeqNum(103));
}

TEST(TimeWaitReuse, OldIncarnationEndsSilently)
{
    Peer peer = InTimeWait(false);
    peer.GiveWay();
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::Normal);
    peer.ExpectNoTimer();
    EXPECT_STREQ(peer.Rows().back()->key, "time-wait-reopened");
}

TEST(TimeWaitReuse, HostWithoutRoomEndsItSilently)
{
    Peer peer = InTimeWait(false);
    peer.FindNoRoom();
    peer.ExpectNothing();
    peer.ExpectEnded(CloseReason::Normal);
    EXPECT_STREQ(peer.Rows().back()->key, "time-wait-no-room");
}

TEST(TimeWaitReuse, OwnUserMayReopenASecondAfterTheLastSegmentWithTimestamps)
{
    Peer peer = InTimeWait(true);
    const auto at = [&] { return Instant{peer.Now()}; };
    EXPECT_FALSE(peer.Get().GivesWayToOwnUser(at()));
    peer.Advance(1s - 1ns);
    EXPECT_FALSE(peer.Get().GivesWayToOwnUser(at()));
    peer.Advance(1ns);
    EXPECT_TRUE(peer.Get().GivesWayToOwnUser(at()));
    peer.Arrives("<SEQ=301><ACK=102><CTL=FIN,ACK><TS=1001,0>"); // again: the waiting starts anew
    peer.TakeSent();
    EXPECT_FALSE(peer.Get().GivesWayToOwnUser(at()));
    peer.Advance(1s);
    EXPECT_TRUE(peer.Get().GivesWayToOwnUser(at()));
    EXPECT_FALSE(InTimeWait(false).Get().GivesWayToOwnUser(Instant{} + 10s));
    EXPECT_FALSE(In(State::LastAck).Get().GivesWayToOwnUser(Instant{} + 10s));
}

} // namespace
