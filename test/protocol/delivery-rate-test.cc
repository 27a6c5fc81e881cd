// SPDX-License-Identifier: GPL-2.0-only
//
// The delivery rate of draft-cheng-iccrg-delivery-rate-estimation-02, with numbers calculated by
// hand. Segments carry 1000 octets.

#include "tcp-delivery-rate.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

class DeliveryRateTest : public ::testing::Test
{
  protected:
    static constexpr uint32_t SIZE = 1000;

    static Instant At(int milliseconds)
    {
        return Instant(std::chrono::milliseconds(milliseconds));
    }

    /// \return the number of the first octet of a segment, counted from 0
    SeqNum Start(uint32_t segment) const
    {
        return first + segment * SIZE;
    }

    /// Sends a segment for the first time.
    void Send(uint32_t segment, int milliseconds, bool idle = false)
    {
        rate.Sent(Start(segment), SIZE, false, idle, At(milliseconds));
    }

    void SendAgain(uint32_t segment, int milliseconds)
    {
        rate.Sent(Start(segment), SIZE, true, false, At(milliseconds));
    }

    /// All segments up to this one are acknowledged.
    void Acknowledge(uint32_t segment, int milliseconds)
    {
        rate.Acknowledged(Start(segment + 1), At(milliseconds));
    }

    void Sack(uint32_t from, uint32_t to, int milliseconds)
    {
        rate.SelectivelyAcknowledged(Start(from), Start(to + 1), At(milliseconds));
    }

    SeqNum first{1};
    DeliveryRate rate;
};

