// SPDX-License-Identifier: GPL-2.0-only

// What IPv6 has and IPv4 has not, or has otherwise: link-local addresses, the loopback address,
// mapped addresses, the pseudo header of the checksum.

#include "two-hosts.h"

#include "ns3/global-value.h"
#include "ns3/ipv6-l3-protocol.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::State;
using ::testing::ElementsAre;

namespace
{

class OverIpv6 : public TwoHosts
{
  protected:
    OverIpv6()
        : TwoHosts(Family::IPV6)
    {
        Install();
        RunUntil(5); // duplicate address detection takes its time
    }

    ~OverIpv6() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }

    Ipv6Address LinkLocalOf(uint32_t host) const
    {
        const auto address = nodes.Get(host)->GetObject<Ipv6>()->GetAddress(1, 0).GetAddress();
        EXPECT_TRUE(address.IsLinkLocal());
        return address;
    }

    static Ipv6Address LocalAddress(Ptr<Socket> socket)
    {
        Address name;
        socket->GetSockName(name);
        return Inet6SocketAddress::ConvertFrom(name).GetIpv6();
    }

    void ExpectTextToPass(Ptr<Socket> from, Ptr<Socket> to)
    {
        EXPECT_EQ(from->Send(Create<Packet>(5000)), 5000);
        RunUntil(Simulator::Now().GetSeconds() + 1);
        EXPECT_EQ(to->GetRxAvailable(), 5000U);
    }
};

} // namespace

TEST_F(OverIpv6, LinkLocalAddressesWillDo)
{
    Listen();
    const auto client = NewSocket(0);
    client->BindToNetDevice(devices.Get(0));
    EXPECT_EQ(client->Connect(Inet6SocketAddress(LinkLocalOf(1), 80)), 0);
    EXPECT_EQ(LocalAddress(client), LinkLocalOf(0));
    RunUntil(6);
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(LocalAddress(accepted[0]), LinkLocalOf(1));
    ExpectTextToPass(client, accepted[0]);
    ExpectTextToPass(accepted[0], client);
}

TEST_F(OverIpv6, HostCanConnectToItself)
{
    for (const auto& address :
         {Inet6SocketAddress::ConvertFrom(AddressOf(1, 0)).GetIpv6(), Ipv6Address::GetLoopback()})
    {
        accepted.clear();
        const auto listener = Listen();
        const auto client = NewSocket(1);
        EXPECT_EQ(client->Connect(Inet6SocketAddress(address, 80)), 0);
        RunUntil(Simulator::Now().GetSeconds() + 1);
        ASSERT_EQ(accepted.size(), 1U) << address;
        EXPECT_EQ(LocalAddress(accepted[0]), address);
        ExpectTextToPass(client, accepted[0]);
        listener->Close();
    }
}

TEST_F(OverIpv6, SocketCanConnectToItself)
{
    const auto self = NewSocket(0);
    EXPECT_EQ(self->Bind(AnyAddress(1000)), 0);
    EXPECT_EQ(self->Connect(AddressOf(0, 1000)), 0);
    RunUntil(6);
    EXPECT_THAT(Texts(changesOfA),
                ElementsAre("CLOSED -> SYN-SENT",
                            "SYN-SENT -> SYN-RECEIVED",
                            "SYN-RECEIVED -> ESTABLISHED"));
    ExpectTextToPass(self, self);
}

TEST_F(OverIpv6, MappedAddressIsAnIpv4Address)
{
    const auto listener = NewSocket(1);
    EXPECT_EQ(listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80)), 0);
    EXPECT_EQ(listener->Listen(), 0);
    const auto client = NewSocket(0);
    EXPECT_EQ(
        client->Connect(Inet6SocketAddress(Ipv6Address::MakeIpv4MappedAddress(Ipv4Of(1)), 80)),
        0);
    RunUntil(6);
    EXPECT_EQ(client->GetState(), State::Established);
}

TEST_F(OverIpv6, AnyOfIpv4DoesNotTakeIpv6)
{
    const auto listener = NewSocket(1);
    EXPECT_EQ(listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80)), 0);
    EXPECT_EQ(listener->Listen(), 0);
    const auto client = Connect();
    RunUntil(6);
    EXPECT_EQ(client->GetCloseReason(), tcplifecycle::CloseReason::Refused);
}

TEST_F(OverIpv6, ChecksumCoversThePseudoHeader)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    Listen();
    const auto client = Connect();
    RunUntil(6);
    ASSERT_EQ(accepted.size(), 1U);
    ExpectTextToPass(client, accepted[0]); // right ones are taken
    changesOfB.clear();

    // RFC 9293, section 3.1: the checksum of a segment that is for another address is wrong.
    tcplifecycle::Segment syn;
    syn.seq = tcplifecycle::SeqNum(100);
    syn.ctl = tcplifecycle::SYN;
    const auto a = *TcpName::From(AddressOf(0, 1000));
    const auto b = *TcpName::From(AddressOf(1, 80));
    for (const bool right : {false, true})
    {
        TcpSegmentHeader header({a, b}, syn);
        header.EnableChecksum(a.address, right ? b.address : a.address);
        const auto packet = Create<Packet>();
        packet->AddHeader(header);
        Ipv6Header ip;
        ip.SetSource(a.address.ToIpv6());
        ip.SetDestination(b.address.ToIpv6());
        ip.SetNextHeader(TcpLifecycleL4Protocol::PROT_NUMBER);
        ip.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
        ip.SetHopLimit(64);
        packet->AddHeader(ip);
        const auto device = devices.Get(1);
        nodes.Get(1)->GetObject<Ipv6L3Protocol>()->Receive(device,
                                                           packet,
                                                           Ipv6L3Protocol::PROT_NUMBER,
                                                           device->GetAddress(),
                                                           device->GetAddress(),
                                                           NetDevice::PACKET_HOST);
        EXPECT_EQ(changesOfB.size(), right ? 1U : 0U);
    }
}
