// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_SYNCHRONIZED_H
#define MATRIX_SYNCHRONIZED_H

#include "arrivals.h"

/**
 * \file
 * What reaches the fifth step and those behind it in a synchronized state. With RFC 5961 no segment
 * with a SYN does (section 4.2); without, a SYN in the window is answered with a reset, and one to
 * the left of it is cut off.
 */
namespace matrix::synchronized
{

/// \name What the segment brings, with the ACK bit
///@{
inline const Region PURE_ACK = plain::PURE_ACK;
inline const Region TEXT = plain::TEXT | (plain::TEXT_BEHIND_OLD_SYN & RFC_5961_OFF);
inline const Region STRADDLING_TEXT = plain::STRADDLING_TEXT;
inline const Region EARLY_TEXT = plain::EARLY_TEXT;
inline const Region CUT_TEXT = plain::CUT_TEXT;
inline const Region ONLY_FIN = plain::ONLY_FIN | (plain::ONLY_FIN_BEHIND_OLD_SYN & RFC_5961_OFF);
inline const Region EARLY_FIN = plain::EARLY_FIN;
inline const Region TEXT_FIN = plain::TEXT_FIN | (plain::TEXT_FIN_BEHIND_OLD_SYN & RFC_5961_OFF);
inline const Region STRADDLING_TEXT_FIN = plain::STRADDLING_TEXT_FIN;
inline const Region EARLY_TEXT_FIN = plain::EARLY_TEXT_FIN;
inline const Region ACK_AT_ZERO_WINDOW = AT_ZERO_WINDOW & PLAIN & Carrying(ACK);

/// No FIN, or one that does not fit into the window.
inline const Region WITHOUT_FIN = PURE_ACK | TEXT | STRADDLING_TEXT | EARLY_TEXT | CUT_TEXT;

/// A FIN that is next, or behind text that is.
inline const Region FIN_IN_ORDER = ONLY_FIN | TEXT_FIN | STRADDLING_TEXT_FIN;

/// A FIN with a gap before it.
inline const Region FIN_AHEAD = EARLY_FIN | EARLY_TEXT_FIN;

/// All of these.
inline const Region WITH_ACK = WITHOUT_FIN | FIN_IN_ORDER | FIN_AHEAD | ACK_AT_ZERO_WINDOW;

///@}

/// \name What SEG.ACK says (3.10.7.4, fifth; RFC 5961, section 5.2)
///@{

/// Beyond SND.NXT or, with RFC 5961, before SND.UNA - MAX.SND.WND.
inline const Region REFUSED_ACK = Acking(Ack::Beyond) | (Acking(Ack::TooOld) & RFC_5961_ON);

/// Before SND.UNA: it says nothing, but what else is in the segment counts.
inline const Region OLD_ACK = Acking(Ack::Oldest, Ack::Old) | (Acking(Ack::TooOld) & RFC_5961_OFF);

/// SND.UNA =< SEG.ACK < SND.NXT. A FIN in flight is not acknowledged.
inline const Region PARTIAL_ACK = Acking(Ack::AtUna, Ack::InFlight);

/// SEG.ACK = SND.NXT. A FIN in flight is acknowledged.
inline const Region FULL_ACK = Acking(Ack::AtNxt);

///@}

/// SND.UNA =< SEG.ACK =< SND.NXT: SND.UNA <- SEG.ACK, SND.WND <- SEG.WND. (SND.WL1 and SND.WL2 are
/// never in the way: the last window came with an earlier segment that acknowledged SND.UNA.)
inline Answer
AckOfText()
{
    return Answer().SndUna(SEG_ACK).TakeWindow().Acknowledged(SEG_ACK - SND_UNA);
}

/// The same, if the last number acknowledged is that of our FIN, which is no octet of text.
inline Answer
AckOfFin()
{
    return Answer().SndUna(SEG_ACK).TakeWindow().Acknowledged(SEG_ACK - SND_UNA - 1);
}

} // namespace matrix::synchronized

#endif // MATRIX_SYNCHRONIZED_H
