// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_TRANSITION_H
#define TCP_LIFECYCLE_TRANSITION_H

#include "ns3/address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/tcp-segment.h"
#include "ns3/tcp-transition-table.h"

namespace ns3
{

/**
 * A connection has changed its state: what the trace source `Transition` tells, of a socket's own
 * connection at TcpLifecycleSocket, of each connection of a node at TcpLifecycleL4Protocol.
 */
struct TcpLifecycleTransition
{
    Time time;                              ///< when
    Ptr<Node> node;                         ///< where
    Address local;                          ///< our end: an InetSocketAddress or Inet6SocketAddress
    Address remote;                         ///< the peer's end, likewise
    tcplifecycle::State from;               ///< state left
    tcplifecycle::State to;                 ///< state entered
    tcplifecycle::Cause cause;              ///< what set it off: a user call, a segment or a timer
    const tcplifecycle::Segment* segment;   ///< the segment that set it off; null if none did
    const tcplifecycle::TransitionRow* row; ///< the rule that was followed; never null

    /**
     * Signature of the trace sinks.
     * \param transition the change; the segment that it points to is gone when the sink returns
     */
    typedef void (*TracedCallback)(const TcpLifecycleTransition& transition);
};

} // namespace ns3

#endif // TCP_LIFECYCLE_TRANSITION_H
