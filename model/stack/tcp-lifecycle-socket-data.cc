// SPDX-License-Identifier: GPL-2.0-only

// SEND and RECEIVE, and what a socket tells of itself.

#include "tcp-lifecycle-socket-log.h"
#include "tcp-lifecycle-socket.h"

#include "ns3/inet-socket-address.h"

#include <algorithm>
#include <sys/socket.h>

namespace ns3
{

[[maybe_unused]] static LogComponent& g_log = TcpLifecycleSocketLog();

using tcplifecycle::CallResult;
using tcplifecycle::CloseReason;
using tcplifecycle::State;

// SEND

uint32_t
TcpLifecycleSocket::GetTxAvailable() const
{
    const uint32_t used = m_sendStream.GetSize();
    return m_sndBufSize > used ? m_sndBufSize - used : 0;
}

int
TcpLifecycleSocket::Send(Ptr<Packet> p, uint32_t flags)
{
    NS_LOG_FUNCTION(this << p << flags);
    const Ptr<TcpLifecycleSocket> self(this);
    if ((flags & ~static_cast<uint32_t>(MSG_OOB)) != 0)
    {
        return Fail(ERROR_OPNOTSUPP);
    }
    if (m_userClosed || m_sendShutdown)
    {
        return Fail(ERROR_SHUTDOWN);
    }
    const State state = GetState();
    if (state == State::Closed || state == State::Listen)
    {
        return Fail(ERROR_NOTCONN);
    }
    const uint32_t size = p->GetSize();
    if (size == 0)
    {
        return 0;
    }
    if (size > GetTxAvailable())
    {
        return Fail(ERROR_MSGSIZE);
    }
    BeginCongestionControl();
    CallResult result;
    Happens([&](auto& connection, auto now, auto& actions) {
        result = connection.Send(size, now, actions, (flags & MSG_OOB) != 0);
        if (result == CallResult::Ok)
        {
            m_sendStream.Append(p->Copy());
        }
    });
    return result == CallResult::Ok ? static_cast<int>(size) : Fail(ERROR_SHUTDOWN);
}

int
TcpLifecycleSocket::SendTo(Ptr<Packet> p, uint32_t flags, const Address& /* toAddress */)
{
    return Send(p, flags);
}

// RECEIVE

uint32_t
TcpLifecycleSocket::GetRxAvailable() const
{
    return m_receiveStream.GetSize();
}

Ptr<Packet>
TcpLifecycleSocket::Recv(uint32_t maxSize, uint32_t flags)
{
    NS_LOG_FUNCTION(this << maxSize << flags);
    const Ptr<TcpLifecycleSocket> self(this);
    if ((flags & ~static_cast<uint32_t>(MSG_PEEK)) != 0)
    {
        m_errno = ERROR_OPNOTSUPP;
        return nullptr;
    }
    if (maxSize == 0)
    {
        m_errno = ERROR_INVAL;
        return nullptr;
    }
    if (m_userClosed)
    {
        m_errno = ERROR_SHUTDOWN;
        return nullptr;
    }
    const uint32_t size = std::min(maxSize, m_receiveStream.GetSize());
    if (size == 0)
    {
        const State state = GetState();
        const bool connected = state != State::Closed && state != State::Listen;
        const bool endedWell = m_endOfStream && m_closeReason <= CloseReason::Normal;
        if (endedWell || (connected && m_receiveShutdown))
        {
            return Create<Packet>();
        }
        m_errno = connected ? ERROR_AGAIN : ERROR_NOTCONN;
        return nullptr;
    }
    if (flags & MSG_PEEK)
    {
        return m_receiveStream.Peek(size);
    }
    const Ptr<Packet> text = m_receiveStream.Take(size);
    m_urgentLeft -= std::min(m_urgentLeft, size);
    if (m_connection.GetState() != State::Closed)
    {
        Happens([&](auto& connection, auto now, auto& actions) {
            connection.Receive(size, now, actions);
        });
    }
    return text;
}

Ptr<Packet>
TcpLifecycleSocket::RecvFrom(uint32_t maxSize, uint32_t flags, Address& fromAddress)
{
    const auto from = m_fourTuple.remote;
    const Ptr<Packet> text = Recv(maxSize, flags);
    if (text && text->GetSize() > 0)
    {
        fromAddress = from.ToAddress();
    }
    return text;
}

// STATUS

uint32_t
TcpLifecycleSocket::GetUrgentOctets() const
{
    return std::max(m_connection.GetStatus().urgent, m_urgentLeft);
}

tcplifecycle::CloseReason
TcpLifecycleSocket::GetCloseReason() const
{
    return m_closeReason;
}

tcplifecycle::State
TcpLifecycleSocket::GetState() const
{
    return m_inTimeWait ? State::TimeWait : m_connection.GetState();
}

const tcplifecycle::Connection&
TcpLifecycleSocket::GetConnection() const
{
    return m_connection;
}

Ptr<const TcpSocketState>
TcpLifecycleSocket::GetCongestionState() const
{
    return m_congestion ? m_congestion->GetParts().state : nullptr;
}

size_t
TcpLifecycleSocket::GetAcceptQueueSize() const
{
    return m_waiting.size();
}

enum Socket::SocketErrno
TcpLifecycleSocket::GetErrno() const
{
    return m_errno;
}

enum Socket::SocketType
TcpLifecycleSocket::GetSocketType() const
{
    return NS3_SOCK_STREAM;
}

Ptr<Node>
TcpLifecycleSocket::GetNode() const
{
    return m_node;
}

int
TcpLifecycleSocket::GetSockName(Address& address) const
{
    const State state = GetState();
    if (state != State::Closed)
    {
        address = m_fourTuple.local.ToAddress();
    }
    else if (m_bound)
    {
        address = m_bound->ToAddress();
    }
    else
    {
        address = InetSocketAddress(Ipv4Address::GetAny(), 0);
    }
    return 0;
}

int
TcpLifecycleSocket::GetPeerName(Address& address) const
{
    const State state = GetState();
    if (state == State::Closed || state == State::Listen)
    {
        return Fail(ERROR_NOTCONN);
    }
    address = m_fourTuple.remote.ToAddress();
    return 0;
}

void
TcpLifecycleSocket::BindToNetDevice(Ptr<NetDevice> netdevice)
{
    NS_LOG_FUNCTION(this << netdevice);
    if (!m_node || (netdevice && netdevice->GetNode() != m_node))
    {
        m_errno = ERROR_NODEV;
        return;
    }
    if (m_bound && m_tcp->GetDemux().IsTaken(*m_bound, netdevice, *this))
    {
        m_errno = ERROR_ADDRINUSE;
        return;
    }
    TcpSocket::BindToNetDevice(netdevice);
}

bool
TcpLifecycleSocket::SetAllowBroadcast(bool allowBroadcast)
{
    if (allowBroadcast)
    {
        m_errno = ERROR_OPNOTSUPP;
    }
    return !allowBroadcast;
}

bool
TcpLifecycleSocket::GetAllowBroadcast() const
{
    return false;
}

void
TcpLifecycleSocket::Ipv6JoinGroup(Ipv6Address, Ipv6MulticastFilterMode, std::vector<Ipv6Address>)
{
    m_errno = ERROR_OPNOTSUPP;
}

TcpIpOptions
TcpLifecycleSocket::GetIpOptions() const
{
    TcpIpOptions options;
    options.device = m_boundnetdevice;
    options.tos = GetIpTos();
    options.priority = GetPriority();
    if (IsManualIpTtl())
    {
        options.ttl = GetIpTtl();
    }
    if (IsManualIpv6Tclass())
    {
        options.tclass = GetIpv6Tclass();
    }
    if (IsManualIpv6HopLimit())
    {
        options.hopLimit = GetIpv6HopLimit();
    }
    return options;
}

} // namespace ns3
