// SPDX-License-Identifier: GPL-2.0-only

#include "step.h"

namespace explorer
{

const char*
ToString(Step::Kind kind)
{
    switch (kind)
    {
    case Step::Kind::OpenPassive:
        return "passive OPEN";
    case Step::Kind::OpenActive:
        return "active OPEN";
    case Step::Kind::Send:
        return "SEND";
    case Step::Kind::SendUrgent:
        return "SEND urgent";
    case Step::Kind::Receive:
        return "RECEIVE";
    case Step::Kind::CloseSending:
        return "CLOSE";
    case Step::Kind::CloseBoth:
        return "CLOSE, reads no more";
    case Step::Kind::Discard:
        return "discards text";
    case Step::Kind::Abort:
        return "ABORT";
    case Step::Kind::Arrive:
        return "arrives";
    case Step::Kind::Repeat:
        return "arrives, and will again";
    case Step::Kind::Lose:
        return "is lost";
    case Step::Kind::Refuse:
        return "ICMP: unreachable";
    case Step::Kind::Shorten:
        return "ICMP: too big";
    case Step::Kind::Timeout:
        return "timeout";
    case Step::Kind::GiveWay:
        return "gives way to a new incarnation";
    case Step::Kind::NoRoom:
        return "has no room in TIME-WAIT";
    case Step::Kind::Pass:
        return "time passes";
    }
    return "?";
}

} // namespace explorer
