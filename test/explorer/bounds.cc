// SPDX-License-Identifier: GPL-2.0-only

#include "bounds.h"

#include <sstream>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

std::string
Seconds(Duration duration)
{
    std::ostringstream text;
    text << std::chrono::duration<double>(duration).count() << " s";
    return text.str();
}

/// A count that may be without bound.
std::string
Times(uint8_t count)
{
    return count == UNLIMITED ? "as often as may be" : "at most " + std::to_string(count);
}

/// What a user can call.
std::string
Calls(const Bounds& bounds, Side side)
{
    std::ostringstream text;
    text << (bounds.openPassive[side] ? "passive OPEN, " : "")
         << (bounds.openActive[side] ? "active OPEN, " : "");
    if (bounds.octets[side] > 0)
    {
        text << "SEND of " << int{bounds.octets[side]} << " octets (";
        for (const uint8_t octets : bounds.sends)
        {
            text << int{octets} << (octets == bounds.sends.back() ? "" : " or ");
        }
        text << " at once" << (bounds.urgent ? ", urgent or not" : "") << "), ";
    }
    text << (bounds.readsAtOnce ? "reads at once" : "RECEIVE at any time") << ", CLOSE"
         << (bounds.closeBoth ? ", CLOSE of both ways" : "")
         << (bounds.discard ? ", discarding" : "") << (bounds.abort ? ", ABORT" : "")
         << (bounds.endsTimeWait ? ", no room in TIME-WAIT" : "");
    return text.str();
}

std::string
TimingOf(const Bounds& bounds)
{
    if (!bounds.timing.commonClock)
    {
        return "any timer at any time, " + Times(bounds.timeouts);
    }
    return "one clock in steps of " + Seconds(bounds.timing.step) + ", a segment lives less than " +
           Seconds(bounds.timing.lifetime) + ", MSL " + Seconds(bounds.settings.msl) + ", RTO " +
           Seconds(bounds.settings.connTimeout);
}

const char*
Lives(Reopening reopening)
{
    switch (reopening)
    {
    case Reopening::Never:
        return "one";
    case Reopening::AfterQuietTime:
        return "two, the second of a host that keeps the quiet time";
    case Reopening::AfterNormalEnd:
        return "two, the second with the same ISNs once both ends are CLOSED in good order";
    }
    return "?";
}

} // namespace

std::string
Bounds::ToString() const
{
    std::ostringstream text;
    text << "  A: " << Calls(*this, A) << (textOnSyn ? "; its SYN carries text" : "") << "\n"
         << "  B: " << Calls(*this, B) << "\n"
         << "  channel: " << int{capacity} << " segments each way, "
         << "in any order; repeats: " << Times(repeats) << "; losses: " << Times(losses)
         << (icmp ? ", told by ICMP or not" : "") << "\n"
         << "  time: " << TimingOf(*this) << "\n"
         << "  connections of the four-tuple: " << Lives(reopening) << "; ISNs " << iss[A] << ", "
         << iss[B] << "\n"
         << "  settings: MSS " << sizes.send << ", window " << settings.maxWindow << ", R2 "
         << settings.connCount << " for a SYN, " << settings.dataRetries << " for data, RFC 5961 "
         << (settings.rfc5961 ? "on" : "off");
    if (settings.sack)
    {
        text << ", SACK, of which " << settings.duplicateThreshold << " means a loss";
    }
    text << "\n";
    if (!prelude.empty())
    {
        text << "  begins after " << prelude.size() << " steps of a prelude\n";
    }
    if (mostSteps != UINT32_MAX)
    {
        text << "  no run of more than " << mostSteps << " steps\n";
    }
    return text.str();
}

} // namespace explorer
