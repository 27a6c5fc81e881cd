// SPDX-License-Identifier: GPL-2.0-only

#include "conversation.h"

#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>

using namespace tcplifecycle;

namespace
{

/// More timeouts than this at one instant: the timer stands still.
constexpr int TIMEOUTS_AT_ONE_INSTANT = 1000;

/// More segments than this at one instant: the two answer each other for ever.
constexpr int SEGMENTS_AT_ONE_INSTANT = 100000;

} // namespace

std::string
Seconds(Duration time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.9f", std::chrono::duration<double>(time).count());
    return text;
}

Peer::Peer(std::string name,
           uint32_t iss,
           const Settings& settings,
           const SegmentSizes& sizes,
           Place place)
    : m_name(std::move(name)),
      m_place(place),
      m_settings(std::make_shared<const Settings>(settings)),
      m_connection(*m_settings),
      m_iss(iss)
{
    m_connection.SetSegmentSizes(sizes);
}

Peer::~Peer()
{
    if (!m_sent.empty())
    {
        Fail("was sent, and not expected: " + Describe(m_sent.front().segment), m_place);
    }
}

void
Peer::Fail(const std::string& what, Place place) const
{
    ADD_FAILURE_AT(place.file, place.line)
        << m_name << ": " << what << "\nThe conversation so far:\n"
        << m_transcript << "now in " << ToString(m_connection.GetState());
}

void
Peer::Log(const std::string& what)
{
    m_transcript += "  " + Seconds(Now()) + "  " + what + "\n";
}

void
Peer::Begin(const std::string& what)
{
    Log(what);
    m_actions.clear();
}

void
Peer::CarryOut(Place place)
{
    for (const Action& action : m_actions)
    {
        std::visit([&](const auto& chosen) { Do(chosen, place); }, action);
    }
    if (m_connection.GetState() != m_state)
    {
        Fail(std::string("no transition led to ") + ToString(m_connection.GetState()), place);
        m_state = m_connection.GetState();
    }
    if (m_ended && m_connection.Deadline() != NEVER)
    {
        Fail("a timer runs after the end", place);
    }
    const bool mayHold = m_state == State::SynReceived || m_state == State::Established ||
                         m_state == State::FinWait1 || m_state == State::FinWait2;
    for (const Payload& payload : m_payloads)
    {
        if (payload.held < 0 || (payload.held > 0 && !mayHold))
        {
            Fail("a payload was kept and released out of balance", place);
            break;
        }
    }
}

void
Peer::Do(const Emit& emit, Place place)
{
    const Segment& segment = emit.segment;
    Log("--> " + Describe(segment));
    if (segment.textLength > 0)
    {
        const uint32_t before = segment.TextStart().Value() - (m_iss + 1).Value();
        if (before < m_acknowledged || before + segment.textLength > m_queued)
        {
            Fail("text is sent that was not queued, or is acknowledged already", place);
        }
    }
    if (!segment.Has(SYN) && !segment.Has(RST) &&
        segment.options.timestamps.has_value() != m_connection.GetTimestamping().InUse())
    {
        Fail("timestamps are to be on every segment or on none (RFC 7323, section 3.2)", place);
    }
    m_sent.push_back(Sent{segment, m_now});
}

void
Peer::Do(const Deliver& deliver, Place place)
{
    Log("    deliver " + std::to_string(deliver.length));
    if (m_ended || m_peerClosed)
    {
        Fail("text is delivered after the end", place);
    }
    if (deliver.payload >= m_payloads.size())
    {
        Fail("text is delivered that never arrived", place);
        return;
    }
    const Payload& payload = m_payloads[deliver.payload];
    if (deliver.length == 0 || deliver.offset + deliver.length > payload.length)
    {
        Fail("more text is delivered than arrived", place);
    }
    if (payload.start + deliver.offset != m_nextDelivered)
    {
        Fail("octet " + std::to_string((payload.start + deliver.offset).Value()) +
                 " is delivered where " + std::to_string(m_nextDelivered.Value()) + " is next",
             place);
    }
    if (payload.held == 0 && deliver.payload + 1 != m_payloads.size())
    {
        Fail("text is delivered that nobody keeps any more", place);
    }
    m_nextDelivered += deliver.length;
    m_delivered += deliver.length;
}

void
Peer::Do(const Keep& keep, Place place)
{
    if (keep.payload + 1 != m_payloads.size())
    {
        Fail("a payload is kept that does not arrive now", place);
        return;
    }
    ++m_payloads[keep.payload].held;
}

