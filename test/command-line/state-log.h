// SPDX-License-Identifier: GPL-2.0-only

#ifndef STATE_LOG_H
#define STATE_LOG_H

#include <cstdint>
#include <string>
#include <vector>

/// A line of `--format jsonl`.
struct StateChange
{
    int64_t nanoseconds{0}; ///< of the member `time`, read without rounding
    std::string host;
    std::string from;
    std::string to;
    std::string cause;
};

/**
 * \param jsonl what `--format jsonl` has printed
 * \return its lines; a line that is no such object fails the test
 */
std::vector<StateChange> ReadStateLog(const std::string& jsonl);

/**
 * \param log the changes of all hosts
 * \param host one of them, which has one connection
 * \return the states that the connection entered, in order
 */
std::vector<std::string> StatesEntered(const std::vector<StateChange>& log,
                                       const std::string& host);

/**
 * \param log the changes of all hosts
 * \param host one of them
 * \param state a state
 * \return how long the host's connection stayed there, in nanoseconds; -1 if it did not leave it
 */
int64_t StayIn(const std::vector<StateChange>& log,
               const std::string& host,
               const std::string& state);

#endif // STATE_LOG_H
