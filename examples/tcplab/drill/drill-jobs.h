// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_JOBS_H
#define TCPLAB_DRILL_JOBS_H

#include "drill-outcome.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace tcplab::drill
{

/// What a job has come to.
struct JobResult
{
    Outcome outcome;
    std::string output; ///< what it has written to standard output and standard error
};

/// How jobs are run.
struct JobTerms
{
    unsigned atATime{1};            ///< so many at a time, from 1
    std::chrono::seconds limit{60}; ///< one that takes longer is ended
};

/**
 * Runs jobs, each in a process of its own: the simulator is a global, and one that crashes or never
 * ends takes none of the others with it.
 *
 * \param count how many
 * \param terms how
 * \param run is called in the job's process with its number
 * \param done is called here with each one's number and result, in the order of the numbers
 * \throws std::system_error if no process can be made
 */
void RunJobs(size_t count,
             const JobTerms& terms,
             const std::function<Outcome(size_t)>& run,
             const std::function<void(size_t, const JobResult&)>& done);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_JOBS_H
