// SPDX-License-Identifier: GPL-2.0-only

#include "two-hosts.h"

#include "ns3/enum.h"
#include "ns3/tcp-lifecycle-demux.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <utility>

using namespace ns3;

namespace
{

class Nobody : public TcpEndpoint
{
  public:
    void IcmpArrives(const TcpIcmpArrival& /* icmp */) override
    {
    }

    void SegmentArrives(const TcpArrival& /* arrival */) override
    {
    }

    Ptr<NetDevice> GetDevice() const override
    {
        return nullptr;
    }
};

using Exhausted = std::vector<std::pair<Address, Address>>;

void
Note(Exhausted* exhausted, const Address& local, const Address& remote)
{
    exhausted->emplace_back(local, remote);
}

class EphemeralPorts : public TwoHosts
{
  protected:
    EphemeralPorts()
    {
        Install();
        Tcp(0)->AssignStreams(1);
        Tcp(0)->TraceConnectWithoutContext("PortsExhausted", MakeBoundCallback(&Note, &exhausted));
    }

    void SetRange(uint16_t first, uint16_t last)
    {
        Tcp(0)->SetAttribute("EphemeralPortFirst", UintegerValue(first));
        Tcp(0)->SetAttribute("EphemeralPortLast", UintegerValue(last));
    }

    TcpLifecycleDemux& Demux()
    {
        return Tcp(0)->GetDemux();
    }

    /// \return A's end of a connection to a host in 192.0.2.0 and the networks after it
    static TcpFourTuple To(uint32_t peer, uint16_t localPort = 0)
    {
        return {{TcpIpAddress(Ipv4Address("10.0.0.1")), localPort},
                {TcpIpAddress(Ipv4Address(0xc0000200 + peer)), 80}};
    }

    /// Takes a port for a connection that has no socket. \return it; nothing if there is none
    std::optional<uint16_t> Take(uint32_t peer)
    {
        auto connection = To(peer);
        const auto port = Tcp(0)->AllocatePortFor(connection, [](const auto&) { return false; });
        if (port)
        {
            connection.local.port = *port;
            EXPECT_TRUE(Demux().AddConnection(connection, nobody));
        }
        return port;
    }

    static uint16_t PortOf(const Ptr<TcpLifecycleSocket>& socket)
    {
        Address name;
        socket->GetSockName(name);
        return InetSocketAddress::ConvertFrom(name).GetPort();
    }

    Nobody nobody;
    Exhausted exhausted;
};

} // namespace

TEST_F(EphemeralPorts, ServeAllOfTheRangeForEachDestination)
{
    for (uint32_t peer = 0; peer < 2; ++peer)
    {
        std::set<uint16_t> ports;
        for (int i = 0; i < 16384; ++i)
        {
            const auto port = Take(peer);
            ASSERT_TRUE(port) << i;
            ASSERT_TRUE(ports.insert(*port).second);
        }
        EXPECT_EQ(*ports.begin(), 49152);
        EXPECT_EQ(*ports.rbegin(), 65535);
        EXPECT_FALSE(Take(peer));
    }
    EXPECT_EQ(exhausted.size(), 2U);
    // The one that is given back is the one that is found.
    for (const uint16_t port : {49152, 60000, 65535})
    {
        Demux().RemoveConnection(To(0, port));
        EXPECT_EQ(Take(0), port);
        EXPECT_FALSE(Take(0));
    }
}

TEST_F(EphemeralPorts, AreNotedDownOnlyForDestinationsThatHaveMany)
{
    // One connection to each of very many, and 10000 ports bound besides: nothing to note.
    SetRange(50000, 60099);
    for (uint16_t port = 50000; port < 60000; ++port)
    {
        Demux().Bind({TcpIpAddress(), port}, nobody);
    }
    for (uint32_t peer = 1; peer <= 20000; ++peer)
    {
        ASSERT_TRUE(Take(peer));
    }
    EXPECT_EQ(Demux().GetPorts().GetNotedDestinations(), 0U);
    for (int i = 0; i < 100; ++i)
    {
        ASSERT_TRUE(Take(0));
    }
    EXPECT_EQ(Demux().GetPorts().GetNotedDestinations(), 1U);
    EXPECT_FALSE(Take(0));
    for (uint16_t port = 60000; port < 60100; ++port)
    {
        Demux().RemoveConnection(To(0, port));
    }
    EXPECT_EQ(Demux().GetPorts().GetNotedDestinations(), 0U);
}

