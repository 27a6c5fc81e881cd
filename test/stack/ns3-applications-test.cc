// SPDX-License-Identifier: GPL-2.0-only

// ns-3's own applications, helpers and observers, none of them changed, over this TCP.

#include "transfer-hop.h"

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/flow-monitor-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/tcp-lifecycle-module.h"
#include "ns3/traffic-control-module.h"

#include <algorithm>
#include <cstdio>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using ::testing::ElementsAre;

namespace
{

constexpr uint16_t PORT = 9;
constexpr const char* LIFECYCLE = "ns3::TcpLifecycleSocketFactory";
constexpr const char* NS3_TCP = "ns3::TcpSocketFactory";

/// A client and a server with IPv4 and IPv6, a link of 10 Mbit/s and 5 ms, and applications.
class Ns3Applications : public ::testing::Test
{
  protected:
    Ns3Applications()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        m_nodes.Create(2);
        m_link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
        m_link.SetChannelAttribute("Delay", StringValue("5ms"));
        m_devices = m_link.Install(m_nodes);
    }

    ~Ns3Applications() override
    {
        Simulator::Destroy();
    }

    /// Gives the nodes IP and addresses, this TCP beside ns3's own.
    void InstallBothTcps()
    {
        InternetStackHelper().Install(m_nodes);
        TcpLifecycleHelper().Install(m_nodes);
        AssignAddresses();
    }

    void AssignAddresses()
    {
        // Streams of random numbers that do not depend on what ran before in this program.
        TcpLifecycleHelper().AssignStreams(m_nodes, 1000);
        InternetStackHelper().AssignStreams(m_nodes, 2000);
        m_ipv4 = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(m_devices);
        Ipv6AddressHelper ipv6;
        ipv6.SetBase("2001:db8::", 64);
        m_ipv6 = ipv6.Assign(m_devices);
        Config::ConnectWithoutContext("/NodeList/*/$ns3::TcpLifecycleL4Protocol/Transition",
                                      MakeCallback(&Ns3Applications::Record, this));
    }

    InetSocketAddress GetServer() const
    {
        return InetSocketAddress(m_ipv4.GetAddress(1), PORT);
    }

    Inet6SocketAddress GetServer6() const
    {
        return Inet6SocketAddress(m_ipv6.GetAddress(1, 1), PORT);
    }

    /// A PacketSink at the server. \return it
    Ptr<PacketSink> Sink(const std::string& factory, const Address& local)
    {
        const auto installed = PacketSinkHelper(factory, local).Install(m_nodes.Get(1));
        return DynamicCast<PacketSink>(installed.Get(0));
    }

    /// A BulkSendApplication at the client. An IPv6 address cannot be used before its first second.
    void Bulk(const std::string& factory, const Address& remote, uint64_t octets)
    {
        BulkSendHelper helper(factory, remote);
        helper.SetAttribute("MaxBytes", UintegerValue(octets));
        helper.Install(m_nodes.Get(0)).Start(Seconds(2));
    }

    /// Loses packets that come to the server, counted from 0.
    void LoseAtServer(const std::list<uint32_t>& numbers)
    {
        const auto model = CreateObject<ReceiveListErrorModel>();
        model->SetList(numbers);
        m_devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    /// \return the states that the connections of a node have entered, in order
    std::vector<std::string> GetStates(uint32_t node) const
    {
        std::vector<std::string> states;
        for (const auto& [where, state] : m_entered)
        {
            if (where == m_nodes.Get(node)->GetId())
            {
                states.push_back(state);
            }
        }
        return states;
    }

    void ExpectNormalClose() const
    {
        EXPECT_THAT(GetStates(0),
                    ElementsAre("SYN-SENT",
                                "ESTABLISHED",
                                "FIN-WAIT-1",
                                "FIN-WAIT-2",
                                "TIME-WAIT",
                                "CLOSED"));
        EXPECT_THAT(GetStates(1),
                    ElementsAre("SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED"));
    }

    NodeContainer m_nodes;
    PointToPointHelper m_link;
    NetDeviceContainer m_devices;
    Ipv4InterfaceContainer m_ipv4;
    Ipv6InterfaceContainer m_ipv6;

  private:
    void Record(const TcpLifecycleTransition& transition)
    {
        m_entered.emplace_back(transition.node->GetId(), ToString(transition.to));
    }

    std::vector<std::pair<uint32_t, std::string>> m_entered; ///< node and state
};

} // namespace

