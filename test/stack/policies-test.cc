// SPDX-License-Identifier: GPL-2.0-only

// Attributes that choose how a connection answers what seldom happens: each changes what it says.

#include "two-hosts.h"

#include "ns3/enum.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/tcp-segment-forger.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::CloseReason;
using tcplifecycle::State;
using tcplifecycle::Trouble;
using ::testing::ElementsAre;

namespace
{

class Policies : public TwoHosts
{
  protected:
    Policies()
    {
        Install();
        client = NewSocket(0);
        client->SetAttribute("Isn", IntegerValue(100));
        client->TraceConnectWithoutContext(
            "Tx",
            Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
                [this](Ptr<const Packet> text,
                       const TcpHeader& header,
                       Ptr<const TcpLifecycleSocket>) {
                    sent.push_back({Simulator::Now().GetSeconds(), text->GetSize(), header});
                }));
        client->TraceConnectWithoutContext("Trouble",
                                           Callback<void, Trouble::Kind, Ptr<TcpLifecycleSocket>>(
                                               [this](Trouble::Kind kind, Ptr<TcpLifecycleSocket>) {
                                                   EXPECT_EQ(kind, Trouble::Kind::Retransmissions);
                                                   troubles.push_back(
                                                       Simulator::Now().GetSeconds());
                                               }));
    }

    struct Sent
    {
        double time; ///< seconds
        uint32_t size;
        TcpHeader header;
    };

    /// Opens the connection of `client`. Afterwards the time is 1 s.
    void Open()
    {
        listener = Listen();
        listener->SetAttribute("Isn", IntegerValue(300));
        client->Connect(AddressOf(1, 80));
        RunUntil(1);
        ASSERT_EQ(accepted.size(), 1U);
        server = accepted[0];
        sent.clear();
    }

    /// From now on nothing reaches B.
    void Cut()
    {
        const auto model = CreateObject<RateErrorModel>();
        model->SetRate(1);
        model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    /// Somebody sends a host a segment without text and without acknowledgment.
    void Forge(uint32_t victim,
               const Address& source,
               const Address& destination,
               uint32_t seq,
               uint8_t ctl)
    {
        TcpSegmentForger forger(nodes.Get(victim), {MilliSeconds(1), DataRate("1Gbps"), false});
        tcplifecycle::Segment segment;
        segment.seq = tcplifecycle::SeqNum(seq);
        segment.ctl = ctl;
        forger.Send(source, destination, segment);
    }

    std::vector<double> SentAt() const
    {
        std::vector<double> times;
        for (const auto& segment : sent)
        {
            times.push_back(segment.time);
        }
        return times;
    }

    Ptr<TcpLifecycleSocket> listener;
    Ptr<TcpLifecycleSocket> client;
    Ptr<TcpLifecycleSocket> server;
    std::vector<Sent> sent;       ///< by `client`
    std::vector<double> troubles; ///< when its user was told
};

} // namespace

TEST_F(Policies, TimeWaitRstSaysWhetherAResetEndsTimeWait)
{
    for (const auto policy : {tcplifecycle::TimeWaitRst::Accept, tcplifecycle::TimeWaitRst::Ignore})
    {
        SCOPED_TRACE(static_cast<int>(policy));
        const bool accept = policy == tcplifecycle::TimeWaitRst::Accept;
        const double start = Simulator::Now().GetSeconds();
        const auto own = NewSocket(1);
        const uint16_t port = accept ? 90 : 91;
        own->SetAttribute("Isn", IntegerValue(300));
        own->Bind(AnyAddress(port));
        own->Listen();
        own->ShutdownSend(); // so that its connection closes when the peer does
        const auto socket = NewSocket(0);
        socket->SetAttribute("TimeWaitRst", StringValue(accept ? "Accept" : "Ignore"));
        socket->Connect(AddressOf(1, port));
        RunUntil(start + 1);
        socket->ShutdownSend();
        RunUntil(start + 2);
        ASSERT_EQ(socket->GetState(), State::TimeWait);
        Address name;
        socket->GetSockName(name);
        // RCV.NXT: after B's SYN, 300, and its FIN.
        Forge(0, AddressOf(1, port), name, 302, tcplifecycle::RST);
        RunUntil(start + 3);
        EXPECT_EQ(socket->GetState(), accept ? State::Closed : State::TimeWait);
    }
}

TEST_F(Policies, DropSynFinSaysWhetherASegmentWithBothIsDropped)
{
    listener = Listen();
    Forge(1, AddressOf(0, 1000), AddressOf(1, 80), 7, tcplifecycle::SYN | tcplifecycle::FIN);
    RunUntil(0.01);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED"));
    RunUntil(1);
    changesOfB.clear();
    listener->SetAttribute("DropSynFin", BooleanValue(true));
    bool asked = false;
    listener->SetAcceptCallback(
        Callback<bool, Ptr<Socket>, const Address&>([&](Ptr<Socket>, const Address&) {
            asked = true;
            return true;
        }),
        MakeNullCallback<void, Ptr<Socket>, const Address&>());
    Forge(1, AddressOf(0, 1000), AddressOf(1, 80), 7, tcplifecycle::SYN | tcplifecycle::FIN);
    RunUntil(2);
    EXPECT_TRUE(changesOfB.empty());
    EXPECT_FALSE(asked);
}

