// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-receiver.h"

#include <algorithm>

namespace tcplifecycle
{

Receiver::Receiver(SeqNum irs, const Settings& settings)
    : m_irs(irs),
      m_nxt(irs + 1),
      m_edge(irs + 1 + std::min<uint32_t>(settings.receiveBuffer, settings.maxWindow)),
      m_lastAckSent(irs + 1)
{
}

void
Receiver::Negotiated(uint32_t mss, uint8_t shift, bool sack)
{
    m_mss = mss;
    m_shift = shift;
    m_sack = sack;
}

/// The largest window that can ever be offered: the buffer, as far as the field can tell of it.
uint32_t
Receiver::LargestWindow(const Settings& settings) const
{
    return std::min(settings.receiveBuffer, static_cast<uint32_t>(settings.maxWindow) << m_shift);
}

/// The window that the buffer has room for now.
uint32_t
Receiver::Room(const Settings& settings) const
{
    const uint32_t unused = settings.receiveBuffer - std::min(settings.receiveBuffer, m_unread);
    return std::min(unused, LargestWindow(settings));
}

/// By how much the right edge has to move to be worth it (section 3.8.6.2.2).
uint32_t
Receiver::SmallestStep(const Settings& settings) const
{
    return std::min({LargestWindow(settings) / 2, m_mss, m_largestSegment});
}

uint16_t
Receiver::OfferWindow(const Settings& settings)
{
    const uint32_t room = Room(settings);
    if (room > Wnd() && room - Wnd() >= SmallestStep(settings))
    {
        m_edge = m_nxt + room;
    }
    return static_cast<uint16_t>(Wnd() >> m_shift);
}

uint16_t
Receiver::SynWindow() const
{
    return static_cast<uint16_t>(std::min<uint32_t>(Wnd(), UINT16_MAX));
}

void
Receiver::DeliverBlock(const Block& block, Actions& actions)
{
    uint32_t length = block.length;
    if (m_finNoted && block.End() > m_fin)
    {
        // A FIN ends the stream, whatever the peer sent behind it.
        length = m_fin > block.start ? m_fin - block.start : 0;
    }
    m_nxt += length;
    if (m_discard)
    {
        LeaveUrgentModeIfRead();
    }
    else if (length > 0)
    {
        m_unread += length;
        auto& deliver = AddAction<Deliver>(actions);
        deliver.payload = block.payload;
        deliver.offset = block.offset;
        deliver.length = length;
    }
}

void
Receiver::TakeText(const Block& block, Actions& actions)
{
    m_largestSegment = std::max(m_largestSegment, block.length);
    if (block.start == m_nxt)
    {
        DeliverBlock(block, actions);
    }
    else
    {
        const TextRun& run = m_queue.Insert(block, actions);
        if (m_sack)
        {
            m_report.NoteArrival(run);
        }
    }
    if (HoldsText())
    {
        DeliverHeld(actions);
    }
}

void
Receiver::DeliverHeld(Actions& actions)
{
    while (const auto run = m_queue.TakeUpTo(m_nxt))
    {
        for (Block block : run->blocks)
        {
            if (block.End() > m_nxt)
            {
                if (block.start < m_nxt)
                {
                    block.DropFront(m_nxt - block.start); // it came again in the meantime
                }
                DeliverBlock(block, actions);
            }
            actions.emplace_back(Release{block.payload});
        }
    }
    if (m_queue.Empty())
    {
        m_report.Clear(); // so that receivers that hold nothing are alike
    }
}

void
Receiver::HoldText(const Block& block, Actions& actions)
{
    m_queue.Insert(block, actions);
}

void
Receiver::NoteDuplicate(const SeqRange& text)
{
    m_report.Begin();
    if (text.Length() == 0)
    {
        return;
    }
    if (text.start < m_nxt)
    {
        m_report.NoteDuplicate({text.start, std::min(text.end, m_nxt)});
    }
    else if (const TextRun* run = m_queue.FindOverlap(text))
    {
        m_report.NoteDuplicate(
            {std::max(text.start, run->range.start), std::min(text.end, run->range.end)});
    }
}

void
Receiver::NoteFin(SeqNum fin)
{
    if (!m_finNoted && fin >= m_nxt)
    {
        m_fin = fin;
        m_finNoted = true;
    }
}

ReceiveDone
Receiver::StepOverFin(const Settings& settings, Actions& actions)
{
    ReleaseAll(actions);                                       // nothing valid can lie behind a FIN
    const uint32_t urgent = std::min(UrgentAhead(), m_unread); // nor a right urgent pointer
    m_nxt++; // within the window still: a FIN beyond its edge is trimmed off
    OfferWindow(settings);
    return ReceiveDone{m_nxt, Wnd(), m_unread, urgent, m_shift, true, m_ecnEcho};
}

uint32_t
Receiver::NoteUrgent(SeqNum up)
{
    const SeqNum unread = m_nxt - m_unread;
    if (up <= unread || (m_urgent && up <= m_up))
    {
        return 0;
    }
    m_up = up;
    m_urgent = true;
    return up - unread;
}

void
Receiver::LeaveUrgentModeIfRead()
{
    if (m_urgent && m_nxt - m_unread >= m_up)
    {
        m_urgent = false;
    }
}

bool
Receiver::Read(uint32_t octets, const Settings& settings)
{
    m_unread -= octets;
    LeaveUrgentModeIfRead();
    // An update is worth a segment of its own only if the peer may send at least twice as much as
    // it knows of, and at least a segment more: what is acknowledged anyway tells the rest.
    uint32_t room = Room(settings);
    if (m_lastAckSent == m_irs + 1)
    {
        // A SYN's window has no scale (RFC 7323, section 2.2): what it could not tell of is no news
        // that the peer waits for.
        room = std::min<uint32_t>(room, UINT16_MAX);
    }
    return room > Wnd() && room / 2 >= Wnd() && room - Wnd() >= SmallestStep(settings);
}

void
Receiver::AckSoon(const Settings& settings, Instant now)
{
    ++m_unackedSegments;
    if (m_quickAcked < settings.quickAcks)
    {
        ++m_quickAcked;
        m_ackNow = true;
    }
    else if (m_unackedSegments >= settings.delAckMaxCount)
    {
        m_ackNow = true;
    }
    else if (m_ackDeadline == NEVER)
    {
        m_ackDeadline = now + settings.delAckTimeout;
    }
}

} // namespace tcplifecycle
