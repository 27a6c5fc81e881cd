// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEGMENT_FORGER_H
#define TCP_SEGMENT_FORGER_H

#include "tcp-two-host-topology.h"

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/tcp-segment.h"

namespace ns3
{

/**
 * An attacker that sends a host segments with whatever source address it likes (RFC 5961, section
 * 1.1): a node without an IP stack, on a link of its own to that host. It sees nothing of what the
 * host answers, which goes where the forged source address leads.
 *
 * The host takes what comes in by that link for any of its addresses: its IP stack is set to the
 * weak end system model.
 */
class TcpSegmentForger
{
  public:
    /**
     * \param victim the host that the segments are sent to; it must have an IP stack already
     * \param link the link to that host
     */
    TcpSegmentForger(Ptr<Node> victim, const TcpTwoHostLink& link);

    /// \return the attacker's node
    Ptr<Node> GetNode() const;

    /**
     * Sends a segment now. One that is sent while the link is busy waits for its turn.
     *
     * \param source whom it pretends to come from: an InetSocketAddress if the link carries IPv4,
     *        an Inet6SocketAddress if it carries IPv6
     * \param destination for whom it is: an address of the victim, of the same type
     * \param segment its header; the octets of its text are all 0
     * \return for how long it occupies the link
     */
    Time Send(const Address& source,
              const Address& destination,
              const tcplifecycle::Segment& segment);

  private:
    TcpTwoHostLink m_link;
    Ptr<Node> m_node;
    Ptr<NetDevice> m_device;
};

} // namespace ns3

#endif // TCP_SEGMENT_FORGER_H
