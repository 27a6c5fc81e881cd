// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/tcp-port-allocator.h"

#include <array>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <vector>

using namespace ns3;

namespace
{

/// Ports that are free, as an allocator asks for them; counts what it asks.
class FreePorts
{
  public:
    explicit FreePorts(const std::set<uint16_t>& ports)
    {
        for (const uint16_t port : ports)
        {
            m_words[port / 64] |= uint64_t{1} << (port % 64);
        }
    }

    auto One()
    {
        return [this](uint16_t port) {
            ++asked;
            return (m_words[port / 64] >> (port % 64)) % 2 == 1;
        };
    }

    auto Words()
    {
        return [this](size_t index) {
            ++asked;
            return m_words.at(index);
        };
    }

    size_t asked{0};

  private:
    std::array<uint64_t, 1024> m_words{};
};

/// All ports of a range but those that are taken.
std::set<uint16_t>
AllBut(TcpPortRange range, const std::set<uint16_t>& taken)
{
    std::set<uint16_t> free;
    for (uint32_t port = range.first; port <= range.last; ++port)
    {
        if (taken.count(static_cast<uint16_t>(port)) == 0)
        {
            free.insert(static_cast<uint16_t>(port));
        }
    }
    return free;
}

/// Tries a few ports and then looks at all, as the protocol does.
std::optional<uint16_t>
Allocate(TcpPortAllocator& ports, TcpPortRange range, TcpPortSelection selection, FreePorts& free)
{
    const auto port = ports.Try(range, selection, free.One());
    return port ? port : ports.Choose(range, selection, free.Words());
}

/**
 * The largest value of chi-square that chance alone exceeds once in a million times, by the
 * approximation of Wilson and Hilferty.
 */
double
ChiSquareLimit(double degrees)
{
    const double z = 4.753; // standard normal, 1 - 1e-6
    const double spread = 2 / (9 * degrees);
    return degrees * std::pow(1 - spread + z * std::sqrt(spread), 3);
}

/// Draws many times, and holds how often each port comes against one chance for all.
void
ExpectUniform(const std::set<uint16_t>& free, const std::function<std::optional<uint16_t>()>& draw)
{
    constexpr uint32_t DRAWS_EACH = 200;
    std::map<uint16_t, uint32_t> counts;
    for (size_t i = 0; i < DRAWS_EACH * free.size(); ++i)
    {
        const auto port = draw();
        ASSERT_TRUE(port);
        ASSERT_EQ(free.count(*port), 1U) << *port;
        ++counts[*port];
    }
    double chiSquare = 0;
    for (const uint16_t port : free)
    {
        chiSquare += std::pow(static_cast<double>(counts[port]) - DRAWS_EACH, 2) / DRAWS_EACH;
    }
    EXPECT_LT(chiSquare, ChiSquareLimit(static_cast<double>(free.size() - 1)));
    // One that is too even would be no chance either.
    EXPECT_GT(chiSquare, static_cast<double>(free.size()) / 2);
}

constexpr TcpPortRange RANGE{1000, 1499};

/// A run of used ports, and single ones.
std::set<uint16_t>
SomeTaken()
{
    std::set<uint16_t> taken;
    for (uint16_t port = 1100; port < 1300; ++port)
    {
        taken.insert(port);
    }
    for (uint16_t port = 1300; port < 1500; port += 3)
    {
        taken.insert(port);
    }
    return taken;
}

class PortOrder : public testing::TestWithParam<TcpPortSelection>
{
};

INSTANTIATE_TEST_SUITE_P(Both,
                         PortOrder,
                         testing::Values(TcpPortSelection::Random, TcpPortSelection::Sequential),
                         [](const auto& info) {
                             return info.param == TcpPortSelection::Random ? "Random"
                                                                           : "Sequential";
                         });

} // namespace

TEST_P(PortOrder, FindsTheOnlyFreePort)
{
    TcpPortAllocator ports;
    for (const TcpPortRange range : {TcpPortRange{1, 3}, {60, 200}, {65500, 65535}, {64, 127}})
    {
        for (uint32_t only = range.first; only <= range.last; ++only)
        {
            FreePorts free({static_cast<uint16_t>(only)});
            EXPECT_EQ(Allocate(ports, range, GetParam(), free), only);
        }
    }
}

TEST_P(PortOrder, NeverLeavesTheRange)
{
    TcpPortAllocator ports;
    for (const TcpPortRange range : {TcpPortRange{65, 65}, {60, 70}, {128, 191}, {1, 1}})
    {
        FreePorts outside(AllBut({1, 65535}, AllBut(range, {})));
        EXPECT_FALSE(Allocate(ports, range, GetParam(), outside));
        FreePorts all(AllBut({1, 65535}, {}));
        for (int i = 0; i < 200; ++i)
        {
            const auto port = Allocate(ports, range, GetParam(), all);
            ASSERT_TRUE(port && range.Contains(*port));
        }
    }
}

