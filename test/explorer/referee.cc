// SPDX-License-Identifier: GPL-2.0-only

#include "referee.h"

#include "agreement.h"
#include "compact.h"
#include "encoding.h"

#include <algorithm>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

/// Whether text and a FIN can be held in a state.
template <class StateType>
constexpr bool HAS_QUEUE =
    std::is_same_v<StateType, SynReceived> || std::is_same_v<StateType, Established> ||
    std::is_same_v<StateType, FinWait1> || std::is_same_v<StateType, FinWait2>;

/// A text is known by the life that sent it and its place in that life's stream.
PayloadHandle
HandleOf(const Flight& flight)
{
    return static_cast<PayloadHandle>(flight.life) << 16 | flight.position;
}

/// What established a new incarnation; nobody looks into it.
const Segment NEW_INCARNATION;

const char*
KindOf(const Segment& segment)
{
    return segment.Has(RST)         ? "RST"
           : segment.Has(SYN)       ? "SYN"
           : segment.textLength > 0 ? "text"
           : segment.Has(FIN)       ? "FIN"
                                    : "ACK";
}

/// Whether a FIN has come that is behind text which has not.
bool
HoldsFin(const Connection& connection)
{
    bool holds = false;
    const auto look = [&](std::string_view name, auto value) {
        if constexpr (std::is_same_v<decltype(value), bool>)
        {
            holds = holds || (name == "FIN noted" && value);
        }
    };
    std::visit(
        [&](const auto& state) {
            if constexpr (HAS_QUEUE<std::decay_t<decltype(state)>>)
            {
                state.rcv.VisitVariables(look);
            }
        },
        connection.Data());
    return holds;
}

const Flight&
FlightOf(const World& world, Step step)
{
    return world.towards[step.side][step.detail];
}

} // namespace

const Account&
Referee::Take(World& world, Step step)
{
    m_account.result = CallResult::Ok;
    m_account.arrived.reset();
    m_account.emitted.clear();
    m_account.rows.reset();
    m_account.fault.clear();

    Channel& channel = world.towards[step.side];
    switch (step.kind)
    {
    case Step::Kind::Pass:
        Pass(world);
        return m_account;
    case Step::Kind::Lose:
        m_account.arrived = FlightOf(world, step);
        channel.erase(channel.begin() + step.detail);
        world.losses -= world.losses == UNLIMITED ? 0 : 1;
        return m_account;
    case Step::Kind::Refuse:
    case Step::Kind::Shorten:
        m_account.arrived = FlightOf(world, step);
        channel.erase(channel.begin() + step.detail);
        world.losses -= world.losses == UNLIMITED ? 0 : 1;
        break;
    case Step::Kind::Repeat:
        m_account.arrived = FlightOf(world, step);
        world.repeats -= world.repeats == UNLIMITED ? 0 : 1;
        break;
    case Step::Kind::Arrive:
        m_account.arrived = FlightOf(world, step);
        channel.erase(channel.begin() + step.detail);
        break;
    case Step::Kind::Timeout:
        world.timeouts -= world.timeouts == UNLIMITED ? 0 : 1;
        break;
    default:
        break;
    }
    Happen(world, step);
    return m_account;
}

void
Referee::BePatient(World& world, const Settings& settings)
{
    for (Host& host : world.hosts)
    {
        host.connection.SetSettings(settings);
    }
}

void
Referee::Pass(World& world) const
{
    Instant then = world.hosts[A].now + m_bounds.timing.step;
    for (const Host& host : world.hosts)
    {
        then = std::min(then, host.connection.Deadline());
    }
    for (Side side : {A, B})
    {
        world.hosts[side].now = then;
        Channel& channel = world.towards[side];
        const auto dead = [&](const Flight& flight) {
            return then - flight.sentAt >= m_bounds.timing.lifetime;
        };
        channel.erase(std::remove_if(channel.begin(), channel.end(), dead), channel.end());
    }
}

void
Referee::Happen(World& world, Step step)
{
    const bool toldByIcmp = step.kind == Step::Kind::Refuse || step.kind == Step::Kind::Shorten;
    const Side side = toldByIcmp ? Other(step.side) : step.side;
    Host& host = world.hosts[side];
    const Before before{host.connection.GetState(),
                        host.connection.GetStatus(),
                        host.peerLife,
                        host.delivered,
                        host.kept,
                        HoldsFin(host.connection)};
    m_actions.clear();
    m_unread = before.status.unread;
    m_account.result = Call(host, step);
    if (m_account.result != CallResult::Ok)
    {
        Must(m_actions.empty(), "a call that is refused has consequences");
    }
    const uint32_t unread = host.connection.GetStatus().unread;
    if (m_bounds.readsAtOnce && unread > 0)
    {
        host.connection.Receive(unread, host.now, m_actions);
    }
    CarryOut(world, side, before);
    CheckWindows(host, before);
    if (step.kind == Step::Kind::Timeout)
    {
        Must(host.connection.Deadline() > host.now, "a timer that expired is due again at once");
    }
    CheckOld(world, side, before);
    const char* disagreement = FindDisagreement(world);
    Must(!disagreement, disagreement);
}

