// SPDX-License-Identifier: GPL-2.0-only
//
// RFC 9293, section 3.10.7.4, fifth, seventh and eighth step, in FIN-WAIT-1 and FIN-WAIT-2.

#include "synchronized.h"

namespace matrix
{

using tcplifecycle::CloseReason;
using tcplifecycle::State;

using namespace synchronized;

namespace
{

const Set<Situation> FIN_WAIT_1(Situation::FinWait1);
const Set<Situation> FIN_WAIT_1_GONE(Situation::FinWait1Gone);
const Set<Situation> FIN_WAIT_1_BOTH(Situation::FinWait1, Situation::FinWait1Gone);
const Set<Situation> FIN_WAIT_2(Situation::FinWait2);
const Set<Situation> FIN_WAIT_2_GONE(Situation::FinWait2Gone);
const Set<Situation> FIN_WAIT_2_BOTH(Situation::FinWait2, Situation::FinWait2Gone);

/// Text that may be delivered now or later: the user who has gone would lose it.
const Region NEW_TEXT = TEXT | STRADDLING_TEXT | EARLY_TEXT | CUT_TEXT | TEXT_FIN |
                        STRADDLING_TEXT_FIN | EARLY_TEXT_FIN;

/// With a gap before it.
const Region AHEAD = At(Seq::Inside, Seq::RightEdge);

/// FIN-WAIT-1: our FIN is acknowledged.
Answer
ToFinWait2()
{
    return AckOfFin().To(State::FinWait2);
}

/// FIN-WAIT-1: our FIN is acknowledged, and the peer's is here.
Answer
ToTimeWait()
{
    return AckOfFin().To(State::TimeWait).Start2Msl();
}

std::vector<Rule>
RulesOfFinWait1()
{
    return {
        // An old acknowledgment
        Rule{"3.10.7.4, fifth: a duplicate can be ignored",
             FIN_WAIT_1_BOTH,
             PURE_ACK & OLD_ACK,
             Drop()},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window",
             FIN_WAIT_1_BOTH,
             ACK_AT_ZERO_WINDOW & OLD_ACK,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, eighth: CLOSING",
             FIN_WAIT_1_BOTH,
             ONLY_FIN & OLD_ACK,
             Answer().To(State::Closing).Advance(1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): a FIN ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_1_BOTH,
             EARLY_FIN & OLD_ACK,
             Answer().HoldFin().Send(AN_ACK)},
        Rule{"3.10.7.4, seventh",
             FIN_WAIT_1,
             TEXT & OLD_ACK,
             Answer().Deliver(0, SEG_TEXT).Advance(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first and seventh: the new part",
             FIN_WAIT_1,
             STRADDLING_TEXT & OLD_ACK,
             Answer().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT - 1).Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): text ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_1,
             EARLY_TEXT & OLD_ACK,
             Answer().Hold(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): what fits of it; seventh (MAY-13)",
             FIN_WAIT_1,
             CUT_TEXT & OLD_ACK,
             Answer().Hold(1).Send(AN_ACK)},
        Rule{"3.10.7.4, seventh and eighth: CLOSING",
             FIN_WAIT_1,
             TEXT_FIN & OLD_ACK,
             Answer()
                 .To(State::Closing)
                 .Deliver(0, SEG_TEXT)
                 .Advance(SEG_TEXT + 1)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first, seventh and eighth: the new part; CLOSING",
             FIN_WAIT_1,
             STRADDLING_TEXT_FIN & OLD_ACK,
             Answer()
                 .To(State::Closing)
                 .Deliver(1, SEG_TEXT - 1)
                 .Advance(SEG_TEXT)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): text and a FIN ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_1,
             EARLY_TEXT_FIN & OLD_ACK,
             Answer().Hold(SEG_TEXT).HoldFin().Send(AN_ACK)},

