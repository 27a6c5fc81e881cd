// SPDX-License-Identifier: GPL-2.0-only

#include "allocation-count.h"

#include <cstddef>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace
{

bool g_counts = false;
int64_t g_now = 0;
int64_t g_peak = 0;

/// glibc keeps the size of a block in front of it.
int64_t
SizeOf(void* block)
{
    return static_cast<int64_t>(malloc_usable_size(block) + sizeof(size_t));
}

void*
Counted(void* block)
{
    if (!block)
    {
        throw std::bad_alloc();
    }
    if (g_counts)
    {
        g_now += SizeOf(block);
        if (g_now > g_peak)
        {
            g_peak = g_now;
        }
    }
    return block;
}

void
Free(void* block)
{
    if (g_counts && block)
    {
        g_now -= SizeOf(block);
    }
    std::free(block);
}

} // namespace

void
AllocationCount::Begin()
{
    g_counts = true;
    g_now = 0;
    g_peak = 0;
}

int64_t
AllocationCount::GetNow()
{
    return g_now;
}

int64_t
AllocationCount::GetPeak()
{
    return g_peak;
}

// The other forms of new and delete call these.

void*
operator new(size_t size)
{
    return Counted(std::malloc(size));
}

void*
operator new(size_t size, std::align_val_t alignment)
{
    const auto align = static_cast<size_t>(alignment);
    return Counted(std::aligned_alloc(align, (size + align - 1) / align * align));
}

void
operator delete(void* block) noexcept
{
    Free(block);
}

void
operator delete(void* block, size_t) noexcept
{
    Free(block);
}

void
operator delete(void* block, std::align_val_t) noexcept
{
    Free(block);
}

void
operator delete(void* block, size_t, std::align_val_t) noexcept
{
    Free(block);
}
