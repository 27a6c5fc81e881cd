// SPDX-License-Identifier: GPL-2.0-only

#include "drill-socket.h"

#include "../traced-tcp-socket.h"

#include "ns3/boolean.h"
#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cerrno>

namespace tcplab::drill
{

using namespace ns3;
using tcplifecycle::CloseReason;
using tcplifecycle::State;

namespace
{

/// Longest queue for accept() of a listener, as Linux's net.core.somaxconn has it.
constexpr int64_t SOMAXCONN_LINUX = 4096;

int
ToLinux(Socket::SocketErrno error)
{
    switch (error)
    {
    case Socket::ERROR_NOTERROR:
        return 0;
    case Socket::ERROR_ISCONN:
        return EISCONN;
    case Socket::ERROR_NOTCONN:
        return ENOTCONN;
    case Socket::ERROR_MSGSIZE:
        return EMSGSIZE;
    case Socket::ERROR_AGAIN:
        return EAGAIN;
    case Socket::ERROR_SHUTDOWN:
        return EPIPE;
    case Socket::ERROR_OPNOTSUPP:
        return EOPNOTSUPP;
    case Socket::ERROR_AFNOSUPPORT:
        return EAFNOSUPPORT;
    case Socket::ERROR_INVAL:
        return EINVAL;
    case Socket::ERROR_BADF:
        return EBADF;
    case Socket::ERROR_NOROUTETOHOST:
        return EHOSTUNREACH;
    case Socket::ERROR_NODEV:
        return ENODEV;
    case Socket::ERROR_ADDRNOTAVAIL:
        return EADDRNOTAVAIL;
    case Socket::ERROR_ADDRINUSE:
        return EADDRINUSE;
    case Socket::SOCKET_ERRNO_LAST:
        break;
    }
    return EINVAL;
}

} // namespace

HostSocket::HostSocket(Bench& bench, Stack& stack, Ptr<Socket> socket)
    : m_bench(bench),
      m_stack(stack),
      m_socket(socket)
{
    socket->SetRecvCallback(MakeCallback(&HostSocket::Happened, this));
    socket->SetSendCallback(MakeCallback(&HostSocket::SpaceFreed, this));
    socket->SetConnectCallback(MakeCallback(&HostSocket::Opened, this),
                               MakeCallback(&HostSocket::Failed, this));
    socket->SetCloseCallbacks(MakeCallback(&HostSocket::PeerClosed, this),
                              MakeCallback(&HostSocket::Failed, this));
}

HostSocket::~HostSocket()
{
    const auto nobody = MakeNullCallback<void, Ptr<Socket>>();
    m_socket->SetRecvCallback(nobody);
    m_socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    m_socket->SetConnectCallback(nobody, nobody);
    m_socket->SetCloseCallbacks(nobody, nobody);
    m_socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                MakeNullCallback<void, Ptr<Socket>, const Address&>());
}

Ptr<Socket>
HostSocket::Get() const
{
    return m_socket;
}

bool
HostSocket::IsLifecycle() const
{
    return DynamicCast<TcpLifecycleSocket>(m_socket) != nullptr;
}

State
HostSocket::GetState() const
{
    return m_stack.GetState(m_socket);
}

CloseReason
HostSocket::GetCloseReason() const
{
    return m_stack.GetCloseReason(m_socket, m_observed);
}

bool
HostSocket::HasOpened() const
{
    return m_observed.opened;
}

bool
HostSocket::PeerHasClosed() const
{
    return m_peerClosed;
}

// Calls.

int
HostSocket::Result(int result) const
{
    return result < 0 ? ToLinux(m_socket->GetErrno()) : 0;
}

int
HostSocket::Bind(const Address& address)
{
    return Result(m_socket->Bind(address));
}

int
HostSocket::Listen(int64_t backlog)
{
    const int64_t length = std::clamp<int64_t>(backlog, 0, SOMAXCONN_LINUX);
    if (IsLifecycle())
    {
        m_socket->SetAttribute("AcceptQueue", BooleanValue(true));
        // Linux lets one more wait than it is told.
        m_socket->SetAttribute("Backlog", UintegerValue(length + 1));
    }
    else
    {
        m_socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&HostSocket::Accepted, this));
    }
    if (GetState() == State::Listen)
    {
        return 0; // only the backlog is another one
    }
    return GetState() == State::Closed ? Result(m_socket->Listen()) : EINVAL;
}

int
HostSocket::Connect(const Address& address)
{
    m_observed = ObservedEnd();
    m_peerClosed = false;
    m_inCloseWait = false;
    m_errorTold = false;
    m_icmpError = 0;
    return Result(m_socket->Connect(address));
}

