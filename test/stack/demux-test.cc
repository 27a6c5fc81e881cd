// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/simple-net-device.h"
#include "ns3/tcp-lifecycle-demux.h"

#include <gtest/gtest.h>

using namespace ns3;

namespace
{

class Somebody : public TcpEndpoint
{
  public:
    explicit Somebody(Ptr<NetDevice> device = nullptr)
        : m_device(device)
    {
    }

    void IcmpArrives(const TcpIcmpArrival&) override
    {
    }

    void SegmentArrives(const TcpArrival&) override
    {
    }

    Ptr<NetDevice> GetDevice() const override
    {
        return m_device;
    }

  private:
    Ptr<NetDevice> m_device;
};

TcpName
Name(const char* ipv4, uint16_t port)
{
    return {TcpIpAddress(Ipv4Address(ipv4)), port};
}

TcpName
Name6(const char* ipv6, uint16_t port)
{
    return {TcpIpAddress(Ipv6Address(ipv6)), port};
}

} // namespace

TEST(Demux, ListenerAtTheAddressItselfComesBeforeTheUnspecifiedOne)
{
    TcpLifecycleDemux demux;
    Somebody own;
    Somebody any;
    ASSERT_TRUE(demux.Bind(Name("10.0.0.1", 80), own));
    ASSERT_TRUE(demux.Bind(Name("0.0.0.0", 80), any));
    EXPECT_EQ(demux.FindListener(Name("10.0.0.1", 80), nullptr), nullptr);
    demux.Listen(Name("0.0.0.0", 80), any);
    EXPECT_EQ(demux.FindListener(Name("10.0.0.1", 80), nullptr), &any);
    demux.Listen(Name("10.0.0.1", 80), own);
    EXPECT_EQ(demux.FindListener(Name("10.0.0.1", 80), nullptr), &own);
    EXPECT_EQ(demux.FindListener(Name("10.0.0.2", 80), nullptr), &any);
    EXPECT_EQ(demux.FindListener(Name("10.0.0.1", 81), nullptr), nullptr);
    EXPECT_EQ(demux.FindListener(Name6("2001:db8::1", 80), nullptr), nullptr);
    demux.EndListen(Name("10.0.0.1", 80), own);
    EXPECT_EQ(demux.FindListener(Name("10.0.0.1", 80), nullptr), &any);
}

TEST(Demux, UnspecifiedIpv6AddressTakesIpv4Too)
{
    TcpLifecycleDemux demux;
    Somebody both;
    ASSERT_TRUE(demux.Bind(Name6("::", 80), both));
    demux.Listen(Name6("::", 80), both);
    EXPECT_EQ(demux.FindListener(Name("10.0.0.1", 80), nullptr), &both);
    EXPECT_EQ(demux.FindListener(Name6("2001:db8::1", 80), nullptr), &both);
    Somebody ipv4;
    ASSERT_TRUE(demux.Bind(Name("0.0.0.0", 80), ipv4));
    demux.Listen(Name("0.0.0.0", 80), ipv4);
    EXPECT_EQ(demux.FindListener(Name("10.0.0.1", 80), nullptr), &ipv4);
}

TEST(Demux, OneNameMayBeBoundOncePerDevice)
{
    const auto first = CreateObject<SimpleNetDevice>();
    const auto second = CreateObject<SimpleNetDevice>();
    TcpLifecycleDemux demux;
    Somebody a(first);
    Somebody b(second);
    Somebody c;
    Somebody d(first);
    const TcpName name = Name("0.0.0.0", 80);
    EXPECT_TRUE(demux.Bind(name, a));
    EXPECT_TRUE(demux.Bind(name, b));
    EXPECT_TRUE(demux.Bind(name, c));
    EXPECT_FALSE(demux.Bind(name, d));
    demux.Listen(name, a);
    demux.Listen(name, b);
    EXPECT_EQ(demux.FindListener(name, second), &b);
    EXPECT_EQ(demux.FindListener(name, first), &a);
    EXPECT_EQ(demux.FindListener(name, nullptr), nullptr);
    demux.Listen(name, c);
    EXPECT_EQ(demux.FindListener(name, nullptr), &c);
    EXPECT_EQ(demux.FindListener(name, first), &a);
    demux.Unbind(name, a);
    EXPECT_EQ(demux.FindListener(name, first), &c);
    EXPECT_TRUE(demux.Bind(name, d));
}

TEST(Demux, PortIsUnusedWhenTheLastUserIsGone)
{
    TcpLifecycleDemux demux;
    Somebody a;
    Somebody b;
    const TcpFourTuple connection = {Name("10.0.0.1", 80), Name("10.0.0.2", 1000)};
    EXPECT_TRUE(demux.GetPorts().IsUnused(80));
    EXPECT_TRUE(demux.Bind(Name("0.0.0.0", 80), a));
    EXPECT_TRUE(demux.AddConnection(connection, b));
    EXPECT_FALSE(demux.AddConnection(connection, a));
    EXPECT_EQ(demux.FindConnection(connection), &b);
    EXPECT_TRUE(demux.GetPorts().IsBound(80));
    demux.Unbind(Name("0.0.0.0", 80), a);
    EXPECT_FALSE(demux.GetPorts().IsBound(80));
    EXPECT_FALSE(demux.GetPorts().IsUnused(80));
    demux.RemoveConnection(connection);
    EXPECT_TRUE(demux.GetPorts().IsUnused(80));
    EXPECT_EQ(demux.FindConnection(connection), nullptr);
}

TEST(Demux, ConnectionsThatDifferInOneOfFourAreDifferent)
{
    TcpLifecycleDemux demux;
    const TcpFourTuple connection = {Name("10.0.0.1", 80), Name("10.0.0.2", 1000)};
    std::vector<TcpFourTuple> others(4, connection);
    others[0].local.address = TcpIpAddress(Ipv4Address("10.0.0.3"));
    others[1].local.port = 81;
    others[2].remote.address = TcpIpAddress(Ipv6Address("2001:db8::2"));
    others[3].remote.port = 1001;
    Somebody a;
    EXPECT_TRUE(demux.AddConnection(connection, a));
    for (const auto& other : others)
    {
        EXPECT_EQ(demux.FindConnection(other), nullptr);
        EXPECT_TRUE(demux.AddConnection(other, a));
    }
}
