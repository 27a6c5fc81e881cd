// SPDX-License-Identifier: GPL-2.0-only

#include "matrix.h"

#include <algorithm>
#include <sstream>
#include <type_traits>

namespace matrix
{

using namespace tcplifecycle;

namespace
{

/// What the caller calls the text of the segment, and of the one that fills the gap before it.
constexpr PayloadHandle PAYLOAD = 7;
constexpr PayloadHandle FILLING = 8;

/// Collects what differs.
class Differences
{
  public:
    template <class Value>
    void Check(const char* what, const Value& is, const Value& shouldBe)
    {
        if (is != shouldBe)
        {
            m_text << "    " << what << " is " << is << ", should be " << shouldBe << "\n";
        }
    }

    void Add(const std::string& line)
    {
        m_text << "    " << line << "\n";
    }

    std::string Text() const
    {
        return m_text.str();
    }

  private:
    std::ostringstream m_text;
};

std::string
Describe(const Segment& segment)
{
    return tcplifecycle::ToString(segment) + "<WND=" + std::to_string(segment.wnd) + ">";
}

std::string
Describe(Told::What what, uint32_t octets, CloseReason reason)
{
    switch (what)
    {
    case Told::What::Opened:
        return "opened";
    case Told::What::Acknowledged:
        return std::to_string(octets) + " octets acknowledged";
    case Told::What::PeerClosed:
        return "the peer has closed";
    case Told::What::Urgent:
        return std::to_string(octets) + " octets to the end of urgent data";
    case Told::What::Ended:
        return std::string("ended: ") + tcplifecycle::ToString(reason);
    }
    return "?";
}

/// What an event led to, put in order.
struct Outcome
{
    std::vector<std::string> replies;
    std::vector<std::string> told;
    uint32_t delivered{0};
    uint32_t deliveredFrom{0};     ///< of the text of the segment
    uint32_t fromOthers{0};        ///< octets delivered of other texts
    std::vector<std::string> path; ///< the states entered
    bool inOrder{true};            ///< nothing is delivered before the opening or after the end

    Outcome(const Actions& actions, State from)
        : m_last(from)
    {
        bool over = false;
        for (const Action& action : actions)
        {
            std::visit([&](const auto& one) { Take(one, over); }, action);
        }
    }

  private:
    void Take(const Emit& emit, bool&)
    {
        replies.push_back(Describe(emit.segment));
    }

    void Take(const Deliver& deliver, bool& over)
    {
        inOrder = inOrder && !over;
        if (deliver.payload == PAYLOAD)
        {
            deliveredFrom = delivered == 0 ? deliver.offset : deliveredFrom;
            inOrder = inOrder && deliver.offset == deliveredFrom + delivered;
            delivered += deliver.length;
        }
        else
        {
            fromOthers += deliver.length;
        }
    }

    void Take(const Transition& transition, bool&)
    {
        inOrder = inOrder && transition.row->from == m_last && transition.cause == Cause::Segment &&
                  transition.segment != nullptr;
        m_last = transition.row->to;
        path.push_back(tcplifecycle::ToString(m_last));
    }

    void Take(const Opened&, bool&)
    {
        inOrder = inOrder && delivered == 0;
        told.push_back(Describe(Told::What::Opened, 0, CloseReason::None));
    }

    void Take(const Acknowledged& acknowledged, bool&)
    {
        told.push_back(Describe(Told::What::Acknowledged, acknowledged.octets, CloseReason::None));
    }

    void Take(const PeerClosed&, bool& over)
    {
        over = true;
        told.push_back(Describe(Told::What::PeerClosed, 0, CloseReason::None));
    }

    void Take(const Urgent& urgent, bool&)
    {
        told.push_back(Describe(Told::What::Urgent, urgent.octets, CloseReason::None));
    }

    void Take(const Trouble&, bool&)
    {
        told.push_back("trouble");
    }

    void Take(const Ended& ended, bool& over)
    {
        over = true;
        told.push_back(Describe(Told::What::Ended, 0, ended.reason));
    }

    void Take(const Keep&, bool&)
    {
    }

    void Take(const Release&, bool&)
    {
    }

