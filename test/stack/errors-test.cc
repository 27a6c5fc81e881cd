// SPDX-License-Identifier: GPL-2.0-only

// What each call of the socket interface returns, and which errno, when it cannot do what it is
// for.

#include "two-hosts.h"

#include <sys/socket.h>

using namespace ns3;

namespace
{

class Errors : public TwoHosts
{
  protected:
    Errors()
    {
        Install();
    }

    /// Opens a connection from A to B. \return A's socket
    Ptr<TcpLifecycleSocket> Open()
    {
        Listen();
        const auto client = Connect();
        RunUntil(1);
        EXPECT_EQ(client->GetState(), tcplifecycle::State::Established);
        return client;
    }
};

#define EXPECT_FAILS(call, socket, error)                                                          \
    EXPECT_EQ(call, -1);                                                                           \
    EXPECT_EQ(socket->GetErrno(), Socket::error)

} // namespace

TEST_F(Errors, CallsOnASocketThatWasNeverOpened)
{
    const auto socket = NewSocket(0);
    EXPECT_FAILS(socket->Send(Create<Packet>(1)), socket, ERROR_NOTCONN);
    EXPECT_FAILS(socket->Close(), socket, ERROR_NOTCONN);
    EXPECT_FAILS(socket->ShutdownSend(), socket, ERROR_NOTCONN);
    EXPECT_FAILS(socket->ShutdownRecv(), socket, ERROR_NOTCONN);
    EXPECT_FAILS(socket->Abort(), socket, ERROR_NOTCONN);
    Address peer;
    EXPECT_FAILS(socket->GetPeerName(peer), socket, ERROR_NOTCONN);
    Address name;
    EXPECT_EQ(socket->GetSockName(name), 0);
    EXPECT_EQ(name, Address(InetSocketAddress(Ipv4Address::GetAny(), 0)));
    EXPECT_FALSE(socket->Recv());
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_NOTCONN);
}

TEST_F(Errors, CallsOnAListener)
{
    const auto listener = Listen();
    EXPECT_FAILS(listener->Send(Create<Packet>(1)), listener, ERROR_NOTCONN);
    EXPECT_FAILS(listener->ShutdownRecv(), listener, ERROR_NOTCONN);
    EXPECT_FAILS(listener->Listen(), listener, ERROR_ISCONN);
    EXPECT_FAILS(listener->Bind(), listener, ERROR_INVAL);
    EXPECT_FALSE(listener->Recv());
    EXPECT_EQ(listener->GetErrno(), Socket::ERROR_NOTCONN);
}

TEST_F(Errors, OpenOnAConnectionChangesNothing)
{
    const auto client = Open();
    EXPECT_FAILS(client->Connect(AddressOf(1, 80)), client, ERROR_ISCONN);
    EXPECT_FAILS(client->Listen(), client, ERROR_ISCONN);
    EXPECT_FAILS(client->Bind(), client, ERROR_INVAL);
    EXPECT_EQ(client->GetState(), tcplifecycle::State::Established);
    EXPECT_EQ(client->Send(Create<Packet>(1)), 1);
}

TEST_F(Errors, SecondCloseAndSendAfterClose)
{
    const auto client = Open();
    EXPECT_EQ(client->Close(), 0);
    EXPECT_FAILS(client->Close(), client, ERROR_SHUTDOWN);
    EXPECT_FAILS(client->ShutdownSend(), client, ERROR_SHUTDOWN);
    EXPECT_FAILS(client->Send(Create<Packet>(1)), client, ERROR_SHUTDOWN);
    EXPECT_FALSE(client->Recv());
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_SHUTDOWN);
}

TEST_F(Errors, SendAfterShutdownSend)
{
    const auto client = Open();
    EXPECT_EQ(client->ShutdownSend(), 0);
    EXPECT_FAILS(client->ShutdownSend(), client, ERROR_SHUTDOWN);
    EXPECT_FAILS(client->Send(Create<Packet>(1)), client, ERROR_SHUTDOWN);
    EXPECT_EQ(client->Close(), 0); // says that the user will not read either
}

