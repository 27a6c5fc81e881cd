// SPDX-License-Identifier: GPL-2.0-only

// Each attribute of the socket changes what it says. (Msl, MaxSegLifetime: time-wait-test.cc; Isn:
// isn-test.cc; Backlog: listener-test.cc; SndBufSize: errors-test.cc.)

#include "two-hosts.h"

#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-option-rfc793.h"
#include "ns3/tcp-option-winscale.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::CloseReason;
using tcplifecycle::State;
using ::testing::ElementsAre;

namespace
{

class Attributes : public TwoHosts
{
  protected:
    Attributes()
    {
        Install();
        client = NewSocket(0);
        client->TraceConnectWithoutContext("Tx", MakeCallback(&Attributes::Record, this));
    }

    struct Sent
    {
        Time time;
        uint32_t size;
        TcpHeader header;
    };

    /// Opens the connection of `client`. Afterwards the time is 1 s.
    void Open()
    {
        listener = Listen();
        client->Connect(AddressOf(1, 80));
        RunUntil(1);
        ASSERT_EQ(accepted.size(), 1U);
        server = accepted[0];
        sent.clear();
    }

    /// From now on nothing reaches a host.
    void Cut(uint32_t host)
    {
        const auto model = CreateObject<RateErrorModel>();
        model->SetRate(1);
        model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        devices.Get(host)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    /// \return when segments were sent that carry text, in seconds
    std::vector<double> TimesOfText() const
    {
        std::vector<double> times;
        for (const Sent& segment : sent)
        {
            if (segment.size > 0)
            {
                times.push_back(segment.time.GetSeconds());
            }
        }
        return times;
    }

    /// \return how much text segments carried, in order
    std::vector<uint32_t> SizesOfText() const
    {
        std::vector<uint32_t> sizes;
        for (const Sent& segment : sent)
        {
            if (segment.size > 0)
            {
                sizes.push_back(segment.size);
            }
        }
        return sizes;
    }

    Ptr<TcpLifecycleSocket> listener;
    Ptr<TcpLifecycleSocket> client;
    Ptr<TcpLifecycleSocket> server;
    std::vector<Sent> sent;

  private:
    void Record(Ptr<const Packet> text, const TcpHeader& header, Ptr<const TcpLifecycleSocket>)
    {
        sent.push_back({Simulator::Now(), text->GetSize(), header});
    }
};

} // namespace

TEST_F(Attributes, SynSaysWhatFollowsFromMtuAndBuffer)
{
    client->Connect(AddressOf(1, 80));
    ASSERT_EQ(sent.size(), 1U);
    const auto& syn = sent[0].header;
    const auto mss = DynamicCast<const TcpOptionMSS>(syn.GetOption(TcpOption::MSS));
    ASSERT_TRUE(mss);
    EXPECT_EQ(mss->GetMSS(), 1460); // MTU 1500 - 40
    const auto scale = DynamicCast<const TcpOptionWinScale>(syn.GetOption(TcpOption::WINSCALE));
    ASSERT_TRUE(scale);
    EXPECT_EQ(scale->GetScale(), 2); // 131072 >> 1 is 65536, one too many
    EXPECT_EQ(syn.GetWindowSize(), 65535);
}

TEST_F(Attributes, RcvBufSizeIsTheWindow)
{
    client->SetAttribute("RcvBufSize", UintegerValue(10000));
    client->Connect(AddressOf(1, 80));
    EXPECT_EQ(sent.at(0).header.GetWindowSize(), 10000);
}

TEST_F(Attributes, MaxWindowSizeBoundsTheField)
{
    client->SetAttribute("MaxWindowSize", UintegerValue(4096));
    client->Connect(AddressOf(1, 80));
    const auto& syn = sent.at(0).header;
    EXPECT_EQ(syn.GetWindowSize(), 4096);
    const auto scale = DynamicCast<const TcpOptionWinScale>(syn.GetOption(TcpOption::WINSCALE));
    EXPECT_EQ(scale->GetScale(), 5); // 131072 = 4096 << 5
}

TEST_F(Attributes, WindowScalingOffOffersNone)
{
    client->SetAttribute("WindowScaling", BooleanValue(false));
    client->Connect(AddressOf(1, 80));
    EXPECT_FALSE(sent.at(0).header.HasOption(TcpOption::WINSCALE));
}

// Where the path bounds segments, timestamps take 12 octets of their text (RFC 7323, section 3.2;
// RFC 6691).

TEST_F(Attributes, SegmentsAreAsLargeAsTheMtuAllows)
{
    Open();
    client->Send(Create<Packet>(3000));
    RunUntil(2);
    EXPECT_THAT(SizesOfText(), ElementsAre(1448, 1448, 104));
}

TEST_F(Attributes, SegmentSizeCapsThemIfItIsSet)
{
    client->SetAttribute("SegmentSize", UintegerValue(536)); // set, although to the default
    Open();
    client->Send(Create<Packet>(1100));
    RunUntil(2);
    EXPECT_THAT(SizesOfText(), ElementsAre(536, 536, 28));
}

TEST_F(Attributes, SegmentSizeIsTextWhateverOptionsTakeBesideIt)
{
    client->SetAttribute("SegmentSize", UintegerValue(1000));
    client->SetAttribute("Timestamp", BooleanValue(true));
    listener = Listen();
    listener->SetAttribute("Timestamp", BooleanValue(true));
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    client->Send(Create<Packet>(1500));
    RunUntil(2);
    EXPECT_THAT(SizesOfText(), ElementsAre(1000, 500));
}

TEST_F(Attributes, SegmentSizeCapsThemIfItsDefaultIsChanged)
{
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1000));
    client = NewSocket(0);
    client->TraceConnectWithoutContext(
        "Tx",
        Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
            [this](Ptr<const Packet> text, const TcpHeader& header, Ptr<const TcpLifecycleSocket>) {
                sent.push_back({Simulator::Now(), text->GetSize(), header});
            }));
    Open();
    client->Send(Create<Packet>(1500));
    RunUntil(2);
    EXPECT_THAT(SizesOfText(), ElementsAre(1000, 500));
}

