// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-lifecycle-l4-protocol.h"

#include "tcp-checked-attribute.h"
#include "tcp-embryonic-connection.h"
#include "tcp-isn-rfc6528.h"
#include "tcp-lifecycle-socket-factory.h"
#include "tcp-lifecycle-socket.h"

#include "ns3/enum.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-route.h"
#include "ns3/log.h"
#include "ns3/object-factory.h"
#include "ns3/object-vector.h"
#include "ns3/tcp-cubic.h"
#include "ns3/tcp-prr-recovery.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TcpLifecycleL4Protocol");

NS_OBJECT_ENSURE_REGISTERED(TcpLifecycleL4Protocol);

namespace
{

/// Makes programs that name ns3::TcpSocketFactory use this TCP, where it is the only one.
class TcpLifecycleOnlyTcpSocketFactory : public TcpSocketFactory
{
  public:
    explicit TcpLifecycleOnlyTcpSocketFactory(TcpLifecycleL4Protocol* tcp)
        : m_tcp(tcp)
    {
    }

    Ptr<Socket> CreateSocket() override
    {
        return m_tcp->CreateSocket();
    }

  private:
    TcpLifecycleL4Protocol* m_tcp; ///< aggregated to the same node, so it lives as long
};

/// The protocol side's rules with which a port is answered that nobody uses.
TcpConnectionHost::SettingsPtr
DefaultSettings()
{
    static const auto settings = std::make_shared<const tcplifecycle::Settings>();
    return settings;
}

TcpIpAddress
AddressOf(Ipv4Address address)
{
    return TcpIpAddress(address);
}

TcpIpAddress
AddressOf(Ipv6Address address)
{
    return TcpIpAddress(address);
}

} // namespace

