// SPDX-License-Identifier: GPL-2.0-only

#include "scene.h"

#include "rule.h"

#include <stdexcept>
#include <string>

namespace matrix
{

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// Octets that the peer has acknowledged before.
constexpr uint32_t ACKED = 25;
/// Octets that are in flight.
constexpr uint32_t IN_FLIGHT = 20;
/// The peer's last window. All that is in flight fits, with a FIN.
constexpr uint16_t LAST_WINDOW = 25;
/// Octets that the user has received and read.
constexpr uint32_t READ = 5;
/// Settings::receiveBuffer.
constexpr uint32_t ROOM = 100;
/// What can still come in an open window: a gain of READ octets is not worth offering.
constexpr uint32_t LEFT = ROOM - READ;

/// What the user does and what the peer sends, a step at a time.
class Stage
{
  public:
    Stage(const Settings& settings, InitialNumbers initial)
        : m_connection(settings),
          m_initial(initial)
    {
    }

    void OpenPassive()
    {
        Check(m_connection.OpenPassive(Tick(), m_actions));
        m_connection.SetListenIss(SeqNum(m_initial.iss));
    }

    void OpenActive()
    {
        Check(m_connection.OpenActive(SeqNum(m_initial.iss), Tick(), m_actions));
    }

    void Send(uint32_t octets)
    {
        Check(m_connection.Send(octets, Tick(), m_actions));
    }

    void Receive(uint32_t octets)
    {
        Check(m_connection.Receive(octets, Tick(), m_actions));
    }

    void Close(CloseOf directions)
    {
        Check(m_connection.Close(directions, Tick(), m_actions));
    }

    /// \param seq counted from IRS \param ack counted from ISS
    void Arrives(uint32_t seq, uint32_t ack, uint8_t ctl, uint32_t text, uint16_t wnd)
    {
        Segment segment;
        segment.seq = SeqNum(m_initial.irs + seq);
        segment.ack = SeqNum(ctl & ACK ? m_initial.iss + ack : 0);
        segment.ctl = ctl;
        segment.textLength = text;
        segment.wnd = wnd;
        m_connection.SegmentArrives(segment, 1, Tick(), m_actions);
    }

    const Connection& GetConnection() const
    {
        return m_connection;
    }

    Instant Now() const
    {
        return m_now;
    }

  private:
    void Check(CallResult result)
    {
        if (result != CallResult::Ok)
        {
            throw std::logic_error("a user call on the way to the scene was refused");
        }
    }

    /// Things happen one after the other, faster than any timer.
    Instant Tick()
    {
        m_actions.clear();
        m_now += 1ms;
        return m_now;
    }