TEST_F(Policies, TimestampOffersThem)
{
    client->Connect(AddressOf(1, 80));
    EXPECT_TRUE(sent.at(0).header.HasOption(TcpOption::TS));
    const auto other = NewSocket(0);
    other->SetAttribute("Timestamp", BooleanValue(false));
    bool has = true;
    other->TraceConnectWithoutContext(
        "Tx",
        Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
            [&](Ptr<const Packet>, const TcpHeader& header, Ptr<const TcpLifecycleSocket>) {
                has = header.HasOption(TcpOption::TS);
            }));
    other->Connect(AddressOf(1, 80));
    EXPECT_FALSE(has);
}

TEST_F(Policies, TimestampsTakeTheirRoomInEachSegment)
{
    Config::SetDefault("ns3::TcpLifecycleSocket::Timestamp", BooleanValue(true));
    client->SetAttribute("Timestamp", BooleanValue(true));
    Open();
    client->Send(Create<Packet>(1460));
    RunUntil(2);
    std::vector<uint32_t> sizes;
    for (const auto& segment : sent)
    {
        sizes.push_back(segment.size);
        EXPECT_TRUE(segment.header.HasOption(TcpOption::TS));
    }
    EXPECT_THAT(sizes, ElementsAre(1448, 12)); // RFC 6691: 12 octets of options
}

TEST_F(Policies, RetransmissionWarningIsR1)
{
    client->SetAttribute("RetransmissionWarning", UintegerValue(2));
    Open();
    Cut();
    client->Send(Create<Packet>(10));
    RunUntil(300);
    // RTO 1 s, doubled: sent at 1, and again at 2 and 4 s and so on.
    EXPECT_THAT(troubles, ElementsAre(4));
}

TEST_F(Policies, RetransmissionWarningComesAtTheThirdByDefault)
{
    Open();
    Cut();
    client->Send(Create<Packet>(10));
    RunUntil(300);
    EXPECT_THAT(troubles, ElementsAre(8));
}

TEST_F(Policies, RetransmissionWarningCountsForASyn)
{
    client->SetAttribute("RetransmissionWarning", UintegerValue(1));
    Cut();
    client->Connect(AddressOf(1, 80));
    RunUntil(100);
    EXPECT_THAT(troubles, ElementsAre(3)); // ConnTimeout
}

TEST_F(Policies, RetransmissionWarningMayNeverCome)
{
    client->SetAttribute("RetransmissionWarning", UintegerValue(0));
    Open();
    Cut();
    client->Send(Create<Packet>(10));
    RunUntil(300);
    EXPECT_TRUE(troubles.empty());
}

TEST_F(Policies, KeepAliveIsOffByDefault)
{
    Open();
    Cut();
    RunUntil(1'000'000);
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(client->GetState(), State::Established);
}

TEST_F(Policies, KeepAliveProbesAfterTwoHoursByDefault)
{
    client->SetAttribute("KeepAlive", BooleanValue(true));
    Open();
    RunUntil(7200.01); // the SYN,ACK came after 20 ms
    EXPECT_TRUE(sent.empty());
    RunUntil(7200.03);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].size, 0U);
    EXPECT_EQ(sent[0].header.GetSequenceNumber().GetValue(), 100U); // SND.NXT - 1 draws an answer
    RunUntil(14400.06);
    EXPECT_EQ(sent.size(), 2U); // two hours after that
    EXPECT_EQ(client->GetState(), State::Established);
}

TEST_F(Policies, KeepAliveTimeIntervalAndProbesSayWhenThePeerIsGone)
{
    client->SetAttribute("KeepAlive", BooleanValue(true));
    client->SetAttribute("KeepAliveTime", TimeValue(Seconds(100)));
    client->SetAttribute("KeepAliveInterval", TimeValue(Seconds(10)));
    client->SetAttribute("KeepAliveProbes", UintegerValue(3));
    Open();
    Cut();
    RunUntil(1000);
    // The SYN,ACK came after 20 ms and a little.
    const auto times = SentAt();
    ASSERT_EQ(times.size(), 3U);
    EXPECT_NEAR(times[0], 100.02, 0.001);
    EXPECT_NEAR(times[1], 110.02, 0.001);
    EXPECT_NEAR(times[2], 120.02, 0.001);
    EXPECT_EQ(client->GetCloseReason(), CloseReason::TimedOut);
    EXPECT_EQ(changesOfA.back().cause, tcplifecycle::Cause::KeepAliveTimeout);
    EXPECT_NEAR(changesOfA.back().time / 1e9, 130.02, 0.001);
}

TEST_F(Policies, HaveTheDefaultsThatAreDocumented)
{
    const auto expect = [this](const char* name, const std::string& value) {
        StringValue got;
        client->GetAttribute(name, got);
        EXPECT_EQ(got.Get(), value) << name;
    };
    expect("Timestamp", "true");
    expect("Sack", "true");
    expect("UseEcn", "Off");
    expect("DropSynFin", "false");
    expect("TimeWaitRst", "Accept");
    expect("RetransmissionWarning", "3");
    expect("KeepAlive", "false");
    expect("KeepAliveTime", "+7.2e+12ns");
    expect("KeepAliveInterval", "+7.5e+10ns");
    expect("KeepAliveProbes", "9");
    expect("ResetOnOverflow", "false");
    expect("AcceptQueue", "false");
    for (const auto& [name, value] : {std::pair{"TimeWaitRst", "Perhaps"},
                                      std::pair{"KeepAliveTime", "0s"},
                                      std::pair{"KeepAliveInterval", "0s"},
                                      std::pair{"KeepAliveProbes", "1"}})
    {
        EXPECT_FALSE(client->SetAttributeFailSafe(name, StringValue(value))) << name;
    }
}