// A host's sockets are copies of one: it must not be one with the defaults of yesterday.
TEST_F(Attributes, ADefaultThatChangesHoldsForTheNextSocketAndNotForThoseThatExist)
{
    const auto backlogOf = [](Ptr<Socket> socket) {
        UintegerValue backlog;
        socket->GetAttribute("Backlog", backlog);
        return backlog.Get();
    };
    const auto sndBufSizeOf = [](Ptr<Socket> socket) {
        UintegerValue size;
        socket->GetAttribute("SndBufSize", size);
        return size.Get();
    };
    const auto first = NewSocket(0);
    Config::SetDefault("ns3::TcpLifecycleSocket::Backlog", UintegerValue(5));
    const auto second = NewSocket(0);
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(5000)); // of the parent
    const auto third = NewSocket(0);
    Config::Reset();
    const auto fourth = NewSocket(0);
    EXPECT_EQ(backlogOf(first), 128U);
    EXPECT_EQ(backlogOf(second), 5U);
    EXPECT_EQ(sndBufSizeOf(second), 131072U);
    EXPECT_EQ(backlogOf(third), 5U);
    EXPECT_EQ(sndBufSizeOf(third), 5000U);
    EXPECT_EQ(backlogOf(fourth), 128U);
    EXPECT_EQ(sndBufSizeOf(fourth), 131072U);
}

TEST_F(Attributes, WhatASocketIsToldDoesNotReachTheNextOne)
{
    NewSocket(0)->SetAttribute("Backlog", UintegerValue(5));
    const auto changed = NewSocket(0);
    changed->SetAttribute("Sack", BooleanValue(false)); // one of the settings, which copies share
    changed->SetAttribute("Isn", IntegerValue(1000));
    const auto next = NewSocket(0);
    UintegerValue backlog;
    BooleanValue sack;
    IntegerValue isn;
    next->GetAttribute("Backlog", backlog);
    next->GetAttribute("Sack", sack);
    next->GetAttribute("Isn", isn);
    EXPECT_EQ(backlog.Get(), 128U);
    EXPECT_TRUE(sack.Get());
    EXPECT_EQ(isn.Get(), -1);
}

TEST_F(Attributes, MssFromMtuOffLeavesItToSegmentSize)
{
    client->SetAttribute("MssFromMtu", BooleanValue(false));
    Open();
    client->Send(Create<Packet>(600));
    RunUntil(2);
    EXPECT_THAT(SizesOfText(), ElementsAre(536, 64));
}

TEST_F(Attributes, InitialCwndIsTheFirstFlightInSegments)
{
    client->SetAttribute("InitialCwnd", UintegerValue(3));
    Open();
    client->Send(Create<Packet>(20000));
    RunUntil(1.005); // before an acknowledgment comes
    EXPECT_THAT(SizesOfText(), ElementsAre(1448, 1448, 1448));
}

