// SPDX-License-Identifier: GPL-2.0-only

// The ends of a stream: half-close, a FIN with data, both ends at once, and those that break off.

#include "transfer-hop.h"
#include "transfer-network.h"

#include "ns3/simulator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3;
using ::testing::ElementsAre;

namespace
{

constexpr uint64_t MEGABYTE = 1'000'000;

/// A client that sends a request and closes its direction; a server that answers after that.
struct HalfClose
{
    HalfClose()
    {
        client.octets = 1000;
        server.octets = MEGABYTE;
        server.sendAfterPeer = true;
        server.closing = TransferClosing::AfterPeer;
    }

    void ExpectStates(const TransferNetwork& network) const
    {
        EXPECT_THAT(network.GetStates(CLIENT),
                    ElementsAre("CLOSED",
                                "SYN-SENT",
                                "ESTABLISHED",
                                "FIN-WAIT-1",
                                "FIN-WAIT-2",
                                "TIME-WAIT",
                                "CLOSED"));
        EXPECT_THAT(network.GetStates(SERVER),
                    ElementsAre("LISTEN",
                                "SYN-RECEIVED",
                                "ESTABLISHED",
                                "CLOSE-WAIT",
                                "LAST-ACK",
                                "CLOSED"));
    }

    TransferSetup setup;
    TransferPlan client;
    TransferPlan server;
};

/// \return the segments with a control bit
std::vector<TransferObserver::Segment>
SegmentsWith(const TransferObserver& observer, uint8_t bit)
{
    std::vector<TransferObserver::Segment> found;
    for (const auto& segment : observer.GetSegments())
    {
        if (segment.tcp.GetFlags() & bit)
        {
            found.push_back(segment);
        }
    }
    return found;
}

/// Expects that a host's end was broken off, never in TIME-WAIT, and what it read was right.
void
ExpectBrokenOff(const TransferNetwork& network, uint32_t host)
{
    EXPECT_TRUE(network.Get(host).IsBroken());
    EXPECT_EQ(network.GetTimeInTimeWait(host), Time(0));
    EXPECT_EQ(network.Get(host).GetReceived().GetFirstWrong(), std::nullopt);
}

} // namespace

TEST(TransferClosing, HalfCloseWithDataTheOtherWay)
{
    HalfClose half;
    TransferNetwork network(half.setup);
    network.Install(half.client, half.server);
    network.Run();
    network.ExpectWhole();
    half.ExpectStates(network);
}

TEST(TransferClosing, HalfCloseWithDataTheOtherWayUnderLoss)
{
    HalfClose half;
    half.setup.loss = 0.03;
    half.setup.link.ipv6 = true;
    TransferNetwork network(half.setup);
    network.Install(half.client, half.server);
    network.Run();
    network.ExpectWhole();
    half.ExpectStates(network);
}

TEST(TransferClosing, HalfCloseHoldsForHours)
{
    HalfClose half;
    half.server.readStart = Hours(5); // its answer comes after it has read the request
    TransferNetwork network(half.setup);
    network.Install(half.client, half.server);
    network.Run();
    network.ExpectWhole();
    half.ExpectStates(network);
    EXPECT_GT(network.Get(CLIENT).GetLastRead(), Hours(5));
}

