// SPDX-License-Identifier: GPL-2.0-only

#ifndef ROW_H
#define ROW_H

#include <benchmark/benchmark.h>
#include <optional>
#include <string>
#include <vector>

/// What a figure must reach.
struct Bar
{
    std::optional<double> least; ///< no smaller than this
    std::optional<double> most;  ///< no larger than this

    static Bar AtLeast(double least)
    {
        return {least, std::nullopt};
    }

    static Bar AtMost(double most)
    {
        return {std::nullopt, most};
    }

    static Bar Between(double least, double most)
    {
        return {least, most};
    }

    /// For a figure that is there to compare others with.
    static Bar None()
    {
        return {};
    }
};

/// How a row is measured, and what its ratio is.
enum class Sampling
{
    /// A time of the processor, which differs from run to run: for as long, and in as many rounds,
    /// as there is patience. The ratio is that of the medians.
    Timed,
    /// What a simulation comes to, which is the same whenever it has the same seed: once with each
    /// seed, State::range(0). The ratio is the median of those of runs with the same seed.
    Seeded,
    /// A time of the processor that a whole simulation takes: once in each of some rounds. The
    /// ratio is that of the medians.
    Whole,
    /// What is the same whenever it is counted: once.
    Counted,
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

    /// When it is measured.
    enum class Runs
    {
        Always,
        UnlessQuick, ///< it takes long
    };

    std::string name; ///< stays the same from version to version, so that runs can be compared
    std::string unit; ///< of the figures
    Bar bar;          ///< for the ratio, or for our figure where there is nothing to compare with
    Measure ours;
    Measure other{nullptr}; ///< null: nothing to compare with
    Sampling sampling{Sampling::Timed};
    Runs runs{Runs::Always};
    int times{1}; ///< of Sampling::Whole: how many times as many rounds, where each is short
};

/// The counter that a measure sets.
constexpr const char* FIGURE = "figure";

/// \return the rows of the protocol side alone
std::vector<Row> ProtocolRows();

/// \return what a segment of a bulk transfer costs
std::vector<Row> BulkRows();

/// \return what a connection costs that is opened, used and closed
std::vector<Row> ConnectionRows();

/// \return what a connection at rest takes of memory and of the simulator's event queue
std::vector<Row> RestingConnectionRows();

/// \return what a transfer gets out of a path
std::vector<Row> GoodputRows();

#endif // ROW_H
