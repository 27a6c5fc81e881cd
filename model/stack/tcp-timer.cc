// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-timer.h"

#include <algorithm>

namespace ns3
{

void
TcpTimer::Set(tcplifecycle::Instant deadline)
{
    if (deadline == tcplifecycle::NEVER || (m_event.IsRunning() && m_at <= deadline))
    {
        return;
    }
    Cancel();
    m_at = deadline;
    const auto delay = std::max(deadline - TcpNow(), tcplifecycle::Duration::zero());
    m_event = Simulator::Schedule(ToSimulatorTime(delay), &TcpTimer::Expire, this);
}

void
TcpTimer::Cancel()
{
    // Not m_event.Cancel(): what is cancelled stays in the simulator's queue until its time comes,
    // and a host that opens and closes connections leaves one or two of them for each.
    Simulator::Remove(m_event);
}

void
TcpTimer::Expire()
{
    if (TcpNow() < m_timed.GetDeadline())
    {
        Set(m_timed.GetDeadline());
    }
    else
    {
        m_timed.TimerExpires();
    }
}

} // namespace ns3
