// SPDX-License-Identifier: GPL-2.0-only

// A flood of SYNs (RFC 4987), what a listener remembers of it, and SYN cookies.

#include "two-hosts.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-interface.h"
#include "ns3/tcp-syn-cookies.h"

#include <gmock/gmock.h>
#include <optional>
#include <random>

using namespace ns3;
using tcplifecycle::SeqNum;
using tcplifecycle::State;
using ::testing::ElementsAre;

namespace
{

constexpr uint32_t BACKLOG = 16;

/// Forged SYNs of a flood; fewer where a sanitizer makes each of them dear.
#if defined(__SANITIZE_ADDRESS__)
constexpr uint32_t FLOOD = 10'000;
#else
constexpr uint32_t FLOOD = 100'000;
#endif

class SynFlood : public TwoHosts
{
  protected:
    SynFlood()
    {
        Install();
        listener = Listen();
        listener->SetAttribute("Backlog", UintegerValue(BACKLOG));
    }

    /// A segment comes to B as if somebody at an address that does not answer had sent it.
    void Arrive(Ipv4Address from, uint16_t port, const tcplifecycle::Segment& segment)
    {
        TwoHosts::Arrive(1, {TcpIpAddress(from), port}, 80, segment);
    }

    void Flood(uint32_t count)
    {
        std::mt19937 random(1);
        for (uint32_t i = 0; i < count; ++i)
        {
            tcplifecycle::Segment syn;
            syn.seq = SeqNum(random());
            syn.ctl = tcplifecycle::SYN;
            // Addresses out of a prefix to which B has no route but the link: A drops the answers.
            Arrive(Ipv4Address(0x0a000000 + 3 + random() % 250),
                   static_cast<uint16_t>(1024 + random() % 60000),
                   syn);
        }
    }

    /// A SYN comes from A's port 1000. \return what B answers within 10 ms
    std::optional<tcplifecycle::Segment> AskAt(double time, uint16_t mss)
    {
        nodes.Get(1)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "SendOutgoing",
            Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
                [this](const Ipv4Header&, Ptr<const Packet> packet, uint32_t) {
                    TcpSegmentHeader header;
                    packet->PeekHeader(header);
                    if (header.Get().destinationPort == 1000)
                    {
                        answer = header.Get().segment;
                    }
                }));
        RunUntil(time);
        Arrive(Ipv4Of(0), 1000, SynOf(mss));
        RunUntil(time + 0.01);
        return answer;
    }

    tcplifecycle::Segment AckOf(const tcplifecycle::Segment& synAck) const
    {
        tcplifecycle::Segment ack;
        ack.seq = synAck.ack;
        ack.ack = synAck.seq + 1;
        ack.ctl = tcplifecycle::ACK;
        ack.wnd = 5000;
        return ack;
    }

    tcplifecycle::Segment SynOf(uint16_t mss) const
    {
        tcplifecycle::Segment syn;
        syn.seq = SeqNum(7000);
        syn.ctl = tcplifecycle::SYN;
        syn.wnd = 5000;
        syn.options.mss = mss;
        syn.options.windowScale = 7;
        syn.options.sackPermitted = true;
        syn.options.timestamps = tcplifecycle::Timestamps{42, 0};
        return syn;
    }

    Ptr<TcpLifecycleSocket> listener;
    std::optional<tcplifecycle::Segment> answer; ///< what B last sent to A's port 1000
};

} // namespace

TEST_F(SynFlood, WithoutCookiesTheBacklogBoundsWhatIsRememberedAndARealClientWaits)
{
    RunUntil(0.1);
    Flood(FLOOD);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), BACKLOG);
    const auto client = Connect();
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::SynSent);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), BACKLOG);
}

