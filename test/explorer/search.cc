// SPDX-License-Identifier: GPL-2.0-only

#include "search.h"

#include "encoding.h"
#include "find-steps.h"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

constexpr uint32_t NO_PARENT = UINT32_MAX;

/// So many worlds that were reached again are kept, to see whether they are what they seem.
constexpr size_t MOST_TWINS = 1000;

/// So many kinds of fault are told.
constexpr size_t MOST_FAULTS = 20;

/// Progress is shown whenever so many worlds were expanded.
constexpr uint32_t PROGRESS_INTERVAL = 1 << 15;

} // namespace

bool
Findings::Has(std::string_view fault) const
{
    return std::any_of(faults.begin(), faults.end(), [&](const Finding& finding) {
        return fault == Search::ANYTHING || fault == finding.what;
    });
}

std::string
Findings::ToString() const
{
    std::ostringstream text;
    text << states << " states, " << steps << " steps, " << transitions << " transitions, " << depth
         << " deep, "
         << (exhausted ? "exhausted"
             : stopped ? "ended by the fault that was sought"
                       : "NOT exhausted")
         << ", " << rows.count() << " rows of the table, ";
    if (fairEnds > 0)
    {
        text << fairEnds << " led to CLOSED (" << waitingForEver
             << " wait in FIN-WAIT-2 for an end that is gone), ";
    }
    text << faults.size() << " kinds of fault, " << std::fixed << std::setprecision(1) << seconds
         << " s";
    return text.str();
}

Search::Search(const Bounds& bounds, Ends ends)
    : m_bounds(bounds),
      m_ends(ends),
      m_referee(m_bounds),
      m_fairEnd(m_bounds)
{
}

Findings
Search::RunUntil(std::string_view fault)
{
    const std::clock_t start = std::clock();
    m_sought = fault;
    Add(WorldAfter(m_bounds.prelude), {NO_PARENT, {}});
    uint32_t lastOfLevel = 0;
    while (!m_next.empty() && m_found.depth < m_bounds.mostSteps &&
           m_origins.size() <= m_bounds.mostStates && !m_found.stopped)
    {
        const Reached from = std::move(m_next.front());
        m_next.pop_front();
        Expand(from);
        if (from.number % PROGRESS_INTERVAL == PROGRESS_INTERVAL - 1)
        {
            ShowProgress();
        }
        if (from.number == lastOfLevel && !m_next.empty())
        {
            ++m_found.depth;
            lastOfLevel = m_next.back().number;
        }
    }
    if (isatty(STDERR_FILENO))
    {
        std::cerr << "\r\033[K" << std::flush;
    }
    m_found.exhausted = !m_found.stopped && (m_next.empty() || m_found.depth == m_bounds.mostSteps);
    m_found.states = m_origins.size();
    CompareTwins();
    m_found.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    return m_found;
}

void
Search::Expand(const Reached& from)
{
    FindSteps(from.world, m_bounds, m_steps);
    m_before.clear();
    for (const Step step : m_steps)
    {
        World world = from.world;
        const Account& account = m_referee.Take(world, step);
        ++m_found.steps;
        m_found.transitions += account.rows.count();
        m_found.rows |= account.rows;
        if (!account.fault.empty())
        {
            Report({account.fault, RunTo(from.number, {step}), {}});
            continue;
        }
        if (account.result != CallResult::Ok)
        {
            CheckUnchanged(from, world, step);
            continue;
        }
        Add(std::move(world), {from.number, step});
    }
}

void
Search::CheckUnchanged(const Reached& from, const World& after, Step step)
{
    if (m_before.empty())
    {
        Encode(from.world, m_bounds, m_before);
    }
    Encode(after, m_bounds, m_code);
    if (m_before != m_code)
    {
        Report({"a call that is refused changes something", RunTo(from.number, {step}), {}});
    }
}

void
Search::Add(World&& world, Origin origin)
{
    Encode(world, m_bounds, m_code);
    const auto number = static_cast<uint32_t>(m_origins.size());
    const auto [known, isNew] = m_known.try_emplace(m_code, number);
    if (!isNew)
    {
        // Ever rarer, so that all depths are asked.
        ++m_again;
        if ((m_again & (m_again >> 10)) == 0 && m_twins.size() < MOST_TWINS)
        {
            m_twins.push_back({std::move(world), known->second});
        }
        return;
    }
    m_origins.push_back(origin);
    m_next.push_back({std::move(world), number});
    if (m_ends == Ends::AllFair)
    {
        CheckEnd(m_next.back());
    }
}

void
Search::CheckEnd(const Reached& reached)
{
    ++m_found.fairEnds;
    switch (m_fairEnd.Find(reached.world))
    {
    case FairEnd::Outcome::Closed:
        return;
    case FairEnd::Outcome::WaitsForEver:
        ++m_found.waitingForEver;
        return;
    case FairEnd::Outcome::Fault:
        Report({m_fairEnd.Fault(), RunTo(reached.number), m_fairEnd.Run()});
        return;
    }
}

void
Search::Report(Finding finding)
{
    m_found.stopped = m_found.stopped || m_sought == ANYTHING || m_sought == finding.what;
    const auto same = [&](const Finding& told) { return told.what == finding.what; };
    const auto& faults = m_found.faults;
    if (faults.size() < MOST_FAULTS && std::none_of(faults.begin(), faults.end(), same))
    {
        m_found.faults.push_back(std::move(finding));
    }
}

/// One line that is written over, on a terminal only.
void
Search::ShowProgress() const
{
    if (isatty(STDERR_FILENO))
    {
        std::cerr << "\r\033[K" << m_bounds.name << ": " << m_origins.size() << " states, "
                  << m_found.depth << " deep, " << m_next.size() << " to look at" << std::flush;
    }
}

std::vector<Step>
Search::RunTo(uint32_t number, const std::vector<Step>& then) const
{
    std::vector<Step> run(then.rbegin(), then.rend());
    for (uint32_t at = number; m_origins[at].parent != NO_PARENT; at = m_origins[at].parent)
    {
        run.push_back(m_origins[at].step);
    }
    run.insert(run.end(), m_bounds.prelude.rbegin(), m_bounds.prelude.rend());
    std::reverse(run.begin(), run.end());
    return run;
}

World
Search::WorldAfter(const std::vector<Step>& run)
{
    World world(m_bounds);
    for (const Step step : run)
    {
        m_referee.Take(world, step);
    }
    return world;
}

void
Search::CompareTwins()
{
    for (const Reached& twin : m_twins)
    {
        const std::vector<Step> run = RunTo(twin.number);
        if (Successors(twin.world) != Successors(WorldAfter(run)))
        {
            m_found.faults.push_back({"two worlds that are written down alike are not alike: the "
                                      "encoding lacks something",
                                      run,
                                      {}});
            return;
        }
    }
}

std::vector<std::string>
Search::Successors(const World& from)
{
    std::vector<std::string> successors;
    FindSteps(from, m_bounds, m_steps);
    for (const Step step : m_steps)
    {
        World world = from;
        m_referee.Take(world, step);
        Encode(world, m_bounds, m_code);
        successors.push_back(m_code);
    }
    return successors;
}

} // namespace explorer
