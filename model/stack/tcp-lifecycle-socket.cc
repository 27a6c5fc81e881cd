// SPDX-License-Identifier: GPL-2.0-only

// The socket from its making to its end, and the calls that open and close a connection. Data is in
// tcp-lifecycle-socket-data.cc, what happens to a connection in tcp-lifecycle-socket-events.cc,
// attributes in tcp-lifecycle-socket-attributes.cc and -inherited-attributes.cc.

#include "tcp-lifecycle-socket.h"

#include "tcp-lifecycle-socket-log.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace ns3
{

LogComponent&
TcpLifecycleSocketLog()
{
    static LogComponent log("TcpLifecycleSocket", __FILE__);
    return log;
}

[[maybe_unused]] static LogComponent& g_log = TcpLifecycleSocketLog();

using tcplifecycle::CloseOf;
using tcplifecycle::CloseReason;
using tcplifecycle::State;

TcpLifecycleSocket::TcpLifecycleSocket()
    : TcpConnectionHost(nullptr, std::make_shared<tcplifecycle::Settings>())
{
    NS_LOG_FUNCTION(this);
}

TcpLifecycleSocket::TcpLifecycleSocket(const TcpLifecycleSocket& other,
                                       TcpLifecycleL4Protocol* tcp,
                                       const TcpFourTuple& fourTuple,
                                       tcplifecycle::Connection connection)
    : TcpSocket(other),
      TcpConnectionHost(tcp, other.m_settings, fourTuple, std::move(connection)),
      m_sndBufSize(other.m_sndBufSize),
      m_segmentSize(other.m_segmentSize),
      m_initialSsThresh(other.m_initialSsThresh),
      m_initialCwnd(other.m_initialCwnd),
      m_persistTimeout(other.m_persistTimeout),
      m_msl(other.m_msl),
      m_maxSegLifetime(other.m_maxSegLifetime),
      m_isn(other.m_isn),
      m_backlog(other.m_backlog),
      m_resetOnOverflow(other.m_resetOnOverflow),
      m_timeWaitConnect(other.m_timeWaitConnect),
      m_synCookies(other.m_synCookies),
      m_acceptQueue(other.m_acceptQueue),
      m_mssFromMtu(other.m_mssFromMtu),
      m_maxSegmentSize(other.m_maxSegmentSize),
      m_icmpCallback(other.m_icmpCallback),
      m_icmpCallback6(other.m_icmpCallback6),
      m_segmentSizeChosen(other.m_segmentSizeChosen),
      m_constructed(true),
      m_defaultOps(other.m_defaultOps)
{
}

Ptr<TcpLifecycleSocket>
TcpLifecycleSocket::CopyUnused() const
{
    return Ptr<TcpLifecycleSocket>(
        new TcpLifecycleSocket(*this, nullptr, {}, tcplifecycle::Connection(*m_settings)),
        false);
}

TcpLifecycleSocket::TcpLifecycleSocket(TcpLifecycleSocket& listener,
                                       const TcpFourTuple& fourTuple,
                                       tcplifecycle::Connection connection)
    : TcpLifecycleSocket(listener, listener.m_tcp, fourTuple, std::move(connection))
{
    NS_LOG_FUNCTION(this << &listener);
    m_isn = -1; // it was the listener's, and is used
    m_node = listener.m_node;
    m_listed = m_tcp->AddSocket(this);
    m_sendShutdown = listener.m_sendShutdown;
    m_closesWithPeer = listener.m_sendShutdown;
    m_congestionPrototype = listener.m_congestionPrototype;
    m_acceptedBy = &listener;
    InheritTraces(listener);
    // Of the listener's callbacks only those that tell of a close mean the connection, too.
    const auto nobody = MakeNullCallback<void, Ptr<Socket>>();
    SetConnectCallback(nobody, nobody);
    SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
    SetDataSentCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    SetRecvCallback(nobody);

    const auto status = m_connection.GetStatus();
    m_sendStream.Start(status.sndUna);
    m_sentEnd = status.sndUna;
}

TcpLifecycleSocket::~TcpLifecycleSocket()
{
    NS_LOG_FUNCTION(this);
    LeaveProtocol();
}

void
TcpLifecycleSocket::NotifyConstructionCompleted()
{
    TcpSocket::NotifyConstructionCompleted();
    m_constructed = true;
}

void
TcpLifecycleSocket::SetTcp(TcpLifecycleL4Protocol* tcp)
{
    NS_LOG_FUNCTION(this << tcp);
    LeaveProtocol();
    m_tcp = tcp;
    m_node = tcp->GetNode();
    m_listed = tcp->AddSocket(this);
    if (!m_ownsCongestionPrototype)
    {
        m_congestionPrototype = tcp->GetCongestionSupply().GetPrototype();
    }
    if (m_defaultOps)
    {
        SetCongestionControlAlgorithm(std::exchange(m_defaultOps, nullptr)->Fork());
    }
}

void
TcpLifecycleSocket::DoDispose()
{
    NS_LOG_FUNCTION(this);
    LeaveProtocol();
    m_acceptedBy = nullptr;
    m_self = nullptr;
    TcpSocket::DoDispose();
}

/// Nobody is told, neither the user nor the peer.
void
TcpLifecycleSocket::LeaveProtocol()
{
    if (!m_tcp)
    {
        return;
    }
    m_timer.Cancel();
    if (m_synReceivedCount > 0)
    {
        m_tcp->GetSynReceivedTable().ForgetThoseOf(*this);
    }
    LeaveAcceptQueue();
    while (!m_waiting.empty())
    {
        const Ptr<TcpLifecycleSocket> socket = m_waiting.front();
        m_waiting.pop_front();
        socket->Dispose();
    }
    if (m_inTimeWait)
    {
        m_tcp->GetTimeWaitTable().DetachHandle(m_fourTuple);
        m_inTimeWait = false;
    }
    else if (m_self && GetState() != State::Listen)
    {
        m_tcp->RemoveConnection(m_fourTuple);
    }
    Unbind();
    EndCongestionControl();
    GiveUp();
    m_sendStream.Clear();
    m_receiveStream.Clear();
    m_notices = Notices();
    m_tcp->RemoveSocket(m_listed);
    m_tcp = nullptr;
    m_node = nullptr;
}

int
TcpLifecycleSocket::Fail(SocketErrno error) const
{
    m_errno = error;
    return -1;
}

// Bind.

int
TcpLifecycleSocket::Bind()
{
    return BindTo({TcpIpAddress(Ipv4Address::GetAny()), 0});
}

int
TcpLifecycleSocket::Bind6()
{
    return BindTo({TcpIpAddress(Ipv6Address::GetAny()), 0});
}

int
TcpLifecycleSocket::Bind(const Address& address)
{
    const auto name = TcpName::From(address);
    if (!name)
    {
        return Fail(ERROR_INVAL);
    }
    const int result = BindTo(*name);
    if (result == 0)
    {
        TakeTosFrom(address);
    }
    return result;
}

int
TcpLifecycleSocket::BindTo(TcpName name)
{
    NS_LOG_FUNCTION(this << name.ToAddress());
    if (!m_tcp)
    {
        return Fail(ERROR_NODEV);
    }
    if (m_bound || GetState() != State::Closed)
    {
        return Fail(ERROR_INVAL);
    }
    const TcpIpLayer& ip = m_tcp->GetIpLayer();
    if (!ip.HasFamilyOf(name.address))
    {
        return Fail(ERROR_AFNOSUPPORT);
    }
    if (!name.address.IsAny() && !ip.IsLocal(name.address))
    {
        return Fail(ERROR_ADDRNOTAVAIL);
    }
    if (name.port == 0)
    {
        const auto port = m_tcp->AllocatePort(name.address);
        if (!port)
        {
            return Fail(ERROR_ADDRNOTAVAIL);
        }
        name.port = *port;
    }
    if (!m_tcp->GetDemux().Bind(name, *this))
    {
        return Fail(ERROR_ADDRINUSE);
    }
    m_bound = name;
    return 0;
}

void
TcpLifecycleSocket::Unbind()
{
    if (m_bound)
    {
        m_tcp->GetDemux().Unbind(*m_bound, *this);
        m_bound.reset();
    }
}

// ns-3's InetSocketAddress may name a type of service.
void
TcpLifecycleSocket::TakeTosFrom(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const uint8_t tos = InetSocketAddress::ConvertFrom(address).GetTos();
        if (tos != 0)
        {
            SetIpTos(tos);
        }
    }
}