    State m_last;
};

/// \return octets of the text that the connection holds for later
uint32_t
HeldBy(const Connection& connection)
{
    return std::visit(
        [](const auto& state) -> uint32_t {
            using StateType = std::decay_t<decltype(state)>;
            uint32_t octets = 0;
            if constexpr (std::is_same_v<StateType, SynReceived> ||
                          std::is_same_v<StateType, Established> ||
                          std::is_same_v<StateType, FinWait1> ||
                          std::is_same_v<StateType, FinWait2>)
            {
                for (const TextRun& run : state.rcv.Queue().Runs())
                {
                    for (const Block& block : run.blocks)
                    {
                        octets += block.payload == PAYLOAD ? block.length : 0;
                    }
                }
            }
            return octets;
        },
        connection.Data());
}

void
CheckList(Differences& differences,
          const char* what,
          const std::vector<std::string>& is,
          const std::vector<std::string>& shouldBe)
{
    if (is == shouldBe)
    {
        return;
    }
    const auto join = [](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts)
        {
            text += (text.empty() ? "" : "; ") + part;
        }
        return text.empty() ? std::string("nothing") : text;
    };
    differences.Add(std::string(what) + ": " + join(is) + ", should be: " + join(shouldBe));
}

/// Which of the variables of section 3.3.1 a state has; STATUS tells 0 for the others.
///@{
bool
HasSendNumbers(State state)
{
    return state != State::Closed && state != State::Listen;
}

bool
HasSendWindow(State state)
{
    return HasSendNumbers(state) && state != State::FinWait2 && state != State::TimeWait;
}

bool
HasReceiveNumbers(State state)
{
    return HasSendNumbers(state) && state != State::SynSent;
}

///@}

void
CheckNumbers(Differences& differences, const Status& is, State state, const Numbers& shouldBe)
{
    const auto value = [&](bool exists, Symbol symbol) { return exists ? shouldBe[symbol] : 0; };
    differences.Check("SND.UNA", is.sndUna.Value(), value(HasSendNumbers(state), Symbol::SndUna));
    differences.Check("SND.NXT", is.sndNxt.Value(), value(HasSendNumbers(state), Symbol::SndNxt));
    differences.Check("SND.WND", is.sndWnd, value(HasSendWindow(state), Symbol::SndWnd));
    differences.Check("RCV.NXT",
                      is.rcvNxt.Value(),
                      value(HasReceiveNumbers(state), Symbol::RcvNxt));
    differences.Check("RCV.WND", is.rcvWnd, value(HasReceiveNumbers(state), Symbol::RcvWnd));
}

/// \return the numbers as they are to be once the segment has been processed
Numbers
NumbersAfter(const Answer& answer, const Numbers& before)
{
    Numbers after = before;
    after[Symbol::SndUna] = answer.sndUna.In(before);
    after[Symbol::SndNxt] = answer.sndNxt.In(before);
    after[Symbol::SndWnd] = answer.sndWnd.In(before);
    after[Symbol::RcvNxt] = answer.rcvNxt.In(before);
    after[Symbol::RcvWnd] = answer.rcvWnd.In(before);
    return after;
}

std::vector<std::string>
PathOf(const Answer& answer)
{
    std::vector<std::string> path;
    for (const State state : answer.path)
    {
        path.push_back(tcplifecycle::ToString(state));
    }
    return path;
}

std::vector<std::string>
RepliesOf(const Answer& answer, const Numbers& after)
{
    std::vector<std::string> replies;
    for (const Reply& reply : answer.replies)
    {
        Segment segment;
        segment.seq = SeqNum(reply.seq.In(after));
        segment.ack = SeqNum(reply.ack.In(after));
        segment.ctl = reply.ctl;
        segment.wnd = static_cast<uint16_t>(reply.wnd.In(after));
        replies.push_back(Describe(segment));
    }
    return replies;
}

std::vector<std::string>
ToldBy(const Answer& answer, const Numbers& before)
{
    std::vector<std::string> told;
    for (const Told& one : answer.told)
    {
        const uint32_t octets = one.octets.In(before);
        if (one.what != Told::What::Acknowledged || octets > 0)
        {
            told.push_back(Describe(one.what, octets, one.reason));
        }
    }
    return told;
}

/**
 * Shows what was held: whatever lies before the segment arrives, and our SYN is acknowledged if it
 * was not yet. All that was held is delivered then, and a FIN that was held ends the stream.
 */
void
CheckHeld(Differences& differences,
          Connection connection,
          const Answer& answer,
          const Numbers& after,
          Instant now)
{
    Segment filling;
    filling.seq = SeqNum(after[Symbol::RcvNxt]);
    filling.ack = SeqNum(after[Symbol::SndNxt]);
    filling.ctl = ACK;
    filling.wnd = SEGMENT_WINDOW;
    const bool synCame = connection.GetState() == State::SynReceived;
    filling.textLength = synCame ? 0 : after[Symbol::SegSeq] - after[Symbol::RcvNxt];

    const State before = connection.GetState();
    Actions actions;
    connection.SegmentArrives(filling, FILLING, now, actions);
    const Outcome outcome(actions, before);

    differences.Check("the octets delivered of what was held",
                      outcome.delivered,
                      answer.held.In(after));
    differences.Check("the octets delivered of what was missing",
                      outcome.fromOthers,
                      filling.textLength);
    const bool closed =
        std::find(outcome.told.begin(),
                  outcome.told.end(),
                  Describe(Told::What::PeerClosed, 0, CloseReason::None)) != outcome.told.end();
    differences.Check("whether a FIN was held", closed, answer.finHeld);
}

/// Whether something may be held that CheckHeld can show.
bool
MayHold(const Cell& cell, State state)
{
    if (cell.situation == Situation::Listen || cell.situation == Situation::SynSent)
    {
        return state == State::SynReceived;
    }
    const bool ahead = cell.seq == Seq::Inside || cell.seq == Seq::RightEdge;
    const bool gone =
        cell.situation == Situation::FinWait1Gone || cell.situation == Situation::FinWait2Gone;
    return ahead && !gone &&
           (state == State::Established || state == State::FinWait1 || state == State::FinWait2);
}

} // namespace