        // Our FIN is not acknowledged; text before it may be
        Rule{"3.10.7.4, fifth", FIN_WAIT_1_BOTH, PURE_ACK & PARTIAL_ACK, AckOfText()},
        Rule{"3.10.7.4, fifth; first and 3.8.6.1: there is no window",
             FIN_WAIT_1_BOTH,
             ACK_AT_ZERO_WINDOW & PARTIAL_ACK,
             AckOfText().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and eighth: CLOSING",
             FIN_WAIT_1_BOTH,
             ONLY_FIN & PARTIAL_ACK,
             AckOfText().To(State::Closing).Advance(1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): a FIN ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_1_BOTH,
             EARLY_FIN & PARTIAL_ACK,
             AckOfText().HoldFin().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and seventh",
             FIN_WAIT_1,
             TEXT & PARTIAL_ACK,
             AckOfText().Deliver(0, SEG_TEXT).Advance(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first, fifth and seventh: the new part",
             FIN_WAIT_1,
             STRADDLING_TEXT & PARTIAL_ACK,
             AckOfText().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT - 1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): text ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_1,
             EARLY_TEXT & PARTIAL_ACK,
             AckOfText().Hold(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): what fits of it; seventh (MAY-13)",
             FIN_WAIT_1,
             CUT_TEXT & PARTIAL_ACK,
             AckOfText().Hold(1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth, seventh and eighth: CLOSING",
             FIN_WAIT_1,
             TEXT_FIN & PARTIAL_ACK,
             AckOfText()
                 .To(State::Closing)
                 .Deliver(0, SEG_TEXT)
                 .Advance(SEG_TEXT + 1)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first, fifth, seventh and eighth: the new part; CLOSING",
             FIN_WAIT_1,
             STRADDLING_TEXT_FIN & PARTIAL_ACK,
             AckOfText()
                 .To(State::Closing)
                 .Deliver(1, SEG_TEXT - 1)
                 .Advance(SEG_TEXT)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, fifth; first (SHLD-31): text and a FIN ahead; seventh (MAY-13)",
             FIN_WAIT_1,
             EARLY_TEXT_FIN & PARTIAL_ACK,
             AckOfText().Hold(SEG_TEXT).HoldFin().Send(AN_ACK)},

        // Our FIN is acknowledged
        Rule{"3.10.7.4, fifth: FIN-WAIT-2", FIN_WAIT_1_BOTH, PURE_ACK & FULL_ACK, ToFinWait2()},
        Rule{"3.10.7.4, fifth: FIN-WAIT-2; first and 3.8.6.1: there is no window",
             FIN_WAIT_1_BOTH,
             ACK_AT_ZERO_WINDOW & FULL_ACK,
             ToFinWait2().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth and eighth: TIME-WAIT",
             FIN_WAIT_1_BOTH,
             ONLY_FIN & FULL_ACK,
             ToTimeWait().Advance(1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: FIN-WAIT-2; first (SHLD-31): a FIN ahead; seventh (MAY-13)",
             FIN_WAIT_1_BOTH,
             EARLY_FIN & FULL_ACK,
             ToFinWait2().HoldFin().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: FIN-WAIT-2; seventh",
             FIN_WAIT_1,
             TEXT & FULL_ACK,
             ToFinWait2().Deliver(0, SEG_TEXT).Advance(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: FIN-WAIT-2; first and seventh: the new part",
             FIN_WAIT_1,
             STRADDLING_TEXT & FULL_ACK,
             ToFinWait2().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT - 1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: FIN-WAIT-2; first (SHLD-31): text ahead; seventh (MAY-13)",
             FIN_WAIT_1,
             EARLY_TEXT & FULL_ACK,
             ToFinWait2().Hold(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: FIN-WAIT-2; first (SHLD-31): what fits of it; seventh (MAY-13)",
             FIN_WAIT_1,
             CUT_TEXT & FULL_ACK,
             ToFinWait2().Hold(1).Send(AN_ACK)},
        Rule{"3.10.7.4, fifth, seventh and eighth: TIME-WAIT",
             FIN_WAIT_1,
             TEXT_FIN & FULL_ACK,
             ToTimeWait().Deliver(0, SEG_TEXT).Advance(SEG_TEXT + 1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, first, fifth, seventh and eighth: the new part; TIME-WAIT",
             FIN_WAIT_1,
             STRADDLING_TEXT_FIN & FULL_ACK,
             ToTimeWait().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: FIN-WAIT-2; first (SHLD-31): text and a FIN ahead; seventh (MAY-13)",
             FIN_WAIT_1,
             EARLY_TEXT_FIN & FULL_ACK,
             ToFinWait2().Hold(SEG_TEXT).HoldFin().Send(AN_ACK)},

        // Nobody is there to read
        Rule{"RFC 1122, 4.2.2.13: text comes after CLOSE; RFC 9293, 3.10.5: the RST",
             FIN_WAIT_1_GONE,
             NEW_TEXT & OLD_ACK,
             Answer().Send(RST_AT_SND_NXT).Ended(CloseReason::UnreadData)},
        Rule{"3.10.7.4, fifth; RFC 1122, 4.2.2.13: text comes after CLOSE",
             FIN_WAIT_1_GONE,
             NEW_TEXT & PARTIAL_ACK,
             AckOfText().Send(RST_AT_SND_NXT).Ended(CloseReason::UnreadData)},
        Rule{"3.10.7.4, fifth; RFC 1122, 4.2.2.13: text comes after CLOSE",
             FIN_WAIT_1_GONE,
             NEW_TEXT & FULL_ACK & (Lacking(FIN) | AHEAD),
             ToFinWait2().Send(RST_AT_SND_NXT).Ended(CloseReason::UnreadData)},
        // The manual, deviations: FIN-WAIT-2 is left out if the FIN is next.
        Rule{"3.10.7.4, fifth; RFC 1122, 4.2.2.13: text comes after CLOSE",
             FIN_WAIT_1_GONE,
             NEW_TEXT & FULL_ACK & FIN_IN_ORDER,
             AckOfFin().Send(RST_AT_SND_NXT).Ended(CloseReason::UnreadData)},
    };
}

std::vector<Rule>
RulesOfFinWait2()
{
    // Nothing is in flight: an acknowledgment that is not refused says nothing.
    const Region anyAck = OLD_ACK | FULL_ACK;

    return {
        Rule{"3.10.7.4, fifth", FIN_WAIT_2_BOTH, PURE_ACK & anyAck, Drop()},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window",
             FIN_WAIT_2_BOTH,
             ACK_AT_ZERO_WINDOW & anyAck,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, eighth: TIME-WAIT",
             FIN_WAIT_2_BOTH,
             ONLY_FIN & anyAck,
             Answer().To(State::TimeWait).Start2Msl().Advance(1).PeerClosed().Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): a FIN ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_2_BOTH,
             EARLY_FIN & anyAck,
             Answer().HoldFin().Send(AN_ACK)},
        Rule{"3.10.7.4, seventh",
             FIN_WAIT_2,
             TEXT & anyAck,
             Answer().Deliver(0, SEG_TEXT).Advance(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first and seventh: the new part",
             FIN_WAIT_2,
             STRADDLING_TEXT & anyAck,
             Answer().Deliver(1, SEG_TEXT - 1).Advance(SEG_TEXT - 1).Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): text ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_2,
             EARLY_TEXT & anyAck,
             Answer().Hold(SEG_TEXT).Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): what fits of it; seventh (MAY-13)",
             FIN_WAIT_2,
             CUT_TEXT & anyAck,
             Answer().Hold(1).Send(AN_ACK)},
        Rule{"3.10.7.4, seventh and eighth: TIME-WAIT",
             FIN_WAIT_2,
             TEXT_FIN & anyAck,
             Answer()
                 .To(State::TimeWait)
                 .Start2Msl()
                 .Deliver(0, SEG_TEXT)
                 .Advance(SEG_TEXT + 1)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first, seventh and eighth: the new part; TIME-WAIT",
             FIN_WAIT_2,
             STRADDLING_TEXT_FIN & anyAck,
             Answer()
                 .To(State::TimeWait)
                 .Start2Msl()
                 .Deliver(1, SEG_TEXT - 1)
                 .Advance(SEG_TEXT)
                 .PeerClosed()
                 .Send(AN_ACK)},
        Rule{"3.10.7.4, first (SHLD-31): text and a FIN ahead of RCV.NXT; seventh (MAY-13)",
             FIN_WAIT_2,
             EARLY_TEXT_FIN & anyAck,
             Answer().Hold(SEG_TEXT).HoldFin().Send(AN_ACK)},
        Rule{"RFC 1122, 4.2.2.13: text comes after CLOSE; RFC 9293, 3.10.5: the RST",
             FIN_WAIT_2_GONE,
             NEW_TEXT & anyAck,
             Answer().Send(RST_AT_SND_NXT).Ended(CloseReason::UnreadData)},
    };
}

} // namespace

std::vector<Rule>
RulesOfFinWait()
{
    std::vector<Rule> rules = RulesOfFinWait1();
    for (Rule& rule : RulesOfFinWait2())
    {
        rules.push_back(std::move(rule));
    }
    return rules;
}

} // namespace matrix
