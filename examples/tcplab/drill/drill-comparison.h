// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_COMPARISON_H
#define TCPLAB_DRILL_COMPARISON_H

#include "drill-packet.h"

#include <optional>
#include <string>

namespace tcplab::drill
{

/// What an expected segment is held against, beside its fields.
struct ComparisonTerms
{
    uint32_t timestampTickUsecs{0}; ///< of TSval; 0: it is not looked at
    int64_t toleranceUsecs{0};      ///< how far TSval may be off
};

/**
 * Holds a segment of the host against what the script expects.
 *
 * \param expected of the script
 * \param actual with the script's numbers
 * \param terms what else counts
 * \return the first field that is wrong, with what was expected and what came; nothing if none is
 */
std::optional<std::string> Compare(const Segment& expected,
                                   const Segment& actual,
                                   const ComparisonTerms& terms);

/**
 * Takes a segment that goes on where another ends as part of it: a script may write as one what a
 * host with segmentation offload hands to its link as one.
 *
 * \param whole what there is so far; becomes longer
 * \param next the segment that came then
 * \return why it is no part of it; nothing if it is
 */
std::optional<std::string> Append(Segment& whole, const Segment& next);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_COMPARISON_H
