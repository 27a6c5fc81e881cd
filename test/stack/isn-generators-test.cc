// SPDX-License-Identifier: GPL-2.0-only

// The generators of initial sequence numbers, each by itself. The numbers expected are what the
// description of each comes to when computed by hand.

#include "two-hosts.h"

#include "ns3/tcp-isn-bsd.h"
#include "ns3/tcp-isn-clock.h"
#include "ns3/tcp-isn-constant.h"
#include "ns3/tcp-isn-hash.h"
#include "ns3/tcp-isn-list.h"
#include "ns3/tcp-isn-random.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

using namespace ns3;

namespace
{

const TcpFourTuple ANY = {{TcpIpAddress(Ipv4Address("10.0.0.1")), 1000},
                          {TcpIpAddress(Ipv4Address("10.0.0.2")), 80}};

/// A generator from text, as a user would give it.
Ptr<TcpIsnGenerator>
Make(const std::string& type, std::initializer_list<std::pair<const char*, const char*>> attributes)
{
    ObjectFactory factory(type);
    for (const auto& [name, value] : attributes)
    {
        factory.Set(name, StringValue(value));
    }
    return factory.Create<TcpIsnGenerator>();
}

std::vector<uint32_t>
Numbers(const Ptr<TcpIsnGenerator>& generator, size_t count, Time from, Time every)
{
    std::vector<uint32_t> numbers(count);
    for (size_t i = 0; i < count; ++i)
    {
        numbers[i] = generator->Generate(ANY, from + every * static_cast<int64_t>(i));
    }
    return numbers;
}

std::vector<uint8_t>
Octets(const std::string& text)
{
    return {text.begin(), text.end()};
}

std::string
Hexadecimal(const uint8_t* octets, size_t size)
{
    std::string text;
    for (size_t i = 0; i < size; ++i)
    {
        char digits[3];
        std::snprintf(digits, sizeof(digits), "%02x", octets[i]);
        text += digits;
    }
    return text;
}

} // namespace

