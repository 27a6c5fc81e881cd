// SPDX-License-Identifier: GPL-2.0-only

#ifndef OWN_PROCESS_H
#define OWN_PROCESS_H

#include <benchmark/benchmark.h>
#include <functional>

/**
 * Runs a measurement in a process of its own, so that it finds the heap, ns-3's defaults and the
 * simulator as they are at the beginning of the program, and leaves nothing behind for the next.
 * \param measure what to run; throws an exception to say why there is no figure
 * \return what it returned
 * \throws std::runtime_error if it threw an exception or the process ended without a figure
 */
double InOwnProcess(const std::function<double()>& measure);

/// Sets the counter FIGURE to what a measurement comes to in a process of its own.
void MeasureInOwnProcess(benchmark::State& state, const std::function<double()>& measure);

#endif // OWN_PROCESS_H
