// SPDX-License-Identifier: GPL-2.0-only

// Segments that no well-behaved TCP sends: none of them harms a host.

#include "two-hosts.h"

#include "ns3/global-value.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-l3-protocol.h"

#include <gmock/gmock.h>
#include <random>

using namespace ns3;
using tcplifecycle::State;

namespace
{

class HostileSegments : public TwoHosts
{
  protected:
    HostileSegments()
    {
        Install();
        nodes.Get(1)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "SendOutgoing",
            Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
                [this](const Ipv4Header&, Ptr<const Packet>, uint32_t) { ++answers; }));
    }

    /// This comes to B as if A had sent it. (Not by A's queue: ns-3's FqCoDel reads the headers of
    /// what it queues, and ends the program if an option is malformed.)
    void Inject(Ptr<Packet> packet, Ipv4Address source, Ipv4Address destination)
    {
        Ipv4Header header;
        header.SetSource(source);
        header.SetDestination(destination);
        header.SetProtocol(TcpLifecycleL4Protocol::PROT_NUMBER);
        header.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        header.SetTtl(64);
        if (Node::ChecksumEnabled())
        {
            header.EnableChecksum(); // IP's own: without it IP drops the packet
        }
        packet->AddHeader(header);
        const auto device = devices.Get(1);
        nodes.Get(1)->GetObject<Ipv4L3Protocol>()->Receive(device,
                                                           packet,
                                                           Ipv4L3Protocol::PROT_NUMBER,
                                                           device->GetAddress(),
                                                           device->GetAddress(),
                                                           NetDevice::PACKET_HOST);
    }

    /// \return a SYN from A, port 1000, to B \param checksum whether it has its checksum, or 0
    Ptr<Packet> Syn(uint16_t port, bool checksum = false) const
    {
        tcplifecycle::Segment segment;
        segment.seq = tcplifecycle::SeqNum(100);
        segment.ctl = tcplifecycle::SYN;
        const TcpIpAddress source(Ipv4Of(0));
        const TcpIpAddress destination(Ipv4Of(1));
        TcpSegmentHeader header({{source, 1000}, {destination, port}}, segment);
        if (checksum)
        {
            header.EnableChecksum(source, destination);
        }
        const auto packet = Create<Packet>();
        packet->AddHeader(header);
        return packet;
    }

    uint32_t answers{0};
};

class HostileSegmentsOverIpv6 : public TwoHosts
{
  protected:
    HostileSegmentsOverIpv6()
        : TwoHosts(Family::IPV6)
    {
        Install();
        nodes.Get(1)->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
            "SendOutgoing",
            Callback<void, const Ipv6Header&, Ptr<const Packet>, uint32_t>(
                [this](const Ipv6Header& header, Ptr<const Packet>, uint32_t) {
                    answers += header.GetNextHeader() == TcpLifecycleL4Protocol::PROT_NUMBER;
                }));
    }

    Ipv6Address Ipv6Of(uint32_t host) const
    {
        return Inet6SocketAddress::ConvertFrom(AddressOf(host, 0)).GetIpv6();
    }

    /// A SYN to a port comes to B.
    void Inject(uint16_t port, Ipv6Address source, Ipv6Address destination)
    {
        tcplifecycle::Segment segment;
        segment.seq = tcplifecycle::SeqNum(100);
        segment.ctl = tcplifecycle::SYN;
        const auto packet = Create<Packet>();
        packet->AddHeader(
            TcpSegmentHeader({{TcpIpAddress(source), 1000}, {TcpIpAddress(destination), port}},
                             segment));
        Ipv6Header header;
        header.SetSource(source);
        header.SetDestination(destination);
        header.SetNextHeader(TcpLifecycleL4Protocol::PROT_NUMBER);
        header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
        header.SetHopLimit(64);
        packet->AddHeader(header);
        const auto device = devices.Get(1);
        nodes.Get(1)->GetObject<Ipv6L3Protocol>()->Receive(device,
                                                           packet,
                                                           Ipv6L3Protocol::PROT_NUMBER,
                                                           device->GetAddress(),
                                                           device->GetAddress(),
                                                           NetDevice::PACKET_HOST);
    }

    uint32_t answers{0};
};

} // namespace

TEST_F(HostileSegments, FromOrToBroadcastAndMulticastAreDroppedInSilence)
{
    Listen();
    RunUntil(0);
    for (const char* source : {"255.255.255.255", "10.0.0.255", "224.0.0.1", "0.0.0.0"})
    {
        Inject(Syn(80), Ipv4Address(source), Ipv4Of(1));
        Inject(Syn(81), Ipv4Address(source), Ipv4Of(1));
    }
    for (const char* destination : {"255.255.255.255", "10.0.0.255"})
    {
        Inject(Syn(80), Ipv4Of(0), Ipv4Address(destination));
        Inject(Syn(81), Ipv4Of(0), Ipv4Address(destination));
    }
    RunUntil(1);
    EXPECT_EQ(answers, 0U);
    EXPECT_TRUE(changesOfB.empty());

    Inject(Syn(80), Ipv4Of(0), Ipv4Of(1)); // the same from a host is answered
    RunUntil(1.011);
    EXPECT_EQ(answers, 1U);
}