TEST_P(PortOrder, GivesOutEachPortOnceBeforeNoneIsLeft)
{
    TcpPortAllocator ports;
    std::set<uint16_t> taken;
    for (uint32_t i = RANGE.first; i <= RANGE.last; ++i)
    {
        FreePorts free(AllBut(RANGE, taken));
        const auto port = Allocate(ports, RANGE, GetParam(), free);
        ASSERT_TRUE(port);
        ASSERT_TRUE(taken.insert(*port).second);
    }
    FreePorts none({});
    EXPECT_FALSE(Allocate(ports, RANGE, GetParam(), none));
}

TEST_P(PortOrder, AsksNoMoreWhenAllButOneAreTaken)
{
    constexpr TcpPortRange WIDE{16384, 32767};
    constexpr size_t WORDS = 16384 / 64;
    TcpPortAllocator ports;
    for (const uint16_t only : {16384, 20000, 32767})
    {
        FreePorts free({only});
        ASSERT_TRUE(Allocate(ports, WIDE, GetParam(), free));
        // Four ports, then each word when they are counted and when the chosen one is found.
        EXPECT_LE(free.asked, 4 + 2 * WORDS);
    }
    FreePorts all(AllBut(WIDE, {}));
    ASSERT_TRUE(Allocate(ports, WIDE, GetParam(), all));
    EXPECT_EQ(all.asked, 1U);
}

TEST_P(PortOrder, TriesAmongThoseThatItIsTold)
{
    TcpPortAllocator ports;
    FreePorts few({1001, 1400});
    std::set<uint16_t> seen;
    for (int i = 0; i < 100; ++i)
    {
        const auto port =
            ports.TryAmong(RANGE, GetParam(), few.Words(), [](uint16_t) { return true; });
        ASSERT_TRUE(port);
        seen.insert(*port);
    }
    EXPECT_EQ(seen, (std::set<uint16_t>{1001, 1400}));
    EXPECT_FALSE(ports.TryAmong(RANGE, GetParam(), few.Words(), [](uint16_t) { return false; }));
    FreePorts none({});
    EXPECT_FALSE(ports.TryAmong(RANGE, GetParam(), none.Words(), [](uint16_t) { return true; }));
}

TEST(PortsAtRandom, AreUniformIfAllAreFree)
{
    TcpPortAllocator ports;
    ports.AssignStreams(1);
    const auto all = AllBut(RANGE, {});
    FreePorts free(all);
    ExpectUniform(all, [&] { return Allocate(ports, RANGE, TcpPortSelection::Random, free); });
}

TEST(PortsAtRandom, AreUniformAmongThoseThatAreLeft)
{
    TcpPortAllocator ports;
    ports.AssignStreams(2);
    const auto left = AllBut(RANGE, SomeTaken());
    FreePorts free(left);
    ExpectUniform(left, [&] { return Allocate(ports, RANGE, TcpPortSelection::Random, free); });
}

TEST(PortsAtRandom, AreUniformWhenAllAreLookedAt)
{
    TcpPortAllocator ports;
    ports.AssignStreams(3);
    const auto left = AllBut(RANGE, SomeTaken());
    FreePorts free(left);
    ExpectUniform(left,
                  [&] { return ports.Choose(RANGE, TcpPortSelection::Random, free.Words()); });
}

TEST(PortsInSequence, FollowEachOtherAndBeginAnew)
{
    TcpPortAllocator ports;
    const TcpPortRange range{62, 66};
    FreePorts free({62, 63, 64, 66});
    std::vector<uint16_t> given;
    for (int i = 0; i < 6; ++i)
    {
        given.push_back(*Allocate(ports, range, TcpPortSelection::Sequential, free));
    }
    EXPECT_EQ(given, (std::vector<uint16_t>{62, 63, 64, 66, 62, 63}));
}

TEST(PortsInSequence, SkipALongRunOfUsedOnes)
{
    TcpPortAllocator ports;
    FreePorts free({1000, 1001, 1450, 1499});
    std::vector<uint16_t> given;
    for (int i = 0; i < 5; ++i)
    {
        given.push_back(*Allocate(ports, RANGE, TcpPortSelection::Sequential, free));
    }
    EXPECT_EQ(given, (std::vector<uint16_t>{1000, 1001, 1450, 1499, 1000}));
}

TEST(PortsInSequence, BeginAtTheRangesFirstWhenItHasChanged)
{
    TcpPortAllocator ports;
    FreePorts free(AllBut({1, 65535}, {}));
    EXPECT_EQ(Allocate(ports, {100, 200}, TcpPortSelection::Sequential, free), 100);
    EXPECT_EQ(Allocate(ports, {100, 200}, TcpPortSelection::Sequential, free), 101);
    EXPECT_EQ(Allocate(ports, {300, 400}, TcpPortSelection::Sequential, free), 300);
    EXPECT_EQ(Allocate(ports, {50, 400}, TcpPortSelection::Sequential, free), 301);
}
