// SPDX-License-Identifier: GPL-2.0-only

#include "two-hosts.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::State;
using ::testing::ElementsAre;

namespace
{

class Listener : public TwoHosts
{
  protected:
    Listener()
    {
        Install();
    }
};

} // namespace

TEST_F(Listener, IsNotDisturbedByItsConnections)
{
    const auto listener = Listen();
    for (int i = 0; i < 3; ++i)
    {
        Connect()->Abort();
        Connect();
    }
    RunUntil(1);
    EXPECT_EQ(listener->GetState(), State::Listen);
    EXPECT_EQ(accepted.size(), 3U);
    listener->Close();
    EXPECT_EQ(listener->GetState(), State::Closed);
    RunUntil(2);
    for (const auto& server : accepted)
    {
        EXPECT_EQ(server->GetState(), State::Established);
    }
    const auto late = Connect();
    RunUntil(3);
    EXPECT_EQ(late->GetCloseReason(), tcplifecycle::CloseReason::Refused);
}

TEST_F(Listener, PassesOnWhatItsConnectionsNeed)
{
    const auto listener = Listen();
    listener->SetAttribute("Msl", TimeValue(Seconds(5)));
    listener->SetAttribute("RcvBufSize", UintegerValue(4000));
    listener->SetIpTos(0x20);
    Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    TimeValue msl;
    accepted[0]->GetAttribute("Msl", msl);
    EXPECT_EQ(msl.Get(), Seconds(5));
    UintegerValue buffer;
    accepted[0]->GetAttribute("RcvBufSize", buffer);
    EXPECT_EQ(buffer.Get(), 4000U);
    EXPECT_EQ(accepted[0]->GetIpTos(), 0x20);

    // From now on each has its own.
    listener->SetAttribute("Msl", TimeValue(Seconds(6)));
    accepted[0]->GetAttribute("Msl", msl);
    EXPECT_EQ(msl.Get(), Seconds(5));
}

TEST_F(Listener, BacklogBoundsHandshakesAndFreesThemAgain)
{
    const auto listener = Listen();
    listener->SetAttribute("Backlog", UintegerValue(2));
    std::vector<Ptr<TcpLifecycleSocket>> clients;
    for (int i = 0; i < 4; ++i)
    {
        clients.push_back(Connect());
    }
    RunUntil(1);
    EXPECT_EQ(accepted.size(), 2U);
    EXPECT_EQ(clients[2]->GetState(), State::SynSent); // no answer, no RST
    EXPECT_EQ(clients[3]->GetState(), State::SynSent);
    RunUntil(4); // their SYNs come again at 3 s, when the first two have been accepted
    EXPECT_EQ(accepted.size(), 4U);
}

TEST_F(Listener, CloseResetsWhatIsNotAccepted)
{
    const auto listener = Listen();
    const auto client = Connect();
    RunUntil(0.015); // B has the SYN, A has not got the SYN,ACK
    EXPECT_EQ(listener->Close(), 0);
    RunUntil(1);
    EXPECT_TRUE(accepted.empty());
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Reset);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED", "SYN-RECEIVED -> CLOSED"));
}

TEST_F(Listener, HandshakeThatComesToNothingIsForgotten)
{
    const auto listener = Listen();
    listener->SetAttribute("Backlog", UintegerValue(1));
    listener->SetAttribute("ConnTimeout", TimeValue(Seconds(1)));
    listener->SetAttribute("ConnCount", UintegerValue(0));
    Lose(0, {0, 1, 2, 3, 4}); // the answers do not reach A
    const auto first = Connect();
    RunUntil(0.5);
    first->Close();
    RunUntil(2);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED", "SYN-RECEIVED -> CLOSED"));
    Lose(0, {});
    const auto second = Connect();
    RunUntil(3);
    EXPECT_EQ(second->GetState(), State::Established);
}

TEST_F(Listener, ResetInSynReceivedLeadsBackToListen)
{
    Listen();
    const auto client = Connect();
    RunUntil(0.001);
    client->Close(); // so that the SYN,ACK draws a RST
    RunUntil(1);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED", "SYN-RECEIVED -> LISTEN"));
    Connect();
    RunUntil(2);
    EXPECT_EQ(accepted.size(), 1U);
}

TEST_F(Listener, TwoOnOnePortWithDifferentAddresses)
{
    const auto listener = Listen(); // any address
    const auto own = NewSocket(1);
    EXPECT_EQ(own->Bind(InetSocketAddress("10.0.0.2", 80)), 0);
    EXPECT_EQ(own->Listen(), 0);
    bool ofOwn = false;
    own->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                           Callback<void, Ptr<Socket>, const Address&>(
                               [&](Ptr<Socket>, const Address&) { ofOwn = true; }));
    Connect();
    RunUntil(1);
    EXPECT_TRUE(ofOwn);
    EXPECT_TRUE(accepted.empty());
    own->Close();
    Connect();
    RunUntil(2);
    EXPECT_EQ(accepted.size(), 1U);
}

TEST_F(Listener, UnspecifiedIpv6AddressAcceptsIpv4)
{
    const auto listener = NewSocket(1);
    EXPECT_EQ(listener->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), 80)), 0);
    EXPECT_EQ(listener->Listen(), 0);
    const auto client = Connect();
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::Established);
}

TEST_F(Listener, WithoutBindGetsAnEphemeralPort)
{
    const auto listener = NewSocket(1);
    EXPECT_EQ(listener->Listen(), 0);
    Address name;
    listener->GetSockName(name);
    const uint16_t port = InetSocketAddress::ConvertFrom(name).GetPort();
    EXPECT_GE(port, 49152);
    const auto client = Connect(port);
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::Established);
}

TEST_F(Listener, ConnectionsCloseWithThePeerAfterShutdownSend)
{
    const auto listener = Listen();
    EXPECT_EQ(listener->ShutdownSend(), 0);
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(accepted[0]->Send(Create<Packet>(1)), -1);
    EXPECT_EQ(accepted[0]->GetErrno(), Socket::ERROR_SHUTDOWN);
    client->Send(Create<Packet>(100));
    client->Close();
    RunUntil(2);
    EXPECT_EQ(client->GetState(), State::TimeWait);
    EXPECT_EQ(accepted[0]->GetState(), State::Closed);
    EXPECT_EQ(accepted[0]->Recv()->GetSize(), 100U); // what came is not lost
}
