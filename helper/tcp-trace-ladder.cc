// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-trace-ladder.h"

#include "tcp-trace-conversation.h"
#include "tcp-trace-lines.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{

namespace
{

using tcplifecycle::State;
using Kind = TcpTraceStep::Kind;

/// Room for times below 10 000 s.
constexpr int TIME_WIDTH = 14;
/// As long as the longest name of a state, SYN-RECEIVED.
constexpr int STATE_WIDTH = 12;
constexpr size_t ARROW_WIDTH = 3;
/// So that ladders of short segments are still wide enough for their headings.
constexpr size_t LEAST_SEGMENT_WIDTH = 32;
/// Of more forged segments in a row than these, only the first and the last are shown.
constexpr std::ptrdiff_t LONGEST_RUN = 4;

/// Writes the ladder of one conversation.
class Ladder
{
  public:
    Ladder(std::ostream& os, const TcpTraceConversation& conversation, const TcpTraceStyle& style)
        : m_os(os),
          m_conversation(conversation),
          m_style(style)
    {
        m_rightWidth = std::max(m_rightWidth, Heading(conversation.ends[1]).size());
        for (const auto& step : conversation.steps)
        {
            if (step.segment)
            {
                m_segmentWidth =
                    std::max(m_segmentWidth, tcplifecycle::ToString(step.segment->segment).size());
            }
        }
    }

    void Write()
    {
        const auto& ends = m_conversation.ends;
        WriteLine({"Time (s)", Heading(ends[0]), ""}, "", {"Time (s)", Heading(ends[1]), ""});
        WriteLine({"", InitialState(ends[0]), ""}, "", {"", InitialState(ends[1]), ""});
        const auto& steps = m_conversation.steps;
        for (auto step = steps.begin(); step != steps.end();)
        {
            const auto alike = FindEndOfForged(step);
            if (alike - step > LONGEST_RUN)
            {
                WriteSegment(*step, nullptr);
                std::array<Column, 2> columns;
                columns[step->side].text =
                    '(' + std::to_string(alike - step - 2) + " more of these)";
                WriteLine(columns[0], "", columns[1]);
                step = alike - 1;
            }
            const auto following = step + 1;
            const bool joined = following != steps.end() && Join(*step, *following);
            if (step->segment)
            {
                WriteSegment(*step, joined ? &*following : nullptr);
            }
            else
            {
                std::array<Column, 2> columns;
                columns[step->side] = {TcpTraceSeconds(step->time), TextOf(*step), ""};
                if (joined)
                {
                    columns[following->side] = {TcpTraceSeconds(following->time),
                                                TextOf(*following),
                                                ""};
                }
                WriteLine(columns[0], "", columns[1]);
            }
            Explain(*step);
            if (joined)
            {
                Explain(*following);
            }
            step = joined ? following + 1 : following;
        }
    }

  private:
    /// What a line says of one end.
    struct Column
    {
        std::string time;
        std::string text;
        std::string mark; ///< on the side of the segment
    };

    static std::string Heading(const TcpTraceConversation::End& end)
    {
        return end.host.empty() ? TcpTraceEndpoint(end.address)
                                : end.host + ' ' + TcpTraceEndpoint(end.address);
    }

    static std::string InitialState(const TcpTraceConversation::End& end)
    {
        return end.host.empty() ? "" : ToString(end.initialState);
    }

    /// Whether a segment arrives that the host at the other end has not sent.
    bool IsForged(const TcpTraceStep& step) const
    {
        return step.kind == Kind::Arrival && step.segment->id == 0 &&
               !m_conversation.ends[1 - step.side].host.empty();
    }

    /// \return the end of the forged segments that arrive one after the other and change nothing
    std::vector<TcpTraceStep>::const_iterator FindEndOfForged(
        std::vector<TcpTraceStep>::const_iterator first) const
    {
        return std::find_if(first, m_conversation.steps.end(), [&](const TcpTraceStep& step) {
            return !IsForged(step) || step.side != first->side || step.transition;
        });
    }

    static std::string TextOf(const TcpTraceStep& step)
    {
        return step.kind == Kind::Comment ? step.comment : ToString(step.state);
    }

    /// Whether two steps, one right after the other, share a line.
    static bool Join(const TcpTraceStep& first, const TcpTraceStep& second)
    {
        if (first.side == second.side)
        {
            return false;
        }
        if (first.segment)
        {
            return first.kind == Kind::Departure && second.kind == Kind::Arrival &&
                   first.segment->id == second.segment->id;
        }
        return first.kind == second.kind && first.time == second.time;
    }

    /**
     * \param step an arrival or a departure
     * \param arrival the arrival of a departing segment if it is on the same line, or null
     */
    void WriteSegment(const TcpTraceStep& step, const TcpTraceStep* arrival)
    {
        const bool departs = step.kind == Kind::Departure;
        const bool toTheRight = (step.side == 0) == departs;
        const std::string arrow = toTheRight ? "-->" : "<--";
        const std::string otherMark = arrival ? arrow : step.lost ? " X " : "...";

        std::array<Column, 2> columns;
        columns[step.side] = {TcpTraceSeconds(step.time), ToString(step.state), arrow};
        auto& other = columns[1 - step.side];
        other.mark = otherMark;
        if (arrival)
        {
            other.time = TcpTraceSeconds(arrival->time);
            other.text = ToString(arrival->state);
        }
        else if (step.lost)
        {
            other.text = "(lost)";
        }
        else if (IsForged(step))
        {
            other.text = "(forged)";
        }
        WriteLine(columns[0], tcplifecycle::ToString(step.segment->segment), columns[1]);
    }

    void WriteLine(const Column& left, const std::string& middle, const Column& right)
    {
        std::ostringstream line;
        line << std::right << std::setw(TIME_WIDTH) << left.time << "  " << std::left;
        if (middle.empty())
        {
            // Nothing else stands there, so that a long text may run on.
            const auto width = STATE_WIDTH + 1 + ARROW_WIDTH + 1 + m_segmentWidth + 1 + ARROW_WIDTH;
            line << std::setw(static_cast<int>(width)) << left.text;
        }
        else
        {
            line << std::setw(STATE_WIDTH) << left.text << ' ' << left.mark << ' '
                 << std::setw(static_cast<int>(m_segmentWidth)) << middle << ' ' << right.mark;
        }
        line << ' ' << std::setw(static_cast<int>(m_rightWidth)) << right.text << "  " << std::right
             << std::setw(TIME_WIDTH) << right.time;
        const std::string text = line.str();
        m_os << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
    }

    void Explain(const TcpTraceStep& step)
    {
        if (m_style.explain && step.transition && step.transition->row)
        {
            const auto& transition = *step.transition;
            m_os << std::string(TIME_WIDTH + 4, ' ') << m_conversation.ends[step.side].host << ": "
                 << ToString(transition.from) << " -> " << ToString(transition.to) << ". "
                 << ExplainTransition(transition) << '\n';
        }
    }

    std::ostream& m_os;
    const TcpTraceConversation& m_conversation;
    const TcpTraceStyle& m_style;
    size_t m_segmentWidth{LEAST_SEGMENT_WIDTH};
    size_t m_rightWidth{STATE_WIDTH};
};

} // namespace

void
WriteTcpTraceLadder(std::ostream& os, const TcpTrace& trace, const TcpTraceStyle& style)
{
    const auto conversations = SplitIntoConversations(trace);
    bool first = true;
    for (const auto& conversation : conversations)
    {
        os << (first ? "" : "\n");
        Ladder(os, conversation, style).Write();
        first = false;
    }
}

} // namespace ns3
