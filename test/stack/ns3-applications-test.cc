// SPDX-License-Identifier: GPL-2.0-only

// ns-3's own applications and queue discs, none of them changed, over this TCP.

#include "transfer-ns3-hosts.h"

#include "ns3/traffic-control-module.h"

#include <algorithm>

using namespace ns3;
using ::testing::Contains;
using ::testing::ElementsAre;

namespace
{

class Ns3Applications : public TransferNs3Hosts
{
};

} // namespace

TEST_F(Ns3Applications, BulkSendToPacketSink)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE_TCP, InetSocketAddress(Ipv4Address::GetAny(), SERVER_PORT));
    Bulk(LIFECYCLE_TCP, GetServer(), 1'000'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    ExpectNormalClose();
}

TEST_F(Ns3Applications, BulkSendToPacketSinkOverIpv6)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE_TCP, Inet6SocketAddress(Ipv6Address::GetAny(), SERVER_PORT));
    Bulk(LIFECYCLE_TCP, GetServer6(), 1'000'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    ExpectNormalClose();
}

TEST_F(Ns3Applications, BulkSendUnderLoss)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE_TCP, GetServer());
    Bulk(LIFECYCLE_TCP, GetServer(), 1'000'000);
    LoseAtServer({0, 3, 4, 5, 50, 51, 300, 500});
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    ExpectNormalClose();
}

TEST_F(Ns3Applications, BulkSendFromNs3sOwnTcp)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE_TCP, GetServer());
    Bulk(NS3_TCP, GetServer(), 1'000'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    EXPECT_THAT(GetStates(1),
                ElementsAre("SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED"));
}

TEST_F(Ns3Applications, BulkSendToNs3sOwnTcp)
{
    InstallBothTcps();
    const auto sink = Sink(NS3_TCP, GetServer());
    Bulk(LIFECYCLE_TCP, GetServer(), 1'000'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    EXPECT_EQ(GetStates(0).back(), "CLOSED");
}

TEST_F(Ns3Applications, ManyBulkSendsToOnePacketSink)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE_TCP, GetServer());
    for (int i = 0; i < 20; ++i)
    {
        Bulk(LIFECYCLE_TCP, GetServer(), 50'000);
    }
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 20 * 50'000U);
    EXPECT_EQ(sink->GetAcceptedSockets().size(), 20U);
    EXPECT_THAT(GetStates(0), Contains("CLOSED").Times(20));
    EXPECT_THAT(GetStates(1), Contains("CLOSED").Times(20));
}

