// SPDX-License-Identifier: GPL-2.0-only
//
// What libFuzzer calls; which target it is, the build says.

#include "targets.h"

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    FUZZ_TARGET(data, size);
    return 0;
}
