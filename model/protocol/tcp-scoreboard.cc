// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-scoreboard.h"

#include <algorithm>

namespace tcplifecycle
{

namespace
{

/// \return how much of a range lies before a number
uint32_t
PartBefore(const SeqRange& range, SeqNum before)
{
    if (before <= range.start)
    {
        return 0;
    }
    return std::min(range.Length(), static_cast<uint32_t>(before - range.start));
}

} // namespace

/// Ranges do not touch, so their ends are in order as well as their starts.
size_t
Scoreboard::FirstEndingAfter(SeqNum seq) const
{
    const auto found =
        std::upper_bound(m_ranges.begin(),
                         m_ranges.end(),
                         seq,
                         [](SeqNum number, const SeqRange& range) { return number < range.end; });
    return found - m_ranges.begin();
}

uint32_t
Scoreboard::SackedBelow(SeqNum seq) const
{
    uint32_t octets = 0;
    for (const SeqRange& range : m_ranges)
    {
        if (seq <= range.start)
        {
            break;
        }
        octets += PartBefore(range, seq);
    }
    return octets;
}

Scoreboard::News
Scoreboard::Sack(SeqRange block, SeqNum nxt)
{
    if (!(m_una < block.start && block.start < block.end && block.end <= nxt))
    {
        return {};
    }
    // The ranges from first to last touch the block: they become one.
    const auto first = m_ranges.begin() + FirstEndingAfter(block.start - 1);
    auto last = first;
    uint32_t known = 0;
    uint32_t knownBelowLost = 0;
    uint32_t knownBelowRxt = 0;
    SeqRange whole = block;
    SeqRange around = block;
    for (; last != m_ranges.end() && last->start <= block.end; ++last)
    {
        known += last->Length();
        knownBelowLost += PartBefore(*last, m_lostBefore);
        knownBelowRxt += PartBefore(*last, m_highRxt);
        whole.start = std::min(whole.start, last->start);
        whole.end = std::max(whole.end, last->end);
        if (last->start <= around.start)
        {
            around.start = last->end;
        }
        if (last->end >= around.end)
        {
            around.end = last->start;
        }
    }
    const News news{whole.Length() - known, around, whole};
    if (news.octets == 0 || (first == last && m_ranges.size() >= MAX_RANGES))
    {
        return {};
    }
    m_sacked += news.octets;
    m_sackedBelowLost += PartBefore(whole, m_lostBefore) - knownBelowLost;
    m_sackedBelowRxt += PartBefore(whole, m_highRxt) - knownBelowRxt;
    if (first == last)
    {
        m_ranges.insert(first, whole);
    }
    else
    {
        *first = whole;
        m_ranges.erase(first + 1, last);
    }
    return news;
}

bool
Scoreboard::AdvanceOverSacked(SeqNum una)
{
    m_una = una;
    uint32_t gone = 0;
    const auto rest = m_ranges.begin() + FirstEndingAfter(una);
    for (auto range = m_ranges.begin(); range != rest; ++range)
    {
        gone += range->Length();
    }
    m_ranges.erase(m_ranges.begin(), rest);
    m_sacked -= gone;
    if (m_lostBefore <= una)
    {
        m_lostBefore = una;
        m_sackedBelowLost = 0;
    }
    else
    {
        m_sackedBelowLost -= gone;
    }
    if (m_highRxt <= una)
    {
        m_highRxt = una;
        m_sackedBelowRxt = 0;
    }
    else
    {
        m_sackedBelowRxt -= gone;
    }
    const bool reneged = !m_ranges.empty() && m_ranges.front().start <= una;
    if (reneged)
    {
        ForgetSacks();
    }
    return reneged;
}

bool
Scoreboard::FindLosses(uint32_t threshold, uint32_t mss)
{
    uint32_t above = 0;
    uint32_t ranges = 0;
    for (auto range = m_ranges.rbegin(); range != m_ranges.rend(); ++range)
    {
        above += range->Length();
        ++ranges;
        if (ranges >= threshold || above > (threshold - 1) * mss)
        {
            if (range->start > m_lostBefore)
            {
                m_lostBefore = range->start;
                m_sackedBelowLost = m_sacked - above;
            }
            return true;
        }
    }
    return false;
}

void
Scoreboard::MarkLost(SeqNum before)
{
    if (before > m_lostBefore)
    {
        m_lostBefore = before;
        m_sackedBelowLost = SackedBelow(before);
    }
}

void
Scoreboard::ForgetLosses()
{
    m_lostBefore = m_una;
    m_sackedBelowLost = 0;
    RepeatAgain();
}

void
Scoreboard::ForgetSacks()
{
    m_ranges.clear();
    m_sacked = 0;
    m_sackedBelowLost = 0;
    m_sackedBelowRxt = 0;
}

bool
Scoreboard::NextHole(SeqNum before, SeqRange& range) const
{
    SeqNum start = m_highRxt;
    size_t next = FirstEndingAfter(start);
    if (next < m_ranges.size() && m_ranges[next].start <= start)
    {
        start = m_ranges[next].end;
        ++next;
    }
    range.start = start;
    range.end = next < m_ranges.size() ? std::min(before, m_ranges[next].start) : before;
    return range.start < range.end;
}

bool
Scoreboard::LastHole(SeqNum nxt, SeqRange& range) const
{
    range.start = m_una;
    range.end = nxt;
    if (!m_ranges.empty())
    {
        if (m_ranges.back().end < nxt)
        {
            range.start = m_ranges.back().end;
        }
        else
        {
            range.end = m_ranges.back().start;
            range.start = m_ranges.size() > 1 ? m_ranges[m_ranges.size() - 2].end : m_una;
        }
    }
    return range.start < range.end;
}

void
Scoreboard::Repeated(SeqNum end)
{
    for (size_t i = FirstEndingAfter(m_highRxt); i < m_ranges.size() && m_ranges[i].start < end;
         ++i)
    {
        m_sackedBelowRxt += PartBefore(m_ranges[i], end) - PartBefore(m_ranges[i], m_highRxt);
    }
    m_highRxt = end;
}

} // namespace tcplifecycle
