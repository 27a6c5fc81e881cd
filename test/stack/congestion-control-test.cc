// SPDX-License-Identifier: GPL-2.0-only

// Which of ns-3's objects control the congestion of a connection, and how they are chosen.
// (What they make of a path: test/congestion.)

#include "two-hosts.h"

#include "ns3/tcp-bbr.h"
#include "ns3/tcp-cubic.h"
#include "ns3/tcp-dctcp.h"
#include "ns3/tcp-prr-recovery.h"
#include "ns3/tcp-vegas.h"
#include "ns3/tcp-westwood.h"

#include <cmath>
#include <gmock/gmock.h>

using namespace ns3;
using ::testing::Each;
using ::testing::ElementsAre;

namespace
{

/// A congestion window that never moves.
class FixedWindow : public TcpCongestionOps
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::test::FixedWindow")
                                .SetParent<TcpCongestionOps>()
                                .AddConstructor<FixedWindow>()
                                .AddAttribute("Segments",
                                              "Size of the window.",
                                              UintegerValue(2),
                                              MakeUintegerAccessor(&FixedWindow::m_segments),
                                              MakeUintegerChecker<uint32_t>());
        return tid;
    }

    std::string GetName() const override
    {
        return "FixedWindow";
    }

    uint32_t GetSsThresh(Ptr<const TcpSocketState> tcb, uint32_t) override
    {
        return tcb->m_cWnd;
    }

    void CongestionStateSet(Ptr<TcpSocketState> tcb, const TcpSocketState::TcpCongState_t) override
    {
        tcb->m_cWnd = m_segments * tcb->m_segmentSize;
    }

    Ptr<TcpCongestionOps> Fork() override
    {
        return CopyObject<FixedWindow>(this);
    }

  private:
    uint32_t m_segments;
};

/// An estimator that knows better.
class FixedRoundTrip : public RttEstimator
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::test::FixedRoundTrip")
                                .SetParent<RttEstimator>()
                                .AddConstructor<FixedRoundTrip>();
        return tid;
    }

    void Measurement(Time) override
    {
        m_estimatedRtt = Seconds(5);
        m_estimatedVariation = Seconds(1);
    }

    Ptr<RttEstimator> Copy() const override
    {
        return CopyObject<FixedRoundTrip>(this);
    }
};

/// Segments carry 1000 octets; a round trip takes 20 ms.
class CongestionChoice : public TwoHosts
{
  protected:
    CongestionChoice()
    {
        Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1000));
        Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1'000'000));
        Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1'000'000));
        Install();
    }

    /// Opens the connection of a socket. Afterwards the time is a multiple of 1 s.
    void Open(Ptr<TcpLifecycleSocket> socket)
    {
        Listen();
        OpenAgain(socket);
    }

    void OpenAgain(Ptr<TcpLifecycleSocket> socket)
    {
        socket->Connect(AddressOf(1, 80));
        RunUntil(std::ceil(Simulator::Now().GetSeconds()) + 1);
        ASSERT_EQ(socket->GetState(), tcplifecycle::State::Established);
        socket->TraceConnectWithoutContext("Tx", MakeCallback(&CongestionChoice::Record, this));
    }

    static Ptr<TcpCongestionOps> OpsOf(Ptr<Socket> socket)
    {
        PointerValue ops;
        socket->GetAttribute("CongestionOps", ops);
        return ops.Get<TcpCongestionOps>();
    }

    /// \return segments with text that left before the first acknowledgment of it
    size_t CountFirstFlight(Ptr<TcpLifecycleSocket> socket)
    {
        times.clear();
        socket->Send(Create<Packet>(100'000));
        RunUntil(Simulator::Now().GetSeconds() + 0.015);
        return times.size();
    }

    std::vector<Time> times; ///< of segments with text

  private:
    void Record(Ptr<const Packet> text, const TcpHeader&, Ptr<const TcpLifecycleSocket>)
    {
        if (text->GetSize() > 0)
        {
            times.push_back(Simulator::Now());
        }
    }
};

} // namespace

