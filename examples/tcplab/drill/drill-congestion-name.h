// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_CONGESTION_NAME_H
#define TCPLAB_DRILL_CONGESTION_NAME_H

#include "drill-socket.h"

#include "ns3/type-id.h"

#include <optional>
#include <string>

namespace tcplab::drill
{

/// \return what Linux calls the congestion control of a socket, "cubic"; the name of its type if
///         Linux has none like it
std::string CongestionName(const HostSocket& socket);

/// \param name what Linux calls a congestion control \return its type; nothing if ns-3 has none
/// like it
std::optional<ns3::TypeId> CongestionType(const std::string& name);

/**
 * \param socket gets another congestion control
 * \param name what Linux calls it
 * \return whether ns-3 has it; nothing is changed if not
 */
bool SetCongestionByName(HostSocket& socket, const std::string& name);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_CONGESTION_NAME_H
