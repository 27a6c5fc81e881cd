// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-trace-recorder.h"

#include "tcp-trace-packet.h"

#include "ns3/callback.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/net-device.h"
#include "ns3/simulator.h"
#include "ns3/tag.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-transition.h"
#include "ns3/tcp-socket.h"

#include <map>
#include <utility>

namespace ns3
{

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;

/// By which a segment is known again where it arrives: headers repeat, and so do packet UIDs.
class TcpTraceTag : public Tag
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::TcpTraceTag")
                                .SetParent<Tag>()
                                .SetGroupName("TcpLifecycle")
                                .AddConstructor<TcpTraceTag>();
        return tid;
    }

    TypeId GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    uint32_t GetSerializedSize() const override
    {
        return sizeof(id);
    }

    void Serialize(TagBuffer buffer) const override
    {
        buffer.WriteU64(id);
    }

    void Deserialize(TagBuffer buffer) override
    {
        id = buffer.ReadU64();
    }

    void Print(std::ostream& os) const override
    {
        os << "segment " << id;
    }

    uint64_t id{0}; ///< number of the segment, from 1; 0 if it was never seen to be sent
};

NS_OBJECT_ENSURE_REGISTERED(TcpTraceTag);

Address
Endpoint(Ipv4Address address, uint16_t port)
{
    return InetSocketAddress(address, port);
}

Address
Endpoint(Ipv6Address address, uint16_t port)
{
    return Inet6SocketAddress(address, port);
}

uint8_t
ProtocolOf(const Ipv4Header& header)
{
    return header.GetProtocol();
}

uint8_t
ProtocolOf(const Ipv6Header& header)
{
    return header.GetNextHeader();
}

} // namespace

/// What the recorder keeps of a host, and what the host's trace sources are connected to.
class TcpTraceRecorder::Host
{
  public:
    Host(TcpTraceRecorder& recorder, uint32_t index)
        : m_recorder(recorder),
          m_index(index)
    {
    }

    void Connect(Ptr<Node> node)
    {
        if (const auto ipv4 = node->GetObject<Ipv4L3Protocol>())
        {
            ipv4->TraceConnectWithoutContext("SendOutgoing",
                                             MakeCallback(&Host::Send<Ipv4Header>, this));
            ipv4->TraceConnectWithoutContext("LocalDeliver",
                                             MakeCallback(&Host::Arrive<Ipv4Header>, this));
        }
        if (const auto ipv6 = node->GetObject<Ipv6L3Protocol>())
        {
            ipv6->TraceConnectWithoutContext("SendOutgoing",
                                             MakeCallback(&Host::Send<Ipv6Header>, this));
            ipv6->TraceConnectWithoutContext("LocalDeliver",
                                             MakeCallback(&Host::Arrive<Ipv6Header>, this));
        }
        for (uint32_t i = 0; i < node->GetNDevices(); ++i)
        {
            // Not every device has these trace sources: one that has not drops nothing.
            const auto device = node->GetDevice(i);
            device->TraceConnectWithoutContext("MacTxDrop", MakeCallback(&Host::Lose, this));
            device->TraceConnectWithoutContext("PhyRxDrop", MakeCallback(&Host::Lose, this));
        }
        if (const auto tcp = node->GetObject<TcpLifecycleL4Protocol>())
        {
            tcp->TraceConnectWithoutContext("Transition", MakeCallback(&Host::Transit, this));
            tcp->TraceConnectWithoutContext("Isn", MakeCallback(&Host::ChooseIsn, this));
        }
    }

    const tcplifecycle::Segment* GetArriving() const
    {
        return m_arrivalEvent == Simulator::GetEventCount() ? &m_arriving : nullptr;
    }

    /**
     * \param transition a transition of this host
     * \return number of the connection that it belongs to, a new one if need be
     */
    uint32_t NumberOf(const TcpTraceTransition& transition)
    {
        using tcplifecycle::State;
        auto& incarnations = m_connections[{transition.local, transition.remote}];
        for (auto known = incarnations.rbegin(); known != incarnations.rend(); ++known)
        {
            if (known->state == transition.from && known->state != State::Closed)
            {
                known->state = transition.to;
                return known->number;
            }
        }
        uint32_t& count = m_recorder.m_trace.connections[m_index];
        incarnations.push_back({transition.to, ++count});
        return count;
    }

    static void ChangeListener(Host* host,
                               Address local,
                               TcpSocket::TcpStates_t /* from */,
                               TcpSocket::TcpStates_t to)
    {
        // A listener that is turned into an active opener is a connection from then on.
        if (to != TcpSocket::LISTEN && to != TcpSocket::CLOSED)
        {
            return;
        }
        using tcplifecycle::Cause;
        using tcplifecycle::State;
        TcpTraceTransition transition;
        transition.local = local;
        transition.from = to == TcpSocket::LISTEN ? State::Closed : State::Listen;
        transition.to = to == TcpSocket::LISTEN ? State::Listen : State::Closed;
        transition.cause = to == TcpSocket::LISTEN ? Cause::Open : Cause::Close;
        host->m_recorder.Record(host->m_index, std::move(transition));
    }

  private:
    struct Incarnation
    {
        tcplifecycle::State state;
        uint32_t number;
    };

