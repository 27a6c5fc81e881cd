// SPDX-License-Identifier: GPL-2.0-only

#include "drill-translation.h"

#include <utility>

namespace tcplab::drill
{

namespace
{

/// Moves the numbers of all SACK blocks. \param offset modulo 2^32
void
MoveSackBlocks(Segment& segment, uint32_t offset)
{
    if (!segment.options)
    {
        return;
    }
    for (auto& option : *segment.options)
    {
        if (auto* sack = std::get_if<SackOption>(&option.value))
        {
            for (auto& block : sack->blocks)
            {
                block.left += offset;
                block.right += offset;
            }
        }
    }
}

} // namespace

TimestampsOption*
FindTimestamps(Segment& segment)
{
    return const_cast<TimestampsOption*>(FindTimestamps(std::as_const(segment)));
}

const TimestampsOption*
FindTimestamps(const Segment& segment)
{
    if (segment.options)
    {
        for (const auto& option : *segment.options)
        {
            if (const auto* stamps = std::get_if<TimestampsOption>(&option.value))
            {
                return stamps;
            }
        }
    }
    return nullptr;
}

void
Translation::SetRemoteIsn(uint32_t isn)
{
    m_remoteIsn = isn;
}

void
Translation::SetLocalIsn(uint32_t script, uint32_t live)
{
    m_scriptLocalIsn = script;
    m_liveLocalIsn = live;
}

std::optional<Segment>
Translation::ToLive(const Segment& segment, bool scaledEcho) const
{
    Segment live = segment;
    const bool syn = (segment.controlBits & SYN_BIT) != 0;
    const uint32_t localOffset = syn ? m_liveLocalIsn - m_scriptLocalIsn : m_liveLocalIsn;
    live.seq += syn ? 0 : m_remoteIsn;
    if (live.ack && (segment.controlBits & ACK_BIT))
    {
        *live.ack += localOffset;
    }
    MoveSackBlocks(live, localOffset);
    TimestampsOption* const stamps = FindTimestamps(live);
    if (stamps && (segment.controlBits & ACK_BIT))
    {
        const auto known = m_timestamps.find(stamps->echoReply);
        if (known != m_timestamps.end())
        {
            stamps->echoReply = known->second;
        }
        else if (scaledEcho && m_firstTimestamp)
        {
            stamps->echoReply += m_firstTimestamp->live - m_firstTimestamp->script;
        }
        else
        {
            return std::nullopt;
        }
    }
    return live;
}

uint32_t
Translation::ToLiveLocal(uint32_t seq) const
{
    return seq + m_liveLocalIsn;
}

Segment
Translation::ToScript(const Segment& live) const
{
    Segment segment = live;
    const bool syn = (live.controlBits & SYN_BIT) != 0;
    const uint32_t remoteOffset = syn ? 0 : m_remoteIsn;
    segment.seq -= syn ? m_liveLocalIsn - m_scriptLocalIsn : m_liveLocalIsn;
    if (segment.ack && (live.controlBits & ACK_BIT))
    {
        *segment.ack -= remoteOffset;
    }
    MoveSackBlocks(segment, 0 - remoteOffset);
    return segment;
}

void
Translation::TranslateTimestamps(const Segment& expected, Segment& actual)
{
    const TimestampsOption* const script = FindTimestamps(expected);
    TimestampsOption* const stamps = FindTimestamps(actual);
    if (!script || !stamps)
    {
        return;
    }
    m_timestamps[script->value] = stamps->value;
    if (!m_firstTimestamp)
    {
        m_firstTimestamp = FirstTimestamp{script->value, stamps->value};
    }
    stamps->value += m_firstTimestamp->script - m_firstTimestamp->live;
}

} // namespace tcplab::drill
