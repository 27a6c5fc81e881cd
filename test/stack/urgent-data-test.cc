// SPDX-License-Identifier: GPL-2.0-only

// Urgent data: how a user sends it, and how the peer's user learns of it (RFC 9293, section 3.8.5).

#include "two-hosts.h"

#include "ns3/tcp-header.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

using namespace ns3;
using tcplifecycle::State;
using ::testing::ElementsAre;

namespace
{

class UrgentData : public TwoHosts
{
  protected:
    UrgentData()
    {
        Install();
        const auto listener = Listen();
        listener->TraceConnectWithoutContext(
            "UrgentData",
            Callback<void, uint32_t, Ptr<TcpLifecycleSocket>>(
                [this](uint32_t octets, Ptr<TcpLifecycleSocket> socket) {
                    EXPECT_EQ(socket->GetUrgentOctets(), octets);
                    told.push_back(octets);
                }));
        client = NewSocket(0);
        client->TraceConnectWithoutContext(
            "Tx",
            Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
                [this](Ptr<const Packet> text,
                       const TcpHeader& header,
                       Ptr<const TcpLifecycleSocket>) {
                    if (text->GetSize() > 0)
                    {
                        sent.push_back(header);
                    }
                }));
        client->Connect(AddressOf(1, 80));
        RunUntil(1);
        server = accepted.at(0);
    }

    std::vector<uint32_t> told; ///< to the server's user
    std::vector<TcpHeader> sent;
    Ptr<TcpLifecycleSocket> client;
    Ptr<TcpLifecycleSocket> server;
};

} // namespace

TEST_F(UrgentData, IsPointedAtByTheSegmentThatCarriesIt)
{
    EXPECT_EQ(client->Send(Create<Packet>(10), MSG_OOB), 10);
    EXPECT_EQ(client->Send(Create<Packet>(5), 0), 5);
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_TRUE(sent[0].GetFlags() & TcpHeader::URG);
    EXPECT_EQ(sent[0].GetUrgentPointer(), 10); // MUST-62: to the octet behind the urgent data
    EXPECT_FALSE(sent[1].GetFlags() & TcpHeader::URG);
}

TEST_F(UrgentData, IsToldAndStaysInLine)
{
    client->Send(Create<Packet>(3), 0);
    client->Send(Create<Packet>(10), MSG_OOB);
    client->Send(Create<Packet>(5), 0);
    RunUntil(2);
    EXPECT_THAT(told, ElementsAre(13)); // 3 that are not read yet come before
    EXPECT_EQ(server->GetUrgentOctets(), 13U);
    EXPECT_EQ(server->Recv(4, 0)->GetSize(), 4U);
    EXPECT_EQ(server->GetUrgentOctets(), 9U);
    EXPECT_EQ(server->Recv(9, 0)->GetSize(), 9U);
    EXPECT_EQ(server->GetUrgentOctets(), 0U);
    EXPECT_EQ(server->Recv()->GetSize(), 5U);
    EXPECT_THAT(told, ElementsAre(13));
}

TEST_F(UrgentData, IsToldBeforeItIsThere)
{
    // The first of the two segments is lost: the second one says that there is urgent data ahead.
    Lose(1, {0});
    client->Send(Create<Packet>(100), 0);
    client->Send(Create<Packet>(20), MSG_OOB);
    RunUntil(1.1);
    EXPECT_THAT(told, ElementsAre(120));
    EXPECT_EQ(server->GetRxAvailable(), 0U);
    RunUntil(5);
    EXPECT_EQ(server->GetRxAvailable(), 120U);
    EXPECT_THAT(told, ElementsAre(120));
}

TEST_F(UrgentData, IsToldAgainWhenThereIsMore)
{
    client->Send(Create<Packet>(10), MSG_OOB);
    RunUntil(2);
    client->Send(Create<Packet>(10), MSG_OOB);
    RunUntil(3);
    EXPECT_THAT(told, ElementsAre(10, 20));
}

TEST_F(UrgentData, IsKnownInTimeWaitAndAfterwards)
{
    server->SetAttribute("Msl", TimeValue(Seconds(1)));
    server->ShutdownSend();
    RunUntil(2);
    client->Send(Create<Packet>(10), MSG_OOB);
    client->Close();
    RunUntil(3);
    ASSERT_EQ(server->GetState(), State::TimeWait);
    EXPECT_EQ(server->GetUrgentOctets(), 10U);
    server->Recv(4, 0);
    EXPECT_EQ(server->GetUrgentOctets(), 6U);
    RunUntil(5);
    ASSERT_EQ(server->GetState(), State::Closed);
    EXPECT_EQ(server->GetUrgentOctets(), 6U);
    server->Recv();
    EXPECT_EQ(server->GetUrgentOctets(), 0U);
}

TEST_F(UrgentData, CannotBeReadOutOfLine)
{
    client->Send(Create<Packet>(10), MSG_OOB);
    RunUntil(2);
    EXPECT_FALSE(server->Recv(10, MSG_OOB));
    EXPECT_EQ(server->GetErrno(), Socket::ERROR_OPNOTSUPP);
}
