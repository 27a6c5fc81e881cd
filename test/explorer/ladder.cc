// SPDX-License-Identifier: GPL-2.0-only

#include "ladder.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <vector>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

/// Draws line by line, and numbers the lines as the figures do.
class Drawing
{
  public:
    explicit Drawing(const World& world)
        : m_world(world)
    {
    }

    /// One line: the states of both ends, and what is between them.
    void Line(const std::string& left, const std::string& middle, const std::string& right)
    {
        m_lines.push_back({StateOf(A), left, middle, right, StateOf(B)});
        m_width = std::max(m_width, middle.size());
    }

    /// Something that happens at one end only.
    void Event(Side side, const std::string& what)
    {
        Line("", what, "");
        m_lines.back().atB = side == B;
    }

    std::string Text() const
    {
        std::ostringstream text;
        text << std::left << std::setw(28 + static_cast<int>(m_width)) << "      TCP A"
             << "TCP B\n";
        int number = 0;
        for (const Row& row : m_lines)
        {
            text << std::right << std::setw(4) << ++number << ". " << std::left << std::setw(13)
                 << row.stateA << std::setw(4) << row.left << (row.atB ? std::right : std::left)
                 << std::setw(static_cast<int>(m_width)) << row.middle << std::left << " "
                 << std::setw(4) << row.right << row.stateB << "\n";
        }
        return text.str();
    }

  private:
    struct Row
    {
        const char* stateA;
        std::string left;
        std::string middle;
        std::string right;
        const char* stateB;
        bool atB{false};
    };

    const char* StateOf(Side side) const
    {
        return ToString(m_world.hosts[side].connection.GetState());
    }

    const World& m_world;
    std::vector<Row> m_lines;
    size_t m_width{44};
};

std::string
Called(Step step)
{
    const bool counts = step.kind == Step::Kind::Send || step.kind == Step::Kind::SendUrgent ||
                        step.kind == Step::Kind::Receive;
    return std::string("(") + ToString(step.kind) +
           (counts ? " " + std::to_string(step.detail) : "") + ")";
}

/// A segment, and which connection sent it where there are two.
std::string
Shown(const Flight& flight, const World& world)
{
    std::string text = ToString(flight.segment);
    if (flight.segment.wnd == 0 && !flight.segment.Has(RST))
    {
        text += "<WND=0>";
    }
    const uint8_t lives = std::max(world.hosts[A].life, world.hosts[B].life);
    return flight.life < lives ? text + " (old)" : text;
}

void
Draw(Drawing& drawing, Step step, const Account& account, const World& world, Instant before)
{
    const Duration passed = world.hosts[step.side].now - before;
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
    const bool atA = step.side == A;
    switch (step.kind)
    {
    case Step::Kind::Arrive:
    case Step::Kind::Repeat: {
        const std::string shown = Shown(*account.arrived, world);
        drawing.Line(atA ? "<--" : "...", shown, atA ? "..." : "-->");
        if (step.kind == Step::Kind::Repeat)
        {
            drawing.Event(step.side, "(a duplicate of it is still on its way)");
        }
        break;
    }
    case Step::Kind::Lose:
        drawing.Line("", Shown(*account.arrived, world) + " is lost", "");
        break;
    case Step::Kind::Refuse:
    case Step::Kind::Shorten:
        drawing.Line("", Shown(*account.arrived, world) + " is lost", "");
        drawing.Event(Other(step.side), Called(step));
        break;
    case Step::Kind::Timeout:
        drawing.Event(step.side, "(timeout)");
        break;
    case Step::Kind::Pass:
        drawing.Line("", "(time passes: " + std::to_string(milliseconds) + " ms)", "");
        break;
    default:
        drawing.Event(step.side,
                      Called(step) + (account.result == CallResult::Ok ? "" : ": refused"));
        break;
    }
    const bool fromA =
        step.kind == Step::Kind::Refuse || step.kind == Step::Kind::Shorten ? !atA : atA;
    for (const Flight& flight : account.emitted)
    {
        drawing.Line(fromA ? "-->" : "...", Shown(flight, world), fromA ? "..." : "<--");
    }
}

} // namespace

std::string
DrawLadder(const Bounds& bounds, const Finding& finding)
{
    Referee referee(bounds);
    FairEnd fairEnd(bounds);
    World world(bounds);
    Drawing drawing(world);
    for (const Step step : finding.run)
    {
        const Instant before = world.hosts[step.side].now;
        Draw(drawing, step, referee.Take(world, step), world, before);
    }
    if (!finding.fairRun.empty())
    {
        drawing.Line("", "(from here on nothing is lost)", "");
        fairEnd.Begin(world);
    }
    for (const Step step : finding.fairRun)
    {
        const Instant before = world.hosts[step.side].now;
        Draw(drawing, step, fairEnd.Take(world, step), world, before);
    }
    return finding.what + ":\n" + drawing.Text();
}

} // namespace explorer