void
Peer::Do(const Release& release, Place place)
{
    if (release.payload >= m_payloads.size() || --m_payloads[release.payload].held < 0)
    {
        Fail("a payload is released that was not kept", place);
    }
}

void
Peer::Do(const Transition& transition, Place place)
{
    const TransitionRow& row = *transition.row;
    Log(std::string("    ") + ToString(row.from) + " => " + ToString(row.to) + " (" + row.key +
        ", " + ToString(transition.cause) + ")");
    if (&row < TRANSITION_TABLE || &row >= TRANSITION_TABLE + TRANSITION_COUNT)
    {
        Fail("a transition is no row of the table", place);
    }
    if (row.from != m_state || m_ended)
    {
        Fail(std::string("a transition leaves ") + ToString(row.from) + ", and the state is " +
                 ToString(m_state),
             place);
    }
    if ((transition.cause == Cause::Segment) != (transition.segment != nullptr))
    {
        Fail("a transition and its cause do not agree on the segment", place);
    }
    if (transition.segment && transition.segment->Has(SYN) &&
        (row.event == Event::SynArrives || row.event == Event::SynAckArrives))
    {
        m_nextDelivered = transition.segment->seq + 1;
    }
    m_state = row.to;
    m_rows.push_back(&row);
}

void
Peer::Do(const Opened&, Place place)
{
    Log("    opened");
    if (m_opened)
    {
        Fail("the connection opened twice", place);
    }
    m_opened = true;
}

void
Peer::Do(const Acknowledged& acknowledged, Place place)
{
    Log("    acknowledged " + std::to_string(acknowledged.octets));
    m_acknowledged += acknowledged.octets;
    if (acknowledged.octets == 0 || m_acknowledged > m_queued)
    {
        Fail("nothing, or more than was queued, is acknowledged", place);
    }
}

void
Peer::Do(const PeerClosed&, Place place)
{
    Log("    peer closed");
    if (m_peerClosed)
    {
        Fail("the peer closed twice", place);
    }
    m_peerClosed = true;
}

void
Peer::Do(const Urgent& urgent, Place place)
{
    Log("    urgent: " + std::to_string(urgent.octets));
    if (urgent.octets == 0 || m_ended || m_peerClosed)
    {
        Fail("urgent data is told of where there can be none", place);
    }
    m_urgent = urgent.octets;
}

void
Peer::Do(const Trouble& trouble, Place place)
{
    Log(trouble.kind == Trouble::Kind::Icmp ? "    trouble: ICMP" : "    trouble: R1");
    if (m_ended)
    {
        Fail("trouble after the end", place);
    }
    ++m_troubles[trouble.kind];
}

void
Peer::Do(const Ended& ended, Place place)
{
    Log(std::string("    ended: ") + ToString(ended.reason));
    if (m_ended || m_state != State::Closed || ended.reason == CloseReason::None)
    {
        Fail("an end that is none", place);
    }
    m_ended = true;
    m_reason = ended.reason;
}

CallResult
Peer::OpenPassive(Place place)
{
    Begin("OPEN, passive");
    const CallResult result = m_connection.OpenPassive(m_now, m_actions);
    CarryOut(place);
    m_connection.SetListenIss(m_iss);
    return result;
}

CallResult
Peer::OpenActive(Place place)
{
    Begin("OPEN, active");
    const CallResult result = m_connection.OpenActive(m_iss, m_now, m_actions);
    CarryOut(place);
    return result;
}

CallResult
Peer::Send(uint32_t octets, Place place)
{
    return Queue(octets, false, place);
}

CallResult
Peer::SendUrgent(uint32_t octets, Place place)
{
    return Queue(octets, true, place);
}

CallResult
Peer::Queue(uint32_t octets, bool urgent, Place place)
{
    Begin((urgent ? "SEND urgent " : "SEND ") + std::to_string(octets));
    m_queued += octets;
    const CallResult result = m_connection.Send(octets, m_now, m_actions, urgent);
    if (result != CallResult::Ok)
    {
        m_queued -= octets;
    }
    CarryOut(place);
    return result;
}

CallResult
Peer::Receive(uint32_t octets, Place place)
{
    Begin("RECEIVE " + std::to_string(octets));
    const CallResult result = m_connection.Receive(octets, m_now, m_actions);
    CarryOut(place);
    return result;
}