TEST_F(Ns3Applications, BulkSendToPacketSink)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE, InetSocketAddress(Ipv4Address::GetAny(), PORT));
    Bulk(LIFECYCLE, GetServer(), 1'000'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    ExpectNormalClose();
}

TEST_F(Ns3Applications, BulkSendToPacketSinkOverIpv6)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE, Inet6SocketAddress(Ipv6Address::GetAny(), PORT));
    Bulk(LIFECYCLE, GetServer6(), 1'000'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    ExpectNormalClose();
}

TEST_F(Ns3Applications, BulkSendUnderLoss)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE, GetServer());
    Bulk(LIFECYCLE, GetServer(), 1'000'000);
    LoseAtServer({0, 3, 4, 5, 50, 51, 300, 500});
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    ExpectNormalClose();
}

TEST_F(Ns3Applications, BulkSendFromNs3sOwnTcp)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE, GetServer());
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
    Bulk(LIFECYCLE, GetServer(), 1'000'000);
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 1'000'000U);
    EXPECT_EQ(GetStates(0).back(), "CLOSED");
}

TEST_F(Ns3Applications, ManyBulkSendsToOnePacketSink)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE, GetServer());
    for (int i = 0; i < 20; ++i)
    {
        Bulk(LIFECYCLE, GetServer(), 50'000);
    }
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 20 * 50'000U);
    EXPECT_EQ(sink->GetAcceptedSockets().size(), 20U);
    EXPECT_THAT(GetStates(0), ::testing::Contains("CLOSED").Times(20));
    EXPECT_THAT(GetStates(1), ::testing::Contains("CLOSED").Times(20));
}

TEST_F(Ns3Applications, OnOffSendsAtItsRate)
{
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE, GetServer());
    OnOffHelper onOff(LIFECYCLE, GetServer());
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
    EXPECT_THAT(GetStates(0), ::testing::Contains("CLOSED").Times(2));
}

