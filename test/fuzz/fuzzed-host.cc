// SPDX-License-Identifier: GPL-2.0-only

#include "fuzzed-host.h"

#include "violation.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/integer.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/mac48-address.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;
using tcplifecycle::State;

namespace
{

const char* const HOST4 = "10.0.0.1";
const char* const PEER4 = "10.0.0.2";
const char* const HOST6 = "2001:db8::1";
const char* const PEER6 = "2001:db8::2";

/// The stream that we send.
uint8_t
OctetAt(uint32_t place)
{
    return static_cast<uint8_t>(place * 7 + place / 256);
}

std::vector<uint8_t>
OctetsOf(const Ptr<const Packet>& packet)
{
    std::vector<uint8_t> octets(packet->GetSize());
    packet->CopyData(octets.data(), static_cast<uint32_t>(octets.size()));
    return octets;
}

std::optional<tcplifecycle::WireHeader>
HeaderOf(const std::vector<uint8_t>& octets)
{
    const auto size = static_cast<uint32_t>(octets.size());
    return tcplifecycle::ReadHeader(octets.data(),
                                    std::min(size, tcplifecycle::MAX_HEADER_SIZE),
                                    size);
}

} // namespace

FuzzedHost::FuzzedHost()
    : m_node(CreateObject<Node>())
{
    const auto device = CreateObject<SimpleNetDevice>();
    device->SetAddress(Mac48Address("00:00:00:00:00:01"));
    device->SetChannel(CreateObject<SimpleChannel>());
    m_node->AddDevice(device);
    InternetStackHelper().Install(m_node);
    const auto ipv4 = m_node->GetObject<Ipv4>();
    const uint32_t interface4 = ipv4->AddInterface(device);
    ipv4->AddAddress(interface4, Ipv4InterfaceAddress(HOST4, Ipv4Mask("255.255.255.0")));
    ipv4->SetUp(interface4);
    const auto ipv6 = m_node->GetObject<Ipv6>();
    const uint32_t interface6 = ipv6->AddInterface(device);
    ipv6->AddAddress(interface6, Ipv6InterfaceAddress(HOST6, Ipv6Prefix(64)));
    ipv6->SetUp(interface6);
    TcpLifecycleHelper().Install(m_node);
    m_tcp = m_node->GetObject<TcpLifecycleL4Protocol>();
    m_tcp->AssignStreams(1);
    m_tcp->SetDownTarget(MakeCallback(&FuzzedHost::Sent4, this));
    m_tcp->SetDownTarget6(MakeCallback(&FuzzedHost::Sent6, this));
    m_node->Initialize();
}

FuzzedHost::~FuzzedHost()
{
    m_accepted.clear();
    m_listeners.clear();
    m_socket = nullptr;
    m_tcp = nullptr;
    m_node = nullptr;
    Simulator::Destroy();
}

void
FuzzedHost::Connect(Family family, uint32_t isn)
{
    m_family = family;
    m_isn = isn;
    m_sndNxt = isn + 1;
    m_socket = m_tcp->CreateSocket();
    m_socket->SetAttribute("Isn", IntegerValue(isn));
    m_socket->TraceConnectWithoutContext("Transition",
                                         MakeCallback(&FuzzedHost::NoteTransition, this));
    const int result = family == Family::IPV4
                           ? m_socket->Connect(InetSocketAddress(PEER4, PEER_PORT))
                           : m_socket->Connect(Inet6SocketAddress(PEER6, PEER_PORT));
    Demand(result == 0, "Connect failed");
    Address name;
    m_socket->GetSockName(name);
    m_port = family == Family::IPV4 ? InetSocketAddress::ConvertFrom(name).GetPort()
                                    : Inet6SocketAddress::ConvertFrom(name).GetPort();
}

