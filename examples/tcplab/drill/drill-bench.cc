// SPDX-License-Identifier: GPL-2.0-only

#include "drill-bench.h"

#include "drill-octets.h"

#include "ns3/boolean.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/mac48-address.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <array>

namespace tcplab::drill
{

using namespace ns3;

namespace
{

// The addresses that packetdrill gives the two ends, in RFC 1918's and RFC 4193's private ranges
// and RFC 5737's and RFC 3849's ranges for documentation. It draws the host's within the range.
constexpr const char* LOCAL_IPV4 = "192.168.0.2";
constexpr const char* REMOTE_IPV4 = "192.0.2.1";
constexpr const char* LOCAL_IPV6 = "fd3d:fa7b:d17d::2";
constexpr const char* REMOTE_IPV6 = "2001:db8::1";

constexpr uint16_t DEFAULT_MTU = 1500;
constexpr uint8_t TCP_PROTOCOL = 6;
constexpr uint8_t DEFAULT_TTL = 255; ///< of what the script sends, as packetdrill has it

/// Bits of the octet that holds the ECN field (RFC 3168, section 5).
constexpr uint8_t ECN_BITS = 0x3;

/// EtherType (IEEE 802).
constexpr uint16_t ETHERTYPE_IPV4 = 0x0800;
constexpr uint16_t ETHERTYPE_IPV6 = 0x86dd;

uint8_t
EcnBits(EcnMark mark)
{
    switch (mark)
    {
    case EcnMark::NotEct:
        return 0;
    case EcnMark::Ect1:
        return 1;
    case EcnMark::EctEither:
    case EcnMark::Ect0:
        return 2;
    case EcnMark::Ce:
        return 3;
    }
    return 0;
}

EcnMark
EcnOf(uint8_t tos)
{
    constexpr EcnMark MARKS[] = {EcnMark::NotEct, EcnMark::Ect1, EcnMark::Ect0, EcnMark::Ce};
    return MARKS[tos & ECN_BITS];
}

uint8_t
TosOf(const IpInfo& ip)
{
    return ip.tos ? *ip.tos : ip.ecn ? EcnBits(*ip.ecn) : 0;
}

} // namespace

Time
Bench::Begin()
{
    return Seconds(1);
}

Bench::Bench(Stack& stack, const Configuration& configuration)
    : m_ipv6(configuration.ipVersion == IpVersion::Ipv6),
      m_local4(LOCAL_IPV4),
      m_remote4(REMOTE_IPV4),
      m_local6(LOCAL_IPV6),
      m_remote6(REMOTE_IPV6),
      m_host(CreateObject<Node>()),
      m_device(CreateObject<VirtualNetDevice>())
{
    if (m_ipv6)
    {
        m_local6 = configuration.localIp ? configuration.localIp->c_str() : m_local6;
        m_remote6 = configuration.remoteIp ? configuration.remoteIp->c_str() : m_remote6;
    }
    else
    {
        m_local4 = configuration.localIp ? configuration.localIp->c_str() : m_local4;
        m_remote4 = configuration.remoteIp ? configuration.remoteIp->c_str() : m_remote4;
    }
    m_device->SetAddress(Mac48Address("00:00:00:00:00:01"));
    m_device->SetNeedsArp(false);
    m_device->SetIsPointToPoint(true);
    m_device->SetMtu(configuration.mtu.value_or(DEFAULT_MTU));
    m_device->SetSendCallback(MakeCallback(&Bench::Sent, this));
    m_host->AddDevice(m_device);

    InternetStackHelper internet;
    internet.SetIpv4StackInstall(!m_ipv6);
    internet.SetIpv6StackInstall(m_ipv6);
    internet.Install(m_host);
    if (m_ipv6)
    {
        AddIpv6();
    }
    else
    {
        AddIpv4();
    }
    stack.InstallAlone(m_host);
    m_host->Initialize();
    Run(Time(0));
}

Bench::~Bench()
{
    m_device->SetSendCallback(VirtualNetDevice::SendCallback());
    m_sent.clear();
    m_device = nullptr;
    m_host = nullptr;
    Simulator::Destroy();
}

void
Bench::AddIpv4()
{
    const auto ipv4 = m_host->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(m_device);
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(m_local4, Ipv4Mask("/16")));
    ipv4->SetUp(interface);
    Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddNetworkRouteTo(Ipv4Address::GetZero(),
                                                                        Ipv4Mask::GetZero(),
                                                                        interface);
}

void
Bench::AddIpv6()
{
    // Until an address has passed the test for duplicates, a second, nothing can be sent from it.
    m_host->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
    const auto ipv6 = m_host->GetObject<Ipv6>();
    const uint32_t interface = ipv6->AddInterface(m_device);
    ipv6->AddAddress(interface, Ipv6InterfaceAddress(m_local6, Ipv6Prefix(48)));
    ipv6->SetUp(interface);
    Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->AddNetworkRouteTo(Ipv6Address::GetAny(),
                                                                        Ipv6Prefix::GetZero(),
                                                                        interface);
}

Ptr<Node>
Bench::GetHost() const
{
    return m_host;
}

Address
Bench::GetLocal(uint16_t port) const
{
    return m_ipv6 ? Address(Inet6SocketAddress(m_local6, port))
                  : Address(InetSocketAddress(m_local4, port));
}

Address
Bench::GetRemote(uint16_t port) const
{
    return m_ipv6 ? Address(Inet6SocketAddress(m_remote6, port))
                  : Address(InetSocketAddress(m_remote4, port));
}

// What arrives.

