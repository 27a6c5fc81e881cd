// SPDX-License-Identifier: GPL-2.0-only

// What `tcplab isn` makes of initial sequence numbers. Expected values are computed by hand or come
// from the tables that are named.

#include "isn-generator-text.h"
#include "isn-sample.h"
#include "isn-statistics.h"

#include "ns3/double.h"
#include "ns3/object-factory.h"
#include "ns3/random-variable-stream.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <iostream>
#include <numeric>

using namespace tcplab;
using namespace ns3;

namespace
{

/// Numbers of which one is chosen each second.
IsnSample
Sample(const std::vector<uint32_t>& numbers)
{
    IsnSample sample;
    for (const uint32_t number : numbers)
    {
        sample.times.push_back(Seconds(static_cast<double>(sample.times.size())));
        sample.numbers.push_back(number);
    }
    return sample;
}

IsnSample
SampleOf(const std::string& text, const IsnSampling& sampling, int64_t stream = 1)
{
    const auto choice = ReadIsnGenerator(text);
    const auto generator = ObjectFactory(choice.type.GetName()).Create<TcpIsnGenerator>();
    choice.ApplyTo(generator);
    generator->AssignStreams(stream);
    return TakeIsnSample(generator, sampling);
}

IsnSampling
Sampling(uint64_t connections, double perSecond, bool manyFourTuples)
{
    IsnSampling sampling;
    sampling.connections = connections;
    sampling.perSecond = perSecond;
    sampling.manyFourTuples = manyFourTuples;
    return sampling;
}

/// Whether the chi-square test says that the numbers of the connections are related.
double
POf(const std::string& generator, int64_t stream)
{
    return TestUnrelated(SampleOf(generator, Sampling(5120, 100, true), stream))->p;
}

} // namespace

TEST(IsnSteps, AreCountedForwardsAcrossTheWrap)
{
    EXPECT_EQ(StepsOf(Sample({4294967290, 4, 3})), (std::vector<uint32_t>{10, UINT32_MAX}));
}

TEST(IsnRate, IsTheIncreaseInASecond)
{
    EXPECT_DOUBLE_EQ(RateOfIncrease(Sample({4294967290, 4, 24})).value(), 15);
    EXPECT_DOUBLE_EQ(RateOfIncrease(Sample({7, 7, 7})).value(), 0);
}

TEST(IsnRate, CannotBeToldWhereAStepMayLeadBack)
{
    // RFC 9293, section 3.4: of two numbers 2^31 apart neither is the later one.
    EXPECT_TRUE(RateOfIncrease(Sample({0, 2147483647, 2147483648})));
    EXPECT_FALSE(RateOfIncrease(Sample({0, 2147483648, 2147483649})));
    EXPECT_FALSE(RateOfIncrease(Sample({5, 6, 4})));
}

TEST(IsnRate, IsThatOfTheGenerators)
{
    const auto rate = [](const std::string& generator, double perSecond, bool many) {
        return RateOfIncrease(SampleOf(generator, Sampling(2001, perSecond, many))).value();
    };
    // RFC 9293: a tick every 4 us, and once round in 2^32 x 4 us = 4.77 h.
    EXPECT_DOUBLE_EQ(rate("ns3::TcpIsnClock", 100, false), 250e3);
    EXPECT_NEAR(SEQUENCE_SPACE / rate("ns3::TcpIsnClock", 100, true) / 3600, 4.772, 0.0005);
    EXPECT_DOUBLE_EQ(rate("ns3::TcpIsnRfc6528", 100, false), 250e3);
    EXPECT_DOUBLE_EQ(rate("ns3::TcpIsnRfc6528[Hash=SipHash|Tick=64ns]", 100, false), 15625e3);
    // 4.4BSD: 64000 each half second, and for each connection.
    EXPECT_DOUBLE_EQ(rate("ns3::TcpIsnBsd[PerConnection=0]", 2, false), 128e3);
    EXPECT_DOUBLE_EQ(rate("ns3::TcpIsnBsd", 2, false), 128e3 + 2 * 64e3);
    EXPECT_DOUBLE_EQ(rate("ns3::TcpIsnConstant", 100, false), 0);
}

TEST(IsnEntropy, IsThatOfTheFrequencies)
{
    EXPECT_DOUBLE_EQ(EntropyOfSteps({5, 5, 5, 5}), 0);
    EXPECT_DOUBLE_EQ(EntropyOfSteps({5, 6, 5, 6}), 1);
    // 1/2, 1/4, 1/8, 1/8: 0.5 + 0.5 + 0.375 + 0.375.
    EXPECT_DOUBLE_EQ(EntropyOfSteps({1, 1, 1, 1, 2, 2, 3, 4}), 1.75);
    EXPECT_DOUBLE_EQ(EntropyCeiling(8), 3);
}

TEST(IsnEntropy, OfConstantIsNothingAndOfRandomTheCeiling)
{
    const auto sampling = Sampling(4097, 100, true);
    EXPECT_EQ(EntropyOfSteps(StepsOf(SampleOf("ns3::TcpIsnConstant", sampling))), 0);
    // Of 4096 steps two are the same with a probability of 0.2 %.
    EXPECT_NEAR(EntropyOfSteps(StepsOf(SampleOf("ns3::TcpIsnRandom", sampling))), 12, 0.001);
}

