// SPDX-License-Identifier: GPL-2.0-only
//
// The inputs that are kept go through their targets in every build: those that were made by hand,
// those that a fuzzer found to reach something new, and those by which a fault was found.

#include "targets.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

namespace
{

struct Target
{
    const char* name;
    void (*function)(const uint8_t* data, size_t size);
};

class Corpus : public testing::TestWithParam<Target>
{
};

INSTANTIATE_TEST_SUITE_P(Each,
                         Corpus,
                         testing::Values(Target{"connection", &FuzzConnection},
                                         Target{"header", &FuzzHeader},
                                         Target{"stack", &FuzzStack},
                                         Target{"script", &FuzzScript},
                                         Target{"drill", &FuzzDrill}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(Corpus, HoldsNothingThatBreaksARule)
{
    const std::filesystem::path folder = std::filesystem::path(CORPUS_DIR) / GetParam().name;
    int inputs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
    {
        SCOPED_TRACE(entry.path());
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string octets{std::istreambuf_iterator<char>(file),
                                 std::istreambuf_iterator<char>()};
        const auto* data = reinterpret_cast<const uint8_t*>(octets.data());
        EXPECT_NO_THROW(GetParam().function(data, octets.size()));
        ++inputs;
    }
    EXPECT_GT(inputs, 10);
}

} // namespace
