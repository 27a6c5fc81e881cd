// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TIMER_H
#define TCP_TIMER_H

#include "tcp-simulator-clock.h"

#include "ns3/event-id.h"

namespace ns3
{

/// Something with a deadline.
class TcpTimed
{
  public:
    virtual ~TcpTimed() = default;

    /// \return when TimerExpires is to be called; NEVER if no timer runs
    virtual tcplifecycle::Instant GetDeadline() const = 0;

    /// The deadline has come.
    virtual void TimerExpires() = 0;
};

/**
 * Calls TimerExpires at a deadline, by one event of the simulator at most. A deadline that is put
 * off leaves the event where it is; when that expires too early it is set again. So a flow of
 * segments, each of which puts off the retransmission, does not churn the event queue.
 */
class TcpTimer
{
  public:
    /// \param timed whose timer it is
    explicit TcpTimer(TcpTimed& timed)
        : m_timed(timed)
    {
    }

    ~TcpTimer()
    {
        Cancel();
    }

    TcpTimer(const TcpTimer&) = delete;
    TcpTimer& operator=(const TcpTimer&) = delete;

    /// \param deadline when to expire; NEVER: not at all
    void Set(tcplifecycle::Instant deadline);

    void Cancel();

  private:
    void Expire();

    TcpTimed& m_timed;
    EventId m_event;
    tcplifecycle::Instant m_at; ///< when m_event expires, if it is pending
};

} // namespace ns3

#endif // TCP_TIMER_H