    Connection m_connection;
    InitialNumbers m_initial;
    Actions m_actions;
    Instant m_now{};
};

/// To ESTABLISHED, and some text both ways. \param fill octets that come last and stay unread
void
Connect(Stage& stage, uint32_t fill)
{
    stage.OpenActive();
    stage.Arrives(0, 1, SYN | ACK, 0, MAX_SND_WND);
    stage.Send(ACKED);
    stage.Arrives(1, 1 + ACKED, ACK, READ, LAST_WINDOW);
    stage.Receive(READ);
    if (fill > 0)
    {
        stage.Arrives(1 + READ, 1 + ACKED, ACK, fill, LAST_WINDOW);
    }
}

/// To ESTABLISHED with a peer to whom no window was ever offered.
void
ConnectWithoutWindow(Stage& stage)
{
    stage.OpenActive();
    stage.Arrives(0, 1, SYN | ACK, 0, MAX_SND_WND);
    stage.Send(ACKED);
    stage.Arrives(1, 1 + ACKED, ACK, 0, LAST_WINDOW);
}

/// Numbers counted from ISS and from IRS, as they are at the end of the way.
struct Marks
{
    uint32_t sndUna;
    uint32_t sndNxt;
    uint32_t sndWnd;
    uint32_t rcvNxt;
    uint32_t rcvWnd;
};

/// SND.UNA and SND.NXT, in ESTABLISHED and once the FIN is out.
constexpr uint32_t UNA = 1 + ACKED;
constexpr uint32_t NXT = UNA + IN_FLIGHT;
constexpr uint32_t NXT_BEHIND_FIN = NXT + 1;

/// Goes the way to a situation. \return the numbers, worked out by hand
Marks
Act(Stage& stage, Situation situation, bool open)
{
    // A zero window is full of text; where the peer has closed, its FIN took the last number.
    const uint32_t fill = open ? 0 : LEFT;
    const uint32_t fillBeforeFin = open ? 0 : LEFT - 1;
    const uint32_t rcvNxt = 1 + READ + fill;
    const uint32_t rcvWnd = LEFT - fill;
    const uint32_t fin = 1 + READ + fillBeforeFin;
    const uint32_t rcvWndBehindFin = LEFT - fillBeforeFin - 1;

    switch (situation)
    {
    case Situation::Closed:
        return {UNA, NXT, 0, rcvNxt, rcvWnd};
    case Situation::Listen:
        stage.OpenPassive();
        return {UNA, NXT, 0, 1 + READ, LEFT};
    case Situation::SynSent:
        stage.OpenActive();
        return {0, 1, 0, 1 + READ, LEFT};
    case Situation::SynReceivedPassive:
        stage.OpenPassive();
        stage.Arrives(0, 0, SYN, 0, MAX_SND_WND);
        return {0, 1, MAX_SND_WND, 1, open ? ROOM : 0};
    case Situation::SynReceivedActive:
        stage.OpenActive();
        stage.Arrives(0, 0, SYN, 0, MAX_SND_WND);
        return {0, 1, MAX_SND_WND, 1, open ? ROOM : 0};
    case Situation::Established:
        Connect(stage, fill);
        stage.Send(IN_FLIGHT);
        return {UNA, NXT, LAST_WINDOW, rcvNxt, rcvWnd};
    case Situation::FinWait1:
        Connect(stage, fill);
        stage.Send(IN_FLIGHT);
        stage.Close(CloseOf::Sending);
        return {UNA, NXT_BEHIND_FIN, LAST_WINDOW, rcvNxt, rcvWnd};
    case Situation::FinWait1Gone:
    case Situation::FinWait2Gone:
        // With text unread, this CLOSE would be an ABORT.
        open ? Connect(stage, 0) : ConnectWithoutWindow(stage);
        stage.Close(CloseOf::Both);
        if (situation == Situation::FinWait1Gone)
        {
            return {UNA, UNA + 1, LAST_WINDOW, open ? 1 + READ : 1, open ? LEFT : 0};
        }
        stage.Arrives(open ? 1 + READ : 1, UNA + 1, ACK, 0, LAST_WINDOW);
        return {UNA + 1, UNA + 1, 0, open ? 1 + READ : 1, open ? LEFT : 0};
    case Situation::FinWait2:
        Connect(stage, fill);
        stage.Send(IN_FLIGHT);
        stage.Close(CloseOf::Sending);
        stage.Arrives(rcvNxt, NXT_BEHIND_FIN, ACK, 0, LAST_WINDOW);
        return {NXT_BEHIND_FIN, NXT_BEHIND_FIN, 0, rcvNxt, rcvWnd};
    case Situation::CloseWait:
        Connect(stage, fillBeforeFin);
        stage.Arrives(fin, UNA, FIN | ACK, 0, LAST_WINDOW);
        stage.Send(IN_FLIGHT);
        return {UNA, NXT, LAST_WINDOW, fin + 1, rcvWndBehindFin};
    case Situation::Closing:
        Connect(stage, fillBeforeFin);
        stage.Send(IN_FLIGHT);
        stage.Close(CloseOf::Sending);
        stage.Arrives(fin, UNA, FIN | ACK, 0, LAST_WINDOW);
        return {UNA, NXT_BEHIND_FIN, LAST_WINDOW, fin + 1, rcvWndBehindFin};
    case Situation::LastAck:
        Connect(stage, fillBeforeFin);
        stage.Arrives(fin, UNA, FIN | ACK, 0, LAST_WINDOW);
        stage.Send(IN_FLIGHT);
        stage.Close(CloseOf::Sending);
        return {UNA, NXT_BEHIND_FIN, LAST_WINDOW, fin + 1, rcvWndBehindFin};
    case Situation::TimeWait:
    case Situation::TimeWaitAtOnce:
    case Situation::TimeWaitFromClosing:
        Connect(stage, fillBeforeFin);
        stage.Send(IN_FLIGHT);
        stage.Close(CloseOf::Sending);
        if (situation == Situation::TimeWaitFromClosing)
        {
            stage.Arrives(fin, UNA, FIN | ACK, 0, LAST_WINDOW);
            stage.Arrives(fin + 1, NXT_BEHIND_FIN, ACK, 0, LAST_WINDOW);
        }
        else
        {
            if (situation == Situation::TimeWait)
            {
                stage.Arrives(fin, NXT_BEHIND_FIN, ACK, 0, LAST_WINDOW);
            }
            stage.Arrives(fin, NXT_BEHIND_FIN, FIN | ACK, 0, LAST_WINDOW);
        }
        return {NXT_BEHIND_FIN, NXT_BEHIND_FIN, 0, fin + 1, rcvWndBehindFin};
    }
    throw std::logic_error("no such situation");
}

/// \return whether the window is zero because there is no buffer at all, and not because it is full
bool
HasNoBuffer(Situation situation)
{
    switch (situation)
    {
    case Situation::Listen:
    case Situation::SynSent:
    case Situation::SynReceivedPassive:
    case Situation::SynReceivedActive:
    case Situation::FinWait1Gone:
    case Situation::FinWait2Gone:
        return true;
    default:
        return false;
    }
}

} // namespace

