// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-sack-report.h"

#include <algorithm>

namespace tcplifecycle
{

namespace
{

/// Adds a run that lies behind a gap, unless it stands there already. \param from the first block
/// that is no duplicate
void
AddRun(SackBlocks& blocks, size_t from, const TextRun& run, SeqNum nxt)
{
    bool news = run.range.start > nxt;
    for (size_t i = from; news && i < blocks.Size(); ++i)
    {
        news = blocks[i].start != run.range.start;
    }
    if (news)
    {
        blocks.Add(run.range);
    }
}

} // namespace

void
SackReport::NoteArrival(const TextRun& run)
{
    const auto end = m_recent.begin() + m_recentCount;
    const auto others = std::remove_if(m_recent.begin(), end, [&run](SeqNum number) {
        return run.range.start <= number && number < run.range.end;
    });
    const auto kept = std::min<size_t>(others - m_recent.begin(), m_recent.size() - 1);
    std::copy_backward(m_recent.begin(), m_recent.begin() + kept, m_recent.begin() + kept + 1);
    m_recent[0] = run.range.start;
    m_recentCount = static_cast<uint8_t>(kept + 1);
}

SackBlocks
SackReport::Blocks(const ReassemblyQueue& queue, SeqNum nxt, size_t most) const
{
    SackBlocks blocks;
    if (m_duplicate && most > 0)
    {
        blocks.Add(*m_duplicate);
    }
    const size_t first = blocks.Size();
    for (size_t i = 0; i < m_recentCount && blocks.Size() < most; ++i)
    {
        if (const TextRun* run = queue.Find(m_recent[i]))
        {
            AddRun(blocks, first, *run, nxt);
        }
    }
    for (const TextRun& run : queue.Runs())
    {
        if (blocks.Size() >= most)
        {
            break;
        }
        AddRun(blocks, first, run, nxt);
    }
    return blocks;
}

} // namespace tcplifecycle