TEST_F(Ns3Applications, ConfigPathsReachTheSockets)
{
    InstallBothTcps();
    Sink(LIFECYCLE, GetServer());
    Bulk(LIFECYCLE, GetServer(), 100'000);
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
    // RFC 5681, section 3.1: slow start from the initial window, ten segments in ns-3.
    ASSERT_GT(windows.size(), 10U);
    EXPECT_EQ(windows.front(), 10 * 1460U);
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
    const InetSocketAddress server(m_addresses.GetAddress(1), PORT);
    const auto sinks = PacketSinkHelper(LIFECYCLE, server).Install(m_nodes.Get(2));
    BulkSendHelper bulk(LIFECYCLE, server);
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

namespace
{

/// Connects the traces of the IP layer of both nodes to a FlowMonitor, and counts by itself.
class Ns3FlowMonitor : public Ns3Applications
{
  protected:
    struct Count
    {
        uint64_t packets{0};
        uint64_t octets{0};
    };

    void Install()
    {
        InstallBothTcps();
        m_monitor = m_helper.InstallAll();
        for (uint32_t node = 0; node < 2; ++node)
        {
            const auto ipv4 = m_nodes.Get(node)->GetObject<Ipv4L3Protocol>();
            ipv4->TraceConnectWithoutContext(
                "Tx",
                MakeBoundCallback(&Ns3FlowMonitor::Add, &m_sent[node]));
            ipv4->TraceConnectWithoutContext(
                "Rx",
                MakeBoundCallback(&Ns3FlowMonitor::Add, &m_received[node]));
        }
    }

    /// Expects the figures of the flow from a node to the other one.
    void ExpectFlow(uint32_t from, uint32_t lost)
    {
        const auto classifier = DynamicCast<Ipv4FlowClassifier>(m_helper.GetClassifier());
        uint32_t found = 0;
        for (const auto& [id, stats] : m_monitor->GetFlowStats())
        {
            const auto tuple = classifier->FindFlow(id);
            if (tuple.sourceAddress != m_ipv4.GetAddress(from))
            {
                continue;
            }
            ++found;
            EXPECT_EQ(tuple.protocol, 6);
            EXPECT_EQ(from == 0 ? tuple.destinationPort : tuple.sourcePort, PORT);
            EXPECT_EQ(stats.txPackets, m_sent[from].packets);
            EXPECT_EQ(stats.txBytes, m_sent[from].octets);
            EXPECT_EQ(stats.rxPackets, m_received[1 - from].packets);
            EXPECT_EQ(stats.rxBytes, m_received[1 - from].octets);
            EXPECT_EQ(stats.rxPackets, stats.txPackets - lost);
            EXPECT_EQ(stats.lostPackets, lost);
            EXPECT_GE(stats.delaySum, stats.rxPackets * MilliSeconds(5));
        }
        EXPECT_EQ(found, 1U) << "flows from node " << from;
    }

    Ptr<FlowMonitor> m_monitor;

  private:
    static void Add(Count* count, Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        ++count->packets;
        count->octets += packet->GetSize();
    }

    FlowMonitorHelper m_helper;
    Count m_sent[2];
    Count m_received[2];
};

} // namespace

TEST_F(Ns3FlowMonitor, CountsWhatIsSentReceivedAndLost)
{
    Install();
    const auto sink = Sink(LIFECYCLE, GetServer());
    Bulk(LIFECYCLE, GetServer(), 300'000);
    LoseAtServer({10, 20, 30});
    Simulator::Stop(Minutes(10)); // the monitor never ends by itself
    Simulator::Run();
    EXPECT_EQ(sink->GetTotalRx(), 300'000U);
    m_monitor->CheckForLostPackets();
    EXPECT_EQ(m_monitor->GetFlowStats().size(), 2U);
    ExpectFlow(0, 3);
    ExpectFlow(1, 0);
}

namespace
{

/// A segment in a pcap file.
struct Captured
{
    double time; ///< seconds
    bool fromClient;
    TcpHeader tcp;
    uint32_t text; ///< octets
};

/// \return the segments in a file, which is removed
std::vector<Captured>
ReadCapture(const std::string& name, uint16_t serverPort)
{
    // DLT_PPP, of the pcap format's list of link types.
    constexpr uint32_t LINK_TYPE_PPP = 9;
    std::vector<Captured> segments;
    PcapFile file;
    file.Open(name, std::ios::in);
    EXPECT_FALSE(file.Fail()) << name;
    EXPECT_EQ(file.GetDataLinkType(), LINK_TYPE_PPP);
    std::vector<uint8_t> octets(65536);
    uint32_t seconds;
    uint32_t microseconds;
    uint32_t included;
    uint32_t original;
    uint32_t read;
    for (;;)
    {
        file.Read(octets.data(), octets.size(), seconds, microseconds, included, original, read);
        if (file.Eof())
        {
            break;
        }
        EXPECT_EQ(included, original);
        const auto frame = TransferFrame::Read(Create<Packet>(octets.data(), read));
        if (frame)
        {
            segments.push_back({seconds + microseconds * 1e-6,
                                frame->tcp.GetDestinationPort() == serverPort,
                                frame->tcp,
                                frame->text->GetSize()});
        }
    }
    file.Close();
    std::remove(name.c_str());
    return segments;
}

uint32_t
CountWith(const std::vector<Captured>& segments, bool fromClient, uint8_t bit)
{
    return std::count_if(segments.begin(), segments.end(), [&](const Captured& segment) {
        return segment.fromClient == fromClient && (segment.tcp.GetFlags() & bit);
    });
}

class Ns3Pcap : public Ns3Applications
{
  protected:
    /// Captures a transfer at the client. \return its segments
    std::vector<Captured> Capture(bool ipv6, uint32_t octets)
    {
        const std::string name =
            ::testing::TempDir() + "tcp-lifecycle-" + std::to_string(getpid()) + ".pcap";
        InstallBothTcps();
        const Address server = ipv6 ? Address(GetServer6()) : Address(GetServer());
        Sink(LIFECYCLE, server);
        Bulk(LIFECYCLE, server, octets);
        m_link.EnablePcap(name, m_devices.Get(0), false, true);
        Simulator::Run();
        ExpectNormalClose();
        // The file is complete when nothing writes to it any more.
        Simulator::Destroy();
        m_nodes = NodeContainer();
        m_devices = NetDeviceContainer();
        return ReadCapture(name, PORT);
    }

    void ExpectConversation(const std::vector<Captured>& segments, uint32_t octets, uint16_t mss)
    {
        ASSERT_GT(segments.size(), 6U);
        const auto& syn = segments[0];
        EXPECT_TRUE(syn.fromClient);
        EXPECT_EQ(syn.tcp.GetFlags(), TcpHeader::SYN);
        EXPECT_NEAR(syn.time, 2, 1e-6);
        for (const auto* first : {&segments[0], &segments[1]})
        {
            const auto option = first->tcp.GetOption(TcpOption::MSS);
            ASSERT_TRUE(option);
            EXPECT_EQ(DynamicCast<const TcpOptionMSS>(option)->GetMSS(), mss);
        }
        const auto& synAck = segments[1];
        EXPECT_FALSE(synAck.fromClient);
        EXPECT_EQ(synAck.tcp.GetFlags(), TcpHeader::SYN | TcpHeader::ACK);
        EXPECT_EQ(synAck.tcp.GetAckNumber(), syn.tcp.GetSequenceNumber() + 1);
        const auto& ack = segments[2];
        EXPECT_TRUE(ack.fromClient);
        EXPECT_EQ(ack.tcp.GetFlags() & ~TcpHeader::PSH, TcpHeader::ACK);
        EXPECT_EQ(ack.tcp.GetSequenceNumber(), syn.tcp.GetSequenceNumber() + 1);
        EXPECT_EQ(ack.tcp.GetAckNumber(), synAck.tcp.GetSequenceNumber() + 1);

        // Nothing is lost, so that each octet comes once, and in order.
        auto next = ack.tcp.GetSequenceNumber();
        for (const auto& segment : segments)
        {
            if (segment.fromClient && segment.text > 0)
            {
                EXPECT_EQ(segment.tcp.GetSequenceNumber(), next);
                next += segment.text;
            }
        }
        EXPECT_EQ(next, ack.tcp.GetSequenceNumber() + octets);
        EXPECT_EQ(CountWith(segments, false, TcpHeader::PSH), 0U);
        EXPECT_GT(CountWith(segments, true, TcpHeader::PSH), 0U);
        for (const bool fromClient : {true, false})
        {
            EXPECT_EQ(CountWith(segments, fromClient, TcpHeader::SYN), 1U);
            EXPECT_EQ(CountWith(segments, fromClient, TcpHeader::FIN), 1U);
            EXPECT_EQ(CountWith(segments, fromClient, TcpHeader::RST), 0U);
            EXPECT_EQ(CountWith(segments, fromClient, TcpHeader::URG), 0U);
        }
        // The client has closed first: the last segment acknowledges the server's FIN.
        const auto& last = segments.back();
        EXPECT_TRUE(last.fromClient);
        EXPECT_EQ(last.tcp.GetFlags(), TcpHeader::ACK);
        EXPECT_EQ(last.tcp.GetSequenceNumber(), next + 1);
        EXPECT_EQ(last.tcp.GetAckNumber(), synAck.tcp.GetSequenceNumber() + 2);
    }
};

} // namespace

TEST_F(Ns3Pcap, HoldsTheConversation)
{
    ExpectConversation(Capture(false, 50'000), 50'000, 1460);
}

TEST_F(Ns3Pcap, HoldsTheConversationOverIpv6)
{
    ExpectConversation(Capture(true, 50'000), 50'000, 1440);
}

namespace
{

/// ns-3 prints headers in ASCII traces, and checks that they come off as they were put on; once
/// that is switched on, it stays so for the whole program.
void
TraceInAscii()
{
    Packet::EnablePrinting();
    Packet::EnableChecking();
    PointToPointHelper link;
    NodeContainer nodes(2);
    const auto devices = link.Install(nodes);
    InternetStackHelper().Install(nodes);
    TcpLifecycleHelper().Install(nodes);
    const auto addresses = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    const InetSocketAddress server(addresses.GetAddress(1), PORT);
    PacketSinkHelper(LIFECYCLE, server).Install(nodes.Get(1));
    BulkSendHelper bulk(LIFECYCLE, server);
    bulk.SetAttribute("MaxBytes", UintegerValue(1000));
    bulk.Install(nodes.Get(0));
    link.EnableAsciiAll(Create<OutputStreamWrapper>(&std::cerr));
    Simulator::Run();
    Simulator::Destroy();
    std::exit(0);
}

} // namespace

TEST(Ns3AsciiTraceDeathTest, ShowsTcpHeaders)
{
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(TraceInAscii(),
                ::testing::ExitedWithCode(0),
                "ns3::TcpHeader \\([0-9]+ > 9 \\[SYN\\] Seq=[0-9]+ Ack=0 Win=[0-9]+");
}