void
Referee::Open(Host& host)
{
    if (host.connection.GetState() != State::Closed)
    {
        return; // an active OPEN on LISTEN is the same life
    }
    if (host.life > 0)
    {
        // After the quiet time numbers go on where they stopped; after a normal end they begin
        // where they began, which is the worst that can be chosen.
        host.iss = m_bounds.reopening == Reopening::AfterQuietTime ? host.lastNxt : host.iss;
    }
    ++host.life;
    host.peerLife = 0;
    host.sent = 0;
    host.urgentEnd = 0;
    host.acknowledged = 0;
    host.delivered = 0;
    host.closed = false;
    host.discards = false;
    host.opened = false;
    host.peerClosed = false;
}

CallResult
Referee::Call(Host& host, Step step)
{
    Connection& connection = host.connection;
    CallResult result = CallResult::Ok;
    switch (step.kind)
    {
    case Step::Kind::OpenPassive:
        Open(host);
        result = connection.OpenPassive(host.now, m_actions);
        if (result == CallResult::Ok)
        {
            connection.SetListenIss(host.iss);
        }
        return result;
    case Step::Kind::OpenActive:
        Open(host);
        return connection.OpenActive(host.iss, host.now, m_actions);
    case Step::Kind::Send:
    case Step::Kind::SendUrgent:
        result =
            connection.Send(step.detail, host.now, m_actions, step.kind == Step::Kind::SendUrgent);
        if (result == CallResult::Ok)
        {
            host.sent += step.detail;
            host.urgentEnd = step.kind == Step::Kind::SendUrgent ? host.sent : host.urgentEnd;
        }
        return result;
    case Step::Kind::Receive:
        return connection.Receive(step.detail, host.now, m_actions);
    case Step::Kind::CloseSending:
    case Step::Kind::CloseBoth:
        result =
            connection.Close(step.kind == Step::Kind::CloseBoth ? CloseOf::Both : CloseOf::Sending,
                             host.now,
                             m_actions);
        host.closed = host.closed || result == CallResult::Ok;
        return result;
    case Step::Kind::Discard:
        result = connection.DiscardText();
        host.discards = result == CallResult::Ok;
        return result;
    case Step::Kind::Abort:
        return connection.Abort(host.now, m_actions);
    case Step::Kind::GiveWay:
        connection.GiveWay(NEW_INCARNATION, host.now, m_actions);
        return result;
    case Step::Kind::NoRoom:
        connection.FindNoRoom(host.now, m_actions);
        return result;
    case Step::Kind::Timeout:
        host.now = std::max(host.now, connection.Deadline());
        connection.Timeout(host.now, m_actions);
        return result;
    case Step::Kind::Refuse:
        connection.IcmpArrives({IcmpError::Kind::Hard, m_account.arrived->segment.seq},
                               host.now,
                               m_actions);
        return result;
    case Step::Kind::Shorten:
        connection.IcmpArrives({IcmpError::Kind::TooBig, m_account.arrived->segment.seq, SHORTENED},
                               host.now,
                               m_actions);
        return result;
    default:
        connection.SegmentArrives(m_account.arrived->segment,
                                  HandleOf(*m_account.arrived),
                                  host.now,
                                  m_actions);
        return result;
    }
}

void
Referee::CarryOut(World& world, Side side, const Before& before)
{
    Host& host = world.hosts[side];
    m_state = before.state;
    m_ended = false;
    for (const Action& action : m_actions)
    {
        std::visit([&](const auto& what) { Do(world, side, what); }, action);
    }
    const State after = host.connection.GetState();
    Must(m_state == after, "the state changed without a transition");
    Must(m_ended == (after == State::Closed && before.state != State::Closed),
         "the user is told that all is over if, and only if, it is");
    size_t kept = 0;
    std::visit(
        [&](const auto& state) {
            if constexpr (HAS_QUEUE<std::decay_t<decltype(state)>>)
            {
                for (const TextRun& run : state.rcv.Queue().Runs())
                {
                    kept += run.blocks.size();
                }
            }
        },
        host.connection.Data());
    Must(host.kept == kept, "payloads are not kept and released in balance");
    if (m_bounds.compact)
    {
        Must(CompareWithCompact(host.connection, m_bounds.settings).empty(),
             "a host that keeps the connection compact changes it");
    }
    if (after == State::Closed && before.state != State::Closed)
    {
        host.lastNxt = before.status.sndNxt;
    }
}

