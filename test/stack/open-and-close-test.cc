// SPDX-License-Identifier: GPL-2.0-only

#include "two-hosts.h"

#include <gmock/gmock.h>

using namespace ns3;
using ::testing::ElementsAre;

namespace
{

class OpenAndClose : public TwoHosts
{
  protected:
    OpenAndClose()
    {
        Install();
    }
};

class OpenAndCloseOverIpv6 : public TwoHosts
{
  protected:
    OpenAndCloseOverIpv6()
        : TwoHosts(Family::IPV6)
    {
        Install();
    }
};

} // namespace

TEST_F(OpenAndClose, ThreeWayHandshakeAndNormalClose)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(client->Close(), 0);
    RunUntil(2);
    EXPECT_EQ(accepted[0]->Close(), 0);
    Simulator::Run();

    EXPECT_THAT(Texts(changesOfA),
                ElementsAre("CLOSED -> SYN-SENT",
                            "SYN-SENT -> ESTABLISHED",
                            "ESTABLISHED -> FIN-WAIT-1",
                            "FIN-WAIT-1 -> FIN-WAIT-2",
                            "FIN-WAIT-2 -> TIME-WAIT",
                            "TIME-WAIT -> CLOSED"));
    EXPECT_THAT(Texts(changesOfB),
                ElementsAre("LISTEN -> SYN-RECEIVED",
                            "SYN-RECEIVED -> ESTABLISHED",
                            "ESTABLISHED -> CLOSE-WAIT",
                            "CLOSE-WAIT -> LAST-ACK",
                            "LAST-ACK -> CLOSED"));
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Normal);
    EXPECT_EQ(accepted[0]->GetCloseReason(), tcplifecycle::CloseReason::Normal);
}

TEST_F(OpenAndCloseOverIpv6, ThreeWayHandshakeAndNormalClose)
{
    RunUntil(5); // duplicate address detection takes its time
    Listen();
    const auto client = Connect();
    RunUntil(6);
    ASSERT_EQ(accepted.size(), 1U);
    Address peer;
    ASSERT_EQ(accepted[0]->GetPeerName(peer), 0);
    EXPECT_EQ(Inet6SocketAddress::ConvertFrom(peer).GetIpv6(),
              Inet6SocketAddress::ConvertFrom(AddressOf(0, 0)).GetIpv6());
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(accepted[0]->Close(), 0);
    Simulator::Run();
    EXPECT_THAT(Texts(changesOfA),
                ElementsAre("CLOSED -> SYN-SENT",
                            "SYN-SENT -> ESTABLISHED",
                            "ESTABLISHED -> FIN-WAIT-1",
                            "FIN-WAIT-1 -> CLOSING",
                            "CLOSING -> TIME-WAIT",
                            "TIME-WAIT -> CLOSED"));
}

TEST_F(OpenAndClose, SimultaneousOpen)
{
    const auto a = NewSocket(0);
    const auto b = NewSocket(1);
    a->Bind(AnyAddress(1000));
    b->Bind(AnyAddress(2000));
    EXPECT_EQ(a->Connect(AddressOf(1, 2000)), 0);
    EXPECT_EQ(b->Connect(AddressOf(0, 1000)), 0);
    RunUntil(1);
    const auto expected = ElementsAre("CLOSED -> SYN-SENT",
                                      "SYN-SENT -> SYN-RECEIVED",
                                      "SYN-RECEIVED -> ESTABLISHED");
    EXPECT_THAT(Texts(changesOfA), expected);
    EXPECT_THAT(Texts(changesOfB), expected);
}

TEST_F(OpenAndClose, SimultaneousClose)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    client->Close();
    accepted[0]->Close();
    Simulator::Run();
    for (const auto& changes : {changesOfA, changesOfB})
    {
        const auto texts = Texts(changes);
        ASSERT_EQ(texts.size(), 6U);
        EXPECT_THAT(std::vector<std::string>(texts.begin() + 2, texts.end()),
                    ElementsAre("ESTABLISHED -> FIN-WAIT-1",
                                "FIN-WAIT-1 -> CLOSING",
                                "CLOSING -> TIME-WAIT",
                                "TIME-WAIT -> CLOSED"));
    }
}

