// SPDX-License-Identifier: GPL-2.0-only
//
// Sequence numbers are points on a circle (RFC 9293, section 3.4).

#include "tcp-sequence.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;

namespace
{

constexpr uint32_t LAST = 4294967295; // 2^32 - 1
constexpr uint32_t HALF = 2147483648; // 2^31

TEST(SequenceNumber, IsTheNumberOfTheHeader)
{
    EXPECT_EQ(SeqNum().Value(), 0u);
    EXPECT_EQ(SeqNum(LAST).Value(), LAST);
}

TEST(SequenceNumber, AddsModulo2To32)
{
    EXPECT_EQ((SeqNum(LAST) + 1).Value(), 0u);
    EXPECT_EQ((SeqNum(LAST - 9) + 20).Value(), 10u);
    EXPECT_EQ((SeqNum(5) - 10).Value(), LAST - 4);
    SeqNum number(LAST);
    EXPECT_EQ((number++).Value(), LAST);
    EXPECT_EQ(number.Value(), 0u);
    number += LAST;
    EXPECT_EQ(number.Value(), LAST);
}

TEST(SequenceNumber, DistanceGoesTheShortWay)
{
    EXPECT_EQ(SeqNum(5) - SeqNum(LAST), 6);
    EXPECT_EQ(SeqNum(LAST) - SeqNum(5), -6);
    EXPECT_EQ(SeqNum(HALF - 1) - SeqNum(0), 2147483647);
    EXPECT_EQ(SeqNum(HALF + 1) - SeqNum(0), -2147483647);
}

TEST(SequenceNumber, ComparesOnTheCircle)
{
    struct Pair
    {
        uint32_t less;
        uint32_t greater;
    };

    for (const Pair& pair : {Pair{0, 1},
                             Pair{LAST, 0},
                             Pair{LAST - 1, LAST},
                             Pair{HALF - 1, HALF},
                             Pair{HALF, HALF + 1},
                             Pair{0, HALF - 1},
                             Pair{HALF + 1, 0},
                             Pair{LAST, HALF - 2}})
    {
        const SeqNum less(pair.less);
        const SeqNum greater(pair.greater);
        SCOPED_TRACE(std::to_string(pair.less) + " < " + std::to_string(pair.greater));
        EXPECT_TRUE(less < greater);
        EXPECT_TRUE(less <= greater);
        EXPECT_FALSE(less > greater);
        EXPECT_FALSE(less >= greater);
        EXPECT_TRUE(greater > less);
        EXPECT_TRUE(greater >= less);
        EXPECT_FALSE(greater < less);
        EXPECT_FALSE(greater <= less);
        EXPECT_TRUE(less != greater);
        EXPECT_FALSE(less == greater);
    }
}

TEST(SequenceNumber, EqualsItselfOnly)
{
    for (const uint32_t value : {0u, 1u, HALF, LAST})
    {
        EXPECT_TRUE(SeqNum(value) == SeqNum(value));
        EXPECT_TRUE(SeqNum(value) <= SeqNum(value));
        EXPECT_TRUE(SeqNum(value) >= SeqNum(value));
        EXPECT_FALSE(SeqNum(value) < SeqNum(value));
        EXPECT_FALSE(SeqNum(value) > SeqNum(value));
    }
}

TEST(SequenceNumber, WindowIncludesItsLeftEdgeAndNotItsRight)
{
    EXPECT_FALSE(InWindow(SeqNum(99), SeqNum(100), 10));
    EXPECT_TRUE(InWindow(SeqNum(100), SeqNum(100), 10));
    EXPECT_TRUE(InWindow(SeqNum(109), SeqNum(100), 10));
    EXPECT_FALSE(InWindow(SeqNum(110), SeqNum(100), 10));
}

TEST(SequenceNumber, WindowGoesRoundTheEnd)
{
    EXPECT_FALSE(InWindow(SeqNum(LAST - 5), SeqNum(LAST - 4), 10));
    EXPECT_TRUE(InWindow(SeqNum(LAST - 4), SeqNum(LAST - 4), 10));
    EXPECT_TRUE(InWindow(SeqNum(LAST), SeqNum(LAST - 4), 10));
    EXPECT_TRUE(InWindow(SeqNum(4), SeqNum(LAST - 4), 10));
    EXPECT_FALSE(InWindow(SeqNum(5), SeqNum(LAST - 4), 10));
}

TEST(SequenceNumber, NothingIsInAnEmptyWindow)
{
    EXPECT_FALSE(InWindow(SeqNum(100), SeqNum(100), 0));
    EXPECT_FALSE(InWindow(SeqNum(0), SeqNum(LAST), 0));
}

} // namespace
