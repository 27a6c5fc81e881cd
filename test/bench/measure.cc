// SPDX-License-Identifier: GPL-2.0-only

#include "measure.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
#include <unistd.h>
#include <utility>

namespace
{

/// Keeps the figures of the measures that are run.
class FigureReporter : public benchmark::BenchmarkReporter
{
  public:
    bool ReportContext(const Context& /* context */) override
    {
        return true;
    }

    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs)
        {
            if (run.error_occurred)
            {
                throw MeasureError(run.run_name.function_name + ": " + run.error_message);
            }
            m_figures.push_back(run.counters.at(FIGURE));
        }
    }

    /// \return the figures since the last call, in the order of the runs
    std::vector<double> TakeFigures()
    {
        return std::exchange(m_figures, {});
    }

  private:
    std::vector<double> m_figures;
};

/// What the runs of a row came to so far.
struct Samples
{
    std::vector<double> ours;
    std::vector<double> other;
};

/// A line on a terminal that is written over again and again.
class Progress
{
  public:
    explicit Progress(int steps)
        : m_steps(steps)
    {
    }

    ~Progress()
    {
        if (m_terminal)
        {
            std::cerr << "\r\033[K";
        }
    }

    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// The next step begins. \param what it is about
    void Step(const std::string& what)
    {
        ++m_done;
        if (m_terminal)
        {
            const std::string line = "tcplab: measuring " + std::to_string(m_done) + '/' +
                                     std::to_string(m_steps) + ": " + what;
            std::cerr << "\r\033[K" << line.substr(0, WIDTH) << std::flush;
        }
    }

  private:
    static constexpr size_t WIDTH = 78; ///< a line that wraps cannot be written over

    const bool m_terminal = isatty(STDERR_FILENO) != 0;
    const int m_steps;
    int m_done{0};
};

int
CountRuns(const Row& row, const Effort& effort)
{
    switch (row.sampling)
    {
    case Sampling::Timed:
        return effort.rounds;
    case Sampling::Seeded:
        return effort.seeds;
    case Sampling::Whole:
        return effort.wholes * row.times;
    case Sampling::Counted:
        break;
    }
    return 1;
}

void
Register(const Row& row, Row::Measure measure, const char* whose, int run, const Effort& effort)
{
    auto* const registered =
        benchmark::RegisterBenchmark((row.name + ", " + whose).c_str(), measure);
    if (row.sampling == Sampling::Timed)
    {
        registered->MinTime(effort.seconds);
        return;
    }
    registered->Iterations(1);
    if (row.sampling == Sampling::Seeded)
    {
        registered->Arg(run);
    }
}

/// Measures a row once more. \param run how often that makes
void
MeasureOnce(const Row& row, int run, const Effort& effort, Samples& samples)
{
    FigureReporter reporter;
    benchmark::ClearRegisteredBenchmarks();
    Register(row, row.ours, "ours", run, effort);
    if (row.other)
    {
        Register(row, row.other, "other", run, effort);
    }
    benchmark::RunSpecifiedBenchmarks(&reporter, ".");
    const std::vector<double> figures = reporter.TakeFigures();
    samples.ours.push_back(figures.front());
    if (row.other)
    {
        samples.other.push_back(figures.back());
    }
}

} // namespace

std::vector<Result>
MeasureAll(const std::vector<Row>& rows, const Effort& effort)
{
    int steps = 0;
    int mostRuns = 0;
    for (const Row& row : rows)
    {
        const int runs = CountRuns(row, effort);
        steps += runs;
        mostRuns = std::max(mostRuns, runs);
    }
    std::vector<Samples> samples(rows.size());
    {
        // Run by run and not row by row: what disturbs the machine for a while disturbs no row
        // alone.
        Progress progress(steps);
        for (int run = 1; run <= mostRuns; ++run)
        {
            for (size_t i = 0; i < rows.size(); ++i)
            {
                if (run <= CountRuns(rows[i], effort))
                {
                    progress.Step(rows[i].name);
                    MeasureOnce(rows[i], run, effort, samples[i]);
                }
            }
        }
    }
    std::vector<Result> results;
    std::transform(
        rows.begin(),
        rows.end(),
        samples.begin(),
        std::back_inserter(results),
        [](const Row& row, const Samples& s) { return Summarize(row, s.ours, s.other); });
    return results;
}
