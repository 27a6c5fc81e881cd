// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_FAIR_END_H
#define EXPLORER_FAIR_END_H

#include "referee.h"

#include <string>
#include <vector>

namespace explorer
{

/**
 * What becomes of a world in which from now on the channel loses nothing, both users read what
 * comes and close, and nobody calls ABORT, waits with a user timeout or gives up: both ends must
 * come to CLOSED.
 */
class FairEnd
{
  public:
    enum class Outcome
    {
        Closed,
        /// An end is in FIN-WAIT-2 and the other has gone without its notice. RFC 9293 has no timer
        /// for that: it waits until its user calls ABORT.
        WaitsForEver,
        Fault,
    };

    explicit FairEnd(const Bounds& bounds);

    /// \param world a world \return what becomes of it
    Outcome Find(const World& world);

    /// \return after Fault: what was wrong
    const std::string& Fault() const
    {
        return m_fault;
    }

    /// \return what happened on the way
    const std::vector<Step>& Run() const
    {
        return m_run;
    }

    /// \name For whoever repeats the run
    ///@{
    /// From now on all are fair. \param world is changed
    void Begin(World& world) const;

    /// \param world is changed \param step the next of Run() \return what it did
    const Account& Take(World& world, Step step);

    ///@}

  private:
    bool Try(World& world, Step step);
    bool CloseAndRead(World& world);
    bool TakeNextArrival(World& world);
    bool TakeNextTimeout(World& world);

    Bounds m_bounds;
    Referee m_referee;
    std::string m_fault;
    std::vector<Step> m_run;
};

} // namespace explorer

#endif // EXPLORER_FAIR_END_H
