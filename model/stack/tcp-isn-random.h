// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_RANDOM_H
#define TCP_ISN_RANDOM_H

#include "tcp-isn-generator.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{

/**
 * Initial sequence numbers that are uniform over the whole sequence space and know nothing of each
 * other. Nobody can guess them, and no promise is made that a new incarnation of a connection
 * starts past the old one.
 */
class TcpIsnRandom : public TcpIsnGenerator
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    TcpIsnRandom();

    uint32_t Generate(const TcpFourTuple& connection, Time now) override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    Ptr<UniformRandomVariable> m_isn;
};

} // namespace ns3

#endif // TCP_ISN_RANDOM_H