TEST(TransferClosing, FinComesWithTheLastData)
{
    // The initial window of ten segments holds 14 600 octets: when ShutdownSend is called, 5 400
    // are still to be sent.
    TransferPlan client;
    client.octets = 20'000;
    client.sendSize = 20'000;
    TransferPlan server;
    server.closing = TransferClosing::AfterPeer;
    TransferNetwork network({});
    const auto atServer = CreateObject<TransferObserver>();
    atServer->InstallAt(network.GetDevice(SERVER));
    network.Install(client, server);
    network.Run();
    network.ExpectWhole();

    const auto fins = SegmentsWith(*atServer, TcpHeader::FIN);
    ASSERT_EQ(fins.size(), 1U);
    const auto isn = atServer->GetSegments().front().tcp.GetSequenceNumber();
    EXPECT_GT(fins[0].text, 0U);
    EXPECT_EQ(fins[0].tcp.GetSequenceNumber() + SequenceNumber32(fins[0].text),
              isn + SequenceNumber32(1 + 20'000));
}

TEST(TransferClosing, FinWithDataIsLostAndComesAgain)
{
    TransferPlan client;
    client.octets = 20'000;
    client.sendSize = 20'000;
    TransferPlan server;
    server.closing = TransferClosing::AfterPeer;
    TransferNetwork network({});
    const auto atServer = CreateObject<TransferObserver>();
    atServer->InstallAt(network.GetDevice(SERVER));
    // SYN, its answer, and the first ten segments need three times 5 ms, and little more; the rest
    // comes two times 5 ms later and is lost.
    atServer->LoseAll(MilliSeconds(22), MilliSeconds(100));
    network.Install(client, server);
    network.Run();
    network.ExpectWhole();
    EXPECT_GE(SegmentsWith(*atServer, TcpHeader::FIN).size(), 2U);
}

TEST(TransferClosing, BothEndsAtOnce)
{
    TransferPlan plan;
    plan.octets = MEGABYTE;
    plan.closing = TransferClosing::ByTest;
    TransferSetup setup;
    setup.loss = 0.01;
    TransferNetwork network(setup);
    network.Install(plan, plan);
    Simulator::Schedule(Minutes(10), [&network] {
        network.EndLoss();
        network.Get(CLIENT).Close();
        network.Get(SERVER).Close();
    });
    network.Run();
    network.ExpectContent(CLIENT);
    network.ExpectContent(SERVER);
    network.ExpectClosed();
    network.ExpectNothingLeft();
    EXPECT_THAT(network.GetStates(CLIENT),
                ElementsAre("CLOSED",
                            "SYN-SENT",
                            "ESTABLISHED",
                            "FIN-WAIT-1",
                            "CLOSING",
                            "TIME-WAIT",
                            "CLOSED"));
    EXPECT_THAT(network.GetStates(SERVER),
                ElementsAre("LISTEN",
                            "SYN-RECEIVED",
                            "ESTABLISHED",
                            "FIN-WAIT-1",
                            "CLOSING",
                            "TIME-WAIT",
                            "CLOSED"));
    EXPECT_EQ(network.GetTimeInTimeWait(CLIENT), Minutes(4));
    EXPECT_EQ(network.GetTimeInTimeWait(SERVER), Minutes(4));
}

TEST(TransferClosing, CloseWithUnreadDataResets)
{
    // RFC 1122, section 4.2.2.13.
    TransferPlan client;
    client.octets = 10'000;
    client.closing = TransferClosing::ByTest;
    TransferPlan server;
    server.readStart = Hours(1);
    server.closing = TransferClosing::ByTest;
    TransferNetwork network({});
    const auto atClient = CreateObject<TransferObserver>();
    atClient->InstallAt(network.GetDevice(CLIENT));
    network.Install(client, server);
    Simulator::Schedule(Seconds(5), [&network] { network.Get(SERVER).Close(); });
    network.Run();
    EXPECT_EQ(SegmentsWith(*atClient, TcpHeader::RST).size(), 1U);
    EXPECT_EQ(SegmentsWith(*atClient, TcpHeader::FIN).size(), 0U);
    ExpectBrokenOff(network, CLIENT);
    EXPECT_FALSE(network.Get(CLIENT).IsAtEndOfStream());
    EXPECT_EQ(network.GetTimeInTimeWait(SERVER), Time(0));
    network.ExpectClosed();
    network.ExpectNothingLeft();
    EXPECT_EQ(network.GetTimeInTimeWait(SERVER), Time(0));
}

TEST(TransferClosing, DataAfterCloseIsAnsweredByAReset)
{
    // RFC 1122, section 4.2.2.13. The server closes when it has read all that there was: its FIN
    // comes first.
    TransferPlan client;
    client.octets = 10 * MEGABYTE;
    TransferPlan server;
    server.closing = TransferClosing::ByTest;
    TransferNetwork network({});
    network.Install(client, server);
    Simulator::Schedule(MilliSeconds(200), [&network] { network.Get(SERVER).Close(); });
    network.Run();
    ExpectBrokenOff(network, CLIENT);
    EXPECT_TRUE(network.Get(CLIENT).IsAtEndOfStream());
    EXPECT_GT(network.Get(SERVER).GetReceived().GetLength(), 0U);
    EXPECT_LT(network.Get(SERVER).GetReceived().GetLength(), client.octets);
    EXPECT_EQ(network.Get(SERVER).GetReceived().GetFirstWrong(), std::nullopt);
    network.ExpectClosed();
    network.ExpectNothingLeft();
}

TEST(TransferClosing, AbortInTheMiddle)
{
    TransferPlan plan;
    plan.octets = 10 * MEGABYTE;
    TransferNetwork network({});
    network.Install(plan, plan);
    Simulator::Schedule(MilliSeconds(200), [&network] { network.Get(CLIENT).Abort(); });
    network.Run();
    ExpectBrokenOff(network, SERVER);
    EXPECT_FALSE(network.Get(SERVER).IsAtEndOfStream());
    EXPECT_EQ(network.Get(CLIENT).GetReceived().GetFirstWrong(), std::nullopt);
    EXPECT_GT(network.Get(CLIENT).GetReceived().GetLength(), 0U);
    EXPECT_GT(network.Get(SERVER).GetReceived().GetLength(), 0U);
    network.ExpectClosed();
    network.ExpectNothingLeft();
    EXPECT_EQ(network.GetTimeInTimeWait(CLIENT), Time(0));
}
