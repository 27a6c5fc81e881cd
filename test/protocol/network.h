// SPDX-License-Identifier: GPL-2.0-only

#ifndef NETWORK_H
#define NETWORK_H

#include "conversation.h"

#include <functional>
#include <map>
#include <vector>

/**
 * What lies between two peers: it carries what they send, in time, and may lose, delay, repeat and
 * reorder it. Both peers must be at the same time when they are given to it.
 */
class Network
{
  public:
    /// How long after it was sent each copy of a segment arrives: none if it is lost.
    using Fate = std::function<std::vector<tcplifecycle::Duration>(const tcplifecycle::Segment&)>;

    /// \param delay from one peer to the other, unless a fate says otherwise
    Network(Peer& a, Peer& b, tcplifecycle::Duration delay);

    /// \param fate decides over each segment from now on
    void SetFate(Fate fate)
    {
        m_fate = std::move(fate);
    }

    /// \param user is called after each event, with the peer that had it
    void SetUser(std::function<void(Peer&)> user)
    {
        m_user = std::move(user);
    }

    /// Carries and waits. \param time for so long
    void Run(tcplifecycle::Duration time, Place place = Place::Here());

    /// \return segments that were sent so far
    size_t Sent() const
    {
        return m_sent;
    }

  private:
    struct Arrival
    {
        Peer* to;
        tcplifecycle::Segment segment;
    };

    void TakeFrom(Peer& from, Peer& to);

    Peer& m_a;
    Peer& m_b;
    Fate m_fate;
    std::function<void(Peer&)> m_user;
    std::multimap<tcplifecycle::Duration, Arrival> m_underway; ///< by time of arrival
    size_t m_sent{0};
};

#endif // NETWORK_H
