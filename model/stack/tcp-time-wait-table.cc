// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-time-wait-table.h"

#include "tcp-lifecycle-l4-protocol.h"
#include "tcp-lifecycle-socket.h"

#include <utility>

namespace ns3
{

TcpTimeWaitRecord::TcpTimeWaitRecord(TcpTimeWaitTable& table,
                                     TcpLifecycleL4Protocol* tcp,
                                     SettingsPtr settings,
                                     const TcpFourTuple& fourTuple,
                                     tcplifecycle::Connection connection,
                                     TcpIpOptions options,
                                     TcpLifecycleSocket* handle)
    : TcpConnectionHost(tcp, std::move(settings), fourTuple, std::move(connection)),
      m_table(table),
      m_handle(handle),
      m_options(std::move(options))
{
}

void
TcpTimeWaitRecord::Abort()
{
    Happens([](auto& connection, auto now, auto& actions) { connection.Abort(now, actions); });
}

TcpIpOptions
TcpTimeWaitRecord::GetIpOptions() const
{
    return m_options;
}

void
TcpTimeWaitRecord::Settle()
{
    m_table.Settle(*this);
}

void
TcpTimeWaitRecord::StateChanges(const TcpLifecycleTransition& transition)
{
    if (m_handle)
    {
        const Ptr<TcpLifecycleSocket> handle(m_handle); // a trace sink may let go of it
        handle->TraceTransition(transition);
    }
    m_tcp->TraceTransition(transition);
}

void
TcpTimeWaitRecord::ConnectionEnds(tcplifecycle::CloseReason reason)
{
    if (m_handle)
    {
        std::exchange(m_handle, nullptr)->TimeWaitEnds(reason);
    }
}

TcpTimeWaitTable::TcpTimeWaitTable(TcpLifecycleL4Protocol& tcp)
    : m_tcp(tcp)
{
}

TcpTimeWaitTable::~TcpTimeWaitTable()
{
    Clear();
}

TcpTimeWaitRecord*
TcpTimeWaitTable::Add(TcpConnectionHost::SettingsPtr settings,
                      const TcpFourTuple& fourTuple,
                      tcplifecycle::Connection connection,
                      TcpIpOptions options,
                      TcpLifecycleSocket* handle)
{
    auto record = std::make_unique<TcpTimeWaitRecord>(*this,
                                                      &m_tcp,
                                                      std::move(settings),
                                                      fourTuple,
                                                      std::move(connection),
                                                      std::move(options),
                                                      handle);
    TcpTimeWaitRecord* const added = record.get();
    const auto deadline = added->GetDeadline();
    added->m_position = m_records.emplace_hint(m_records.end(), deadline, std::move(record));
    m_tcp.GetDemux().HandOver(fourTuple, *added);
    Schedule();
    return added;
}

void
TcpTimeWaitTable::Clear()
{
    m_event.Cancel();
    m_records.clear();
}

void
TcpTimeWaitTable::Settle(TcpTimeWaitRecord& record)
{
    const auto position = record.m_position;
    const auto deadline = record.GetDeadline();
    if (deadline == tcplifecycle::NEVER)
    {
        m_tcp.GetDemux().RemoveConnection(record.GetFourTuple());
        m_records.erase(position);
    }
    else if (deadline != position->first)
    {
        auto node = m_records.extract(position);
        node.key() = deadline;
        record.m_position = m_records.insert(m_records.end(), std::move(node));
    }
    Schedule();
}

void
TcpTimeWaitTable::Schedule()
{
    // An event that is too early does no harm: it schedules the next one.
    if (m_records.empty() || (m_event.IsRunning() && m_eventAt <= m_records.begin()->first))
    {
        return;
    }
    m_event.Cancel();
    m_eventAt = m_records.begin()->first;
    m_event =
        Simulator::Schedule(ToSimulatorTime(m_eventAt - TcpNow()), &TcpTimeWaitTable::Expire, this);
}

void
TcpTimeWaitTable::Expire()
{
    while (!m_records.empty() && m_records.begin()->first <= TcpNow())
    {
        m_records.begin()->second->TimerExpires();
    }
    Schedule();
}

} // namespace ns3
