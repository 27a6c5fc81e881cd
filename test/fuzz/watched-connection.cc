// SPDX-License-Identifier: GPL-2.0-only

#include "watched-connection.h"

#include "answer-rules.h"

#include <algorithm>
#include <cstdio>

using namespace tcplifecycle;

namespace
{

constexpr bool
HasSender(State state)
{
    return state == State::SynSent || state == State::SynReceived || state == State::Established ||
           state == State::FinWait1 || state == State::CloseWait || state == State::Closing ||
           state == State::LastAck;
}

/// Whether our user's CLOSE leaves a FIN to be acknowledged.
constexpr bool
HasFinToSend(State state)
{
    return state == State::FinWait1 || state == State::Closing || state == State::LastAck;
}

constexpr bool
MayHold(State state)
{
    return state == State::SynReceived || state == State::Established || state == State::FinWait1 ||
           state == State::FinWait2;
}

constexpr bool
IsOpen(State state)
{
    return state != State::Closed && state != State::Listen;
}

std::string
Describe(const Segment& segment)
{
    std::string text = ToString(segment) + " WND=" + std::to_string(segment.wnd);
    const Options& options = segment.options;
    if (options.mss)
    {
        text += " MSS=" + std::to_string(*options.mss);
    }
    if (options.windowScale)
    {
        text += " WS=" + std::to_string(*options.windowScale);
    }
    if (options.timestamps)
    {
        text += " TSval=" + std::to_string(options.timestamps->value) +
                " TSecr=" + std::to_string(options.timestamps->echo);
    }
    return text;
}

} // namespace

WatchedConnection::WatchedConnection(const Settings& settings,
                                     const SegmentSizes& sizes,
                                     Reno* congestion,
                                     std::string* transcript)
    : m_connection(settings),
      m_settings(settings),
      m_transcript(transcript),
      m_before(m_connection.GetStatus())
{
    m_connection.SetSegmentSizes(sizes);
    if (congestion)
    {
        m_connection.SetCongestionControl(congestion);
    }
}

void
WatchedConnection::Log(const std::string& what)
{
    if (m_transcript)
    {
        char time[32];
        const std::chrono::duration<double> seconds = m_now.time_since_epoch();
        std::snprintf(time, sizeof time, "%.9f  ", seconds.count());
        *m_transcript += time + what + "\n";
    }
}

void
WatchedConnection::Begin(const std::string& what)
{
    Log(what + " in " + ToString(m_state));
    m_actions.clear();
    m_sent.clear();
    m_before = m_connection.GetStatus();
}

/// What a connection knows of its peer is gone with the connection.
void
WatchedConnection::BeginIncarnation()
{
    m_queued = m_acknowledged = m_unread = 0;
    m_hasReceiver = m_discard = m_opened = m_peerClosed = m_ended = false;
}

void
WatchedConnection::OpenPassive()
{
    Begin("passive OPEN");
    const CallResult result = m_connection.OpenPassive(m_now, m_actions);
    if (result == CallResult::Ok)
    {
        BeginIncarnation();
    }
    FinishCall(result);
}

void
WatchedConnection::OpenActive(SeqNum iss)
{
    Begin("active OPEN with ISS " + std::to_string(iss.Value()));
    const CallResult result = m_connection.OpenActive(iss, m_now, m_actions);
    if (result == CallResult::Ok)
    {
        BeginIncarnation();
        m_iss = iss;
        m_textSent = iss + 1;
    }
    FinishCall(result);
}

void
WatchedConnection::Send(uint32_t octets, bool urgent)
{
    Begin((urgent ? "urgent SEND " : "SEND ") + std::to_string(octets));
    m_queued += octets;
    const CallResult result = m_connection.Send(octets, m_now, m_actions, urgent);
    if (result != CallResult::Ok)
    {
        m_queued -= octets;
    }
    FinishCall(result);
}

void
WatchedConnection::Receive(uint32_t octets)
{
    const uint32_t count = std::min(octets, m_connection.GetStatus().unread);
    Begin("RECEIVE " + std::to_string(count));
    const CallResult result = m_connection.Receive(count, m_now, m_actions);
    if (result == CallResult::Ok)
    {
        m_unread -= std::min(count, m_unread);
    }
    FinishCall(result);
}

void
WatchedConnection::Close(CloseOf directions)
{
    Begin(directions == CloseOf::Both ? "CLOSE, and reads no more" : "CLOSE");
    FinishCall(m_connection.Close(directions, m_now, m_actions));
}

void
WatchedConnection::DiscardText()
{
    Begin("discards text");
    const CallResult result = m_connection.DiscardText();
    m_discard = m_discard || result == CallResult::Ok;
    FinishCall(result);
}

void
WatchedConnection::Abort()
{
    Begin("ABORT");
    FinishCall(m_connection.Abort(m_now, m_actions));
}

