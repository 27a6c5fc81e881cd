// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_GENERATOR_H
#define TCP_ISN_GENERATOR_H

#include "tcp-four-tuple.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>

namespace ns3
{

/**
 * Chooses the initial sequence numbers of a host (RFC 9293, section 3.4.1). A host has one, of the
 * type that its TcpLifecycleL4Protocol::IsnGenerator names.
 *
 * A generator of one's own is a class that derives from this one, has a TypeId with a constructor,
 * and says what Generate returns.
 */
class TcpIsnGenerator : public Object
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    /**
     * \param connection the connection that is about to be opened
     * \param now the simulator's time
     * \return its initial sequence number; every number is valid
     */
    virtual uint32_t Generate(const TcpFourTuple& connection, Time now) = 0;

    /**
     * Fixes the random streams that the generator draws from.
     * \param stream number of the first one
     * \return how many were used; here none
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    /**
     * \param now the simulator's time, from 0
     * \param tick how long one tick takes; one that is shorter than the simulator's resolution
     *        takes as long as that
     * \return how many ticks have passed, modulo 2^32
     */
    static uint32_t CountTicks(Time now, Time tick);
};

} // namespace ns3

#endif // TCP_ISN_GENERATOR_H
