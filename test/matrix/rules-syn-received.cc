// SPDX-License-Identifier: GPL-2.0-only
//
// RFC 9293, section 3.10.7.4, in SYN-RECEIVED.

#include "arrivals.h"

namespace matrix
{

using tcplifecycle::CloseReason;
using tcplifecycle::State;

namespace
{

const Set<Situation> SYN_RECEIVED(Situation::SynReceivedPassive, Situation::SynReceivedActive);
const Set<Situation> FROM_LISTEN(Situation::SynReceivedPassive);
const Set<Situation> FROM_SYN_SENT(Situation::SynReceivedActive);

/// The SYN that we have answered, with or without something behind it: SEG.SEQ = IRS, which is
/// RCV.NXT - 1.
const Region SYN_AT_IRS = Carrying(SYN) & Lacking(RST) &
                          ((OfLength(1, 1) & At(Seq::Old)) | (OfLength(2) & At(Seq::Straddle)));

/// Another SYN, which lies outside of the window.
const Region OTHER_SYN_OUTSIDE = Carrying(SYN) & Lacking(RST) &
                                 (At(Seq::Far, Seq::Left, Seq::Right, Seq::Beyond) |
                                  (OfLength(2) & At(Seq::Old)) | AT_ZERO_WINDOW);

const Region SYN_IN_WINDOW =
    Carrying(SYN) & Lacking(RST) & OPEN_WINDOW & At(Seq::LeftEdge, Seq::Inside, Seq::RightEdge);

/// SEG.SEQ alone counts (3.5.3).
const Region RST_OUTSIDE =
    Carrying(RST) & At(Seq::Far, Seq::Left, Seq::Old, Seq::Straddle, Seq::Right, Seq::Beyond);
const Region RST_INSIDE = Carrying(RST) & At(Seq::Inside, Seq::RightEdge);
const Region RST_VALID = (Carrying(RST) & At(Seq::LeftEdge)) | (RST_INSIDE & RFC_5961_OFF);

/// SND.UNA < SEG.ACK =< SND.NXT: nothing but the SYN is out.
const Region OF_OUR_SYN = Acking(Ack::AtNxt);
const Region OF_NO_SYN = Acking(Ack::TooOld, Ack::Oldest, Ack::Old, Ack::AtUna, Ack::Beyond);

/// What is left of a segment, if the SYN that we have answered is cut off.
const Region ANY_PURE_ACK = plain::PURE_ACK | (Bare(SYN | ACK) & At(Seq::Old));
const Region ANY_TEXT = plain::TEXT | plain::TEXT_BEHIND_OLD_SYN;
const Region ANY_ONLY_FIN = plain::ONLY_FIN | plain::ONLY_FIN_BEHIND_OLD_SYN;
const Region ANY_TEXT_FIN = plain::TEXT_FIN | plain::TEXT_FIN_BEHIND_OLD_SYN;

/// Something for which there is no window, and an acknowledgment all the same.
const Region ACK_AT_ZERO_WINDOW = (AT_ZERO_WINDOW & PLAIN & Carrying(ACK)) |
                                  (SYN_AT_IRS & OfLength(2) & ZERO_WINDOW & Carrying(ACK));

Answer
Established()
{
    return Answer().To(State::Established).SndUna(SEG_ACK).TakeWindow().Opened();
}

} // namespace

std::vector<Rule>
RulesOfSynReceived()
{
    return {
        // First, check the sequence number.
        Rule{"3.10.7.4, first: not acceptable",
             SYN_RECEIVED,
             PLAIN & (OUTSIDE | (AT_ZERO_WINDOW & Lacking(ACK))),
             DropAndSend(AN_ACK)},
        // The manual, deviations: an ACK by the letter, which helps no peer in SYN-SENT.
        Rule{"3.10.7.4, first: the same SYN again",
             SYN_RECEIVED,
             SYN_AT_IRS & Lacking(ACK),
             DropAndSend(A_SYN_ACK)},
        Rule{"3.10.7.4, first: another SYN, not acceptable; RFC 5961, 4.2",
             SYN_RECEIVED,
             OTHER_SYN_OUTSIDE,
             DropAndSend(AN_ACK)},

        // Second, check the RST bit.
        Rule{"3.10.7.4, second, 1; 3.5.3: outside the window", SYN_RECEIVED, RST_OUTSIDE, Drop()},
        Rule{"3.10.7.4, second, 3; RFC 5961, 3.2: in the window, not at RCV.NXT",
             SYN_RECEIVED,
             RST_INSIDE & RFC_5961_ON,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, second: back to LISTEN; the user need not be informed",
             FROM_LISTEN,
             RST_VALID,
             Answer().To(State::Listen)},
        Rule{"3.10.7.4, second: connection refused",
             FROM_SYN_SENT,
             RST_VALID,
             Answer().Ended(CloseReason::Refused)},

        // Fourth, check the SYN bit.
        Rule{"3.10.7.4, fourth: back to LISTEN",
             FROM_LISTEN,
             SYN_IN_WINDOW,
             Answer().To(State::Listen)},
        Rule{"3.10.7.4, fourth, as in the synchronized states; RFC 5961, 4.2",
             FROM_SYN_SENT,
             SYN_IN_WINDOW & RFC_5961_ON,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, fourth, as in the synchronized states, without RFC 5961; 3.5.2",
             FROM_SYN_SENT,
             SYN_IN_WINDOW & Carrying(ACK) & RFC_5961_OFF,
             Answer().Send(RST_AT_SEG_ACK).Ended(CloseReason::Reset)},
        Rule{"3.10.7.4, fourth, as in the synchronized states, without RFC 5961; 3.5.2",
             FROM_SYN_SENT,
             SYN_IN_WINDOW & Lacking(ACK) & RFC_5961_OFF,
             Answer().Send(RST_ACK_OF_SEG).Ended(CloseReason::Reset)},

        // Fifth, check the ACK field.
        Rule{"3.10.7.4, fifth: the ACK bit is off",
             SYN_RECEIVED,
             PLAIN & IN_WINDOW & Lacking(ACK),
             Drop()},
        // Not RFC 5961's ACK, even for one that is far off: figures 8 to 11 need the RST.
        Rule{"3.10.7.4, fifth; 3.5.2, 2: the acknowledgment is not of our SYN",
             SYN_RECEIVED,
             ((PLAIN & Carrying(ACK) & (IN_WINDOW | AT_ZERO_WINDOW)) |
              (SYN_AT_IRS & Carrying(ACK))) &
                 OF_NO_SYN,
             DropAndSend(RST_AT_SEG_ACK)},
        // The SYN,ACK of a simultaneous open among them (figure 7; the manual, deviations).
        Rule{"3.10.7.4, fifth: our SYN is acknowledged",
             SYN_RECEIVED,
             ANY_PURE_ACK & OF_OUR_SYN,
             Established()},
        Rule{"3.10.7.4, fifth; first and 3.8.6.1: there is no window for the rest",
             SYN_RECEIVED,
             ACK_AT_ZERO_WINDOW & OF_OUR_SYN,
             Established().Send(AN_ACK)},

        // Seventh, process the segment text; eighth, check the FIN bit.
        Rule{"3.10.7.4, fifth and seventh",
             SYN_RECEIVED,
             ANY_TEXT & OF_OUR_SYN,
             Established().Deliver(0, SEG_TEXT).Advance(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and seventh: the new part",
             SYN_RECEIVED,
             plain::STRADDLING_TEXT & OF_OUR_SYN,
             Established().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT - 1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and first (SHLD-31): text ahead of RCV.NXT",
             SYN_RECEIVED,
             plain::EARLY_TEXT & OF_OUR_SYN,
             Established().Hold(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and first (SHLD-31): what fits of it",
             SYN_RECEIVED,
             plain::CUT_TEXT & OF_OUR_SYN,
             Established().Hold(1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and eighth",
             SYN_RECEIVED,
             ANY_ONLY_FIN & OF_OUR_SYN,
             Established().To(State::CloseWait).Advance(1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and first (SHLD-31): a FIN ahead of RCV.NXT",
             SYN_RECEIVED,
             plain::EARLY_FIN & OF_OUR_SYN,
             Established().HoldFin().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth, seventh and eighth",
             SYN_RECEIVED,
             ANY_TEXT_FIN & OF_OUR_SYN,
             Established()
                 .To(State::CloseWait)
                 .Deliver(0, SEG_TEXT)
                 .Advance(SEG_TEXT + 1)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, fifth, seventh and eighth: the new part",
             SYN_RECEIVED,
             plain::STRADDLING_TEXT_FIN & OF_OUR_SYN,
             Established()
                 .To(State::CloseWait)
                 .Deliver(1, SEG_TEXT - 1)
                 .Advance(SEG_TEXT)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and first (SHLD-31): text and a FIN ahead of RCV.NXT",
             SYN_RECEIVED,
             plain::EARLY_TEXT_FIN & OF_OUR_SYN,
             Established().Hold(SEG_TEXT).HoldFin().Send(AN_ACK)},
    };
}

} // namespace matrix
