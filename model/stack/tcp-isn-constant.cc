// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-constant.h"

#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnConstant);

TypeId
TcpIsnConstant::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TcpIsnConstant")
                            .SetParent<TcpIsnGenerator>()
                            .SetGroupName("TcpLifecycle")
                            .AddConstructor<TcpIsnConstant>()
                            .AddAttribute("Value",
                                          "The initial sequence number of each connection.",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&TcpIsnConstant::m_value),
                                          MakeUintegerChecker<uint32_t>());
    return tid;
}

uint32_t
TcpIsnConstant::Generate(const TcpFourTuple& /* connection */, Time /* now */)
{
    return m_value;
}

} // namespace ns3