TEST_F(SynFlood, CookiesOnOverflowLetARealClientIn)
{
    listener->SetAttribute("SynCookies", StringValue("OnOverflow"));
    RunUntil(0.1);
    Flood(FLOOD);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), BACKLOG);
    const auto client = Connect();
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::Established);
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), BACKLOG);
    // It is a connection like any other.
    client->Send(Create<Packet>(5000));
    RunUntil(2);
    EXPECT_EQ(accepted[0]->GetRxAvailable(), 5000U);
    client->Close();
    RunUntil(3);
    accepted[0]->Recv();
    accepted[0]->Close();
    RunUntil(4);
    EXPECT_EQ(client->GetState(), State::TimeWait);
    EXPECT_EQ(accepted[0]->GetState(), State::Closed);
}

TEST_F(SynFlood, CookiesAreSentForWhatExceedsTheBacklogOnly)
{
    listener->SetAttribute("SynCookies", StringValue("OnOverflow"));
    const auto client = Connect();
    RunUntil(0.015);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 1U);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED"));
}

TEST_F(SynFlood, CookiesAlwaysRememberNothing)
{
    listener->SetAttribute("SynCookies", StringValue("Always"));
    const auto client = Connect();
    RunUntil(0.015);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 0U);
    EXPECT_TRUE(changesOfB.empty());
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::Established);
    EXPECT_THAT(Texts(changesOfB),
                ElementsAre("LISTEN -> SYN-RECEIVED", "SYN-RECEIVED -> ESTABLISHED"));
    EXPECT_EQ(changesOfB.at(0).time, changesOfB.at(1).time);
}

TEST_F(SynFlood, CookieTellsOfTheMssAndOfNothingElse)
{
    listener->SetAttribute("SynCookies", StringValue("Always"));
    ASSERT_TRUE(AskAt(0.1, 1400));
    EXPECT_EQ(answer->ctl, tcplifecycle::SYN | tcplifecycle::ACK);
    EXPECT_EQ(answer->ack, SeqNum(7001));
    EXPECT_FALSE(answer->options.windowScale);
    EXPECT_FALSE(answer->options.sackPermitted);
    EXPECT_FALSE(answer->options.timestamps);
    Arrive(Ipv4Of(0), 1000, AckOf(*answer));
    ASSERT_EQ(accepted.size(), 1U);
    // The class below 1400 is 1380; the window is the acknowledgment's, unscaled.
    answer.reset();
    accepted[0]->SetAttribute("TcpNoDelay", BooleanValue(false)); // the rest waits
    accepted[0]->Send(Create<Packet>(1381));
    RunUntil(0.12);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->textLength, 1380U);
}

TEST_F(SynFlood, ForgedCookieDrawsAReset)
{
    listener->SetAttribute("SynCookies", StringValue("Always"));
    ASSERT_TRUE(AskAt(0.1, 1400));
    const auto good = AckOf(*answer);
    for (const uint32_t bit : {0U, 1U, 12U, 23U, 24U, 26U, 27U, 31U})
    {
        auto forged = good;
        forged.ack = SeqNum((good.ack - 1).Value() ^ (1U << bit)) + 1;
        answer.reset();
        Arrive(Ipv4Of(0), 1000, forged);
        RunUntil(Simulator::Now().GetSeconds() + 0.001);
        ASSERT_TRUE(answer) << bit;
        EXPECT_EQ(answer->ctl, tcplifecycle::RST) << bit;
        EXPECT_EQ(answer->seq, forged.ack);
    }
    auto ofAnotherSyn = good;
    ofAnotherSyn.seq += 1;
    Arrive(Ipv4Of(0), 1000, ofAnotherSyn);
    Arrive(Ipv4Of(0), 1001, good);
    EXPECT_TRUE(accepted.empty());
    Arrive(Ipv4Of(0), 1000, good);
    EXPECT_EQ(accepted.size(), 1U);
}

TEST_F(SynFlood, StaleCookieDrawsAReset)
{
    // Periods of 64 s begin at 64 s and 128 s: a cookie of 60 s is good until 128 s.
    listener->SetAttribute("SynCookies", StringValue("Always"));
    ASSERT_TRUE(AskAt(60, 1460));
    const auto ack = AckOf(*answer);
    RunUntil(128);
    Arrive(Ipv4Of(0), 1000, ack);
    EXPECT_TRUE(accepted.empty());
    RunUntil(128.1);
    EXPECT_EQ(answer->ctl, tcplifecycle::RST);
}