void
Bench::Arrive(const Segment& segment)
{
    m_resetArrivedLast = (segment.controlBits & RST_BIT) != 0;
    const auto octets = ToOctets(segment);
    const auto packet = Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
    if (m_ipv6)
    {
        Ipv6Header header;
        header.SetSource(m_remote6);
        header.SetDestination(m_local6);
        header.SetNextHeader(TCP_PROTOCOL);
        header.SetPayloadLength(static_cast<uint16_t>(octets.size()));
        header.SetHopLimit(segment.ip.ttl.value_or(DEFAULT_TTL));
        header.SetTrafficClass(TosOf(segment.ip));
        header.SetFlowLabel(segment.ip.flowLabel.value_or(0));
        packet->AddHeader(header);
    }
    else
    {
        Ipv4Header header;
        header.SetSource(m_remote4);
        header.SetDestination(m_local4);
        header.SetProtocol(TCP_PROTOCOL);
        header.SetPayloadSize(static_cast<uint16_t>(octets.size()));
        header.SetTtl(segment.ip.ttl.value_or(DEFAULT_TTL));
        header.SetTos(TosOf(segment.ip));
        packet->AddHeader(header);
    }
    m_device->Receive(packet,
                      m_ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4,
                      Mac48Address("00:00:00:00:00:02"),
                      m_device->GetAddress(),
                      NetDevice::PACKET_HOST);
}

void
Bench::Arrive(const IcmpMessage& message, const Ports& ports, uint32_t seq)
{
    // What it quotes: ports and sequence number, the first eight octets (RFC 792, RFC 4443).
    std::array<uint8_t, 8> quoted{};
    Segment segment;
    segment.ports = ports;
    segment.seq = seq;
    const auto octets = ToOctets(segment);
    std::copy_n(octets.begin(), quoted.size(), quoted.begin());
    const uint8_t ttl = message.ip.ttl.value_or(DEFAULT_TTL);
    const uint32_t mtu = message.mtu.value_or(0);
    if (m_ipv6)
    {
        m_host->GetObject<Ipv6L3Protocol>()
            ->GetProtocol(TCP_PROTOCOL)
            ->ReceiveIcmp(m_remote6,
                          ttl,
                          message.type,
                          message.code,
                          mtu,
                          m_local6,
                          m_remote6,
                          quoted.data());
    }
    else
    {
        m_host->GetObject<Ipv4L3Protocol>()
            ->GetProtocol(TCP_PROTOCOL)
            ->ReceiveIcmp(m_remote4,
                          ttl,
                          message.type,
                          message.code,
                          mtu,
                          m_local4,
                          m_remote4,
                          quoted.data());
    }
}

bool
Bench::ResetArrivedLast() const
{
    return m_resetArrivedLast;
}

// What is sent.

bool
Bench::Sent(Ptr<Packet> packet,
            const Address& /* source */,
            const Address& /* destination */,
            uint16_t protocol)
{
    // The device's caller may keep the packet.
    const Ptr<Packet> payload = packet->Copy();
    IpInfo ip;
    if (protocol == ETHERTYPE_IPV4)
    {
        Ipv4Header header;
        payload->RemoveHeader(header);
        if (header.GetProtocol() == TCP_PROTOCOL && header.GetDestination() == m_remote4)
        {
            ip.tos = header.GetTos();
            ip.ecn = EcnOf(header.GetTos());
            ip.ttl = header.GetTtl();
            Note(payload, ip);
        }
    }
    else if (protocol == ETHERTYPE_IPV6)
    {
        Ipv6Header header;
        payload->RemoveHeader(header);
        if (header.GetNextHeader() == TCP_PROTOCOL && header.GetDestination() == m_remote6)
        {
            ip.tos = header.GetTrafficClass();
            ip.ecn = EcnOf(header.GetTrafficClass());
            ip.ttl = header.GetHopLimit();
            ip.flowLabel = header.GetFlowLabel();
            Note(payload, ip);
        }
    }
    return true;
}

void
Bench::Note(Ptr<Packet> payload, const IpInfo& ip)
{
    std::vector<uint8_t> octets(payload->GetSize());
    payload->CopyData(octets.data(), static_cast<uint32_t>(octets.size()));
    auto segment = FromOctets(octets);
    NS_ABORT_MSG_UNLESS(segment, "The host under test has sent something that is no TCP segment");
    segment->ip = ip;
    const auto text = octets.end() - segment->octets;
    const bool zeros = std::all_of(text, octets.end(), [](uint8_t octet) { return octet == 0; });
    m_sent.push_back({Now(), std::move(*segment), zeros});
    Interrupt();
}

std::deque<SentSegment>&
Bench::GetSent()
{
    return m_sent;
}

// The simulator.

Time
Bench::Now()
{
    return Simulator::Now() - Begin();
}

void
Bench::Interrupt()
{
    m_news = true;
    Simulator::Stop();
}

void
Bench::Settle()
{
    // An event may add others for the same time, which come after whatever stands there already:
    // all is done when nothing but the end of the run itself has been executed.
    for (uint64_t executed = 2; executed > 1;)
    {
        const uint64_t before = Simulator::GetEventCount();
        const EventId end = Simulator::ScheduleNow([] { Simulator::Stop(); });
        Simulator::Run();
        Simulator::Remove(end);
        executed = Simulator::GetEventCount() - before;
    }
}

bool
Bench::Run(std::optional<Time> until)
{
    m_news = false;
    EventId end;
    if (until)
    {
        const Time left = Begin() + *until - Simulator::Now();
        end = Simulator::Schedule(Max(left, Time(0)), [] { Simulator::Stop(); });
    }
    Simulator::Run();
    Simulator::Remove(end);
    return m_news;
}

} // namespace tcplab::drill