TEST(IsnGuesses, IsOneWhereStepsRepeat)
{
    const auto sampling = Sampling(1000, 100, true);
    for (const char* generator : {"ns3::TcpIsnConstant", "ns3::TcpIsnClock", "ns3::TcpIsnBsd"})
    {
        const auto count = GuessesForAHalf(SampleOf(generator, sampling), 1);
        EXPECT_TRUE(count.predicted) << generator;
        EXPECT_EQ(count.guesses, 1) << generator;
    }
    const auto ofOne =
        GuessesForAHalf(SampleOf("ns3::TcpIsnRfc6528", Sampling(1000, 100, false)), 1);
    EXPECT_TRUE(ofOne.predicted);
}

TEST(IsnGuesses, IsHalfOfTheSpaceWhereNothingIsLearned)
{
    for (const char* generator : {"ns3::TcpIsnRandom", "ns3::TcpIsnRfc6528"})
    {
        const auto sample = SampleOf(generator, Sampling(1000, 100, true));
        EXPECT_FALSE(GuessesForAHalf(sample, 1).predicted) << generator;
        EXPECT_EQ(GuessesForAHalf(sample, 1).guesses, 2147483648.0) << generator;
        EXPECT_EQ(GuessesForAHalf(sample, 65536).guesses, 32768) << generator;
    }
}

TEST(IsnGuesses, FollowsAnAttractor)
{
    // Steps that go 1, 2, 3, 1, 2, 3, ... have no most frequent one, and each follows from the
    // last.
    std::vector<uint32_t> numbers{0};
    for (uint32_t i = 0; i < 300; ++i)
    {
        numbers.push_back(numbers.back() + 1 + i % 3);
    }
    EXPECT_EQ(GuessesForAHalf(Sample(numbers), 1).guesses, 1);
}

TEST(IsnGuesses, WindowCoversNeighbours)
{
    // A clock whose ticks do not divide the interval: 333 or 334 steps.
    const auto sample = SampleOf("ns3::TcpIsnClock[Tick=3us]", Sampling(1000, 1000, true));
    EXPECT_LE(GuessesForAHalf(sample, 1).guesses, 2);
    EXPECT_EQ(GuessesForAHalf(sample, 3).guesses, 1);
}

TEST(IsnUnrelated, StatisticIsPearsons)
{
    // 20 pairs, two halves of the space with 10 expected in each; 13 and 7 come: (9 + 9) / 10.
    std::vector<uint32_t> numbers;
    for (uint32_t i = 0; i < 20; ++i)
    {
        numbers.push_back(1000 * i);
        numbers.push_back(numbers.back() + (i < 13 ? 5 : 0x80000005));
    }
    const auto test = TestUnrelated(Sample(numbers));
    ASSERT_TRUE(test);
    EXPECT_DOUBLE_EQ(test->statistic, 1.8);
    EXPECT_EQ(test->degreesOfFreedom, 1);
    EXPECT_NEAR(test->p, std::erfc(std::sqrt(0.9)), 1e-12); // of one degree of freedom
    numbers.resize(39);
    EXPECT_FALSE(TestUnrelated(Sample(numbers)));
}

TEST(IsnUnrelated, KolmogorovSmirnovHasItsCriticalValues)
{
    // Numbers evenly spread, all moved by d but for the ends: the distance is d. Of the limit
    // distribution, 1.3581 is exceeded with 5 % and 1.6276 with 1 % (Smirnov's table, 1948).
    const auto p = [](double x) {
        constexpr int COUNT = 10000;
        std::vector<double> numbers(COUNT);
        for (int i = 0; i < COUNT; ++i)
        {
            numbers[i] = std::min(1.0, (i + 0.5) / COUNT + x / std::sqrt(COUNT));
        }
        return KolmogorovSmirnovUniform(numbers);
    };
    EXPECT_NEAR(p(1.3581), 0.05, 0.002);
    EXPECT_NEAR(p(1.6276), 0.01, 0.0005);
}

TEST(IsnUnrelated, RejectsClocksAndCounters)
{
    for (const char* generator : {"ns3::TcpIsnClock", "ns3::TcpIsnBsd", "ns3::TcpIsnConstant"})
    {
        EXPECT_LT(POf(generator, 1), 1e-9) << generator;
    }
}

TEST(IsnUnrelated, HasUniformPsForRfc6528OverAHundredSeeds)
{
    for (const char* generator :
         {"ns3::TcpIsnRfc6528", "ns3::TcpIsnRfc6528[Hash=SipHash]", "ns3::TcpIsnRandom"})
    {
        std::vector<double> ps;
        for (int64_t seed = 1; seed <= 100; ++seed)
        {
            ps.push_back(POf(generator, seed));
        }
        const auto [least, most] = std::minmax_element(ps.begin(), ps.end());
        const double p = KolmogorovSmirnovUniform(ps);
        std::cout << "summary: " << generator << ", 100 seeds: chi-square p from " << *least
                  << " to " << *most << ", uniform with p = " << p << " (Kolmogorov-Smirnov)\n";
        EXPECT_GT(p, 0.01) << generator;
    }
}