TEST_F(EphemeralPorts, RespectSocketsThatAreBound)
{
    SetRange(50000, 50063);
    for (uint16_t port = 50000; port < 50064; ++port)
    {
        if (port != 50007)
        {
            EXPECT_TRUE(Demux().Bind({TcpIpAddress(Ipv4Address("10.0.0.1")), port}, nobody));
        }
    }
    EXPECT_EQ(Take(0), 50007);
    EXPECT_FALSE(Take(0));
    EXPECT_EQ(Take(1), 50007);
    Demux().Unbind({TcpIpAddress(Ipv4Address("10.0.0.1")), 50063}, nobody);
    EXPECT_EQ(Take(0), 50063);
}

TEST_F(EphemeralPorts, OfABindAreThoseThatNobodyHas)
{
    SetRange(50000, 50001);
    const auto first = Take(0);
    const auto bound = NewSocket(0);
    ASSERT_EQ(bound->Bind(), 0);
    EXPECT_NE(PortOf(bound), first);
    EXPECT_EQ(NewSocket(0)->Bind(), -1);
    Demux().RemoveConnection(To(0, *first));
    const auto again = NewSocket(0);
    ASSERT_EQ(again->Bind(), 0);
    EXPECT_EQ(PortOf(again), first);
}

TEST_F(EphemeralPorts, FollowARangeThatChanges)
{
    SetRange(50000, 50009);
    for (int i = 0; i < 10; ++i)
    {
        ASSERT_TRUE(Take(0));
    }
    EXPECT_FALSE(Take(0));
    SetRange(49990, 50019);
    std::set<uint16_t> more;
    for (int i = 0; i < 20; ++i)
    {
        const auto port = Take(0);
        ASSERT_TRUE(port);
        more.insert(*port);
    }
    EXPECT_EQ(more.size(), 20U);
    EXPECT_EQ(*more.begin(), 49990);
    EXPECT_EQ(*more.rbegin(), 50019);
    EXPECT_FALSE(Take(0));
    SetRange(50000, 50009);
    Demux().RemoveConnection(To(0, 50004));
    Demux().RemoveConnection(To(0, 50015));
    EXPECT_EQ(Take(0), 50004);
    EXPECT_FALSE(Take(0));
}

TEST_F(EphemeralPorts, OfAnEmptyRangeAreNone)
{
    SetRange(50000, 49999);
    const auto socket = NewSocket(0);
    EXPECT_EQ(socket->Bind(), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_ADDRNOTAVAIL);
    EXPECT_EQ(socket->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_ADDRNOTAVAIL);
    EXPECT_EQ(exhausted.size(), 2U);
    EXPECT_EQ(socket->Bind(AnyAddress(1000)), 0); // who names a port needs none of the range
    EXPECT_EQ(socket->Connect(AddressOf(1, 80)), 0);
}

