// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEGMENT_H
#define TCP_SEGMENT_H

#include "tcp-ecn.h"
#include "tcp-options.h"
#include "tcp-sequence.h"

#include <cstdint>
#include <string>

namespace tcplifecycle
{

/// Control bits, at their place in the header (RFC 9293, section 3.1).
enum ControlBit : uint8_t
{
    FIN = 0x01,
    SYN = 0x02,
    RST = 0x04,
    PSH = 0x08,
    ACK = 0x10,
    URG = 0x20,
    ECE = 0x40,
    CWR = 0x80,
};

/**
 * What the protocol knows of a segment: the fields of the header, and how much text follows. The
 * text itself stays with the caller.
 */
struct Segment
{
    SeqNum seq;                     ///< SEG.SEQ
    SeqNum ack;                     ///< SEG.ACK; means nothing without the ACK bit
    uint8_t ctl{0};                 ///< control bits, of ControlBit
    EcnField ecn{EcnField::NotEct}; ///< of the datagram that it came in, or is to leave in
    uint16_t wnd{0};                ///< the window field as it is sent, not yet scaled
    uint16_t up{0};                 ///< SEG.UP, an offset from SEG.SEQ
    uint32_t textLength{0};         ///< octets of text
    Options options;                ///< the options

    /**
     * \param bits one or more of ControlBit
     * \return whether all of them are set
     */
    bool Has(uint8_t bits) const
    {
        return (ctl & bits) == bits;
    }

    /// \return SEG.LEN: octets of text, and one each for SYN and FIN (section 3.4)
    uint32_t Length() const
    {
        return textLength + ((ctl & SYN) ? 1 : 0) + ((ctl & FIN) ? 1 : 0);
    }

    /// \return sequence number of the first octet of text: a SYN comes before it
    SeqNum TextStart() const
    {
        return seq + ((ctl & SYN) ? 1 : 0);
    }
};

/**
 * \param ctl control bits
 * \return their names as RFC 9293's figures write them, "SYN,ACK"; "" for none. The order is that
 *         of the figures: SYN, FIN, RST, PSH, URG, ECE, CWR, and ACK last.
 */
std::string ControlBitsToString(uint8_t ctl);

/**
 * \param segment a segment
 * \return it in the notation of RFC 9293's figures: <SEQ=100><ACK=300><DATA=10><CTL=FIN,ACK>; SACK
 *         blocks and the ECN field, if there are any, come behind it: <SACK=310:320,330:340>,
 *         <ECN=CE>
 */
std::string ToString(const Segment& segment);

} // namespace tcplifecycle

#endif // TCP_SEGMENT_H
