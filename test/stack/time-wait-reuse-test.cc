// SPDX-License-Identifier: GPL-2.0-only

// TIME-WAIT that ends before its time: a new incarnation that the peer opens (RFC 6191, section 2;
// RFC 9293, section 3.6.1, MAY-2) or our own user (TimeWaitConnect), and a host that keeps no more
// of them (MaxTimeWait).

#include "two-hosts.h"

#include <gmock/gmock.h>
#include <sstream>

using namespace ns3;
using tcplifecycle::Cause;
using tcplifecycle::CloseReason;
using tcplifecycle::State;
using ::testing::ElementsAre;

namespace
{

class TimeWaitReuse : public TwoHosts
{
  protected:
    TimeWaitReuse()
    {
        Install();
        for (uint32_t host = 0; host < 2; ++host)
        {
            Tcp(host)->SetAttribute("IsnGenerator", StringValue("ns3::TcpIsnConstant"));
        }
        Tcp(1)->TraceConnectWithoutContext("Isn", MakeCallback(&TimeWaitReuse::RecordIsn, this));
        listener = Listen();
    }

    /// \return a new socket of A, from port 1000 to B, whose SYN has this number
    Ptr<TcpLifecycleSocket> From1000(int64_t isn, bool timestamps)
    {
        const auto socket = NewSocket(0);
        socket->SetAttribute("Timestamp", BooleanValue(timestamps));
        socket->SetAttribute("Isn", IntegerValue(isn));
        EXPECT_EQ(socket->Bind(AnyAddress(1000)), 0);
        return socket;
    }

    /// A connection whose SYN of A has number 5000, and that B closes first. B is in TIME-WAIT
    /// then, with RCV.NXT = 5002 and SND.NXT = 2.
    void RestAtB(bool timestamps)
    {
        const auto client = From1000(5000, timestamps);
        client->Connect(AddressOf(1, 80));
        RunUntil(1);
        accepted.at(0)->Close();
        RunUntil(2);
        client->Close();
        RunUntil(3);
        ASSERT_EQ(client->GetState(), State::Closed);
        ASSERT_EQ(Tcp(1)->GetTimeWaitCount(), 1U);
        changesOfB.clear();
    }

    void RecordIsn(const Address&, const Address&, const std::string&, uint32_t isn)
    {
        isnsOfB.push_back(isn);
    }

    Ptr<TcpLifecycleSocket> listener;
    std::vector<uint32_t> isnsOfB;
};

} // namespace

TEST_F(TimeWaitReuse, NumberPastTheOldOneBeginsANewIncarnation)
{
    RestAtB(false);
    const auto again = From1000(5002, false);
    again->Connect(AddressOf(1, 80));
    RunUntil(3.015);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED"));
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 1U); // until it is ESTABLISHED
    RunUntil(4);
    EXPECT_EQ(again->GetState(), State::Established);
    EXPECT_THAT(Texts(changesOfB),
                ElementsAre("LISTEN -> SYN-RECEIVED",
                            "TIME-WAIT -> CLOSED",
                            "SYN-RECEIVED -> ESTABLISHED"));
    EXPECT_EQ(changesOfB.at(1).cause, Cause::Segment);
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 0U);
    EXPECT_EQ(accepted.size(), 2U);
    // The generator would have said 0 again: the old incarnation used 0 and 1.
    EXPECT_THAT(isnsOfB, ElementsAre(0, 3));

    again->Send(Create<Packet>(10));
    RunUntil(5);
    EXPECT_EQ(accepted.at(1)->GetRxAvailable(), 10U);
}

TEST_F(TimeWaitReuse, NewerTimestampBeginsANewIncarnationWhateverTheNumber)
{
    RestAtB(true);
    const auto again = From1000(100, true);
    again->Connect(AddressOf(1, 80));
    RunUntil(4);
    EXPECT_EQ(again->GetState(), State::Established);
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 0U);
}

TEST_F(TimeWaitReuse, OldNumberDrawsAChallenge)
{
    RestAtB(false);
    const auto again = From1000(4000, false);
    again->SetAttribute("ConnTimeout", TimeValue(Seconds(3)));
    again->Connect(AddressOf(1, 80));
    RunUntil(5);
    // The answer to the challenge ACK is a RST, exactly in sequence: that ends TIME-WAIT.
    EXPECT_THAT(Texts(changesOfB), ElementsAre("TIME-WAIT -> CLOSED"));
    EXPECT_NEAR(changesOfB.at(0).time, Seconds(3.030).GetNanoSeconds(), 1000);
    // The SYN again, 3 s after the first, finds the port free.
    RunUntil(7);
    EXPECT_EQ(again->GetState(), State::Established);
}