TEST_F(CongestionChoice, IsNs3sDefaultUnlessSomethingElseIsSaid)
{
    const auto socket = NewSocket(0);
    EXPECT_EQ(OpsOf(socket)->GetInstanceTypeId(), TcpCubic::GetTypeId());
    EXPECT_EQ(Tcp(0)->GetRecoveryOpsType(), TcpPrrRecovery::GetTypeId());
    EXPECT_EQ(Tcp(0)->GetRttEstimatorType(), RttMeanDeviation::GetTypeId());
}

TEST_F(CongestionChoice, InitialWindowIsTenSegments)
{
    const auto socket = NewSocket(0);
    Open(socket);
    EXPECT_EQ(CountFirstFlight(socket), 10U);
}

TEST_F(CongestionChoice, SocketTypeOfTheProtocol)
{
    Tcp(0)->SetAttribute("SocketType", TypeIdValue(FixedWindow::GetTypeId()));
    const auto socket = NewSocket(0);
    Open(socket);
    EXPECT_EQ(CountFirstFlight(socket), 2U);
    // Two segments left at 0 ms, 20 ms, ..., 500 ms; it is 515 ms, and they take 10 ms.
    RunUntil(Simulator::Now().GetSeconds() + 0.5);
    EXPECT_EQ(accepted[0]->GetRxAvailable(), 52'000U);
}

TEST_F(CongestionChoice, TypesThatAreNoneAreRefused)
{
    for (const char* attribute : {"SocketType", "RecoveryType", "RttEstimatorType"})
    {
        for (const char* type : {"ns3::Node", "ns3::TcpSocketBase", "ns3::TcpCongestionOps"})
        {
            EXPECT_FALSE(Tcp(0)->SetAttributeFailSafe(attribute, StringValue(type)))
                << attribute << " " << type;
        }
    }
    EXPECT_EQ(Tcp(0)->GetCongestionOpsType(), TcpCubic::GetTypeId());
    EXPECT_FALSE(Tcp(0)->CreateSocket(TypeId::LookupByName("ns3::Node")));
}

TEST_F(CongestionChoice, TypeOfASocket)
{
    const auto socket = Tcp(0)->CreateSocket(FixedWindow::GetTypeId());
    Open(socket);
    EXPECT_EQ(CountFirstFlight(socket), 2U);
}

TEST_F(CongestionChoice, ObjectOfASocketIsTheOneInUse)
{
    const auto socket = NewSocket(0);
    const auto ops = CreateObject<FixedWindow>();
    ops->SetAttribute("Segments", UintegerValue(3));
    socket->SetCongestionControlAlgorithm(ops);
    EXPECT_EQ(OpsOf(socket), ops);
    Open(socket);
    EXPECT_EQ(CountFirstFlight(socket), 3U);
    EXPECT_EQ(OpsOf(socket), ops);
}

TEST_F(CongestionChoice, CanBeSetByTheAttribute)
{
    const auto socket = NewSocket(0);
    socket->SetAttribute("CongestionOps", PointerValue(CreateObject<TcpVegas>()));
    EXPECT_EQ(OpsOf(socket)->GetInstanceTypeId(), TcpVegas::GetTypeId());
}

TEST_F(CongestionChoice, CanChangeWhileTextIsOnItsWay)
{
    const auto socket = NewSocket(0);
    Open(socket);
    EXPECT_EQ(CountFirstFlight(socket), 10U);
    socket->SetCongestionControlAlgorithm(CreateObject<FixedWindow>());
    RunUntil(Simulator::Now().GetSeconds() + 1);
    times.clear();
    EXPECT_EQ(CountFirstFlight(socket), 2U);
}

TEST_F(CongestionChoice, AcceptedConnectionsHaveCopiesOfTheListenersObject)
{
    const auto listener = Listen();
    const auto ops = CreateObject<FixedWindow>();
    ops->SetAttribute("Segments", UintegerValue(4));
    listener->SetCongestionControlAlgorithm(ops);
    OpenAgain(NewSocket(0));
    OpenAgain(NewSocket(0));
    ASSERT_EQ(accepted.size(), 2U);
    for (const auto& server : accepted)
    {
        server->TraceConnectWithoutContext(
            "Tx",
            Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
                [this](Ptr<const Packet> text, auto&&...) {
                    if (text->GetSize() > 0)
                    {
                        times.push_back(Simulator::Now());
                    }
                }));
        EXPECT_EQ(CountFirstFlight(server), 4U);
        EXPECT_NE(OpsOf(server), ops);
        RunUntil(Simulator::Now().GetSeconds() + 1);
    }
    EXPECT_NE(OpsOf(accepted[0]), OpsOf(accepted[1]));
}

