// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-time-wait-table.h"

#include "tcp-lifecycle-l4-protocol.h"
#include "tcp-lifecycle-socket.h"

#include <utility>

namespace ns3
{

/// A connection in TIME-WAIT while something happens to it.
class TcpTimeWaitTable::Host : public TcpRecordHost
{
  public:
    Host(TcpTimeWaitTable& table, TcpRecordNumber number)
        : TcpRecordHost(table.m_hosts,
                        number,
                        &table.m_tcp,
                        table.m_records[number].kind->first.settings,
                        table.m_records[number].fourTuple,
                        table.Expand(number)),
          m_table(table),
          m_options(table.m_records[number].kind->first.options)
    {
    }

  private:
    TcpIpOptions GetIpOptions() const override
    {
        return m_options;
    }

    void Settle() override
    {
        if (GetNumber() != TCP_NO_RECORD)
        {
            m_table.Settle(GetNumber(), m_connection);
        }
    }

    void StateChanges(const tcplifecycle::Transition& transition) override
    {
        const Ptr<TcpLifecycleSocket> handle = m_table.GetHandle(GetNumber());
        if (handle && handle->IsTraced())
        {
            handle->TraceTransition(Describe(transition));
        }
        TraceAtNode(transition);
    }

    void ConnectionEnds(tcplifecycle::CloseReason reason) override
    {
        if (TcpLifecycleSocket* const handle = m_table.TakeHandle(GetNumber()))
        {
            handle->TimeWaitEnds(reason);
        }
    }

