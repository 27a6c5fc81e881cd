// SPDX-License-Identifier: GPL-2.0-only

// More of ns3's own applications, none of them changed: those whose traces say what has come, those
// that name ns3::TcpSocketFactory themselves, and UDP beside TCP.

#include "transfer-ns3-hosts.h"

#include "ns3/seq-ts-size-header.h"
#include "ns3/three-gpp-http-client.h"
#include "ns3/three-gpp-http-header.h"
#include "ns3/three-gpp-http-helper.h"
#include "ns3/three-gpp-http-server.h"
#include "ns3/three-gpp-http-variables.h"

#include <algorithm>
#include <numeric>

using namespace ns3;
using ::testing::Contains;
using ::testing::Each;

namespace
{

/// Applications that number what they send (SeqTsSizeHeader), and a sink that reads the numbers.
class Ns3NumberingApplications : public TransferNs3Hosts
{
  protected:
    Ns3NumberingApplications()
    {
        InstallBothTcps();
        const auto sink = Sink(LIFECYCLE_TCP, GetServer());
        sink->SetAttribute("EnableSeqTsSizeHeader", BooleanValue(true));
        sink->TraceConnectWithoutContext(
            "RxWithSeqTsSize",
            MakeCallback(&Ns3NumberingApplications::MessageArrives, this));
        // In the first window, in the middle, and twice one after another.
        LoseAtServer({4, 5, 40, 100, 101, 102, 130});
    }

    /// Expects that messages came once and in order, whole, and none before it was sent.
    void ExpectMessages(uint32_t count, uint32_t size) const
    {
        std::vector<uint32_t> expected(count);
        std::iota(expected.begin(), expected.end(), 0);
        EXPECT_EQ(m_numbers, expected);
        EXPECT_THAT(m_sizes, Each(size));
        EXPECT_GE(m_shortestWay, MilliSeconds(5)); // the delay of the link
    }

  private:
    void MessageArrives(Ptr<const Packet> /* packet */,
                        const Address& /* from */,
                        const Address& /* to */,
                        const SeqTsSizeHeader& header)
    {
        m_numbers.push_back(header.GetSeq());
        m_sizes.push_back(header.GetSize());
        m_shortestWay = Min(m_shortestWay, Simulator::Now() - header.GetTs());
    }

    std::vector<uint32_t> m_numbers;
    std::vector<uint64_t> m_sizes;
    Time m_shortestWay{Time::Max()};
};

} // namespace

