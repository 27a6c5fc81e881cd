// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_CLOCK_H
#define TCP_ISN_CLOCK_H

#include "tcp-isn-generator.h"

namespace ns3
{

/**
 * Initial sequence numbers after RFC 793, section 3.3: a 32-bit clock that counts `Tick`s of the
 * simulator's time, and nothing else. At 4 microseconds a tick it goes round once in 2^32 ticks =
 * 17180 s = 4.77 h (RFC 793 and RFC 9293 say "approximately 4.55 hours").
 *
 * A new incarnation of a connection starts past what the old one has sent, as long as that was less
 * than an octet a tick: 250 kB/s. Whoever knows one number knows all others.
 */
class TcpIsnClock : public TcpIsnGenerator
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    uint32_t Generate(const TcpFourTuple& connection, Time now) override;

  private:
    Time m_tick;
};

} // namespace ns3

#endif // TCP_ISN_CLOCK_H