TEST_F(Attributes, InitialSlowStartThresholdEndsSlowStart)
{
    std::vector<uint32_t> windows;
    client->TraceConnectWithoutContext(
        "CongestionWindow",
        Callback<void, uint32_t, uint32_t>(
            [&](uint32_t, uint32_t now) { windows.push_back(now); }));
    client->SetAttribute("InitialCwnd", UintegerValue(2));
    client->SetAttribute("InitialSlowStartThreshold", UintegerValue(2 * 1448));
    client->SetCongestionControlAlgorithm(CreateObject<TcpNewReno>());
    Open();
    client->Send(Create<Packet>(4 * 1448));
    RunUntil(2);
    // RFC 5681, equation 3: 1448 x 1448 / cwnd more for each acknowledgment, of which there are
    // two, for two segments each: 2896 + 724, 3620 + 579.
    EXPECT_THAT(windows, ElementsAre(2896, 3620, 4199));
}

TEST_F(Attributes, ConnTimeoutAndConnCountEndTheWaitForASynAck)
{
    Cut(1);
    client->SetAttribute("ConnTimeout", TimeValue(Seconds(2)));
    client->SetAttribute("ConnCount", UintegerValue(2));
    client->Connect(AddressOf(1, 80));
    Simulator::Run();
    ASSERT_EQ(sent.size(), 3U); // at 0, 2 and 6 s
    EXPECT_EQ(sent[1].time, Seconds(2));
    EXPECT_EQ(sent[2].time, Seconds(6));
    EXPECT_EQ(changesOfA.back().time, Seconds(14).GetNanoSeconds());
    EXPECT_EQ(client->GetCloseReason(), CloseReason::TimedOut);
}

TEST_F(Attributes, DataRetriesBoundsRepetition)
{
    client->SetAttribute("DataRetries", UintegerValue(2));
    Open();
    Cut(1);
    client->Send(Create<Packet>(100));
    Simulator::Run();
    // RFC 6298: RTO 1 s, doubled: sent at 1, 2 and 4 s, given up at 8 s.
    EXPECT_THAT(TimesOfText(), ElementsAre(1, 2, 4));
    EXPECT_EQ(changesOfA.back().time, Seconds(8).GetNanoSeconds());
    EXPECT_EQ(client->GetCloseReason(), CloseReason::TimedOut);
}

TEST_F(Attributes, UserTimeoutEndsItEarlier)
{
    client->SetAttribute("UserTimeout", TimeValue(Seconds(2.5)));
    Open();
    Cut(1);
    client->Send(Create<Packet>(100));
    Simulator::Run();
    EXPECT_EQ(changesOfA.back().time, Seconds(3.5).GetNanoSeconds());
    EXPECT_EQ(client->GetCloseReason(), CloseReason::UserTimeout);
}

TEST_F(Attributes, FinWait2TimeoutBoundsFinWait2AfterClose)
{
    client->SetAttribute("FinWait2Timeout", TimeValue(Seconds(60)));
    Open();
    client->Close();
    Simulator::Run();
    ASSERT_EQ(changesOfA.size(), 5U);
    EXPECT_EQ(changesOfA[3].text, "FIN-WAIT-1 -> FIN-WAIT-2");
    EXPECT_EQ(changesOfA[4].text, "FIN-WAIT-2 -> CLOSED");
    EXPECT_EQ(changesOfA[4].time - changesOfA[3].time, Seconds(60).GetNanoSeconds());
}

TEST_F(Attributes, DelAckTimeoutDelaysALoneAcknowledgment)
{
    Open();
    server->SetAttribute("DelAckTimeout", TimeValue(MilliSeconds(100)));
    client->Send(Create<Packet>(100));
    RunUntil(1.119); // 10 ms there, 100 ms wait, 10 ms back
    EXPECT_LT(client->GetTxAvailable(), 131072U);
    RunUntil(1.121);
    EXPECT_EQ(client->GetTxAvailable(), 131072U);
}

TEST_F(Attributes, DelAckCountSaysEveryWhichSegmentIsAcknowledged)
{
    Open();
    server->SetAttribute("DelAckCount", UintegerValue(1));
    client->Send(Create<Packet>(100));
    RunUntil(1.021);
    EXPECT_EQ(client->GetTxAvailable(), 131072U);
}

TEST_F(Attributes, TcpNoDelayOffHoldsSmallSegmentsBack)
{
    client->SetAttribute("TcpNoDelay", BooleanValue(false));
    Open();
    for (int i = 0; i < 3; ++i)
    {
        client->Send(Create<Packet>(10));
    }
    RunUntil(1.1);
    EXPECT_THAT(SizesOfText(), ElementsAre(10)); // Nagle: the rest waits for its acknowledgment
    RunUntil(2);
    EXPECT_THAT(SizesOfText(), ElementsAre(10, 20));
}

