// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <cstdint>

/**
 * Counts what operator new hands out in the whole program, the libraries of the simulator included:
 * of each block the octets that the allocator sets aside for it, what it keeps beside the block
 * itself among them.
 */
class AllocationCount
{
  public:
    /// Begins to count: what is allocated at this moment counts as nothing.
    static void Begin();

    /// \return octets that are allocated now, beyond those at the beginning
    static int64_t GetNow();

    /// \return the largest that GetNow() has been since the beginning, at any moment
    static int64_t GetPeak();
};

#endif // ALLOCATION_COUNT_H
