// SPDX-License-Identifier: GPL-2.0-only

// What happens to a socket's connection, and what its user is told of it.

#include "tcp-lifecycle-socket-log.h"
#include "tcp-lifecycle-socket.h"
#include "tcp-passing-connection.h"

#include <utility>

namespace ns3
{

[[maybe_unused]] static LogComponent& g_log = TcpLifecycleSocketLog();

using tcplifecycle::CloseOf;
using tcplifecycle::CloseReason;
using tcplifecycle::State;

// Segments and timers.

Ptr<NetDevice>
TcpLifecycleSocket::GetDevice() const
{
    return m_boundnetdevice;
}

bool
TcpLifecycleSocket::OffersTimestamps() const
{
    return m_settings->timestamps;
}

void
TcpLifecycleSocket::TimerExpires()
{
    NS_LOG_FUNCTION(this);
    const Ptr<TcpLifecycleSocket> self(this);
    TcpConnectionHost::TimerExpires();
}

void
TcpLifecycleSocket::SegmentArrives(const TcpArrival& arrival)
{
    NS_LOG_FUNCTION(this << tcplifecycle::ToString(arrival.GetSegment()));
    const Ptr<TcpLifecycleSocket> self(this);
    if (m_traces && !m_traces->rx.IsEmpty())
    {
        m_traces->rx(arrival.text, arrival.header.ToTcpHeader(), this);
        if (!m_tcp)
        {
            return; // whoever listens has disposed of the socket
        }
    }
    if (m_traces && m_connection.EcnInUse())
    {
        TraceEcnOfArrival(arrival.GetSegment());
    }
    if (m_connection.GetState() == State::Listen)
    {
        ArrivesInListen(arrival);
    }
    else
    {
        TcpConnectionHost::SegmentArrives(arrival);
    }
}

void
TcpLifecycleSocket::ArrivesInListen(const TcpArrival& arrival)
{
    const TcpFourTuple& fourTuple = arrival.connection;
    if (!tcplifecycle::IsConnectionRequest(arrival.GetSegment(), *m_settings))
    {
        if (!BringsCookie(arrival))
        {
            TcpPassingConnection passing(m_tcp,
                                         m_settings,
                                         fourTuple,
                                         m_connection,
                                         GetIpOptions());
            passing.SegmentArrives(arrival);
        }
        return;
    }
    const bool full = m_synReceivedCount + m_waiting.size() >= m_backlog;
    const bool cookie = AnswersWithCookie(arrival, full);
    if (full && !cookie)
    {
        NS_LOG_LOGIC("More than " << m_backlog << " connections to accept");
        if (m_resetOnOverflow)
        {
            RefuseRequest(arrival);
        }
        return;
    }
    if (!NotifyConnectionRequest(fourTuple.remote.ToAddress()))
    {
        NS_LOG_LOGIC("The user does not want the connection: SYN dropped");
        return;
    }
    if (!MayAdd(fourTuple))
    {
        return;
    }
    if (cookie)
    {
        AnswerWithCookie(arrival);
        return;
    }
    tcplifecycle::Connection connection = NewConnection(fourTuple);
    connection.SetListenIss(m_tcp->GetIsn(fourTuple, TakeChosenIsn()));
    if (MayAdd(fourTuple))
    {
        m_tcp->GetSynReceivedTable().Add(*this, m_settings, std::move(connection), arrival);
    }
}

/**
 * Whether this is a listener still, and nobody has the connection. A user who is asked, or told,
 * may have closed the listener or taken the four-tuple; and another listener, of another device,
 * may have it.
 */
bool
TcpLifecycleSocket::MayAdd(const TcpFourTuple& fourTuple) const
{
    return m_tcp && m_connection.GetState() == State::Listen &&
           !m_tcp->GetDemux().FindConnection(fourTuple) &&
           !m_tcp->GetSynReceivedTable().Has(fourTuple);
}

/// A connection in LISTEN for somebody who asks for one.
tcplifecycle::Connection
TcpLifecycleSocket::NewConnection(const TcpFourTuple& fourTuple) const
{
    tcplifecycle::Connection connection = m_connection;
    const auto route = m_tcp->GetIpLayer().FindRoute(fourTuple.remote.address, m_boundnetdevice);
    connection.SetSegmentSizes(GetSegmentSizes(fourTuple, route));
    return connection;
}

/// Answers as if nobody listened (RFC 9293, section 3.10.7.1).
void
TcpLifecycleSocket::RefuseRequest(const TcpArrival& arrival)
{
    TcpPassingConnection closed(m_tcp,
                                m_settings,
                                arrival.connection,
                                tcplifecycle::Connection(*m_settings),
                                GetIpOptions());
    closed.SegmentArrives(arrival);
}

void
TcpLifecycleSocket::IcmpArrives(const TcpIcmpArrival& icmp)
{
    NS_LOG_FUNCTION(this << icmp.type << icmp.code);
    const Ptr<TcpLifecycleSocket> self(this);
    const auto status = m_connection.GetStatus();
    const uint32_t inFlight = status.sndNxt - status.sndUna;
    TcpConnectionHost::IcmpArrives(icmp);
    if (!tcplifecycle::InWindow(icmp.error.quoted, status.sndUna, inFlight))
    {
        return; // the connection does not believe it (RFC 5927, section 4.1)
    }
    if (icmp.source.IsIpv4() && !m_icmpCallback.IsNull())
    {
        m_icmpCallback(icmp.source.ToIpv4(), icmp.ttl, icmp.type, icmp.code, icmp.info);
    }
    else if (!icmp.source.IsIpv4() && !m_icmpCallback6.IsNull())
    {
        m_icmpCallback6(icmp.source.ToIpv6(), icmp.ttl, icmp.type, icmp.code, icmp.info);
    }
}

void
TcpLifecycleSocket::Adopt(const TcpFourTuple& fourTuple,
                          tcplifecycle::Connection connection,
                          TcpPendingActions* pending)
{
    const Ptr<TcpLifecycleSocket> child(
        new TcpLifecycleSocket(*this, fourTuple, std::move(connection)),
        false);
    child->m_self = child;
    m_tcp->GetDemux().MoveIn(fourTuple, *child);
    child->CarryOut(pending);
}

// Actions.

Ptr<Packet>
TcpLifecycleSocket::GetText(const tcplifecycle::Segment& segment)
{
    if (segment.textLength == 0)
    {
        return Create<Packet>();
    }
    const auto start = segment.TextStart();
    const auto end = start + segment.textLength;
    if (end > m_sentEnd)
    {
        m_notices.textSent += end - m_sentEnd;
        m_sentEnd = end;
    }
    return m_sendStream.Copy(start, segment.textLength);
}

void
TcpLifecycleSocket::TextArrives(Ptr<const Packet> text, uint32_t offset, uint32_t octets)
{
    m_receiveStream.Append(text, offset, octets);
    m_notices.textReceived = true;
}

void
TcpLifecycleSocket::StateChanges(const tcplifecycle::Transition& transition)
{
    const State from = transition.row->from;
    const State to = transition.row->to;
    NS_LOG_LOGIC(tcplifecycle::ToString(from) << " -> " << tcplifecycle::ToString(to));
    // Whoever closes in SYN-RECEIVED is never ESTABLISHED.
    const bool opens = to == State::Established || (from == State::FinWait1 && to != State::Closed);
    if (transition.segment && opens)
    {
        m_tcp->GetTimeWaitTable().GiveWay(m_fourTuple, *transition.segment);
    }
    if (m_tcp && (IsTraced() || (HasPeer() && m_tcp->TracesTransitions())))
    {
        const TcpLifecycleTransition described = Describe(transition);
        TraceTransition(described);
        if (m_tcp && HasPeer())
        {
            m_tcp->TraceTransition(described);
        }
    }
}

void
TcpLifecycleSocket::ConnectionOpens()
{
    m_notices.opened = true;
    if (m_receiveShutdown)
    {
        m_connection.DiscardText();
    }
}

void
TcpLifecycleSocket::TextIsAcknowledged(uint32_t octets)
{
    m_sendStream.Release(octets);
    m_notices.spaceFreed = true;
}

void
TcpLifecycleSocket::PeerCloses()
{
    m_endOfStream = true;
    m_notices.peerClosed = true;
}

void
TcpLifecycleSocket::UrgentDataArrives(uint32_t /* octets */)
{
    m_notices.urgentData = true;
}

void
TcpLifecycleSocket::TroubleArises(tcplifecycle::Trouble::Kind kind)
{
    using Kind = tcplifecycle::Trouble::Kind;
    switch (kind)
    {
    case Kind::Retransmissions:
        m_notices.retransmissions = true;
        break;
    case Kind::Icmp:
        m_notices.icmp = true;
        break;
    }
}

void
TcpLifecycleSocket::ConnectionEnds(CloseReason reason)
{
    m_closeReason = reason;
    m_notices.ended = true;
}

// After the actions.

void
TcpLifecycleSocket::Settle()
{
    const Ptr<TcpLifecycleSocket> self(this);
    UpdateTraces();
    const State state = m_connection.GetState();
    if (state == State::TimeWait)
    {
        EnterTimeWait();
    }
    else if (state != State::Closed)
    {
        m_timer.Set(m_connection.Deadline());
    }
    else if (m_self)
    {
        ReleaseConnection();
    }
    Notify();
}

void
TcpLifecycleSocket::EnterTimeWait()
{
    if (m_tcp->HasRoomInTimeWait(m_fourTuple))
    {
        RestInTimeWait();
    }
    else if (m_tcp) // whoever is told may dispose of the socket
    {
        Happens(
            [](auto& connection, auto now, auto& actions) { connection.FindNoRoom(now, actions); });
    }
}

void
TcpLifecycleSocket::RestInTimeWait()
{
    m_timer.Cancel();
    m_sendStream.Clear();
    Unbind();
    m_urgentLeft = m_connection.GetStatus().urgent;
    EndCongestionControl();
    m_inTimeWait = true;
    m_tcp->GetTimeWaitTable().Add(m_settings,
                                  m_fourTuple,
                                  MoveConnectionOut(),
                                  GetIpOptions(),
                                  *this);
    m_tcp->GetDemux().MoveOut(m_fourTuple);
    if (m_userClosed)
    {
        m_self = nullptr;
    }
}

void
TcpLifecycleSocket::ReleaseConnection()
{
    m_timer.Cancel();
    LeaveAcceptQueue();
    if (HasPeer())
    {
        m_tcp->RemoveConnection(m_fourTuple);
    }
    Unbind();
    m_sendStream.Clear();
    if (m_closeReason != CloseReason::Normal)
    {
        m_receiveStream.Clear(); // RFC 9293, section 3.10.7.4: all queues are flushed
    }
    EndCongestionControl();
    m_self = nullptr;
}

void
TcpLifecycleSocket::TimeWaitEnds(CloseReason reason)
{
    const Ptr<TcpLifecycleSocket> self(this);
    m_inTimeWait = false;
    m_closeReason = reason;
    m_self = nullptr;
}

// Callbacks.

void
TcpLifecycleSocket::Notify()
{
    if (m_notifying)
    {
        return; // the callback that is running called something; its caller goes on with the rest
    }
    m_notifying = true;
    while (!m_waitsForAccept && NotifyNext())
    {
    }
    m_notifying = false;
}

/// Makes one callback. \return false if there is nothing to tell
bool
TcpLifecycleSocket::NotifyNext()
{
    if (std::exchange(m_notices.opened, false))
    {
        NotifyOpened();
    }
    else if (std::exchange(m_notices.retransmissions, false))
    {
        TraceTrouble(tcplifecycle::Trouble::Kind::Retransmissions);
    }
    else if (std::exchange(m_notices.icmp, false))
    {
        TraceTrouble(tcplifecycle::Trouble::Kind::Icmp);
    }
    else if (std::exchange(m_notices.urgentData, false))
    {
        TraceUrgentData();
    }
    else if (std::exchange(m_notices.textReceived, false))
    {
        if (m_receiveStream.GetSize() > 0)
        {
            NotifyDataRecv();
        }
    }
    else if (const uint32_t sent = std::exchange(m_notices.textSent, 0); sent > 0)
    {
        NotifyDataSent(sent);
    }
    else if (std::exchange(m_notices.spaceFreed, false))
    {
        if (GetTxAvailable() > 0)
        {
            NotifySend(GetTxAvailable());
        }
    }
    else if (std::exchange(m_notices.peerClosed, false))
    {
        NotifyNormalClose();
        if (m_closesWithPeer)
        {
            CloseWithPeer();
        }
    }
    else if (std::exchange(m_notices.ended, false))
    {
        NotifyEnded();
    }
    else
    {
        return false;
    }
    return true;
}

void
TcpLifecycleSocket::NotifyOpened()
{
    m_connecting = false;
    m_notices.spaceFreed = true; // as ns-3 has it: data can be sent from now on
    if (m_acceptedBy && m_acceptedBy->m_acceptQueue)
    {
        WaitForAccept();
    }
    else if (m_acceptedBy)
    {
        const Ptr<TcpLifecycleSocket> listener = std::exchange(m_acceptedBy, nullptr);
        if (listener->GetState() == State::Listen)
        {
            listener->NotifyNewConnectionCreated(this, m_fourTuple.remote.ToAddress());
        }
        else
        {
            Abort(); // whoever observed the handshake has closed the listener
        }
    }
    else
    {
        NotifyConnectionSucceeded();
    }
}

// The queue of connections that wait for Accept.

void
TcpLifecycleSocket::WaitForAccept()
{
    const Ptr<TcpLifecycleSocket> listener = m_acceptedBy;
    m_waitsForAccept = true;
    listener->m_waiting.push_back(this);
    if (listener->GetState() == State::Listen)
    {
        listener->NotifyDataRecv();
    }
    else
    {
        Abort(); // whoever observed the handshake has closed the listener
    }
}

/// The connection has come to its end before its turn.
void
TcpLifecycleSocket::LeaveAcceptQueue()
{
    const Ptr<TcpLifecycleSocket> listener = std::exchange(m_acceptedBy, nullptr);
    if (listener)
    {
        listener->m_waiting.remove(this);
    }
}

Ptr<TcpLifecycleSocket>
TcpLifecycleSocket::Accept()
{
    NS_LOG_FUNCTION(this);
    if (m_waiting.empty())
    {
        m_errno = m_acceptQueue && GetState() == State::Listen ? ERROR_AGAIN : ERROR_INVAL;
        return nullptr;
    }
    const Ptr<TcpLifecycleSocket> socket = m_waiting.front();
    m_waiting.pop_front();
    socket->m_acceptedBy = nullptr;
    socket->m_waitsForAccept = false;
    Simulator::ScheduleNow(&TcpLifecycleSocket::Notify, socket);
    return socket;
}

void
TcpLifecycleSocket::NotifyEnded()
{
    const bool connecting = std::exchange(m_connecting, false);
    if (m_closeReason == CloseReason::Normal)
    {
        return; // known already, from the peer's close or by the user's own
    }
    m_errno = m_closeReason == CloseReason::Unreachable ? ERROR_NOROUTETOHOST : ERROR_NOTCONN;
    if (connecting)
    {
        NotifyConnectionFailed();
    }
    else
    {
        NotifyErrorClose();
    }
}

void
TcpLifecycleSocket::CloseWithPeer()
{
    if (m_connection.GetState() == State::CloseWait)
    {
        Happens([](auto& connection, auto now, auto& actions) {
            connection.Close(CloseOf::Sending, now, actions);
        });
    }
}

} // namespace ns3
