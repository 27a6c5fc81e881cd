// SPDX-License-Identifier: GPL-2.0-only
//
// The retransmission timeout of RFC 6298, with numbers calculated by hand.

#include "tcp-rto.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// A time as GoogleTest can print it.
int64_t
Nanoseconds(Duration time)
{
    return time.count();
}

/// A smallest timeout and a granularity that do not hide the formulas.
Settings
Unbounded()
{
    Settings settings;
    settings.minRto = 1ns;
    settings.clockGranularity = 1ns;
    return settings;
}

TEST(Rto, IsOneSecondUntilARoundTripWasMeasured)
{
    EXPECT_EQ(Nanoseconds(Rto().Current()), Nanoseconds(1s)); // section 2.1
    EXPECT_EQ(Nanoseconds(Rto().SmoothedRtt()), Nanoseconds(0s));
}

TEST(Rto, FirstMeasurement)
{
    // Section 2.2: SRTT = R, RTTVAR = R / 2, RTO = R + 4 x R / 2.
    Rto rto;
    rto.Measured(500ms, Unbounded());
    EXPECT_EQ(Nanoseconds(rto.SmoothedRtt()), Nanoseconds(500ms));
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(1500ms));
}

TEST(Rto, FurtherMeasurements)
{
    // Section 2.3: RTTVAR = 3/4 x 250 + 1/4 x |500 - 700| = 237.5; SRTT = 7/8 x 500 + 1/8 x 700.
    Rto rto;
    rto.Measured(500ms, Unbounded());
    rto.Measured(700ms, Unbounded());
    EXPECT_EQ(Nanoseconds(rto.SmoothedRtt()), Nanoseconds(525ms));
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(1475ms)); // 525 + 4 x 237.5

    // RTTVAR = 3/4 x 237.5 + 1/4 x |525 - 125| = 278.125; SRTT = 7/8 x 525 + 1/8 x 125 = 475.
    rto.Measured(125ms, Unbounded());
    EXPECT_EQ(Nanoseconds(rto.SmoothedRtt()), Nanoseconds(475ms));
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(1587500us)); // 475 + 4 x 278.125
}

TEST(Rto, MeasurementOfNothingIsAMeasurement)
{
    // SRTT = 0, RTTVAR = 0; then RTTVAR = 1/4 x 200 = 50, SRTT = 1/8 x 200 = 25.
    Rto rto;
    rto.Measured(0ms, Unbounded());
    rto.Measured(200ms, Unbounded());
    EXPECT_EQ(Nanoseconds(rto.SmoothedRtt()), Nanoseconds(25ms));
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(225ms));
}

TEST(Rto, IsAtLeastTheMinimum)
{
    // Section 2.4: less than a second is rounded up.
    Rto rto;
    rto.Measured(100ms, Settings{});
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(1s));

    Settings settings;
    settings.minRto = 200ms;
    Rto lower;
    lower.Measured(100ms, settings);
    EXPECT_EQ(Nanoseconds(lower.Current()), Nanoseconds(300ms));
}

TEST(Rto, LeavesRoomForTheGranularity)
{
    // K x RTTVAR dies out when all round trips are the same; G stays.
    Settings settings = Unbounded();
    settings.clockGranularity = 10ms;
    Rto rto;
    for (int i = 0; i < 200; ++i)
    {
        rto.Measured(100ms, settings);
    }
    EXPECT_EQ(Nanoseconds(rto.SmoothedRtt()), Nanoseconds(100ms));
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(110ms));
}

TEST(Rto, IsDoubledWhenItExpires)
{
    Rto rto;
    for (const Duration expected : {2s, 4s, 8s, 16s, 32s, 64s})
    {
        rto.BackOff(Rto::MAX);
        EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(expected));
    }
}

TEST(Rto, IsBoundedButNotBelowAMinute)
{
    // Section 2.5: a bound may be set if it is at least 60 s.
    Rto rto;
    for (int i = 0; i < 100; ++i)
    {
        rto.BackOff(Rto::MAX);
    }
    EXPECT_GE(Nanoseconds(rto.Current()), Nanoseconds(60s));
    EXPECT_LE(Nanoseconds(rto.Current()), Nanoseconds(1h));
    const Duration bound = rto.Current();
    rto.Measured(10h, Settings{});
    EXPECT_LE(Nanoseconds(rto.Current()), Nanoseconds(bound));
}

TEST(Rto, IsNotLoweredByBackingOff)
{
    Rto rto;
    rto.Set(200s);
    rto.BackOff(120s);
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(200s));
    rto.Set(70s);
    rto.BackOff(120s);
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(120s));
}

TEST(Rto, CollapsesWithANewMeasurement)
{
    Rto rto;
    rto.Measured(500ms, Unbounded());
    rto.BackOff(Rto::MAX);
    rto.BackOff(Rto::MAX);
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(6s));
    rto.Measured(500ms, Unbounded());
    EXPECT_EQ(Nanoseconds(rto.Current()), Nanoseconds(1250ms)); // 500 + 4 x 3/4 x 250
}

} // namespace
