// SPDX-License-Identifier: GPL-2.0-only

#ifndef SOAK_DRIVER_H
#define SOAK_DRIVER_H

#include "soak-simulation.h"

#include <cstdint>
#include <functional>
#include <iosfwd>

/// What all runs came to.
struct SoakSummary
{
    uint32_t runs{0};
    uint32_t failed{0};
    SoakResult total;
};

/// What is to be run.
struct SoakOrder
{
    uint32_t runs{1};      ///< how many
    uint32_t first{1};     ///< seed of the first; the others count up from it
    uint32_t jobs{1};      ///< how many at the same time
    uint32_t seconds{120}; ///< a run that takes longer hangs; of the processor
    bool describe{false};  ///< say of each run what it is, and not only of those that fail
    bool segments{false};  ///< print the segments of runs that fail or are described
    bool progress{false};  ///< show how far it is, on standard error
};

/**
 * Runs, each in a process of its own: so that none depends on what ran before, and that one that
 * crashes or hangs takes no other one with it.
 * \param order what to run
 * \param simulate does a run, and reports what is wrong as GoogleTest's failures
 * \param out where to say what failed
 * \return what they came to
 */
SoakSummary RunSoak(const SoakOrder& order,
                    const std::function<SoakResult(const SoakRun&)>& simulate,
                    std::ostream& out);

/// Says in a few lines what all runs came to, the last one with the counts of runs.
std::ostream& operator<<(std::ostream& stream, const SoakSummary& summary);

#endif // SOAK_DRIVER_H