// OPEN.

/// What an earlier connection of this socket has left behind goes.
void
TcpLifecycleSocket::BeginAnew()
{
    m_sendStream.Clear();
    m_receiveStream.Clear();
    m_notices = Notices();
    m_closeReason = CloseReason::None;
    m_userClosed = false;
    m_sendShutdown = false;
    m_receiveShutdown = false;
    m_connecting = false;
    m_urgentLeft = 0;
    m_endOfStream = false;
    m_closesWithPeer = false;
    m_self = this;
}

int
TcpLifecycleSocket::Connect(const Address& address)
{
    NS_LOG_FUNCTION(this << address);
    const Ptr<TcpLifecycleSocket> self(this);
    const auto remote = TcpName::From(address);
    if (!remote)
    {
        return Fail(ERROR_INVAL);
    }
    if (!m_tcp)
    {
        return Fail(ERROR_NODEV);
    }
    const State state = GetState();
    if (state != State::Closed && state != State::Listen)
    {
        return Fail(ERROR_ISCONN);
    }
    const TcpIpLayer& ip = m_tcp->GetIpLayer();
    const bool sameFamily =
        !m_bound || m_bound->address.IsIpv4() == remote->address.IsIpv4() ||
        m_bound->address == TcpIpAddress(); // the unspecified IPv6 address stands for both
    if (!ip.HasFamilyOf(remote->address) || !sameFamily)
    {
        return Fail(ERROR_AFNOSUPPORT);
    }
    if (!ip.IsUnicast(remote->address) || remote->port == 0)
    {
        return Fail(ERROR_ADDRNOTAVAIL);
    }
    const auto route = ip.FindRoute(remote->address, m_boundnetdevice);
    if (!route)
    {
        return Fail(ERROR_NOROUTETOHOST);
    }
    TcpFourTuple fourTuple{{route->source, 0}, *remote};
    if (m_bound && !m_bound->address.IsAny())
    {
        fourTuple.local.address = m_bound->address;
    }
    if (!ip.IsUnicast(fourTuple.local.address))
    {
        return Fail(ERROR_ADDRNOTAVAIL);
    }
    const auto mayReopen = [this](const TcpFourTuple& other) { return MayReopen(other); };
    const auto port = m_bound ? m_bound->port : m_tcp->AllocatePortFor(fourTuple, mayReopen);
    if (!port)
    {
        return Fail(ERROR_ADDRNOTAVAIL);
    }
    fourTuple.local.port = *port;
    if (!IsFree(fourTuple))
    {
        return Fail(ERROR_ADDRINUSE);
    }

    // Those who observe these steps may do anything, with this socket too.
    const auto bound = m_bound;
    const bool closed = m_userClosed;
    AbortUnaccepted();
    const auto iss = m_tcp ? m_tcp->GetIsn(fourTuple, TakeChosenIsn()) : tcplifecycle::SeqNum();
    if (!m_tcp)
    {
        return Fail(ERROR_NODEV);
    }
    if (m_userClosed != closed || !(m_bound == bound))
    {
        return Fail(ERROR_SHUTDOWN);
    }
    if (GetState() != state)
    {
        return Fail(ERROR_ISCONN);
    }
    if (!IsFree(fourTuple))
    {
        return Fail(ERROR_ADDRINUSE);
    }

    m_tcp->GetDemux().AddConnection(fourTuple, *this);
    ChooseEcn();
    if (state == State::Listen)
    {
        m_tcp->GetDemux().EndListen(*m_bound, *this);
        m_fourTuple = fourTuple;
    }
    else
    {
        Renew(fourTuple);
    }
    BeginAnew();
    TakeTosFrom(address);
    m_connecting = true;
    m_connection.SetSegmentSizes(GetSegmentSizes(fourTuple, route));
    m_sendStream.Start(iss + 1);
    m_sentEnd = iss + 1;
    Happens([&](auto& connection, auto now, auto& actions) {
        connection.OpenActive(iss, now, actions);
    });
    return 0;
}