TEST_F(EphemeralPorts, TellWhenNoneIsLeft)
{
    SetRange(50000, 50000);
    Listen(80);
    Connect(80);
    const auto second = NewSocket(0);
    EXPECT_EQ(second->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(second->GetErrno(), Socket::ERROR_ADDRNOTAVAIL);
    EXPECT_EQ(second->GetState(), tcplifecycle::State::Closed);
    EXPECT_EQ(second->Bind(), -1);
    EXPECT_THAT(exhausted,
                ::testing::ElementsAre(std::make_pair(AddressOf(0, 0), AddressOf(1, 80)),
                                       std::make_pair(AnyAddress(0), AnyAddress(0))));
    EXPECT_EQ(second->Connect(AddressOf(1, 81)), 0);
    EXPECT_EQ(exhausted.size(), 2U);
}

TEST_F(EphemeralPorts, AreTakenWhileTheirConnectionIsInTimeWait)
{
    SetRange(50000, 50003);
    Listen(80);
    std::vector<Ptr<TcpLifecycleSocket>> clients;
    for (int i = 0; i < 4; ++i)
    {
        clients.push_back(NewSocket(0));
        clients.back()->SetAttribute("Msl", TimeValue(Seconds(5 + i)));
        ASSERT_EQ(clients.back()->Connect(AddressOf(1, 80)), 0);
    }
    RunUntil(1);
    for (const auto& client : clients)
    {
        client->Close();
    }
    RunUntil(2);
    for (const auto& server : accepted)
    {
        server->Close();
    }
    RunUntil(3);
    ASSERT_EQ(Tcp(0)->GetTimeWaitCount(), 4U);
    const auto next = NewSocket(0);
    EXPECT_EQ(next->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(next->GetErrno(), Socket::ERROR_ADDRNOTAVAIL);
    // TIME-WAIT began at 2.01 s and lasts 10 s for the first, 12 s for the second.
    const uint16_t first = PortOf(clients[0]);
    RunUntil(12.009);
    EXPECT_EQ(next->Connect(AddressOf(1, 80)), -1);
    RunUntil(12.011);
    EXPECT_EQ(next->Connect(AddressOf(1, 80)), 0);
    EXPECT_EQ(PortOf(next), first);
    EXPECT_EQ(NewSocket(0)->Connect(AddressOf(1, 80)), -1);
}

TEST_F(EphemeralPorts, ComeInSequenceOnRequest)
{
    Tcp(0)->SetAttribute("PortSelection", StringValue("Sequential"));
    SetRange(50000, 50002);
    std::vector<uint16_t> ports;
    for (uint32_t peer = 0; peer < 5; ++peer)
    {
        ports.push_back(*Take(peer));
    }
    EXPECT_THAT(ports, ::testing::ElementsAre(50000, 50001, 50002, 50000, 50001));
}

TEST_F(EphemeralPorts, ComeAtRandomByDefault)
{
    EnumValue selection;
    Tcp(0)->GetAttribute("PortSelection", selection);
    EXPECT_EQ(selection.Get(), static_cast<int>(TcpPortSelection::Random));
    std::vector<uint16_t> ports;
    for (uint32_t peer = 0; peer < 20; ++peer)
    {
        ports.push_back(*Take(peer));
    }
    EXPECT_FALSE(std::is_sorted(ports.begin(), ports.end()));
}

TEST_F(EphemeralPorts, AreReopenedOnlyWhereNoneIsFreeAndTimestampsTell)
{
    SetRange(50000, 50003);
    Listen(80);
    for (int i = 0; i < 3; ++i)
    {
        Connect(80);
    }
    RunUntil(1);
    ObjectVectorValue sockets;
    Tcp(0)->GetAttribute("SocketList", sockets);
    std::set<uint16_t> resting;
    for (uint32_t i = 0; i < 3; ++i)
    {
        const auto client = DynamicCast<TcpLifecycleSocket>(sockets.Get(i));
        resting.insert(PortOf(client));
        client->Close();
    }
    RunUntil(2);
    for (const auto& server : accepted)
    {
        server->Close();
    }
    RunUntil(3.5);
    ASSERT_EQ(Tcp(0)->GetTimeWaitCount(), 3U);
    const auto open = [this](const char* policy) {
        const auto client = NewSocket(0);
        client->SetAttribute("TimeWaitConnect", StringValue(policy));
        return client->Connect(AddressOf(1, 80)) == 0 ? PortOf(client) : 0;
    };
    const uint16_t free = open("Timestamps");
    EXPECT_NE(free, 0);
    EXPECT_EQ(resting.count(free), 0U); // the fourth one was free
    EXPECT_EQ(open("Refuse"), 0);
    EXPECT_EQ(exhausted.size(), 1U);
    std::set<uint16_t> reopened;
    for (int i = 0; i < 3; ++i)
    {
        reopened.insert(open("Timestamps"));
    }
    EXPECT_EQ(reopened, resting);
    EXPECT_EQ(open("Timestamps"), 0);
    EXPECT_EQ(exhausted.size(), 2U);
}