CallResult
Peer::Close(CloseOf directions, Place place)
{
    Begin(directions == CloseOf::Both ? "CLOSE, and reads no more" : "CLOSE");
    const CallResult result = m_connection.Close(directions, m_now, m_actions);
    CarryOut(place);
    return result;
}

CallResult
Peer::DiscardText()
{
    Log("discards text");
    return m_connection.DiscardText();
}

CallResult
Peer::Abort(Place place)
{
    Begin("ABORT");
    const CallResult result = m_connection.Abort(m_now, m_actions);
    CarryOut(place);
    return result;
}

void
Peer::GiveWay(Place place)
{
    Begin("gives way to a new incarnation");
    const Segment established = ReadSegment("<SEQ=0><ACK=0><CTL=ACK>").segment;
    m_connection.GiveWay(established, m_now, m_actions);
    CarryOut(place);
}

void
Peer::FindNoRoom(Place place)
{
    Begin("has no room in TIME-WAIT");
    m_connection.FindNoRoom(m_now, m_actions);
    CarryOut(place);
}

void
Peer::Arrives(std::string_view notation, Place place)
{
    Arrives(ReadSegment(notation, m_symbols).segment, place);
}

void
Peer::Arrives(const IcmpError& error, Place place)
{
    static const char* const KINDS[] = {"soft", "hard", "too big"};
    Begin(std::string("ICMP, ") + KINDS[static_cast<int>(error.kind)] + ", about " +
          std::to_string(error.quoted.Value()));
    m_connection.IcmpArrives(error, m_now, m_actions);
    CarryOut(place);
}

void
Peer::Arrives(const Segment& segment, Place place)
{
    ExpectNothing(place);
    Begin("<-- " + Describe(segment));
    m_payloads.push_back(Payload{segment.TextStart(), segment.textLength, 0});
    m_connection.SegmentArrives(segment, m_payloads.size() - 1, m_now, m_actions);
    CarryOut(place);
}

void
Peer::CallTimeout(Place place)
{
    Log("a timer expires");
    m_actions.clear();
    m_connection.Timeout(m_now, m_actions);
    CarryOut(place);
}

void
Peer::Advance(Duration time, Place place)
{
    ExpectNothing(place);
    const Instant target = m_now + time;
    int atOneInstant = 0;
    while (m_connection.Deadline() <= target)
    {
        atOneInstant = m_connection.Deadline() <= m_now ? atOneInstant + 1 : 0;
        if (atOneInstant > TIMEOUTS_AT_ONE_INSTANT)
        {
            Fail("a timer expires again and again", place);
            break;
        }
        m_now = std::max(m_now, m_connection.Deadline());
        CallTimeout(place);
    }
    m_now = target;
}

void
Peer::FireTimer(Place place)
{
    ExpectNothing(place);
    if (m_connection.Deadline() == NEVER)
    {
        Fail("no timer runs", place);
        return;
    }
    m_now = std::max(m_now, m_connection.Deadline());
    CallTimeout(place);
}

std::vector<Segment>
Peer::TakeSent()
{
    std::vector<Segment> segments;
    for (const Sent& sent : m_sent)
    {
        segments.push_back(sent.segment);
    }
    m_sent.clear();
    return segments;
}

void
Peer::SetCongestionControl(CongestionControl& congestion)
{
    m_connection.SetCongestionControl(&congestion);
}

void
Peer::SetSettings(const Settings& settings)
{
    const auto next = std::make_shared<const Settings>(settings);
    m_connection.SetSettings(*next);
    m_settings = next;
}

void
Peer::SetIss(uint32_t iss)
{
    m_iss = SeqNum(iss);
    m_connection.SetListenIss(m_iss);
}

void
Converse(Peer& a, Peer& b, Place place)
{
    std::vector<Segment> toB = a.TakeSent();
    std::vector<Segment> toA = b.TakeSent();
    int count = 0;
    while (!toA.empty() || !toB.empty())
    {
        std::vector<Segment> answersOfB;
        for (const Segment& segment : toB)
        {
            b.Arrives(segment, place);
            for (const Segment& answer : b.TakeSent())
            {
                answersOfB.push_back(answer);
            }
            ++count;
        }
        toB.clear();
        for (const Segment& segment : toA)
        {
            a.Arrives(segment, place);
            for (const Segment& answer : a.TakeSent())
            {
                toB.push_back(answer);
            }
            ++count;
        }
        toA = std::move(answersOfB);
        if (count > SEGMENTS_AT_ONE_INSTANT)
        {
            a.Fail("the two answer each other for ever", place);
            return;
        }
    }
}