int
HostSocket::Send(Ptr<Packet> text, uint32_t flags)
{
    return Result(m_socket->Send(text, flags));
}

int
HostSocket::ShutdownSend()
{
    return Result(m_socket->ShutdownSend());
}

int
HostSocket::ShutdownReceive()
{
    return Result(m_socket->ShutdownRecv());
}

int
HostSocket::Close()
{
    return Result(m_socket->Close());
}

int
HostSocket::Abort()
{
    m_observed.byAbort = true;
    return Result(m_stack.Abort(m_socket));
}

Ptr<Socket>
HostSocket::TakeAccepted()
{
    if (const auto lifecycle = DynamicCast<TcpLifecycleSocket>(m_socket))
    {
        return lifecycle->Accept();
    }
    if (m_accepted.empty())
    {
        return nullptr;
    }
    const Ptr<Socket> socket = m_accepted.front();
    m_accepted.pop_front();
    return socket;
}

bool
HostSocket::HasWaiting() const
{
    const auto lifecycle = DynamicCast<TcpLifecycleSocket>(m_socket);
    return lifecycle ? lifecycle->GetAcceptQueueSize() > 0 : !m_accepted.empty();
}

void
HostSocket::SetAccepted()
{
    m_observed.opened = true;
    m_peerClosed = GetState() == State::CloseWait;
}

// Errors.

int
HostSocket::PeekError() const
{
    if (m_errorTold)
    {
        return 0;
    }
    switch (GetCloseReason())
    {
    case CloseReason::None:
    case CloseReason::Normal:
    case CloseReason::Aborted:
    case CloseReason::UnreadData:
        return 0;
    case CloseReason::Refused:
        return ECONNREFUSED;
    case CloseReason::Reset:
        return m_inCloseWait ? EPIPE : ECONNRESET; // as Linux has it, in tcp_reset()
    case CloseReason::TimedOut:
    case CloseReason::UserTimeout:
        return m_icmpError != 0 ? m_icmpError : ETIMEDOUT;
    case CloseReason::Unreachable:
        return m_icmpError != 0 ? m_icmpError : EHOSTUNREACH;
    }
    return 0;
}

int
HostSocket::TakeError()
{
    const int error = PeekError();
    m_errorTold = m_errorTold || error != 0;
    return error;
}

void
HostSocket::SetIcmpError(int error, uint32_t seq)
{
    const auto lifecycle = DynamicCast<TcpLifecycleSocket>(m_socket);
    if (lifecycle)
    {
        const auto status = lifecycle->GetConnection().GetStatus();
        if (seq - status.sndUna.Value() >= static_cast<uint32_t>(status.sndNxt - status.sndUna))
        {
            return;
        }
    }
    m_icmpError = error;
}

uint32_t
HostSocket::GetQueued() const
{
    UintegerValue size;
    m_socket->GetAttribute("SndBufSize", size);
    const uint32_t available = m_socket->GetTxAvailable();
    return size.Get() > available ? static_cast<uint32_t>(size.Get()) - available : 0;
}

uint32_t
HostSocket::GetInFlight() const
{
    if (const auto lifecycle = DynamicCast<TcpLifecycleSocket>(m_socket))
    {
        const auto status = lifecycle->GetConnection().GetStatus();
        return status.sndNxt - status.sndUna;
    }
    return DynamicCast<TracedTcpSocket>(m_socket)->GetBytesInFlight();
}

uint32_t
HostSocket::GetSendMss() const
{
    if (const auto lifecycle = DynamicCast<TcpLifecycleSocket>(m_socket))
    {
        return lifecycle->GetConnection().GetStatus().mss;
    }
    return DynamicCast<TracedTcpSocket>(m_socket)->GetCongestionState()->m_segmentSize;
}

// What happens.

void
HostSocket::Opened(Ptr<Socket> /* socket */)
{
    m_observed.opened = true;
    m_bench.Interrupt();
}

void
HostSocket::Failed(Ptr<Socket> /* socket */)
{
    m_observed.ended = true;
    m_observed.failed = true;
    m_observed.byReset = m_bench.ResetArrivedLast();
    m_inCloseWait = m_peerClosed;
    m_bench.Interrupt();
}

void
HostSocket::PeerClosed(Ptr<Socket> /* socket */)
{
    m_peerClosed = true;
    m_bench.Interrupt();
}

void
HostSocket::Happened(Ptr<Socket> /* socket */)
{
    m_bench.Interrupt();
}

void
HostSocket::SpaceFreed(Ptr<Socket> /* socket */, uint32_t /* octets */)
{
    m_bench.Interrupt();
}

void
HostSocket::Accepted(Ptr<Socket> socket, const Address& /* from */)
{
    m_accepted.push_back(socket);
    m_bench.Interrupt();
}

} // namespace tcplab::drill
