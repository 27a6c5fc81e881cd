// SPDX-License-Identifier: GPL-2.0-only
//
// A connection that was kept compact answers each event as if nothing had happened to it.

#include "conversation.h"
#include "segment-notation.h"
#include "tcp-compact-syn-received.h"
#include "tcp-compact-time-wait.h"

#include <gtest/gtest.h>
#include <string>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// What a connection answers, in words.
std::string
Answer(Connection& connection, const Segment& segment, Instant now)
{
    Actions actions;
    connection.SegmentArrives(segment, 1, now, actions);
    connection.Timeout(now, actions);
    std::string text;
    for (const Action& action : actions)
    {
        text += std::to_string(action.index());
        if (const auto* emit = std::get_if<Emit>(&action))
        {
            const auto& stamp = emit->segment.options.timestamps;
            text += ToString(emit->segment) + " WND=" + std::to_string(emit->segment.wnd);
            text += stamp
                        ? " TS=" + std::to_string(stamp->value) + "," + std::to_string(stamp->echo)
                        : "";
            text += " SACK=" + std::to_string(emit->segment.options.sack.Cost());
        }
        text += "; ";
    }
    return text + ToString(connection.GetState()) + " until " +
           std::to_string(connection.Deadline().time_since_epoch().count());
}

/// Everything that may come, twice, so that limits on answers show.
void
ExpectTheSame(const Peer& peer, const Connection& expanded, const Symbols& symbols)
{
    for (const char* notation : {"<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK><TS=1001,0>",
                                 "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK><TS=999,0>",
                                 "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=ACK>",
                                 "<SEQ=RCV.NXT-1><ACK=SND.NXT><CTL=FIN,ACK><TS=1000,0>",
                                 "<SEQ=RCV.NXT-11><ACK=SND.NXT><DATA=10><CTL=ACK><TS=1000,0>",
                                 "<SEQ=RCV.NXT><ACK=SND.NXT><DATA=10><CTL=FIN,ACK><TS=1000,0>",
                                 "<SEQ=RCV.NXT><CTL=RST>",
                                 "<SEQ=RCV.NXT+9><CTL=RST>",
                                 "<SEQ=RCV.NXT+70000><CTL=RST>",
                                 "<SEQ=RCV.NXT><CTL=SYN><TS=1001,0>",
                                 "<SEQ=RCV.NXT-1><CTL=SYN><TS=1000,0>",
                                 "<SEQ=RCV.NXT+9><CTL=SYN>",
                                 "<SEQ=RCV.NXT><ACK=SND.NXT+1><CTL=ACK><TS=1000,0>",
                                 "<SEQ=RCV.NXT><ACK=SND.NXT-70001><CTL=ACK><TS=1000,0>"})
    {
        const Segment segment = ReadSegment(notation, symbols).segment;
        for (const Duration after : {Duration(0), Duration(2s), Duration(3s), Duration(240s)})
        {
            Connection original = peer.Get();
            Connection copy = expanded;
            const Instant now{peer.Now() + after};
            for (int time = 0; time < 12; ++time)
            {
                EXPECT_EQ(Answer(copy, segment, now), Answer(original, segment, now))
                    << notation << " after " << after.count() << " ns, time " << time;
            }
        }
    }
}

/// \return settings with each choice of options \param bits which
Settings
Choose(int bits)
{
    return With([bits](Settings& settings) {
        settings.timestamps = (bits & 1) != 0;
        settings.sack = (bits & 2) != 0;
        settings.windowScaling = (bits & 4) != 0;
        settings.rfc5961 = (bits & 8) == 0;
        settings.timeWaitRst = (bits & 16) != 0 ? TimeWaitRst::Ignore : TimeWaitRst::Accept;
    });
}

TEST(Compact, ConnectionInTimeWaitAnswersTheSame)
{
    for (int bits = 0; bits < 32; ++bits)
    {
        const Settings settings = Choose(bits);
        Peer peer = In(State::TimeWait, settings);
        peer.Advance(1s);
        peer.Arrives("<SEQ=302><ACK=103><CTL=ACK><TS=1000,0>"); // a limited answer is counted
        peer.TakeSent();
        const Connection expanded = CompactTimeWait(peer.Get()).Expand(settings);
        ExpectTheSame(peer, expanded, {{"RCV.NXT", 302}, {"SND.NXT", 102}});
    }
}

TEST(Compact, ConnectionInSynReceivedAnswersTheSame)
{
    for (int bits = 0; bits < 16; ++bits)
    {
        const Settings settings = Choose(bits);
        Peer peer = In(State::SynReceived, settings);
        ASSERT_TRUE(CompactSynReceived::CanHold(peer.Get()));
        for (const Duration passed : {Duration(1s), Duration(3s)}) // before and after a timeout
        {
            peer.Advance(passed);
            peer.TakeSent();
            const CompactSynReceived compact(peer.Get());
            EXPECT_EQ(compact.Deadline(settings), peer.Get().Deadline());
            ExpectTheSame(peer, compact.Expand(settings), {{"RCV.NXT", 301}, {"SND.NXT", 101}});
        }
    }
}

TEST(Compact, WhatIsMoreThanItsSynCannotBeHeld)
{
    for (const char* syn : {"<SEQ=300><DATA=10><CTL=SYN>", "<SEQ=300><CTL=SYN,FIN>"})
    {
        Peer peer("B", 100);
        peer.OpenPassive();
        peer.Arrives(syn);
        peer.TakeSent();
        peer.ExpectState(State::SynReceived);
        EXPECT_FALSE(CompactSynReceived::CanHold(peer.Get())) << syn;
    }
    EXPECT_FALSE(CompactSynReceived::CanHold(InActiveSynReceived().Get()));
    EXPECT_FALSE(CompactSynReceived::CanHold(In(State::Established).Get()));
}

} // namespace
