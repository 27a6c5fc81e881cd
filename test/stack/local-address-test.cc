// SPDX-License-Identifier: GPL-2.0-only

// The local address of a host that has several (RFC 9293, section 3.9.1.1), and an OPEN beside
// connections that use the same port.

#include "two-hosts.h"

using namespace ns3;
using tcplifecycle::State;

namespace
{

/// A and B have a second link, 10.0.1.0/24.
class Multihomed : public TwoHosts
{
  protected:
    Multihomed()
    {
        PointToPointHelper link;
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        second = link.Install(nodes);
        Install();
        Ipv4AddressHelper("10.0.1.0", "255.255.255.0").Assign(second);
    }

    static Ipv4Address LocalAddress(Ptr<TcpLifecycleSocket> socket)
    {
        Address name;
        socket->GetSockName(name);
        return InetSocketAddress::ConvertFrom(name).GetIpv4();
    }

    NetDeviceContainer second;
};

} // namespace

TEST_F(Multihomed, RouteChoosesTheLocalAddressOfAnActiveOpen)
{
    // MUST-44.
    for (const auto& [remote, local] :
         {std::pair{"10.0.0.2", "10.0.0.1"}, {"10.0.1.2", "10.0.1.1"}})
    {
        const auto client = NewSocket(0);
        EXPECT_EQ(client->Connect(InetSocketAddress(remote, 80)), 0);
        EXPECT_EQ(LocalAddress(client), Ipv4Address(local));
    }
}

TEST_F(Multihomed, UserMayChooseTheLocalAddressOfAnActiveOpen)
{
    // MUST-43: the route would choose 10.0.0.1.
    Listen();
    const auto client = NewSocket(0);
    EXPECT_EQ(client->Bind(InetSocketAddress("10.0.1.1", 0)), 0);
    EXPECT_EQ(client->Connect(InetSocketAddress("10.0.0.2", 80)), 0);
    EXPECT_EQ(LocalAddress(client), Ipv4Address("10.0.1.1"));
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    Address peer;
    accepted[0]->GetPeerName(peer);
    EXPECT_EQ(InetSocketAddress::ConvertFrom(peer).GetIpv4(), Ipv4Address("10.0.1.1"));
}

TEST_F(Multihomed, UserMayChooseTheLocalAddressOfAPassiveOpen)
{
    // MUST-43.
    const auto listener = NewSocket(1);
    EXPECT_EQ(listener->Bind(InetSocketAddress("10.0.1.2", 80)), 0);
    EXPECT_EQ(listener->Listen(), 0);
    const auto other = NewSocket(0);
    other->Connect(InetSocketAddress("10.0.0.2", 80));
    const auto client = NewSocket(0);
    client->Connect(InetSocketAddress("10.0.1.2", 80));
    RunUntil(1);
    EXPECT_EQ(other->GetCloseReason(), tcplifecycle::CloseReason::Refused);
    EXPECT_EQ(client->GetState(), State::Established);
}

TEST_F(Multihomed, ConnectionKeepsTheAddressThatItsSynWasSentTo)
{
    // MUST-45: the listener has no address of its own, and B's route to A's 10.0.0.1 would choose
    // 10.0.0.2.
    Listen();
    const auto client = NewSocket(0);
    EXPECT_EQ(client->Bind(InetSocketAddress("10.0.0.1", 0)), 0);
    EXPECT_EQ(client->Connect(InetSocketAddress("10.0.1.2", 80)), 0);
    RunUntil(1);
    ASSERT_EQ(client->GetState(), State::Established);
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(LocalAddress(accepted[0]), Ipv4Address("10.0.1.2"));
    EXPECT_EQ(accepted[0]->Send(Create<Packet>(100)), 100);
    RunUntil(2);
    EXPECT_EQ(client->GetRxAvailable(), 100U);
}

namespace
{

class PassiveOpen : public TwoHosts
{
  protected:
    PassiveOpen()
    {
        Install();
    }
};

} // namespace

TEST_F(PassiveOpen, LeavesConnectionsOnItsPortAlone)
{
    // MUST-41.
    const auto first = Listen();
    const auto client = Connect();
    RunUntil(1);
    first->Close();
    ASSERT_EQ(accepted.size(), 1U);
    const auto server = accepted[0];
    Listen();
    EXPECT_EQ(server->GetState(), State::Established);
    server->Send(Create<Packet>(100));
    client->Send(Create<Packet>(200));
    RunUntil(2);
    EXPECT_EQ(client->GetRxAvailable(), 100U);
    EXPECT_EQ(server->GetRxAvailable(), 200U);
    EXPECT_EQ(client->GetState(), State::Established);
    EXPECT_EQ(server->GetState(), State::Established);
    Connect();
    RunUntil(3);
    EXPECT_EQ(accepted.size(), 2U);
}

TEST_F(PassiveOpen, WorksBesideAConnectionOnItsPortInSynSent)
{
    // MUST-42. B opens actively from port 80; A does not answer yet.
    const auto opening = NewSocket(1);
    EXPECT_EQ(opening->Bind(InetSocketAddress(Ipv4Of(1), 80)), 0);
    Lose(0, {0});
    EXPECT_EQ(opening->Connect(AddressOf(0, 90)), 0);
    RunUntil(0.5);
    EXPECT_EQ(opening->GetState(), State::SynSent);
    Listen(80); // at any address
    Connect(80);
    RunUntil(1);
    EXPECT_EQ(accepted.size(), 1U);
    EXPECT_EQ(opening->GetState(), State::SynSent);
}

TEST_F(PassiveOpen, WorksBesideAConnectionOnItsPortInSynReceived)
{
    // MUST-42. The SYN,ACK to the first SYN is lost, so that its connection stays in SYN-RECEIVED.
    const auto first = Listen();
    Lose(0, {0});
    Connect();
    RunUntil(1);
    ASSERT_EQ(Texts(changesOfB), std::vector<std::string>{"LISTEN -> SYN-RECEIVED"});
    const auto second = NewSocket(1);
    EXPECT_EQ(second->Bind(InetSocketAddress(Ipv4Of(1), 80)), 0);
    EXPECT_EQ(second->Listen(), 0);
    EXPECT_EQ(second->GetState(), State::Listen);
    const auto client = Connect();
    RunUntil(2);
    EXPECT_EQ(client->GetState(), State::Established);
    EXPECT_EQ(first->GetState(), State::Listen);
    EXPECT_EQ(changesOfB[0].text, "LISTEN -> SYN-RECEIVED");
    RunUntil(10); // the first SYN,ACK comes again
    EXPECT_EQ(accepted.size(), 1U);
}
