// SPDX-License-Identifier: GPL-2.0-only

// Whoever observes a TCP may do anything with it, at the very moment: nothing is left behind, and
// nobody is handed what is gone.

#include "two-hosts.h"

#include <functional>
#include <gmock/gmock.h>
#include <utility>

using namespace ns3;
using tcplifecycle::State;
using ::testing::Contains;
using ::testing::Not;

namespace
{

class MeddlingObserver : public TwoHosts
{
  protected:
    MeddlingObserver()
    {
        Install();
        listener = Listen();
    }

    /// Meddles when a host chooses its next initial sequence number.
    void AtNextIsn(uint32_t host, std::function<void()> meddle)
    {
        m_meddle = std::move(meddle);
        Tcp(host)->TraceConnectWithoutContext("Isn", MakeCallback(&MeddlingObserver::Isn, this));
    }

    /// Meddles when a connection of a host enters a state for the first time.
    void AtState(uint32_t host, State state, std::function<void()> meddle)
    {
        m_state = state;
        m_meddle = std::move(meddle);
        Tcp(host)->TraceConnectWithoutContext("Transition",
                                              MakeCallback(&MeddlingObserver::Transition, this));
    }

    /// \return connections that A has to B's port 80
    size_t CountConnections() const
    {
        size_t count = 0;
        for (uint32_t port = 1; port <= UINT16_MAX; ++port)
        {
            count += Tcp(0)->HasConnection({{TcpIpAddress(Ipv4Of(0)), static_cast<uint16_t>(port)},
                                            {TcpIpAddress(Ipv4Of(1)), 80}});
        }
        return count;
    }

    Ptr<TcpLifecycleSocket> listener;

  private:
    void MeddleOnce()
    {
        if (m_meddle)
        {
            std::exchange(m_meddle, nullptr)();
        }
    }

    void Isn(const Address&, const Address&, const std::string&, uint32_t)
    {
        MeddleOnce();
    }

    void Transition(const TcpLifecycleTransition& transition)
    {
        if (transition.to == m_state)
        {
            MeddleOnce();
        }
    }

    std::function<void()> m_meddle;
    State m_state{State::Closed};
};

} // namespace

TEST_F(MeddlingObserver, ConnectsTheSocketThatConnects)
{
    const auto socket = NewSocket(0);
    int inner = -1;
    AtNextIsn(0, [&]() { inner = socket->Connect(AddressOf(1, 80)); });
    EXPECT_EQ(socket->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_ISCONN);
    EXPECT_EQ(inner, 0);
    RunUntil(1);
    EXPECT_EQ(socket->GetState(), State::Established);
    EXPECT_EQ(accepted.size(), 1U);
    EXPECT_EQ(CountConnections(), 1U);
}

TEST_F(MeddlingObserver, ClosesTheSocketThatConnects)
{
    const auto socket = NewSocket(0);
    EXPECT_EQ(socket->Bind(AnyAddress(1000)), 0);
    AtNextIsn(0, [&]() { EXPECT_EQ(socket->Close(), 0); });
    EXPECT_EQ(socket->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_SHUTDOWN);
    RunUntil(1);
    EXPECT_TRUE(changesOfA.empty());
    EXPECT_EQ(CountConnections(), 0U);
}

TEST_F(MeddlingObserver, TakesTheFourTupleOfTheSocketThatConnects)
{
    const auto first = NewSocket(0);
    const auto second = NewSocket(0);
    EXPECT_EQ(first->Bind(AnyAddress(1000)), 0);
    EXPECT_EQ(second->Bind(AddressOf(0, 1000)), 0);
    AtNextIsn(0, [&]() { EXPECT_EQ(second->Connect(AddressOf(1, 80)), 0); });
    EXPECT_EQ(first->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(first->GetErrno(), Socket::ERROR_ADDRINUSE);
    RunUntil(1);
    EXPECT_EQ(second->GetState(), State::Established);
}

TEST_F(MeddlingObserver, ClosesTheListenerThatIsAsked)
{
    AtNextIsn(1, [&]() { EXPECT_EQ(listener->Close(), 0); });
    const auto client = Connect();
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::SynSent);
    EXPECT_TRUE(accepted.empty());
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 0U);
    EXPECT_TRUE(changesOfB.empty());
}

TEST_F(MeddlingObserver, ClosesTheListenerThatIsAskedAndWouldSendACookie)
{
    listener->SetAttribute("SynCookies", StringValue("Always"));
    AtNextIsn(1, [&]() { EXPECT_EQ(listener->Close(), 0); });
    const auto client = Connect();
    RunUntil(0.5);
    EXPECT_EQ(client->GetState(), State::SynSent);
}