    template <typename Header>
    void Send(const Header& header, Ptr<const Packet> payload, uint32_t /* interface */)
    {
        TcpTraceSegment segment;
        if (!Read(header, payload, segment))
        {
            return;
        }
        segment.event = TcpTraceSegment::Event::Sent;
        m_recorder.m_departures.push_back(m_recorder.m_trace.records.size());
        segment.id = m_recorder.m_departures.size();
        TcpTraceTag tag;
        tag.id = segment.id;
        // Replaced, not added: a packet that is kept and sent again has a tag from the first time.
        ConstCast<Packet>(payload)->ReplacePacketTag(tag);
        m_recorder.Record(m_index, std::move(segment));
    }

    template <typename Header>
    void Arrive(const Header& header, Ptr<const Packet> payload, uint32_t /* interface */)
    {
        TcpTraceSegment segment;
        if (!Read(header, payload, segment))
        {
            return;
        }
        segment.event = TcpTraceSegment::Event::Arrived;
        TcpTraceTag tag;
        payload->PeekPacketTag(tag);
        segment.id = tag.id;
        m_arriving = segment.segment;
        m_arrivalEvent = Simulator::GetEventCount();
        m_recorder.Record(m_index, std::move(segment));
    }

    void Lose(Ptr<const Packet> frame)
    {
        TcpTraceTag tag;
        if (frame->PeekPacketTag(tag))
        {
            const auto& sent =
                m_recorder.m_trace.records.at(m_recorder.m_departures.at(tag.id - 1));
            auto segment = std::get<TcpTraceSegment>(sent.what);
            segment.event = TcpTraceSegment::Event::Lost;
            m_recorder.Record(m_index, std::move(segment));
        }
    }

    void Transit(const TcpLifecycleTransition& change)
    {
        TcpTraceTransition transition;
        transition.local = change.local;
        transition.remote = change.remote;
        transition.from = change.from;
        transition.to = change.to;
        transition.cause = change.cause;
        transition.row = change.row;
        if (change.segment)
        {
            transition.segment = *change.segment;
        }
        m_recorder.RecordTransition(m_index, std::move(transition));
    }

    void ChooseIsn(const Address& local,
                   const Address& remote,
                   const std::string& generator,
                   uint32_t value)
    {
        m_recorder.RecordIsn({Time(), m_index, local, remote, generator, value});
    }

    template <typename Header>
    static bool Read(const Header& header, Ptr<const Packet> payload, TcpTraceSegment& segment)
    {
        if (ProtocolOf(header) != TCP_PROTOCOL)
        {
            return false;
        }
        const auto packet = ReadTcpTracePacket(payload);
        if (!packet)
        {
            return false;
        }
        segment.source = Endpoint(header.GetSource(), packet->sourcePort);
        segment.destination = Endpoint(header.GetDestination(), packet->destinationPort);
        segment.segment = packet->segment;
        return true;
    }

    TcpTraceRecorder& m_recorder;
    uint32_t m_index;
    tcplifecycle::Segment m_arriving;
    uint64_t m_arrivalEvent{UINT64_MAX}; ///< number of the simulator's event that brought it
    std::map<std::pair<Address, Address>, std::vector<Incarnation>> m_connections;
};

TcpTraceRecorder::TcpTraceRecorder() = default;
TcpTraceRecorder::~TcpTraceRecorder() = default;

uint32_t
TcpTraceRecorder::Watch(Ptr<Node> node, const std::string& name)
{
    const auto index = static_cast<uint32_t>(m_hosts.size());
    m_trace.hosts.push_back(name);
    m_trace.connections.push_back(0);
    m_hosts.push_back(std::make_unique<Host>(*this, index));
    m_hosts.back()->Connect(node);
    return index;
}

void
TcpTraceRecorder::WatchListener(uint32_t host, const Address& local, Ptr<Socket> socket)
{
    socket->TraceConnectWithoutContext(
        "State",
        MakeBoundCallback(&Host::ChangeListener, m_hosts.at(host).get(), local));
}

void
TcpTraceRecorder::SetTransitionListener(TransitionListener listener)
{
    m_listener = std::move(listener);
}

void
TcpTraceRecorder::RecordTransition(uint32_t host, TcpTraceTransition transition)
{
    transition.connection = m_hosts.at(host)->NumberOf(transition);
    Record(host, transition);
    if (m_listener)
    {
        m_listener(host, transition);
    }
}

void
TcpTraceRecorder::RecordIsn(TcpTraceIsn isn)
{
    isn.time = Simulator::Now();
    m_trace.isns.push_back(std::move(isn));
}

size_t
TcpTraceRecorder::RecordCall(uint32_t host, TcpTraceCall call)
{
    Record(host, std::move(call));
    return m_trace.records.size() - 1;
}

void
TcpTraceRecorder::CompleteCall(size_t record, const Address& local, const Address& remote)
{
    auto& call = std::get<TcpTraceCall>(m_trace.records.at(record).what);
    call.local = local;
    call.remote = remote;
}

const tcplifecycle::Segment*
TcpTraceRecorder::GetArriving(uint32_t host) const
{
    return m_hosts.at(host)->GetArriving();
}

const TcpTrace&
TcpTraceRecorder::GetTrace() const
{
    return m_trace;
}

void
TcpTraceRecorder::Record(uint32_t host, decltype(TcpTraceRecord::what) what)
{
    m_trace.records.push_back({Simulator::Now(), host, std::move(what)});
}

} // namespace ns3
