// SPDX-License-Identifier: GPL-2.0-only

// Transfers whose pace is set by buffers, windows and the size of segments.

#include "transfer-hop.h"
#include "transfer-network.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace ns3;

namespace
{

/// A client that sends to a server which closes when the client has.
/// Octets that the option takes of a segment's text (RFC 7323, section 3.2; RFC 6691).
constexpr uint32_t TIMESTAMPS = 12;

class TransferWindows : public ::testing::Test
{
  protected:
    TransferWindows()
    {
        m_client.octets = 100'000;
        m_server.closing = TransferClosing::AfterPeer;
    }

    void Transfer()
    {
        TransferNetwork network(m_setup);
        m_atClient->InstallAt(network.GetDevice(CLIENT));
        m_atServer->InstallAt(network.GetDevice(SERVER));
        network.Install(m_client, m_server);
        network.Run();
        network.ExpectWhole();
        m_lastRead = network.Get(SERVER).GetLastRead();
    }

    /// Expects that no segment that the server got has more text, and that one has as much.
    void ExpectLargestText(uint32_t octets) const
    {
        uint32_t largest = 0;
        for (const auto& segment : m_atServer->GetSegments())
        {
            largest = std::max(largest, segment.text);
        }
        EXPECT_EQ(largest, octets);
    }

    /// \return segments with text that the server got in a time
    uint32_t CountTexts(Time from, Time to) const
    {
        uint32_t count = 0;
        for (const auto& segment : m_atServer->GetSegments())
        {
            count += segment.text > 0 && segment.time >= from && segment.time < to;
        }
        return count;
    }

    TransferSetup m_setup;
    TransferPlan m_client;
    TransferPlan m_server;
    Ptr<TransferObserver> m_atClient{CreateObject<TransferObserver>()};
    Ptr<TransferObserver> m_atServer{CreateObject<TransferObserver>()};
    Time m_lastRead;
};

} // namespace

TEST_F(TransferWindows, ReceiveBufferSmallerThanASegment)
{
    m_server.Set("RcvBufSize", UintegerValue(1000));
    Transfer();
    ExpectLargestText(1000);
}

TEST_F(TransferWindows, ReceiveBufferOfOneOctet)
{
    m_client.octets = 300;
    m_server.Set("RcvBufSize", UintegerValue(1));
    Transfer();
    ExpectLargestText(1);
}

TEST_F(TransferWindows, SmallestMaxWindowSize)
{
    m_client.octets = 300;
    m_server.Set("MaxWindowSize", UintegerValue(1));
    m_server.Set("WindowScaling", BooleanValue(false));
    Transfer();
    ExpectLargestText(1);
}

TEST_F(TransferWindows, ReadsOfOneOctet)
{
    m_server.readSize = 1;
    Transfer();
}

TEST_F(TransferWindows, SlowReadsOfOneOctetMakeNoSillySegments)
{
    // An MSS of 1000 less 12 of timestamps, a buffer of 4000: RFC 9293, section 3.8.6.2.2, opens
    // the window by min(4000 / 2, 988) octets at least.
    constexpr uint32_t STEP = 988;
    m_setup.mtu = 1040;
    m_client.octets = 20'000;
    m_server.Set("RcvBufSize", UintegerValue(4000));
    m_server.readSize = 1;
    m_server.readPause = MilliSeconds(1);
    Transfer();

    const auto& segments = m_atClient->GetSegments();
    ASSERT_FALSE(segments.empty());
    auto edge = segments.front().tcp.GetAckNumber() +
                SequenceNumber32(segments.front().tcp.GetWindowSize());
    uint32_t steps = 0;
    for (const auto& segment : segments)
    {
        const auto next =
            segment.tcp.GetAckNumber() + SequenceNumber32(segment.tcp.GetWindowSize());
        // The acknowledgment of the FIN counts one octet that needs no room.
        if (next != edge && !m_atServer->GetSegments().empty() && segment.time < m_lastRead)
        {
            EXPECT_GE(next - edge, static_cast<int32_t>(STEP)) << segment.time;
            ++steps;
        }
        edge = next;
    }
    EXPECT_GE(steps, 10U);

    // The sender waits for a full segment too (section 3.8.6.2.1), so that there are hardly more
    // than 20 of them; a few are sent because the override timeout or a probe says so.
    EXPECT_LE(CountTexts(Time(0), Days(1)), 40U);
}

