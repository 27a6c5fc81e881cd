// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SYN_RECEIVED_TABLE_H
#define TCP_SYN_RECEIVED_TABLE_H

#include "tcp-connection-host.h"
#include "tcp-deadline-queues.h"
#include "tcp-record-host.h"
#include "tcp-record-table.h"
#include "tcp-timer.h"

#include "ns3/tcp-compact-syn-received.h"

#include <map>
#include <memory>

namespace ns3
{

class TcpLifecycleSocket;

/**
 * All connections of a host that are in SYN-RECEIVED after a passive OPEN. Nobody has accepted them
 * yet, so that none needs a socket: each is a small record that belongs to its listener. When it is
 * ESTABLISHED it becomes a socket; when it goes back to LISTEN, or ends, it is forgotten, and no
 * user ever knows. One event of the simulator serves them all.
 */
class TcpSynReceivedTable : public TcpEndpoint, private TcpTimed
{
  public:
    /// \param tcp whose connections they are
    explicit TcpSynReceivedTable(TcpLifecycleL4Protocol& tcp);
    ~TcpSynReceivedTable() override;
    TcpSynReceivedTable(const TcpSynReceivedTable&) = delete;
    TcpSynReceivedTable& operator=(const TcpSynReceivedTable&) = delete;

    /**
     * Somebody asks a listener for a connection.
     * \param listener whose connection it will be
     * \param settings of the connection
     * \param connection in LISTEN, with the initial sequence number to use
     * \param request the SYN; there is no such connection yet
     */
    void Add(TcpLifecycleSocket& listener,
             TcpConnectionHost::SettingsPtr settings,
             tcplifecycle::Connection connection,
             const TcpArrival& request);

    /**
     * Somebody acknowledges a SYN,ACK of a listener that has not remembered the SYN.
     * \param listener whose connection it will be
     * \param settings of the connection
     * \param connection in LISTEN, with the initial sequence number that the SYN,ACK had
     * \param syn the SYN, as far as it is known; there is no such connection yet
     * \param ack the acknowledgment
     */
    void AddFromCookie(TcpLifecycleSocket& listener,
                       TcpConnectionHost::SettingsPtr settings,
                       tcplifecycle::Connection connection,
                       const TcpArrival& syn,
                       const TcpArrival& ack);

    /// \return count of connections
    size_t GetSize() const
    {
        return m_records.GetSize();
    }

    /// \return whether a connection is here
    bool Has(const TcpFourTuple& fourTuple) const
    {
        return m_records.Find(fourTuple) != TCP_NO_RECORD;
    }

    /// \return whether a segment is for a connection that is here
    bool Takes(const TcpArrival& arrival) const;

    /// A listener closes: its connections are aborted.
    void AbortThoseOf(TcpLifecycleSocket& listener);

    /// A listener is gone: its connections are forgotten, and nobody is told.
    void ForgetThoseOf(TcpLifecycleSocket& listener);

    /// All listeners are gone, and so are their connections: no timer runs any more.
    void Clear();

    // TcpEndpoint
    void SegmentArrives(const TcpArrival& arrival) override;
    void IcmpArrives(const TcpIcmpArrival& icmp) override;
    Ptr<NetDevice> GetDevice() const override;

  private:
    class Host;

    struct Record
    {
        tcplifecycle::CompactSynReceived connection;
        /// The connection as a whole, where it is more than can be held so; a rare case.
        std::unique_ptr<tcplifecycle::Connection> whole;
        TcpConnectionHost::SettingsPtr settings;
        TcpLifecycleSocket* listener{nullptr}; ///< null: the record is unused
        TcpDeadlineQueue* queue{nullptr};      ///< where it waits for its deadline
        tcplifecycle::Instant deadline;
        TcpFourTuple fourTuple;
        TcpRecordLinks links;

        tcplifecycle::Instant GetDeadline() const
        {
            return deadline;
        }
    };

    TcpRecordNumber NewRecord(TcpLifecycleSocket& listener,
                              TcpConnectionHost::SettingsPtr settings,
                              const TcpFourTuple& fourTuple);
    template <class Event>
    void Happens(TcpRecordNumber number, Event&& event);
    tcplifecycle::Connection TakeWhole(TcpRecordNumber number);
    void Keep(TcpRecordNumber number, tcplifecycle::Connection connection);
    void Await(TcpRecordNumber number,
               tcplifecycle::Instant deadline,
               tcplifecycle::Duration timeout);
    void Remove(TcpRecordNumber number);
    void End(TcpRecordNumber number);
    template <class Function>
    void ForThoseOf(const TcpLifecycleSocket& listener, Function&& function);

    // TcpTimed
    tcplifecycle::Instant GetDeadline() const override;
    void TimerExpires() override;

    TcpLifecycleL4Protocol& m_tcp;
    std::map<tcplifecycle::Duration, TcpDeadlineQueue> m_timeouts; ///< a queue for each timeout
    TcpRecordTable<Record> m_records;
    TcpDeadlineQueues<Record> m_queues{m_records};
    TcpRecordHost::List m_hosts; ///< of those to which something is happening at this moment
    TcpTimer m_timer{*this};
};

} // namespace ns3

#endif // TCP_SYN_RECEIVED_TABLE_H