TEST_F(OpenAndClose, ConnectionToAPortWhereNobodyListensIsRefused)
{
    const auto client = Connect(81);
    Simulator::Run();
    EXPECT_THAT(Texts(changesOfA), ElementsAre("CLOSED -> SYN-SENT", "SYN-SENT -> CLOSED"));
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Refused);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN);
    EXPECT_TRUE(changesOfB.empty());
}

TEST_F(OpenAndClose, SynIsRepeatedAfter3_9_21_45_93_189SecondsAndGivenUpAt381)
{
    Lose(1, {0, 1, 2, 3, 4, 5, 6});
    const auto client = Connect();
    Simulator::Run();
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::TimedOut);
    ASSERT_EQ(changesOfA.size(), 2U);
    EXPECT_EQ(changesOfA[1].time, Seconds(381).GetNanoSeconds());
}

TEST_F(OpenAndClose, CloseInSynSentForgetsTheConnection)
{
    const auto client = Connect();
    EXPECT_EQ(client->Close(), 0);
    EXPECT_EQ(client->GetState(), tcplifecycle::State::Closed);
    Simulator::Run();
    EXPECT_THAT(Texts(changesOfA), ElementsAre("CLOSED -> SYN-SENT", "SYN-SENT -> CLOSED"));
}

TEST_F(OpenAndClose, HalfCloseLetsTheOtherSideSend)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(client->ShutdownSend(), 0);
    RunUntil(1000);
    EXPECT_EQ(client->GetState(), tcplifecycle::State::FinWait2);
    EXPECT_EQ(accepted[0]->Send(Create<Packet>(500)), 500);
    RunUntil(1001);
    EXPECT_EQ(client->GetRxAvailable(), 500U);
    EXPECT_EQ(client->Recv()->GetSize(), 500U);
    EXPECT_EQ(accepted[0]->Close(), 0);
    RunUntil(1002);
    EXPECT_EQ(client->GetState(), tcplifecycle::State::TimeWait);
}

TEST_F(OpenAndClose, AbortResetsThePeer)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(client->Abort(), 0);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Aborted);
    RunUntil(2);
    EXPECT_EQ(accepted[0]->GetCloseReason(), tcplifecycle::CloseReason::Reset);
    EXPECT_EQ(client->Abort(), -1);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOTCONN);
}

TEST_F(OpenAndClose, CloseWithUnreadDataResets)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    client->Send(Create<Packet>(1));
    RunUntil(2);
    EXPECT_EQ(accepted[0]->Close(), 0);
    EXPECT_EQ(accepted[0]->GetCloseReason(), tcplifecycle::CloseReason::UnreadData);
    RunUntil(3);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Reset);
}

TEST_F(OpenAndClose, SocketThatIsDroppedWithoutCloseGoesOn)
{
    Listen();
    Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    accepted[0]->Send(Create<Packet>(100));
    accepted.clear();
    RunUntil(2);
    EXPECT_EQ(changesOfA.size(), 2U);
    EXPECT_EQ(changesOfB.size(), 2U);
}

TEST_F(OpenAndClose, ClosedSocketCanBeOpenedAgain)
{
    Listen();
    const auto client = Connect(81);
    RunUntil(1);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Refused);
    EXPECT_EQ(client->Connect(AddressOf(1, 80)), 0);
    RunUntil(2);
    EXPECT_EQ(client->GetState(), tcplifecycle::State::Established);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::None);
}

TEST_F(OpenAndClose, OpenOnAListenerTurnsItActive)
{
    const auto listener = Listen(80);
    const auto other = NewSocket(0);
    other->Bind(AnyAddress(90));
    other->Listen();
    EXPECT_EQ(listener->Connect(AddressOf(0, 90)), 0);
    RunUntil(1);
    EXPECT_EQ(listener->GetState(), tcplifecycle::State::Established);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-SENT", "SYN-SENT -> ESTABLISHED"));
    Address name;
    listener->GetSockName(name);
    EXPECT_EQ(name, AddressOf(1, 80));
}
