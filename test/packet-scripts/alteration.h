// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALTERATION_H
#define ALTERATION_H

#include "drill/drill-script.h"

#include <cstdint>
#include <string>
#include <vector>

/// What is altered.
enum class AlterationKind : uint8_t
{
    Number,  ///< a number of an expected segment
    Flag,    ///< a control bit, or the ECN mark, of an expected segment
    Option,  ///< an option of an expected segment
    Time,    ///< when a segment is expected, or a call returns: past the tolerance
    Result,  ///< what a call returns, by its value or in an argument
    Errno,   ///< how a call fails
    Removal, ///< a segment is expected no more
    Code,    ///< what code asserts
};

/// \return "a number", "a flag", ...
const char* ToString(AlterationKind kind);

/// A script that expects something else in one place.
struct Alteration
{
    AlterationKind kind;
    std::string what; ///< the event as it was and as it is now
    tcplab::drill::Script script;
};

/**
 * \param script a script that holds
 * \return it, altered in one place in each way that there is: each must fail
 */
std::vector<Alteration> AlterationsOf(const tcplab::drill::Script& script);

#endif // ALTERATION_H