    TcpTimeWaitTable& m_table;
    TcpIpOptions m_options;
};

TcpTimeWaitTable::TcpTimeWaitTable(TcpLifecycleL4Protocol& tcp)
    : m_tcp(tcp)
{
}

TcpTimeWaitTable::~TcpTimeWaitTable()
{
    Clear();
}

void
TcpTimeWaitTable::Add(TcpConnectionHost::SettingsPtr settings,
                      const TcpFourTuple& fourTuple,
                      const tcplifecycle::Connection& connection,
                      const TcpIpOptions& options,
                      TcpLifecycleSocket& handle)
{
    const TcpRecordNumber number = m_records.Add(fourTuple);
    Record& record = m_records[number];
    record.connection = tcplifecycle::CompactTimeWait(connection);
    record.kind = &FindKind(std::move(settings), options);
    ++record.kind->second.count;
    m_queues.Add(record.kind->second.queue, number);
    m_handles.emplace(number, &handle);
    m_timer.Set(GetDeadline());
}

TcpTimeWaitTable::Kinds::value_type&
TcpTimeWaitTable::FindKind(TcpConnectionHost::SettingsPtr settings, const TcpIpOptions& options)
{
    if (!m_lastKind || m_lastKind->first.settings != settings ||
        !(m_lastKind->first.options == options))
    {
        m_lastKind = &*m_kinds.try_emplace(Kind{std::move(settings), options}).first;
    }
    return *m_lastKind;
}

tcplifecycle::Connection
TcpTimeWaitTable::Expand(TcpRecordNumber number) const
{
    const Record& record = m_records[number];
    return record.connection.Expand(*record.kind->first.settings);
}

bool
TcpTimeWaitTable::Takes(const TcpArrival& arrival) const
{
    const TcpRecordNumber number = m_records.Find(arrival.connection);
    if (number == TCP_NO_RECORD)
    {
        return false;
    }
    const auto& only = m_records[number].kind->first.options.device;
    return !only || only == arrival.device;
}

// What happens to a connection.

template <class Event>
void
TcpTimeWaitTable::Happens(TcpRecordNumber number, Event&& event)
{
    if (TcpRecordHost* const host = m_hosts.Find(number))
    {
        host->Happens(event); // it waits until what is happening now is done
        return;
    }
    Host(*this, number).Happens(event);
}

void
TcpTimeWaitTable::SegmentArrives(const TcpArrival& arrival)
{
    const TcpRecordNumber number = m_records.Find(arrival.connection);
    const tcplifecycle::Segment& segment = arrival.GetSegment();
    if (tcplifecycle::IsConnectionRequest(segment, *m_records[number].kind->first.settings))
    {
        TcpEndpoint* const listener = m_tcp.FindListener(arrival);
        if (listener && Expand(number).GivesWayTo(segment, listener->OffersTimestamps()))
        {
            // The record stays until the new incarnation is ESTABLISHED: it may come to nothing.
            listener->SegmentArrives(arrival);
            return;
        }
    }
    Happens(number, [&](auto& connection, auto now, auto& actions) {
        connection.SegmentArrives(segment, 0, now, actions);
    });
}

void
TcpTimeWaitTable::IcmpArrives(const TcpIcmpArrival&)
{
    // Everything is acknowledged: no message can be about something in flight (RFC 5927, 4.1).
}

Ptr<NetDevice>
TcpTimeWaitTable::GetDevice() const
{
    return nullptr;
}

void
TcpTimeWaitTable::Abort(const TcpFourTuple& fourTuple)
{
    const TcpRecordNumber number = m_records.Find(fourTuple);
    if (number != TCP_NO_RECORD)
    {
        Happens(number,
                [](auto& connection, auto now, auto& actions) { connection.Abort(now, actions); });
    }
}

bool
TcpTimeWaitTable::GivesWayToOwnUser(const TcpFourTuple& fourTuple) const
{
    const TcpRecordNumber number = m_records.Find(fourTuple);
    return number != TCP_NO_RECORD && Expand(number).GivesWayToOwnUser(TcpNow());
}

tcplifecycle::SeqNum
TcpTimeWaitTable::NextIss(const TcpFourTuple& fourTuple, tcplifecycle::SeqNum proposed) const
{
    const TcpRecordNumber number = m_records.Find(fourTuple);
    return number == TCP_NO_RECORD ? proposed : Expand(number).NextIss(proposed);
}

void
TcpTimeWaitTable::GiveWay(const TcpFourTuple& fourTuple, const tcplifecycle::Segment& segment)
{
    const TcpRecordNumber number = m_records.Find(fourTuple);
    if (number != TCP_NO_RECORD)
    {
        Happens(number, [&](auto& connection, auto now, auto& actions) {
            connection.GiveWay(segment, now, actions);
        });
    }
}

tcplifecycle::Instant
TcpTimeWaitTable::GetDeadline() const
{
    return m_queues.GetFirstDeadline();
}

void
TcpTimeWaitTable::TimerExpires()
{
    while (GetDeadline() <= TcpNow())
    {
        Happens(m_queues.GetFirst(), [](auto& connection, auto now, auto& actions) {
            connection.Timeout(now, actions);
        });
    }
    m_timer.Set(GetDeadline());
}

void
TcpTimeWaitTable::Settle(TcpRecordNumber number, const tcplifecycle::Connection& connection)
{
    if (connection.GetState() != tcplifecycle::State::TimeWait)
    {
        Remove(number);
        return;
    }
    Record& record = m_records[number];
    TcpDeadlineQueue& queue = record.kind->second.queue;
    const tcplifecycle::CompactTimeWait now(connection);
    const bool startsAnew = now.Expiry() != record.connection.Expiry();
    if (startsAnew)
    {
        m_queues.Remove(queue, number);
    }
    record.connection = now;
    if (startsAnew)
    {
        m_queues.Add(queue, number);
        m_timer.Set(GetDeadline());
    }
}

void
TcpTimeWaitTable::Remove(TcpRecordNumber number)
{
    Kinds::value_type* const kind = m_records[number].kind;
    m_queues.Remove(kind->second.queue, number);
    if (--kind->second.count == 0)
    {
        m_lastKind = m_lastKind == kind ? nullptr : m_lastKind;
        m_kinds.erase(kind->first);
    }
    m_handles.erase(number);
    const TcpFourTuple fourTuple = m_records[number].fourTuple;
    m_records.Remove(number);
    m_tcp.ReleasePort(fourTuple);
}

void
TcpTimeWaitTable::Clear()
{
    m_timer.Cancel();
    m_hosts.Detach();
    m_queues.Clear();
    m_records.Clear();
    m_handles.clear();
    m_kinds.clear();
    m_lastKind = nullptr;
}

// Handles.

TcpLifecycleSocket*
TcpTimeWaitTable::GetHandle(TcpRecordNumber number) const
{
    const auto found = m_handles.find(number);
    return found == m_handles.end() ? nullptr : found->second;
}

TcpLifecycleSocket*
TcpTimeWaitTable::TakeHandle(TcpRecordNumber number)
{
    TcpLifecycleSocket* const handle = GetHandle(number);
    m_handles.erase(number);
    return handle;
}

void
TcpTimeWaitTable::DetachHandle(const TcpFourTuple& fourTuple)
{
    m_handles.erase(m_records.Find(fourTuple));
}

} // namespace ns3
