// SPDX-License-Identifier: GPL-2.0-only

// The user calls of RFC 9293, section 3.10.1 to 3.10.6, as the socket interface has them, over IPv4
// and IPv6. (What a call returns that cannot do its work: errors-test.cc; listeners:
// listener-test.cc; AcceptQueue: accept-queue-test.cc.)

#include "two-hosts.h"

#include "ns3/tcp-header.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::CloseReason;
using tcplifecycle::State;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace
{

class UserCalls : public TwoHosts, public ::testing::WithParamInterface<const char*>
{
  protected:
    UserCalls()
        : TwoHosts(std::string(GetParam()) == "Ipv4" ? Family::IPV4 : Family::IPV6)
    {
        Install();
        RunUntil(5); // duplicate address detection takes its time
    }

    /// Opens a connection from A to B. Afterwards the time is 6 s.
    void Open()
    {
        Listen();
        client = NewSocket(0);
        client->TraceConnectWithoutContext(
            "Tx",
            Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
                [this](Ptr<const Packet>, const TcpHeader& header, Ptr<const TcpLifecycleSocket>) {
                    sent.push_back(header.GetFlags());
                }));
        ASSERT_EQ(client->Connect(AddressOf(1, 80)), 0);
        RunUntil(6);
        ASSERT_EQ(accepted.size(), 1U);
        server = accepted[0];
        sent.clear();
    }

    /// Both connect to each other at the same time. When this returns both are in SYN-RECEIVED.
    void OpenAtTheSameTime()
    {
        client = NewSocket(0);
        server = NewSocket(1);
        client->Bind(AnyAddress(1000));
        server->Bind(AnyAddress(2000));
        ASSERT_EQ(client->Connect(AddressOf(1, 2000)), 0);
        ASSERT_EQ(server->Connect(AddressOf(0, 1000)), 0);
        RunUntil(5.015);
        ASSERT_EQ(client->GetState(), State::SynReceived);
        ASSERT_EQ(server->GetState(), State::SynReceived);
    }

    static int Send(Ptr<Socket> socket, uint32_t octets)
    {
        return socket->Send(Create<Packet>(octets));
    }

    static uint32_t ReadAll(Ptr<Socket> socket)
    {
        uint32_t octets = 0;
        for (auto text = socket->Recv(); text && text->GetSize() > 0; text = socket->Recv())
        {
            octets += text->GetSize();
        }
        return octets;
    }

    Ptr<TcpLifecycleSocket> client;
    Ptr<TcpLifecycleSocket> server;
    std::vector<uint8_t> sent; ///< control bits of what `client` has sent
};

} // namespace

// OPEN

TEST_P(UserCalls, PassiveOpenLeavesConnectionsOfThePortAlone)
{
    Open();
    const auto other = NewSocket(1);
    EXPECT_EQ(other->Bind(AddressOf(1, 80)), 0); // the address itself: another name
    EXPECT_EQ(other->Listen(), 0);
    EXPECT_EQ(Send(client, 100), 100);
    RunUntil(7);
    EXPECT_EQ(server->GetRxAvailable(), 100U);
    EXPECT_EQ(other->Close(), 0);
    EXPECT_EQ(Send(client, 100), 100);
    RunUntil(8);
    EXPECT_EQ(server->GetRxAvailable(), 200U);
}

TEST_P(UserCalls, PassiveOpenAtAnAddressComesBeforeTheOneAtAny)
{
    Listen();
    const auto own = NewSocket(1);
    EXPECT_EQ(own->Bind(AddressOf(1, 80)), 0);
    EXPECT_EQ(own->Listen(), 0);
    int count = 0;
    own->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>([&](Ptr<Socket>, const Address&) { ++count; }));
    Connect();
    RunUntil(6);
    EXPECT_EQ(count, 1);
    EXPECT_TRUE(accepted.empty());
    own->Close();
    Connect();
    RunUntil(7);
    EXPECT_EQ(accepted.size(), 1U);
}

