// SPDX-License-Identifier: GPL-2.0-only
//
// A host that connects to itself: ns-3 delivers such segments within the call that sends them.

#include "two-hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3;
using ::testing::ElementsAre;

namespace
{

class Loopback : public TwoHosts
{
  protected:
    Loopback()
        : TwoHosts(Family::IPV4)
    {
        Install();
        listener = NewSocket(0);
        listener->Bind(AnyAddress(80));
        listener->Listen();
        listener->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> socket, const Address&) {
                server = DynamicCast<TcpLifecycleSocket>(socket);
            }));
        client = NewSocket(0);
        EXPECT_EQ(client->Connect(AddressOf(0, 80)), 0);
        RunUntil(1);
    }

    Ptr<TcpLifecycleSocket> listener;
    Ptr<TcpLifecycleSocket> client;
    Ptr<TcpLifecycleSocket> server;
};

} // namespace

TEST_F(Loopback, SegmentsDoNotOvertakeEachOther)
{
    ASSERT_NE(server, nullptr);
    changesOfA.clear();
    client->Close();
    server->Close();
    RunUntil(2);
    // The FINs cross, and each end sees the other's FIN before the acknowledgment of its own.
    EXPECT_EQ(client->GetState(), tcplifecycle::State::TimeWait);
    EXPECT_EQ(server->GetState(), tcplifecycle::State::TimeWait);
    EXPECT_THAT(Texts(changesOfA),
                ElementsAre("ESTABLISHED -> FIN-WAIT-1",
                            "ESTABLISHED -> FIN-WAIT-1",
                            "FIN-WAIT-1 -> CLOSING",
                            "FIN-WAIT-1 -> CLOSING",
                            "CLOSING -> TIME-WAIT",
                            "CLOSING -> TIME-WAIT"));
}

TEST_F(Loopback, SocketCanConnectToItself)
{
    // A simultaneous open of one connection with itself (RFC 9293, section 3.5).
    const auto self = NewSocket(0);
    EXPECT_EQ(self->Bind(AnyAddress(1000)), 0);
    changesOfA.clear();
    EXPECT_EQ(self->Connect(AddressOf(0, 1000)), 0);
    RunUntil(2);
    EXPECT_THAT(Texts(changesOfA),
                ElementsAre("CLOSED -> SYN-SENT",
                            "SYN-SENT -> SYN-RECEIVED",
                            "SYN-RECEIVED -> ESTABLISHED"));
    EXPECT_EQ(self->Send(Create<Packet>(5000)), 5000);
    RunUntil(3);
    uint32_t received = 0;
    while (const auto text = self->Recv())
    {
        received += text->GetSize();
    }
    EXPECT_EQ(received, 5000U);
    EXPECT_EQ(self->GetTxAvailable(), 131072U);
    self->Close();
    RunUntil(1000);
    EXPECT_EQ(self->GetCloseReason(), tcplifecycle::CloseReason::Normal);
}

TEST_F(Loopback, TextComesInOrder)
{
    ASSERT_NE(server, nullptr);
    std::string sent;
    for (int i = 0; i < 50000; ++i)
    {
        sent += static_cast<char>('a' + i % 23);
    }
    std::string received;
    server->SetRecvCallback(Callback<void, Ptr<Socket>>([&](Ptr<Socket> socket) {
        while (const auto text = socket->Recv())
        {
            std::string octets(text->GetSize(), '\0');
            text->CopyData(reinterpret_cast<uint8_t*>(octets.data()), octets.size());
            received += octets;
        }
    }));
    EXPECT_EQ(client->Send(reinterpret_cast<const uint8_t*>(sent.data()), sent.size(), 0),
              static_cast<int>(sent.size()));
    RunUntil(2);
    EXPECT_EQ(received, sent);
}
