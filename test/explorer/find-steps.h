// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_FIND_STEPS_H
#define EXPLORER_FIND_STEPS_H

#include "world.h"

#include <vector>

namespace explorer
{

/**
 * \param world a world
 * \param bounds what may happen
 * \param steps is filled with everything that can happen next
 */
void FindSteps(const World& world, const Bounds& bounds, std::vector<Step>& steps);

} // namespace explorer

#endif // EXPLORER_FIND_STEPS_H
