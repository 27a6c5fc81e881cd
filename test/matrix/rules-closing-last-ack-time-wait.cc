// SPDX-License-Identifier: GPL-2.0-only
//
// RFC 9293, section 3.10.7.4, fifth, seventh and eighth step, in CLOSING, LAST-ACK and TIME-WAIT.
// The peer's FIN is behind us: there is no text any more, and a further FIN is none of the stream.

#include "synchronized.h"

namespace matrix
{

using tcplifecycle::CloseReason;
using tcplifecycle::State;

using namespace synchronized;

namespace
{

const Set<Situation> CLOSING(Situation::Closing);
const Set<Situation> LAST_ACK(Situation::LastAck);
const Set<Situation> TIME_WAIT(Situation::TimeWait,
                               Situation::TimeWaitAtOnce,
                               Situation::TimeWaitFromClosing);

const Region WITH_FIN = FIN_IN_ORDER | FIN_AHEAD;

} // namespace

std::vector<Rule>
RulesOfClosingLastAckAndTimeWait()
{
    // In TIME-WAIT nothing is in flight.
    const Region anyAck = OLD_ACK | FULL_ACK;

    return {
        // CLOSING
        Rule{"3.10.7.4, fifth: not of our FIN, ignore the segment",
             CLOSING,
             (WITHOUT_FIN | WITH_FIN) & OLD_ACK,
             Drop()},
        Rule{"3.10.7.4, fifth, as in ESTABLISHED; not of our FIN, ignore the segment",
             CLOSING,
             (WITHOUT_FIN | WITH_FIN) & PARTIAL_ACK,
             AckOfText()},
        Rule{"3.10.7.4, fifth: TIME-WAIT; seventh: ignore the segment text",
             CLOSING,
             WITHOUT_FIN & FULL_ACK,
             AckOfFin().To(State::TimeWait).Start2Msl()},
        Rule{"3.10.7.4, fifth: TIME-WAIT; eighth: acknowledge the FIN",
             CLOSING,
             WITH_FIN & FULL_ACK,
             AckOfFin().To(State::TimeWait).Start2Msl().Send(AN_ACK)},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window",
             CLOSING,
             ACK_AT_ZERO_WINDOW & OLD_ACK,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, fifth; first and 3.8.6.1: there is no window",
             CLOSING,
             ACK_AT_ZERO_WINDOW & PARTIAL_ACK,
             AckOfText().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: TIME-WAIT; first and 3.8.6.1: there is no window",
             CLOSING,
             ACK_AT_ZERO_WINDOW & FULL_ACK,
             AckOfFin().To(State::TimeWait).Start2Msl().Send(AN_ACK)},

        // LAST-ACK
        Rule{"3.10.7.4, fifth: a duplicate can be ignored",
             LAST_ACK,
             WITHOUT_FIN & OLD_ACK,
             Drop()},
        Rule{"3.10.7.4, eighth: remain in LAST-ACK",
             LAST_ACK,
             WITH_FIN & OLD_ACK,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window",
             LAST_ACK,
             ACK_AT_ZERO_WINDOW & OLD_ACK,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, fifth, as in ESTABLISHED: text before our FIN",
             LAST_ACK,
             WITHOUT_FIN & PARTIAL_ACK,
             AckOfText()},
        Rule{"3.10.7.4, fifth, as in ESTABLISHED; eighth: remain in LAST-ACK",
             LAST_ACK,
             WITH_FIN & PARTIAL_ACK,
             AckOfText().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth, as in ESTABLISHED; first and 3.8.6.1: there is no window",
             LAST_ACK,
             ACK_AT_ZERO_WINDOW & PARTIAL_ACK,
             AckOfText().Send(AN_ACK)},
        Rule{"3.10.7.4, fifth: our FIN is acknowledged, enter CLOSED and return",
             LAST_ACK,
             (WITHOUT_FIN | WITH_FIN) & FULL_ACK,
             AckOfFin().Ended(CloseReason::Normal)},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window; fifth: enter CLOSED and return",
             LAST_ACK,
             ACK_AT_ZERO_WINDOW & FULL_ACK,
             AckOfFin().Send(AN_ACK).Ended(CloseReason::Normal)},

        // TIME-WAIT
        Rule{"3.10.7.4, fifth: nothing but the remote FIN can arrive",
             TIME_WAIT,
             WITHOUT_FIN & anyAck,
             Drop()},
        Rule{"3.10.7.4, eighth: remain in TIME-WAIT, restart the 2 MSL timeout",
             TIME_WAIT,
             FIN_IN_ORDER & anyAck,
             DropAndSend(AN_ACK).Start2Msl()},
        // The eighth step is for a segment that begins at RCV.NXT.
        Rule{"3.10.7.4, first: a FIN ahead of RCV.NXT is not processed; seventh (MAY-13)",
             TIME_WAIT,
             FIN_AHEAD & anyAck,
             DropAndSend(AN_ACK)},
        Rule{"3.10.7.4, first and 3.8.6.1: there is no window",
             TIME_WAIT,
             ACK_AT_ZERO_WINDOW & anyAck,
             DropAndSend(AN_ACK)},
    };
}

} // namespace matrix
