// SPDX-License-Identifier: GPL-2.0-only
//
// Options of a segment, octet by octet (RFC 9293, section 3.1 and 3.2; RFC 7323, section 2.2; RFC
// 2018, sections 2 and 3).

#include "tcp-options.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

using namespace tcplifecycle;

namespace
{

using Octets = std::vector<uint8_t>;

Options
Read(const Octets& octets)
{
    return Options::Read(octets.data(), octets.size());
}

Octets
Written(const Options& options)
{
    Octets octets(options.WireSize(), 0xee);
    options.Write(octets.data());
    return octets;
}

Options
Only(std::optional<uint16_t> mss, std::optional<uint8_t> windowScale)
{
    Options options;
    options.mss = mss;
    options.windowScale = windowScale;
    return options;
}

TEST(Options, NoneTakeNoRoom)
{
    EXPECT_EQ(Written(Options{}), Octets{});
    EXPECT_FALSE(Read({}).mss);
    EXPECT_FALSE(Read({}).windowScale);
}

TEST(Options, MssIsKind2Length4InNetworkByteOrder)
{
    EXPECT_EQ(Written(Only(1460, {})), (Octets{2, 4, 5, 180})); // 5 x 256 + 180 = 1460
    EXPECT_EQ(Read({2, 4, 5, 180}).mss, 1460);
    EXPECT_EQ(Read({2, 4, 255, 255}).mss, 65535);
    EXPECT_EQ(Read({2, 4, 0, 0}).mss, 0);
}

TEST(Options, WindowScaleIsKind3Length3)
{
    EXPECT_EQ(Written(Only({}, 7)).size(), 4u);
    EXPECT_EQ(Read({3, 3, 7}).windowScale, 7);
    EXPECT_EQ(Read({3, 3, 0}).windowScale, 0);
    EXPECT_EQ(Read(Written(Only({}, 7))).windowScale, 7);
}

TEST(Options, TimestampsAreKind8Length10InNetworkByteOrder)
{
    // RFC 7323, section 3.2. 16909060 is 01020304 in hexadecimal, 4278255873 is ff010101.
    Options options;
    options.timestamps = Timestamps{16909060, 4278255873};
    EXPECT_EQ(Written(options), (Octets{1, 1, 8, 10, 1, 2, 3, 4, 255, 1, 1, 1})); // appendix A
    const Options read = Read({1, 8, 10, 1, 2, 3, 4, 255, 1, 1, 1, 2, 4, 2, 24});
    ASSERT_TRUE(read.timestamps);
    EXPECT_EQ(read.timestamps->value, 16909060u);
    EXPECT_EQ(read.timestamps->echo, 4278255873u);
    EXPECT_EQ(read.mss, 536);
    EXPECT_FALSE(Read({8, 10, 1, 2, 3, 4, 255, 1, 1}).timestamps); // past the end
    EXPECT_FALSE(Read({8, 9, 1, 2, 3, 4, 255, 1, 1}).timestamps);
}

TEST(Options, StandAtTheBeginningOrTheEndOfAWord)
{
    // 4 + 3 octets: one of padding, a NOP, which section 3.1 has for this.
    const Octets octets = Written(Only(536, 2));
    EXPECT_EQ(octets, (Octets{2, 4, 2, 24, 1, 3, 3, 2}));
    const Options read = Read(octets);
    EXPECT_EQ(read.mss, 536);
    EXPECT_EQ(read.windowScale, 2);
}

TEST(Options, SackPermittedIsKind4Length2)
{
    // RFC 2018, section 2.
    Options options;
    options.sackPermitted = true;
    EXPECT_EQ(Written(options), (Octets{1, 1, 4, 2}));
    EXPECT_TRUE(Read({4, 2}).sackPermitted);
    EXPECT_FALSE(Read({4, 3, 1}).sackPermitted);
    EXPECT_FALSE(Read({2, 4, 2, 24}).sackPermitted);
}

TEST(Options, OfASynTake20OctetsAltogether)
{
    // MSS; SACK-permitted and timestamps, which fill three words together; NOP and window scale.
    Options options = Only(1460, 7);
    options.sackPermitted = true;
    options.timestamps = Timestamps{1, 0};
    EXPECT_EQ(Written(options),
              (Octets{2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7}));
    const Options read = Read(Written(options));
    EXPECT_TRUE(read.sackPermitted);
    EXPECT_TRUE(read.timestamps);
    EXPECT_EQ(read.windowScale, 7);
}

/// Blocks of 16 octets each; the first is 256 to 272, the next ones lie 256 octets apart.
Options
WithBlocks(size_t count)
{
    Options options;
    for (uint32_t i = 1; i <= count; ++i)
    {
        options.sack.Add({SeqNum(256 * i), SeqNum(256 * i + 16)});
    }
    return options;
}

TEST(Options, SackIsKind5WithTwoEdgesABlock)
{
    // RFC 2018, section 3: length 8n + 2.
    EXPECT_EQ(Written(WithBlocks(2)),
              (Octets{1, 1, 5, 18, 0, 0, 1, 0, 0, 0, 1, 16, 0, 0, 2, 0, 0, 0, 2, 16}));
    const Options read = Read({5, 10, 255, 255, 255, 255, 0, 0, 0, 9});
    ASSERT_EQ(read.sack.Size(), 1u);
    EXPECT_EQ(read.sack[0].start, SeqNum(4294967295));
    EXPECT_EQ(read.sack[0].end, SeqNum(9));
}

TEST(Options, SackBlocksKeepTheirOrder)
{
    for (size_t count = 0; count <= SackBlocks::MAX; ++count)
    {
        const Options read = Read(Written(WithBlocks(count)));
        ASSERT_EQ(read.sack.Size(), count);
        for (uint32_t i = 0; i < count; ++i)
        {
            EXPECT_EQ(read.sack[i].start, SeqNum(256 * (i + 1)));
            EXPECT_EQ(read.sack[i].end, SeqNum(256 * (i + 1) + 16));
        }
    }
}

TEST(Options, SackOfWrongLengthIsSkipped)
{
    // No block at all, and half of one.
    EXPECT_EQ(Read({5, 2, 2, 4, 2, 24}).mss, 536);
    EXPECT_TRUE(Read({5, 2, 2, 4, 2, 24}).sack.Empty());
    const Options half = Read({5, 6, 0, 0, 0, 1, 2, 4, 2, 24});
    EXPECT_TRUE(half.sack.Empty());
    EXPECT_EQ(half.mss, 536);
}

TEST(Options, LeaveRoomForThreeSackBlocksBesideTimestamps)
{
    // RFC 2018, section 3: 12 octets of timestamps and 4 + 3 x 8 of blocks are 40.
    Options options = WithBlocks(4);
    EXPECT_EQ(options.WireSize(), 36u);
    options.timestamps = Timestamps{1, 2};
    EXPECT_EQ(options.WireSize(), 40u);
    const Options read = Read(Written(options));
    ASSERT_EQ(read.sack.Size(), 3u);
    EXPECT_EQ(read.sack[2].end, SeqNum(784)); // the last one is left out
    EXPECT_TRUE(read.timestamps);
}

TEST(Options, NeverTakeMoreThanAHeaderHasRoomFor)
{
    for (size_t blocks = 0; blocks <= SackBlocks::MAX; ++blocks)
    {
        for (int others = 0; others < 16; ++others)
        {
            Options options = WithBlocks(blocks);
            options.mss = others & 1 ? std::optional<uint16_t>(536) : std::nullopt;
            options.windowScale = others & 2 ? std::optional<uint8_t>(7) : std::nullopt;
            options.sackPermitted = others & 4;
            options.timestamps =
                others & 8 ? std::optional<Timestamps>(Timestamps{1, 2}) : std::nullopt;
            ASSERT_LE(options.WireSize(), 40u);
            const Octets octets = Written(options);
            const Options read = Read(octets);
            EXPECT_EQ(read.mss, options.mss);
            EXPECT_EQ(read.windowScale, options.windowScale);
            EXPECT_EQ(read.sackPermitted, options.sackPermitted);
            EXPECT_EQ(read.timestamps.has_value(), options.timestamps.has_value());
            // All of these leave room for two blocks at least.
            EXPECT_GE(read.sack.Size(), std::min<size_t>(blocks, 2));
        }
    }
}

TEST(Options, ShiftCountAbove14CountsAs14)
{
    // RFC 7323, section 2.3.
    EXPECT_EQ(Read({3, 3, 14}).windowScale, 14);
    EXPECT_EQ(Read({3, 3, 15}).windowScale, 14);
    EXPECT_EQ(Read({3, 3, 255}).windowScale, 14);
}

TEST(Options, MayBeginAnywhere)
{
    // MUST-64: no alignment may be assumed.
    const Options read = Read({1, 2, 4, 2, 24, 1, 1, 3, 3, 5});
    EXPECT_EQ(read.mss, 536);
    EXPECT_EQ(read.windowScale, 5);
}

TEST(Options, UnknownOnesAreSkipped)
{
    // MUST-6; kind 253 is for experiments, this kind 76 has nothing but its length.
    const Options read = Read({253, 6, 2, 4, 9, 9, 76, 2, 2, 4, 2, 24});
    EXPECT_EQ(read.mss, 536);
    EXPECT_FALSE(read.windowScale);
}

TEST(Options, EndOfListEndsThem)
{
    // Whether the octet behind it looks like the next option or like a length of its own.
    for (const Octets& octets :
         {Octets{2, 4, 2, 24, 0, 3, 3, 5}, Octets{2, 4, 2, 24, 0, 2, 3, 3, 5}})
    {
        const Options read = Read(octets);
        EXPECT_EQ(read.mss, 536);
        EXPECT_FALSE(read.windowScale);
    }
}

TEST(Options, ImpossibleLengthEndsThem)
{
    // MUST-7: nothing breaks, and what came before counts.
    for (const uint8_t length : {0, 1})
    {
        const Options read = Read({2, 4, 2, 24, 77, length, 3, 3, 5});
        EXPECT_EQ(read.mss, 536);
        EXPECT_FALSE(read.windowScale) << "length " << int{length};
    }
}

TEST(Options, LengthPastTheEndEndsThem)
{
    const Options read = Read({3, 3, 5, 2, 4, 2});
    EXPECT_EQ(read.windowScale, 5);
    EXPECT_FALSE(read.mss);
    EXPECT_FALSE(Read({2, 4}).mss);
    EXPECT_FALSE(Read({2}).mss);
    EXPECT_FALSE(Read({3}).windowScale);
    EXPECT_FALSE(Read({77, 255, 2, 4, 2, 24}).mss);
}

TEST(Options, KnownOneOfWrongLengthIsSkipped)
{
    const Options read = Read({2, 3, 9, 3, 4, 9, 9, 2, 4, 2, 24, 3, 3, 5});
    EXPECT_EQ(read.mss, 536);
    EXPECT_EQ(read.windowScale, 5);
}

TEST(Options, EveryPairOfOctetsIsReadWithinItsBounds)
{
    // Exact-size buffers: a sanitizer sees a step past the end.
    for (int kind = 0; kind < 256; ++kind)
    {
        for (int length = 0; length < 256; ++length)
        {
            const Octets octets{static_cast<uint8_t>(kind), static_cast<uint8_t>(length)};
            const Options read = Read(octets);
            EXPECT_FALSE(read.mss);
            EXPECT_FALSE(read.windowScale);
        }
    }
}

TEST(Options, WhatIsWrittenIsRead)
{
    for (const uint16_t mss : {0, 1, 255, 256, 536, 1220, 1460, 65535})
    {
        for (uint8_t shift = 0; shift <= 14; ++shift)
        {
            const Options read = Read(Written(Only(mss, shift)));
            EXPECT_EQ(read.mss, mss);
            EXPECT_EQ(read.windowScale, shift);
        }
    }
}

} // namespace
