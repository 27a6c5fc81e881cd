// SPDX-License-Identifier: GPL-2.0-only

#include "axes.h"

#include <ostream>

namespace matrix
{

namespace
{

const char*
ToString(Seq seq)
{
    switch (seq)
    {
    case Seq::Far:
        return "far from the window";
    case Seq::Left:
        return "left of the window";
    case Seq::Old:
        return "just left of the window";
    case Seq::Straddle:
        return "straddling the left edge";
    case Seq::LeftEdge:
        return "at the left edge";
    case Seq::Inside:
        return "inside the window";
    case Seq::RightEdge:
        return "at the right edge";
    case Seq::Right:
        return "right of the window";
    case Seq::Beyond:
        return "further right of the window";
    }
    return "?";
}

const char*
ToString(Ack ack)
{
    switch (ack)
    {
    case Ack::TooOld:
        return "before SND.UNA-MAX.SND.WND";
    case Ack::Oldest:
        return "at SND.UNA-MAX.SND.WND";
    case Ack::Old:
        return "before SND.UNA";
    case Ack::AtUna:
        return "at SND.UNA";
    case Ack::InFlight:
        return "in flight";
    case Ack::AtNxt:
        return "at SND.NXT";
    case Ack::Beyond:
        return "beyond SND.NXT";
    }
    return "?";
}

} // namespace

const char*
ToString(Situation situation)
{
    switch (situation)
    {
    case Situation::Closed:
        return "Closed";
    case Situation::Listen:
        return "Listen";
    case Situation::SynSent:
        return "SynSent";
    case Situation::SynReceivedPassive:
        return "SynReceivedPassive";
    case Situation::SynReceivedActive:
        return "SynReceivedActive";
    case Situation::Established:
        return "Established";
    case Situation::FinWait1:
        return "FinWait1";
    case Situation::FinWait1Gone:
        return "FinWait1Gone";
    case Situation::FinWait2:
        return "FinWait2";
    case Situation::FinWait2Gone:
        return "FinWait2Gone";
    case Situation::CloseWait:
        return "CloseWait";
    case Situation::Closing:
        return "Closing";
    case Situation::LastAck:
        return "LastAck";
    case Situation::TimeWait:
        return "TimeWait";
    case Situation::TimeWaitAtOnce:
        return "TimeWaitAtOnce";
    case Situation::TimeWaitFromClosing:
        return "TimeWaitFromClosing";
    }
    return "?";
}

void
PrintTo(Situation situation, std::ostream* to)
{
    *to << ToString(situation);
}

std::string
ToString(const Cell& cell)
{
    const std::string ctl = tcplifecycle::ControlBitsToString(ControlBitsOf(cell.kind));
    return std::string(ToString(cell.situation)) + ": " + (ctl.empty() ? "no control bit" : ctl) +
           (TextOf(cell.kind) > 0 ? " with text" : "") + " " + ToString(cell.seq) +
           ", acknowledgment " + ToString(cell.ack) +
           (cell.window == Window::Open ? ", window open" : ", window zero") +
           (cell.rfc5961 == Rfc5961::On ? ", RFC 5961 on" : ", RFC 5961 off");
}

const char*
WhyImpossible(const Cell& cell)
{
    if (cell.seq == Seq::Straddle && LengthOf(cell.kind) < 2)
    {
        return "a segment of less than two numbers straddles nothing";
    }
    switch (cell.situation)
    {
    case Situation::Closed:
        return cell.window == Window::Zero ? "CLOSED offers no window" : nullptr;
    case Situation::Listen:
        return nullptr;
    case Situation::SynSent:
        return cell.ack == Ack::InFlight ? "one SYN is not acknowledged in part" : nullptr;
    case Situation::SynReceivedPassive:
    case Situation::SynReceivedActive:
        if (cell.ack == Ack::InFlight)
        {
            return "one SYN is not acknowledged in part";
        }
        break;
    case Situation::FinWait1Gone:
        if (cell.ack == Ack::InFlight)
        {
            return "one FIN is not acknowledged in part";
        }
        break;
    case Situation::FinWait2:
    case Situation::FinWait2Gone:
    case Situation::TimeWait:
    case Situation::TimeWaitAtOnce:
    case Situation::TimeWaitFromClosing:
        if (cell.ack == Ack::AtUna || cell.ack == Ack::InFlight)
        {
            return "nothing is in flight: SND.UNA is SND.NXT";
        }
        break;
    default:
        break;
    }
    if (cell.window == Window::Zero && (cell.seq == Seq::Inside || cell.seq == Seq::RightEdge))
    {
        return "a zero window has no inside";
    }
    return nullptr;
}

} // namespace matrix