TEST_F(Errors, SendThatDoesNotFitIntoTheBuffer)
{
    const auto client = Open();
    client->SetAttribute("SndBufSize", UintegerValue(1000));
    EXPECT_FAILS(client->Send(Create<Packet>(1001)), client, ERROR_MSGSIZE);
    EXPECT_EQ(client->Send(Create<Packet>(600)), 600);
    EXPECT_EQ(client->GetTxAvailable(), 400U);
    EXPECT_FAILS(client->Send(Create<Packet>(401)), client, ERROR_MSGSIZE);
    EXPECT_EQ(client->Send(Create<Packet>(400)), 400);
    client->SetAttribute("SndBufSize", UintegerValue(10));
    EXPECT_EQ(client->GetTxAvailable(), 0U);
}

TEST_F(Errors, NothingToReadYet)
{
    const auto client = Open();
    EXPECT_FALSE(client->Recv());
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_AGAIN);
    EXPECT_FALSE(client->Recv(0, 0));
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_INVAL);
}

TEST_F(Errors, FlagsThatTcpDoesNotKnow)
{
    const auto client = Open();
    EXPECT_FAILS(client->Send(Create<Packet>(1), MSG_DONTROUTE), client, ERROR_OPNOTSUPP);
    EXPECT_FALSE(client->Recv(1, MSG_OOB));
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_OPNOTSUPP);
}

TEST_F(Errors, PeersThatNobodyCanBe)
{
    const auto socket = NewSocket(0);
    for (const char* address : {"0.0.0.0", "255.255.255.255", "10.0.0.255", "224.0.0.1"})
    {
        SCOPED_TRACE(address);
        EXPECT_FAILS(socket->Connect(InetSocketAddress(address, 80)), socket, ERROR_ADDRNOTAVAIL);
    }
    EXPECT_FAILS(socket->Connect(InetSocketAddress("10.0.0.2", 0)), socket, ERROR_ADDRNOTAVAIL);
    for (const char* address : {"::", "ff02::1"})
    {
        SCOPED_TRACE(address);
        EXPECT_FAILS(socket->Connect(Inet6SocketAddress(Ipv6Address(address), 80)),
                     socket,
                     ERROR_ADDRNOTAVAIL);
    }
    EXPECT_EQ(socket->GetState(), tcplifecycle::State::Closed);
    EXPECT_TRUE(changesOfA.empty());
}

TEST_F(Errors, AddressesOfNoUse)
{
    const auto socket = NewSocket(0);
    EXPECT_FAILS(socket->Connect(Mac48Address("00:00:00:00:00:01")), socket, ERROR_INVAL);
    EXPECT_FAILS(socket->Bind(Mac48Address("00:00:00:00:00:01")), socket, ERROR_INVAL);
    EXPECT_FAILS(socket->Bind(InetSocketAddress("10.0.0.2", 80)), socket, ERROR_ADDRNOTAVAIL);
    EXPECT_FAILS(socket->Connect(InetSocketAddress("192.0.2.1", 80)), socket, ERROR_NOROUTETOHOST);
}

TEST_F(Errors, FamiliesDoNotMix)
{
    const auto socket = NewSocket(0);
    EXPECT_EQ(socket->Bind(), 0);
    EXPECT_FAILS(socket->Connect(Inet6SocketAddress(Ipv6Address("2001:db8::2"), 80)),
                 socket,
                 ERROR_AFNOSUPPORT);
}

TEST_F(Errors, NameThatIsTaken)
{
    const auto first = NewSocket(0);
    const auto second = NewSocket(0);
    EXPECT_EQ(first->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80)), 0);
    EXPECT_FAILS(second->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80)),
                 second,
                 ERROR_ADDRINUSE);
    EXPECT_EQ(second->Bind(InetSocketAddress("10.0.0.1", 80)), 0);
    EXPECT_EQ(first->Close(), 0);
    const auto third = NewSocket(0);
    EXPECT_EQ(third->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80)), 0);
}

