// SPDX-License-Identifier: GPL-2.0-only

// The trace sources whose names and meanings are TcpSocketBase's: each tells what went over the
// wire. (Tx, Rx, State, RTT, RTO: attributes-test.cc.)

#include "two-hosts.h"

#include <gmock/gmock.h>

using namespace ns3;
using ::testing::ElementsAre;

namespace
{

/// A sends with initial sequence number 1000, B with 5000. Segments carry 1000 octets.
class TraceSources : public TwoHosts
{
  protected:
    TraceSources()
    {
        Install();
        listener = Listen();
        listener->SetAttribute("Isn", IntegerValue(5000));
        client = NewSocket(0);
        client->SetAttribute("Isn", IntegerValue(1000));
        client->SetAttribute("SegmentSize", UintegerValue(1000));
        client->SetAttribute("WindowScaling", BooleanValue(false));
    }

    void Open()
    {
        client->Connect(AddressOf(1, 80));
        RunUntil(1);
        ASSERT_EQ(accepted.size(), 1U);
    }

    /// Writes down the values that a trace source of sequence numbers tells.
    void FollowNumbers(const char* name, std::vector<uint32_t>& values)
    {
        EXPECT_TRUE(client->TraceConnectWithoutContext(
            name,
            Callback<void, SequenceNumber32, SequenceNumber32>(
                [this, &values](SequenceNumber32 before, SequenceNumber32 now) {
                    Note(values, before.GetValue(), now.GetValue());
                })));
    }

    void FollowOctets(const char* name, std::vector<uint32_t>& values)
    {
        EXPECT_TRUE(client->TraceConnectWithoutContext(
            name,
            Callback<void, uint32_t, uint32_t>(
                [this, &values](uint32_t before, uint32_t now) { Note(values, before, now); })));
    }

    Ptr<TcpLifecycleSocket> listener;
    Ptr<TcpLifecycleSocket> client;

  private:
    static void Note(std::vector<uint32_t>& values, uint32_t before, uint32_t now)
    {
        if (!values.empty())
        {
            EXPECT_EQ(before, values.back());
        }
        values.push_back(now);
    }
};

} // namespace

TEST_F(TraceSources, SequenceNumbersOfWhatIsSent)
{
    std::vector<uint32_t> next;
    std::vector<uint32_t> highest;
    std::vector<uint32_t> acknowledged;
    FollowNumbers("NextTxSequence", next);
    FollowNumbers("HighestSequence", highest);
    FollowNumbers("HighestRxAck", acknowledged);
    Open();
    client->Send(Create<Packet>(2000));
    RunUntil(2);
    client->Close();
    RunUntil(3);
    EXPECT_THAT(next, ElementsAre(1001, 2001, 3001, 3002)); // SYN, two segments, FIN
    EXPECT_THAT(highest, ElementsAre(1001, 3001, 3002));    // once for what one call sends
    EXPECT_THAT(acknowledged, ElementsAre(1000, 1001, 3001, 3002));
}

TEST_F(TraceSources, ARetransmissionTakesNextTxSequenceBack)
{
    Open();
    std::vector<uint32_t> next;
    std::vector<uint32_t> highest;
    FollowNumbers("NextTxSequence", next);
    FollowNumbers("HighestSequence", highest);
    Lose(1, {0});
    client->Send(Create<Packet>(2000));
    RunUntil(10);
    EXPECT_THAT(next, ElementsAre(2001, 3001, 2001)); // the first again, after the timeout
    EXPECT_THAT(highest, ElementsAre(3001));
}

TEST_F(TraceSources, WindowsOfBothEnds)
{
    std::vector<uint32_t> ours;
    std::vector<uint32_t> theirs;
    FollowOctets("AdvWND", ours);
    FollowOctets("RWND", theirs);
    client->SetAttribute("RcvBufSize", UintegerValue(10000));
    listener->SetAttribute("RcvBufSize", UintegerValue(20000));
    Open();
    EXPECT_THAT(ours, ElementsAre(10000));
    EXPECT_THAT(theirs, ElementsAre(20000));
    client->Send(Create<Packet>(3000)); // B's user does not read
    accepted[0]->Send(Create<Packet>(4000));
    RunUntil(2);
    EXPECT_EQ(theirs.back(), 17000U);
    EXPECT_EQ(ours.back(), 6000U);
}

TEST_F(TraceSources, OctetsInFlight)
{
    Open();
    std::vector<uint32_t> inFlight;
    FollowOctets("BytesInFlight", inFlight);
    client->Send(Create<Packet>(2000)); // both are acknowledged by one segment
    RunUntil(2);
    EXPECT_THAT(inFlight, ElementsAre(2000, 0));
}

TEST_F(TraceSources, OneThatIsConnectedLateKnowsWhatWasThereBefore)
{
    Open();
    uint32_t from = 0;
    EXPECT_TRUE(client->TraceConnectWithoutContext(
        "HighestSequence",
        Callback<void, SequenceNumber32, SequenceNumber32>(
            [&](SequenceNumber32 before, SequenceNumber32) { from = before.GetValue(); })));
    client->Send(Create<Packet>(10));
    EXPECT_EQ(from, 1001U);
}

TEST_F(TraceSources, CanBeDisconnected)
{
    Open();
    int called = 0;
    const Callback<void, uint32_t, uint32_t> sink([&](uint32_t, uint32_t) { ++called; });
    EXPECT_TRUE(client->TraceConnectWithoutContext("BytesInFlight", sink));
    client->Send(Create<Packet>(10));
    EXPECT_EQ(called, 1);
    EXPECT_TRUE(client->TraceDisconnectWithoutContext("BytesInFlight", sink));
    RunUntil(2);
    EXPECT_EQ(called, 1);
}
