// SPDX-License-Identifier: GPL-2.0-only

// This TCP and ns-3's own: on one node, and at the two ends of a connection.

#include "two-hosts.h"

#include "ns3/tcp-socket-base.h"
#include "ns3/tcp-socket-factory.h"

using namespace ns3;
using tcplifecycle::State;

namespace
{

class BothTcps : public TwoHosts
{
  protected:
    BothTcps()
    {
        Install();
    }

    Ptr<Socket> Ns3Socket(uint32_t host) const
    {
        return Socket::CreateSocket(nodes.Get(host), TcpSocketFactory::GetTypeId());
    }

    /// Sends a number of octets when the connection is open, and closes.
    void SendAndClose(Ptr<Socket> socket, uint32_t size)
    {
        socket->SetConnectCallback(Callback<void, Ptr<Socket>>([size](Ptr<Socket> s) {
                                       s->Send(Create<Packet>(size));
                                       s->Close();
                                   }),
                                   MakeNullCallback<void, Ptr<Socket>>());
    }

    /// Counts what a listener's connections receive, and closes when the peer does.
    void Count(Ptr<Socket> listener, uint32_t* received)
    {
        listener->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            Callback<void, Ptr<Socket>, const Address&>([received](Ptr<Socket> s, const Address&) {
                s->SetRecvCallback(Callback<void, Ptr<Socket>>([received](Ptr<Socket> from) {
                    while (const auto packet = from->Recv())
                    {
                        if (packet->GetSize() == 0)
                        {
                            break;
                        }
                        *received += packet->GetSize();
                    }
                }));
                s->SetCloseCallbacks(
                    Callback<void, Ptr<Socket>>([](Ptr<Socket> from) { from->Close(); }),
                    MakeNullCallback<void, Ptr<Socket>>());
            }));
    }

    std::vector<Ptr<Socket>> kept;
};

} // namespace

TEST_F(BothTcps, WorkOnOneNodeSideBySide)
{
    uint32_t ours = 0;
    uint32_t theirs = 0;
    const auto listener = NewSocket(1);
    listener->Bind(AnyAddress(80));
    listener->Listen();
    Count(listener, &ours);
    const auto ns3Listener = Ns3Socket(1);
    ns3Listener->Bind(AnyAddress(81));
    ns3Listener->Listen();
    Count(ns3Listener, &theirs);
    RunUntil(0);
    for (const uint16_t port : {80, 81})
    {
        kept.push_back(NewSocket(0));
        kept.push_back(Ns3Socket(0));
        for (size_t i = kept.size() - 2; i < kept.size(); ++i)
        {
            SendAndClose(kept[i], 50000);
            EXPECT_EQ(kept[i]->Connect(AddressOf(1, port)), 0);
        }
    }
    RunUntil(20);
    EXPECT_EQ(ours, 100000U);   // from our TCP and from ns-3's
    EXPECT_EQ(theirs, 100000U); // likewise
}

TEST_F(BothTcps, PortWhereNeitherListensRefusesOnce)
{
    uint32_t resets = 0;
    const auto client = NewSocket(0);
    client->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
            [&](Ptr<const Packet>, const TcpHeader& header, Ptr<const TcpLifecycleSocket>) {
                resets += (header.GetFlags() & TcpHeader::RST) ? 1 : 0;
            }));
    RunUntil(0);
    client->Connect(AddressOf(1, 82));
    RunUntil(5);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Refused);
    EXPECT_EQ(resets, 1U);
}

TEST_F(BothTcps, OwnListenerWinsThePortBothListenAt)
{
    Listen(80);
    const auto ns3Listener = Ns3Socket(1);
    ns3Listener->Bind(AnyAddress(80));
    ns3Listener->Listen();
    Connect(80);
    RunUntil(1);
    EXPECT_EQ(accepted.size(), 1U);
}

namespace
{

class OnlyTcp : public TwoHosts
{
  protected:
    OnlyTcp()
    {
        InternetStackHelper internet;
        internet.SetTcp("ns3::TcpLifecycleL4Protocol");
        internet.Install(nodes);
        AssignAddresses();
    }
};

} // namespace

TEST_F(OnlyTcp, IsMeantByTcpSocketFactoryToo)
{
    Listen();
    const auto socket = DynamicCast<TcpLifecycleSocket>(
        Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId()));
    ASSERT_TRUE(socket);
    socket->Connect(AddressOf(1, 80));
    RunUntil(1);
    EXPECT_EQ(socket->GetState(), State::Established);
    EXPECT_EQ(accepted.size(), 1U);
}

TEST_F(OnlyTcp, AnswersForPortsThatNobodyUses)
{
    const auto client = Connect(81);
    RunUntil(1);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Refused);
}

TEST_F(BothTcps, EachFactoryMakesItsOwnSockets)
{
    EXPECT_TRUE(DynamicCast<TcpSocketBase>(Ns3Socket(0)));
    const auto own =
        Socket::CreateSocket(nodes.Get(0), TypeId::LookupByName("ns3::TcpLifecycleSocketFactory"));
    EXPECT_TRUE(DynamicCast<TcpLifecycleSocket>(own));
}

TEST(Helper, RefusesANodeWithoutIp)
{
    const auto node = CreateObject<Node>();
    EXPECT_DEATH(TcpLifecycleHelper().Install(node),
                 "node [0-9]+ has no IP stack; install one first, with InternetStackHelper");
    Simulator::Destroy();
}

TEST(Helper, RefusesToInstallTwice)
{
    const auto node = CreateObject<Node>();
    InternetStackHelper().Install(node);
    TcpLifecycleHelper().Install(node);
    EXPECT_DEATH(TcpLifecycleHelper().Install(node), "has a TcpLifecycleL4Protocol already");
    Simulator::Destroy();
}
