// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SOCKET_ERROR_H
#define TCPLAB_SOCKET_ERROR_H

#include "ns3/socket.h"

#include <string>
#include <vector>

namespace tcplab
{

/// \return the names of ns-3's socket errors, as scripts write them
std::vector<std::string> SocketErrorNames();

/**
 * \param error an error
 * \return its name, "ERROR_SHUTDOWN"
 */
std::string SocketErrorName(ns3::Socket::SocketErrno error);

} // namespace tcplab

#endif // TCPLAB_SOCKET_ERROR_H
