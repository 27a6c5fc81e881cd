// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_CONSTANT_H
#define TCP_ISN_CONSTANT_H

#include "tcp-isn-generator.h"

namespace ns3
{

/// The same initial sequence number for every connection, as ns-3's TcpSocketBase has it (0).
class TcpIsnConstant : public TcpIsnGenerator
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    uint32_t Generate(const TcpFourTuple& connection, Time now) override;

  private:
    uint32_t m_value;
};

} // namespace ns3

#endif // TCP_ISN_CONSTANT_H