std::string
Compare(const Cell& cell, const Rule& rule, const Scene& scene)
{
    const Segment segment = MakeSegment(cell, scene.numbers);
    Numbers before = scene.numbers;
    before[Symbol::SegSeq] = segment.seq.Value();
    before[Symbol::SegAck] = segment.ack.Value();
    before[Symbol::SegLen] = LengthOf(cell.kind);
    before[Symbol::SegText] = TextOf(cell.kind);
    before[Symbol::SegWnd] = SEGMENT_WINDOW;

    const Answer& answer = rule.answer;
    const State from = StateOf(cell.situation);
    const State to = answer.path.empty() ? from : answer.path.back();
    const Numbers after = NumbersAfter(answer, before);

    Connection connection = scene.connection;
    Actions actions;
    connection.SegmentArrives(segment, PAYLOAD, scene.now, actions);
    const Outcome outcome(actions, from);

    Differences differences;
    differences.Check("the state",
                      std::string(tcplifecycle::ToString(connection.GetState())),
                      std::string(tcplifecycle::ToString(to)));
    CheckList(differences, "entered", outcome.path, PathOf(answer));
    CheckNumbers(differences, connection.GetStatus(), to, after);
    CheckList(differences, "sent", outcome.replies, RepliesOf(answer, after));
    CheckList(differences, "told", outcome.told, ToldBy(answer, before));
    differences.Check("the count of octets delivered",
                      outcome.delivered,
                      answer.delivered.In(before));
    if (outcome.delivered > 0)
    {
        differences.Check("the first octet delivered",
                          outcome.deliveredFrom,
                          answer.deliveredFrom.In(before));
    }
    differences.Check("the count of octets held", HeldBy(connection), answer.held.In(before));
    if (!outcome.inOrder)
    {
        differences.Add("the actions are not in order");
    }
    if (to == State::TimeWait && connection.GetState() == to)
    {
        const Instant expiry =
            answer.starts2Msl ? scene.now + 2 * scene.settings->msl : scene.timeWaitExpiry;
        differences.Check("the end of TIME-WAIT, in ns",
                          connection.Deadline().time_since_epoch().count(),
                          expiry.time_since_epoch().count());
    }
    if (MayHold(cell, to) && connection.GetState() == to)
    {
        CheckHeld(differences, connection, answer, after, scene.now);
    }
    std::string text = differences.Text();
    if (!text.empty())
    {
        text = ToString(cell) + "\n    " + Describe(segment) +
               " arrives; SND.UNA=" + std::to_string(before[Symbol::SndUna]) +
               " SND.NXT=" + std::to_string(before[Symbol::SndNxt]) +
               " RCV.NXT=" + std::to_string(before[Symbol::RcvNxt]) +
               " RCV.WND=" + std::to_string(before[Symbol::RcvWnd]) + "\n" + text;
    }
    return text;
}

std::string
Inspect(Situation situation, const Scene& scene)
{
    Differences differences;
    const State state = StateOf(situation);
    differences.Check("the state",
                      std::string(tcplifecycle::ToString(scene.connection.GetState())),
                      std::string(tcplifecycle::ToString(state)));
    CheckNumbers(differences, scene.connection.GetStatus(), state, scene.numbers);
    return differences.Text();
}

} // namespace matrix
