// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-compact-time-wait.h"

namespace tcplifecycle
{

CompactTimeWait::CompactTimeWait(const Connection& connection)
    : m_recentAt(connection.m_timestamping.RecentAt()),
      m_limitedSince(connection.m_limiter.Since()),
      m_limitedCount(connection.m_limiter.Count()),
      m_recent(connection.m_timestamping.Recent()),
      m_timestampOffset(connection.m_timestamping.Offset()),
      m_timestamps(connection.m_timestamping.InUse()),
      m_sack(connection.m_sack),
      m_ecn(connection.m_ecn)
{
    const auto& state = std::get<TimeWait>(connection.m_state);
    m_expiry = state.expiry;
    m_sndNxt = state.snd.nxt;
    m_maxSndWnd = state.snd.maxWnd;
    m_rcvNxt = state.rcv.nxt;
    m_rcvWnd = state.rcv.wnd;
    m_rcvShift = state.rcv.shift;
    m_ecnEcho = state.rcv.ecnEcho;
}

Connection
CompactTimeWait::Expand(const Settings& settings) const
{
    Connection connection(settings);
    TimeWait state{{m_sndNxt, m_maxSndWnd}, {}, m_expiry};
    state.rcv.nxt = m_rcvNxt;
    state.rcv.wnd = m_rcvWnd;
    state.rcv.shift = m_rcvShift;
    state.rcv.ackDue = false;
    state.rcv.ecnEcho = m_ecnEcho;
    connection.m_state = state;
    connection.m_limiter = AckLimiter(m_limitedSince, m_limitedCount);
    connection.m_timestamping.SetOffset(m_timestampOffset);
    connection.m_timestamping.Offer(m_timestamps);
    connection.m_timestamping.Answer(Timestamps{m_recent, 0}, m_recentAt);
    connection.m_sack = m_sack;
    connection.m_ecn = m_ecn;
    return connection;
}

} // namespace tcplifecycle
