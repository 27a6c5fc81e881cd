// SPDX-License-Identifier: GPL-2.0-only
//
// What comes back from a process of its own, and what does not.

#include "allocation-count.h"
#include "own-process.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <unistd.h>
#include <vector>

namespace
{

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(OwnProcess, GivesTheFigureAndLeavesNothingBehind)
{
    static int touched = 0;
    EXPECT_EQ(InOwnProcess([]() { return ++touched + 0.5; }), 1.5);
    EXPECT_EQ(InOwnProcess([]() { return ++touched + 0.5; }), 1.5);
    EXPECT_EQ(touched, 0);
}

TEST(OwnProcess, SaysWhyThereIsNoFigure)
{
    EXPECT_THAT([]() { InOwnProcess([]() -> double { throw std::runtime_error("no route"); }); },
                ThrowsMessage<std::runtime_error>("no route"));
    EXPECT_THAT([]() { InOwnProcess([]() -> double { return raise(SIGKILL); }); },
                ThrowsMessage<std::runtime_error>(HasSubstr("Killed")));
    EXPECT_THAT([]() { InOwnProcess([]() -> double { _exit(0); }); },
                ThrowsMessage<std::runtime_error>(HasSubstr("no figure")));
}

/// What the allocator keeps beside a block is less than this.
constexpr int64_t SLACK = 64;

TEST(AllocationCount, CountsWhatIsThereAndWhatWasThereAtMost)
{
    AllocationCount::Begin();
    EXPECT_EQ(AllocationCount::GetNow(), 0);
    auto block = std::make_unique<std::vector<char>>(100000);
    EXPECT_GE(AllocationCount::GetNow(), 100000);
    EXPECT_LE(AllocationCount::GetNow(), 100000 + 2 * SLACK);
    block.reset();
    EXPECT_EQ(AllocationCount::GetNow(), 0);
    EXPECT_GE(AllocationCount::GetPeak(), 100000);
    EXPECT_LE(AllocationCount::GetPeak(), 100000 + 2 * SLACK);
}

TEST(AllocationCount, CountsBlocksWithAnAlignmentOfTheirOwn)
{
    struct alignas(256) Aligned
    {
        char octets[1000];
    };

    AllocationCount::Begin();
    auto block = std::make_unique<Aligned>();
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block.get()) % 256, 0u);
    EXPECT_GE(AllocationCount::GetNow(), 1024);
    block.reset();
    EXPECT_EQ(AllocationCount::GetNow(), 0);
}

} // namespace
