// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-reassembly-queue.h"

#include <algorithm>

namespace tcplifecycle
{

void
ReassemblyQueue::Insert(const Block& block, Actions& actions)
{
    Block rest = block;
    auto at = std::upper_bound(m_blocks.begin(),
                               m_blocks.end(),
                               rest.start,
                               [](SeqNum start, const Block& held) { return start < held.End(); });
    while (at != m_blocks.end() && at->start < rest.End())
    {
        if (rest.start < at->start)
        {
            Block piece = rest;
            piece.length = at->start - rest.start;
            at = m_blocks.insert(at, piece) + 1;
            actions.emplace_back(Keep{piece.payload});
        }
        if (rest.End() <= at->End())
        {
            return;
        }
        rest.DropFront(at->End() - rest.start);
        ++at;
    }
    m_blocks.insert(at, rest);
    actions.emplace_back(Keep{rest.payload});
}

std::optional<Block>
ReassemblyQueue::TakeAt(SeqNum nxt, Actions& actions)
{
    auto at = m_blocks.begin();
    while (at != m_blocks.end() && at->End() <= nxt)
    {
        actions.emplace_back(Release{at->payload}); // it came again in the meantime
        ++at;
    }
    std::optional<Block> found;
    if (at != m_blocks.end() && at->start <= nxt)
    {
        found = *at;
        if (at->start < nxt)
        {
            found->DropFront(nxt - at->start);
        }
        ++at;
    }
    m_blocks.erase(m_blocks.begin(), at);
    return found;
}

void
ReassemblyQueue::ReleaseAll(Actions& actions)
{
    for (const Block& block : m_blocks)
    {
        actions.emplace_back(Release{block.payload});
    }
    m_blocks.clear();
}

} // namespace tcplifecycle
