// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_ENCODING_H
#define EXPLORER_ENCODING_H

#include "world.h"

#include <string>

namespace explorer
{

/**
 * Writes a world down so that two worlds are written alike exactly if the same can happen to them.
 * Instants are written as how far away they are, and what has no influence any more is left out.
 *
 * \param world it
 * \param bounds of the search
 * \param to is replaced
 */
void Encode(const World& world, const Bounds& bounds, std::string& to);

} // namespace explorer

#endif // EXPLORER_ENCODING_H
