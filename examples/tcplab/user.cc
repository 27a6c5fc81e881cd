// SPDX-License-Identifier: GPL-2.0-only

#include "user.h"

#include "socket-error.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <vector>

namespace tcplab
{

namespace
{

using namespace ns3;
using tcplifecycle::Cause;

/// Most that one call of SEND hands over; far less than any send buffer that matters.
constexpr uint64_t LARGEST_CHUNK = 65536;

/// The octet that a host sends at a position of a stream.
uint8_t
OctetAt(uint32_t sender, uint64_t position)
{
    // A multiplicative hash: no two neighbouring stretches of a stream look alike.
    constexpr uint64_t GOLDEN_RATIO = 0x9e3779b97f4a7c15;
    return static_cast<uint8_t>(((position + 1) * GOLDEN_RATIO + sender * (GOLDEN_RATIO << 7)) >>
                                56);
}

Ptr<Packet>
MakePacket(uint32_t sender, uint64_t position, uint64_t size)
{
    std::vector<uint8_t> octets(size);
    for (uint64_t i = 0; i < size; ++i)
    {
        octets[i] = OctetAt(sender, position + i);
    }
    return Create<Packet>(octets.data(), static_cast<uint32_t>(size));
}

/// Whether the deed has to wait for a SEND before it.
bool
KeepsOrder(const Action& action)
{
    return std::holds_alternative<Send>(action) || std::holds_alternative<Shutdown>(action) ||
           std::holds_alternative<Close>(action);
}

} // namespace

User::User(const Surroundings& surroundings, Ptr<Socket> socket, uint32_t host, uint32_t peer)
    : m_surroundings(surroundings),
      m_socket(socket),
      m_host(host),
      m_peer(peer)
{
    socket->SetRecvCallback(MakeCallback(&User::ReadAll, this));
    socket->SetSendCallback(MakeCallback(&User::SpaceAvailable, this));
    socket->SetConnectCallback(MakeCallback(&User::Opened, this),
                               MakeCallback(&User::EndedWithError, this));
    // A normal close is told when the peer closes, long before the connection is gone perhaps.
    socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              MakeCallback(&User::EndedWithError, this));
}

User::~User()
{
    // The simulator may destroy the socket later, and a socket may say good-bye.
    m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    m_socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    m_socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                 MakeNullCallback<void, Ptr<Socket>>());
    m_socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                MakeNullCallback<void, Ptr<Socket>>());
}

void
User::SetEndpoints(const Address& local, const Address& remote)
{
    m_local = local;
    m_remote = remote;
}

const Address&
User::GetLocal() const
{
    return m_local;
}

const Address&
User::GetRemote() const
{
    return m_remote;
}

void
User::Accepted()
{
    m_end.opened = true;
    // Data that came with the SYN is there already.
    ReadAll(m_socket);
}

void
User::Ended()
{
    m_end.ended = true;
    // What still waits for room will fail now, and say so; but TCP is in the middle of something.
    Simulator::ScheduleNow(&User::DoWaiting, this);
}

void
User::Do(const Placed<Deed>& deed)
{
    if (std::holds_alternative<Abort>(deed.what.action))
    {
        m_waiting.clear();
    }
    if (KeepsOrder(deed.what.action))
    {
        m_waiting.push_back({deed});
        DoWaiting();
    }
    else
    {
        Perform(deed);
    }
}

void
User::Finish()
{
    for (const auto& waiting : m_waiting)
    {
        const auto* send = std::get_if<Send>(&waiting.deed.what.action);
        const std::string detail = send && waiting.begun
                                       ? "when the run ended, TCP had taken " +
                                             std::to_string(waiting.sent) + " of " +
                                             std::to_string(send->octets) + " octets"
                                       : "when the run ended, it still waited for a send before it";
        m_surroundings.report(waiting.deed, {false, "", detail});
    }
    m_waiting.clear();
}

uint64_t
User::GetReceived() const
{
    return m_received;
}

std::optional<uint64_t>
User::GetFirstWrong() const
{
    return m_firstWrong;
}

tcplifecycle::CloseReason
User::GetCloseReason() const
{
    return m_surroundings.stack.GetCloseReason(m_socket, m_end);
}

void
User::Perform(const Placed<Deed>& deed)
{
    const auto& action = deed.what.action;
    if (const auto* receive = std::get_if<tcplab::Receive>(&action))
    {
        Receive(deed, *receive);
    }
    else if (const auto* reading = std::get_if<Reading>(&action))
    {
        m_reading = reading->on;
        Report(deed, 0);
        ReadAll(m_socket);
    }
    else if (std::holds_alternative<Shutdown>(action))
    {
        Report(deed, Call(Cause::Close, "Shutdown", [this] { return m_socket->ShutdownSend(); }));
    }
    else if (std::holds_alternative<Close>(action))
    {
        Report(deed, Call(Cause::Close, "Close", [this] { return m_socket->Close(); }));
    }
    else if (std::holds_alternative<Abort>(action))
    {
        m_end.byAbort = true;
        Report(deed, Call(Cause::Abort, "Abort", [this] {
                   return m_surroundings.stack.Abort(m_socket);
               }));
    }
}

