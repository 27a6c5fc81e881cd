// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_BSD_H
#define TCP_ISN_BSD_H

#include "tcp-isn-generator.h"

namespace ns3
{

/**
 * Initial sequence numbers as 4.2BSD and its descendants chose them: a counter that begins at 1,
 * goes up by `Step` each `Interval` of time, and by `PerConnection` after each connection.
 *
 * The defaults are 4.4BSD's (Wright and Stevens, TCP/IP Illustrated, volume 2, 1995: tcp_init,
 * tcp_slowtimo and tcp_usrreq; 64000 each 500 ms, and as much for a connection). 4.2BSD had 128
 * each second and 64 for a connection (Morris, A Weakness in the 4.2BSD Unix TCP/IP Software,
 * 1985).
 *
 * The clock is the simulator's and the number of connections the object's: a new object, which is
 * what a host has after a reboot, has forgotten them.
 *
 * Where PerConnection is at least Step, a new incarnation of a connection starts past what the old
 * one has sent, as long as that was at most Step octets an Interval on average: 128 kB/s.
 */
class TcpIsnBsd : public TcpIsnGenerator
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    uint32_t Generate(const TcpFourTuple& connection, Time now) override;

  private:
    uint32_t m_step;
    Time m_interval;
    uint32_t m_perConnection;
    uint32_t m_ofConnections{1}; ///< where it began and what connections have added
};

} // namespace ns3

#endif // TCP_ISN_BSD_H
