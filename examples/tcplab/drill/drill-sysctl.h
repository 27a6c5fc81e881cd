// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SYSCTL_H
#define TCPLAB_DRILL_SYSCTL_H

#include "drill-command.h"

#include <string>
#include <utility>
#include <vector>

namespace tcplab::drill
{

/**
 * \param name of a setting of Linux's kernel (ip-sysctl.rst): "net.ipv4.tcp_sack", or its path
 * "/proc/sys/net/ipv4/tcp_sack"
 * \param value what it is set to: "0", "4096 131072 6291456"
 * \return the attributes that mean the same; none if it means nothing to a simulator; a reason if
 * the simulator cannot do what it asks for
 */
CommandMeaning ReadSysctl(const std::string& name, const std::string& value);

/// What packetdrill's defaults.sh sets, as names and values.
const std::vector<std::pair<std::string, std::string>>& DefaultSysctls();

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SYSCTL_H