void
Referee::Do(World& world, Side side, const Emit& emit)
{
    Host& host = world.hosts[side];
    const Segment& segment = emit.segment;
    Flight flight{segment, host.now, 0, host.life};
    if (m_state == State::Closed && m_account.arrived)
    {
        flight.life = m_account.arrived->life; // it has the numbers of what it answers
    }
    const bool reset = segment.Has(RST);
    Must(!reset || !m_account.arrived || !m_account.arrived->segment.Has(RST),
         "a RST is answered with a RST");
    Must(reset || m_state != State::Closed, "a segment that is no RST leaves a CLOSED end");
    Must(m_state != State::Listen || reset, "a segment that is no RST leaves an end in LISTEN");
    if (!reset)
    {
        CheckNumbersOf(flight, host);
        flight.position = static_cast<uint16_t>(segment.TextStart() - (host.iss + 1));
    }
    if (m_bounds.textOnSyn && segment.ctl == SYN)
    {
        flight.segment.textLength = host.sent;
    }
    m_account.emitted.push_back(flight);
    Put(world.towards[Other(side)], flight, m_bounds);
}

void
Referee::CheckNumbersOf(const Flight& flight, const Host& host)
{
    const Segment& segment = flight.segment;
    const SeqNum end = host.iss + 1 + host.sent;
    Must(segment.Has(SYN) || segment.Has(ACK), "a segment without SYN, RST and ACK");
    if (segment.Has(SYN))
    {
        Must(segment.seq == host.iss, "a SYN does not carry the ISS");
        Must(!segment.Has(FIN) && segment.textLength == 0, "a SYN carries more than itself");
    }
    if (segment.textLength > 0)
    {
        Must(segment.seq > host.iss && segment.seq + segment.textLength <= end,
             "text leaves that the user never sent");
    }
    if (segment.Has(FIN))
    {
        Must(host.closed, "a FIN leaves and the user has not closed");
        Must(segment.seq + segment.textLength == end, "a FIN is not behind all text");
    }
    const SeqNum urgentEnd = host.iss + 1 + host.urgentEnd;
    if (segment.Has(URG))
    {
        Must(segment.seq + segment.up == urgentEnd, "SEG.UP is not the end of the urgent text");
    }
    else
    {
        Must(segment.textLength == 0 || segment.seq >= urgentEnd, "urgent text leaves without URG");
    }
    const Status status = host.connection.GetStatus();
    if (segment.Has(ACK) && status.state != State::Closed && status.state != State::Listen)
    {
        Must(segment.ack <= status.rcvNxt, "SEG.ACK is past RCV.NXT");
    }
    const bool hasSender = status.mss > 0;
    if (hasSender && !segment.Has(SYN) && segment.Length() > 0)
    {
        const SeqNum after = segment.seq + segment.Length();
        const bool probe = status.sndWnd == 0 && after == status.sndUna + 1;
        Must(probe || after <= status.sndUna + status.sndWnd, "a segment exceeds the window");
        Must(segment.textLength <= status.mss, "a segment exceeds the MSS");
    }
}

void
Referee::Do(World& world, Side side, const Deliver& deliver)
{
    Host& host = world.hosts[side];
    const auto life = static_cast<uint8_t>(deliver.payload >> 16);
    const uint32_t first = (deliver.payload & 0xffff) + deliver.offset;
    Must(life == world.hosts[Other(side)].life && life == host.peerLife, OLD_TEXT_IS_DELIVERED);
    Must(first >= host.delivered, "an octet is delivered twice");
    Must(first <= host.delivered, "an octet is delivered before one that precedes it");
    Must(deliver.length > 0, "nothing is delivered");
    Must(!host.peerClosed && !m_ended, "text is delivered after the end of the stream");
    // One who closes in SYN-RECEIVED is not told of a handshake that ends later.
    Must(host.opened || host.closed, "text is delivered before the handshake is over");
    Must(!host.discards, "text is delivered that nobody wants");
    host.delivered += deliver.length;
}

void
Referee::Do(World& world, Side side, const Keep&)
{
    ++world.hosts[side].kept;
}

void
Referee::Do(World& world, Side side, const Release&)
{
    --world.hosts[side].kept;
}

