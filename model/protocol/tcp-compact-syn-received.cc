// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-compact-syn-received.h"

#include "tcp-connection-private.h"

#include <algorithm>

namespace tcplifecycle
{

bool
CompactSynReceived::CanHold(const Connection& connection)
{
    const auto* state = std::get_if<SynReceived>(&connection.m_state);
    if (!state || !state->passive || state->snd.FinQueued() || state->snd.HasUnsentText())
    {
        return false;
    }
    const Receiver& rcv = state->rcv;
    return !rcv.HoldsText() && !rcv.FinIsNext() && rcv.UrgentAhead() == 0 &&
           !rcv.HasDuplicateToReport();
}

CompactSynReceived::CompactSynReceived(const Connection& connection)
    : m_recentAt(connection.m_timestamping.RecentAt()),
      m_limitedSince(connection.m_limiter.Since()),
      m_limitedCount(connection.m_limiter.Count()),
      m_recent(connection.m_timestamping.Recent()),
      m_timestampOffset(connection.m_timestamping.Offset()),
      m_sizes(connection.m_sizes),
      m_windowScaling(connection.m_windowScaling),
      m_timestamps(connection.m_timestamping.InUse()),
      m_sack(connection.m_sack),
      m_ecnWithdrawn(!connection.m_ecnOffered)
{
    const auto& state = std::get<SynReceived>(connection.m_state);
    m_progress = state.snd.GetSynProgress();
    m_iss = state.snd.Iss();
    m_irs = state.rcv.Irs();
    m_window = static_cast<uint16_t>(state.snd.Wnd());
    m_mss = static_cast<uint16_t>(state.snd.Mss() + (m_timestamps ? Timestamps::COST : 0));
    m_sndShift = state.snd.Shift();
    m_ecn = state.snd.EcnInUse();
}

Connection
CompactSynReceived::Expand(const Settings& settings) const
{
    // The SYN, as far as it has left traces.
    Segment syn;
    syn.seq = m_irs;
    syn.ctl = SYN | (m_ecn ? ECE | CWR : 0);
    syn.wnd = m_window;
    syn.options.mss = m_mss;
    syn.options.sackPermitted = m_sack;
    if (m_windowScaling)
    {
        syn.options.windowScale = m_sndShift;
    }
    if (m_timestamps)
    {
        syn.options.timestamps = Timestamps{m_recent, 0};
    }

    Connection connection(settings);
    connection.m_sizes = m_sizes;
    connection.m_timestamping.SetOffset(m_timestampOffset);
    Actions none;
    SynReceived state =
        connection.AnswerSyn(m_iss, syn, {Cause::Segment, m_progress.began, none, &syn});
    state.rcv.AckSent();
    state.snd.ResumeSyn(m_progress);
    connection.m_timestamping.Answer(syn.options.timestamps, m_recentAt);
    connection.m_limiter = AckLimiter(m_limitedSince, m_limitedCount);
    if (m_ecnWithdrawn)
    {
        connection.WithdrawEcn();
    }
    connection.m_state.emplace<SynReceived>(std::move(state));
    return connection;
}

Instant
CompactSynReceived::Deadline(const Settings& settings) const
{
    const Instant userTimeoutAt =
        settings.userTimeout > Duration::zero() ? m_progress.began + settings.userTimeout : NEVER;
    return std::min(m_progress.deadline, userTimeoutAt);
}

} // namespace tcplifecycle
