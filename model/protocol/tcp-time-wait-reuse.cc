// SPDX-License-Identifier: GPL-2.0-only

// When a connection in TIME-WAIT makes room before its time: for a new incarnation of itself (RFC
// 9293, section 3.6.1, MAY-2; RFC 6191), or because its host keeps no more of them.

#include "tcp-connection-private.h"
#include "tcp-connection.h"

#include <algorithm>
#include <optional>

namespace tcplifecycle
{

namespace
{

/// For so long a tick of the timestamp clock, which RFC 7323 lets last 1 s, may look the same.
constexpr Duration LONGEST_TICK = std::chrono::seconds{1};

} // namespace

bool
Connection::GivesWayTo(const Segment& syn, bool timestamps) const
{
    const auto* timeWait = std::get_if<TimeWait>(&m_state);
    const TimeWaitReuse policy = m_settings->timeWaitReuse;
    if (!timeWait || policy == TimeWaitReuse::Never)
    {
        return false;
    }
    const bool newByNumber = policy == TimeWaitReuse::Rfc6191 && syn.seq >= timeWait->rcv.Nxt();
    const auto stamp = timestamps ? syn.options.timestamps : std::nullopt;
    if (m_timestamping.InUse() && stamp)
    {
        const bool equal = stamp->value == m_timestamping.Recent();
        return equal ? newByNumber : m_timestamping.IsNewer(*stamp);
    }
    // A peer that offers timestamps now and did not before has started anew since.
    return newByNumber || (stamp && policy == TimeWaitReuse::Rfc6191);
}

bool
Connection::GivesWayToOwnUser(Instant now) const
{
    const auto* timeWait = std::get_if<TimeWait>(&m_state);
    if (!timeWait || !m_timestamping.InUse())
    {
        return false;
    }
    const Instant lastFin = timeWait->expiry - 2 * m_settings->msl; // or its acknowledgment
    return now - std::max(m_timestamping.RecentAt(), lastFin) >= LONGEST_TICK;
}

SeqNum
Connection::NextIss(SeqNum proposed) const
{
    const auto* timeWait = std::get_if<TimeWait>(&m_state);
    return timeWait && proposed <= timeWait->snd.nxt ? timeWait->snd.nxt + 1 : proposed;
}

void
Connection::GiveWay(const Segment& segment, Instant now, Actions& actions)
{
    if (auto* timeWait = std::get_if<TimeWait>(&m_state))
    {
        EnterClosed<Event::NewIncarnation>(*timeWait,
                                           CloseReason::Normal,
                                           {Cause::Segment, now, actions, &segment});
    }
}

void
Connection::FindNoRoom(Instant now, Actions& actions)
{
    if (auto* timeWait = std::get_if<TimeWait>(&m_state))
    {
        EnterClosed<Event::NoRoom>(*timeWait,
                                   CloseReason::Normal,
                                   {Cause::TimeWaitTableFull, now, actions});
    }
}

} // namespace tcplifecycle