void
FuzzedHost::Listen(Family family)
{
    const auto listener = m_tcp->CreateSocket();
    const int result =
        family == Family::IPV4
            ? listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), LISTENING_PORT))
            : listener->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), LISTENING_PORT));
    Demand(result == 0 && listener->Listen() == 0, "Listen failed");
    listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<ns3::Socket>, const Address&>(),
                                MakeCallback(&FuzzedHost::Accept, this));
    m_listeners.push_back(listener);
}

void
FuzzedHost::Accept(Ptr<ns3::Socket> socket, const Address& /* from */)
{
    m_accepted.push_back(socket);
}

/// Notes the text that arrives for the connection, by its numbers.
void
FuzzedHost::Note(const std::vector<uint8_t>& payload)
{
    const auto header = HeaderOf(payload);
    m_resetArrives = header && header->segment.Has(tcplifecycle::RST);
    if (!header || header->sourcePort != PEER_PORT || header->destinationPort != m_port)
    {
        return;
    }
    const auto& segment = header->segment;
    uint32_t number = segment.TextStart().Value();
    for (size_t i = header->size; i < payload.size(); ++i)
    {
        m_arrived[number++].insert(payload[i]);
    }
}

/// The peer's SYN was taken: its number is known.
void
FuzzedHost::NoteTransition(const TcpLifecycleTransition& transition)
{
    if (transition.from == State::SynSent && transition.segment &&
        transition.segment->Has(tcplifecycle::SYN))
    {
        m_irs = transition.segment->seq.Value();
        m_rcvNxt = *m_irs + 1;
    }
}

void
FuzzedHost::Arrives(Family family, const std::vector<uint8_t>& payload)
{
    if (family == m_family)
    {
        Note(payload);
    }
    const auto packet = Create<Packet>(payload.data(), static_cast<uint32_t>(payload.size()));
    if (family == Family::IPV4)
    {
        Ipv4Header header;
        header.SetSource(PEER4);
        header.SetDestination(HOST4);
        header.SetProtocol(TcpLifecycleL4Protocol::PROT_NUMBER);
        header.SetPayloadSize(static_cast<uint16_t>(payload.size()));
        m_tcp->Receive(packet, header, m_node->GetObject<Ipv4L3Protocol>()->GetInterface(1));
    }
    else
    {
        Ipv6Header header;
        header.SetSource(PEER6);
        header.SetDestination(HOST6);
        header.SetNextHeader(TcpLifecycleL4Protocol::PROT_NUMBER);
        header.SetPayloadLength(static_cast<uint16_t>(payload.size()));
        m_tcp->Receive(packet, header, m_node->GetObject<Ipv6L3Protocol>()->GetInterface(1));
    }
    m_resetArrives = false;
}

void
FuzzedHost::IcmpArrives(Family family,
                        uint8_t type,
                        uint8_t code,
                        uint32_t info,
                        const std::array<uint8_t, 8>& quoted)
{
    if (family == Family::IPV4)
    {
        m_tcp->ReceiveIcmp(Ipv4Address(PEER4),
                           64,
                           type,
                           code,
                           info,
                           Ipv4Address(HOST4),
                           Ipv4Address(PEER4),
                           quoted.data());
    }
    else
    {
        m_tcp->ReceiveIcmp(Ipv6Address(PEER6),
                           64,
                           type,
                           code,
                           info,
                           Ipv6Address(HOST6),
                           Ipv6Address(PEER6),
                           quoted.data());
    }
}

void
FuzzedHost::Send(uint32_t octets)
{
    std::vector<uint8_t> text(octets);
    for (uint32_t i = 0; i < octets; ++i)
    {
        text[i] = OctetAt(m_queued + i);
    }
    m_queued += octets; // some of it leaves before Send returns
    if (m_socket->Send(Create<Packet>(text.data(), octets), 0) < 0)
    {
        m_queued -= octets;
    }
}

void
FuzzedHost::Read(Ptr<Packet> packet)
{
    for (const uint8_t octet : OctetsOf(packet))
    {
        Demand(m_irs.has_value(), "text is read, and no SYN was taken");
        const auto arrived = m_arrived.find(*m_irs + 1 + m_read);
        Demand(arrived != m_arrived.end() && arrived->second.count(octet) > 0,
               "an octet is read that never came with this number");
        ++m_read;
    }
}