TEST_F(MeddlingObserver, ClosesTheListenerWhenAConnectionIsOpen)
{
    AtState(1, State::Established, [&]() { EXPECT_EQ(listener->Close(), 0); });
    const auto client = Connect();
    RunUntil(1);
    EXPECT_TRUE(accepted.empty());
    EXPECT_EQ(client->GetState(), State::Closed);
    EXPECT_THAT(Texts(changesOfB), Contains("ESTABLISHED -> CLOSED"));
}

TEST_F(MeddlingObserver, ClosesTheListenerThatConnects)
{
    const auto client = Connect();
    RunUntil(0.015); // the client is in SYN-RECEIVED at B
    AtState(1, State::Closed, [&]() { EXPECT_EQ(listener->Close(), 0); });
    EXPECT_EQ(listener->Connect(AddressOf(0, 99)), -1);
    EXPECT_EQ(listener->GetErrno(), Socket::ERROR_SHUTDOWN);
    EXPECT_EQ(listener->GetState(), State::Closed);
    RunUntil(1);
    EXPECT_THAT(Texts(changesOfB), Not(Contains("LISTEN -> SYN-SENT")));
}

// Disposing: nobody is told, and nothing is touched any more.

TEST_F(MeddlingObserver, DisposesOfTheSocketThatConnects)
{
    const auto socket = NewSocket(0);
    AtNextIsn(0, [&]() { socket->Dispose(); });
    EXPECT_EQ(socket->Connect(AddressOf(1, 80)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_NODEV);
    RunUntil(1);
    EXPECT_EQ(CountConnections(), 0U);
}

TEST_F(MeddlingObserver, DisposesOfTheSocketThatChangesItsState)
{
    const auto socket = NewSocket(0);
    AtState(0, State::SynSent, [&]() { socket->Dispose(); });
    socket->Connect(AddressOf(1, 80));
    RunUntil(1);
    EXPECT_EQ(CountConnections(), 0U);
    EXPECT_TRUE(accepted.empty());
}

TEST_F(MeddlingObserver, DisposesOfAListenerWhateverItDoes)
{
    for (const char* cookies : {"Off", "Always"})
    {
        const auto other = Listen(90);
        other->SetAttribute("SynCookies", StringValue(cookies));
        AtNextIsn(1, [&]() { other->Dispose(); });
        Connect(90);
        RunUntil(Simulator::Now().GetSeconds() + 0.5);
        EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 0U);
    }
    const auto other = Listen(90);
    other->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
            [&](Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>) {
                other->Dispose();
            }));
    Connect(90);
    RunUntil(Simulator::Now().GetSeconds() + 0.5);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 0U);
}

TEST_F(MeddlingObserver, DisposesOfAListenerThatResetsWhatIsNotAccepted)
{
    Connect();
    RunUntil(0.015);
    AtState(1, State::Closed, [&]() { listener->Dispose(); });
    listener->Close();
    RunUntil(1);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 0U);
}

TEST_F(MeddlingObserver, DisposesOfANode)
{
    AtState(1, State::SynReceived, [&]() { nodes.Get(1)->Dispose(); });
    tcplifecycle::Segment syn;
    syn.seq = tcplifecycle::SeqNum(100);
    syn.ctl = tcplifecycle::SYN;
    syn.wnd = 5000;
    Arrive(1, {TcpIpAddress(Ipv4Of(0)), 1000}, 80, syn);
    EXPECT_THAT(Texts(changesOfB), Contains("LISTEN -> SYN-RECEIVED"));
    // There is nothing to be run: ns-3's own layers do not survive that their node is disposed of.
}

TEST_F(MeddlingObserver, DisposesOfTheSocketThatFindsNoRoomInTimeWait)
{
    Tcp(0)->SetAttribute("MaxTimeWait", UintegerValue(1));
    const auto first = Connect();
    const auto second = Connect();
    RunUntil(1);
    first->Close();
    second->ShutdownSend();
    RunUntil(2);
    accepted.at(0)->Close();
    RunUntil(3);
    ASSERT_EQ(Tcp(0)->GetTimeWaitCount(), 1U);
    Tcp(0)->TraceConnectWithoutContext(
        "TimeWaitOverflow",
        Callback<void, const Address&, const Address&>(
            [&](const Address&, const Address&) { second->Dispose(); }));
    accepted.at(1)->Close();
    RunUntil(4);
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), 1U);
    EXPECT_EQ(CountConnections(), 1U);
}
