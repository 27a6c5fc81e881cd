// SPDX-License-Identifier: GPL-2.0-only

// Connections that wait until the listener's user takes them: attributes AcceptQueue, Backlog and
// ResetOnOverflow.

#include "two-hosts.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::CloseReason;
using tcplifecycle::State;
using ::testing::ElementsAre;

namespace
{

class AcceptQueue : public TwoHosts
{
  protected:
    AcceptQueue()
    {
        Install();
        listener = Listen();
        listener->SetAttribute("AcceptQueue", BooleanValue(true));
        listener->SetRecvCallback(Callback<void, Ptr<Socket>>([this](Ptr<Socket> socket) {
            EXPECT_EQ(socket, listener);
            ++calls;
        }));
    }

    void ExpectNoneWaits()
    {
        EXPECT_FALSE(listener->Accept());
        EXPECT_EQ(listener->GetErrno(), Socket::ERROR_AGAIN);
    }

    Ptr<TcpLifecycleSocket> listener;
    int calls{0}; ///< of the listener's receive callback
};

/// \return the port of a socket's peer
uint16_t
PeerPort(Ptr<Socket> socket)
{
    Address peer;
    EXPECT_EQ(socket->GetPeerName(peer), 0);
    return InetSocketAddress::ConvertFrom(peer).GetPort();
}

uint16_t
OwnPort(Ptr<Socket> socket)
{
    Address name;
    socket->GetSockName(name);
    return InetSocketAddress::ConvertFrom(name).GetPort();
}

} // namespace

TEST_F(AcceptQueue, HoldsConnectionsInTheirOrder)
{
    ExpectNoneWaits();
    const auto first = Connect();
    RunUntil(1);
    const auto second = Connect();
    RunUntil(2);
    EXPECT_EQ(first->GetState(), State::Established);
    EXPECT_EQ(second->GetState(), State::Established);
    EXPECT_EQ(calls, 2);
    EXPECT_TRUE(accepted.empty()); // by the callback
    const auto a = listener->Accept();
    ASSERT_TRUE(a);
    EXPECT_EQ(PeerPort(a), OwnPort(first));
    const auto b = listener->Accept();
    ASSERT_TRUE(b);
    EXPECT_EQ(PeerPort(b), OwnPort(second));
    ExpectNoneWaits();
}

TEST_F(AcceptQueue, TellsTheUserOfWhatHappenedMeanwhile)
{
    const auto client = Connect();
    RunUntil(1);
    client->Send(Create<Packet>(100));
    client->ShutdownSend();
    RunUntil(2);
    EXPECT_EQ(client->GetState(), State::FinWait2); // TCP goes on without the user
    const auto server = listener->Accept();
    ASSERT_TRUE(server);
    std::vector<std::string> seen;
    server->SetRecvCallback(Callback<void, Ptr<Socket>>([&](Ptr<Socket> socket) {
        seen.push_back("received " + std::to_string(socket->Recv()->GetSize()));
    }));
    server->SetCloseCallbacks(
        Callback<void, Ptr<Socket>>([&](Ptr<Socket>) { seen.emplace_back("closed"); }),
        MakeNullCallback<void, Ptr<Socket>>());
    EXPECT_TRUE(seen.empty());
    RunUntil(2.001);
    EXPECT_THAT(seen, ElementsAre("received 100", "closed"));
}

TEST_F(AcceptQueue, MayBeEmptiedInTheReceiveCallback)
{
    Ptr<TcpLifecycleSocket> server;
    uint32_t octets = 0;
    listener->SetRecvCallback(Callback<void, Ptr<Socket>>([&](Ptr<Socket>) {
        server = listener->Accept();
        ASSERT_TRUE(server);
        server->SetRecvCallback(Callback<void, Ptr<Socket>>(
            [&](Ptr<Socket> socket) { octets += socket->Recv()->GetSize(); }));
    }));
    const auto client = Connect();
    client->Send(Create<Packet>(70));
    RunUntil(1);
    EXPECT_TRUE(server);
    EXPECT_EQ(octets, 70U);
}

TEST_F(AcceptQueue, IsBoundByTheBacklog)
{
    listener->SetAttribute("Backlog", UintegerValue(2));
    const auto first = Connect();
    const auto second = Connect();
    RunUntil(1);
    const auto third = Connect();
    RunUntil(2);
    EXPECT_EQ(second->GetState(), State::Established);
    EXPECT_EQ(third->GetState(), State::SynSent);
    EXPECT_TRUE(listener->Accept());
    RunUntil(5); // its SYN comes again 3 s after the first
    EXPECT_EQ(third->GetState(), State::Established);
}

TEST_F(AcceptQueue, IsResetWhenTheListenerCloses)
{
    const auto first = Connect();
    const auto second = Connect();
    RunUntil(1);
    const auto server = listener->Accept();
    EXPECT_EQ(listener->Close(), 0);
    RunUntil(2);
    EXPECT_EQ(first->GetState(), State::Established);
    EXPECT_EQ(server->GetState(), State::Established);
    EXPECT_EQ(second->GetCloseReason(), CloseReason::Reset);
    EXPECT_FALSE(listener->Accept());
    EXPECT_EQ(listener->GetErrno(), Socket::ERROR_INVAL);
}

TEST_F(AcceptQueue, LosesAConnectionThatIsResetBeforeItsTurn)
{
    const auto first = Connect();
    const auto second = Connect();
    RunUntil(1);
    first->Abort();
    RunUntil(2);
    const auto server = listener->Accept();
    ASSERT_TRUE(server);
    EXPECT_EQ(PeerPort(server), OwnPort(second));
    ExpectNoneWaits();
}

TEST_F(AcceptQueue, GoesWithTheListener)
{
    const auto client = Connect();
    RunUntil(1);
    listener->Dispose();
    client->Send(Create<Packet>(1));
    RunUntil(2);
    EXPECT_EQ(client->GetCloseReason(), CloseReason::Reset); // nobody knows the connection any more
}

TEST_F(AcceptQueue, IsThereOnlyIfItIsWanted)
{
    listener->SetAttribute("AcceptQueue", BooleanValue(false));
    Connect();
    RunUntil(1);
    EXPECT_EQ(accepted.size(), 1U);
    EXPECT_EQ(calls, 0);
    EXPECT_FALSE(listener->Accept());
    EXPECT_EQ(listener->GetErrno(), Socket::ERROR_INVAL);
}

TEST_F(AcceptQueue, OfConnectionsThatWaitedWhenItWasSwitchedOffIsStillEmptied)
{
    Connect();
    RunUntil(1);
    listener->SetAttribute("AcceptQueue", BooleanValue(false));
    EXPECT_TRUE(listener->Accept());
}

TEST_F(AcceptQueue, OverflowIsAnsweredByAResetIfThatIsWanted)
{
    listener->SetAttribute("Backlog", UintegerValue(1));
    listener->SetAttribute("ResetOnOverflow", BooleanValue(true));
    Connect();
    RunUntil(1);
    const auto second = Connect();
    RunUntil(2);
    EXPECT_EQ(second->GetCloseReason(), CloseReason::Refused);
    EXPECT_EQ(listener->GetState(), State::Listen);
    EXPECT_TRUE(listener->Accept());
    const auto third = Connect();
    RunUntil(3);
    EXPECT_EQ(third->GetState(), State::Established);
}