TEST_P(UserCalls, ActiveOpenTakesTheAddressOfTheRoute)
{
    Open();
    Address name;
    EXPECT_EQ(client->GetSockName(name), 0);
    EXPECT_EQ(TcpName::From(name)->address, TcpName::From(AddressOf(0, 0))->address);
    Address peer;
    EXPECT_EQ(client->GetPeerName(peer), 0);
    EXPECT_EQ(peer, AddressOf(1, 80));
    Address theirs;
    EXPECT_EQ(server->GetPeerName(theirs), 0);
    EXPECT_EQ(theirs, name);
}

TEST_P(UserCalls, OpenOnAConnectionChangesNothingInAnyState)
{
    Open();
    const auto expectRefused = [this](const Ptr<TcpLifecycleSocket>& socket) {
        const State state = socket->GetState();
        EXPECT_EQ(socket->Connect(AddressOf(1, 81)), -1);
        EXPECT_EQ(socket->GetErrno(), Socket::ERROR_ISCONN);
        EXPECT_EQ(socket->Listen(), -1);
        EXPECT_EQ(socket->GetErrno(), Socket::ERROR_ISCONN);
        EXPECT_EQ(socket->GetState(), state);
    };
    expectRefused(client); // ESTABLISHED
    client->ShutdownSend();
    expectRefused(client); // FIN-WAIT-1
    RunUntil(7);
    expectRefused(client); // FIN-WAIT-2
    expectRefused(server); // CLOSE-WAIT
    server->ShutdownSend();
    expectRefused(server); // LAST-ACK
    RunUntil(8);
    ASSERT_EQ(client->GetState(), State::TimeWait);
    expectRefused(client);
    const auto opening = Connect(82);
    expectRefused(opening); // SYN-SENT
}

// SEND

TEST_P(UserCalls, SendInSynSentWaitsUntilEstablished)
{
    Listen();
    client = Connect();
    EXPECT_EQ(Send(client, 300), 300);
    EXPECT_EQ(client->GetState(), State::SynSent);
    RunUntil(6);
    EXPECT_EQ(ReadAll(accepted.at(0)), 300U);
}

TEST_P(UserCalls, SendInSynReceivedWaitsUntilEstablished)
{
    OpenAtTheSameTime();
    EXPECT_EQ(Send(client, 300), 300);
    EXPECT_EQ(client->GetState(), State::SynReceived);
    RunUntil(6);
    EXPECT_EQ(ReadAll(server), 300U);
}

TEST_P(UserCalls, SendPushesTheLastSegmentOfWhatItQueued)
{
    Open();
    EXPECT_EQ(Send(client, 3000), 3000); // 1460 or 1440 fit into a segment
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_FALSE(sent[0] & TcpHeader::PSH);
    EXPECT_FALSE(sent[1] & TcpHeader::PSH);
    EXPECT_TRUE(sent[2] & TcpHeader::PSH);
}

TEST_P(UserCalls, SendAfterTheFinIsQueuedFails)
{
    Open();
    EXPECT_EQ(Send(client, 100000), 100000); // more than may leave at once: the FIN waits
    EXPECT_EQ(client->ShutdownSend(), 0);
    EXPECT_EQ(Send(client, 1), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_SHUTDOWN);
    RunUntil(20);
    EXPECT_EQ(ReadAll(server), 100000U);
}

// RECEIVE

TEST_P(UserCalls, ReceiveTellsTheEndOnlyAfterAllText)
{
    Open();
    EXPECT_FALSE(server->Recv());
    EXPECT_EQ(server->GetErrno(), Socket::ERROR_AGAIN);
    Send(client, 100);
    client->ShutdownSend();
    RunUntil(7);
    ASSERT_EQ(server->GetState(), State::CloseWait);
    EXPECT_EQ(server->Recv(60, 0)->GetSize(), 60U);
    EXPECT_EQ(server->Recv(60, 0)->GetSize(), 40U);
    const auto expectEnd = [this] {
        const auto end = server->Recv();
        ASSERT_TRUE(end);
        EXPECT_EQ(end->GetSize(), 0U);
    };
    expectEnd();
    expectEnd();
    server->ShutdownSend();
    ASSERT_EQ(server->GetState(), State::LastAck);
    expectEnd();
    RunUntil(8);
    ASSERT_EQ(server->GetState(), State::Closed);
    expectEnd();
}

