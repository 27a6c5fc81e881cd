// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_SEARCH_H
#define EXPLORER_SEARCH_H

#include "fair-end.h"
#include "referee.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace explorer
{

/// Something that must not be, and the shortest run that leads there.
struct Finding
{
    std::string what;
    std::vector<Step> run;     ///< until then anything may happen
    std::vector<Step> fairRun; ///< from here on all are fair; most findings need no such run
};

/// What a search has found.
struct Findings
{
    uint64_t states{0};         ///< distinct ones
    uint64_t steps{0};          ///< taken altogether, refused calls included
    uint64_t transitions{0};    ///< of the transition table, taken altogether
    uint32_t depth{0};          ///< steps of the longest of the shortest runs to each state
    bool stopped{false};        ///< by the fault that was sought
    bool exhausted{false};      ///< whatever the bounds allow was looked at
    uint64_t fairEnds{0};       ///< worlds that were led to their end
    uint64_t waitingForEver{0}; ///< those in which FIN-WAIT-2 has no end
    Rows rows;                  ///< of the transition table, reached
    std::vector<Finding> faults;
    double seconds{0}; ///< of the processor's time

    /// \return whether a fault of this name was found, or any if it is Search::ANYTHING
    bool Has(std::string_view fault) const;

    /// \return the counts, for people, in a line
    std::string ToString() const;
};

/// What a search holds each world against, beside the rules that each step must follow.
enum class Ends
{
    AllFair, ///< once all are fair, both ends come to CLOSED
    Unasked, ///< that is not asked
};

/**
 * Takes every step from every world that can be reached within bounds, breadth first, so that the
 * first run to a fault is a shortest one. Beyond a fault it does not look.
 */
class Search
{
  public:
    Search(const Bounds& bounds, Ends ends);

    /// \return what was found
    Findings Run()
    {
        return RunUntil(NOTHING);
    }

    /// Stops at the first run that leads to a fault.
    /// \param fault its name, or ANYTHING \return what was found
    Findings RunUntil(std::string_view fault);

    static constexpr std::string_view NOTHING = "";
    static constexpr std::string_view ANYTHING = "*";

  private:
    /// How a world was reached first.
    struct Origin
    {
        uint32_t parent;
        Step step;
    };

    struct Reached
    {
        World world;
        uint32_t number;
    };

    void Expand(const Reached& from);
    void CheckUnchanged(const Reached& from, const World& after, Step step);
    void Add(World&& world, Origin origin);
    void CheckEnd(const Reached& reached);
    void ShowProgress() const;
    void Report(Finding finding);
    std::vector<Step> RunTo(uint32_t number, const std::vector<Step>& then = {}) const;
    World WorldAfter(const std::vector<Step>& run);
    void CompareTwins();
    std::vector<std::string> Successors(const World& world);

    Bounds m_bounds;
    Ends m_ends;
    std::string m_sought; ///< the search ends when it is found
    Referee m_referee;
    FairEnd m_fairEnd;
    Findings m_found;
    std::unordered_map<std::string, uint32_t> m_known; ///< worlds, written down
    std::vector<Origin> m_origins;                     ///< by number
    std::deque<Reached> m_next;                        ///< reached and not expanded yet
    std::vector<Reached> m_twins; ///< reached on another run, and which one they equal
    std::vector<Step> m_steps;
    std::string m_before; ///< the world that is expanded, written down if a call is refused in it
    std::string m_code;
    uint64_t m_again{0}; ///< how often a world was reached again
};

} // namespace explorer

#endif // EXPLORER_SEARCH_H