int64_t
Milliseconds(Duration time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

TEST_F(DeliveryRateTest, NothingDeliveredIsNoSample)
{
    Send(0, 0, true);
    EXPECT_FALSE(rate.TakeSample(0ms).valid);
    EXPECT_FALSE(rate.RoundTrip());
}

TEST_F(DeliveryRateTest, OneSegmentTakesARoundTrip)
{
    Send(0, 20, true);
    Acknowledge(0, 120);
    ASSERT_TRUE(rate.RoundTrip());
    EXPECT_EQ(Milliseconds(*rate.RoundTrip()), 100);
    const auto sample = rate.TakeSample(100ms);
    EXPECT_TRUE(sample.valid);
    EXPECT_EQ(sample.delivered, 1000U);
    EXPECT_EQ(Milliseconds(sample.interval), 100);
    EXPECT_EQ(Milliseconds(sample.sendElapsed), 0);
    EXPECT_EQ(Milliseconds(sample.ackElapsed), 100);
    EXPECT_EQ(sample.priorDelivered, 0U);
    EXPECT_EQ(sample.priorTime, At(20));
    EXPECT_FALSE(sample.applicationLimited);
    EXPECT_EQ(rate.Delivered(), 1000U);
    EXPECT_EQ(rate.DeliveredAt(), At(120));
}

TEST_F(DeliveryRateTest, AFlightIsMeasuredFromItsFirstSegment)
{
    // Nothing was delivered when the second one left at 10: the interval begins at 0 for both.
    Send(0, 0, true);
    Send(1, 10);
    Acknowledge(0, 100);
    rate.TakeSample(0ms);
    Acknowledge(1, 110);
    const auto sample = rate.TakeSample(0ms);
    EXPECT_EQ(sample.delivered, 2000U);
    EXPECT_EQ(Milliseconds(sample.sendElapsed), 10);
    EXPECT_EQ(Milliseconds(sample.interval), 110);
}

TEST_F(DeliveryRateTest, TheNextFlightBeginsWhereTheLastOneWasDelivered)
{
    Send(0, 0, true);
    Send(1, 60);
    Acknowledge(0, 100);
    rate.TakeSample(0ms);
    Send(2, 120); // 1000 octets are delivered, the last of them at 100, sent at 0
    Acknowledge(2, 220);
    const auto sample = rate.TakeSample(0ms);
    EXPECT_EQ(sample.priorDelivered, 1000U);
    EXPECT_EQ(sample.priorTime, At(100));
    EXPECT_EQ(sample.delivered, 2000U); // the second and the third segment
    EXPECT_EQ(Milliseconds(sample.sendElapsed), 120);
    EXPECT_EQ(Milliseconds(sample.ackElapsed), 120);
    EXPECT_EQ(rate.DeliveredBeforeLast(), 1000U);
}

TEST_F(DeliveryRateTest, AcknowledgmentsThatArriveTogetherDoNotMakeItFaster)
{
    // Section 2.1: the first acknowledgment is held up until 110, the other one comes at 125.
    Send(0, 0, true);
    Send(1, 60);
    Acknowledge(0, 110);
    rate.TakeSample(0ms);
    Send(2, 120);
    Acknowledge(2, 125);
    const auto sample = rate.TakeSample(0ms);
    EXPECT_EQ(Milliseconds(sample.ackElapsed), 15);
    EXPECT_EQ(Milliseconds(sample.sendElapsed), 120);
    EXPECT_EQ(Milliseconds(sample.interval), 120);
    EXPECT_EQ(sample.delivered, 2000U);
}

TEST_F(DeliveryRateTest, AnIntervalShorterThanARoundTripSaysNothing)
{
    Send(0, 0, true);
    Acknowledge(0, 99);
    EXPECT_FALSE(rate.TakeSample(100ms).valid);
}

TEST_F(DeliveryRateTest, APauseBeginsAnew)
{
    Send(0, 0, true);
    Acknowledge(0, 100);
    rate.TakeSample(0ms);
    Send(1, 5000, true);
    Acknowledge(1, 5100);
    const auto sample = rate.TakeSample(0ms);
    EXPECT_EQ(Milliseconds(sample.interval), 100);
    EXPECT_EQ(sample.delivered, 1000U);
}

TEST_F(DeliveryRateTest, WhatIsSackedCountsOnce)
{
    for (uint32_t i = 0; i < 4; ++i)
    {
        Send(i, 0, i == 0);
    }
    Sack(1, 2, 100);
    EXPECT_EQ(rate.Delivered(), 2000U);
    EXPECT_FALSE(rate.RoundTrip()); // it may have waited for the acknowledgment of what is missing
    rate.TakeSample(0ms);
    Sack(1, 3, 110);
    EXPECT_EQ(rate.Delivered(), 3000U);
    rate.TakeSample(0ms);
    SendAgain(0, 115);
    Acknowledge(3, 215);
    EXPECT_EQ(rate.Delivered(), 4000U);
    EXPECT_EQ(rate.TakeSample(0ms).delivered, 1000U); // 3000 were there when it left again
}

TEST_F(DeliveryRateTest, WhatIsSentTwiceMeasuresNoRoundTrip)
{
    Send(0, 0, true);
    SendAgain(0, 50);
    Acknowledge(0, 100);
    EXPECT_FALSE(rate.RoundTrip());
}

TEST_F(DeliveryRateTest, WhatIsBehindASackedSegmentIsNoRoundTripEither)
{
    Send(0, 0, true);
    Send(1, 0);
    Send(2, 0);
    Sack(1, 1, 100);
    Acknowledge(0, 150);
    EXPECT_EQ(Milliseconds(*rate.RoundTrip()), 150);
    rate.TakeSample(0ms);
    Acknowledge(2, 160); // the first of them, the second segment, arrived at 100
    EXPECT_FALSE(rate.RoundTrip());
}

TEST_F(DeliveryRateTest, ARoundTripCountsFromTheFirstSegmentOfAnAcknowledgment)
{
    // A delayed acknowledgment (RFC 7323, section 4.3 echoes the earlier timestamp as well).
    Send(0, 0, true);
    Send(1, 30);
    Acknowledge(1, 130);
    EXPECT_EQ(Milliseconds(*rate.RoundTrip()), 130);
}

TEST_F(DeliveryRateTest, PartsOfASegmentDoNotCount)
{
    Send(0, 0, true);
    Send(1, 0);
    rate.SelectivelyAcknowledged(Start(1) + 1, Start(2), At(100));
    rate.SelectivelyAcknowledged(Start(1), Start(2) - 1, At(100));
    rate.Acknowledged(Start(1) - 1, At(100));
    EXPECT_EQ(rate.Delivered(), 0U);
    rate.Acknowledged(Start(2), At(110));
    EXPECT_EQ(rate.Delivered(), 2000U);
}

TEST_F(DeliveryRateTest, AnOctetThatGrowsIntoASegment)
{
    // A window probe of one octet; then the window opens, and it goes again with more behind it.
    rate.Sent(first, 1, false, true, At(0));
    rate.Sent(first, SIZE, true, false, At(500));
    Acknowledge(0, 600);
    EXPECT_EQ(rate.Delivered(), 1000U);
    EXPECT_FALSE(rate.RoundTrip());
}

TEST_F(DeliveryRateTest, WhatTheUserLimitsIsMarked)
{
    Send(0, 0, true);
    rate.ApplicationLimited(1000);
    Send(1, 10);
    Acknowledge(0, 100);
    EXPECT_FALSE(rate.TakeSample(0ms).applicationLimited);
    Acknowledge(1, 110); // 2000 octets: more than the 1000 that were there when it was limited
    EXPECT_TRUE(rate.TakeSample(0ms).applicationLimited);
    Send(2, 120, true);
    Acknowledge(2, 220);
    EXPECT_FALSE(rate.TakeSample(0ms).applicationLimited);
}

TEST_F(DeliveryRateTest, ALongFlightAcrossTheEndOfTheNumbers)
{
    first = SeqNum(0U - 50 * SIZE);
    for (uint32_t i = 0; i < 100; ++i)
    {
        Send(i, static_cast<int>(i), i == 0);
    }
    Sack(90, 94, 200);
    EXPECT_EQ(rate.Delivered(), 5000U);
    for (uint32_t i = 0; i < 90; ++i)
    {
        Acknowledge(i, 200 + static_cast<int>(i));
        EXPECT_EQ(Milliseconds(*rate.RoundTrip()), 200) << i;
        rate.TakeSample(0ms);
    }
    Acknowledge(99, 400);
    EXPECT_EQ(rate.Delivered(), 100000U);
    EXPECT_EQ(rate.DeliveredAt(), At(400));
}

TEST_F(DeliveryRateTest, AFlightThatNeverEndsKeepsItsRecords)
{
    // The ring goes round several times, and grows while its front is not at its beginning.
    uint32_t sent = 0;
    for (uint32_t acknowledged = 0; acknowledged < 500; ++acknowledged)
    {
        while (sent < acknowledged + 10 + acknowledged / 10)
        {
            Send(sent, static_cast<int>(sent), sent == 0);
            ++sent;
        }
        Acknowledge(acknowledged, static_cast<int>(acknowledged) + 1000);
        ASSERT_TRUE(rate.RoundTrip());
        EXPECT_EQ(Milliseconds(*rate.RoundTrip()), 1000) << acknowledged;
        rate.TakeSample(0ms);
    }
    EXPECT_EQ(rate.Delivered(), 500000U);
}

} // namespace