TEST_F(TimeWaitReuse, IsForbiddenByPolicy)
{
    listener->SetAttribute("TimeWaitReuse", StringValue("Never"));
    listener->SetAttribute("TimeWaitRst", StringValue("Ignore"));
    RestAtB(true);
    const auto again = From1000(6000, true);
    again->Connect(AddressOf(1, 80));
    RunUntil(20);
    EXPECT_EQ(again->GetState(), State::SynSent);
    EXPECT_TRUE(changesOfB.empty());
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 1U);
}

TEST_F(TimeWaitReuse, ResetBeforeTheEndOfTheHandshakeLeadsBackToTimeWait)
{
    listener->SetAttribute("Msl", TimeValue(Seconds(30)));
    RestAtB(false);
    const auto again = From1000(5002, false);
    again->Connect(AddressOf(1, 80));
    RunUntil(3.015);
    ASSERT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED"));
    again->Abort(); // nobody expects the SYN,ACK any more
    RunUntil(4);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED", "SYN-RECEIVED -> LISTEN"));
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 1U);
    EXPECT_TRUE(Tcp(1)->HasConnection(
        {*TcpName::From(AddressOf(1, 80)), *TcpName::From(AddressOf(0, 1000))}));
    // It had begun when A's FIN came, at 2.01 s, and was not started anew.
    Simulator::Run();
    EXPECT_EQ(changesOfB.back().text, "TIME-WAIT -> CLOSED");
    EXPECT_NEAR(changesOfB.back().time, Seconds(2.010 + 60).GetNanoSeconds(), 1000);
}

TEST_F(TimeWaitReuse, WithoutAListenerThereIsNone)
{
    RestAtB(false);
    listener->Close();
    const auto again = From1000(5002, false);
    again->Connect(AddressOf(1, 80));
    RunUntil(3.02);
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 1U);
    EXPECT_THAT(Texts(changesOfB), ElementsAre());
}

TEST_F(TimeWaitReuse, OwnUserMayConnectAgainASecondAfterTheLastSegmentWithTimestamps)
{
    const auto first = From1000(5000, true);
    first->Connect(AddressOf(1, 80));
    RunUntil(1);
    first->Close();
    RunUntil(2);
    accepted.at(0)->Close(); // its FIN reaches A at 2.01 s
    RunUntil(3);
    ASSERT_EQ(first->GetState(), State::TimeWait);

    const auto connect = [this](const char* policy, bool timestamps) {
        const auto socket = From1000(-1, timestamps);
        socket->SetAttribute("TimeWaitConnect", StringValue(policy));
        const int result = socket->Connect(AddressOf(1, 80));
        EXPECT_EQ(socket->GetErrno(),
                  result == 0 ? Socket::ERROR_NOTERROR : Socket::ERROR_ADDRINUSE);
        if (result != 0)
        {
            socket->Close();
        }
        return result == 0 ? socket : nullptr;
    };
    EXPECT_FALSE(connect("Timestamps", true));
    RunUntil(3.02);
    EXPECT_FALSE(connect("Refuse", true));
    EXPECT_FALSE(connect("Timestamps", false));
    changesOfA.clear();
    const auto again = connect("Timestamps", true);
    ASSERT_TRUE(again);
    RunUntil(4);
    EXPECT_EQ(again->GetState(), State::Established);
    EXPECT_THAT(
        Texts(changesOfA),
        ElementsAre("CLOSED -> SYN-SENT", "TIME-WAIT -> CLOSED", "SYN-SENT -> ESTABLISHED"));
    EXPECT_EQ(first->GetState(), State::Closed);
    EXPECT_EQ(first->GetCloseReason(), CloseReason::Normal);
}