TEST_F(HostileSegmentsOverIpv6, FromOrToMulticastAreDroppedInSilence)
{
    Listen();
    RunUntil(5); // duplicate address detection takes its time
    const Ipv6Address a = Ipv6Of(0);
    const Ipv6Address b = Ipv6Of(1);
    answers = 0;
    for (const char* source : {"ff02::1", "ff0e::1234", "::"})
    {
        Inject(80, Ipv6Address(source), b);
        Inject(81, Ipv6Address(source), b);
    }
    Inject(80, a, Ipv6Address("ff02::1"));
    Inject(81, a, Ipv6Address("ff02::1"));
    RunUntil(6);
    EXPECT_EQ(answers, 0U);
    EXPECT_TRUE(changesOfB.empty());

    Inject(80, a, b); // the same from a host is answered
    RunUntil(6.011);
    EXPECT_EQ(answers, 1U);
}

TEST_F(HostileSegments, WithWrongChecksumsAreDropped)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    const auto listener = Listen();
    const auto client = Connect();
    RunUntil(1);
    EXPECT_EQ(client->GetState(), State::Established);
    EXPECT_EQ(accepted.size(), 1U);
    answers = 0;
    Inject(Syn(80), Ipv4Of(0), Ipv4Of(1)); // its checksum is 0
    RunUntil(2);
    EXPECT_EQ(answers, 0U);
    EXPECT_EQ(changesOfB.size(), 2U);
    Inject(Syn(80, true), Ipv4Of(0), Ipv4Of(1));
    RunUntil(2.005);
    EXPECT_EQ(answers, 1U);
    EXPECT_EQ(changesOfB.size(), 3U);
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
}

TEST_F(HostileSegments, ThatAreTooShortAreDropped)
{
    Listen();
    RunUntil(0);
    for (uint32_t size = 0; size < 20; ++size)
    {
        const auto packet = Syn(80)->CreateFragment(0, size);
        Inject(packet, Ipv4Of(0), Ipv4Of(1));
    }
    RunUntil(1);
    EXPECT_EQ(answers, 0U);
    EXPECT_TRUE(changesOfB.empty());
}

TEST_F(HostileSegments, OfRandomOctetsDoNoHarm)
{
    const auto listener = Listen();
    const auto client = Connect();
    RunUntil(1);
    Address name;
    client->GetSockName(name);
    const uint16_t port = InetSocketAddress::ConvertFrom(name).GetPort();
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i)
    {
        std::vector<uint8_t> octets(random() % 80);
        for (uint8_t& octet : octets)
        {
            octet = static_cast<uint8_t>(random());
        }
        if (octets.size() >= 20)
        {
            // Half of them are for the connection, the rest for the listener.
            const uint16_t source = random() % 2 ? port : static_cast<uint16_t>(random());
            octets[0] = source >> 8;
            octets[1] = source & 0xff;
            octets[2] = 0;
            octets[3] = 80;
            octets[12] = (5 + random() % 11) << 4;
        }
        Inject(Create<Packet>(octets.data(), octets.size()), Ipv4Of(0), Ipv4Of(1));
        if (i % 100 == 0)
        {
            RunUntil(Simulator::Now().GetSeconds() + 0.1);
        }
    }
    RunUntil(Simulator::Now().GetSeconds() + 1000);
    EXPECT_EQ(listener->GetState(), State::Listen);
    const auto another = Connect();
    RunUntil(Simulator::Now().GetSeconds() + 1);
    EXPECT_EQ(another->GetState(), State::Established);
}

TEST_F(HostileSegments, SourcePortZeroIsAPortLikeAnyOther)
{
    // RFC 9293 does not say otherwise; a connection of it must not be taken for a listener.
    uint32_t isn = 0;
    Tcp(1)->TraceConnectWithoutContext(
        "Isn",
        Callback<void, const Address&, const Address&, const std::string&, uint32_t>(
            [&](const Address&, const Address&, const std::string&, uint32_t chosen) {
                isn = chosen;
            }));
    Listen();
    RunUntil(0.1);
    const TcpName peer{TcpIpAddress(Ipv4Address("10.0.0.77")), 0};
    tcplifecycle::Segment syn;
    syn.seq = tcplifecycle::SeqNum(100);
    syn.ctl = tcplifecycle::SYN;
    syn.wnd = 5000;
    Arrive(1, peer, 80, syn);
    tcplifecycle::Segment ack;
    ack.seq = tcplifecycle::SeqNum(101);
    ack.ack = tcplifecycle::SeqNum(isn + 1);
    ack.ctl = tcplifecycle::ACK;
    ack.wnd = 5000;
    Arrive(1, peer, 80, ack);
    ASSERT_EQ(accepted.size(), 1U);
    accepted.clear();
    tcplifecycle::Segment reset;
    reset.seq = tcplifecycle::SeqNum(101);
    reset.ctl = tcplifecycle::RST;
    Arrive(1, peer, 80, reset);
    EXPECT_FALSE(Tcp(1)->HasConnection({{TcpIpAddress(Ipv4Of(1)), 80}, peer}));
    EXPECT_THAT(Texts(changesOfB),
                testing::ElementsAre("LISTEN -> SYN-RECEIVED",
                                     "SYN-RECEIVED -> ESTABLISHED",
                                     "ESTABLISHED -> CLOSED"));
    Arrive(1, peer, 80, syn);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 1U);
}
