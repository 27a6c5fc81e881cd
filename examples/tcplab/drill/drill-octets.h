// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_OCTETS_H
#define TCPLAB_DRILL_OCTETS_H

#include "drill-packet.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * \file
 * Segments of packet scripts as they go over the wire (RFC 9293, section 3.1). Their text is zeros:
 * a script says how much there is, not what.
 */

namespace tcplab::drill
{

/**
 * \param segment a segment with ports; its numbers are written as they are
 * \return header, options and text
 */
std::vector<uint8_t> ToOctets(const Segment& segment);

/**
 * \param octets of a TCP segment
 * \return what its header says, with ports, window and options; nothing if it is none. Its
 * direction is outbound
 */
std::optional<Segment> FromOctets(const std::vector<uint8_t>& octets);

/// \return the options between two places of a header; nothing if a length is impossible
std::optional<std::vector<TcpOption>> OptionsFromOctets(const uint8_t* from, const uint8_t* end);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_OCTETS_H