TEST_F(Attributes, TcpNoDelayOnSendsThemAtOnce)
{
    Open();
    for (int i = 0; i < 3; ++i)
    {
        client->Send(Create<Packet>(10));
    }
    EXPECT_THAT(SizesOfText(), ElementsAre(10, 10, 10));
}

TEST_F(Attributes, MinRtoBoundsTheTimeoutFromBelow)
{
    client->SetAttribute("MinRto", TimeValue(Seconds(3)));
    Open();
    Cut(1);
    client->Send(Create<Packet>(100));
    RunUntil(5);
    EXPECT_THAT(TimesOfText(), ElementsAre(1, 4));
}

TEST_F(Attributes, ClockGranularityStandsInForTheVariance)
{
    // RFC 6298, section 2.2: after one round trip R, RTO = R + max(G, 4 R / 2).
    client->SetAttribute("MinRto", TimeValue(NanoSeconds(1)));
    client->SetAttribute("ClockGranularity", TimeValue(Seconds(2)));
    Open();
    Cut(1);
    client->Send(Create<Packet>(100));
    RunUntil(4);
    const auto times = TimesOfText();
    ASSERT_EQ(times.size(), 2U);
    EXPECT_NEAR(times[1], 1 + 2 + 0.020, 0.001);
}

TEST_F(Attributes, PersistTimeoutIsTheFirstProbeOfAZeroWindowIfItIsSet)
{
    client->SetAttribute("PersistTimeout", TimeValue(Seconds(5)));
    listener = Listen();
    listener->SetAttribute("RcvBufSize", UintegerValue(1000));
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    client->Send(Create<Packet>(1000)); // fills B's buffer; nobody reads
    RunUntil(2);
    sent.clear();
    client->Send(Create<Packet>(1));
    RunUntil(6.9);
    EXPECT_THAT(TimesOfText(), ElementsAre());
    RunUntil(7.1);
    EXPECT_THAT(TimesOfText(), ElementsAre(7));
}

TEST_F(Attributes, PersistTimeoutFollowsTheRtoUnlessItIsSet)
{
    listener = Listen();
    listener->SetAttribute("RcvBufSize", UintegerValue(1000));
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    client->Send(Create<Packet>(1000));
    RunUntil(2);
    sent.clear();
    client->Send(Create<Packet>(1));
    RunUntil(3.1);
    EXPECT_THAT(TimesOfText(), ElementsAre(3)); // RTO is 1 s
}

TEST_F(Attributes, Rfc5961OffLetsASynBreakTheConnection)
{
    // A's host loses its state and connects again from the same port.
    for (const bool rfc5961 : {true, false})
    {
        SCOPED_TRACE(rfc5961);
        accepted.clear();
        const auto own = NewSocket(1);
        const uint16_t port = rfc5961 ? 90 : 91;
        own->SetAttribute("Rfc5961", BooleanValue(rfc5961));
        own->Bind(AnyAddress(port));
        own->Listen();
        own->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            Callback<void, Ptr<Socket>, const Address&>([&](Ptr<Socket> s, const Address&) {
                server = DynamicCast<TcpLifecycleSocket>(s);
            }));
        const double start = Simulator::Now().GetSeconds();
        const auto first = NewSocket(0);
        first->SetAttribute("Isn", IntegerValue(1000));
        first->Bind(AnyAddress(1000));
        first->Connect(AddressOf(1, port));
        RunUntil(start + 1);
        ASSERT_TRUE(server);
        const Ptr<TcpLifecycleSocket> established = server;
        first->Dispose(); // forgets the connection without a word
        const auto second = NewSocket(0);
        second->SetAttribute("Isn", IntegerValue(2000)); // in B's window
        second->Bind(AnyAddress(1000));
        second->Connect(AddressOf(1, port));
        RunUntil(start + 1.015);
        EXPECT_EQ(established->GetState(), rfc5961 ? State::Established : State::Closed);
        second->Abort();
        server = nullptr;
    }
}

