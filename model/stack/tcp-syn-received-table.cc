// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-syn-received-table.h"

#include "tcp-lifecycle-l4-protocol.h"
#include "tcp-lifecycle-socket.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace ns3
{

using tcplifecycle::CompactSynReceived;
using tcplifecycle::Connection;

/// A connection in SYN-RECEIVED while something happens to it.
class TcpSynReceivedTable::Host : public TcpRecordHost
{
  public:
    Host(TcpSynReceivedTable& table, TcpRecordNumber number, Connection connection)
        : TcpRecordHost(table.m_hosts,
                        number,
                        &table.m_tcp,
                        table.m_records[number].settings,
                        table.m_records[number].fourTuple,
                        std::move(connection)),
          m_table(table),
          m_listener(table.m_records[number].listener)
    {
    }

    void SegmentArrives(const TcpArrival& arrival) override
    {
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
            const TcpRecordNumber number = GetNumber();
            Detach();
            m_table.Remove(number);
            m_listener->Adopt(m_fourTuple, MoveConnectionOut(), pending);
        }
        else
        {
            CarryOut(pending);
        }
    }

    /// The SYN came before, and its answer has left.
    void SynWasAnswered(const TcpArrival& syn)
    {
        TcpPendingActions* const pending = BorrowActions();
        auto& actions = pending->actions;
        m_connection.SegmentArrives(syn.GetSegment(), HandleOf(syn.text), TcpNow(), actions);
        m_connection.ForgetRoundTrip();
        const auto isEmit = [](const auto& action) {
            return std::holds_alternative<tcplifecycle::Emit>(action);
        };
        actions.erase(std::remove_if(actions.begin(), actions.end(), isEmit), actions.end());
        CarryOut(pending);
    }

  private:
    TcpIpOptions GetIpOptions() const override
    {
        return m_listener->GetIpOptions();
    }

    void Settle() override
    {
        if (GetNumber() == TCP_NO_RECORD)
        {
            return;
        }
        if (m_connection.GetState() == tcplifecycle::State::SynReceived)
        {
            m_table.Keep(GetNumber(), MoveConnectionOut());
        }
        else
        {
            m_table.End(GetNumber());
        }
    }

    TcpSynReceivedTable& m_table;
    const Ptr<TcpLifecycleSocket> m_listener; // a trace sink may let go of it
};

TcpSynReceivedTable::TcpSynReceivedTable(TcpLifecycleL4Protocol& tcp)
    : m_tcp(tcp)
{
}

TcpSynReceivedTable::~TcpSynReceivedTable() = default;

TcpRecordNumber
TcpSynReceivedTable::NewRecord(TcpLifecycleSocket& listener,
                               TcpConnectionHost::SettingsPtr settings,
                               const TcpFourTuple& fourTuple)
{
    const TcpRecordNumber number = m_records.Add(fourTuple);
    Record& record = m_records[number];
    record.settings = std::move(settings);
    record.listener = &listener;
    listener.CountSynReceived(1);
    m_tcp.GetDemux().UsePort(fourTuple);
    return number;
}

void
TcpSynReceivedTable::Add(TcpLifecycleSocket& listener,
                         TcpConnectionHost::SettingsPtr settings,
                         Connection connection,
                         const TcpArrival& request)
{
    const TcpRecordNumber number = NewRecord(listener, std::move(settings), request.connection);
    Host(*this, number, std::move(connection)).SegmentArrives(request);
}

void
TcpSynReceivedTable::AddFromCookie(TcpLifecycleSocket& listener,
                                   TcpConnectionHost::SettingsPtr settings,
                                   Connection connection,
                                   const TcpArrival& syn,
                                   const TcpArrival& ack)
{
    const TcpRecordNumber number = NewRecord(listener, std::move(settings), syn.connection);
    Host(*this, number, std::move(connection)).SynWasAnswered(syn);
    if (Has(ack.connection)) // a trace sink may have closed the listener
    {
        SegmentArrives(ack);
    }
}

bool
TcpSynReceivedTable::Takes(const TcpArrival& arrival) const
{
    const TcpRecordNumber number = m_records.Find(arrival.connection);
    if (number == TCP_NO_RECORD)
    {
        return false;
    }
    const auto only = m_records[number].listener->GetIpOptions().device;
    return !only || only == arrival.device;
}

// What happens to a connection.

template <class Event>
void
TcpSynReceivedTable::Happens(TcpRecordNumber number, Event&& event)
{
    if (TcpRecordHost* const host = m_hosts.Find(number))
    {
        event(*host); // it waits until what is happening now is done
        return;
    }
    const Record& record = m_records[number];
    Host host(*this,
              number,
              record.whole ? TakeWhole(number) : record.connection.Expand(*record.settings));
    event(host);
}

