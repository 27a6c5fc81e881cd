// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_ICMP_NAME_H
#define TCPLAB_DRILL_ICMP_NAME_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/**
 * \file
 * Types and codes of ICMP (RFC 792, RFC 950, RFC 1122, RFC 1812) and ICMPv6 (RFC 4443), under the
 * names that packetdrill gives them.
 */

namespace tcplab::drill
{

/**
 * \param ipv6 whether it is ICMPv6's
 * \param name of a type: "unreachable", "type_42"
 * \return the type; nothing if it has no such name
 */
std::optional<uint8_t> IcmpTypeOf(bool ipv6, const std::string& name);

/**
 * \param ipv6 whether it is ICMPv6's
 * \param type of the message
 * \param name of a code: "port_unreachable", "code_3"
 * \return the code; nothing if the type has no code of this name
 */
std::optional<uint8_t> IcmpCodeOf(bool ipv6, uint8_t type, const std::string& name);

/// \return the names of the types
std::vector<std::string> IcmpTypeNames(bool ipv6);

/// \return the names of the codes of a type; none if they have no names
std::vector<std::string> IcmpCodeNames(bool ipv6, uint8_t type);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_ICMP_NAME_H
