// SPDX-License-Identifier: GPL-2.0-only

// RFC 6528, section 3. The values of F were computed with Python's hashlib.md5 and with
// OpenSSL 3.0: openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:8 SIPHASH

#include "two-hosts.h"

#include <set>

using namespace ns3;

namespace
{

constexpr uint32_t F_IPV4 = 2548774955U;
constexpr uint32_t F_IPV6 = 1373403579U;
constexpr uint32_t F_IPV4_SIPHASH = 0xD710558E;
constexpr uint32_t F_IPV6_SIPHASH = 0x10FBC18D;
/// With the key 0cb988d042a7f28dd5fe2b55b3f5ac7a, which is the MD5 of the octets 1 and 2.
constexpr uint32_t F_IPV4_SIPHASH_SHORT_SECRET = 0x7C260F6A;

const TcpFourTuple OVER_IPV4 = {{TcpIpAddress(Ipv4Address("10.0.0.1")), 1000},
                                {TcpIpAddress(Ipv4Address("10.0.0.2")), 80}};
const TcpFourTuple OVER_IPV6 = {{TcpIpAddress(Ipv6Address("2001:db8::1")), 1000},
                                {TcpIpAddress(Ipv6Address("2001:db8::2")), 80}};

Ptr<TcpIsnRfc6528>
Generator(const std::string& secret)
{
    return CreateObjectWithAttributes<TcpIsnRfc6528>("Secret", StringValue(secret));
}

const std::string SECRET = "000102030405060708090a0b0c0d0e0f";

class IsnOfAHost : public TwoHosts
{
  protected:
    IsnOfAHost()
    {
        Install();
        Tcp(0)->TraceConnectWithoutContext("Isn", MakeCallback(&IsnOfAHost::Record, this));
        Tcp(1)->TraceConnectWithoutContext("Isn", MakeCallback(&IsnOfAHost::Record, this));
    }

    struct Isn
    {
        Address local;
        Address remote;
        std::string generator;
        uint32_t value;
    };

    std::vector<Isn> isns;

  private:
    void Record(const Address& local,
                const Address& remote,
                const std::string& generator,
                uint32_t value)
    {
        isns.push_back({local, remote, generator, value});
    }
};

} // namespace

TEST(IsnRfc6528, IsTheHashAtTimeZero)
{
    EXPECT_EQ(Generator(SECRET)->Generate(OVER_IPV4, Time(0)), F_IPV4);
    EXPECT_EQ(Generator(SECRET)->Generate(OVER_IPV6, Time(0)), F_IPV6);
}

TEST(IsnRfc6528, HashMayBeSipHash)
{
    const auto generator = Generator(SECRET);
    generator->SetAttribute("Hash", StringValue("SipHash"));
    EXPECT_EQ(generator->Generate(OVER_IPV4, Time(0)), F_IPV4_SIPHASH);
    EXPECT_EQ(generator->Generate(OVER_IPV6, MicroSeconds(8)), F_IPV6_SIPHASH + 2);
    generator->SetAttribute("Hash", StringValue("MD5"));
    EXPECT_EQ(generator->Generate(OVER_IPV4, Time(0)), F_IPV4);
}

TEST(IsnRfc6528, SecretThatIsNoKeyOfSipHashIsMadeOneByMd5)
{
    const auto generator = Generator("0102");
    generator->SetAttribute("Hash", StringValue("SipHash"));
    EXPECT_EQ(generator->Generate(OVER_IPV4, Time(0)), F_IPV4_SIPHASH_SHORT_SECRET);
}

TEST(IsnRfc6528, EveryPartOfTheFourTupleCounts)
{
    for (const char* hash : {"MD5", "SipHash"})
    {
        const auto generator = Generator(SECRET);
        generator->SetAttribute("Hash", StringValue(hash));
        std::set<uint32_t> numbers{generator->Generate(OVER_IPV4, Time(0))};
        TcpFourTuple other = OVER_IPV4;
        std::swap(other.local, other.remote);
        numbers.insert(generator->Generate(other, Time(0)));
        for (TcpName TcpFourTuple::*end : {&TcpFourTuple::local, &TcpFourTuple::remote})
        {
            other = OVER_IPV4;
            ++(other.*end).port;
            numbers.insert(generator->Generate(other, Time(0)));
            other = OVER_IPV4;
            (other.*end).address = TcpIpAddress(Ipv4Address("10.0.0.3"));
            numbers.insert(generator->Generate(other, Time(0)));
        }
        EXPECT_EQ(numbers.size(), 6U) << hash;
    }
}

TEST(IsnRfc6528, ClockTicksEvery4Microseconds)
{
    const auto generator = Generator(SECRET);
    EXPECT_EQ(generator->Generate(OVER_IPV4, NanoSeconds(3999)), F_IPV4);
    EXPECT_EQ(generator->Generate(OVER_IPV4, NanoSeconds(4000)), F_IPV4 + 1);
    EXPECT_EQ(generator->Generate(OVER_IPV4, Seconds(1)), F_IPV4 + 250000);
}

