// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-lifecycle-l4-protocol.h"

#include "tcp-checked-attribute.h"
#include "tcp-isn-rfc6528.h"
#include "tcp-lifecycle-socket-factory.h"
#include "tcp-lifecycle-socket.h"

#include "ns3/enum.h"
#include "ns3/ipv4-route.h"
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
            .AddAttribute("MaxTimeWait",
                          "So many connections may be in TIME-WAIT: one more is closed at once "
                          "(trace source TimeWaitOverflow). 0: without bound.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TcpLifecycleL4Protocol::m_maxTimeWait),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("TimeWaitOverflow",
                            "A connection was closed instead of resting in TIME-WAIT, as "
                            "MaxTimeWait are there already.",
                            MakeTraceSourceAccessor(&TcpLifecycleL4Protocol::m_overflowTrace),
                            "ns3::TcpLifecycleL4Protocol::ConnectionTracedCallback")
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
    : m_synReceived(*this),
      m_timeWait(*this)
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
    m_synReceived.Clear();
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

uint64_t
TcpLifecycleL4Protocol::GetTimeWaitOverflows() const
{
    return m_timeWaitOverflows;
}

size_t
TcpLifecycleL4Protocol::GetSynReceivedCount() const
{
    return m_synReceived.GetSize();
}

int64_t
TcpLifecycleL4Protocol::AssignStreams(int64_t stream)
{
    const int64_t ports = m_ports.AssignStreams(stream);
    m_isnStream = stream + ports;
    const int64_t generator = GetIsnGenerator()->AssignStreams(m_isnStream);
    const int64_t congestion = m_congestion.AssignStreams(m_isnStream + generator);
    const int64_t cookies = m_synCookies.AssignStreams(m_isnStream + generator + congestion);
    return ports + generator + congestion + cookies;
}

// IpL4Protocol; the rest of it is in tcp-lifecycle-l4-protocol-arrivals.cc.

int
TcpLifecycleL4Protocol::GetProtocolNumber() const
{
    return PROT_NUMBER;
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
                             const Ptr<Packet>& text,
                             const TcpIpOptions& options)
{
    if (!m_node)
    {
        return; // the node was disposed of in the meantime
    }
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

bool
TcpLifecycleL4Protocol::HasRoomInTimeWait(const TcpFourTuple& fourTuple)
{
    if (m_maxTimeWait == 0 || m_timeWait.GetSize() < m_maxTimeWait)
    {
        return true;
    }
    ++m_timeWaitOverflows;
    m_overflowTrace(fourTuple.local.ToAddress(), fourTuple.remote.ToAddress());
    return false;
}

tcplifecycle::SeqNum
TcpLifecycleL4Protocol::GetIsn(const TcpFourTuple& connection, std::optional<uint32_t> chosen)
{
    uint32_t isn = 0;
    if (chosen)
    {
        isn = *chosen;
    }
    else
    {
        isn = GetIsnGenerator()->Generate(connection, Simulator::Now());
        isn = m_timeWait.NextIss(connection, tcplifecycle::SeqNum(isn)).Value();
    }
    const tcplifecycle::SeqNum result(isn);
    if (!m_isnTrace.IsEmpty())
    {
        TraceIsn(connection,
                 chosen ? "ns3::TcpLifecycleSocket::Isn" : m_isnGeneratorType.GetName(),
                 result);
    }
    return result;
}

void
TcpLifecycleL4Protocol::TraceIsn(const TcpFourTuple& connection,
                                 const std::string& generator,
                                 tcplifecycle::SeqNum isn) const
{
    m_isnTrace(connection.local.ToAddress(), connection.remote.ToAddress(), generator, isn.Value());
}

bool
TcpLifecycleL4Protocol::TracesTransitions() const
{
    return !m_transitionTrace.IsEmpty();
}

void
TcpLifecycleL4Protocol::TraceTransition(const TcpLifecycleTransition& transition) const
{
    m_transitionTrace(transition);
}

} // namespace ns3
