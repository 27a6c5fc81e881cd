// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_AGREEMENT_H
#define EXPLORER_AGREEMENT_H

#include "world.h"

namespace explorer
{

/**
 * Whether the two ends' numbers fit together: RFC 9293, section 3.3.1 and 3.4.
 * \param world a world
 * \return what does not fit; null if all does
 */
const char* FindDisagreement(const World& world);

} // namespace explorer

#endif // EXPLORER_AGREEMENT_H