TEST_F(CongestionChoice, SocketsShareNothing)
{
    const auto first = NewSocket(0);
    const auto second = NewSocket(0);
    OpsOf(first)->SetAttribute("Beta", DoubleValue(0.5));
    DoubleValue beta;
    OpsOf(second)->GetAttribute("Beta", beta);
    EXPECT_EQ(beta.Get(), 0.7);
    OpsOf(first)->GetAttribute("Beta", beta);
    EXPECT_EQ(beta.Get(), 0.5);
}

TEST_F(CongestionChoice, ADefaultThatChangesHoldsForSocketsMadeAfterwards)
{
    const auto before = NewSocket(0);
    Config::SetDefault("ns3::TcpCubic::Beta", DoubleValue(0.6));
    const auto after = NewSocket(0);
    DoubleValue beta;
    OpsOf(before)->GetAttribute("Beta", beta);
    EXPECT_EQ(beta.Get(), 0.7);
    OpsOf(after)->GetAttribute("Beta", beta);
    EXPECT_EQ(beta.Get(), 0.6);
}

TEST_F(CongestionChoice, ADefaultThatIsAnObjectIsCopiedForEachSocket)
{
    const auto chosen = CreateObject<TcpVegas>();
    chosen->SetAttribute("Alpha", UintegerValue(3));
    Config::SetDefault("ns3::TcpLifecycleSocket::CongestionOps", PointerValue(chosen));
    const auto first = NewSocket(0);
    const auto second = NewSocket(0);
    EXPECT_NE(OpsOf(first), OpsOf(second));
    for (const auto& socket : {first, second})
    {
        ASSERT_TRUE(DynamicCast<TcpVegas>(OpsOf(socket)));
        EXPECT_NE(OpsOf(socket), chosen);
        UintegerValue alpha;
        OpsOf(socket)->GetAttribute("Alpha", alpha);
        EXPECT_EQ(alpha.Get(), 3U);
    }
    Open(first);
    EXPECT_TRUE(DynamicCast<TcpVegas>(OpsOf(first)));
}

TEST_F(CongestionChoice, RttEstimatorTypeSetsTheTimeout)
{
    Tcp(0)->SetAttribute("RttEstimatorType", TypeIdValue(FixedRoundTrip::GetTypeId()));
    const auto socket = NewSocket(0);
    Open(socket);
    std::vector<Time> timeouts;
    socket->TraceConnectWithoutContext("RTO", Callback<void, Time, Time>([&](Time, Time now) {
                                           timeouts.push_back(now);
                                       }));
    socket->Send(Create<Packet>(1000));
    RunUntil(Simulator::Now().GetSeconds() + 1);
    EXPECT_THAT(timeouts, ElementsAre(Seconds(9))); // 5 s + 4 x 1 s (RFC 6298, section 2.3)
}

TEST_F(CongestionChoice, PacingIsOffByDefault)
{
    const auto socket = NewSocket(0);
    Open(socket);
    CountFirstFlight(socket);
    EXPECT_THAT(times, Each(times[0]));
}

TEST_F(CongestionChoice, EnablePacingOfTcpSocketStateSpreadsSegments)
{
    Config::SetDefault("ns3::TcpSocketState::EnablePacing", BooleanValue(true));
    Config::SetDefault("ns3::TcpSocketState::PaceInitialWindow", BooleanValue(true));
    Config::SetDefault("ns3::TcpSocketState::MaxPacingRate", StringValue("8Mbps"));
    const auto socket = NewSocket(0);
    Open(socket);
    EXPECT_EQ(CountFirstFlight(socket), 10U);
    // 10 segments in 20 ms, twice as fast in slow start: 8 Mbit/s, 1 ms for each.
    for (size_t i = 1; i < times.size(); ++i)
    {
        EXPECT_NEAR((times[i] - times[i - 1]).GetSeconds(), 0.001, 0.00001);
    }
}

