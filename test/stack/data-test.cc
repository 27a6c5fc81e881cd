// SPDX-License-Identifier: GPL-2.0-only

// SEND and RECEIVE through the socket interface.

#include "two-hosts.h"

#include <sys/socket.h>

using namespace ns3;
using tcplifecycle::State;

namespace
{

/// \return octets whose values depend on their position in the stream
std::vector<uint8_t>
Octets(size_t from, size_t size)
{
    std::vector<uint8_t> octets(size);
    for (size_t i = 0; i < size; ++i)
    {
        octets[i] = static_cast<uint8_t>((from + i) * 2654435761U >> 24);
    }
    return octets;
}

std::vector<uint8_t>
OctetsOf(Ptr<const Packet> packet)
{
    std::vector<uint8_t> octets(packet->GetSize());
    packet->CopyData(octets.data(), octets.size());
    return octets;
}

class Data : public TwoHosts
{
  protected:
    Data()
    {
        Install();
    }

    void Open()
    {
        Listen();
        client = Connect();
        RunUntil(1);
        server = accepted.at(0);
    }

    int Send(Ptr<Socket> socket, size_t from, size_t size)
    {
        const auto octets = Octets(from, size);
        return socket->Send(octets.data(), size, 0);
    }

    Ptr<TcpLifecycleSocket> client;
    Ptr<TcpLifecycleSocket> server;
};

} // namespace

TEST_F(Data, ArrivesAndIsReadInPortions)
{
    Open();
    EXPECT_EQ(Send(client, 0, 3000), 3000);
    EXPECT_EQ(Send(client, 3000, 2000), 2000);
    RunUntil(2);
    EXPECT_EQ(server->GetRxAvailable(), 5000U);
    EXPECT_EQ(OctetsOf(server->Recv(100, 0)), Octets(0, 100));
    uint8_t buffer[4000];
    EXPECT_EQ(server->Recv(buffer, 4000, 0), 4000);
    EXPECT_EQ(std::vector<uint8_t>(buffer, buffer + 4000), Octets(100, 4000));
    EXPECT_EQ(OctetsOf(server->Recv()), Octets(4100, 900));
    EXPECT_FALSE(server->Recv());
    EXPECT_EQ(server->GetErrno(), Socket::ERROR_AGAIN);
    EXPECT_EQ(client->GetTxAvailable(), 131072U);
}

TEST_F(Data, PeekLeavesItToBeReadAgain)
{
    Open();
    Send(client, 0, 3000);
    RunUntil(2);
    EXPECT_EQ(OctetsOf(server->Recv(2000, MSG_PEEK)), Octets(0, 2000));
    EXPECT_EQ(server->GetRxAvailable(), 3000U);
    EXPECT_EQ(OctetsOf(server->Recv(2500, 0)), Octets(0, 2500));
    EXPECT_EQ(OctetsOf(server->Recv(2500, MSG_PEEK)), Octets(2500, 500));
}

TEST_F(Data, RecvFromTellsThePeer)
{
    Open();
    Send(client, 0, 10);
    RunUntil(2);
    Address from;
    ASSERT_TRUE(server->RecvFrom(from));
    Address name;
    client->GetSockName(name);
    EXPECT_EQ(from, name);
    Address peer;
    EXPECT_EQ(server->GetPeerName(peer), 0);
    EXPECT_EQ(peer, name);
    EXPECT_EQ(client->SendTo(Create<Packet>(5), 0, AddressOf(0, 9)), 5);
    RunUntil(3);
    EXPECT_EQ(server->GetRxAvailable(), 5U);
}

TEST_F(Data, EmptyPacketMarksTheEndOfTheStream)
{
    Open();
    Send(client, 0, 10);
    client->Close();
    RunUntil(2);
    EXPECT_EQ(server->Recv()->GetSize(), 10U);
    for (int i = 0; i < 2; ++i)
    {
        const auto end = server->Recv();
        ASSERT_TRUE(end);
        EXPECT_EQ(end->GetSize(), 0U);
    }
}

