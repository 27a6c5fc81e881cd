// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_SOCKET_LOG_H
#define TCP_LIFECYCLE_SOCKET_LOG_H

#include "ns3/log.h"

namespace ns3
{

/**
 * ns-3 allows one definition of a log component, and the socket's code lies in several files: each
 * of them refers to this one as g_log, which is the name that ns-3's macros expect.
 *
 * \return the log component "TcpLifecycleSocket"
 */
LogComponent& TcpLifecycleSocketLog();

} // namespace ns3

#endif // TCP_LIFECYCLE_SOCKET_LOG_H