void
User::DoWaiting()
{
    if (m_working)
    {
        return;
    }
    m_working = true;
    while (!m_waiting.empty())
    {
        // Kept apart: TCP may call back, and the script may then add to the queue.
        const Placed<Deed> deed = m_waiting.front().deed;
        if (std::holds_alternative<Send>(deed.what.action))
        {
            if (!ContinueSend(m_waiting.front()))
            {
                break;
            }
        }
        else
        {
            Perform(deed);
        }
        m_waiting.pop_front();
    }
    m_working = false;
}

/// \return whether it is over, one way or the other
bool
User::ContinueSend(Waiting& waiting)
{
    const uint64_t octets = std::get<Send>(waiting.deed.what.action).octets;
    const auto sendSome = [&] {
        while (waiting.sent < octets)
        {
            const uint64_t room = m_socket->GetTxAvailable();
            // Without room, one octet is offered: TCP then says whether there will be room again.
            const uint64_t size =
                std::clamp<uint64_t>(room, 1, std::min(octets - waiting.sent, LARGEST_CHUNK));
            const int taken = m_socket->Send(MakePacket(m_host, m_sent, size), 0);
            if (taken < 0)
            {
                return -1;
            }
            waiting.sent += static_cast<uint64_t>(taken);
            m_sent += static_cast<uint64_t>(taken);
            if (taken == 0)
            {
                return 0;
            }
        }
        return 0;
    };

    int result = 0;
    if (waiting.begun)
    {
        m_surroundings.stack.BeginCall(Cause::Send);
        result = sendSome();
        m_surroundings.stack.EndCall();
    }
    else
    {
        waiting.begun = true;
        result = Call(Cause::Send, "Send " + std::to_string(octets), sendSome);
    }
    if (result == 0 && waiting.sent == octets)
    {
        Report(waiting.deed, 0);
        return true;
    }
    const auto error = m_socket->GetErrno();
    const bool full = result == 0 || error == Socket::ERROR_MSGSIZE || error == Socket::ERROR_AGAIN;
    if (full && !m_end.ended)
    {
        return false;
    }
    const std::string detail = waiting.sent == 0
                                   ? ""
                                   : std::to_string(waiting.sent) + " of " +
                                         std::to_string(octets) + " octets were taken before";
    m_surroundings.report(waiting.deed, {false, SocketErrorName(error), detail});
    return true;
}

void
User::Receive(const Placed<Deed>& deed, const tcplab::Receive& receive)
{
    const std::string text =
        receive.octets ? "Receive " + std::to_string(*receive.octets) : "Receive";
    const uint64_t before = m_received;
    const uint64_t wanted = receive.octets.value_or(UINT32_MAX);
    bool endOfStream = false;
    Call(Cause::Receive, text, [&] {
        while (m_received - before < wanted)
        {
            const uint64_t rest = std::min<uint64_t>(wanted - (m_received - before), UINT32_MAX);
            const auto packet = m_socket->Recv(static_cast<uint32_t>(rest), 0);
            if (!packet || packet->GetSize() == 0)
            {
                endOfStream = packet != nullptr;
                break;
            }
            Check(packet);
        }
        return 0;
    });
    const uint64_t received = m_received - before;
    const bool enough = receive.octets ? received == wanted : received > 0 || endOfStream;
    DeedResult result;
    if (!enough)
    {
        result.done = false;
        result.error = endOfStream ? "the peer has closed" : SocketErrorName(m_socket->GetErrno());
        result.detail = std::to_string(received) + " octets were there";
    }
    m_surroundings.report(deed, result);
}

void
User::Report(const Placed<Deed>& deed, int result)
{
    if (result < 0)
    {
        m_surroundings.report(deed, {false, SocketErrorName(m_socket->GetErrno()), ""});
    }
    else
    {
        m_surroundings.report(deed, {});
    }
}

void
User::Check(Ptr<Packet> packet)
{
    std::vector<uint8_t> octets(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    for (const uint8_t octet : octets)
    {
        if (octet != OctetAt(m_peer, m_received) && !m_firstWrong)
        {
            m_firstWrong = m_received;
        }
        ++m_received;
    }
}

void
User::ReadAll(Ptr<Socket> socket)
{
    while (m_reading)
    {
        const auto packet = socket->Recv();
        if (!packet || packet->GetSize() == 0)
        {
            return;
        }
        Check(packet);
    }
}

void
User::SpaceAvailable(Ptr<Socket> /* socket */, uint32_t /* space */)
{
    DoWaiting();
}

void
User::Opened(Ptr<Socket> /* socket */)
{
    m_end.opened = true;
}

void
User::EndedWithError(Ptr<Socket> /* socket */)
{
    const auto* arriving = m_surroundings.recorder.GetArriving(m_host);
    m_end.failed = true;
    m_end.byReset = arriving && arriving->Has(tcplifecycle::RST);
    Ended();
}

/// Calls upon TCP, and lets the trace know.
int
User::Call(Cause cause, const std::string& text, const std::function<int()>& function)
{
    m_surroundings.recorder.RecordCall(m_host, {m_local, m_remote, text});
    m_surroundings.stack.BeginCall(cause);
    const int result = function();
    m_surroundings.stack.EndCall();
    return result;
}

} // namespace tcplab
