// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-embryonic-connection.h"

#include "tcp-lifecycle-socket.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace ns3
{

TcpEmbryonicConnection::TcpEmbryonicConnection(TcpLifecycleSocket& listener,
                                               TcpLifecycleL4Protocol* tcp,
                                               SettingsPtr settings,
                                               const TcpFourTuple& fourTuple,
                                               tcplifecycle::Connection connection)
    : TcpConnectionHost(tcp, std::move(settings), fourTuple, std::move(connection)),
      m_listener(listener)
{
}

void
TcpEmbryonicConnection::SegmentArrives(const TcpArrival& arrival)
{
    const Ptr<TcpLifecycleSocket> listener(&m_listener); // owns this
    TcpPendingActions* const pending = BorrowActions();
    m_connection.SegmentArrives(arrival.GetSegment(),
                                HandleOf(arrival.text),
                                TcpNow(),
                                pending->actions);
    const auto isOpened = [](const auto& action) {
        return std::holds_alternative<tcplifecycle::Opened>(action);
    };
    if (std::any_of(pending->actions.begin(), pending->actions.end(), isOpened))
    {
        listener->Adopt(*this, pending);
    }
    else
    {
        CarryOut(pending);
    }
}

void
TcpEmbryonicConnection::IcmpArrives(const TcpIcmpArrival& icmp)
{
    const Ptr<TcpLifecycleSocket> listener(&m_listener); // owns this
    TcpConnectionHost::IcmpArrives(icmp);
}

void
TcpEmbryonicConnection::TimerExpires()
{
    const Ptr<TcpLifecycleSocket> listener(&m_listener); // owns this
    TcpConnectionHost::TimerExpires();
}

void
TcpEmbryonicConnection::Abort()
{
    Happens([](auto& connection, auto now, auto& actions) { connection.Abort(now, actions); });
}

TcpIpOptions
TcpEmbryonicConnection::GetIpOptions() const
{
    return m_listener.GetIpOptions();
}

void
TcpEmbryonicConnection::Settle()
{
    if (m_connection.GetState() == tcplifecycle::State::SynReceived)
    {
        m_timer.Set(m_connection.Deadline());
    }
    else
    {
        m_listener.Forget(*this);
    }
}

TcpPassingConnection::TcpPassingConnection(TcpLifecycleL4Protocol* tcp,
                                           SettingsPtr settings,
                                           const TcpFourTuple& fourTuple,
                                           tcplifecycle::Connection connection,
                                           TcpIpOptions options)
    : TcpConnectionHost(tcp, std::move(settings), fourTuple, std::move(connection)),
      m_options(std::move(options))
{
}

TcpIpOptions
TcpPassingConnection::GetIpOptions() const
{
    return m_options;
}

void
TcpPassingConnection::Settle()
{
}

} // namespace ns3