TEST_F(TimeWaitReuse, HostThatKeepsNoMoreClosesAtOnce)
{
    std::vector<std::string> overflows;
    using Overflows = decltype(overflows);
    Tcp(0)->SetAttribute("MaxTimeWait", UintegerValue(1));
    Tcp(0)->TraceConnectWithoutContext(
        "TimeWaitOverflow",
        MakeBoundCallback(
            +[](Overflows* seen, const Address& local, const Address&) {
                std::ostringstream text;
                text << InetSocketAddress::ConvertFrom(local).GetIpv4() << ":"
                     << InetSocketAddress::ConvertFrom(local).GetPort();
                seen->push_back(text.str());
            },
            &overflows));
    const auto first = Connect();
    RunUntil(1);
    const auto second = From1000(-1, true);
    second->Connect(AddressOf(1, 80));
    RunUntil(2);
    first->Close();
    RunUntil(3);
    accepted.at(0)->Close();
    RunUntil(4);
    changesOfA.clear();
    second->Close();
    RunUntil(5);
    accepted.at(1)->Close();
    RunUntil(6);
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), 1U);
    EXPECT_EQ(Tcp(0)->GetTimeWaitOverflows(), 1U);
    EXPECT_THAT(overflows, ElementsAre("10.0.0.1:1000"));
    EXPECT_EQ(changesOfA.back().text, "TIME-WAIT -> CLOSED");
    EXPECT_EQ(changesOfA.back().cause, Cause::TimeWaitTableFull);
    EXPECT_EQ(second->GetState(), State::Closed);
    EXPECT_EQ(second->GetCloseReason(), CloseReason::Normal);
    // Its last ACK had left before: B's end is closed as well.
    EXPECT_EQ(accepted.at(1)->GetState(), State::Closed);
}

TEST_F(TimeWaitReuse, IsNotAnsweredByACookie)
{
    // A cookie would forget that the new number lies past the old incarnation's, and its
    // acknowledgment would come to the record.
    RestAtB(false);
    listener->SetAttribute("SynCookies", StringValue("Always"));
    isnsOfB.clear();
    const auto again = From1000(5002, false);
    again->Connect(AddressOf(1, 80));
    RunUntil(4);
    EXPECT_EQ(again->GetState(), State::Established);
    EXPECT_EQ(accepted.size(), 2U);
    EXPECT_THAT(isnsOfB, ElementsAre(3)); // SND.NXT was 2
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 0U);
}

TEST_F(TimeWaitReuse, NumberDecidesIfTheListenerTakesNoTimestamps)
{
    // RFC 6191, section 2: timestamps count if the new incarnation would use them.
    listener->SetAttribute("Timestamp", BooleanValue(false));
    listener->SetAttribute("TimeWaitRst", StringValue("Ignore")); // which the challenge ACK draws
    RestAtB(true);
    const auto old = From1000(5000, true);
    old->Connect(AddressOf(1, 80));
    RunUntil(3.5);
    EXPECT_EQ(old->GetState(), State::SynSent);
    EXPECT_EQ(Tcp(1)->GetTimeWaitCount(), 1U);
    EXPECT_EQ(accepted.size(), 1U);
    old->Abort();
    const auto again = From1000(5002, true);
    again->Connect(AddressOf(1, 80));
    RunUntil(4);
    EXPECT_EQ(again->GetState(), State::Established);
    EXPECT_EQ(accepted.size(), 2U);
}

TEST_F(TimeWaitReuse, ResetBeforeTheNewIncarnationIsOpenLeavesTheOldOneBeThoughItsUserHasClosed)
{
    const auto first = NewSocket(0);
    EXPECT_EQ(first->Bind(AnyAddress(1000)), 0);
    EXPECT_EQ(first->Connect(AddressOf(1, 80)), 0);
    RunUntil(1);
    first->Close();
    RunUntil(2);
    accepted.at(0)->Close();
    RunUntil(4);
    ASSERT_EQ(Tcp(0)->GetTimeWaitCount(), 1U);
    listener->Close();
    changesOfA.clear();
    const auto again = NewSocket(0);
    again->SetAttribute("TimeWaitConnect", StringValue("Timestamps"));
    EXPECT_EQ(again->Bind(AnyAddress(1000)), 0);
    EXPECT_EQ(again->Connect(AddressOf(1, 80)), 0);
    const TcpName peer{TcpIpAddress(Ipv4Of(1)), 80};
    tcplifecycle::Segment syn;
    syn.seq = tcplifecycle::SeqNum(100);
    syn.ctl = tcplifecycle::SYN;
    syn.wnd = 5000;
    Arrive(0, peer, 1000, syn); // a simultaneous open
    again->Close();
    tcplifecycle::Segment reset;
    reset.seq = tcplifecycle::SeqNum(101);
    reset.ctl = tcplifecycle::RST;
    Arrive(0, peer, 1000, reset);
    EXPECT_THAT(Texts(changesOfA),
                ElementsAre("CLOSED -> SYN-SENT",
                            "SYN-SENT -> SYN-RECEIVED",
                            "SYN-RECEIVED -> FIN-WAIT-1",
                            "FIN-WAIT-1 -> CLOSED"));
    EXPECT_EQ(Tcp(0)->GetTimeWaitCount(), 1U);
}
