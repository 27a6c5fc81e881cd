// SPDX-License-Identifier: GPL-2.0-only
//
// ECN (RFC 3168) between this TCP and ns-3's IP and queue discs.

#include "two-hosts.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/enum.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/queue-disc.h"
#include "ns3/traffic-control-layer.h"

#include <gmock/gmock.h>

using namespace ns3;
using ::testing::Contains;

namespace
{

constexpr uint32_t OCTETS = 3'000'000;

/// A link of 10 Mbit/s between a router, whose queue disc is ns-3's default, and a server.
class Ecn : public ::testing::TestWithParam<const char*>
{
  protected:
    ~Ecn() override
    {
        Simulator::Destroy();
        Config::Reset();
    }

    bool IsIpv4() const
    {
        return std::string(GetParam()) == "Ipv4";
    }

    Address AssignAddresses(const NetDeviceContainer& fast, const NetDeviceContainer& slow)
    {
        if (IsIpv4())
        {
            Ipv4AddressHelper("10.1.0.0", "255.255.255.0").Assign(fast);
            const auto server = Ipv4AddressHelper("10.2.0.0", "255.255.255.0").Assign(slow);
            Ipv4GlobalRoutingHelper::PopulateRoutingTables();
            return InetSocketAddress(server.GetAddress(1), 80);
        }
        Ipv6AddressHelper address; // ns-3 does not forward what comes from 2001:db8::/32
        address.SetBase("fd00:1::", 64);
        auto first = address.Assign(fast);
        address.SetBase("fd00:2::", 64);
        auto second = address.Assign(slow);
        first.SetForwarding(1, true);
        first.SetDefaultRouteInAllNodes(1);
        second.SetForwarding(0, true);
        second.SetDefaultRouteInAllNodes(0);
        return Inet6SocketAddress(second.GetAddress(1, 1), 80);
    }

    /// Sends OCTETS to the server.
    void Transfer()
    {
        NodeContainer nodes(3);
        InternetStackHelper().Install(nodes);
        TcpLifecycleHelper().Install(nodes);
        TcpLifecycleHelper().AssignStreams(nodes, 1000);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
        link.SetChannelAttribute("Delay", StringValue("5ms"));
        const auto fast = link.Install(nodes.Get(0), nodes.Get(1));
        link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
        link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("5p"));
        const auto slow = link.Install(nodes.Get(1), nodes.Get(2));
        const Address server = AssignAddresses(fast, slow);

        const auto sinks =
            PacketSinkHelper("ns3::TcpLifecycleSocketFactory", server).Install(nodes.Get(2));
        BulkSendHelper bulk("ns3::TcpLifecycleSocketFactory", server);
        bulk.SetAttribute("MaxBytes", UintegerValue(OCTETS));
        bulk.Install(nodes.Get(0)).Start(Seconds(3));                // after IPv6 has its addresses
        Simulator::Schedule(Seconds(3.1), &Ecn::FollowStates, this); // both ends have their sockets
        Simulator::Stop(Seconds(60));
        Simulator::Run();

        EXPECT_EQ(DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx(), OCTETS);
        const auto disc =
            nodes.Get(1)->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(slow.Get(0));
        m_marked = disc->GetStats().nTotalMarkedPackets;
        m_dropped = disc->GetStats().nTotalDroppedPackets;
    }

    void FollowStates()
    {
        using State = TcpSocketState::EcnState_t;
        const auto follow = [](uint32_t node, std::vector<State>* states) {
            Config::ConnectWithoutContext("/NodeList/" + std::to_string(node) +
                                              "/$ns3::TcpLifecycleL4Protocol/SocketList/*/EcnState",
                                          Callback<void, State, State>([states](State, State now) {
                                              states->push_back(now);
                                          }));
        };
        follow(0, &m_sender);
        follow(2, &m_receiver);
    }

    std::vector<TcpSocketState::EcnState_t> m_sender;   ///< states as they follow one another
    std::vector<TcpSocketState::EcnState_t> m_receiver; ///< likewise
    uint32_t m_marked{0};
    uint32_t m_dropped{0};
};

INSTANTIATE_TEST_SUITE_P(Over, Ecn, testing::Values("Ipv4", "Ipv6"));

/// The IP headers that a host sends.
class EcnFieldOfHeaders : public TwoHosts, public ::testing::WithParamInterface<const char*>
{
  protected:
    EcnFieldOfHeaders()
        : TwoHosts(std::string(GetParam()) == "Ipv4" ? Family::IPV4 : Family::IPV6)
    {
        Config::SetDefault("ns3::TcpLifecycleSocket::UseEcn", StringValue("On"));
        Install();
        if (m_family == Family::IPV4)
        {
            nodes.Get(0)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
                "SendOutgoing",
                Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
                    [this](const Ipv4Header& header, Ptr<const Packet>, uint32_t) {
                        fields.push_back(header.GetTos());
                    }));
        }
        else
        {
            nodes.Get(0)->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
                "SendOutgoing",
                Callback<void, const Ipv6Header&, Ptr<const Packet>, uint32_t>(
                    [this](const Ipv6Header& header, Ptr<const Packet>, uint32_t) {
                        if (header.GetNextHeader() == TcpLifecycleL4Protocol::PROT_NUMBER)
                        {
                            fields.push_back(header.GetTrafficClass());
                        }
                    }));
        }
    }

    std::vector<uint32_t> fields; ///< type of service or traffic class
};

INSTANTIATE_TEST_SUITE_P(Over, EcnFieldOfHeaders, testing::Values("Ipv4", "Ipv6"));

} // namespace

TEST_P(Ecn, LetsARouterMarkWhatItWouldHaveDropped)
{
    Config::SetDefault("ns3::TcpLifecycleSocket::UseEcn", StringValue("On"));
    Transfer();
    EXPECT_GT(m_marked, 0U);
    EXPECT_EQ(m_dropped, 0U);
    EXPECT_THAT(m_sender, Contains(TcpSocketState::ECN_ECE_RCVD));
    EXPECT_THAT(m_sender, Contains(TcpSocketState::ECN_CWR_SENT));
    EXPECT_THAT(m_receiver, Contains(TcpSocketState::ECN_CE_RCVD));
    EXPECT_THAT(m_receiver, Contains(TcpSocketState::ECN_SENDING_ECE));
    EXPECT_THAT(m_receiver, Contains(TcpSocketState::ECN_IDLE)); // after CWR
}

TEST_P(Ecn, IsNotUsedByDefault)
{
    Transfer();
    EXPECT_EQ(m_marked, 0U);
    EXPECT_GT(m_dropped, 0U);
}

TEST_P(EcnFieldOfHeaders, StandsBesideTheUsersCodepoint)
{
    constexpr uint8_t AF11 = 0x28;
    constexpr uint8_t ECT0 = 2; // RFC 3168, section 5
    Listen();
    const auto client = NewSocket(0);
    client->SetIpTos(AF11);
    client->SetIpv6Tclass(AF11);
    ASSERT_EQ(client->Connect(AddressOf(1, 80)), 0);
    RunUntil(1);
    client->Send(Create<Packet>(100));
    RunUntil(2);
    // The SYN, the handshake's ACK and the text, which alone may be marked.
    EXPECT_THAT(fields, ::testing::ElementsAre(AF11, AF11, AF11 | ECT0));
}

TEST_P(EcnFieldOfHeaders, NeedsNoCodepointOfTheUser)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    client->Send(Create<Packet>(100));
    RunUntil(2);
    EXPECT_THAT(fields, ::testing::ElementsAre(0, 0, 2));
}
