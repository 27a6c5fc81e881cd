// SPDX-License-Identifier: GPL-2.0-only

// RFC 9293, section 3.4.2: TIME-WAIT lasts 2 MSL.

#include "two-hosts.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::State;

namespace
{

class TimeWait : public TwoHosts
{
  protected:
    TimeWait()
    {
        Install();
    }

    /// Opens a connection and closes it, A first. \return A's socket, in TIME-WAIT
    Ptr<TcpLifecycleSocket> Enter(const char* attribute, const AttributeValue& value)
    {
        Listen();
        const auto client = NewSocket(0);
        client->SetAttribute(attribute, value);
        client->Connect(AddressOf(1, 80));
        RunUntil(1);
        client->Close();
        RunUntil(2);
        accepted.at(0)->Close();
        RunUntil(2.5);
        return client;
    }

    /// \return how long A was in TIME-WAIT, in nanoseconds
    int64_t Length() const
    {
        EXPECT_EQ(changesOfA.at(4).text, "FIN-WAIT-2 -> TIME-WAIT");
        EXPECT_EQ(changesOfA.at(5).text, "TIME-WAIT -> CLOSED");
        EXPECT_EQ(changesOfA.at(5).cause, tcplifecycle::Cause::TimeWaitTimeout);
        return changesOfA.at(5).time - changesOfA.at(4).time;
    }
};

} // namespace

TEST_F(TimeWait, LastsTwoMslToTheNanosecond)
{
    Enter("Msl", TimeValue(NanoSeconds(7000000001)));
    Simulator::Run();
    EXPECT_EQ(Length(), 14000000002);
}

TEST_F(TimeWait, LastsFourMinutesByDefault)
{
    Enter("Msl", TimeValue(Minutes(2)));
    Simulator::Run();
    EXPECT_EQ(Length(), Minutes(4).GetNanoSeconds());
}

TEST_F(TimeWait, MslMayBeZero)
{
    Enter("Msl", TimeValue(Time(0)));
    EXPECT_EQ(Length(), 0);
}

TEST_F(TimeWait, MaxSegLifetimeWinsOverMslFromZeroOn)
{
    Enter("MaxSegLifetime", DoubleValue(1.5));
    Simulator::Run();
    EXPECT_EQ(Length(), Seconds(3).GetNanoSeconds());
}

TEST_F(TimeWait, SocketIsGoneAndTheNodeStillTells)
{
    auto client = Enter("Msl", TimeValue(Seconds(30)));
    EXPECT_EQ(client->GetState(), State::TimeWait);
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), 1U);
    ObjectVectorValue sockets;
    EXPECT_EQ(client->GetReferenceCount(), 1U); // the protocol has let go of it
    client = nullptr;
    Tcp(0)->GetAttribute("SocketList", sockets);
    EXPECT_EQ(sockets.GetN(), 0U);
    Simulator::Run();
    EXPECT_EQ(Length(), Seconds(60).GetNanoSeconds());
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), 0U);
}

TEST_F(TimeWait, HandleTellsOfItsEnd)
{
    const auto client = Enter("Msl", TimeValue(Seconds(30)));
    std::vector<std::pair<TcpSocket::TcpStates_t, TcpSocket::TcpStates_t>> states;
    using States = decltype(states);
    client->TraceConnectWithoutContext(
        "State",
        MakeBoundCallback(
            +[](States* seen, TcpSocket::TcpStates_t from, TcpSocket::TcpStates_t to) {
                seen->emplace_back(from, to);
            },
            &states));
    Simulator::Run();
    EXPECT_THAT(states,
                ::testing::ElementsAre(std::make_pair(TcpSocket::TIME_WAIT, TcpSocket::CLOSED)));
    EXPECT_EQ(client->GetState(), State::Closed);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Normal);
}

