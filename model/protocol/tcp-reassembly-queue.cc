// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-reassembly-queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tcplifecycle
{

namespace
{

void
Hold(std::vector<Block>& blocks,
     std::vector<Block>::const_iterator at,
     const Block& block,
     Actions& actions)
{
    blocks.insert(at, block);
    actions.emplace_back(Keep{block.payload});
}

} // namespace

const TextRun&
ReassemblyQueue::Insert(const Block& block, Actions& actions)
{
    // The first run that ends behind the block's beginning, or there.
    auto run =
        std::lower_bound(m_runs.begin(),
                         m_runs.end(),
                         block.start,
                         [](const TextRun& held, SeqNum start) { return held.range.end < start; });
    if (run == m_runs.end() || block.End() < run->range.start)
    {
        run = m_runs.insert(run, TextRun{{block.start, block.End()}, {}});
        Hold(run->blocks, run->blocks.end(), block, actions);
        return *run;
    }
    if (block.start < run->range.start)
    {
        Hold(run->blocks, run->blocks.begin(), block.Before(run->range.start), actions);
        run->range.start = block.start;
    }
    Block rest = block;
    while (run->range.end < block.End())
    {
        rest.DropFront(run->range.end - rest.start);
        const auto next = run + 1;
        if (next == m_runs.end() || block.End() < next->range.start)
        {
            Hold(run->blocks, run->blocks.end(), rest, actions);
            run->range.end = block.End();
            break;
        }
        Hold(run->blocks, run->blocks.end(), rest.Before(next->range.start), actions);
        std::copy(next->blocks.begin(), next->blocks.end(), std::back_inserter(run->blocks));
        run->range.end = next->range.end;
        m_runs.erase(next);
    }
    return *run;
}

std::optional<TextRun>
ReassemblyQueue::TakeUpTo(SeqNum nxt)
{
    if (m_runs.empty() || m_runs.front().range.start > nxt)
    {
        return std::nullopt;
    }
    std::optional<TextRun> first = std::move(m_runs.front());
    m_runs.erase(m_runs.begin());
    return first;
}

const TextRun*
ReassemblyQueue::Find(SeqNum number) const
{
    return FindOverlap({number, number + 1});
}

const TextRun*
ReassemblyQueue::FindOverlap(const SeqRange& range) const
{
    const auto run = std::upper_bound(
        m_runs.begin(),
        m_runs.end(),
        range.start,
        [](SeqNum number, const TextRun& held) { return number < held.range.end; });
    return run != m_runs.end() && run->range.start < range.end ? &*run : nullptr;
}

void
ReassemblyQueue::ReleaseAll(Actions& actions)
{
    for (const TextRun& run : m_runs)
    {
        for (const Block& block : run.blocks)
        {
            actions.emplace_back(Release{block.payload});
        }
    }
    m_runs.clear();
}

} // namespace tcplifecycle
