// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_PLACE_H
#define TCPLAB_DRILL_PLACE_H

#include <cstdint>

namespace tcplab::drill
{

/// Where something begins in its script. Script::Locate() makes a Location of it.
struct Place
{
    uint32_t line{1};   ///< from 1
    uint32_t column{1}; ///< in octets, from 1
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_PLACE_H
