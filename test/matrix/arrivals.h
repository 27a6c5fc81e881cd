// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_ARRIVALS_H
#define MATRIX_ARRIVALS_H

#include "region.h"
#include "rule.h"

namespace matrix
{

/**
 * \file
 * Names for what may arrive in the states of RFC 9293, section 3.10.7.4, without RST and SYN: what
 * is left of the segment once everything outside the window is cut off (first step).
 */

/// Neither RST nor SYN.
inline const Region PLAIN = Lacking(RST | SYN);

/// An empty segment that lies exactly at the right edge, or one number further if the window is
/// zero. It is acceptable by a deviation that the manual lists, not by table 6.
inline const Region EMPTY_AT_RIGHT = At(Seq::Right) & OfLength(0, 0);

/// Table 6, and the zero window: nothing of it is acceptable.
inline const Region OUTSIDE = At(Seq::Far, Seq::Left, Seq::Old, Seq::Beyond) |
                              (At(Seq::Right) & OfLength(1)) | (At(Seq::Straddle) & ZERO_WINDOW);

/// Table 6: all of it or some of it is acceptable.
inline const Region IN_WINDOW =
    (At(Seq::Straddle, Seq::LeftEdge, Seq::Inside, Seq::RightEdge) & OPEN_WINDOW) |
    (At(Seq::LeftEdge) & ZERO_WINDOW & OfLength(0, 0)) | EMPTY_AT_RIGHT;

/// It begins at RCV.NXT, but the window is zero: nothing of it is acceptable but its
/// acknowledgment, if there is no SYN.
inline const Region AT_ZERO_WINDOW = At(Seq::LeftEdge) & ZERO_WINDOW & OfLength(1);

} // namespace matrix

namespace matrix::plain
{

/// \name With the ACK bit
///@{

/// An acknowledgment and no more.
inline const Region PURE_ACK = Bare(ACK) & IN_WINDOW;

/// Text that is next.
inline const Region TEXT = TextWith(ACK) & At(Seq::LeftEdge) & OPEN_WINDOW;

/// Text of which the first octet is old.
inline const Region STRADDLING_TEXT = TextWith(ACK) & At(Seq::Straddle) & OPEN_WINDOW;

/// Text with a gap before it.
inline const Region EARLY_TEXT = TextWith(ACK) & At(Seq::Inside);

/// Text with a gap before it, of which only the first octet fits; a FIN behind it does not.
inline const Region CUT_TEXT = (TextWith(ACK) | TextWith(FIN | ACK)) & At(Seq::RightEdge);

/// A FIN that is next.
inline const Region ONLY_FIN = Bare(FIN | ACK) & At(Seq::LeftEdge) & OPEN_WINDOW;

/// A FIN with a gap before it.
inline const Region EARLY_FIN = Bare(FIN | ACK) & At(Seq::Inside, Seq::RightEdge);

/// Text that is next, and a FIN.
inline const Region TEXT_FIN = TextWith(FIN | ACK) & At(Seq::LeftEdge) & OPEN_WINDOW;

/// The same, but the first octet is old.
inline const Region STRADDLING_TEXT_FIN = TextWith(FIN | ACK) & At(Seq::Straddle) & OPEN_WINDOW;

/// Text and a FIN, with a gap before them.
inline const Region EARLY_TEXT_FIN = TextWith(FIN | ACK) & At(Seq::Inside);

///@}

/// \name A SYN that lies to the left of RCV.NXT is cut off
/// With a FIN, with text and with both this is what is left.
///@{
inline const Region ONLY_FIN_BEHIND_OLD_SYN =
    Bare(SYN | FIN | ACK) & At(Seq::Straddle) & OPEN_WINDOW;
inline const Region TEXT_BEHIND_OLD_SYN = TextWith(SYN | ACK) & At(Seq::Straddle) & OPEN_WINDOW;
inline const Region TEXT_FIN_BEHIND_OLD_SYN =
    TextWith(SYN | FIN | ACK) & At(Seq::Straddle) & OPEN_WINDOW;
///@}

} // namespace matrix::plain

#endif // MATRIX_ARRIVALS_H
