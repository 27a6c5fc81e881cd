// SPDX-License-Identifier: GPL-2.0-only

#ifndef ROW_H
#define ROW_H

#include <benchmark/benchmark.h>
#include <string>
#include <vector>

/// Which side of a bar is the good one.
enum class Bound
{
    AtLeast,
    AtMost,
};

/**
 * One line of the table: what is measured, and what it must reach.
 *
 * What is measured is a function of Google Benchmark that sets the counter FIGURE, in the row's
 * unit. A row that compares has two; the bar is then for the ratio of ours to the other.
 */
struct Row
{
    using Measure = void (*)(benchmark::State& state);

    std::string name; ///< stays the same from version to version, so that runs can be compared
    std::string unit; ///< of the figures
    Bound bound;      ///< how to read the bar
    double bar;       ///< for the ratio, or for our figure where there is nothing to compare with
    Measure ours;
    Measure other{nullptr}; ///< null: nothing to compare with
};

/// The counter that a measure sets.
constexpr const char* FIGURE = "figure";

/// \return the rows of the protocol side alone
std::vector<Row> ProtocolRows();

#endif // ROW_H