TEST_P(UserCalls, ReceiveInTimeWaitReadsWhatIsLeft)
{
    Open();
    client->ShutdownSend();
    RunUntil(7);
    Send(server, 100);
    server->ShutdownSend();
    RunUntil(8);
    ASSERT_EQ(client->GetState(), State::TimeWait);
    EXPECT_EQ(client->Recv()->GetSize(), 100U);
    EXPECT_EQ(client->Recv()->GetSize(), 0U);
}

// CLOSE

TEST_P(UserCalls, CloseEntersFinWait1AtOnceAndTheFinFollowsAllText)
{
    Open();
    EXPECT_EQ(Send(client, 100000), 100000);
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(client->GetState(), State::FinWait1);
    for (const uint8_t flags : sent)
    {
        EXPECT_FALSE(flags & TcpHeader::FIN); // the first flight holds a part of the text only
    }
    RunUntil(20);
    EXPECT_EQ(ReadAll(server), 100000U);
    EXPECT_EQ(server->GetState(), State::CloseWait);
    EXPECT_EQ(std::count_if(sent.begin(),
                            sent.end(),
                            [](uint8_t flags) { return (flags & TcpHeader::FIN) != 0; }),
              1);
}

TEST_P(UserCalls, CloseInCloseWaitEntersLastAckWhenTheFinLeaves)
{
    Open();
    client->ShutdownSend();
    RunUntil(7);
    EXPECT_EQ(Send(server, 100000), 100000);
    EXPECT_EQ(server->Close(), 0);
    EXPECT_EQ(server->GetState(), State::CloseWait);
    RunUntil(20);
    EXPECT_EQ(ReadAll(client), 100000U);
    EXPECT_EQ(client->GetState(), State::TimeWait);
    EXPECT_EQ(server->GetState(), State::Closed);
    EXPECT_EQ(server->GetCloseReason(), CloseReason::Normal);
}

TEST_P(UserCalls, CloseWithTextThatComesLaterResets)
{
    Open();
    client->Close();
    RunUntil(7);
    ASSERT_EQ(client->GetState(), State::FinWait2);
    Send(server, 1);
    RunUntil(8);
    EXPECT_EQ(client->GetCloseReason(), CloseReason::UnreadData);
    EXPECT_EQ(server->GetCloseReason(), CloseReason::Reset);
}

TEST_P(UserCalls, SecondCloseIsAnErrorAndSendsNothing)
{
    Open();
    EXPECT_EQ(client->Close(), 0);
    RunUntil(7);
    sent.clear();
    EXPECT_EQ(client->Close(), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_SHUTDOWN);
    RunUntil(8);
    EXPECT_THAT(sent, IsEmpty());
}

TEST_P(UserCalls, CloseInSynReceivedWithNothingQueuedIsFinWait1)
{
    OpenAtTheSameTime();
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(client->GetState(), State::FinWait1);
    RunUntil(6);
    EXPECT_EQ(client->GetState(), State::FinWait2);
    EXPECT_EQ(server->GetState(), State::CloseWait);
}

TEST_P(UserCalls, CloseInSynReceivedWaitsForWhatIsQueued)
{
    OpenAtTheSameTime();
    EXPECT_EQ(Send(client, 500), 500);
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(client->GetState(), State::SynReceived);
    RunUntil(6);
    EXPECT_EQ(client->GetState(), State::FinWait2);
    EXPECT_EQ(ReadAll(server), 500U);
    EXPECT_EQ(server->GetState(), State::CloseWait);
}

TEST_P(UserCalls, CloseInSynSentIsSilent)
{
    client = Connect(); // to where nobody listens
    EXPECT_EQ(Send(client, 10), 10);
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(client->GetState(), State::Closed);
    RunUntil(20);
    EXPECT_THAT(Texts(changesOfA), ElementsAre("CLOSED -> SYN-SENT", "SYN-SENT -> CLOSED"));
}

TEST_P(UserCalls, HalfCloseLetsTheOtherSideGoOn)
{
    Open();
    EXPECT_EQ(client->ShutdownSend(), 0);
    RunUntil(100000);
    EXPECT_EQ(client->GetState(), State::FinWait2);
    Send(server, 5000);
    RunUntil(100001);
    EXPECT_EQ(ReadAll(client), 5000U);
    EXPECT_EQ(server->GetTxAvailable(), 131072U); // all of it is acknowledged
}

