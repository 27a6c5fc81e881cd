// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_OUTCOME_H
#define TCPLAB_DRILL_OUTCOME_H

#include <cstdint>
#include <string>
#include <vector>

namespace tcplab::drill
{

/// What the run of a script comes to.
enum class Verdict : uint8_t
{
    Passed,
    Failed,
    Skipped,  ///< it asks for something that the simulator cannot do
    Unusable, ///< it cannot be read, or run over such a TCP
};

/// \return "passed", "failed", "skipped", "unusable"
constexpr const char*
ToString(Verdict verdict)
{
    switch (verdict)
    {
    case Verdict::Passed:
        return "passed";
    case Verdict::Failed:
        return "failed";
    case Verdict::Skipped:
        return "skipped";
    case Verdict::Unusable:
        return "unusable";
    }
    return "?";
}

/// A verdict with its reason.
struct Outcome
{
    Verdict verdict{Verdict::Passed};
    uint32_t line{0};   ///< where the reason is, from 1; 0: nowhere, or it names its place itself
    std::string reason; ///< "" if it passed; it may have several lines
    /// Mismatches that the script says are not fatal, "LINE: what was wrong".
    std::vector<std::string> warnings;
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_OUTCOME_H