void
TcpSynReceivedTable::SegmentArrives(const TcpArrival& arrival)
{
    const TcpRecordNumber number = m_records.Find(arrival.connection);
    constexpr auto BITS = tcplifecycle::SYN | tcplifecycle::ACK | tcplifecycle::RST;
    if ((arrival.GetSegment().ctl & BITS) == tcplifecycle::ACK &&
        m_records[number].listener->IsAcceptQueueFull())
    {
        return; // those of cookies came before it: it is acknowledged when its SYN,ACK comes again
    }
    Happens(number, [&](auto& host) { host.SegmentArrives(arrival); });
}

void
TcpSynReceivedTable::IcmpArrives(const TcpIcmpArrival& icmp)
{
    Happens(m_records.Find(icmp.connection), [&](auto& host) { host.IcmpArrives(icmp); });
}

Ptr<NetDevice>
TcpSynReceivedTable::GetDevice() const
{
    return nullptr;
}

tcplifecycle::Instant
TcpSynReceivedTable::GetDeadline() const
{
    return m_queues.GetFirstDeadline();
}

void
TcpSynReceivedTable::TimerExpires()
{
    while (GetDeadline() <= TcpNow())
    {
        Happens(m_queues.GetFirst(), [](auto& host) { host.TimerExpires(); });
    }
    m_timer.Set(GetDeadline());
}

/// Nothing more happens to a connection for now.
void
TcpSynReceivedTable::Keep(TcpRecordNumber number, Connection connection)
{
    Await(number, connection.Deadline(), connection.GetStatus().rto);
    Record& record = m_records[number];
    if (CompactSynReceived::CanHold(connection))
    {
        record.whole.reset();
        record.connection = CompactSynReceived(connection);
    }
    else
    {
        record.whole = std::make_unique<Connection>(std::move(connection));
    }
}

void
TcpSynReceivedTable::Await(TcpRecordNumber number,
                           tcplifecycle::Instant deadline,
                           tcplifecycle::Duration timeout)
{
    Record& record = m_records[number];
    if (record.queue && record.deadline == deadline)
    {
        return;
    }
    if (record.queue)
    {
        m_queues.Remove(*record.queue, number);
    }
    record.queue = &m_timeouts[timeout];
    record.deadline = deadline;
    m_queues.Add(*record.queue, number);
    m_timer.Set(GetDeadline());
}

/// \return a connection that is more than its record can hold otherwise
Connection
TcpSynReceivedTable::TakeWhole(TcpRecordNumber number)
{
    const auto whole = std::exchange(m_records[number].whole, nullptr);
    return std::move(*whole);
}

/// The record of a connection goes; the connection may live on elsewhere.
void
TcpSynReceivedTable::Remove(TcpRecordNumber number)
{
    Record& record = m_records[number];
    if (record.whole)
    {
        TcpConnectionHost::GiveUp(*record.whole);
    }
    if (record.queue)
    {
        m_queues.Remove(*record.queue, number);
    }
    record.listener->CountSynReceived(-1);
    m_records.Remove(number);
}

/// The connection has come to nothing.
void
TcpSynReceivedTable::End(TcpRecordNumber number)
{
    const TcpFourTuple fourTuple = m_records[number].fourTuple;
    Remove(number);
    m_tcp.ReleasePort(fourTuple);
}

// Those of a listener.

template <class Function>
void
TcpSynReceivedTable::ForThoseOf(const TcpLifecycleSocket& listener, Function&& function)
{
    for (TcpRecordNumber number = 0; number < m_records.GetEnd(); ++number)
    {
        if (m_records[number].listener == &listener)
        {
            function(number);
        }
    }
}

void
TcpSynReceivedTable::AbortThoseOf(TcpLifecycleSocket& listener)
{
    ForThoseOf(listener, [this](TcpRecordNumber number) {
        Happens(number, [](auto& host) {
            host.Happens(
                [](auto& connection, auto now, auto& actions) { connection.Abort(now, actions); });
        });
    });
}

void
TcpSynReceivedTable::ForgetThoseOf(TcpLifecycleSocket& listener)
{
    ForThoseOf(listener, [this](TcpRecordNumber number) {
        if (TcpRecordHost* const host = m_hosts.Find(number))
        {
            host->Detach();
        }
        End(number);
    });
}

void
TcpSynReceivedTable::Clear()
{
    m_timer.Cancel();
}

} // namespace ns3
