// SPDX-License-Identifier: GPL-2.0-only

#ifndef PENDING_EVENTS_H
#define PENDING_EVENTS_H

#include "ns3/map-scheduler.h"

#include <cstddef>

/**
 * The simulator's usual event queue, which also counts how many events are in it: all that were
 * scheduled and whose time has not come, be they cancelled or not. The simulator itself does not
 * tell.
 */
class PendingEvents : public ns3::MapScheduler
{
  public:
    /// \return the object TypeId
    static ns3::TypeId GetTypeId();

    /// Makes the simulator use such a queue.
    static void Count();

    /// \return how many events are in the simulator's queue
    static size_t GetCount()
    {
        return s_count;
    }

    void Insert(const Event& event) override;
    Event RemoveNext() override;
    void Remove(const Event& event) override;

  private:
    static size_t s_count;
};

#endif // PENDING_EVENTS_H
