// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TIME_WAIT_TABLE_H
#define TCP_TIME_WAIT_TABLE_H

#include "tcp-connection-host.h"
#include "tcp-deadline-queues.h"
#include "tcp-record-host.h"
#include "tcp-record-table.h"
#include "tcp-timer.h"

#include "ns3/tcp-compact-time-wait.h"

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>

namespace ns3
{

class TcpLifecycleSocket;

/**
 * All connections of a host that are in TIME-WAIT. Each is a record of 112 octets: it has no socket
 * any more, no buffers, and no event of the simulator of its own. One event serves them all, and
 * each leaves to the nanosecond. If its user still has the socket, as a handle, that is told of the
 * rest.
 */
class TcpTimeWaitTable : public TcpEndpoint, private TcpTimed
{
  public:
    /// \param tcp whose connections they are
    explicit TcpTimeWaitTable(TcpLifecycleL4Protocol& tcp);
    ~TcpTimeWaitTable() override;
    TcpTimeWaitTable(const TcpTimeWaitTable&) = delete;
    TcpTimeWaitTable& operator=(const TcpTimeWaitTable&) = delete;

    /**
     * A connection has entered TIME-WAIT.
     * \param settings of the connection
     * \param fourTuple of the connection. The demultiplexer no longer asks anybody else
     * \param connection it
     * \param options for the IP headers of its segments
     * \param handle the socket that it belonged to
     */
    void Add(TcpConnectionHost::SettingsPtr settings,
             const TcpFourTuple& fourTuple,
             const tcplifecycle::Connection& connection,
             const TcpIpOptions& options,
             TcpLifecycleSocket& handle);

    /// \return count of connections in TIME-WAIT
    size_t GetSize() const
    {
        return m_records.GetSize();
    }

    /// \return whether a connection is in TIME-WAIT
    bool Has(const TcpFourTuple& fourTuple) const
    {
        return m_records.Find(fourTuple) != TCP_NO_RECORD;
    }

    /// \return whether a segment is for a connection in TIME-WAIT
    bool Takes(const TcpArrival& arrival) const;

    /// ABORT. \param fourTuple of a connection in TIME-WAIT
    void Abort(const TcpFourTuple& fourTuple);

    /// The socket of a connection in TIME-WAIT is gone. \param fourTuple of the connection
    void DetachHandle(const TcpFourTuple& fourTuple);

    /// \name New incarnations of a connection in TIME-WAIT; where there is none, nothing is said
    ///@{
    /// \return whether our own user may open one (tcplifecycle::Connection::GivesWayToOwnUser)
    bool GivesWayToOwnUser(const TcpFourTuple& fourTuple) const;

    /// \param proposed an initial sequence number \return it, or one past the old incarnation's
    tcplifecycle::SeqNum NextIss(const TcpFourTuple& fourTuple,
                                 tcplifecycle::SeqNum proposed) const;

    /// One is ESTABLISHED. \param segment that established it
    void GiveWay(const TcpFourTuple& fourTuple, const tcplifecycle::Segment& segment);
    ///@}

    /// Forgets them all; nobody is told.
    void Clear();

    // TcpEndpoint
    void SegmentArrives(const TcpArrival& arrival) override;
    void IcmpArrives(const TcpIcmpArrival& icmp) override;
    Ptr<NetDevice> GetDevice() const override;

  private:
    class Host;

    /// What many connections have in common.
    struct Kind
    {
        TcpConnectionHost::SettingsPtr settings;
        TcpIpOptions options;

        friend bool operator<(const Kind& a, const Kind& b)
        {
            return a.options < b.options || (a.options == b.options && *a.settings < *b.settings);
        }
    };

    /// Those of a kind, in a queue: they rest for the same time.
    struct OfKind
    {
        TcpDeadlineQueue queue;
        size_t count{0};
    };

    using Kinds = std::map<Kind, OfKind>;

    struct Record
    {
        tcplifecycle::CompactTimeWait connection;
        Kinds::value_type* kind{nullptr};
        TcpFourTuple fourTuple;
        TcpRecordLinks links;

        tcplifecycle::Instant GetDeadline() const
        {
            return connection.Expiry();
        }
    };

    Kinds::value_type& FindKind(TcpConnectionHost::SettingsPtr settings,
                                const TcpIpOptions& options);
    tcplifecycle::Connection Expand(TcpRecordNumber number) const;
    template <class Event>
    void Happens(TcpRecordNumber number, Event&& event);
    void Settle(TcpRecordNumber number, const tcplifecycle::Connection& connection);
    void Remove(TcpRecordNumber number);
    TcpLifecycleSocket* GetHandle(TcpRecordNumber number) const;
    TcpLifecycleSocket* TakeHandle(TcpRecordNumber number);

    // TcpTimed
    tcplifecycle::Instant GetDeadline() const override;
    void TimerExpires() override;

    TcpLifecycleL4Protocol& m_tcp;
    Kinds m_kinds;
    Kinds::value_type* m_lastKind{nullptr}; ///< which the last one added was of
    TcpRecordTable<Record> m_records;
    TcpDeadlineQueues<Record> m_queues{m_records};
    std::unordered_map<TcpRecordNumber, TcpLifecycleSocket*> m_handles;
    TcpRecordHost::List m_hosts; ///< of those to which something is happening at this moment
    TcpTimer m_timer{*this};
};

} // namespace ns3

#endif // TCP_TIME_WAIT_TABLE_H