TEST_F(SynFlood, CookieIsGoodInThePeriodAfterItsOwn)
{
    listener->SetAttribute("SynCookies", StringValue("Always"));
    ASSERT_TRUE(AskAt(60, 1460));
    RunUntil(127.9);
    Arrive(Ipv4Of(0), 1000, AckOf(*answer));
    EXPECT_EQ(accepted.size(), 1U);
}

TEST_F(SynFlood, NoCookieForAnMssThatNoneCanTellOf)
{
    listener->SetAttribute("SynCookies", StringValue("Always"));
    ASSERT_TRUE(AskAt(0.1, 47));
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 1U);
    ASSERT_TRUE(answer->options.timestamps); // which a cookie would have forgotten
    auto ack = AckOf(*answer);
    ack.options.timestamps = tcplifecycle::Timestamps{43, answer->options.timestamps->value};
    Arrive(Ipv4Of(0), 1000, ack);
    EXPECT_EQ(accepted.size(), 1U);
}

TEST_F(SynFlood, NoMoreThanTheBacklogWaitForAcceptCookiesOrNot)
{
    listener->SetAttribute("Backlog", UintegerValue(4));
    listener->SetAttribute("AcceptQueue", BooleanValue(true));
    listener->SetAttribute("SynCookies", StringValue("OnOverflow"));
    std::vector<uint32_t> isns;
    Tcp(1)->TraceConnectWithoutContext(
        "Isn",
        Callback<void, const Address&, const Address&, const std::string&, uint32_t>(
            [&](const Address&, const Address&, const std::string&, uint32_t isn) {
                isns.push_back(isn);
            }));
    RunUntil(0.1);
    const auto portOf = [](size_t i) { return static_cast<uint16_t>(2000 + i); };
    for (size_t i = 0; i < 8; ++i)
    {
        auto syn = SynOf(1460);
        syn.options = {};
        Arrive(Ipv4Of(0), portOf(i), syn);
    }
    ASSERT_EQ(isns.size(), 8U); // four are remembered, four are cookies
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 4U);
    const auto acknowledge = [&](size_t i) {
        tcplifecycle::Segment ack;
        ack.seq = SeqNum(7001);
        ack.ack = SeqNum(isns[i] + 1);
        ack.ctl = tcplifecycle::ACK;
        ack.wnd = 5000;
        Arrive(Ipv4Of(0), portOf(i), ack);
    };
    for (size_t i = 8; i-- > 0;) // those of cookies first
    {
        acknowledge(i);
    }
    EXPECT_EQ(listener->GetAcceptQueueSize(), 4U);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 4U);
    ASSERT_TRUE(listener->Accept());
    acknowledge(0);
    EXPECT_EQ(listener->GetAcceptQueueSize(), 4U);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 3U);
}

TEST(SynCookies, TellOfTheLargestMssThatThePeerTakes)
{
    TcpSynCookies cookies;
    const TcpFourTuple connection{{TcpIpAddress(Ipv4Address("10.0.0.2")), 80},
                                  {TcpIpAddress(Ipv4Address("10.0.0.1")), 1000}};
    const Time now = Seconds(1000);
    for (const auto& [mss, expected] : std::vector<std::pair<uint16_t, uint16_t>>{{48, 48},
                                                                                  {215, 48},
                                                                                  {536, 536},
                                                                                  {1219, 536},
                                                                                  {1220, 1220},
                                                                                  {1459, 1440},
                                                                                  {1460, 1460},
                                                                                  {65535, 8960}})
    {
        const auto cookie = cookies.Make(connection, SeqNum(5), mss, now);
        EXPECT_EQ(cookies.Check(connection, SeqNum(5), cookie, now), expected) << mss;
    }
    EXPECT_TRUE(TcpSynCookies::CanTell(48));
    EXPECT_FALSE(TcpSynCookies::CanTell(47));
}