TEST_F(TransferWindows, RightEdgeNeverGoesBack)
{
    // RFC 9293, section 3.8.6: a receiver should not take back a window that it has offered
    // (SHLD-14), whatever it reads and whatever is lost. A buffer of less than 65 536 octets needs
    // no window scaling, which would round the edge.
    m_setup.loss = 0.03;
    m_client.octets = 600'000;
    m_server.Set("RcvBufSize", UintegerValue(20'000));
    m_server.readSize = 700;
    m_server.readPause = MilliSeconds(3);
    TransferNetwork network(m_setup);
    SequenceNumber32 edge;
    uint32_t steps = 0;
    network.GetTcp(SERVER)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "SendOutgoing",
        Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
            [&](const Ipv4Header&, Ptr<const Packet> packet, uint32_t) {
                TcpHeader tcp;
                packet->PeekHeader(tcp);
                const auto next = tcp.GetAckNumber() + SequenceNumber32(tcp.GetWindowSize());
                if (steps > 0)
                {
                    EXPECT_GE(next, edge) << Simulator::Now();
                }
                edge = next;
                ++steps;
            }));
    network.Install(m_client, m_server);
    network.Run();
    network.ExpectWhole();
    EXPECT_GT(network.GetLost(SERVER), 3U);
    EXPECT_GT(steps, 50U);
}

