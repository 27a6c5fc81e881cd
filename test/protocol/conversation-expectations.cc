// SPDX-License-Identifier: GPL-2.0-only
//
// What a test can expect of a peer.

#include "conversation.h"

#include <gtest/gtest.h>
#include <utility>

using namespace tcplifecycle;

Segment
Peer::Expect(std::string_view notation, Place place)
{
    const NotedSegment noted = ReadSegment(notation, m_symbols);
    if (m_sent.empty())
    {
        Fail("was expected, and not sent: " + Describe(noted.segment), place);
        return noted.segment;
    }
    const Segment sent = m_sent.front().segment;
    m_sent.erase(m_sent.begin());
    if (!noted.Matches(sent))
    {
        Fail("expected " + Describe(noted.segment) + "\nbut sent " + Describe(sent), place);
    }
    return sent;
}

Segment
Peer::ExpectAt(Duration time, std::string_view notation, Place place)
{
    if (!m_sent.empty() && m_sent.front().at.time_since_epoch() != time)
    {
        Fail("expected at " + Seconds(time) + ", but sent at " +
                 Seconds(m_sent.front().at.time_since_epoch()),
             place);
    }
    return Expect(notation, place);
}

Segment
Peer::ExpectSoon(std::string_view notation, Place place)
{
    if (m_sent.empty())
    {
        Advance(std::chrono::milliseconds{500} - std::chrono::nanoseconds{1}, place);
    }
    return Expect(notation, place);
}

Segment
Peer::ExpectReset(Place place)
{
    if (m_sent.empty() || !m_sent.front().segment.Has(RST))
    {
        Fail("a reset was expected, and not sent", place);
        return Segment{};
    }
    const Segment sent = m_sent.front().segment;
    m_sent.erase(m_sent.begin());
    return sent;
}

void
Peer::ExpectNothing(Place place)
{
    if (!m_sent.empty())
    {
        Fail("was sent, and not expected: " + Describe(m_sent.front().segment), place);
        m_sent.clear();
    }
}

void
Peer::ExpectState(State state, Place place)
{
    if (m_connection.GetState() != state)
    {
        Fail(std::string("expected the state ") + ToString(state), place);
    }
}

void
Peer::ExpectDelivered(uint32_t octets, Place place)
{
    if (m_delivered - m_deliveredSeen != octets)
    {
        Fail("expected " + std::to_string(octets) + " octets to be delivered, not " +
                 std::to_string(m_delivered - m_deliveredSeen),
             place);
    }
    m_deliveredSeen = m_delivered;
}

void
Peer::ExpectAcknowledged(uint32_t octets, Place place)
{
    if (m_acknowledged - m_acknowledgedSeen != octets)
    {
        Fail("expected " + std::to_string(octets) + " octets to be acknowledged, not " +
                 std::to_string(m_acknowledged - m_acknowledgedSeen),
             place);
    }
    m_acknowledgedSeen = m_acknowledged;
}

void
Peer::ExpectOpened(bool opened, Place place)
{
    if (m_opened != opened)
    {
        Fail(opened ? "the user was not told of the opening" : "the user was told of an opening",
             place);
    }
}

void
Peer::ExpectUrgent(uint32_t octets, Place place)
{
    const uint32_t told = std::exchange(m_urgent, 0);
    if (told != octets)
    {
        Fail("the user was told of " + std::to_string(told) +
                 " octets to the end of urgent data, not " + std::to_string(octets),
             place);
    }
}

void
Peer::ExpectTroubles(Trouble::Kind kind, int count, Place place)
{
    const int told = std::exchange(m_troubles[kind], 0);
    if (told != count)
    {
        Fail("the user was told of " + std::to_string(told) + " troubles, not " +
                 std::to_string(count),
             place);
    }
}

void
Peer::ExpectPeerClosed(bool closed, Place place)
{
    if (m_peerClosed != closed)
    {
        Fail(closed ? "the user was not told that the peer closes"
                    : "the user was told that the peer closes",
             place);
    }
}

void
Peer::ExpectEnded(CloseReason reason, Place place)
{
    ExpectState(State::Closed, place);
    if (!m_ended || m_reason != reason || m_connection.GetCloseReason() != reason)
    {
        Fail(std::string("expected the end \"") + ToString(reason) + "\", the user was told \"" +
                 ToString(m_reason) + "\", the connection says \"" +
                 ToString(m_connection.GetCloseReason()) + "\"",
             place);
    }
}

void
Peer::ExpectTimerIn(Duration time, Place place)
{
    if (m_connection.Deadline() == NEVER)
    {
        Fail("no timer runs", place);
    }
    else if (m_connection.Deadline() - m_now != time)
    {
        Fail("expected a timer in " + Seconds(time) + ", but it is in " +
                 Seconds(m_connection.Deadline() - m_now),
             place);
    }
}

void
Peer::ExpectNoTimer(Place place)
{
    if (m_connection.Deadline() != NEVER)
    {
        Fail("a timer runs, in " + Seconds(m_connection.Deadline() - m_now), place);
    }
}
