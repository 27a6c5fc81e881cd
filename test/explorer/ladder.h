// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_LADDER_H
#define EXPLORER_LADDER_H

#include "search.h"

#include <string>

namespace explorer
{

/**
 * \param bounds of the search
 * \param finding what it found
 * \return the run that leads there as a ladder, in the manner of RFC 9293's figures: an arrow that
 *         begins at an end for a segment that leaves, one that points at an end for one that
 *         arrives
 */
std::string DrawLadder(const Bounds& bounds, const Finding& finding);

} // namespace explorer

#endif // EXPLORER_LADDER_H
