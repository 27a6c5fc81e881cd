// SPDX-License-Identifier: GPL-2.0-only
//
// RFC 9293, section 3.10.7.4, fifth, seventh and eighth step, in ESTABLISHED and CLOSE-WAIT.

#include "synchronized.h"

namespace matrix
{

using tcplifecycle::State;

namespace
{

const Set<Situation> ESTABLISHED(Situation::Established);
const Set<Situation> CLOSE_WAIT(Situation::CloseWait);

} // namespace

std::vector<Rule>
RulesOfEstablishedAndCloseWait()
{
    using namespace synchronized;

    // SND.UNA =< SEG.ACK =< SND.NXT: no FIN is out.
    const Region newAck = PARTIAL_ACK | FULL_ACK;

    return {
        // ESTABLISHED, an old acknowledgment
        Rule{"3.10.7.4, fifth: a duplicate can be ignored",
             ESTABLISHED,
             PURE_ACK & OLD_ACK,
             Drop()},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window",
             ESTABLISHED,
             ACK_AT_ZERO_WINDOW & OLD_ACK,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, seventh",
             ESTABLISHED,
             TEXT & OLD_ACK,
             Answer().Deliver(0, SEG_TEXT).Advance(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first and seventh: the new part",
             ESTABLISHED,
             STRADDLING_TEXT & OLD_ACK,
             Answer().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT - 1).Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): text ahead of RCV.NXT; seventh (MAY-13)",
             ESTABLISHED,
             EARLY_TEXT & OLD_ACK,
             Answer().Hold(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): what fits of it; seventh (MAY-13)",
             ESTABLISHED,
             CUT_TEXT & OLD_ACK,
             Answer().Hold(1).Send(AN_ACK)},
        Rule{"3.10.7.4, eighth",
             ESTABLISHED,
             ONLY_FIN & OLD_ACK,
             Answer().To(State::CloseWait).Advance(1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): a FIN ahead of RCV.NXT; seventh (MAY-13)",
             ESTABLISHED,
             EARLY_FIN & OLD_ACK,
             Answer().HoldFin().Send(AN_ACK)},
        Rule{"3.10.7.4, seventh and eighth",
             ESTABLISHED,
             TEXT_FIN & OLD_ACK,
             Answer()
                 .To(State::CloseWait)
                 .Deliver(0, SEG_TEXT)
                 .Advance(SEG_TEXT + 1)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first, seventh and eighth: the new part",
             ESTABLISHED,
             STRADDLING_TEXT_FIN & OLD_ACK,
             Answer()
                 .To(State::CloseWait)
                 .Deliver(1, SEG_TEXT - 1)
                 .Advance(SEG_TEXT)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): text and a FIN ahead of RCV.NXT; seventh (MAY-13)",
             ESTABLISHED,
             EARLY_TEXT_FIN & OLD_ACK,
             Answer().Hold(SEG_TEXT).HoldFin().Send(AN_ACK)},

        // ESTABLISHED, an acknowledgment from SND.UNA on
        Rule{"3.10.7.4, fifth", ESTABLISHED, PURE_ACK & newAck, AckOfText()},
        Rule{"3.10.7.4, fifth; first and 3.8.6.1: there is no window",
             ESTABLISHED,
             ACK_AT_ZERO_WINDOW & newAck,
             AckOfText().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and seventh",
             ESTABLISHED,
             TEXT & newAck,
             AckOfText().Deliver(0, SEG_TEXT).Advance(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first, fifth and seventh: the new part",
             ESTABLISHED,
             STRADDLING_TEXT & newAck,
             AckOfText().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT - 1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): text ahead of RCV.NXT; seventh (MAY-13)",
             ESTABLISHED,
             EARLY_TEXT & newAck,
             AckOfText().Hold(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): what fits of it; seventh (MAY-13)",
             ESTABLISHED,
             CUT_TEXT & newAck,
             AckOfText().Hold(1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and eighth",
             ESTABLISHED,
             ONLY_FIN & newAck,
             AckOfText().To(State::CloseWait).Advance(1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): a FIN ahead of RCV.NXT; seventh (MAY-13)",
             ESTABLISHED,
             EARLY_FIN & newAck,
             AckOfText().HoldFin().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth, seventh and eighth",
             ESTABLISHED,
             TEXT_FIN & newAck,
             AckOfText()
                 .To(State::CloseWait)
                 .Deliver(0, SEG_TEXT)
                 .Advance(SEG_TEXT + 1)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first, fifth, seventh and eighth: the new part",
             ESTABLISHED,
             STRADDLING_TEXT_FIN & newAck,
             AckOfText()
                 .To(State::CloseWait)
                 .Deliver(1, SEG_TEXT - 1)
                 .Advance(SEG_TEXT)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): text and a FIN ahead; seventh (MAY-13)",
             ESTABLISHED,
             EARLY_TEXT_FIN & newAck,
             AckOfText().Hold(SEG_TEXT).HoldFin().Send(AN_ACK)},

        // CLOSE-WAIT: the stream has ended; what seems to go on behind its end is ignored.
        Rule{"3.10.7.4, seventh: ignore the segment text",
             CLOSE_WAIT,
             WITHOUT_FIN & OLD_ACK,
             Drop()},
        Rule{"3.10.7.4, eighth: remain in CLOSE-WAIT",
             CLOSE_WAIT,
             (FIN_IN_ORDER | FIN_AHEAD) & OLD_ACK,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window",
             CLOSE_WAIT,
             ACK_AT_ZERO_WINDOW & OLD_ACK,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, fifth; seventh: ignore the segment text",
             CLOSE_WAIT,
             WITHOUT_FIN & newAck,
             AckOfText()},
        Rule{"3.10.7.4, fifth; eighth: remain in CLOSE-WAIT",
             CLOSE_WAIT,
             (FIN_IN_ORDER | FIN_AHEAD) & newAck,
             AckOfText().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first and 3.8.6.1: there is no window",
             CLOSE_WAIT,
             ACK_AT_ZERO_WINDOW & newAck,
             AckOfText().Send(AN_ACK)},
    };
}

} // namespace matrix
