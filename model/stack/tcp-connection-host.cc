// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-connection-host.h"

#include "tcp-lifecycle-l4-protocol.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/// The protocol side calls a segment's text by a number: the address of the packet.
Packet*
TextOf(tcplifecycle::PayloadHandle handle)
{
    return reinterpret_cast<Packet*>(handle);
}

} // namespace

TcpPendingActions*
TcpActionsPool::Borrow()
{
    ++m_onLoan;
    if (!m_free)
    {
        m_all.push_back(std::make_unique<TcpPendingActions>());
        return m_all.back().get();
    }
    TcpPendingActions* const actions = m_free;
    m_free = actions->next;
    actions->next = nullptr;
    return actions;
}

void
TcpActionsPool::Return(TcpPendingActions* actions)
{
    --m_onLoan;
    actions->actions.clear();
    actions->next = m_free;
    m_free = actions;
}

TcpConnectionHost::TcpConnectionHost(TcpLifecycleL4Protocol* tcp, SettingsPtr settings)
    : m_tcp(tcp),
      m_settings(std::move(settings)),
      m_connection(*m_settings)
{
}

TcpConnectionHost::TcpConnectionHost(TcpLifecycleL4Protocol* tcp,
                                     SettingsPtr settings,
                                     const TcpFourTuple& fourTuple,
                                     tcplifecycle::Connection connection)
    : m_tcp(tcp),
      m_settings(std::move(settings)),
      m_fourTuple(fourTuple),
      m_connection(std::move(connection))
{
    m_connection.SetSettings(*m_settings);
    m_connection.SetCongestionControl(nullptr);
}

TcpConnectionHost::~TcpConnectionHost()
{
    GiveUp();
}

void
TcpConnectionHost::GiveUp()
{
    GiveUp(m_connection);
}

void
TcpConnectionHost::GiveUp(tcplifecycle::Connection& connection)
{
    // Whatever the connection keeps it gives back when it ends. The rest of its actions is
    // nobody's business any more, and the time does not count: there may be no simulator left.
    tcplifecycle::Actions actions;
    connection.Abort(tcplifecycle::Instant{}, actions);
    for (const auto& action : actions)
    {
        if (const auto* release = std::get_if<tcplifecycle::Release>(&action))
        {
            TextOf(release->payload)->Unref();
        }
    }
}

void
TcpConnectionHost::SegmentArrives(const TcpArrival& arrival)
{
    Happens([&](auto& connection, auto now, auto& actions) {
        connection.SegmentArrives(arrival.GetSegment(), HandleOf(arrival.text), now, actions);
    });
}

void
TcpConnectionHost::IcmpArrives(const TcpIcmpArrival& icmp)
{
    Happens([&](auto& connection, auto now, auto& actions) {
        connection.IcmpArrives(icmp.error, now, actions);
    });
}

void
TcpConnectionHost::TimerExpires()
{
    Happens([](auto& connection, auto now, auto& actions) { connection.Timeout(now, actions); });
}

TcpPendingActions*
TcpConnectionHost::BorrowActions()
{
    return m_tcp->GetActionsPool().Borrow();
}

void
TcpConnectionHost::CarryOut(TcpPendingActions* pending)
{
    if (m_busy)
    {
        TcpPendingActions** end = &m_firstPending;
        while (*end)
        {
            end = &(*end)->next;
        }
        *end = pending;
        return;
    }
    m_busy = true;
    TcpActionsPool& pool = m_tcp->GetActionsPool();
    while (pending)
    {
        for (const auto& action : pending->actions)
        {
            // Whoever observes an action may dispose of the host: nothing is left then but to keep
            // count of the text.
            const bool isOfText = std::holds_alternative<tcplifecycle::Keep>(action) ||
                                  std::holds_alternative<tcplifecycle::Release>(action);
            if (m_tcp || isOfText)
            {
                std::visit([this](const auto& what) { CarryOutAction(what); }, action);
            }
        }
        pool.Return(pending);
        pending = std::exchange(m_firstPending, m_firstPending ? m_firstPending->next : nullptr);
        if (pending)
        {
            pending->next = nullptr;
        }
    }
    m_busy = false;
    if (m_tcp)
    {
        Settle();
    }
}

tcplifecycle::PayloadHandle
TcpConnectionHost::HandleOf(const Ptr<Packet>& text)
{
    return reinterpret_cast<tcplifecycle::PayloadHandle>(PeekPointer(text));
}

void
TcpConnectionHost::SetSettings(SettingsPtr settings)
{
    m_connection.SetSettings(*settings);
    m_settings = std::move(settings);
}

void
TcpConnectionHost::Renew(const TcpFourTuple& fourTuple)
{
    m_connection = tcplifecycle::Connection(*m_settings);
    m_fourTuple = fourTuple;
}

tcplifecycle::Connection
TcpConnectionHost::MoveConnectionOut()
{
    return std::exchange(m_connection, tcplifecycle::Connection(*m_settings));
}

TcpLifecycleTransition
TcpConnectionHost::Describe(const tcplifecycle::Transition& transition) const
{
    return {Simulator::Now(),
            m_tcp->GetNode(),
            m_fourTuple.local.ToAddress(),
            m_fourTuple.remote.ToAddress(),
            transition.row->from,
            transition.row->to,
            transition.cause,
            transition.segment,
            transition.row};
}

void
TcpConnectionHost::TraceAtNode(const tcplifecycle::Transition& transition) const
{
    if (m_tcp->TracesTransitions())
    {
        m_tcp->TraceTransition(Describe(transition));
    }
}

// Carrying out.

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Emit& action)
{
    const Ptr<Packet> text = GetText(action.segment);
    SegmentLeaves(action.segment, text);
    m_tcp->Send(m_fourTuple, action.segment, text, GetIpOptions());
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Deliver& action)
{
    TextArrives(TextOf(action.payload), action.offset, action.length);
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Keep& action)
{
    TextOf(action.payload)->Ref();
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Release& action)
{
    TextOf(action.payload)->Unref();
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Transition& action)
{
    StateChanges(action);
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Opened&)
{
    ConnectionOpens();
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Acknowledged& action)
{
    TextIsAcknowledged(action.octets);
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::PeerClosed&)
{
    PeerCloses();
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Urgent& action)
{
    UrgentDataArrives(action.octets);
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Trouble& action)
{
    TroubleArises(action.kind);
}

void
TcpConnectionHost::CarryOutAction(const tcplifecycle::Ended& action)
{
    ConnectionEnds(action.reason);
}

// What a host without a user does: nothing.

Ptr<Packet>
TcpConnectionHost::GetText(const tcplifecycle::Segment& segment)
{
    NS_ASSERT_MSG(segment.textLength == 0, "text from a connection that has no user");
    return Create<Packet>();
}

void
TcpConnectionHost::SegmentLeaves(const tcplifecycle::Segment&, Ptr<const Packet>)
{
}

void
TcpConnectionHost::TextArrives(Ptr<const Packet>, uint32_t, uint32_t)
{
}

void
TcpConnectionHost::StateChanges(const tcplifecycle::Transition& transition)
{
    TraceAtNode(transition);
}

void
TcpConnectionHost::ConnectionOpens()
{
}

void
TcpConnectionHost::TextIsAcknowledged(uint32_t)
{
}

void
TcpConnectionHost::PeerCloses()
{
}

void
TcpConnectionHost::UrgentDataArrives(uint32_t)
{
}

void
TcpConnectionHost::TroubleArises(tcplifecycle::Trouble::Kind)
{
}

void
TcpConnectionHost::ConnectionEnds(tcplifecycle::CloseReason)
{
}

} // namespace ns3