void
WatchedConnection::Arrives(const Segment& segment, SeqNum iss)
{
    Begin("<-- " + Describe(segment));
    if (m_state == State::Listen)
    {
        m_connection.SetListenIss(iss);
        BeginIncarnation();
        m_iss = iss;
        m_textSent = iss + 1;
    }
    m_arrived = segment;
    m_arriving = true;
    m_payloads.push_back(Payload{segment.TextStart(), segment.textLength, 0});
    m_connection.SegmentArrives(m_arrived, m_payloads.size() - 1, m_now, m_actions);
    Finish();
    m_arriving = false;
}

void
WatchedConnection::Arrives(const IcmpError& error)
{
    constexpr const char* KINDS[] = {"soft", "hard", "too big"};
    Begin(std::string("<-- ICMP, ") + KINDS[static_cast<int>(error.kind)] + ", about " +
          std::to_string(error.quoted.Value()) + ", MSS " + std::to_string(error.mss));
    m_connection.IcmpArrives(error, m_now, m_actions);
    Finish();
    // RFC 9293, section 3.9.2.2: a connection ends by it only while our SYN is not acknowledged,
    // which in FIN-WAIT-1 may be so too.
    Demand(m_state == m_before.state || m_before.sndUna == m_iss,
           "an ICMP error ends an established connection");
}

void
WatchedConnection::FireTimer()
{
    // No timer of a connection runs for longer; what does would overflow the clock some day.
    constexpr Duration LONGEST = std::chrono::hours{24 * 365};
    const Instant deadline = m_connection.Deadline();
    if (deadline == NEVER)
    {
        return;
    }
    Demand(deadline - m_now < LONGEST, "a timer runs for more than a year");
    m_now = std::max(m_now, deadline);
    Begin("timeout");
    m_connection.Timeout(m_now, m_actions);
    Finish();
    Demand(m_connection.Deadline() > m_now, "a timer that has expired is due again at once");
}

void
WatchedConnection::Pass(Duration time)
{
    m_now += time;
    if (m_connection.Deadline() <= m_now)
    {
        Begin("late timeout");
        m_connection.Timeout(m_now, m_actions);
        Finish();
        Demand(m_connection.Deadline() > m_now, "a timer served late is due again at once");
    }
}

/// A call that is refused changes nothing (RFC 9293, section 3.10: the errors return at once).
void
WatchedConnection::FinishCall(CallResult result)
{
    if (result != CallResult::Ok)
    {
        Log("    refused");
        Demand(m_actions.empty(), "a call was refused, and something is done all the same");
        const Status now = m_connection.GetStatus();
        Demand(now.state == m_before.state && now.sndNxt == m_before.sndNxt &&
                   now.unread == m_before.unread,
               "a call was refused, and something has changed");
    }
    Finish();
}

void
WatchedConnection::Finish()
{
    for (const Action& action : m_actions)
    {
        std::visit([this](const auto& chosen) { Do(chosen); }, action);
    }
    const Status status = m_connection.GetStatus();
    Demand(status.state == m_state, "the state changed, and no transition tells of it");
    Demand(m_connection.GetState() == m_state, "GetState and STATUS differ");
    Demand(m_state == State::Closed || m_connection.GetCloseReason() == CloseReason::None,
           "a connection that exists says why it ended");
    if (m_state == State::Listen)
    {
        BeginIncarnation();
    }
    if (IsOpen(m_state))
    {
        CheckSender(status);
    }
    if (m_state >= State::SynReceived)
    {
        CheckReceiver(status);
    }
    CheckPayloads();
    CheckTimer(status);
    CheckAnswers(status);
}

void
WatchedConnection::CheckSender(const Status& status)
{
    Demand(status.sndUna <= status.sndNxt, "SND.UNA is past SND.NXT");
    // SYN and FIN each take a number (RFC 9293, section 3.4).
    const uint32_t sent = status.sndNxt - m_iss;
    Demand(sent >= 1 && sent <= m_queued + 2, "SND.NXT is past what was queued");
    const uint32_t acknowledged = status.sndUna - m_iss;
    if (acknowledged > 0 && HasSender(m_state))
    {
        Demand(acknowledged == m_acknowledged + 1 || acknowledged == m_acknowledged + 2,
               "SND.UNA and the octets acknowledged differ");
    }
    if (IsOpen(m_before.state) && m_before.state >= State::SynReceived && m_state >= m_before.state)
    {
        Demand(m_before.sndUna <= status.sndUna, "SND.UNA went back");
    }
    if (m_state >= State::Established)
    {
        Demand(status.mss >= 1 || !HasSender(m_state), "a segment could carry nothing");
        Demand(status.rto >= m_settings.minRto || !HasSender(m_state),
               "the RTO is below its minimum");
    }
}

