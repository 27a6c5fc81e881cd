// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TIME_WAIT_TABLE_H
#define TCP_TIME_WAIT_TABLE_H

#include "tcp-connection-host.h"

#include "ns3/event-id.h"

#include <map>
#include <memory>

namespace ns3
{

class TcpLifecycleSocket;
class TcpTimeWaitTable;

/**
 * A connection in TIME-WAIT: it has no socket any more, no buffers and no timer of its own. If its
 * user still has the socket, as a handle, that is told of the rest.
 */
class TcpTimeWaitRecord : public TcpConnectionHost
{
  public:
    /**
     * \param table where it is kept
     * \param tcp the protocol
     * \param settings of the connection
     * \param fourTuple of the connection
     * \param connection in TIME-WAIT
     * \param options for the IP headers of its segments
     * \param handle the socket that it belonged to
     */
    TcpTimeWaitRecord(TcpTimeWaitTable& table,
                      TcpLifecycleL4Protocol* tcp,
                      SettingsPtr settings,
                      const TcpFourTuple& fourTuple,
                      tcplifecycle::Connection connection,
                      TcpIpOptions options,
                      TcpLifecycleSocket* handle);

    /// ABORT. May delete the record.
    void Abort();

    /// The socket is gone.
    void DetachHandle()
    {
        m_handle = nullptr;
    }

  private:
    friend class TcpTimeWaitTable;

    TcpIpOptions GetIpOptions() const override;
    void Settle() override;
    void StateChanges(const TcpLifecycleTransition& transition) override;
    void ConnectionEnds(tcplifecycle::CloseReason reason) override;

    TcpTimeWaitTable& m_table;
    TcpLifecycleSocket* m_handle;
    TcpIpOptions m_options;
    /// Where the table keeps it.
    std::multimap<tcplifecycle::Instant, std::unique_ptr<TcpTimeWaitRecord>>::iterator m_position;
};

/**
 * All connections of a host that are in TIME-WAIT, in the order in which they will leave it. One
 * event of the simulator serves them all, and each leaves to the nanosecond.
 */
class TcpTimeWaitTable
{
  public:
    /// \param tcp whose connections they are
    explicit TcpTimeWaitTable(TcpLifecycleL4Protocol& tcp);
    ~TcpTimeWaitTable();
    TcpTimeWaitTable(const TcpTimeWaitTable&) = delete;
    TcpTimeWaitTable& operator=(const TcpTimeWaitTable&) = delete;

    /**
     * A connection has entered TIME-WAIT; its four-tuple must be known to the demultiplexer, which
     * is told that the record takes its segments from now on.
     * \return the record
     */
    TcpTimeWaitRecord* Add(TcpConnectionHost::SettingsPtr settings,
                           const TcpFourTuple& fourTuple,
                           tcplifecycle::Connection connection,
                           TcpIpOptions options,
                           TcpLifecycleSocket* handle);

    /// \return count of connections in TIME-WAIT
    size_t GetSize() const
    {
        return m_records.size();
    }

    /// Forgets them all; nobody is told.
    void Clear();

  private:
    friend class TcpTimeWaitRecord;
    using Records = std::multimap<tcplifecycle::Instant, std::unique_ptr<TcpTimeWaitRecord>>;

    void Settle(TcpTimeWaitRecord& record);
    void Schedule();
    void Expire();

    TcpLifecycleL4Protocol& m_tcp;
    Records m_records;
    EventId m_event;
    tcplifecycle::Instant m_eventAt; ///< when m_event expires, if it is pending
};

} // namespace ns3

#endif // TCP_TIME_WAIT_TABLE_H