State
StateOf(Situation situation)
{
    switch (situation)
    {
    case Situation::Closed:
        return State::Closed;
    case Situation::Listen:
        return State::Listen;
    case Situation::SynSent:
        return State::SynSent;
    case Situation::SynReceivedPassive:
    case Situation::SynReceivedActive:
        return State::SynReceived;
    case Situation::Established:
        return State::Established;
    case Situation::FinWait1:
    case Situation::FinWait1Gone:
        return State::FinWait1;
    case Situation::FinWait2:
    case Situation::FinWait2Gone:
        return State::FinWait2;
    case Situation::CloseWait:
        return State::CloseWait;
    case Situation::Closing:
        return State::Closing;
    case Situation::LastAck:
        return State::LastAck;
    case Situation::TimeWait:
    case Situation::TimeWaitAtOnce:
    case Situation::TimeWaitFromClosing:
        return State::TimeWait;
    }
    throw std::logic_error("no such situation");
}

Scene
MakeScene(Situation situation, Window window, Rfc5961 rfc5961, InitialNumbers initial)
{
    const bool open = window == Window::Open;
    auto settings = std::make_unique<Settings>();
    settings->rfc5961 = rfc5961 == Rfc5961::On;
    settings->receiveBuffer = open || !HasNoBuffer(situation) ? ROOM : 0;
    settings->windowScaling = false;
    settings->noDelay = true;
    settings->delAckMaxCount = 1; // each acknowledgment is seen at once

    Stage stage(*settings, initial);
    const Marks marks = Act(stage, situation, open);

    Numbers numbers;
    numbers[Symbol::Iss] = initial.iss;
    numbers[Symbol::SndUna] = initial.iss + marks.sndUna;
    numbers[Symbol::SndNxt] = initial.iss + marks.sndNxt;
    numbers[Symbol::SndWnd] = marks.sndWnd;
    numbers[Symbol::RcvNxt] = initial.irs + marks.rcvNxt;
    numbers[Symbol::RcvWnd] = marks.rcvWnd;
    numbers[Symbol::Buffer] = settings->receiveBuffer;

    // The last event of the way was what led to TIME-WAIT.
    const Instant expiry = stage.Now() + 2 * settings->msl;
    const Instant arrival = stage.Now() + 10ms;
    return Scene{std::move(settings), stage.GetConnection(), numbers, arrival, expiry};
}

Segment
MakeSegment(const Cell& cell, const Numbers& numbers)
{
    const uint32_t length = LengthOf(cell.kind);
    Expr seq = RCV_NXT;
    switch (cell.seq)
    {
    case Seq::Far:
        seq = RCV_NXT + (uint32_t{1} << 31);
        break;
    case Seq::Left:
        seq = RCV_NXT - length - 2;
        break;
    case Seq::Old:
        seq = RCV_NXT - (length > 0 ? length : 1);
        break;
    case Seq::Straddle:
        seq = RCV_NXT - 1;
        break;
    case Seq::LeftEdge:
        break;
    case Seq::Inside:
        seq = RCV_NXT + 30;
        break;
    case Seq::RightEdge:
        seq = RCV_NXT + RCV_WND - 1;
        break;
    case Seq::Right:
        seq = RCV_NXT + RCV_WND + (cell.window == Window::Zero ? 1 : 0);
        break;
    case Seq::Beyond:
        seq = RCV_NXT + RCV_WND + (cell.window == Window::Zero ? 2 : 1);
        break;
    }

    Expr ack = SND_UNA;
    switch (cell.ack)
    {
    case Ack::TooOld:
        ack = SND_UNA - MAX_SND_WND - 1;
        break;
    case Ack::Oldest:
        ack = SND_UNA - MAX_SND_WND;
        break;
    case Ack::Old:
        ack = SND_UNA - 1;
        break;
    case Ack::AtUna:
        break;
    case Ack::InFlight:
        ack = SND_NXT - 1;
        break;
    case Ack::AtNxt:
        ack = SND_NXT;
        break;
    case Ack::Beyond:
        ack = SND_NXT + 1;
        break;
    }

    Segment segment;
    segment.seq = SeqNum(seq.In(numbers));
    segment.ack = SeqNum(ack.In(numbers));
    segment.ctl = ControlBitsOf(cell.kind);
    segment.wnd = SEGMENT_WINDOW;
    segment.textLength = TextOf(cell.kind);
    return segment;
}

} // namespace matrix
