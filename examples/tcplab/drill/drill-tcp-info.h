// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_TCP_INFO_H
#define TCPLAB_DRILL_TCP_INFO_H

#include "drill-socket.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tcplab::drill
{

/**
 * \param stack a TCP
 * \return the fields of Linux's struct tcp_info that it has an answer to, "tcpi_snd_cwnd"
 */
std::vector<std::string> TcpInfoNames(const Stack& stack);

/**
 * \param socket a socket
 * \param name of a field of Linux's struct tcp_info
 * \return its value, in Linux's units: windows in segments, times in microseconds; nothing if it
 *         has none
 */
std::optional<int64_t> TcpInfoValue(const HostSocket& socket, const std::string& name);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_TCP_INFO_H
