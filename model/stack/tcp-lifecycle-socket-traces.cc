// SPDX-License-Identifier: GPL-2.0-only

// Trace sources of the socket: what they are called, and what they are told.

#include "tcp-lifecycle-socket-traces.h"

#include "tcp-lifecycle-socket.h"

#include "ns3/trace-source-accessor.h"

namespace ns3
{

using tcplifecycle::State;

namespace
{

/// ns-3 numbers the states in another order than RFC 9293.
TcpSocket::TcpStates_t
ToNs3State(State state)
{
    switch (state)
    {
    case State::Closed:
        return TcpSocket::CLOSED;
    case State::Listen:
        return TcpSocket::LISTEN;
    case State::SynSent:
        return TcpSocket::SYN_SENT;
    case State::SynReceived:
        return TcpSocket::SYN_RCVD;
    case State::Established:
        return TcpSocket::ESTABLISHED;
    case State::FinWait1:
        return TcpSocket::FIN_WAIT_1;
    case State::FinWait2:
        return TcpSocket::FIN_WAIT_2;
    case State::CloseWait:
        return TcpSocket::CLOSE_WAIT;
    case State::Closing:
        return TcpSocket::CLOSING;
    case State::LastAck:
        return TcpSocket::LAST_ACK;
    case State::TimeWait:
        return TcpSocket::TIME_WAIT;
    }
    return TcpSocket::LAST_STATE;
}

SequenceNumber32
ToNs3Number(tcplifecycle::SeqNum number)
{
    return SequenceNumber32(number.Value());
}

} // namespace

/// Connects to a member of the socket's traces, which come into being by that.
template <auto TRACE>
class TcpLifecycleSocket::TraceAccessor : public TraceSourceAccessor
{
  public:
    bool ConnectWithoutContext(ObjectBase* object, const CallbackBase& sink) const override
    {
        return Do(object, [&](auto& trace) { trace.ConnectWithoutContext(sink); });
    }

    bool Connect(ObjectBase* object, std::string context, const CallbackBase& sink) const override
    {
        return Do(object, [&](auto& trace) { trace.Connect(sink, context); });
    }

    bool DisconnectWithoutContext(ObjectBase* object, const CallbackBase& sink) const override
    {
        return Do(object, [&](auto& trace) { trace.DisconnectWithoutContext(sink); });
    }

    bool Disconnect(ObjectBase* object,
                    std::string context,
                    const CallbackBase& sink) const override
    {
        return Do(object, [&](auto& trace) { trace.Disconnect(sink, context); });
    }

    static Ptr<const TraceSourceAccessor> Make()
    {
        return Create<TraceAccessor>();
    }

