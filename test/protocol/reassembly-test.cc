// SPDX-License-Identifier: GPL-2.0-only
//
// Text that arrives in any order, overlaps and comes again (RFC 9293, section 3.10.7.4, SHLD-31).
// Peer holds every delivered octet against the stream: which segment it came in, and where.

#include "conversation.h"
#include "tcp-reassembly-queue.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

struct Piece
{
    uint32_t from; ///< first octet, 301 being the first of all
    uint32_t to;   ///< after the last
};

/// In each order, for both ways to end.
void
ArrivesInEveryOrder(const std::vector<Piece>& pieces, uint32_t end)
{
    std::vector<size_t> order(pieces.size());
    std::iota(order.begin(), order.end(), 0);
    do
    {
        Peer peer = In(State::Established);
        for (const size_t index : order)
        {
            peer.SetSymbol("SEG.SEQ", pieces[index].from);
            peer.SetSymbol("SEG.LEN", pieces[index].to - pieces[index].from);
            peer.Arrives("<SEQ=SEG.SEQ><ACK=101><DATA=SEG.LEN><CTL=ACK>");
            peer.TakeSent();
        }
        peer.ExpectDelivered(end - 301);
        EXPECT_EQ(peer.Status().rcvNxt, SeqNum(end));
        EXPECT_EQ(peer.Status().unread, end - 301);

        // Nothing is held any more: else this peer would see it kept and not released.
        peer.SetSymbol("SEG.SEQ", end);
        peer.Arrives("<SEQ=SEG.SEQ><ACK=101><CTL=FIN,ACK>");
        peer.Expect("<SEQ=101><ACK=SEG.SEQ+1><CTL=ACK>");
        peer.ExpectState(State::CloseWait);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Reassembly, FourThatTouch)
{
    ArrivesInEveryOrder({{301, 311}, {311, 321}, {321, 331}, {331, 341}}, 341);
}

TEST(Reassembly, FourThatOverlap)
{
    ArrivesInEveryOrder({{301, 313}, {308, 324}, {319, 335}, {330, 341}}, 341);
}

TEST(Reassembly, FourOfWhichOneCoversTheOthers)
{
    ArrivesInEveryOrder({{301, 341}, {305, 310}, {307, 320}, {330, 341}}, 341);
}

TEST(Reassembly, FourOfWhichTwoAreTheSame)
{
    ArrivesInEveryOrder({{301, 311}, {311, 331}, {311, 331}, {325, 341}}, 341);
}

TEST(Reassembly, FourWithTheSameBeginning)
{
    ArrivesInEveryOrder({{301, 302}, {302, 310}, {302, 320}, {302, 341}}, 341);
}

TEST(Reassembly, FourWithTheSameEnd)
{
    ArrivesInEveryOrder({{301, 331}, {331, 341}, {335, 341}, {340, 341}}, 341);
}

TEST(Reassembly, FiveOneOfWhichFillsTwoGaps)
{
    ArrivesInEveryOrder({{301, 303}, {310, 312}, {320, 322}, {303, 325}, {324, 341}}, 341);
}

TEST(Reassembly, FinInEveryOrder)
{
    std::vector<const char*> segments{"<SEQ=301><ACK=101><DATA=10><CTL=ACK>",
                                      "<SEQ=306><ACK=101><DATA=15><CTL=ACK>",
                                      "<SEQ=321><ACK=101><DATA=5><CTL=ACK>",
                                      "<SEQ=321><ACK=101><DATA=20><CTL=FIN,ACK>"};
    std::sort(segments.begin(), segments.end());
    do
    {
        Peer peer = In(State::Established);
        for (const char* segment : segments)
        {
            peer.ExpectState(State::Established);
            peer.Arrives(segment);
            peer.TakeSent();
            if (peer.Get().GetState() == State::CloseWait)
            {
                break; // what is still to come is old
            }
        }
        peer.ExpectState(State::CloseWait);
        peer.ExpectDelivered(40);
        EXPECT_EQ(peer.Status().rcvNxt, SeqNum(342));
    } while (std::next_permutation(segments.begin(), segments.end()));
}

TEST(Reassembly, AcrossTheEndOfTheSequenceSpace)
{
    for (const uint32_t irs : {4294967295u, 4294967290u, 2147483640u})
    {
        Peer peer("A", 100);
        Connect(peer, irs);
        peer.SetSymbol("RCV.NXT", irs + 1);
        peer.Arrives("<SEQ=RCV.NXT+15><ACK=101><DATA=10><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=RCV.NXT><CTL=ACK>");
        peer.Arrives("<SEQ=RCV.NXT+5><ACK=101><DATA=12><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=RCV.NXT><CTL=ACK>");
        peer.Arrives("<SEQ=RCV.NXT-3><ACK=101><DATA=9><CTL=ACK>");
        peer.Expect("<SEQ=101><ACK=RCV.NXT+25><CTL=ACK>");
        peer.ExpectDelivered(25);
    }
}

TEST(Reassembly, WhatIsHeldIsGivenBackAtTheEnd)
{
    // Peer fails if a payload is kept beyond the end.
    for (const State state : {State::Established, State::FinWait1, State::FinWait2})
    {
        Peer reset = In(state);
        reset.Arrives("<SEQ=311><ACK=SND.UNA><DATA=10><CTL=ACK>");
        reset.TakeSent();
        reset.Arrives("<SEQ=301><CTL=RST>");
        reset.ExpectState(State::Closed);

        Peer aborted = In(state);
        aborted.Arrives("<SEQ=311><ACK=SND.UNA><DATA=10><CTL=ACK>");
        aborted.TakeSent();
        aborted.Abort();
        aborted.Expect("<SEQ=SND.NXT><CTL=RST>");
        aborted.ExpectState(State::Closed);
    }

    Peer timedOut = In(State::Established);
    timedOut.Arrives("<SEQ=311><ACK=101><DATA=10><CTL=ACK>");
    timedOut.TakeSent();
    timedOut.Send(1);
    timedOut.TakeSent();
    timedOut.Advance(1h);
    timedOut.TakeSent();
    timedOut.ExpectEnded(CloseReason::TimedOut);
}

TEST(Reassembly, OfRandomPieces)
{
    std::mt19937 random(20260101);
    for (int round = 0; round < 500; ++round)
    {
        Peer peer("A", 100);
        const uint32_t irs = random();
        Connect(peer, irs);
        const uint32_t size = 1 + random() % 300;
        for (int i = 0; i < 60; ++i)
        {
            const uint32_t from = random() % size;
            const uint32_t length = 1 + random() % (size - from);
            peer.SetSymbol("SEG.SEQ", irs + 1 + from);
            peer.SetSymbol("SEG.LEN", length);
            peer.Arrives("<SEQ=SEG.SEQ><ACK=101><DATA=SEG.LEN><CTL=ACK>");
            peer.TakeSent();
        }
        peer.SetSymbol("SEG.SEQ", irs + 1);
        peer.SetSymbol("SEG.LEN", size);
        peer.Arrives("<SEQ=SEG.SEQ><ACK=101><DATA=SEG.LEN><CTL=FIN,ACK>");
        peer.TakeSent();
        peer.ExpectDelivered(size);
        peer.ExpectState(State::CloseWait);
    }
}

// The queue alone.

TEST(ReassemblyQueue, KeepsOnceForEachPieceThatIsNew)
{
    ReassemblyQueue queue;
    Actions actions;
    queue.Insert(Block{SeqNum(110), 10, 1, 0}, actions); // 110 to 119
    queue.Insert(Block{SeqNum(130), 10, 2, 0}, actions); // 130 to 139
    ASSERT_EQ(actions.size(), 2u);
    actions.clear();

    // 105 to 144: three pieces are new, 105-109, 120-129 and 140-144.
    queue.Insert(Block{SeqNum(105), 40, 3, 7}, actions);
    EXPECT_EQ(actions.size(), 3u);
    for (const Action& action : actions)
    {
        ASSERT_TRUE(std::holds_alternative<Keep>(action));
        EXPECT_EQ(std::get<Keep>(action).payload, 3u);
    }
    ASSERT_EQ(queue.Runs().size(), 1u);
    const auto& blocks = queue.Runs()[0].blocks;
    ASSERT_EQ(blocks.size(), 5u);
    const uint32_t starts[] = {105, 110, 120, 130, 140};
    const uint32_t lengths[] = {5, 10, 10, 10, 5};
    const uint32_t offsets[] = {7, 0, 22, 0, 42}; // where they lie in their payloads
    for (size_t i = 0; i < 5; ++i)
    {
        EXPECT_EQ(blocks[i].start, SeqNum(starts[i]));
        EXPECT_EQ(blocks[i].length, lengths[i]);
        EXPECT_EQ(blocks[i].offset, offsets[i]);
    }

    actions.clear();
    queue.Insert(Block{SeqNum(112), 30, 4, 0}, actions); // nothing is new
    EXPECT_TRUE(actions.empty());
}

/// The ranges of all runs: "110-120 130-140".
std::string
RunsOf(const ReassemblyQueue& queue)
{
    std::string text;
    for (const TextRun& run : queue.Runs())
    {
        text += text.empty() ? "" : " ";
        text +=
            std::to_string(run.range.start.Value()) + "-" + std::to_string(run.range.end.Value());
    }
    return text;
}

TEST(ReassemblyQueue, JoinsWhatTouches)
{
    ReassemblyQueue queue;
    Actions actions;
    const auto insert = [&](uint32_t start, uint32_t end) {
        const TextRun& run = queue.Insert(Block{SeqNum(start), end - start, 1, 0}, actions);
        // The blocks of each run lie side by side and make up its range.
        for (const TextRun& held : queue.Runs())
        {
            SeqNum at = held.range.start;
            for (const Block& block : held.blocks)
            {
                EXPECT_EQ(block.start, at);
                at = block.End();
            }
            EXPECT_EQ(at, held.range.end);
        }
        return std::to_string(run.range.start.Value()) + "-" +
               std::to_string(run.range.end.Value());
    };
    EXPECT_EQ(insert(130, 140), "130-140");
    EXPECT_EQ(insert(110, 120), "110-120");
    EXPECT_EQ(insert(150, 160), "150-160");
    EXPECT_EQ(RunsOf(queue), "110-120 130-140 150-160");
    EXPECT_EQ(insert(120, 125), "110-125"); // behind one
    EXPECT_EQ(insert(128, 130), "128-140"); // before one
    EXPECT_EQ(insert(132, 135), "128-140"); // inside one
    EXPECT_EQ(RunsOf(queue), "110-125 128-140 150-160");
    EXPECT_EQ(insert(125, 128), "110-140"); // between two
    EXPECT_EQ(insert(170, 180), "170-180");
    EXPECT_EQ(RunsOf(queue), "110-140 150-160 170-180");
    EXPECT_EQ(insert(135, 175), "110-180"); // over two gaps
    EXPECT_EQ(insert(100, 190), "100-190"); // over everything
    EXPECT_EQ(RunsOf(queue), "100-190");
}

TEST(ReassemblyQueue, FindsTheRunThatHasSomeOfAStretch)
{
    ReassemblyQueue queue;
    Actions actions;
    queue.Insert(Block{SeqNum(110), 10, 1, 0}, actions);
    queue.Insert(Block{SeqNum(130), 10, 2, 0}, actions);
    const auto found = [&queue](uint32_t start, uint32_t end) {
        const TextRun* run = queue.FindOverlap({SeqNum(start), SeqNum(end)});
        return run ? run->range.start.Value() : 0;
    };
    EXPECT_EQ(found(100, 110), 0u);
    EXPECT_EQ(found(100, 111), 110u);
    EXPECT_EQ(found(119, 150), 110u); // the first of the two
    EXPECT_EQ(found(120, 130), 0u);
    EXPECT_EQ(found(120, 131), 130u);
    EXPECT_EQ(found(140, 150), 0u);
    EXPECT_EQ(queue.Find(SeqNum(109)), nullptr);
    EXPECT_EQ(queue.Find(SeqNum(110)), &queue.Runs()[0]);
    EXPECT_EQ(queue.Find(SeqNum(119)), &queue.Runs()[0]);
    EXPECT_EQ(queue.Find(SeqNum(120)), nullptr);
}

TEST(ReassemblyQueue, GivesTheRunThatTheNumberHasReached)
{
    ReassemblyQueue queue;
    Actions actions;
    queue.Insert(Block{SeqNum(110), 10, 1, 0}, actions);
    queue.Insert(Block{SeqNum(130), 10, 2, 0}, actions);
    actions.clear();
    EXPECT_FALSE(queue.TakeUpTo(SeqNum(109)));
    const auto run = queue.TakeUpTo(SeqNum(114)); // four octets came another way
    ASSERT_TRUE(run);
    ASSERT_EQ(run->blocks.size(), 1u);
    EXPECT_EQ(run->blocks[0].payload, 1u);
    EXPECT_FALSE(queue.TakeUpTo(SeqNum(129)));
    EXPECT_EQ(RunsOf(queue), "130-140");
    EXPECT_TRUE(actions.empty());             // whoever takes it releases it
    EXPECT_TRUE(queue.TakeUpTo(SeqNum(150))); // all of it came another way
    EXPECT_TRUE(queue.Empty());
}

TEST(ReassemblyQueue, GivesBackAll)
{
    ReassemblyQueue queue;
    Actions actions;
    queue.Insert(Block{SeqNum(110), 10, 1, 0}, actions);
    queue.Insert(Block{SeqNum(120), 10, 2, 0}, actions);
    queue.Insert(Block{SeqNum(140), 10, 3, 0}, actions);
    actions.clear();
    queue.ReleaseAll(actions);
    ASSERT_EQ(actions.size(), 3u);
    for (size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(std::get<Release>(actions[i]).payload, i + 1);
    }
    EXPECT_TRUE(queue.Empty());
}

} // namespace
