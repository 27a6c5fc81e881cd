// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRIM_H
#define TCP_TRIM_H

#include "tcp-segment.h"

namespace tcplifecycle
{

/**
 * The acceptability test of RFC 9293, section 3.10.7.4, table 6, and two segments more: one that
 * begins before the window and ends behind it, and one without text that lies exactly at the right
 * edge. The latter is what a peer sends that has filled the window: were it refused, a single lost
 * segment of its text would take its acknowledgments of our text along. At a zero window this holds
 * for one number more, as the octet of a window probe that was refused lies before it.
 *
 * \param segment what arrived
 * \param nxt RCV.NXT
 * \param wnd RCV.WND in octets
 * \return whether some of it lies in the window
 */
inline bool
IsAcceptable(const Segment& segment, SeqNum nxt, uint32_t wnd)
{
    const uint32_t length = segment.Length();
    const SeqNum edge = nxt + wnd;
    if (length == 0)
    {
        const uint32_t refused = wnd == 0 ? 1 : 0;
        return nxt <= segment.seq && segment.seq <= edge + refused;
    }
    return wnd > 0 && segment.seq < edge && segment.seq + length > nxt;
}

/**
 * Cuts off whatever lies outside the window: old text and an old SYN on the left, text and a FIN
 * that do not fit on the right (section 3.10.7.4, first step, last paragraph).
 *
 * \param segment is trimmed
 * \param offset is advanced by the octets of text that were cut off on the left
 * \param nxt RCV.NXT
 * \param wnd RCV.WND in octets
 */
inline void
TrimToWindow(Segment& segment, uint32_t& offset, SeqNum nxt, uint32_t wnd)
{
    if (segment.seq < nxt)
    {
        if (segment.Has(SYN))
        {
            segment.ctl &= ~SYN;
            segment.seq += 1;
        }
        const uint32_t old = nxt - segment.seq;
        const uint32_t cut = old < segment.textLength ? old : segment.textLength;
        segment.seq += cut;
        segment.textLength -= cut;
        offset += cut;
    }
    const SeqNum edge = nxt + wnd;
    const SeqNum start = segment.TextStart();
    if (segment.Has(FIN) && start + segment.textLength >= edge)
    {
        segment.ctl &= ~FIN;
    }
    if (start + segment.textLength > edge)
    {
        segment.textLength = edge > start ? edge - start : 0;
    }
}

} // namespace tcplifecycle

#endif // TCP_TRIM_H