/// Whether Connect may ask for a connection.
bool
TcpLifecycleSocket::IsFree(const TcpFourTuple& fourTuple) const
{
    return !m_tcp->HasConnection(fourTuple) || MayReopen(fourTuple);
}

/// Whether Connect may ask for a connection that there is already: in TIME-WAIT, by its policy.
bool
TcpLifecycleSocket::MayReopen(const TcpFourTuple& fourTuple) const
{
    return m_timeWaitConnect == TcpTimeWaitConnect::Timestamps && m_settings->timestamps &&
           !m_tcp->GetDemux().FindConnection(fourTuple) &&
           !m_tcp->GetSynReceivedTable().Has(fourTuple) &&
           m_tcp->GetTimeWaitTable().GivesWayToOwnUser(fourTuple);
}

int
TcpLifecycleSocket::Listen()
{
    NS_LOG_FUNCTION(this);
    const Ptr<TcpLifecycleSocket> self(this);
    if (!m_tcp)
    {
        return Fail(ERROR_NODEV);
    }
    if (GetState() != State::Closed)
    {
        return Fail(ERROR_ISCONN);
    }
    if (!m_bound && Bind() != 0)
    {
        return -1;
    }
    Renew({*m_bound, {m_bound->address.Any(), 0}});
    ChooseEcn();
    BeginAnew();
    m_tcp->GetDemux().Listen(*m_bound, *this);
    Happens(
        [](auto& connection, auto now, auto& actions) { connection.OpenPassive(now, actions); });
    return 0;
}

