// SPDX-License-Identifier: GPL-2.0-only

// What a socket chooses for its IP headers stands in each of its segments.

#include "two-hosts.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"

using namespace ns3;
using tcplifecycle::State;

namespace
{

class IpOptions : public TwoHosts
{
  protected:
    explicit IpOptions(Family family = Family::IPV4)
        : TwoHosts(family)
    {
        Install();
        for (uint32_t host = 0; host < 2; ++host)
        {
            nodes.Get(host)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
                "SendOutgoing",
                Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
                    [this, host](const Ipv4Header& header, Ptr<const Packet> packet, uint32_t) {
                        SocketPriorityTag priority;
                        const bool tagged = packet->PeekPacketTag(priority);
                        sent[host].push_back({header.GetTos(),
                                              header.GetTtl(),
                                              tagged ? priority.GetPriority() : uint8_t{0}});
                    }));
            nodes.Get(host)->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
                "SendOutgoing",
                Callback<void,
                         const Ipv6Header&,
                         Ptr<const Packet>,
                         uint32_t>([this,
                                    host](const Ipv6Header& header, Ptr<const Packet>, uint32_t) {
                    if (header.GetNextHeader() == TcpLifecycleL4Protocol::PROT_NUMBER)
                    {
                        sent[host].push_back({header.GetTrafficClass(), header.GetHopLimit(), 0});
                    }
                }));
        }
    }

    struct Sent
    {
        uint8_t tos;
        uint8_t ttl;
        uint8_t priority;
    };

    void ExpectAll(uint32_t host, size_t count, uint8_t tos, uint8_t ttl, uint8_t priority)
    {
        EXPECT_EQ(sent[host].size(), count);
        for (size_t i = 0; i < sent[host].size(); ++i)
        {
            SCOPED_TRACE(i);
            EXPECT_EQ(sent[host][i].tos, tos);
            EXPECT_EQ(sent[host][i].ttl, ttl);
            EXPECT_EQ(sent[host][i].priority, priority);
        }
    }

    std::vector<Sent> sent[2];
};

class IpOptionsOverIpv6 : public IpOptions
{
  protected:
    IpOptionsOverIpv6()
        : IpOptions(Family::IPV6)
    {
    }
};

} // namespace

TEST_F(IpOptions, StandInEachSegmentFromSynToTheLastAck)
{
    Listen();
    const auto client = NewSocket(0);
    client->SetIpTos(0x10);
    client->SetIpTtl(7);
    client->SetPriority(3);
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    client->Send(Create<Packet>(100));
    RunUntil(2);
    client->Close();
    RunUntil(3);
    accepted.at(0)->Recv(); // a Close with unread data would be a RST
    accepted.at(0)->Close();
    RunUntil(4);
    ASSERT_EQ(client->GetState(), State::TimeWait);
    ExpectAll(0, 5, 0x10, 7, 3); // SYN, ACK, data, FIN, ACK from TIME-WAIT
}

TEST_F(IpOptions, MayChangeDuringTheConnection)
{
    // SHLD-21.
    Listen();
    const auto client = Connect();
    RunUntil(1);
    sent[0].clear();
    client->SetIpTos(0x28);
    client->Send(Create<Packet>(100));
    RunUntil(2);
    client->SetIpTos(0x48);
    client->Send(Create<Packet>(100));
    RunUntil(3);
    ASSERT_EQ(sent[0].size(), 2U);
    EXPECT_EQ(sent[0][0].tos, 0x28);
    EXPECT_EQ(sent[0][1].tos, 0x48);
}

TEST_F(IpOptions, StandInAReset)
{
    Listen();
    const auto client = NewSocket(0);
    client->SetIpTtl(9);
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    client->Abort();
    ExpectAll(0, 3, 0, 9, 0); // SYN, ACK, RST
}

TEST_F(IpOptions, OfAListenerStandInTheSynAck)
{
    const auto listener = Listen();
    listener->SetIpTos(0x20);
    listener->SetIpTtl(11);
    listener->SetPriority(2);
    Connect();
    RunUntil(1);
    accepted.at(0)->Send(Create<Packet>(100));
    RunUntil(2);
    ExpectAll(1, 2, 0x20, 11, 2); // SYN,ACK and data
}

TEST_F(IpOptions, TypeOfServiceMayComeWithTheAddress)
{
    const auto client = NewSocket(0);
    InetSocketAddress address(Ipv4Of(1), 80);
    address.SetTos(0x28);
    client->Connect(address);
    RunUntil(0.001);
    ExpectAll(0, 1, 0x28, 64, Socket::IpTos2Priority(0x28));
}

TEST_F(IpOptions, OfTextThatPassedThroughAnotherSocketDoNotStick)
{
    Listen();
    const auto client = Connect();
    RunUntil(1);
    sent[0].clear();
    const auto packet = Create<Packet>(100);
    SocketPriorityTag priority;
    priority.SetPriority(6);
    packet->AddPacketTag(priority);
    SocketIpTtlTag ttl;
    ttl.SetTtl(1);
    packet->AddPacketTag(ttl);
    client->Send(packet);
    RunUntil(1.005);
    ExpectAll(0, 1, 0, 64, 0);
}

TEST_F(IpOptionsOverIpv6, StandInEachSegment)
{
    RunUntil(5);
    Listen();
    const auto client = NewSocket(0);
    client->SetIpv6Tclass(0x30);
    client->SetIpv6HopLimit(13);
    client->Connect(AddressOf(1, 80));
    RunUntil(6);
    client->Close();
    RunUntil(7);
    ExpectAll(0, 3, 0x30, 13, 0); // SYN, ACK, FIN
}

namespace
{

/// B has a second device, on another link to A.
class TwoLinks : public TwoHosts
{
  protected:
    TwoLinks()
    {
        PointToPointHelper link;
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        second = link.Install(nodes);
        Install();
        Ipv4AddressHelper("10.0.1.0", "255.255.255.0").Assign(second);
    }

    NetDeviceContainer second;
};

} // namespace

TEST_F(TwoLinks, BoundListenerTakesSegmentsOfItsDeviceOnly)
{
    const auto listener = Listen();
    listener->BindToNetDevice(second.Get(1));
    const auto first = Connect();
    const auto other = NewSocket(0);
    other->Connect(InetSocketAddress("10.0.1.2", 80));
    RunUntil(1);
    EXPECT_EQ(first->GetCloseReason(), tcplifecycle::CloseReason::Refused);
    EXPECT_EQ(other->GetState(), State::Established);
}

TEST_F(TwoLinks, BoundSocketSendsThroughItsDeviceOnly)
{
    Listen();
    const auto client = NewSocket(0);
    client->BindToNetDevice(second.Get(0));
    EXPECT_EQ(client->Connect(AddressOf(1, 80)), -1); // that address is on the first link
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    EXPECT_EQ(client->Connect(InetSocketAddress("10.0.1.2", 80)), 0);
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::Established);
    Address name;
    client->GetSockName(name);
    EXPECT_EQ(InetSocketAddress::ConvertFrom(name).GetIpv4(), Ipv4Address("10.0.1.1"));
}