TEST_F(Errors, PortsRunOutAndComeBack)
{
    Tcp(0)->SetAttribute("EphemeralPortFirst", UintegerValue(50000));
    Tcp(0)->SetAttribute("EphemeralPortLast", UintegerValue(50009));
    std::vector<Ptr<TcpLifecycleSocket>> sockets;
    std::set<uint16_t> ports;
    for (int i = 0; i < 10; ++i)
    {
        sockets.push_back(NewSocket(0));
        ASSERT_EQ(sockets.back()->Bind(), 0);
        Address name;
        sockets.back()->GetSockName(name);
        ports.insert(InetSocketAddress::ConvertFrom(name).GetPort());
    }
    EXPECT_EQ(ports.size(), 10U);
    EXPECT_EQ(*ports.begin(), 50000);
    EXPECT_EQ(*ports.rbegin(), 50009);
    const auto eleventh = NewSocket(0);
    EXPECT_FAILS(eleventh->Bind(), eleventh, ERROR_ADDRNOTAVAIL);
    EXPECT_FAILS(eleventh->Connect(AddressOf(1, 80)), eleventh, ERROR_ADDRNOTAVAIL);
    sockets[3] = nullptr; // the user lets go of it
    EXPECT_EQ(eleventh->Bind(), 0);

    Tcp(0)->SetAttribute("EphemeralPortLast", UintegerValue(49999));
    const auto another = NewSocket(0);
    EXPECT_FAILS(another->Bind(), another, ERROR_ADDRNOTAVAIL);
}

TEST_F(Errors, ConnectSharesAnEphemeralPortBetweenPeers)
{
    Tcp(0)->SetAttribute("EphemeralPortFirst", UintegerValue(50000));
    Tcp(0)->SetAttribute("EphemeralPortLast", UintegerValue(50000));
    Listen(80);
    Listen(81);
    Connect(80);
    Connect(81);
    const auto third = NewSocket(0);
    EXPECT_FAILS(third->Connect(AddressOf(1, 80)), third, ERROR_ADDRNOTAVAIL);
    RunUntil(1);
    EXPECT_EQ(accepted.size(), 2U);
}

TEST_F(Errors, DeviceOfAnotherNode)
{
    const auto socket = NewSocket(0);
    socket->BindToNetDevice(devices.Get(1));
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_NODEV);
    EXPECT_FALSE(socket->GetBoundNetDevice());
}

TEST_F(Errors, WhatTcpDoesNotDo)
{
    const auto socket = NewSocket(0);
    EXPECT_FALSE(socket->SetAllowBroadcast(true));
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_OPNOTSUPP);
    EXPECT_TRUE(socket->SetAllowBroadcast(false));
    EXPECT_FALSE(socket->GetAllowBroadcast());
    const auto other = NewSocket(0);
    other->Ipv6JoinGroup(Ipv6Address("ff02::1"), Socket::EXCLUDE, {});
    EXPECT_EQ(other->GetErrno(), Socket::ERROR_OPNOTSUPP);
}

TEST_F(Errors, SocketOutlivesTheSimulation)
{
    const auto client = Open();
    client->Send(Create<Packet>(1000));
    Simulator::Destroy();
    EXPECT_EQ(client->GetState(), tcplifecycle::State::Closed);
    EXPECT_FALSE(client->GetNode());
    EXPECT_FAILS(client->Send(Create<Packet>(1)), client, ERROR_NOTCONN);
    EXPECT_FAILS(client->Connect(AddressOf(1, 80)), client, ERROR_NODEV);
    EXPECT_FAILS(client->Bind(), client, ERROR_NODEV);
    EXPECT_FAILS(client->Listen(), client, ERROR_NODEV);
    EXPECT_FALSE(client->Recv());
    EXPECT_FAILS(client->Close(), client, ERROR_NOTCONN);
}
