// SPDX-License-Identifier: GPL-2.0-only

// What is sent to a peer whose SYN has no MSS option (RFC 9293, section 3.7.1, MUST-15).

#include "two-hosts.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"

using namespace ns3;
using tcplifecycle::State;

namespace
{

class DefaultMss : public TwoHosts
{
  protected:
    explicit DefaultMss(Family family = Family::IPV4)
        : TwoHosts(family)
    {
        Install();
    }

    /// Expects that text goes in segments of this size once B has answered without options.
    void ExpectSegmentsOf(uint32_t size)
    {
        RunUntil(5); // over IPv6 addresses cannot be used at once
        const auto client = NewSocket(0);
        client->SetAttribute("Isn", IntegerValue(100));
        client->TraceConnectWithoutContext("Tx", MakeCallback(&DefaultMss::Record, this));
        EXPECT_EQ(client->Connect(AddressOf(1, 80)), 0);
        client->Send(Create<Packet>(3 * size));
        Address name;
        client->GetSockName(name);
        AnswerWithoutOptions(name);
        EXPECT_EQ(client->GetState(), State::Established);
        EXPECT_EQ(sizes, (std::vector<uint32_t>{size, size, size}));
    }

  private:
    void AnswerWithoutOptions(const Address& to)
    {
        tcplifecycle::Segment segment;
        segment.seq = tcplifecycle::SeqNum(300);
        segment.ack = tcplifecycle::SeqNum(101);
        segment.ctl = tcplifecycle::SYN | tcplifecycle::ACK;
        segment.wnd = 65535;
        const auto packet = Create<Packet>();
        if (m_family == Family::IPV4)
        {
            const auto local = InetSocketAddress::ConvertFrom(to);
            packet->AddHeader(TcpSegmentHeader(
                {{TcpIpAddress(Ipv4Of(1)), 80}, {TcpIpAddress(local.GetIpv4()), local.GetPort()}},
                segment));
            Ipv4Header header;
            header.SetSource(Ipv4Of(1));
            header.SetDestination(local.GetIpv4());
            const auto interface = nodes.Get(0)->GetObject<Ipv4L3Protocol>()->GetInterface(1);
            Tcp(0)->Receive(packet, header, interface);
            return;
        }
        const auto local = Inet6SocketAddress::ConvertFrom(to);
        const auto remote = Inet6SocketAddress::ConvertFrom(AddressOf(1, 80)).GetIpv6();
        packet->AddHeader(TcpSegmentHeader(
            {{TcpIpAddress(remote), 80}, {TcpIpAddress(local.GetIpv6()), local.GetPort()}},
            segment));
        Ipv6Header header;
        header.SetSource(remote);
        header.SetDestination(local.GetIpv6());
        const auto interface = nodes.Get(0)->GetObject<Ipv6L3Protocol>()->GetInterface(1);
        Tcp(0)->Receive(packet, header, interface);
    }

    void Record(Ptr<const Packet> text, const TcpHeader&, Ptr<const TcpLifecycleSocket>)
    {
        if (text->GetSize() > 0)
        {
            sizes.push_back(text->GetSize());
        }
    }

    std::vector<uint32_t> sizes;
};

class DefaultMssOverIpv6 : public DefaultMss
{
  protected:
    DefaultMssOverIpv6()
        : DefaultMss(Family::IPV6)
    {
    }
};

} // namespace

TEST_F(DefaultMss, Is536)
{
    ExpectSegmentsOf(536);
}

TEST_F(DefaultMssOverIpv6, Is1220)
{
    ExpectSegmentsOf(1220);
}