void
FuzzedHost::Receive(uint32_t octets)
{
    const auto packet = m_socket->Recv(octets, 0);
    if (packet)
    {
        Demand(packet->GetSize() <= octets, "more is read than was asked for");
        Read(packet);
    }
}

void
FuzzedHost::ReceiveAll()
{
    while (m_socket->GetRxAvailable() > 0)
    {
        const auto packet = m_socket->Recv();
        Demand(packet && packet->GetSize() > 0, "what is available cannot be read");
        Read(packet);
    }
    for (const auto& socket : m_accepted)
    {
        while (socket->GetRxAvailable() > 0)
        {
            const auto packet = socket->Recv();
            Demand(packet && packet->GetSize() > 0, "what is available cannot be read");
        }
    }
}

void
FuzzedHost::Run(Time time)
{
    Simulator::Stop(time);
    Simulator::Run();
}

void
FuzzedHost::End()
{
    for (const auto& listener : m_listeners)
    {
        Demand(listener->GetState() == State::Listen, "a listener does not listen any more");
        listener->Close();
    }
    for (const auto& socket : m_accepted)
    {
        socket->Close();
    }
    m_socket->Close();
    // Nobody answers any more: what waits for an answer gives up, TIME-WAIT passes. Only
    // FIN-WAIT-2 has no bound, unless the user has set one.
    Run(Hours(3));
    Demand(m_tcp->GetTimeWaitCount() == 0, "a connection stays in TIME-WAIT");
    const State state = m_socket->GetState();
    Demand(state == State::Closed || state == State::FinWait2,
           "a connection that nobody answers stays");
}

void
FuzzedHost::Sent4(Ptr<Packet> packet,
                  Ipv4Address source,
                  Ipv4Address destination,
                  uint8_t protocol,
                  Ptr<Ipv4Route> /* route */)
{
    Demand(source == HOST4 && destination == PEER4 && protocol == 6,
           "a packet from or to somebody else");
    Sent(Family::IPV4, packet);
}

void
FuzzedHost::Sent6(Ptr<Packet> packet,
                  Ipv6Address source,
                  Ipv6Address destination,
                  uint8_t protocol,
                  Ptr<Ipv6Route> /* route */)
{
    Demand(source == HOST6 && destination == PEER6 && protocol == 6,
           "a packet from or to somebody else");
    Sent(Family::IPV6, packet);
}

void
FuzzedHost::Sent(Family family, Ptr<const Packet> packet)
{
    const std::vector<uint8_t> octets = OctetsOf(packet);
    const auto header = HeaderOf(octets);
    Demand(header.has_value(), "a segment leaves that cannot be read");
    const auto& segment = header->segment;
    Demand(!m_resetArrives || !segment.Has(tcplifecycle::RST), "a reset is answered with a reset");
    Demand(!segment.Has(tcplifecycle::SYN | tcplifecycle::FIN), "SYN and FIN in one segment");
    if (family != m_family || header->sourcePort != m_port ||
        header->destinationPort != PEER_PORT || segment.Has(tcplifecycle::RST))
    {
        return;
    }
    m_sndNxt = std::max(segment.seq + segment.Length(), tcplifecycle::SeqNum(m_sndNxt)).Value();
    if (segment.Has(tcplifecycle::ACK) && m_irs)
    {
        m_rcvNxt = segment.ack.Value();
    }
    CheckText(octets, *header);
}

void
FuzzedHost::CheckText(const std::vector<uint8_t>& octets, const tcplifecycle::WireHeader& header)
{
    uint32_t place = header.segment.TextStart().Value() - (m_isn + 1);
    for (size_t i = header.size; i < octets.size(); ++i)
    {
        Demand(place < m_queued, "text leaves that was not sent");
        Demand(octets[i] == OctetAt(place), "another text leaves than was sent");
        ++place;
    }
}