void
WatchedConnection::CheckReceiver(const Status& status)
{
    const SeqNum edge = status.rcvNxt + status.rcvWnd;
    if (m_hasReceiver)
    {
        Demand(m_before.rcvNxt <= status.rcvNxt, "RCV.NXT went back");
        // RFC 9293, section 3.8.6, SHLD-14: a window must not shrink.
        Demand(m_edge <= edge, "the right edge of the receive window went back");
    }
    m_hasReceiver = true;
    m_edge = edge;
    if (!m_discard)
    {
        Demand(status.unread == m_unread, "unread octets are not those delivered and not read");
        const SeqNum next = m_peerClosed ? m_nextDelivered + 1 : m_nextDelivered;
        Demand(status.rcvNxt == next, "RCV.NXT is not behind what was delivered");
    }
    Demand(status.urgent == 0 || m_state < State::Closing || status.unread > 0,
           "urgent data that cannot come any more");
}

void
WatchedConnection::CheckPayloads() const
{
    for (const Payload& payload : m_payloads)
    {
        Demand(payload.held >= 0, "a payload was released more often than kept");
        Demand(payload.held == 0 || MayHold(m_state), "a payload is kept for ever");
    }
}

void
WatchedConnection::CheckTimer(const Status& status) const
{
    const bool runs = m_connection.Deadline() != NEVER;
    if (m_state == State::Closed || m_state == State::Listen)
    {
        Demand(!runs, "a timer runs without a connection");
    }
    if (m_state == State::TimeWait)
    {
        Demand(runs, "TIME-WAIT lasts for ever");
    }
    if (HasSender(m_state))
    {
        const bool textWaits = m_state > State::SynReceived && m_acknowledged < m_queued;
        const bool waits = status.sndUna != status.sndNxt || textWaits || HasFinToSend(m_state);
        Demand(runs || !waits, "something waits for an acknowledgment, and no timer runs");
    }
}

void
WatchedConnection::CheckAnswers(const Status& status)
{
    Demand(m_sent.size() <= m_queued - m_acknowledged + 4, "one event sets off a storm");
    for (const Segment& sent : m_sent)
    {
        CheckAnswer(sent, status);
    }
    // All that an event sets off is acknowledged by the last segment that leaves.
    if (m_state >= State::SynReceived && !m_sent.empty() && m_sent.back().Has(ACK) &&
        !m_sent.back().Has(RST))
    {
        Demand(m_sent.back().ack == status.rcvNxt, "what leaves last does not acknowledge it all");
    }
    if (m_arriving && SaysNothingNew() && status.rcvNxt == m_before.rcvNxt)
    {
        for (const Segment& sent : m_sent)
        {
            Demand(sent.Length() > 0 || sent.Has(RST),
                   "an empty acknowledgment is answered with an empty one");
        }
    }
}

/// Whether what arrived is an empty acknowledgment in its place.
bool
WatchedConnection::SaysNothingNew() const
{
    // Numbers that are half of the circle apart compare as each before the other.
    const uint32_t flight = m_before.sndNxt - m_before.sndUna;
    return m_before.state >= State::Established && m_arrived.ctl == ACK &&
           m_arrived.textLength == 0 && m_arrived.seq == m_before.rcvNxt &&
           InWindow(m_arrived.ack, m_before.sndUna, flight + 1) &&
           !m_connection.GetTimestamping().InUse();
}

void
WatchedConnection::CheckAnswer(const Segment& sent, const Status& status)
{
    if (m_arriving && m_arrived.Has(RST))
    {
        Demand(!sent.Has(RST), "a reset is answered with a reset"); // RFC 9293, section 3.5.2
    }
    if (sent.Has(RST))
    {
        Demand(sent.Length() == 0, "a reset carries something");
        return;
    }
    Demand(!sent.Has(SYN | FIN), "SYN and FIN in one segment");
    Demand(sent.Has(ACK) || m_state == State::SynSent,
           "a segment without ACK, and not in SYN-SENT"); // section 3.10.7
    Demand(sent.Has(SYN) || (!sent.options.mss && !sent.options.windowScale),
           "an option of the handshake, and no SYN");
    Demand(sent.Has(SYN) ||
               sent.options.timestamps.has_value() == m_connection.GetTimestamping().InUse(),
           "timestamps on some segments only"); // RFC 7323, section 3.2
    CheckSack(sent, m_connection, status.mss);
    CheckEcn(sent, m_connection);
    if (sent.Has(ACK) && m_before.state >= State::SynReceived && m_state >= m_before.state)
    {
        Demand(m_before.rcvNxt <= sent.ack && sent.ack <= status.rcvNxt,
               "an acknowledgment of something else than RCV.NXT");
    }
    if (sent.textLength > 0 && HasSender(m_state))
    {
        Demand(sent.textLength <= status.mss, "a segment larger than the MSS");
        const SeqNum end = sent.TextStart() + sent.textLength;
        if (end > m_textSent)
        {
            // A window probe is one octet past a closed window (section 3.8.6.1).
            Demand(end <= status.sndUna + std::max(status.sndWnd, 1u),
                   "new text past the peer's window");
            m_textSent = end;
        }
    }
}