  private:
    template <class What>
    static bool Do(ObjectBase* object, What&& what)
    {
        const auto socket = dynamic_cast<TcpLifecycleSocket*>(object);
        if (socket)
        {
            what(socket->GetTraces().*TRACE);
        }
        return socket != nullptr;
    }
};

TypeId
TcpLifecycleSocket::AddTraceSources(TypeId type)
{
    using Traces = TcpLifecycleSocketTraces;
    return type
        .AddTraceSource("State",
                        "The state has changed: the old one, the new one.",
                        TraceAccessor<&Traces::state>::Make(),
                        "ns3::TcpStatesTracedValueCallback")
        .AddTraceSource("Transition",
                        "The connection has changed its state: from, to, and why.",
                        TraceAccessor<&Traces::transition>::Make(),
                        "ns3::TcpLifecycleTransition::TracedCallback")
        .AddTraceSource("Tx",
                        "A segment leaves.",
                        TraceAccessor<&Traces::tx>::Make(),
                        "ns3::TcpLifecycleSocket::SegmentTracedCallback")
        .AddTraceSource("Rx",
                        "A segment arrives.",
                        TraceAccessor<&Traces::rx>::Make(),
                        "ns3::TcpLifecycleSocket::SegmentTracedCallback")
        .AddTraceSource("UrgentData",
                        "The peer says that urgent data is on its way, or that there is more of "
                        "it.",
                        TraceAccessor<&Traces::urgentData>::Make(),
                        "ns3::TcpLifecycleSocket::UrgentDataTracedCallback")
        .AddTraceSource("Trouble",
                        "Something is wrong, and the connection goes on.",
                        TraceAccessor<&Traces::trouble>::Make(),
                        "ns3::TcpLifecycleSocket::TroubleTracedCallback")
        .AddTraceSource("CongestionWindow",
                        "The congestion window in octets.",
                        TraceAccessor<&Traces::congestionWindow>::Make(),
                        "ns3::TracedValueCallback::Uint32")
        .AddTraceSource("SlowStartThreshold",
                        "The slow-start threshold in octets.",
                        TraceAccessor<&Traces::slowStartThreshold>::Make(),
                        "ns3::TracedValueCallback::Uint32")
        .AddTraceSource("CongestionWindowInflated",
                        "The congestion window as older RFCs have it, which grows by a segment "
                        "for each duplicate acknowledgment, in octets.",
                        TraceAccessor<&Traces::congestionWindowInflated>::Make(),
                        "ns3::TracedValueCallback::Uint32")
        .AddTraceSource("CongState",
                        "What congestion control takes the path to be like.",
                        TraceAccessor<&Traces::congestionState>::Make(),
                        "ns3::TcpSocketState::TcpCongStatesTracedValueCallback")
        .AddTraceSource("PacingRate",
                        "How fast text may leave where it is paced.",
                        TraceAccessor<&Traces::pacingRate>::Make(),
                        "ns3::TracedValueCallback::DataRate")
        .AddTraceSource("EcnState",
                        "What was last seen or said of ECN.",
                        TraceAccessor<&Traces::ecnState>::Make(),
                        "ns3::TcpSocketState::EcnStatesTracedValueCallback")
        .AddTraceSource("EcnEchoSeq",
                        "The acknowledgment number of the last segment with ECE.",
                        TraceAccessor<&Traces::ecnEchoSeq>::Make(),
                        "ns3::SequenceNumber32TracedValueCallback")
        .AddTraceSource("EcnCeSeq",
                        "The number of the last segment that a router had marked.",
                        TraceAccessor<&Traces::ecnCeSeq>::Make(),
                        "ns3::SequenceNumber32TracedValueCallback")
        .AddTraceSource("EcnCwrSeq",
                        "The number of the last segment that was sent with CWR.",
                        TraceAccessor<&Traces::ecnCwrSeq>::Make(),
                        "ns3::SequenceNumber32TracedValueCallback")
        .AddTraceSource("RTO",
                        "The retransmission timeout.",
                        TraceAccessor<&Traces::rto>::Make(),
                        "ns3::TracedValueCallback::Time")
        .AddTraceSource("RTT",
                        "The smoothed round-trip time.",
                        TraceAccessor<&Traces::rtt>::Make(),
                        "ns3::TracedValueCallback::Time")
        .AddTraceSource("NextTxSequence",
                        "The number after the segment that was sent last; a retransmission takes "
                        "it back.",
                        TraceAccessor<&Traces::nextTxSequence>::Make(),
                        "ns3::SequenceNumber32TracedValueCallback")
        .AddTraceSource("HighestSequence",
                        "The number after all that was ever sent (SND.NXT).",
                        TraceAccessor<&Traces::highestSequence>::Make(),
                        "ns3::TracedValueCallback::SequenceNumber32")
        .AddTraceSource("HighestRxSequence",
                        "The number of the newest segment that has come (SND.WL1).",
                        TraceAccessor<&Traces::highestRxSequence>::Make(),
                        "ns3::TracedValueCallback::SequenceNumber32")
        .AddTraceSource("HighestRxAck",
                        "The highest acknowledgment number received (SND.UNA).",
                        TraceAccessor<&Traces::highestRxAck>::Make(),
                        "ns3::TracedValueCallback::SequenceNumber32")
        .AddTraceSource("AdvWND",
                        "The window that a segment of ours offers (RCV.WND), in octets.",
                        TraceAccessor<&Traces::advertisedWindow>::Make(),
                        "ns3::TracedValueCallback::Uint32")
        .AddTraceSource("RWND",
                        "The peer's window (SND.WND), in octets.",
                        TraceAccessor<&Traces::remoteWindow>::Make(),
                        "ns3::TracedValueCallback::Uint32")
        .AddTraceSource("BytesInFlight",
                        "Octets in the network, as far as acknowledgments tell (pipe of RFC 6675).",
                        TraceAccessor<&Traces::bytesInFlight>::Make(),
                        "ns3::TracedValueCallback::Uint32");
}

TcpLifecycleSocketTraces&
TcpLifecycleSocket::GetTraces()
{
    if (!m_traces)
    {
        m_traces = std::make_unique<TcpLifecycleSocketTraces>();
        UpdateTraces(); // so that the first change is told with what was there before it
    }
    return *m_traces;
}

void
TcpLifecycleSocket::InheritTraces(const TcpLifecycleSocket& listener)
{
    if (listener.m_traces && listener.m_traces->HasHeirs())
    {
        TcpLifecycleSocketTraces& traces = GetTraces();
        traces.tx = listener.m_traces->tx;
        traces.rx = listener.m_traces->rx;
        traces.urgentData = listener.m_traces->urgentData;
        traces.trouble = listener.m_traces->trouble;
    }
}

/// Values are told when an event is over: what changes twice within one is told once.
void
TcpLifecycleSocket::UpdateTraces()
{
    if (!m_traces)
    {
        return;
    }
    if (m_congestion)
    {
        const TcpSocketState& tcb = *m_congestion->GetParts().state;
        m_traces->congestionWindow = tcb.m_cWnd;
        m_traces->congestionWindowInflated = tcb.m_cWndInfl;
        m_traces->slowStartThreshold = tcb.m_ssThresh;
        m_traces->congestionState = tcb.m_congState;
        m_traces->pacingRate = tcb.m_pacingRate;
        m_traces->rtt = tcb.m_lastRtt;
    }
    const auto status = m_connection.GetStatus();
    if (status.state == State::Closed || status.state == State::Listen)
    {
        return; // no connection: the values stay what they were at its end
    }
    if (m_connection.EcnInUse() && m_traces->ecnState == TcpSocketState::ECN_DISABLED)
    {
        m_traces->ecnState = TcpSocketState::ECN_IDLE;
    }
    m_traces->highestSequence = ToNs3Number(status.sndNxt);
    m_traces->highestRxAck = ToNs3Number(status.sndUna);
    m_traces->bytesInFlight = status.pipe;
    if (status.rto > tcplifecycle::Duration::zero())
    {
        m_traces->remoteWindow = status.sndWnd;
        m_traces->rto = NanoSeconds(status.rto.count());
        m_traces->highestRxSequence = ToNs3Number(status.sndWl1);
        if (!m_congestion)
        {
            m_traces->rtt = NanoSeconds(status.smoothedRtt.count());
        }
    }
}

/// A segment of a connection that uses ECN has arrived.
void
TcpLifecycleSocket::TraceEcnOfArrival(const tcplifecycle::Segment& segment)
{
    const auto state = m_traces->ecnState.Get();
    if (segment.ecn == tcplifecycle::EcnField::Ce)
    {
        m_traces->ecnCeSeq = ToNs3Number(segment.seq);
        m_traces->ecnState = TcpSocketState::ECN_CE_RCVD;
    }
    else if (segment.Has(tcplifecycle::CWR))
    {
        m_traces->ecnState = TcpSocketState::ECN_IDLE; // the peer has answered: no more ECE
    }
    else if (segment.Has(tcplifecycle::ECE))
    {
        m_traces->ecnEchoSeq = ToNs3Number(segment.ack);
        m_traces->ecnState = TcpSocketState::ECN_ECE_RCVD;
    }
    else if (state == TcpSocketState::ECN_ECE_RCVD)
    {
        m_traces->ecnState = TcpSocketState::ECN_IDLE;
    }
}

void
TcpLifecycleSocket::TraceEcnOfDeparture(const tcplifecycle::Segment& segment)
{
    if (segment.Has(tcplifecycle::CWR))
    {
        m_traces->ecnCwrSeq = ToNs3Number(segment.seq);
        m_traces->ecnState = TcpSocketState::ECN_CWR_SENT;
    }
    if (segment.Has(tcplifecycle::ECE))
    {
        m_traces->ecnState = TcpSocketState::ECN_SENDING_ECE;
    }
}

void
TcpLifecycleSocket::SegmentLeaves(const tcplifecycle::Segment& segment, Ptr<const Packet> text)
{
    if (!m_traces)
    {
        return;
    }
    if (segment.Length() > 0)
    {
        m_traces->nextTxSequence = ToNs3Number(segment.seq + segment.Length());
    }
    if (m_connection.EcnInUse() && !segment.Has(tcplifecycle::SYN))
    {
        TraceEcnOfDeparture(segment);
    }
    if (segment.Has(tcplifecycle::SYN))
    {
        m_traces->advertisedWindow = segment.wnd; // never scaled (RFC 7323, section 2.2)
    }
    else if (!segment.Has(tcplifecycle::RST))
    {
        m_traces->advertisedWindow = m_connection.GetStatus().rcvWnd;
    }
    if (!m_traces->tx.IsEmpty())
    {
        m_traces->tx(text, TcpSegmentHeader(m_fourTuple, segment).ToTcpHeader(), this);
    }
}

void
TcpLifecycleSocket::TraceTransition(const TcpLifecycleTransition& transition)
{
    if (!m_traces)
    {
        return;
    }
    m_traces->state(ToNs3State(transition.from), ToNs3State(transition.to));
    if (HasPeer()) // a listener is no connection: its children are
    {
        m_traces->transition(transition);
    }
}

void
TcpLifecycleSocket::TraceTrouble(tcplifecycle::Trouble::Kind kind)
{
    if (m_traces)
    {
        m_traces->trouble(kind, this);
    }
}

void
TcpLifecycleSocket::TraceUrgentData()
{
    if (m_traces)
    {
        m_traces->urgentData(GetUrgentOctets(), this);
    }
}

} // namespace ns3
