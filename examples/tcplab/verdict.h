// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_VERDICT_H
#define TCPLAB_VERDICT_H

#include "source-text.h"

#include <string>

namespace tcplab
{

/// Whether a statement of the script has held.
struct Verdict
{
    Location where;       ///< the statement
    bool held{true};      ///< whether it has
    std::string expected; ///< what it expects
    std::string happened; ///< what happened
};

} // namespace tcplab

#endif // TCPLAB_VERDICT_H