TEST_F(Data, IsQueuedUntilTheConnectionIsEstablished)
{
    Listen();
    const auto socket = Connect();
    EXPECT_EQ(Send(socket, 0, 500), 500);
    EXPECT_EQ(socket->GetState(), State::SynSent);
    RunUntil(1);
    EXPECT_EQ(OctetsOf(accepted.at(0)->Recv()), Octets(0, 500));
}

TEST_F(Data, UserMayChangeThePacketThatItSent)
{
    Open();
    const auto octets = Octets(0, 1000);
    const auto packet = Create<Packet>(octets.data(), octets.size());
    Lose(1, {0}); // so that it must be sent again, from what is kept
    client->Send(packet);
    packet->RemoveAtStart(500);
    RunUntil(5);
    EXPECT_EQ(OctetsOf(server->Recv()), octets);
}

TEST_F(Data, WaitsForAReaderAndGoesOn)
{
    Open();
    server->SetAttribute("RcvBufSize", UintegerValue(10000));
    // B's window of the handshake has not been taken back, so A may fill that first.
    size_t sent = 0;
    size_t read = 0;
    while (read < 1000000)
    {
        while (sent < 1000000 && client->GetTxAvailable() >= 1000)
        {
            ASSERT_EQ(Send(client, sent, 1000), 1000);
            sent += 1000;
        }
        RunUntil(Simulator::Now().GetSeconds() + 0.5);
        if (const auto text = server->Recv())
        {
            ASSERT_EQ(OctetsOf(text), Octets(read, text->GetSize()));
            read += text->GetSize();
        }
        ASSERT_LT(Simulator::Now(), Seconds(1000)) << read;
    }
}

TEST_F(Data, ArrivesInOrderWhenItIsLostAndReordered)
{
    Open();
    Lose(1, {0, 3, 4, 9, 20, 21, 22, 23, 40, 41, 60, 61, 100});
    size_t sent = 0;
    size_t read = 0;
    while (read < 300000)
    {
        while (sent < 300000 && client->GetTxAvailable() >= 1000)
        {
            Send(client, sent, 1000);
            sent += 1000;
        }
        RunUntil(Simulator::Now().GetSeconds() + 0.02);
        while (const auto text = server->Recv())
        {
            ASSERT_EQ(OctetsOf(text), Octets(read, text->GetSize()));
            read += text->GetSize();
        }
        ASSERT_LT(Simulator::Now(), Seconds(1000)) << read;
    }
    EXPECT_EQ(read, 300000U);
}

TEST_F(Data, IsThrownAwayAndAcknowledgedAfterShutdownRecv)
{
    Open();
    Send(client, 0, 100);
    RunUntil(2);
    EXPECT_EQ(server->ShutdownRecv(), 0);
    Send(client, 100, 100);
    RunUntil(3);
    EXPECT_EQ(client->GetTxAvailable(), 131072U);
    EXPECT_EQ(OctetsOf(server->Recv()), Octets(0, 100)); // it came before
    EXPECT_EQ(server->Recv()->GetSize(), 0U);
    EXPECT_EQ(server->Close(), 0);
    RunUntil(4);
    EXPECT_EQ(server->GetState(), State::FinWait2); // and not reset
}

TEST_F(Data, ShutdownRecvInSynSentHoldsOnceTheConnectionIsOpen)
{
    Listen();
    const auto socket = Connect();
    EXPECT_EQ(socket->ShutdownRecv(), 0);
    RunUntil(1);
    accepted.at(0)->Send(Create<Packet>(100));
    RunUntil(2);
    EXPECT_EQ(socket->GetRxAvailable(), 0U);
    EXPECT_EQ(accepted.at(0)->GetTxAvailable(), 131072U);
}

TEST_F(Data, ThatIsUnreadIsLostWithAReset)
{
    Open();
    Send(client, 0, 100);
    RunUntil(2);
    client->Abort();
    RunUntil(3);
    EXPECT_EQ(server->GetRxAvailable(), 0U);
    EXPECT_FALSE(server->Recv());
    EXPECT_EQ(server->GetErrno(), Socket::ERROR_NOTCONN);
}
