// SPDX-License-Identifier: GPL-2.0-only

// A path that is narrower than the links at its two ends: A - router - router - B, over IPv6, whose
// routers say so (RFC 4443, section 3.2).

#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

using namespace ns3;

namespace
{

class NarrowPath : public ::testing::Test
{
  protected:
    /// 40 octets of an IPv6 header, 20 of TCP's and 12 of timestamps do not carry text.
    static constexpr uint32_t TEXT_AT_THE_ENDS = 1500 - 72;
    static constexpr uint32_t TEXT_IN_THE_MIDDLE = 1400 - 72;

    NarrowPath()
    {
        m_nodes.Create(4);
        InternetStackHelper().Install(m_nodes);
        TcpLifecycleHelper().Install(NodeContainer(m_nodes.Get(0), m_nodes.Get(3)));
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        Ipv6AddressHelper address; // ns-3 does not forward what comes from 2001:db8::/32
        address.SetBase("fd00:1::", 64);
        const auto first = address.Assign(link.Install(m_nodes.Get(0), m_nodes.Get(1)));
        address.SetBase("fd00:2::", 64);
        const auto narrow = link.Install(m_nodes.Get(1), m_nodes.Get(2));
        narrow.Get(0)->SetMtu(1400);
        narrow.Get(1)->SetMtu(1400);
        auto second = address.Assign(narrow);
        address.SetBase("fd00:3::", 64);
        auto third = address.Assign(link.Install(m_nodes.Get(2), m_nodes.Get(3)));
        auto ends = first;
        ends.SetForwarding(1, true);
        ends.SetDefaultRouteInAllNodes(1);
        second.SetForwarding(0, true);
        second.SetForwarding(1, true);
        second.SetDefaultRoute(0, 1);
        second.SetDefaultRoute(1, 0);
        third.SetForwarding(0, true);
        third.SetDefaultRouteInAllNodes(0);
        m_server = Inet6SocketAddress(third.GetAddress(1, 1), 80);
    }

    ~NarrowPath() override
    {
        Simulator::Destroy();
    }

    Ptr<TcpLifecycleSocket> NewSocket(uint32_t node) const
    {
        return m_nodes.Get(node)->GetObject<TcpLifecycleL4Protocol>()->CreateSocket();
    }

    NodeContainer m_nodes;
    Address m_server;
};

} // namespace

TEST_F(NarrowPath, IsFoundByPacketTooBig)
{
    Simulator::Stop(Seconds(5)); // duplicate address detection takes its time
    Simulator::Run();
    uint32_t received = 0;
    const auto listener = NewSocket(3);
    listener->Bind(m_server);
    listener->Listen();
    listener->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>([&](Ptr<Socket> socket, const Address&) {
            socket->SetRecvCallback(Callback<void, Ptr<Socket>>(
                [&](Ptr<Socket> readable) { received += readable->Recv()->GetSize(); }));
        }));
    std::vector<uint32_t> sizes;
    const auto client = NewSocket(0);
    client->TraceConnectWithoutContext(
        "Tx",
        Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
            [&](Ptr<const Packet> text, const TcpHeader&, Ptr<const TcpLifecycleSocket>) {
                sizes.push_back(text->GetSize());
            }));
    ASSERT_EQ(client->Connect(m_server), 0);
    ASSERT_EQ(client->Send(Create<Packet>(100000)), 100000);
    // No retransmission timeout, which is a second at least, is needed to find out.
    Simulator::Stop(MilliSeconds(900));
    Simulator::Run();
    EXPECT_EQ(received, 100000U);
    EXPECT_EQ(*std::max_element(sizes.begin(), sizes.end()), TEXT_AT_THE_ENDS);
    const auto narrow = std::find(sizes.begin(), sizes.end(), TEXT_IN_THE_MIDDLE);
    ASSERT_NE(narrow, sizes.end());
    EXPECT_LE(*std::max_element(narrow, sizes.end()), TEXT_IN_THE_MIDDLE);
}
