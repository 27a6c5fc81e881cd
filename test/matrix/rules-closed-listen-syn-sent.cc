// SPDX-License-Identifier: GPL-2.0-only
//
// RFC 9293, section 3.10.7.1 to 3.10.7.3. There is no RCV.NXT here: where the segment lies does not
// matter.

#include "rule.h"

namespace matrix
{

using tcplifecycle::CloseReason;
using tcplifecycle::State;

namespace
{

const Set<Situation> CLOSED(Situation::Closed);
const Set<Situation> LISTEN(Situation::Listen);
const Set<Situation> SYN_SENT(Situation::SynSent);

const Region NO_TEXT =
    OfLength(0, 0) | Bare(SYN) | Bare(SYN | ACK) | Bare(SYN | FIN) | Bare(SYN | FIN | ACK);
const Region FITS = OPEN_WINDOW;
const Region DOES_NOT_FIT = ZERO_WINDOW;

/// ISS < SEG.ACK =< SND.NXT: nothing but the SYN is out.
const Region OF_OUR_SYN = Acking(Ack::AtNxt);
const Region OF_NO_SYN =
    Acking(Ack::TooOld, Ack::Oldest, Ack::Old, Ack::AtUna, Ack::InFlight, Ack::Beyond);

/// LISTEN and SYN-SENT: RCV.NXT <- SEG.SEQ + 1, and a SYN,ACK.
Answer
SynReceived()
{
    return Answer()
        .To(State::SynReceived)
        .RcvNxt(SEG_SEQ + 1)
        .RcvWnd(BUFFER)
        .TakeWindow()
        .Send(A_SYN_ACK);
}

/// LISTEN has no number of its own yet.
Answer
ListenToSynReceived()
{
    return SynReceived().SndUna(ISS).SndNxt(ISS + 1);
}

/// SYN-SENT: our SYN is acknowledged, and so is theirs.
/// \param taken octets of text and FINs behind their SYN that count
Answer
SynAcknowledged(const Expr& taken)
{
    return Answer()
        .To(State::Established)
        .SndUna(SEG_ACK)
        .TakeWindow()
        .Opened()
        .RcvNxt(SEG_SEQ + 1 + taken)
        .RcvWnd(BUFFER - taken)
        .Send(AN_ACK);
}

} // namespace

std::vector<Rule>
RulesOfClosedListenAndSynSent()
{
    return {
        // CLOSED
        Rule{"3.10.7.1: a RST is discarded", CLOSED, Carrying(RST), Drop()},
        Rule{"3.10.7.1: the ACK bit is off",
             CLOSED,
             Lacking(RST | ACK),
             DropAndSend(RST_ACK_OF_SEG)},
        Rule{"3.10.7.1: the ACK bit is on",
             CLOSED,
             Lacking(RST) & Carrying(ACK),
             DropAndSend(RST_AT_SEG_ACK)},

        // LISTEN
        Rule{"3.10.7.2, first: a RST is ignored", LISTEN, Carrying(RST), Drop()},
        Rule{"3.10.7.2, second: any acknowledgment is bad",
             LISTEN,
             Lacking(RST) & Carrying(ACK),
             DropAndSend(RST_AT_SEG_ACK)},
        Rule{"3.10.7.2, third: a SYN; text does not fit a zero window",
             LISTEN,
             Lacking(RST | ACK) & Carrying(SYN) & (NO_TEXT | DOES_NOT_FIT) &
                 (Lacking(FIN) | DOES_NOT_FIT),
             ListenToSynReceived()},
        Rule{"3.10.7.2, third: a SYN; its FIN is queued",
             LISTEN,
             Bare(SYN | FIN) & FITS,
             ListenToSynReceived().HoldFin()},
        Rule{"3.10.7.2, third: a SYN; its text is queued",
             LISTEN,
             TextWith(SYN) & FITS,
             ListenToSynReceived().Hold(SEG_TEXT)},
        Rule{"3.10.7.2, third: a SYN; its text and its FIN are queued",
             LISTEN,
             TextWith(SYN | FIN) & FITS,
             ListenToSynReceived().Hold(SEG_TEXT).HoldFin()},
        Rule{"3.10.7.2, fourth: neither RST, ACK nor SYN",
             LISTEN,
             Lacking(RST | ACK | SYN),
             Drop()},

        // SYN-SENT
        Rule{"3.10.7.3, first: SEG.ACK =< ISS or SEG.ACK > SND.NXT, with a RST",
             SYN_SENT,
             Carrying(ACK | RST) & OF_NO_SYN,
             Drop()},
        Rule{"3.10.7.3, first: SEG.ACK =< ISS or SEG.ACK > SND.NXT",
             SYN_SENT,
             Carrying(ACK) & Lacking(RST) & OF_NO_SYN,
             DropAndSend(RST_AT_SEG_ACK)},
        // The user learns that it was refused: a RST in answer to a SYN means that.
        Rule{"3.10.7.3, second: the ACK was acceptable; 3.5.3: wherever SEG.SEQ lies",
             SYN_SENT,
             Carrying(ACK | RST) & OF_OUR_SYN,
             Answer().Ended(CloseReason::Refused)},
        Rule{"3.10.7.3, second: no ACK", SYN_SENT, Carrying(RST) & Lacking(ACK), Drop()},
        Rule{"3.10.7.3, fourth: a SYN alone; text does not fit a zero window",
             SYN_SENT,
             Lacking(RST | ACK) & Carrying(SYN) & (NO_TEXT | DOES_NOT_FIT) &
                 (Lacking(FIN) | DOES_NOT_FIT),
             SynReceived()},
        Rule{"3.10.7.3, fourth: a SYN alone; its FIN is queued",
             SYN_SENT,
             Bare(SYN | FIN) & FITS,
             SynReceived().HoldFin()},
        Rule{"3.10.7.3, fourth: a SYN alone; its text is queued",
             SYN_SENT,
             TextWith(SYN) & FITS,
             SynReceived().Hold(SEG_TEXT)},
        Rule{"3.10.7.3, fourth: a SYN alone; its text and its FIN are queued",
             SYN_SENT,
             TextWith(SYN | FIN) & FITS,
             SynReceived().Hold(SEG_TEXT).HoldFin()},
        Rule{"3.10.7.3, fourth: our SYN is acknowledged; what else there is does not fit",
             SYN_SENT,
             (Bare(SYN | ACK) | (Carrying(SYN | ACK) & Lacking(RST) & OfLength(2) & DOES_NOT_FIT)) &
                 OF_OUR_SYN,
             SynAcknowledged(0)},
        Rule{"3.10.7.3, fourth: and text; 3.10.7.4, seventh",
             SYN_SENT,
             TextWith(SYN | ACK) & FITS & OF_OUR_SYN,
             SynAcknowledged(SEG_TEXT).Deliver(0, SEG_TEXT)},
        Rule{"3.10.7.3, fourth: and a FIN; 3.10.7.4, eighth",
             SYN_SENT,
             Bare(SYN | FIN | ACK) & FITS & OF_OUR_SYN,
             SynAcknowledged(1).To(State::CloseWait).PeerClosed()},
        Rule{"3.10.7.3, fourth: and text and a FIN; 3.10.7.4, seventh and eighth",
             SYN_SENT,
             TextWith(SYN | FIN | ACK) & FITS & OF_OUR_SYN,
             SynAcknowledged(SEG_TEXT + 1).To(State::CloseWait).Deliver(0, SEG_TEXT).PeerClosed()},
        Rule{"3.10.7.3, fifth: neither SYN nor RST",
             SYN_SENT,
             Lacking(SYN | RST) & (Lacking(ACK) | OF_OUR_SYN),
             Drop()},
    };
}

} // namespace matrix