TEST(IsnHash, Md5HasTheVectorsOfRfc1321)
{
    const std::pair<const char*, const char*> vectors[] = {
        {"", "d41d8cd98f00b204e9800998ecf8427e"},
        {"a", "0cc175b9c0f1b6a831c399e269772661"},
        {"abc", "900150983cd24fb0d6963f7d28e17f72"},
        {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
        {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
         "d174ab98d277d9f5a5611c2c9f419d9f"},
        {"1234567890123456789012345678901234567890"
         "1234567890123456789012345678901234567890",
         "57edf4a22be3c955ac49da2e2107b67a"},
    };
    for (const auto& [text, digest] : vectors)
    {
        EXPECT_EQ(Hexadecimal(TcpIsnMd5(Octets(text)).data(), 16), digest) << text;
    }
}

TEST(IsnHash, SipHashHasTheVectorOfItsPaper)
{
    // Appendix A: the key 00 01 .. 0f, the message 00 01 .. 0e, and the result a129ca6149be45e5;
    // of the reference implementation's vectors that of the empty message.
    std::array<uint8_t, 16> key;
    std::vector<uint8_t> message(15);
    std::iota(key.begin(), key.end(), uint8_t{0});
    std::iota(message.begin(), message.end(), uint8_t{0});
    EXPECT_EQ(Hexadecimal(TcpIsnSipHash(key, message).data(), 8), "e545be4961ca29a1");
    EXPECT_EQ(Hexadecimal(TcpIsnSipHash(key, {}).data(), 8), "310e0edd47db6f72");
}

TEST(IsnClock, Counts4MicrosecondsATick)
{
    const auto clock = Make("ns3::TcpIsnClock", {});
    EXPECT_EQ(clock->Generate(ANY, NanoSeconds(3999)), 0U);
    EXPECT_EQ(clock->Generate(ANY, NanoSeconds(4000)), 1U);
    EXPECT_EQ(clock->Generate(ANY, Seconds(1)), 250000U);
}

TEST(IsnClock, GoesRoundOnceIn17179Seconds)
{
    // 2^32 x 4 us = 17179.869184 s = 4.772 h.
    const auto clock = Make("ns3::TcpIsnClock", {});
    const Time round = NanoSeconds(17179869184000);
    EXPECT_EQ(clock->Generate(ANY, round - NanoSeconds(1)), UINT32_MAX);
    EXPECT_EQ(clock->Generate(ANY, round), 0U);
    EXPECT_NEAR(round.GetHours(), 4.77, 0.005);
}

TEST(IsnClock, IsRightAfterTwoCenturies)
{
    const auto clock = Make("ns3::TcpIsnClock", {{"Tick", "64ns"}});
    // 200 x 365 days = 6307200000 s = 98550000000000000 ticks of 64 ns, modulo 2^32.
    const Time time = NanoSeconds(6307200000000000000);
    EXPECT_EQ(clock->Generate(ANY, time), 4003291136U);
    EXPECT_EQ(clock->Generate(ANY, time + NanoSeconds(63)), 4003291136U);
    EXPECT_EQ(clock->Generate(ANY, time + NanoSeconds(64)), 4003291136U + 1);
}

TEST(IsnBsd, Has64000AHalfSecondAnd64000AConnection)
{
    const auto bsd = Make("ns3::TcpIsnBsd", {});
    EXPECT_EQ(bsd->Generate(ANY, Time(0)), 1U);
    EXPECT_EQ(bsd->Generate(ANY, Time(0)), 64001U);
    EXPECT_EQ(bsd->Generate(ANY, MilliSeconds(500) - NanoSeconds(1)), 128001U);
    EXPECT_EQ(bsd->Generate(ANY, MilliSeconds(500)), 256001U);
    EXPECT_EQ(bsd->Generate(ANY, Seconds(10)), 1 + 4 * 64000U + 20 * 64000U);
}

TEST(IsnBsd, CanBe42Bsd)
{
    const auto bsd =
        Make("ns3::TcpIsnBsd", {{"Step", "128"}, {"Interval", "1s"}, {"PerConnection", "64"}});
    EXPECT_EQ(Numbers(bsd, 4, Time(0), MilliSeconds(500)),
              (std::vector<uint32_t>{1, 65, 257, 321}));
}

TEST(IsnBsd, WrapsInEachOfItsParts)
{
    const auto byTime = Make("ns3::TcpIsnBsd", {{"PerConnection", "0"}});
    // 67109 steps of 64000 are 4294976000, which is 8704 past 2^32.
    EXPECT_EQ(byTime->Generate(ANY, MilliSeconds(500) * 67109), 8705U);
    const auto byConnection = Make("ns3::TcpIsnBsd", {{"PerConnection", "4294967295"}});
    EXPECT_EQ(Numbers(byConnection, 3, Time(0), Time(0)),
              (std::vector<uint32_t>{1, 0, UINT32_MAX}));
}

TEST(IsnConstant, IsItsValue)
{
    EXPECT_EQ(Numbers(Make("ns3::TcpIsnConstant", {}), 2, Time(0), Seconds(1)),
              (std::vector<uint32_t>{0, 0}));
    EXPECT_EQ(Numbers(Make("ns3::TcpIsnConstant", {{"Value", "4294967295"}}), 2, Time(0), Time(0)),
              (std::vector<uint32_t>{UINT32_MAX, UINT32_MAX}));
}

TEST(IsnList, GoesOnByStepsFromItsLast)
{
    const auto list = Make("ns3::TcpIsnList", {{"List", "300,4294967295,400"}, {"Step", "7"}});
    EXPECT_EQ(Numbers(list, 6, Time(0), Seconds(1)),
              (std::vector<uint32_t>{300, UINT32_MAX, 400, 407, 414, 421}));
    const auto wraps = Make("ns3::TcpIsnList", {{"List", "4294967290"}, {"Step", "10"}});
    EXPECT_EQ(Numbers(wraps, 3, Time(0), Time(0)), (std::vector<uint32_t>{4294967290, 4, 14}));
}

TEST(IsnList, BeginsAnewWithANewList)
{
    const auto list = Make("ns3::TcpIsnList", {{"List", "1,2"}});
    list->Generate(ANY, Time(0));
    list->SetAttribute("List", StringValue("5,6"));
    EXPECT_EQ(list->Generate(ANY, Time(0)), 5U);
    StringValue text;
    list->GetAttribute("List", text);
    EXPECT_EQ(text.Get(), "5,6");
}

TEST(IsnRandom, DependsOnItsStreamOnly)
{
    const auto draw = [](int64_t stream) {
        const auto random = CreateObject<TcpIsnRandom>();
        EXPECT_EQ(random->AssignStreams(stream), 1);
        return Numbers(random, 3, Time(0), Time(0));
    };
    EXPECT_EQ(draw(5), draw(5));
    EXPECT_NE(draw(5), draw(6));
}

TEST(IsnRandom, ReachesEveryPartOfTheSequenceSpace)
{
    // Of 1000 draws each 64th of the space gets 15.6; that one gets none has a probability of 1e-5.
    const auto random = CreateObject<TcpIsnRandom>();
    random->AssignStreams(1);
    std::vector<int> hits(64);
    for (const uint32_t number : Numbers(random, 1000, Time(0), Time(0)))
    {
        ++hits[number >> 26];
    }
    EXPECT_EQ(std::count(hits.begin(), hits.end(), 0), 0);
}

namespace
{

/// A value that a generator's attribute must not have.
struct Wrong
{
    const char* type;
    const char* attribute;
    const char* value;
};

class MisconfiguredGenerator : public ::testing::TestWithParam<Wrong>
{
};

} // namespace

TEST_P(MisconfiguredGenerator, IsRefusedWhereverItIsSet)
{
    const auto [type, attribute, value] = GetParam();
    const auto generator = Make(type, {});
    EXPECT_FALSE(generator->SetAttributeFailSafe(attribute, StringValue(value)));
    EXPECT_FALSE(
        Config::SetDefaultFailSafe(std::string(type) + "::" + attribute, StringValue(value)));
    // What was refused has changed nothing.
    const auto before = Make(type, {});
    EXPECT_EQ(generator->Generate(ANY, Seconds(1)), before->Generate(ANY, Seconds(1)));
}

INSTANTIATE_TEST_SUITE_P(All,
                         MisconfiguredGenerator,
                         ::testing::Values(Wrong{"ns3::TcpIsnClock", "Tick", "0s"},
                                           Wrong{"ns3::TcpIsnClock", "Tick", "-4us"},
                                           Wrong{"ns3::TcpIsnBsd", "Interval", "0s"},
                                           Wrong{"ns3::TcpIsnBsd", "Step", "4294967296"},
                                           Wrong{"ns3::TcpIsnBsd", "PerConnection", "-1"},
                                           Wrong{"ns3::TcpIsnConstant", "Value", "4294967296"},
                                           Wrong{"ns3::TcpIsnList", "List", ""},
                                           Wrong{"ns3::TcpIsnList", "List", "1,"},
                                           Wrong{"ns3::TcpIsnList", "List", ",1"},
                                           Wrong{"ns3::TcpIsnList", "List", "1,,2"},
                                           Wrong{"ns3::TcpIsnList", "List", "1 2"},
                                           Wrong{"ns3::TcpIsnList", "List", "4294967296"},
                                           Wrong{"ns3::TcpIsnList", "List", "-1"}));

// Without the secret that is drawn the two generators would differ anyhow.
TEST(IsnRfc6528, MisconfiguredIsRefused)
{
    const Wrong wrongs[] = {{"ns3::TcpIsnRfc6528", "Tick", "0s"},
                            {"ns3::TcpIsnRfc6528", "Hash", "SHA3"},
                            {"ns3::TcpIsnRfc6528", "Hash", ""},
                            {"ns3::TcpIsnRfc6528", "Secret", "0"},
                            {"ns3::TcpIsnRfc6528", "Secret", "0g"}};
    for (const auto& [type, attribute, value] : wrongs)
    {
        EXPECT_FALSE(Make(type, {})->SetAttributeFailSafe(attribute, StringValue(value)))
            << attribute << "=" << value;
        EXPECT_FALSE(
            Config::SetDefaultFailSafe(std::string(type) + "::" + attribute, StringValue(value)))
            << attribute << "=" << value;
    }
}