TEST_F(TimeWait, HandleKeepsUnreadDataAndThenTheEndOfTheStream)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    client->ShutdownSend();
    RunUntil(2);
    accepted.at(0)->Send(Create<Packet>(300));
    accepted.at(0)->Close();
    RunUntil(3);
    ASSERT_EQ(client->GetState(), State::TimeWait);
    EXPECT_EQ(client->GetRxAvailable(), 300U);
    EXPECT_EQ(client->Recv(200, 0)->GetSize(), 200U);
    Simulator::Run();
    ASSERT_EQ(client->GetState(), State::Closed);
    EXPECT_EQ(client->Recv(200, 0)->GetSize(), 100U);
    const auto end = client->Recv();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->GetSize(), 0U);
}

TEST_F(TimeWait, FinAgainIsAcknowledgedAndStartsItAgain)
{
    Listen();
    const auto client = NewSocket(0);
    client->SetAttribute("Msl", TimeValue(Seconds(30)));
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    client->Close();
    RunUntil(2);
    // B will get our ACK of its FIN first of all; it is lost, so B repeats its FIN after its RTO,
    // 1 s, counted from when it sent it.
    Lose(1, {0});
    accepted.at(0)->Close();
    Simulator::Run();
    // B sends its FIN at 2 s and again at 3 s; each takes 10 ms, and less than 1 us for its octets.
    const auto& closed = changesOfA.back();
    ASSERT_EQ(closed.text, "TIME-WAIT -> CLOSED");
    EXPECT_NEAR(closed.time, Seconds(3.010 + 60).GetNanoSeconds(), 1000);
    EXPECT_EQ(changesOfB.back().text, "LAST-ACK -> CLOSED");
    EXPECT_NEAR(changesOfB.back().time, Seconds(3.020).GetNanoSeconds(), 1000);
}

TEST_F(TimeWait, AbortThroughTheHandleEndsIt)
{
    const auto client = Enter("Msl", TimeValue(Seconds(30)));
    EXPECT_EQ(client->Abort(), 0);
    EXPECT_EQ(client->GetState(), State::Closed);
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), 0U);
    ASSERT_EQ(changesOfA.size(), 6U);
    EXPECT_EQ(changesOfA[5].cause, tcplifecycle::Cause::Abort);
}

TEST_F(TimeWait, FourTupleIsTakenUntilItIsOver)
{
    Listen();
    const auto first = NewSocket(0);
    first->SetAttribute("Msl", TimeValue(Seconds(30)));
    first->Bind(AnyAddress(1000));
    first->Connect(AddressOf(1, 80));
    RunUntil(1);
    first->Close();
    RunUntil(2);
    accepted.at(0)->Close();
    RunUntil(3);
    ASSERT_EQ(first->GetState(), State::TimeWait);

    const auto second = NewSocket(0);
    EXPECT_EQ(second->Bind(AnyAddress(1000)), 0);
    EXPECT_EQ(second->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(second->GetErrno(), Socket::ERROR_ADDRINUSE);
    RunUntil(70);
    EXPECT_EQ(second->Connect(AddressOf(1, 80)), 0);
}

TEST_F(TimeWait, ManyOfDifferentLengthLeaveEachAtItsTime)
{
    Listen();
    std::vector<Ptr<TcpLifecycleSocket>> clients;
    const std::vector<int> msls = {9, 3, 7, 1, 5, 3};
    for (const int msl : msls)
    {
        clients.push_back(NewSocket(0));
        clients.back()->SetAttribute("Msl", TimeValue(Seconds(msl)));
        clients.back()->Connect(AddressOf(1, 80));
    }
    RunUntil(1);
    for (const auto& client : clients)
    {
        client->Close();
    }
    RunUntil(2);
    for (const auto& server : accepted)
    {
        server->Close();
    }
    RunUntil(2.5);
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), msls.size());
    int64_t entered = 0;
    std::vector<int64_t> seconds;
    Simulator::Run();
    for (const auto& change : changesOfA)
    {
        if (change.text == "FIN-WAIT-2 -> TIME-WAIT")
        {
            entered = std::max(entered, change.time);
        }
        else if (change.text == "TIME-WAIT -> CLOSED")
        {
            seconds.push_back((change.time - 2010000000) / 1000000000);
        }
    }
    EXPECT_LT(entered, 2011000000);
    EXPECT_THAT(seconds, ::testing::ElementsAre(2, 6, 6, 10, 14, 18));
}
