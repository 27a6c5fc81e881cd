// SPDX-License-Identifier: GPL-2.0-only

#ifndef SEGMENT_NOTATION_H
#define SEGMENT_NOTATION_H

#include "tcp-segment.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

/// Names for sequence numbers, "RCV.NXT", and what they stand for.
using Symbols = std::map<std::string, uint32_t, std::less<>>;

/// A segment in the notation of RFC 9293's figures, and which of its parts were named.
struct NotedSegment
{
    tcplifecycle::Segment segment;
    bool namesWindow{false};
    bool namesPush{false};

    /**
     * Compares with what was noted: SEQ, ACK, DATA, CTL, UP, SACK blocks and ECN always, the window
     * and other options only if the notation names them, PSH only if it names PSH. \param sent a
     * segment \return whether they agree
     */
    bool Matches(const tcplifecycle::Segment& sent) const;
};

/**
 * Reads "<SEQ=100><ACK=RCV.NXT+1><DATA=10><CTL=FIN,ACK><WND=1000><MSS=536><WS=7><TS=9,8>". SEQ and
 * CTL must be there; ACK must be there if, and only if, CTL has ACK, and UP, the urgent pointer, if
 * CTL has URG. TS is TSval and TSecr; <SACK=permitted> is that option, <SACK=401:501,601:701> are
 * blocks by their edges. ECN is the field of the IP header: ECT(0), ECT(1) or CE. A window that is
 * not named is 65535.
 *
 * \param notation the text
 * \param symbols what names stand for
 * \return what it says
 * \throw std::invalid_argument if it says nothing: what is wrong, and in which text
 */
NotedSegment ReadSegment(std::string_view notation, const Symbols& symbols = {});

/**
 * \param segment a segment
 * \return it with window and options, for people who search for a mistake
 */
std::string Describe(const tcplifecycle::Segment& segment);

#endif // SEGMENT_NOTATION_H