void
WatchedConnection::Do(const Emit& emit)
{
    const Segment& segment = emit.segment;
    Log("    --> " + Describe(segment));
    if (segment.textLength > 0)
    {
        const uint32_t before = segment.TextStart() - (m_iss + 1);
        Demand(before >= m_acknowledged, "text is sent that is acknowledged");
        Demand(before + segment.textLength <= m_queued, "text is sent that was not queued");
    }
    Demand(!m_ended || segment.Has(RST) || segment.Has(ACK), "something leaves after the end");
    m_lastTimestamps = segment.options.timestamps;
    m_sent.push_back(segment);
}

void
WatchedConnection::Do(const Deliver& deliver)
{
    Log("    deliver " + std::to_string(deliver.length));
    Demand(!m_ended && !m_peerClosed, "text is delivered after the end of the stream");
    Demand(!m_discard, "text is delivered that the user does not want");
    Demand(deliver.payload < m_payloads.size(), "text is delivered that never arrived");
    const Payload& payload = m_payloads[deliver.payload];
    Demand(payload.held > 0 || (m_arriving && deliver.payload + 1 == m_payloads.size()),
           "text is delivered that nobody keeps any more");
    Demand(deliver.length > 0 && deliver.offset <= payload.length &&
               deliver.length <= payload.length - deliver.offset,
           "more text is delivered than arrived");
    Demand(payload.start + deliver.offset == m_nextDelivered, "text is delivered out of order");
    m_nextDelivered += deliver.length;
    m_unread += deliver.length;
}

void
WatchedConnection::Do(const Keep& keep)
{
    Demand(m_arriving && keep.payload + 1 == m_payloads.size(),
           "a payload is kept that does not arrive now");
    ++m_payloads[keep.payload].held;
}

void
WatchedConnection::Do(const Release& release)
{
    Demand(release.payload < m_payloads.size() && m_payloads[release.payload].held > 0,
           "a payload is released that is not kept");
    --m_payloads[release.payload].held;
}

void
WatchedConnection::Do(const Transition& transition)
{
    const TransitionRow& row = *transition.row;
    Log(std::string("    ") + row.key + ": " + ToString(row.from) + " => " + ToString(row.to));
    Demand(&row >= TRANSITION_TABLE && &row < TRANSITION_TABLE + TRANSITION_COUNT,
           "a transition that does not stand in the table");
    Demand(row.from == m_state, "a transition from another state");
    Demand((transition.cause == Cause::Segment) == (transition.segment != nullptr),
           "a transition's cause and segment do not agree");
    Demand(!transition.segment || transition.segment == &m_arrived,
           "a transition by another segment");
    if (row.event == Event::SynArrives || row.event == Event::SynAckArrives)
    {
        m_nextDelivered = transition.segment->seq + 1;
    }
    m_state = row.to;
}

void
WatchedConnection::Do(const Opened&)
{
    Log("    opened");
    Demand(!m_opened && !m_ended, "the connection opened twice");
    m_opened = true;
}

void
WatchedConnection::Do(const Acknowledged& acknowledged)
{
    Log("    acknowledged " + std::to_string(acknowledged.octets));
    Demand(acknowledged.octets > 0 && acknowledged.octets <= m_queued - m_acknowledged,
           "nothing, or more than was queued, is acknowledged");
    m_acknowledged += acknowledged.octets;
}

void
WatchedConnection::Do(const PeerClosed&)
{
    Log("    peer closed");
    Demand(!m_peerClosed && !m_ended, "the end of the stream comes twice");
    m_peerClosed = true;
}

void
WatchedConnection::Do(const Urgent& urgent)
{
    Log("    urgent " + std::to_string(urgent.octets));
    Demand(urgent.octets > 0 && !m_ended && !m_peerClosed, "urgent data that is none");
}

void
WatchedConnection::Do(const Trouble&)
{
    Log("    trouble");
    Demand(!m_ended && IsOpen(m_state), "trouble without a connection");
}

void
WatchedConnection::Do(const Ended& ended)
{
    Log(std::string("    ended: ") + ToString(ended.reason));
    Demand(!m_ended && m_state == State::Closed, "a connection ends that has not closed");
    Demand(ended.reason == m_connection.GetCloseReason() && ended.reason != CloseReason::None,
           "the reason for the end is not the one that was told");
    m_ended = true;
}
