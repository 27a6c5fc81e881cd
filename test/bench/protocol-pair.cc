// SPDX-License-Identifier: GPL-2.0-only

#include "protocol-pair.h"

#include <algorithm>

using namespace tcplifecycle;

namespace
{

/// From one side to the other: what leaves together arrives together after this.
constexpr Duration DELAY = std::chrono::milliseconds{1};

/// An Ethernet segment's text over IPv4, both ways.
constexpr SegmentSizes SIZES{1460, 1460, 536};

/// What every text is called.
constexpr PayloadHandle TEXT = 1;

/// The user's buffer: so much is queued and not acknowledged, at most.
constexpr uint32_t QUEUE = 262144;

} // namespace

ProtocolPair::ProtocolPair()
    : m_a(m_settings),
      m_b(m_settings)
{
}

void
ProtocolPair::Renew(Side& side)
{
    side.connection = Connection(m_settings);
    side.connection.SetSegmentSizes(SIZES);
    side.connection.SetCongestionControl(&side.congestion);
}

void
ProtocolPair::Open()
{
    Renew(m_a);
    Renew(m_b);
    m_b.connection.OpenPassive(m_now, m_b.actions);
    m_iss += 64000;
    m_b.connection.SetListenIss(SeqNum(m_iss));
    m_a.connection.OpenActive(SeqNum(~m_iss), m_now, m_a.actions);
    Run();
}

bool
ProtocolPair::Transfer(uint32_t octets)
{
    uint32_t toQueue = octets;
    const uint64_t end = m_a.acknowledged + octets;
    uint64_t queuedTo = m_a.acknowledged;
    while (m_a.acknowledged < end)
    {
        const uint64_t room = m_a.acknowledged + QUEUE - queuedTo;
        const auto more = static_cast<uint32_t>(std::min<uint64_t>(room, toQueue));
        if (more > 0)
        {
            m_a.connection.Send(more, m_now, m_a.actions);
            queuedTo += more;
            toQueue -= more;
        }
        if (m_a.actions.empty() && m_b.actions.empty() && !Expire())
        {
            return false;
        }
        Do(m_a, m_b);
        Do(m_b, m_a);
    }
    return true;
}

void
ProtocolPair::Close()
{
    m_a.connection.Close(CloseOf::Sending, m_now, m_a.actions);
    Run();
    m_b.connection.Close(CloseOf::Sending, m_now, m_b.actions);
    Run();
    Expire();
    Run();
}

bool
ProtocolPair::AreEstablished() const
{
    return m_a.connection.GetState() == State::Established &&
           m_b.connection.GetState() == State::Established;
}

bool
ProtocolPair::HaveClosed() const
{
    return m_a.connection.GetCloseReason() == CloseReason::Normal &&
           m_b.connection.GetCloseReason() == CloseReason::Normal;
}

/// Carries to and fro until nothing is under way.
void
ProtocolPair::Run()
{
    while (!m_a.actions.empty() || !m_b.actions.empty())
    {
        Do(m_a, m_b);
        Do(m_b, m_a);
    }
}

/// Does what a connection has answered.
void
ProtocolPair::Do(Side& side, Side& peer)
{
    m_now += DELAY;
    uint32_t unread = 0;
    for (const Action& action : side.actions)
    {
        if (const auto* emit = std::get_if<Emit>(&action))
        {
            ++m_segments;
            peer.connection.SegmentArrives(emit->segment, TEXT, m_now, peer.actions);
        }
        else if (const auto* deliver = std::get_if<Deliver>(&action))
        {
            unread += deliver->length;
        }
        else if (const auto* acknowledged = std::get_if<Acknowledged>(&action))
        {
            side.acknowledged += acknowledged->octets;
        }
    }
    side.actions.clear();
    if (unread > 0)
    {
        side.delivered += unread;
        side.connection.Receive(unread, m_now, side.actions);
    }
}

/// Nothing is under way: the next timer expires. Returns whether there was one.
bool
ProtocolPair::Expire()
{
    Side& first = m_a.connection.Deadline() <= m_b.connection.Deadline() ? m_a : m_b;
    if (first.connection.Deadline() == NEVER)
    {
        return false;
    }
    m_now = std::max(m_now, first.connection.Deadline());
    first.connection.Timeout(m_now, first.actions);
    return true;
}