TEST_F(Attributes, ValuesOfTcpSocketThatMakeNoSenseBecomeTheNearestThatDoes)
{
    UintegerValue number;
    TimeValue time;
    client->SetAttribute("SegmentSize", UintegerValue(0));
    client->GetAttribute("SegmentSize", number);
    EXPECT_EQ(number.Get(), 1U);
    client->SetAttribute("InitialCwnd", UintegerValue(0));
    client->GetAttribute("InitialCwnd", number);
    EXPECT_EQ(number.Get(), 1U);
    client->SetAttribute("ConnTimeout", TimeValue(Seconds(-1)));
    client->GetAttribute("ConnTimeout", time);
    EXPECT_EQ(time.Get(), NanoSeconds(1));
    client->SetAttribute("DelAckTimeout", TimeValue(Seconds(-1)));
    client->GetAttribute("DelAckTimeout", time);
    EXPECT_EQ(time.Get(), Seconds(0));
    client->SetAttribute("DelAckTimeout", TimeValue(MilliSeconds(500)));
    client->GetAttribute("DelAckTimeout", time);
    EXPECT_EQ(time.Get(), MilliSeconds(499));
    client->SetAttribute("PersistTimeout", TimeValue(Time::Max()));
    client->GetAttribute("PersistTimeout", time);
    EXPECT_EQ(time.Get(), Days(36500));
}

TEST_F(Attributes, OwnOnesAreChecked)
{
    const std::vector<std::pair<const char*, const char*>> wrong = {{"Msl", "-1s"},
                                                                    {"MaxSegLifetime", "-2"},
                                                                    {"FinWait2Timeout", "-1ns"},
                                                                    {"UserTimeout", "200y"},
                                                                    {"MinRto", "0s"},
                                                                    {"ClockGranularity", "-1s"},
                                                                    {"MaxWindowSize", "0"},
                                                                    {"MaxWindowSize", "65536"},
                                                                    {"Isn", "4294967296"},
                                                                    {"Isn", "-2"}};
    for (const auto& [name, value] : wrong)
    {
        EXPECT_FALSE(client->SetAttributeFailSafe(name, StringValue(value))) << name << value;
    }
}

TEST_F(Attributes, AllHaveTheDefaultsThatAreDocumented)
{
    const auto expect = [this](const char* name, const std::string& value) {
        StringValue got;
        client->GetAttribute(name, got);
        EXPECT_EQ(got.Get(), value) << name;
    };
    expect("Msl", "+1.2e+11ns");
    expect("MaxSegLifetime", "-1");
    expect("FinWait2Timeout", "+0ns");
    expect("UserTimeout", "+0ns");
    expect("MinRto", "+1e+09ns");
    expect("WindowScaling", "true");
    expect("MaxWindowSize", "65535");
    expect("Rfc5961", "true");
    expect("MssFromMtu", "true");
    expect("Isn", "-1");
    expect("Backlog", "128");
    expect("ConnTimeout", "+3e+09ns");
    expect("ConnCount", "6");
    expect("PersistTimeout", "+6e+09ns"); // as ns-3 has it; not in force unless it is set
}

TEST_F(Attributes, TracesTellOfSegmentsStatesAndMeasurements)
{
    uint32_t received = 0;
    std::vector<std::pair<TcpSocket::TcpStates_t, TcpSocket::TcpStates_t>> states;
    std::vector<Time> rtts;
    std::vector<Time> rtos;
    client->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
            [&](Ptr<const Packet> text, const TcpHeader&, Ptr<const TcpLifecycleSocket> socket) {
                EXPECT_EQ(socket, client);
                received += text->GetSize();
            }));
    client->TraceConnectWithoutContext(
        "State",
        Callback<void, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t>(
            [&](TcpSocket::TcpStates_t from, TcpSocket::TcpStates_t to) {
                states.emplace_back(from, to);
            }));
    client->TraceConnectWithoutContext("RTT", Callback<void, Time, Time>([&](Time, Time now) {
                                           rtts.push_back(now);
                                       }));
    client->TraceConnectWithoutContext("RTO", Callback<void, Time, Time>([&](Time, Time now) {
                                           rtos.push_back(now);
                                       }));
    Open();
    server->Send(Create<Packet>(700));
    RunUntil(2);
    EXPECT_EQ(received, 700U);
    EXPECT_THAT(states,
                ElementsAre(std::make_pair(TcpSocket::CLOSED, TcpSocket::SYN_SENT),
                            std::make_pair(TcpSocket::SYN_SENT, TcpSocket::ESTABLISHED)));
    ASSERT_EQ(rtts.size(), 1U);
    EXPECT_NEAR(rtts[0].GetSeconds(), 0.020, 0.0001);
    EXPECT_THAT(rtos, ElementsAre(Seconds(3), Seconds(1))); // of the SYN; the least that is allowed
}