TEST_F(Ns3Applications, OnOffSendsAtItsRate)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE_TCP, GetServer());
    OnOffHelper onOff(LIFECYCLE_TCP, GetServer());
    onOff.SetConstantRate(DataRate("1Mbps"), 500);
    onOff.SetAttribute("MaxBytes", UintegerValue(100'000));
    auto sender = onOff.Install(m_nodes.Get(0));
    sender.Start(Seconds(2));
    sender.Stop(Seconds(10));
    std::vector<Time> reads;
    sink->TraceConnectWithoutContext(
        "Rx",
        MakeBoundCallback(
            +[](std::vector<Time>* times, Ptr<const Packet>, const Address&) {
                times->push_back(Simulator::Now());
            },
            &reads));
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 100'000U);
    // 200 packets of 500 octets, 4 ms each, from 2 s on; each is on its way for 5 ms and some
    // microseconds. Nothing holds them back: ns-3's sockets have Nagle's algorithm off.
    ASSERT_FALSE(reads.empty());
    EXPECT_GE(reads.front(), Seconds(2.009));
    EXPECT_LE(reads.front(), Seconds(2.025));
    EXPECT_GE(reads.back(), Seconds(2.8));
    EXPECT_LE(reads.back(), Seconds(2.83));
    EXPECT_EQ(reads.size(), 200U);
    ExpectNormalClose();
}

TEST_F(Ns3Applications, ThisTcpAloneServesProgramsThatNameNs3s)
{
    InternetStackHelper stack;
    stack.SetTcp("ns3::TcpLifecycleL4Protocol");
    stack.Install(m_nodes);
    AssignAddresses();
    const auto sink = Sink(NS3_TCP, GetServer());
    const auto sink6 = Sink(NS3_TCP, GetServer6());
    Bulk(NS3_TCP, GetServer(), 100'000);
    Bulk(NS3_TCP, GetServer6(), 200'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 100'000U);
    EXPECT_EQ(sink6->GetTotalRx(), 200'000U);
    EXPECT_EQ(sink->GetListeningSocket()->GetInstanceTypeId(), TcpLifecycleSocket::GetTypeId());
    EXPECT_THAT(GetStates(0), Contains("CLOSED").Times(2));
}

TEST_F(Ns3Applications, ConfigPathsReachTheSockets)
{
    InstallBothTcps();
    Sink(LIFECYCLE_TCP, GetServer());
    Bulk(LIFECYCLE_TCP, GetServer(), 100'000);
    std::vector<uint32_t> windows;
    Simulator::Schedule(Seconds(2.001), [&windows] {
        Config::ConnectWithoutContext(
            "/NodeList/0/$ns3::TcpLifecycleL4Protocol/SocketList/*/CongestionWindow",
            MakeBoundCallback(
                +[](std::vector<uint32_t>* seen, uint32_t, uint32_t window) {
                    seen->push_back(window);
                },
                &windows));
    });
    Simulator::Run();
    // RFC 5681, section 3.1: slow start from the initial window, ten segments in ns-3,
    // of 1460 octets less 12 of timestamps.
    ASSERT_GT(windows.size(), 10U);
    EXPECT_EQ(windows.front(), 10 * 1448U);
    EXPECT_TRUE(std::is_sorted(windows.begin(), windows.end()));
}

namespace
{

/// What a link of 10 Mbit/s between a router and the server makes of 100 Mbit/s before it.
class Ns3Bottleneck : public ::testing::Test
{
  protected:
    Ns3Bottleneck()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        m_nodes.Create(3);
        InternetStackHelper().Install(m_nodes);
        TcpLifecycleHelper().Install(m_nodes);
        TcpLifecycleHelper().AssignStreams(m_nodes, 1000);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
        link.SetChannelAttribute("Delay", StringValue("5ms"));
        const auto fast = link.Install(m_nodes.Get(0), m_nodes.Get(1));
        link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
        // Short, so that the packets wait in the queue disc.
        link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("5p"));
        m_slow = link.Install(m_nodes.Get(1), m_nodes.Get(2));
        // As each device without one, they are given ns-3's default queue disc here.
        Ipv4AddressHelper("10.1.0.0", "255.255.255.0").Assign(fast);
        m_addresses = Ipv4AddressHelper("10.2.0.0", "255.255.255.0").Assign(m_slow);
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    }

    ~Ns3Bottleneck() override
    {
        Simulator::Destroy();
    }

    NodeContainer m_nodes;
    NetDeviceContainer m_slow;
    Ipv4InterfaceContainer m_addresses;
};

} // namespace

TEST_F(Ns3Bottleneck, DefaultQueueDiscTellsConnectionsApartAndDrops)
{
    const InetSocketAddress server(m_addresses.GetAddress(1), SERVER_PORT);
    const auto sinks = PacketSinkHelper(LIFECYCLE_TCP, server).Install(m_nodes.Get(2));
    BulkSendHelper bulk(LIFECYCLE_TCP, server);
    bulk.SetAttribute("MaxBytes", UintegerValue(5'000'000));
    for (int i = 0; i < 4; ++i)
    {
        bulk.Install(m_nodes.Get(0));
    }
    Simulator::Run();
    EXPECT_EQ(DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx(), 4 * 5'000'000U);

    const auto disc =
        m_nodes.Get(1)->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(m_slow.Get(0));
    ASSERT_TRUE(disc);
    const auto& stats = disc->GetStats();
    EXPECT_EQ(disc->GetInstanceTypeId().GetName(), "ns3::FqCoDelQueueDisc");
    EXPECT_GE(stats.nTotalReceivedPackets, 4 * 5'000'000U / 1460);
    EXPECT_GT(stats.nTotalDroppedPackets, 0U);
    // One queue for each connection: the disc has found the ports in the TCP headers.
    EXPECT_EQ(disc->GetNQueueDiscClasses(), 4U);
}