std::optional<uint32_t>
TcpLifecycleSocket::TakeChosenIsn()
{
    const int64_t isn = std::exchange(m_isn, -1);
    return isn < 0 ? std::nullopt : std::make_optional(static_cast<uint32_t>(isn));
}

tcplifecycle::SegmentSizes
TcpLifecycleSocket::GetSegmentSizes(const TcpFourTuple& fourTuple,
                                    const std::optional<TcpIpLayer::Route>& route) const
{
    auto sizes = m_tcp->GetIpLayer().GetSegmentSizes(fourTuple, route);
    if (m_segmentSizeChosen || !m_mssFromMtu)
    {
        sizes.text = static_cast<uint16_t>(m_segmentSize);
    }
    if (m_maxSegmentSize > 0)
    {
        sizes.receive = std::min(sizes.receive, m_maxSegmentSize);
        sizes.send = std::min(sizes.send, m_maxSegmentSize);
    }
    return sizes;
}

// CLOSE.

int
TcpLifecycleSocket::Close()
{
    NS_LOG_FUNCTION(this);
    const Ptr<TcpLifecycleSocket> self(this);
    if (m_userClosed)
    {
        return Fail(ERROR_SHUTDOWN);
    }
    const State state = GetState();
    if (state == State::Closed && m_closeReason == CloseReason::None && !m_bound)
    {
        return Fail(ERROR_NOTCONN);
    }
    m_userClosed = true;
    if (m_inTimeWait)
    {
        m_self = nullptr;
    }
    else if (state == State::Closed)
    {
        if (m_tcp)
        {
            Unbind();
        }
    }
    else
    {
        AbortUnaccepted();
        if (m_tcp) // whoever observed that may have disposed of this socket
        {
            Happens([](auto& connection, auto now, auto& actions) {
                connection.Close(CloseOf::Both, now, actions);
            });
        }
    }
    m_receiveStream.Clear();
    return 0;
}

int
TcpLifecycleSocket::ShutdownSend()
{
    NS_LOG_FUNCTION(this);
    const Ptr<TcpLifecycleSocket> self(this);
    const State state = GetState();
    if (m_userClosed || m_sendShutdown)
    {
        return Fail(ERROR_SHUTDOWN);
    }
    if (state == State::Closed)
    {
        return Fail(ERROR_NOTCONN);
    }
    m_sendShutdown = true;
    if (state != State::Listen && !m_inTimeWait)
    {
        Happens([](auto& connection, auto now, auto& actions) {
            connection.Close(CloseOf::Sending, now, actions);
        });
    }
    return 0;
}

int
TcpLifecycleSocket::ShutdownRecv()
{
    NS_LOG_FUNCTION(this);
    const State state = GetState();
    if (state == State::Closed || state == State::Listen)
    {
        return Fail(ERROR_NOTCONN);
    }
    m_receiveShutdown = true;
    m_connection.DiscardText(); // in SYN-SENT it must be said again when the connection is open
    return 0;
}

// ABORT.

int
TcpLifecycleSocket::Abort()
{
    NS_LOG_FUNCTION(this);
    const Ptr<TcpLifecycleSocket> self(this);
    if (GetState() == State::Closed)
    {
        return Fail(ERROR_NOTCONN);
    }
    m_userClosed = true;
    if (m_inTimeWait)
    {
        m_tcp->GetTimeWaitTable().Abort(m_fourTuple);
    }
    else
    {
        AbortUnaccepted();
        if (m_tcp)
        {
            Happens(
                [](auto& connection, auto now, auto& actions) { connection.Abort(now, actions); });
        }
    }
    m_receiveStream.Clear();
    return 0;
}

void
TcpLifecycleSocket::AbortUnaccepted()
{
    if (m_synReceivedCount > 0)
    {
        m_tcp->GetSynReceivedTable().AbortThoseOf(*this);
    }
    while (!m_waiting.empty())
    {
        const Ptr<TcpLifecycleSocket> socket = m_waiting.front();
        m_waiting.pop_front();
        socket->Abort();
    }
}

} // namespace ns3
