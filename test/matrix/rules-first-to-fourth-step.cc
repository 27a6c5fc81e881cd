// SPDX-License-Identifier: GPL-2.0-only
//
// RFC 9293, section 3.10.7.4, first to fourth step, and the segments that end at the fifth whatever
// the state: in the synchronized states, ESTABLISHED to TIME-WAIT. (There is no third step: no
// security compartments.)

#include "synchronized.h"

namespace matrix
{

using tcplifecycle::CloseReason;

namespace
{

const Set<Situation> BEFORE_TIME_WAIT(Situation::Established,
                                      Situation::FinWait1,
                                      Situation::FinWait1Gone,
                                      Situation::FinWait2,
                                      Situation::FinWait2Gone,
                                      Situation::CloseWait,
                                      Situation::Closing,
                                      Situation::LastAck);
const Set<Situation> TIME_WAIT(Situation::TimeWait,
                               Situation::TimeWaitAtOnce,
                               Situation::TimeWaitFromClosing);
const Set<Situation> SYNCHRONIZED(Situation::Established,
                                  Situation::FinWait1,
                                  Situation::FinWait1Gone,
                                  Situation::FinWait2,
                                  Situation::FinWait2Gone,
                                  Situation::CloseWait,
                                  Situation::Closing,
                                  Situation::LastAck,
                                  Situation::TimeWait,
                                  Situation::TimeWaitAtOnce,
                                  Situation::TimeWaitFromClosing);

/// A SYN is judged by the first step like any other segment, unless RFC 5961 is on.
const Region JUDGED = PLAIN | (Carrying(SYN) & Lacking(RST) & RFC_5961_OFF);

/// The zero window lets acknowledgments through, but none with a SYN: a SYN that is not in the
/// window ends at the first step (fourth step, last paragraph).
const Region NOTHING_AT_ZERO_WINDOW = AT_ZERO_WINDOW & (Lacking(ACK) | Carrying(SYN));

/// The segment that carried the peer's FIN, or what looks like it.
const Region PEERS_FIN_AGAIN = Carrying(FIN) & At(Seq::Old);
const Region NOT_PEERS_FIN_AGAIN =
    Lacking(FIN) | At(Seq::Far, Seq::Left, Seq::Straddle, Seq::LeftEdge, Seq::Right, Seq::Beyond);

/// A RST is judged by SEG.SEQ alone (3.5.3); it may carry text (SHLD-2), and at a zero window it
/// still counts (MUST-66).
const Region RST_OUTSIDE =
    Carrying(RST) & At(Seq::Far, Seq::Left, Seq::Old, Seq::Straddle, Seq::Right, Seq::Beyond);
const Region RST_AT_LEFT_EDGE = Carrying(RST) & At(Seq::LeftEdge);
const Region RST_INSIDE = Carrying(RST) & At(Seq::Inside, Seq::RightEdge);
const Region RST_VALID = RST_AT_LEFT_EDGE | (RST_INSIDE & RFC_5961_OFF);

const Region SYN_IN_WINDOW = Carrying(SYN) & Lacking(RST) & RFC_5961_OFF & OPEN_WINDOW &
                             At(Seq::LeftEdge, Seq::Inside, Seq::RightEdge);

} // namespace

std::vector<Rule>
RulesOfFirstToFourthStep()
{
    using synchronized::REFUSED_ACK;
    using synchronized::WITH_ACK;

    return {
        // First, check the sequence number.
        Rule{"3.10.7.4, first: not acceptable",
             BEFORE_TIME_WAIT,
             JUDGED & OUTSIDE,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, first: not acceptable; no valid ACK; fourth: no SYN either",
             BEFORE_TIME_WAIT,
             JUDGED & NOTHING_AT_ZERO_WINDOW,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, first: not acceptable",
             TIME_WAIT,
             JUDGED & (OUTSIDE | NOTHING_AT_ZERO_WINDOW) & NOT_PEERS_FIN_AGAIN,
             DropAndSend(AN_ACK)},
        // The manual, deviations: by the letter it is dropped here and never reaches the fifth
        // step.
        Rule{"3.10.7.4, fifth, TIME-WAIT: the peer's FIN again",
             TIME_WAIT,
             JUDGED & PEERS_FIN_AGAIN,
             DropAndSend(AN_ACK).Start2Msl()},

        // Second, check the RST bit.
        Rule{"3.10.7.4, second, 1; 3.5.3: outside the window", SYNCHRONIZED, RST_OUTSIDE, Drop()},
        Rule{"3.10.7.4, second, 3; RFC 5961, 3.2: in the window, not at RCV.NXT",
             SYNCHRONIZED,
             RST_INSIDE & RFC_5961_ON,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, second, 2; 3.5.3: the user is advised",
             BEFORE_TIME_WAIT,
             RST_VALID,
             Answer().Ended(CloseReason::Reset)},
        // Both sides have closed and know it: nothing was broken off.
        Rule{"3.10.7.4, second, 2: TIME-WAIT ends without the signal \"connection reset\"",
             TIME_WAIT,
             RST_VALID,
             Answer().Ended(CloseReason::Normal)},

        // Fourth, check the SYN bit.
        Rule{"3.10.7.4, fourth; RFC 5961, 4.2: a SYN, wherever it lies",
             SYNCHRONIZED,
             Carrying(SYN) & Lacking(RST) & RFC_5961_ON,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, fourth: a SYN in the window, without RFC 5961; 3.5.2: the RST's numbers",
             SYNCHRONIZED,
             SYN_IN_WINDOW & Carrying(ACK),
             Answer().Send(RST_AT_SEG_ACK).Ended(CloseReason::Reset)},
        Rule{"3.10.7.4, fourth: a SYN in the window, without RFC 5961; 3.5.2: the RST's numbers",
             SYNCHRONIZED,
             SYN_IN_WINDOW & Lacking(ACK),
             Answer().Send(RST_ACK_OF_SEG).Ended(CloseReason::Reset)},

        // Fifth, check the ACK field.
        Rule{"3.10.7.4, fifth: the ACK bit is off",
             SYNCHRONIZED,
             (PLAIN & IN_WINDOW & Lacking(ACK)) | (Carrying(SYN) & Lacking(RST | ACK) &
                                                   At(Seq::Straddle) & OPEN_WINDOW & RFC_5961_OFF),
             Drop()},
        Rule{"3.10.7.4, fifth; RFC 5961, 5.2; 3.5.2, 3: an unacceptable acknowledgment",
             SYNCHRONIZED,
             WITH_ACK & REFUSED_ACK,
             DropAndSend(AN_ACK)},
    };
}

} // namespace matrix