TEST_F(CongestionChoice, PacingOfOneSocket)
{
    const auto socket = NewSocket(0);
    socket->SetPacingStatus(true);
    socket->SetPaceInitialWindow(true);
    Open(socket);
    CountFirstFlight(socket);
    // 10 segments in 20 ms, twice as fast in slow start: 1 ms for each.
    EXPECT_NEAR((times[1] - times[0]).GetSeconds(), 0.001, 0.00005);
}

TEST_F(CongestionChoice, ReTxThresholdSaysHowManyDuplicatesMeanALoss)
{
    for (const uint32_t threshold : {8, 20})
    {
        const auto socket = NewSocket(0);
        socket->SetAttribute("ReTxThreshold", UintegerValue(threshold));
        socket->SetAttribute("LimitedTransmit", BooleanValue(false));
        threshold == 8 ? Open(socket) : OpenAgain(socket);
        Lose(1, {0}); // nine duplicates follow
        EXPECT_EQ(CountFirstFlight(socket), 10U);
        RunUntil(Simulator::Now().GetSeconds() + 0.5); // before the timer expires, after 1 s
        EXPECT_EQ(accepted.back()->GetRxAvailable() > 0, threshold == 8);
        socket->Abort();
    }
}

TEST_F(CongestionChoice, WithoutLimitedTransmitTheFirstDuplicatesBringNothing)
{
    for (const bool limitedTransmit : {true, false})
    {
        const auto socket = NewSocket(0);
        socket->SetAttribute("LimitedTransmit", BooleanValue(limitedTransmit));
        socket->SetAttribute("InitialCwnd", UintegerValue(2));
        limitedTransmit ? Open(socket) : OpenAgain(socket);
        // One segment makes the window three, and tells the peer's window beyond what a SYN can.
        socket->Send(Create<Packet>(1000));
        RunUntil(Simulator::Now().GetSeconds() + 0.5);
        Lose(1, {0}); // two duplicates follow
        EXPECT_EQ(CountFirstFlight(socket), 3U);
        RunUntil(Simulator::Now().GetSeconds() + 0.02);
        EXPECT_EQ(times.size(), limitedTransmit ? 5U : 3U);
        socket->Abort();
    }
}

TEST_F(CongestionChoice, AnEstimateOfWestwoodOutlivesItsConnection)
{
    // Its event for the end of a round trip must find the object that it belongs to.
    Config::SetDefault("ns3::TcpWestwood::ProtocolType", EnumValue(TcpWestwood::WESTWOODPLUS));
    const auto socket = Tcp(0)->CreateSocket(TcpWestwood::GetTypeId());
    Open(socket);
    socket->Send(Create<Packet>(1000));
    RunUntil(Simulator::Now().GetSeconds() + 0.021); // acknowledged: the event is pending
    socket->Abort();
    socket->Dispose();
    RunUntil(Simulator::Now().GetSeconds() + 1);
}

TEST_F(CongestionChoice, AConnectionThatSendsNoTextNeedsNone)
{
    const auto socket = NewSocket(0);
    uint32_t window = 0;
    Open(socket);
    socket->TraceConnectWithoutContext(
        "CongestionWindow",
        Callback<void, uint32_t, uint32_t>([&](uint32_t, uint32_t now) { window = now; }));
    socket->Close();
    RunUntil(Simulator::Now().GetSeconds() + 1);
    EXPECT_EQ(window, 0U);
    EXPECT_EQ(accepted[0]->GetState(), tcplifecycle::State::CloseWait);
}

TEST_F(CongestionChoice, TcpDctcpTurnsEcnOn)
{
    // RFC 8257, section 3.1: it needs marks. UseEcn is off.
    Tcp(0)->SetAttribute("SocketType", TypeIdValue(TcpDctcp::GetTypeId()));
    Tcp(1)->SetAttribute("SocketType", TypeIdValue(TcpDctcp::GetTypeId()));
    const auto socket = NewSocket(0);
    std::vector<TcpSocketState::EcnState_t> states;
    socket->TraceConnectWithoutContext(
        "EcnState",
        Callback<void, TcpSocketState::EcnState_t, TcpSocketState::EcnState_t>(
            [&](TcpSocketState::EcnState_t, TcpSocketState::EcnState_t now) {
                states.push_back(now);
            }));
    Open(socket);
    EXPECT_THAT(states, ElementsAre(TcpSocketState::ECN_IDLE));
}