void
Referee::Do(World& world, Side side, const Transition& transition)
{
    Host& host = world.hosts[side];
    const TransitionRow* row = transition.row;
    const size_t number = row - TRANSITION_TABLE;
    Must(number < TRANSITION_COUNT, "a transition does not stand in the table");
    if (number >= TRANSITION_COUNT)
    {
        return;
    }
    m_account.rows.set(number);
    Must(row->from == m_state, "a transition does not leave the state that the connection is in");
    m_state = row->to;
    if (row->to == State::SynReceived || row->event == Event::SynAckArrives)
    {
        Must(m_account.arrived.has_value(), "a SYN is taken and none has arrived");
        host.peerLife = m_account.arrived ? m_account.arrived->life : 0;
    }
    if (row->to == State::Listen && row->from == State::SynReceived)
    {
        Must(!host.closed, "a connection that its user has closed listens again");
        host.sent = 0;
        host.urgentEnd = 0;
        host.peerLife = 0;
        host.discards = false;
    }
    if (row->from == State::TimeWait && row->event == Event::RstArrives)
    {
        world.assassinated = true;
    }
}

void
Referee::Do(World& world, Side side, const Opened&)
{
    Host& host = world.hosts[side];
    Must(!host.opened, "the user is told twice that the handshake is over");
    host.opened = true;
}

void
Referee::Do(World& world, Side side, const Acknowledged& acknowledged)
{
    Host& host = world.hosts[side];
    host.acknowledged += acknowledged.octets;
    Must(host.acknowledged <= host.sent, "more is acknowledged than was sent");
}

void
Referee::Do(World& world, Side side, const PeerClosed&)
{
    Host& host = world.hosts[side];
    const Host& peer = world.hosts[Other(side)];
    Must(!host.peerClosed, "the user is told twice that the peer closes");
    Must(peer.life == host.peerLife && peer.closed, "the stream ends and the peer has not closed");
    Must(host.discards || host.delivered == peer.sent, "the stream ends before all text has come");
    host.peerClosed = true;
}

void
Referee::Do(World& world, Side side, const Urgent& urgent)
{
    const Host& host = world.hosts[side];
    const Host& peer = world.hosts[Other(side)];
    if (host.discards)
    {
        return; // what is thrown away is not counted
    }
    const uint32_t end = host.delivered - m_unread + urgent.octets;
    Must(urgent.octets > 0 && peer.life == host.peerLife && end <= peer.urgentEnd,
         "the user is told of urgent text that the peer has not sent");
}

void
Referee::Do(World&, Side, const Trouble& trouble)
{
    const bool byIcmp = trouble.kind == Trouble::Kind::Icmp;
    Must(!byIcmp || m_account.arrived, "the user is told of an ICMP error that has not come");
}

void
Referee::Do(World& world, Side side, const Ended& ended)
{
    Host& host = world.hosts[side];
    Must(!m_ended, "the user is told twice that all is over");
    Must(ended.reason != CloseReason::None, "the user is not told why all is over");
    Must(ended.reason == host.connection.GetCloseReason(), "the user is told another reason");
    if (ended.reason == CloseReason::Normal && host.peerLife != 0)
    {
        Must(host.peerClosed && host.acknowledged == host.sent,
             "a connection ends in good order, and not all has come or gone");
    }
    m_ended = true;
}

void
Referee::CheckWindows(const Host& host, const Before& before)
{
    const Status after = host.connection.GetStatus();
    const bool sameReceiver = before.peerLife != 0 && host.peerLife == before.peerLife &&
                              before.state != State::Closed && after.state != State::Closed;
    if (sameReceiver)
    {
        Must(after.unread <= m_bounds.settings.receiveBuffer,
             "more is kept than there is room for");
        Must(after.rcvNxt >= before.status.rcvNxt, "RCV.NXT goes back");
        Must(after.rcvNxt + after.rcvWnd >= before.status.rcvNxt + before.status.rcvWnd,
             "the right edge of the receive window goes back");
        Must(after.sndUna >= before.status.sndUna, "SND.UNA goes back");
        Must(after.sndNxt >= before.status.sndNxt, "SND.NXT goes back");
    }
}

void
Referee::CheckOld(const World& world, Side side, const Before& before)
{
    const Host& host = world.hosts[side];
    if (m_bounds.reopening != Reopening::AfterNormalEnd || !m_account.arrived ||
        m_account.arrived->life >= host.life)
    {
        return;
    }
    // By way of a segment of an earlier connection nothing may change, whatever is answered to it.
    const Status after = host.connection.GetStatus();
    const bool taken = after.state != before.state || after.rcvNxt != before.status.rcvNxt ||
                       after.sndUna != before.status.sndUna ||
                       after.sndWnd != before.status.sndWnd || host.delivered != before.delivered ||
                       host.kept != before.kept || HoldsFin(host.connection) != before.holdsFin;
    if (taken)
    {
        m_account.fault = host.delivered != before.delivered
                              ? std::string(OLD_TEXT_IS_DELIVERED)
                              : std::string("an old ") + KindOf(m_account.arrived->segment) +
                                    " is accepted by a later connection";
        m_account.fault += world.assassinated ? AFTER_ASSASSINATION : "";
    }
}

} // namespace explorer
