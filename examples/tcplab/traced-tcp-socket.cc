// SPDX-License-Identifier: GPL-2.0-only

#include "traced-tcp-socket.h"

#include "ns3/callback.h"
#include "ns3/trace-source-accessor.h"

namespace tcplab
{

namespace
{

using namespace ns3;
using tcplifecycle::Cause;
using tcplifecycle::State;

State
ToState(TcpSocket::TcpStates_t state)
{
    switch (state)
    {
    case TcpSocket::CLOSED:
        return State::Closed;
    case TcpSocket::LISTEN:
        return State::Listen;
    case TcpSocket::SYN_SENT:
        return State::SynSent;
    case TcpSocket::SYN_RCVD:
        return State::SynReceived;
    case TcpSocket::ESTABLISHED:
        return State::Established;
    case TcpSocket::CLOSE_WAIT:
        return State::CloseWait;
    case TcpSocket::LAST_ACK:
        return State::LastAck;
    case TcpSocket::FIN_WAIT_1:
        return State::FinWait1;
    case TcpSocket::FIN_WAIT_2:
        return State::FinWait2;
    case TcpSocket::CLOSING:
        return State::Closing;
    case TcpSocket::TIME_WAIT:
        return State::TimeWait;
    case TcpSocket::LAST_STATE:
        break;
    }
    return State::Closed;
}

} // namespace

TracedTcpSocket::TracedTcpSocket(TracedTcpContext& context, uint32_t host)
    : m_context(context),
      m_host(host)
{
    ConnectTrace();
}

TracedTcpSocket::TracedTcpSocket(const TracedTcpSocket& listener)
    : TcpSocketBase(listener),
      m_context(listener.m_context),
      m_host(listener.m_host)
{
    if (m_context.recorder)
    {
        if (const auto* syn = m_context.recorder->GetArriving(m_host))
        {
            m_syn = *syn;
        }
    }
    ConnectTrace();
}

int
TracedTcpSocket::Abort()
{
    switch (m_state)
    {
    case CLOSED:
        m_errno = ERROR_NOTCONN;
        return -1;
    case SYN_RCVD:
    case ESTABLISHED:
    case FIN_WAIT_1:
    case FIN_WAIT_2:
    case CLOSE_WAIT:
        SendRST();
        break;
    default:
        break;
    }
    CancelAllTimers();
    CloseAndNotify();
    return 0;
}

State
TracedTcpSocket::GetState() const
{
    return ToState(m_state);
}

Ptr<const TcpSocketState>
TracedTcpSocket::GetCongestionState() const
{
    return m_tcb;
}

uint32_t
TracedTcpSocket::GetBytesInFlight() const
{
    return BytesInFlight();
}

Ptr<TcpSocketBase>
TracedTcpSocket::Fork()
{
    return CopyObject<TracedTcpSocket>(this);
}

void
TracedTcpSocket::ConnectTrace()
{
    TraceConnectWithoutContext("State", MakeCallback(&TracedTcpSocket::ChangeState, this));
}

void
TracedTcpSocket::ChangeState(TcpStates_t from, TcpStates_t to)
{
    LearnEndpoints();
    if (!m_context.recorder || TcpTracePort(m_remote) == 0)
    {
        // A listener is no connection.
        return;
    }
    TcpTraceTransition transition;
    transition.local = m_local;
    transition.remote = m_remote;
    transition.from = ToState(from);
    transition.to = ToState(to);
    const auto* arriving = m_context.recorder->GetArriving(m_host);
    if (m_context.call)
    {
        transition.cause = *m_context.call;
    }
    else if (to == FIN_WAIT_1 || to == LAST_ACK)
    {
        // The user has called CLOSE before; the FIN waited behind data.
        transition.cause = Cause::Close;
    }
    else if (m_syn || arriving)
    {
        transition.cause = Cause::Segment;
        transition.segment = m_syn ? *m_syn : *arriving;
    }
    else
    {
        transition.cause =
            from == TIME_WAIT ? Cause::TimeWaitTimeout : Cause::RetransmissionTimeout;
    }
    // Only the first transition of a fork is made by the SYN, and by an event of its own.
    m_syn.reset();
    m_context.recorder->RecordTransition(m_host, transition);
    if (to == SYN_SENT || (to == SYN_RCVD && from == LISTEN))
    {
        // What it sends next is the SYN still, whose number it begins with.
        m_context.recorder->RecordIsn({Time(),
                                       m_host,
                                       m_local,
                                       m_remote,
                                       "ns3::TcpSocketBase",
                                       m_tcb->m_nextTxSequence.Get().GetValue()});
    }
}

void
TracedTcpSocket::LearnEndpoints()
{
    if (m_endPoint || m_endPoint6)
    {
        GetSockName(m_local);
        GetPeerName(m_remote);
    }
}

} // namespace tcplab