TEST_F(TransferWindows, ReaderSleepsForAnHour)
{
    // RFC 9293, section 3.8.6.1: a sender must go on probing a closed window (MUST-36), with
    // intervals that grow (SHLD-30).
    m_client.octets = 300'000;
    m_server.Set("RcvBufSize", UintegerValue(50'000));
    m_server.readStart = Hours(1);
    Transfer();
    EXPECT_GT(m_lastRead, Hours(1));
    const uint32_t probes = CountTexts(Seconds(10), Hours(1));
    EXPECT_GE(probes, 10U);
    EXPECT_LE(probes, 200U);
}

TEST_F(TransferWindows, AnnouncementThatTheWindowIsOpenAgainIsLost)
{
    m_client.octets = 300'000;
    m_server.Set("RcvBufSize", UintegerValue(50'000));
    m_server.readStart = Minutes(10);
    // All that the server says when it reads, and for half a second more.
    m_atClient->LoseAll(Minutes(10), Minutes(10) + MilliSeconds(500));
    Transfer();
    EXPECT_GT(m_lastRead, Minutes(10) + MilliSeconds(500));
}

TEST_F(TransferWindows, SmallSendBuffer)
{
    m_client.Set("SndBufSize", UintegerValue(500));
    m_client.sendSize = 100;
    m_client.octets = 20'000;
    Transfer();
}

TEST_F(TransferWindows, SmallestSendBuffer)
{
    m_client.Set("SndBufSize", UintegerValue(1));
    m_client.octets = 300;
    Transfer();
    ExpectLargestText(1);
}

TEST_F(TransferWindows, AllBuffersSmallUnderLoss)
{
    for (auto* plan : {&m_client, &m_server})
    {
        plan->octets = 20'000;
        plan->Set("SndBufSize", UintegerValue(300));
        plan->Set("RcvBufSize", UintegerValue(200));
        plan->sendSize = 70;
        plan->readSize = 30;
    }
    m_setup.loss = 0.02;
    TransferNetwork network(m_setup);
    network.Install(m_client, m_server);
    network.Run();
    network.ExpectWhole();
    EXPECT_GT(network.GetLost(SERVER), 0U);
}

TEST_F(TransferWindows, SmallSendsWithoutNagle)
{
    m_client.Set("TcpNoDelay", BooleanValue(true));
    m_client.sendSize = 10;
    m_client.octets = 10'000;
    Transfer();
}

TEST_F(TransferWindows, SmallMtu)
{
    m_setup.mtu = 128;
    Transfer();
    ExpectLargestText(128 - 40 - TIMESTAMPS);
}

TEST_F(TransferWindows, SmallMtuUnderLoss)
{
    m_setup.mtu = 128;
    m_setup.loss = 0.02;
    m_server.octets = 100'000;
    TransferNetwork network(m_setup);
    network.Install(m_client, m_server);
    network.Run();
    network.ExpectWhole();
    EXPECT_GT(network.GetLost(SERVER), 10U);
}

TEST_F(TransferWindows, LargeMtu)
{
    m_setup.mtu = 9000;
    m_client.octets = 1'000'000;
    Transfer();
    ExpectLargestText(9000 - 40 - TIMESTAMPS);
}

TEST_F(TransferWindows, LargestMtu)
{
    m_setup.mtu = 65535;
    m_client.octets = 1'000'000;
    m_client.sendSize = 100'000;
    Transfer();
    ExpectLargestText(65535 - 40 - TIMESTAMPS);
}

TEST_F(TransferWindows, SmallestMtuOfIpv6)
{
    m_setup.link.ipv6 = true;
    m_setup.mtu = 1280;
    Transfer();
    ExpectLargestText(1280 - 60 - TIMESTAMPS);
}

TEST_F(TransferWindows, ChosenSegmentSize)
{
    m_client.Set("SegmentSize", UintegerValue(88));
    Transfer();
    ExpectLargestText(88);
}

TEST_F(TransferWindows, SegmentSizeOfOneOctet)
{
    m_client.Set("SegmentSize", UintegerValue(1));
    m_client.octets = 1000;
    Transfer();
    ExpectLargestText(1);
}

TEST_F(TransferWindows, TenPercentLossWithManyRetries)
{
    m_setup.loss = 0.1;
    for (auto* plan : {&m_client, &m_server})
    {
        plan->octets = 500'000;
        plan->Set("DataRetries", UintegerValue(20));
    }
    TransferNetwork network(m_setup);
    network.Install(m_client, m_server);
    network.Run();
    network.ExpectWhole();
    EXPECT_GT(network.GetLost(SERVER), 30U);
}

namespace
{

/// 10 MB at 1 Gbit/s over a round trip of 20 ms, which is 2.5 MB long, with buffers of 4 MB.
class TransferOverLongFatLink : public TransferWindows
{
  protected:
    TransferOverLongFatLink()
    {
        m_setup.link.rate = DataRate("1Gbps");
        m_setup.link.delay = MilliSeconds(10);
        m_client.octets = 10'000'000;
        m_client.sendSize = 100'000;
        m_client.Set("SndBufSize", UintegerValue(4'000'000));
        m_server.Set("RcvBufSize", UintegerValue(4'000'000));
    }
};

} // namespace

TEST_F(TransferOverLongFatLink, WindowScalingFillsIt)
{
    // The rate needs 10 MB * 8 / 1 Gbit/s = 80 ms (82 ms with headers). Before that, slow start
    // goes from 14.6 kB to the 2.5 MB, a factor of 171; an acknowledgment of two segments adds one,
    // so that each round trip multiplies by 1.5: ln 171 / ln 1.5 = 12.7, 13 round trips of 20 ms.
    // With one for the handshake and one more for the rest this makes 0.4 s.
    Transfer();
    EXPECT_LT(m_lastRead, MilliSeconds(400));
}

TEST_F(TransferOverLongFatLink, WithoutWindowScalingAWindowOf64KibMakesItSlow)
{
    // A window of 65 535 octets for each round trip at most: 10 MB / 65 535 * 20 ms = 3.05 s.
    m_server.Set("WindowScaling", BooleanValue(false));
    Transfer();
    EXPECT_GT(m_lastRead, Seconds(3.05));
    EXPECT_LT(m_lastRead, Seconds(3.5));
}
