// SPDX-License-Identifier: GPL-2.0-only

#include "network.h"

#include <algorithm>

using namespace tcplifecycle;

namespace
{

/// More segments than this in one run: the two do not come to rest.
constexpr size_t TOO_MANY = 2000000;

Duration
DeadlineOf(const Peer& peer)
{
    return peer.Get().Deadline().time_since_epoch();
}

} // namespace

Network::Network(Peer& a, Peer& b, Duration delay)
    : m_a(a),
      m_b(b),
      m_fate([delay](const Segment&) { return std::vector<Duration>{delay}; })
{
}

void
Network::TakeFrom(Peer& from, Peer& to)
{
    for (const Segment& segment : from.TakeSent())
    {
        ++m_sent;
        for (const Duration delay : m_fate(segment))
        {
            m_underway.emplace(from.Now() + delay, Arrival{&to, segment});
        }
    }
}

void
Network::Run(Duration time, Place place)
{
    const Duration end = m_a.Now() + time;
    const size_t before = m_sent;
    TakeFrom(m_a, m_b);
    TakeFrom(m_b, m_a);
    while (true)
    {
        const Duration arrival = m_underway.empty() ? Duration::max() : m_underway.begin()->first;
        const Duration timer = std::min(DeadlineOf(m_a), DeadlineOf(m_b));
        const Duration next = std::max(m_a.Now(), std::min(arrival, timer));
        if (next > end)
        {
            break;
        }
        if (m_sent - before > TOO_MANY)
        {
            m_a.Fail("the two answer each other for ever", place);
            break;
        }
        // A timer that is due at the same time as a segment goes first.
        m_a.Advance(next - m_a.Now(), place);
        TakeFrom(m_a, m_b);
        m_b.Advance(next - m_b.Now(), place);
        TakeFrom(m_b, m_a);
        if (arrival <= next)
        {
            const Arrival first = m_underway.begin()->second;
            m_underway.erase(m_underway.begin());
            Peer& to = *first.to;
            to.Arrives(first.segment, place);
            Peer& from = &to == &m_a ? m_b : m_a;
            TakeFrom(to, from);
            if (m_user)
            {
                m_user(to);
                TakeFrom(to, from);
            }
        }
    }
    m_a.Advance(end - m_a.Now(), place);
    m_b.Advance(end - m_b.Now(), place);
}
