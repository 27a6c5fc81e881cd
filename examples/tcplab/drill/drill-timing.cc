// SPDX-License-Identifier: GPL-2.0-only

#include "drill-timing.h"

#include <algorithm>
#include <cstdio>

namespace tcplab::drill
{

namespace
{

bool
IsRelative(EventTime::Kind kind)
{
    return kind == EventTime::Kind::Relative || kind == EventTime::Kind::RelativeRange;
}

bool
IsRange(EventTime::Kind kind)
{
    return kind == EventTime::Kind::AbsoluteRange || kind == EventTime::Kind::RelativeRange;
}

} // namespace

std::string
ToSeconds(double usecs)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", usecs / 1e6);
    return text;
}

bool
DueTime::IsAny() const
{
    return kind == EventTime::Kind::Any;
}

int64_t
DueTime::LatestUsecs() const
{
    return (IsRange(kind) ? endUsecs : usecs) + toleranceUsecs;
}

std::optional<std::string>
DueTime::Check(double actualUsecs, const std::string& what) const
{
    if (IsAny() || (actualUsecs >= static_cast<double>(usecs - toleranceUsecs) &&
                    actualUsecs <= static_cast<double>(LatestUsecs())))
    {
        return std::nullopt;
    }
    std::string expected = " at " + ToSeconds(static_cast<double>(usecs)) + " sec";
    double actual = actualUsecs;
    std::string sign;
    if (kind == EventTime::Kind::AbsoluteRange)
    {
        expected = " in time range " + ToSeconds(static_cast<double>(usecs)) + "~" +
                   ToSeconds(static_cast<double>(endUsecs)) + " sec";
    }
    else if (kind == EventTime::Kind::RelativeRange)
    {
        expected = " in relative time range +" + ToSeconds(static_cast<double>(usecs - baseUsecs)) +
                   "~+" + ToSeconds(static_cast<double>(endUsecs - baseUsecs)) + " sec";
        actual -= static_cast<double>(baseUsecs);
        sign = actual < 0 ? "" : "+";
    }
    return "timing error: expected " + what + expected + " but happened at " + sign +
           ToSeconds(actual) + " sec; tolerance " + ToSeconds(static_cast<double>(toleranceUsecs)) +
           " sec";
}

DueTime
WhenDue(const EventTime& time,
        int64_t baseUsecs,
        std::optional<int64_t> previousUsecs,
        const Configuration& configuration)
{
    DueTime due;
    due.kind = time.kind;
    due.baseUsecs = IsRelative(time.kind) || due.IsAny() ? baseUsecs : 0;
    due.usecs = due.baseUsecs + (due.IsAny() ? 0 : time.usecs);
    due.endUsecs = due.baseUsecs + time.endUsecs;
    due.toleranceUsecs = configuration.toleranceUsecs;
    if (previousUsecs)
    {
        const double since = static_cast<double>(due.usecs - *previousUsecs);
        due.toleranceUsecs =
            std::max(due.toleranceUsecs,
                     static_cast<int64_t>(configuration.tolerancePercent / 100 * since));
    }
    return due;
}

} // namespace tcplab::drill