TEST_P(UserCalls, ShutdownRecvGoesOnAcknowledging)
{
    Open();
    EXPECT_EQ(server->ShutdownRecv(), 0);
    for (int i = 0; i < 50; ++i)
    {
        EXPECT_EQ(Send(client, 100000), 100000); // far more than the receive buffer in all
        RunUntil(7 + i);
        EXPECT_EQ(client->GetTxAvailable(), 131072U);
    }
    EXPECT_EQ(server->GetRxAvailable(), 0U);
    EXPECT_EQ(Send(server, 10), 10); // the other direction is as it was
    RunUntil(60);
    EXPECT_EQ(client->GetRxAvailable(), 10U);
}

// ABORT

TEST_P(UserCalls, AbortSendsAResetAndFlushesTheQueues)
{
    Open();
    Send(server, 100);
    RunUntil(7);
    EXPECT_EQ(Send(client, 100000), 100000);
    sent.clear();
    bool broken = false;
    client->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              Callback<void, Ptr<Socket>>([&](Ptr<Socket>) { broken = true; }));
    EXPECT_EQ(client->Abort(), 0);
    EXPECT_EQ(client->GetState(), State::Closed);
    EXPECT_TRUE(broken); // waiting calls are told
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_TRUE(sent[0] & TcpHeader::RST);
    EXPECT_EQ(client->GetRxAvailable(), 0U);
    EXPECT_EQ(client->GetTxAvailable(), 131072U);
    RunUntil(8);
    EXPECT_EQ(server->GetCloseReason(), CloseReason::Reset);
}

TEST_P(UserCalls, AbortInSynSentIsSilent)
{
    client = Connect();
    EXPECT_EQ(client->Abort(), 0);
    EXPECT_EQ(client->GetState(), State::Closed);
    EXPECT_EQ(client->GetCloseReason(), CloseReason::Aborted);
}

TEST_P(UserCalls, AbortInTimeWaitIsSilentAndEndsIt)
{
    Open();
    client->ShutdownSend();
    server->ShutdownSend();
    RunUntil(7);
    ASSERT_EQ(client->GetState(), State::TimeWait);
    sent.clear();
    EXPECT_EQ(client->Abort(), 0);
    EXPECT_EQ(client->GetState(), State::Closed);
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), 0U);
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 1U); // the other end hears nothing of it
    RunUntil(8);
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 1U);
    EXPECT_THAT(sent, IsEmpty());
}

TEST_P(UserCalls, AbortAfterBothHaveClosedIsSilent)
{
    // Section 3.10.5: CLOSING and LAST-ACK send no RST, FIN-WAIT-2 does.
    Open();
    client->ShutdownSend();
    server->ShutdownSend();
    RunUntil(6.015); // the FINs have crossed
    ASSERT_EQ(client->GetState(), State::Closing);
    sent.clear();
    EXPECT_EQ(client->Abort(), 0);
    EXPECT_THAT(sent, IsEmpty());
}

TEST_P(UserCalls, AbortInFinWait2Resets)
{
    Open();
    client->ShutdownSend();
    RunUntil(7);
    ASSERT_EQ(client->GetState(), State::FinWait2);
    EXPECT_EQ(client->Abort(), 0);
    RunUntil(8);
    EXPECT_EQ(server->GetCloseReason(), CloseReason::Reset);
}

TEST_P(UserCalls, AbortOfAListenerResetsWhatIsNotAccepted)
{
    const auto listener = Listen();
    client = Connect();
    RunUntil(5.015);
    EXPECT_EQ(listener->Abort(), 0);
    EXPECT_EQ(listener->GetState(), State::Closed);
    RunUntil(6);
    EXPECT_EQ(client->GetCloseReason(), CloseReason::Reset);
}

INSTANTIATE_TEST_SUITE_P(Over, UserCalls, ::testing::Values("Ipv4", "Ipv6"), [](const auto& info) {
    return std::string(info.param);
});