TEST(IsnRfc6528, ClockGoesRoundOnceIn2To32Ticks)
{
    const auto generator = Generator(SECRET);
    const Time round = MicroSeconds(4) * (int64_t{1} << 32);
    EXPECT_EQ(generator->Generate(OVER_IPV4, round - NanoSeconds(1)), F_IPV4 - 1);
    EXPECT_EQ(generator->Generate(OVER_IPV4, round), F_IPV4);
}

TEST(IsnRfc6528, TickCanBeChosen)
{
    const auto generator = Generator(SECRET);
    generator->SetAttribute("Tick", TimeValue(NanoSeconds(64)));
    EXPECT_EQ(generator->Generate(OVER_IPV4, NanoSeconds(640)), F_IPV4 + 10);
}

TEST(IsnRfc6528, SecretIsDrawnUnlessItIsSet)
{
    const auto a = CreateObject<TcpIsnRfc6528>();
    const auto b = CreateObject<TcpIsnRfc6528>();
    a->AssignStreams(1);
    b->AssignStreams(2);
    EXPECT_NE(a->Generate(OVER_IPV4, Time(0)), b->Generate(OVER_IPV4, Time(0)));
    EXPECT_EQ(a->Generate(OVER_IPV4, Time(0)), a->Generate(OVER_IPV4, Time(0)));
    const auto again = CreateObject<TcpIsnRfc6528>();
    again->AssignStreams(1);
    EXPECT_EQ(again->Generate(OVER_IPV4, Time(0)), a->Generate(OVER_IPV4, Time(0)));
    again->AssignStreams(2);
    EXPECT_EQ(again->Generate(OVER_IPV4, Time(0)), b->Generate(OVER_IPV4, Time(0)));
    const auto set = Generator(SECRET);
    const uint32_t before = set->Generate(OVER_IPV4, Time(0));
    set->AssignStreams(1);
    EXPECT_EQ(set->Generate(OVER_IPV4, Time(0)), before);
}

TEST(IsnRfc6528, SecretMustBeWholeOctetsInHexadecimal)
{
    const auto generator = Generator(SECRET);
    EXPECT_FALSE(generator->SetAttributeFailSafe("Secret", StringValue("0")));
    EXPECT_FALSE(generator->SetAttributeFailSafe("Secret", StringValue("0g")));
    StringValue secret;
    generator->GetAttribute("Secret", secret);
    EXPECT_EQ(secret.Get(), SECRET);
}

TEST_F(IsnOfAHost, IsTracedWithItsGenerator)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(isns.size(), 2U);
    Address local;
    client->GetSockName(local);
    EXPECT_EQ(isns[0].local, local);
    EXPECT_EQ(isns[0].remote, AddressOf(1, 80));
    EXPECT_EQ(isns[0].generator, "ns3::TcpIsnRfc6528");
    EXPECT_EQ(isns[1].local, AddressOf(1, 80));
    EXPECT_EQ(isns[1].remote, local);
}

TEST_F(IsnOfAHost, AttributeOfTheSocketFixesTheNextOne)
{
    const auto listener = Listen();
    listener->SetAttribute("Isn", IntegerValue(300));
    for (int i = 0; i < 2; ++i)
    {
        const auto client = NewSocket(0);
        client->SetAttribute("Isn", IntegerValue(4294967295));
        client->Connect(AddressOf(1, 80));
        RunUntil(1 + i);
        IntegerValue unset;
        client->GetAttribute("Isn", unset);
        EXPECT_EQ(unset.Get(), -1);
    }
    ASSERT_EQ(isns.size(), 4U);
    EXPECT_EQ(isns[0].value, 4294967295U);
    EXPECT_EQ(isns[0].generator, "ns3::TcpLifecycleSocket::Isn");
    EXPECT_EQ(isns[1].value, 300U);
    EXPECT_EQ(isns[1].generator, "ns3::TcpLifecycleSocket::Isn");
    EXPECT_EQ(isns[2].value, 4294967295U);
    EXPECT_EQ(isns[3].generator, "ns3::TcpIsnRfc6528"); // a listener's holds for one child
    EXPECT_EQ(accepted.size(), 2U);
}

TEST_F(IsnOfAHost, GeneratorMustBeATcpIsnGenerator)
{
    EXPECT_FALSE(Tcp(0)->SetAttributeFailSafe("IsnGenerator", StringValue("ns3::TcpSocketBase")));
    EXPECT_FALSE(Tcp(0)->SetAttributeFailSafe("IsnGenerator", StringValue("ns3::TcpIsnGenerator")));
    EXPECT_FALSE(Tcp(0)->SetAttributeFailSafe("IsnGenerator", TypeIdValue()));
    EXPECT_TRUE(Tcp(0)->SetAttributeFailSafe("IsnGenerator", StringValue("ns3::TcpIsnRfc6528")));
    // A default that would be wrong is refused at once, not when a host is made.
    const std::string path = "ns3::TcpLifecycleL4Protocol::IsnGenerator";
    EXPECT_FALSE(Config::SetDefaultFailSafe(path, StringValue("ns3::TcpSocketBase")));
    EXPECT_FALSE(Config::SetDefaultFailSafe(path, TypeIdValue(TcpIsnGenerator::GetTypeId())));
}
