// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_TIMING_H
#define TCPLAB_DRILL_TIMING_H

#include "drill-configuration.h"
#include "drill-script.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tcplab::drill
{

/// When an event is due, in microseconds since the script began.
struct DueTime
{
    EventTime::Kind kind{EventTime::Kind::Absolute};
    int64_t usecs{0};
    int64_t endUsecs{0};  ///< of a range: its end
    int64_t baseUsecs{0}; ///< what a relative time was counted from
    int64_t toleranceUsecs{0};

    /// \return whether it may happen at any time
    bool IsAny() const;

    /// \return the latest time that is still in time; means nothing if it IsAny()
    int64_t LatestUsecs() const;

    /**
     * \param actualUsecs when it happened
     * \param what it is: "outbound packet"
     * \return what is wrong with that; nothing if it was in time
     */
    std::optional<std::string> Check(double actualUsecs, const std::string& what) const;
};

/**
 * \param time as the script has it
 * \param baseUsecs what a relative time counts from
 * \param previousUsecs when the event before was due; nothing for the first one
 * \param configuration the tolerances: a percentage of the time since the event before, or a time,
 *        whichever is longer
 * \return when it is due
 */
DueTime WhenDue(const EventTime& time,
                int64_t baseUsecs,
                std::optional<int64_t> previousUsecs,
                const Configuration& configuration);

/// \return "0.204000"
std::string ToSeconds(double usecs);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_TIMING_H