TEST_F(Ns3NumberingApplications, BulkSendsMessagesComeOnceAndInOrder)
{
    BulkSendHelper bulk(LIFECYCLE_TCP, GetServer());
    bulk.SetAttribute("EnableSeqTsSizeHeader", BooleanValue(true));
    bulk.SetAttribute("SendSize", UintegerValue(1000));
    bulk.SetAttribute("MaxBytes", UintegerValue(200'000));
    bulk.Install(m_nodes.Get(0)).Start(Seconds(2));
    Simulator::Run();
    ExpectMessages(200, 1000);
    ExpectNormalClose();
}

TEST_F(Ns3NumberingApplications, OnOffsMessagesComeOnceAndInOrder)
{
    OnOffHelper onOff(LIFECYCLE_TCP, GetServer());
    onOff.SetConstantRate(DataRate("2Mbps"), 500);
    onOff.SetAttribute("EnableSeqTsSizeHeader", BooleanValue(true));
    onOff.SetAttribute("MaxBytes", UintegerValue(100'000));
    auto sender = onOff.Install(m_nodes.Get(0));
    sender.Start(Seconds(2));
    sender.Stop(Seconds(60));
    Simulator::Run();
    ExpectMessages(200, 500);
    ExpectNormalClose();
}

namespace
{

class Ns3UdpBesideTcp : public TransferNs3Hosts
{
};

} // namespace

TEST_F(Ns3UdpBesideTcp, EchoesComeBackDuringATransfer)
{
    constexpr uint16_t ECHO_PORT = 7;
    InstallBothTcps();
    const auto sink = Sink(LIFECYCLE_TCP, GetServer());
    // 5 MB at 10 Mbit/s take 4 s at least, from 2 s on.
    Bulk(LIFECYCLE_TCP, GetServer(), 5'000'000);
    UdpEchoServerHelper(ECHO_PORT).Install(m_nodes.Get(1));
    UdpEchoClientHelper echo(m_ipv4.GetAddress(1), ECHO_PORT);
    echo.SetAttribute("MaxPackets", UintegerValue(10));
    echo.SetAttribute("Interval", TimeValue(Seconds(0.5)));
    echo.SetAttribute("PacketSize", UintegerValue(300));
    auto client = echo.Install(m_nodes.Get(0));
    client.Start(Seconds(1));
    std::vector<uint32_t> echoes;
    client.Get(0)->TraceConnectWithoutContext(
        "Rx",
        MakeBoundCallback(
            +[](std::vector<uint32_t>* sizes, Ptr<const Packet> packet) {
                sizes->push_back(packet->GetSize());
            },
            &echoes));
    Simulator::Run();
    EXPECT_EQ(echoes, std::vector<uint32_t>(10, 300));
    EXPECT_EQ(sink->GetTotalRx(), 5'000'000U);
    ExpectNormalClose();
}

namespace
{

/// The web pages of 3GPP's model of traffic, on nodes where this TCP is the only one: client and
/// server name ns3::TcpSocketFactory themselves.
class Ns3WebPages : public TransferNs3Hosts
{
  protected:
    Ns3WebPages()
    {
        InternetStackHelper stack;
        stack.SetTcp("ns3::TcpLifecycleL4Protocol");
        stack.Install(m_nodes);
        AssignAddresses();
    }

    /// A browser reads pages for a minute.
    void Browse(const Address& address)
    {
        ThreeGppHttpServerHelper serverHelper(address);
        auto servers = serverHelper.Install(m_nodes.Get(1));
        const auto server = DynamicCast<ThreeGppHttpServer>(servers.Get(0));
        ThreeGppHttpClientHelper clientHelper(address);
        auto clients = clientHelper.Install(m_nodes.Get(0));
        clients.Start(Seconds(2));
        clients.Stop(Seconds(62));
        servers.Stop(Seconds(70));
        const auto client = DynamicCast<ThreeGppHttpClient>(clients.Get(0));

        PointerValue variables;
        client->GetAttribute("Variables", variables);
        variables.Get<ThreeGppHttpVariables>()->SetReadingTimeMean(Seconds(1));

        for (const auto& [trace, sizes] : {std::make_pair("MainObject", &m_mainServed),
                                           std::make_pair("EmbeddedObject", &m_embeddedServed)})
        {
            server->TraceConnectWithoutContext(trace,
                                               MakeBoundCallback(&Ns3WebPages::Serve, sizes));
        }
        for (const auto& [trace, sizes] : {std::make_pair("RxMainObject", &m_mainRead),
                                           std::make_pair("RxEmbeddedObject", &m_embeddedRead)})
        {
            client->TraceConnectWithoutContext(trace, MakeBoundCallback(&Ns3WebPages::Read, sizes));
        }
        Simulator::Run();
    }

    /// Expects that what was served was read, but for what was on its way when the browser stopped.
    void ExpectPages() const
    {
        EXPECT_GT(m_mainRead.size(), 10U);
        EXPECT_GT(m_embeddedRead.size(), 20U);
        EXPECT_LE(m_mainServed.size() + m_embeddedServed.size(),
                  m_mainRead.size() + m_embeddedRead.size() + 1);
        for (const auto& [served, read] : {std::make_pair(&m_mainServed, &m_mainRead),
                                           std::make_pair(&m_embeddedServed, &m_embeddedRead)})
        {
            ASSERT_LE(read->size(), served->size());
            EXPECT_TRUE(std::equal(read->begin(), read->end(), served->begin()));
        }
        for (const uint32_t node : {0, 1})
        {
            EXPECT_THAT(GetStates(node), Contains("ESTABLISHED").Times(1));
            EXPECT_EQ(GetStates(node).back(), "CLOSED");
        }
    }

  private:
    static void Serve(std::vector<uint32_t>* sizes, uint32_t size)
    {
        sizes->push_back(size);
    }

    static void Read(std::vector<uint32_t>* sizes,
                     Ptr<const ThreeGppHttpClient> /* client */,
                     Ptr<const Packet> object)
    {
        const auto content = object->Copy();
        ThreeGppHttpHeader header;
        content->RemoveHeader(header);
        EXPECT_EQ(header.GetContentLength(), content->GetSize());
        sizes->push_back(content->GetSize());
    }

    // Octets of the objects, in order.
    std::vector<uint32_t> m_mainServed;
    std::vector<uint32_t> m_embeddedServed;
    std::vector<uint32_t> m_mainRead;
    std::vector<uint32_t> m_embeddedRead;
};

} // namespace

TEST_F(Ns3WebPages, AreReadAsTheyAreServed)
{
    Browse(m_ipv4.GetAddress(1));
    ExpectPages();
}

TEST_F(Ns3WebPages, AreReadAsTheyAreServedOverIpv6)
{
    Browse(m_ipv6.GetAddress(1, 1));
    ExpectPages();
}

TEST_F(Ns3WebPages, AreReadAsTheyAreServedUnderLoss)
{
    const auto model = CreateObject<RateErrorModel>();
    model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    model->SetRate(0.02);
    model->AssignStreams(5000);
    m_devices.Get(0)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    Browse(m_ipv4.GetAddress(1));
    ExpectPages();
}