TypeId
TcpLifecycleL4Protocol::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TcpLifecycleL4Protocol")
            .SetParent<IpL4Protocol>()
            .SetGroupName("TcpLifecycle")
            .AddConstructor<TcpLifecycleL4Protocol>()
            .AddAttribute("SocketList",
                          "The sockets of this node that exist, the oldest first.",
                          ObjectVectorValue(),
                          MakeObjectVectorAccessor(&TcpLifecycleL4Protocol::m_sockets),
                          MakeObjectVectorChecker<TcpLifecycleSocket>())
            .AddAttribute("IsnGenerator",
                          "Type of the object that chooses initial sequence numbers, a "
                          "TcpIsnGenerator.",
                          TypeIdValue(TcpIsnRfc6528::GetTypeId()),
                          MakeTypeIdAccessor(&TcpLifecycleL4Protocol::SetIsnGeneratorType,
                                             &TcpLifecycleL4Protocol::GetIsnGeneratorType),
                          MakeTcpTypeChecker(TcpIsnGenerator::GetTypeId()))
            .AddAttribute("SocketType",
                          "Type of the congestion control of new sockets, a TcpCongestionOps.",
                          TypeIdValue(TcpCubic::GetTypeId()),
                          MakeTypeIdAccessor(&TcpLifecycleL4Protocol::SetCongestionOpsType,
                                             &TcpLifecycleL4Protocol::GetCongestionOpsType),
                          MakeTypeIdChecker())
            .AddAttribute("RecoveryType",
                          "Type of the recovery from losses of new sockets, a TcpRecoveryOps.",
                          TypeIdValue(TcpPrrRecovery::GetTypeId()),
                          MakeTypeIdAccessor(&TcpLifecycleL4Protocol::SetRecoveryOpsType,
                                             &TcpLifecycleL4Protocol::GetRecoveryOpsType),
                          MakeTypeIdChecker())
            .AddAttribute("RttEstimatorType",
                          "Type of the round-trip estimator of new sockets, an RttEstimator.",
                          TypeIdValue(RttMeanDeviation::GetTypeId()),
                          MakeTypeIdAccessor(&TcpLifecycleL4Protocol::SetRttEstimatorType,
                                             &TcpLifecycleL4Protocol::GetRttEstimatorType),
                          MakeTypeIdChecker())
            .AddAttribute("EphemeralPortFirst",
                          "Smallest port that is given to whoever asks for none in particular; "
                          "the default is RFC 6335's dynamic range.",
                          UintegerValue(49152),
                          MakeUintegerAccessor(&TcpLifecycleL4Protocol::m_ephemeralFirst),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("EphemeralPortLast",
                          "Largest port that is given to whoever asks for none in particular. "
                          "Below EphemeralPortFirst there is none to give.",
                          UintegerValue(65535),
                          MakeUintegerAccessor(&TcpLifecycleL4Protocol::m_ephemeralLast),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("PortSelection",
                          "In which order ephemeral ports are given out: each free one with the "
                          "same chance (Random, RFC 6056), or the next free one after the last "
                          "(Sequential).",
                          EnumValue(static_cast<int>(TcpPortSelection::Random)),
                          MakeEnumAccessor(&TcpLifecycleL4Protocol::SetPortSelection,
                                           &TcpLifecycleL4Protocol::GetPortSelection),
                          MakeEnumChecker(static_cast<int>(TcpPortSelection::Random),
                                          "Random",
                                          static_cast<int>(TcpPortSelection::Sequential),
                                          "Sequential"))
            .AddTraceSource("Transition",
                            "A connection of this node has changed its state, whether it has a "
                            "socket or not.",
                            MakeTraceSourceAccessor(&TcpLifecycleL4Protocol::m_transitionTrace),
                            "ns3::TcpLifecycleTransition::TracedCallback")
            .AddTraceSource("Isn",
                            "An initial sequence number was chosen.",
                            MakeTraceSourceAccessor(&TcpLifecycleL4Protocol::m_isnTrace),
                            "ns3::TcpLifecycleL4Protocol::IsnTracedCallback")
            .AddTraceSource("PortsExhausted",
                            "Somebody wanted an ephemeral port, and none was free.",
                            MakeTraceSourceAccessor(&TcpLifecycleL4Protocol::m_portsTrace),
                            "ns3::TcpLifecycleL4Protocol::PortsTracedCallback");
    return tid;
}

TcpLifecycleL4Protocol::TcpLifecycleL4Protocol()
    : m_timeWait(*this)
{
    NS_LOG_FUNCTION(this);
}

TcpLifecycleL4Protocol::~TcpLifecycleL4Protocol()
{
    NS_LOG_FUNCTION(this);
    LetGoOfSockets();
}

void
TcpLifecycleL4Protocol::NotifyNewAggregate()
{
    NS_LOG_FUNCTION(this);
    const Ptr<Node> node = GetObject<Node>();
    const Ptr<Ipv4> ipv4 = GetObject<Ipv4>();
    const Ptr<Ipv6> ipv6 = GetObject<Ipv6>();
    const bool first = !m_node && node && (ipv4 || ipv6);
    if (first)
    {
        m_node = node;
    }
    if (m_node && ipv4 && m_downTarget.IsNull())
    {
        m_otherTcp4 = ipv4->GetProtocol(PROT_NUMBER);
        ipv4->Insert(this);
        m_downTarget = MakeCallback(&Ipv4::Send, ipv4);
        m_ip.SetIpv4(ipv4, m_downTarget);
    }
    if (m_node && ipv6 && m_downTarget6.IsNull())
    {
        m_otherTcp6 = ipv6->GetProtocol(PROT_NUMBER);
        ipv6->Insert(this);
        m_downTarget6 = MakeCallback(&Ipv6::Send, ipv6);
        m_ip.SetIpv6(ipv6, m_downTarget6);
    }
    if (first)
    {
        const auto factory = CreateObject<TcpLifecycleSocketFactory>();
        factory->SetTcp(this);
        node->AggregateObject(factory);
        if (!m_otherTcp4 && !m_otherTcp6 && !node->GetObject<TcpSocketFactory>())
        {
            node->AggregateObject(CreateObject<TcpLifecycleOnlyTcpSocketFactory>(this));
        }
    }
    IpL4Protocol::NotifyNewAggregate();
}

void
TcpLifecycleL4Protocol::DoDispose()
{
    NS_LOG_FUNCTION(this);
    LetGoOfSockets();
    m_socketPrototype.Clear();
    m_timeWait.Clear();
    m_demux = TcpLifecycleDemux();
    m_ip.Clear();
    m_downTarget.Nullify();
    m_downTarget6.Nullify();
    m_otherTcp4 = nullptr;
    m_otherTcp6 = nullptr;
    m_isnGenerator = nullptr;
    m_node = nullptr;
    IpL4Protocol::DoDispose();
}

void
TcpLifecycleL4Protocol::LetGoOfSockets()
{
    while (!m_sockets.empty())
    {
        const Ptr<TcpLifecycleSocket> socket(m_sockets.front());
        socket->Dispose(); // takes it off the list
    }
}

Ptr<TcpLifecycleSocket>
TcpLifecycleL4Protocol::CreateSocket()
{
    const auto socket = m_socketPrototype.CreateSocket();
    socket->SetTcp(this);
    return socket;
}

void
TcpLifecycleL4Protocol::SetSocketAttribute(const std::string& name, const AttributeValue& value)
{
    m_socketPrototype.SetAttribute(name, value);
}

Ptr<Node>
TcpLifecycleL4Protocol::GetNode() const
{
    return m_node;
}

bool
TcpLifecycleL4Protocol::SetIsnGeneratorType(TypeId type)
{
    if (!type.IsChildOf(TcpIsnGenerator::GetTypeId()) || !type.HasConstructor())
    {
        NS_LOG_ERROR("IsnGenerator: " << type.GetName() << " is no TcpIsnGenerator");
        return false;
    }
    m_isnGeneratorType = type;
    m_isnGenerator = nullptr;
    return true;
}

TypeId
TcpLifecycleL4Protocol::GetIsnGeneratorType() const
{
    return m_isnGeneratorType;
}

Ptr<TcpIsnGenerator>
TcpLifecycleL4Protocol::GetIsnGenerator()
{
    if (!m_isnGenerator)
    {
        ObjectFactory factory;
        factory.SetTypeId(m_isnGeneratorType);
        m_isnGenerator = factory.Create<TcpIsnGenerator>();
        if (m_isnStream >= 0)
        {
            m_isnGenerator->AssignStreams(m_isnStream);
        }
    }
    return m_isnGenerator;
}

size_t
TcpLifecycleL4Protocol::GetTimeWaitCount() const
{
    return m_timeWait.GetSize();
}

int64_t
TcpLifecycleL4Protocol::AssignStreams(int64_t stream)
{
    const int64_t ports = m_ports.AssignStreams(stream);
    m_isnStream = stream + ports;
    const int64_t generator = GetIsnGenerator()->AssignStreams(m_isnStream);
    return ports + generator + m_congestion.AssignStreams(m_isnStream + generator);
}

// Segments that arrive.

int
TcpLifecycleL4Protocol::GetProtocolNumber() const
{
    return PROT_NUMBER;
}

IpL4Protocol::RxStatus
TcpLifecycleL4Protocol::Receive(Ptr<Packet> packet,
                                const Ipv4Header& header,
                                Ptr<Ipv4Interface> interface)
{
    NS_LOG_FUNCTION(this << packet << header << interface);
    return ReceiveFrom(m_otherTcp4, packet, header, interface);
}

IpL4Protocol::RxStatus
TcpLifecycleL4Protocol::Receive(Ptr<Packet> packet,
                                const Ipv6Header& header,
                                Ptr<Ipv6Interface> interface)
{
    NS_LOG_FUNCTION(this << packet << header << interface);
    if (header.GetSource().IsIpv4MappedAddress() || header.GetDestination().IsIpv4MappedAddress())
    {
        NS_LOG_LOGIC("An IPv4-mapped address is no address for the wire: dropped");
        return RX_OK;
    }
    return ReceiveFrom(m_otherTcp6, packet, header, interface);
}

template <class IpHeader, class Interface>
IpL4Protocol::RxStatus
TcpLifecycleL4Protocol::ReceiveFrom(const Ptr<IpL4Protocol>& other,
                                    Ptr<Packet> packet,
                                    const IpHeader& header,
                                    Ptr<Interface> interface)
{
    TcpArrival arrival;
    arrival.connection.local.address = AddressOf(header.GetDestination());
    arrival.connection.remote.address = AddressOf(header.GetSource());
    if (Node::ChecksumEnabled())
    {
        arrival.header.EnableChecksum(arrival.connection.remote.address,
                                      arrival.connection.local.address);
    }
    packet->PeekHeader(arrival.header);
    if (!arrival.header.IsValid())
    {
        NS_LOG_LOGIC("Too short for a header, or an impossible data offset: dropped");
        return RX_OK;
    }
    if (!arrival.header.IsChecksumOk())
    {
        NS_LOG_LOGIC("Wrong checksum: dropped");
        return RX_CSUM_FAILED;
    }
    // Both types of ns-3's have the values of the field.
    arrival.header.SetEcn(static_cast<tcplifecycle::EcnField>(header.GetEcn()));
    arrival.connection.local.port = arrival.header.Get().destinationPort;
    arrival.connection.remote.port = arrival.header.Get().sourcePort;
    if (interface)
    {
        arrival.device = interface->GetDevice();
    }

    TcpEndpoint* endpoint = FindConnection(arrival);
    if (!endpoint)
    {
        if (!m_ip.IsUnicast(arrival.connection.local.address) ||
            !m_ip.IsUnicast(arrival.connection.remote.address))
        {
            // RFC 9293, section 3.9.2.3 (MUST-57): connections are between two hosts.
            NS_LOG_LOGIC("From or to a broadcast or multicast address: dropped");
            return RX_OK;
        }
        endpoint = m_demux.FindListener(arrival.connection.local, arrival.device);
    }
    if (!endpoint && other)
    {
        if (!arrival.header.IsSafeForTcpHeader())
        {
            NS_LOG_LOGIC("Malformed options, which the other TCP would not survive: dropped");
            return RX_OK;
        }
        return other->Receive(packet, header, interface);
    }
    packet->RemoveAtStart(arrival.header.Get().size);
    arrival.text = packet;
    Deliver(arrival, endpoint);
    return endpoint ? RX_OK : RX_ENDPOINT_CLOSED;
}

TcpEndpoint*
TcpLifecycleL4Protocol::FindConnection(const TcpArrival& arrival) const
{
    TcpEndpoint* const endpoint = m_demux.FindConnection(arrival.connection);
    if (endpoint)
    {
        const auto only = endpoint->GetDevice();
        return !only || only == arrival.device ? endpoint : nullptr;
    }
    return nullptr;
}

void
TcpLifecycleL4Protocol::Deliver(const TcpArrival& arrival, TcpEndpoint* endpoint)
{
    if (m_actionsPool.IsOnLoan())
    {
        // What a host sends to itself arrives within the call that sends it. It waits until that
        // event is carried out, whoever it is for: else one segment would overtake another.
        Simulator::ScheduleNow(&TcpLifecycleL4Protocol::DeliverAgain,
                               Ptr<TcpLifecycleL4Protocol>(this),
                               arrival);
    }
    else if (!endpoint)
    {
        AnswerForClosed(arrival);
    }
    else
    {
        endpoint->SegmentArrives(arrival);
    }
}

void
TcpLifecycleL4Protocol::DeliverAgain(const TcpArrival& arrival)
{
    TcpEndpoint* const connection = FindConnection(arrival);
    Deliver(arrival,
            connection ? connection
                       : m_demux.FindListener(arrival.connection.local, arrival.device));
}

void
TcpLifecycleL4Protocol::AnswerForClosed(const TcpArrival& arrival)
{
    NS_LOG_LOGIC("Nobody is there at port " << arrival.connection.local.port);
    const auto settings = DefaultSettings();
    TcpPassingConnection closed(this,
                                settings,
                                arrival.connection,
                                tcplifecycle::Connection(*settings),
                                TcpIpOptions());
    closed.SegmentArrives(arrival);
}

bool
TcpLifecycleL4Protocol::IcmpArrives(const TcpIpAddress& source,
                                    uint8_t ttl,
                                    const TcpIcmpMessage& message,
                                    const TcpFourTuple& connection,
                                    const std::optional<tcplifecycle::IcmpError>& error)
{
    TcpEndpoint* const endpoint = m_demux.FindConnection(connection);
    if (endpoint && error)
    {
        endpoint->IcmpArrives({*error, source, ttl, message.type, message.code, message.info});
    }
    return endpoint != nullptr;
}

void
TcpLifecycleL4Protocol::ReceiveIcmp(Ipv4Address icmpSource,
                                    uint8_t icmpTtl,
                                    uint8_t icmpType,
                                    uint8_t icmpCode,
                                    uint32_t icmpInfo,
                                    Ipv4Address payloadSource,
                                    Ipv4Address payloadDestination,
                                    const uint8_t payload[8])
{
    NS_LOG_FUNCTION(this << icmpSource << icmpType << icmpCode);
    const TcpIcmpMessage message{icmpType, icmpCode, icmpInfo, payload};
    const auto connection =
        message.GetConnection(AddressOf(payloadSource), AddressOf(payloadDestination));
    const TcpIpAddress source = AddressOf(icmpSource);
    if (!IcmpArrives(source, icmpTtl, message, connection, message.ReadIpv4()) && m_otherTcp4)
    {
        m_otherTcp4->ReceiveIcmp(icmpSource,
                                 icmpTtl,
                                 icmpType,
                                 icmpCode,
                                 icmpInfo,
                                 payloadSource,
                                 payloadDestination,
                                 payload);
    }
}

void
TcpLifecycleL4Protocol::ReceiveIcmp(Ipv6Address icmpSource,
                                    uint8_t icmpTtl,
                                    uint8_t icmpType,
                                    uint8_t icmpCode,
                                    uint32_t icmpInfo,
                                    Ipv6Address payloadSource,
                                    Ipv6Address payloadDestination,
                                    const uint8_t payload[8])
{
    NS_LOG_FUNCTION(this << icmpSource << icmpType << icmpCode);
    const TcpIcmpMessage message{icmpType, icmpCode, icmpInfo, payload};
    const auto connection =
        message.GetConnection(AddressOf(payloadSource), AddressOf(payloadDestination));
    const TcpIpAddress source = AddressOf(icmpSource);
    if (!IcmpArrives(source, icmpTtl, message, connection, message.ReadIpv6()) && m_otherTcp6)
    {
        m_otherTcp6->ReceiveIcmp(icmpSource,
                                 icmpTtl,
                                 icmpType,
                                 icmpCode,
                                 icmpInfo,
                                 payloadSource,
                                 payloadDestination,
                                 payload);
    }
}

void
TcpLifecycleL4Protocol::SetDownTarget(DownTargetCallback callback)
{
    m_downTarget = callback;
    m_ip.SetIpv4(GetObject<Ipv4>(), callback);
}

void
TcpLifecycleL4Protocol::SetDownTarget6(DownTargetCallback6 callback)
{
    m_downTarget6 = callback;
    m_ip.SetIpv6(GetObject<Ipv6>(), callback);
}

IpL4Protocol::DownTargetCallback
TcpLifecycleL4Protocol::GetDownTarget() const
{
    return m_downTarget;
}

IpL4Protocol::DownTargetCallback6
TcpLifecycleL4Protocol::GetDownTarget6() const
{
    return m_downTarget6;
}

// For sockets and connections.

TcpLifecycleL4Protocol::SocketList::iterator
TcpLifecycleL4Protocol::AddSocket(TcpLifecycleSocket* socket)
{
    return m_sockets.insert(m_sockets.end(), socket);
}

void
TcpLifecycleL4Protocol::RemoveSocket(SocketList::iterator position)
{
    m_sockets.erase(position);
}

void
TcpLifecycleL4Protocol::Send(const TcpFourTuple& connection,
                             const tcplifecycle::Segment& segment,
                             Ptr<Packet> text,
                             const TcpIpOptions& options)
{
    if (m_node->IsInitialized())
    {
        m_ip.Send(connection, segment, text, options);
        return;
    }
    // A program may call Connect before the simulation runs; the layers below are ready only then.
    Simulator::ScheduleNow(&TcpLifecycleL4Protocol::Send,
                           Ptr<TcpLifecycleL4Protocol>(this),
                           connection,
                           segment,
                           text,
                           options);
}

tcplifecycle::SeqNum
TcpLifecycleL4Protocol::GetIsn(const TcpFourTuple& connection, std::optional<uint32_t> chosen)
{
    const uint32_t isn =
        chosen ? *chosen : GetIsnGenerator()->Generate(connection, Simulator::Now());
    m_isnTrace(connection.local.ToAddress(),
               connection.remote.ToAddress(),
               chosen ? "ns3::TcpLifecycleSocket::Isn" : m_isnGeneratorType.GetName(),
               isn);
    return tcplifecycle::SeqNum(isn);
}

void
TcpLifecycleL4Protocol::TraceTransition(const TcpLifecycleTransition& transition) const
{
    m_transitionTrace(transition);
}

} // namespace ns3
