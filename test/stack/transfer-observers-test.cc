// SPDX-License-Identifier: GPL-2.0-only

// What ns-3's observers see of this TCP: FlowMonitor, pcap files, ASCII traces.

#include "transfer-hop.h"
#include "transfer-ns3-hosts.h"

#include "ns3/flow-monitor-module.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

using namespace ns3;

namespace
{

/// Connects the traces of the IP layer of both nodes to a FlowMonitor, and counts by itself.
class Ns3FlowMonitor : public TransferNs3Hosts
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
            EXPECT_EQ(from == 0 ? tuple.destinationPort : tuple.sourcePort, SERVER_PORT);
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
    const auto sink = Sink(LIFECYCLE_TCP, GetServer());
    Bulk(LIFECYCLE_TCP, GetServer(), 300'000);
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

class Ns3Pcap : public TransferNs3Hosts
{
  protected:
    /// Captures a transfer at the client. \return its segments
    std::vector<Captured> Capture(bool ipv6, uint32_t octets)
    {
        const std::string name =
            ::testing::TempDir() + "tcp-lifecycle-" + std::to_string(getpid()) + ".pcap";
        InstallBothTcps();
        const Address server = ipv6 ? Address(GetServer6()) : Address(GetServer());
        Sink(LIFECYCLE_TCP, server);
        Bulk(LIFECYCLE_TCP, server, octets);
        m_link.EnablePcap(name, m_devices.Get(0), false, true);
        Simulator::Run();
        ExpectNormalClose();
        // The file is complete when nothing writes to it any more.
        Simulator::Destroy();
        m_nodes = NodeContainer();
        m_devices = NetDeviceContainer();
        return ReadCapture(name, SERVER_PORT);
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
    const InetSocketAddress server(addresses.GetAddress(1), SERVER_PORT);
    PacketSinkHelper(LIFECYCLE_TCP, server).Install(nodes.Get(1));
    BulkSendHelper bulk(LIFECYCLE_TCP, server);
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
