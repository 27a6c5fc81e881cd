// SPDX-License-Identifier: GPL-2.0-only

// Which congestion control the connections of a host get.

#include "tcp-lifecycle-l4-protocol.h"
#include "tcp-lifecycle-socket.h"

namespace ns3
{

bool
TcpLifecycleL4Protocol::SetCongestionOpsType(TypeId type)
{
    return m_congestion.SetOpsType(type);
}

TypeId
TcpLifecycleL4Protocol::GetCongestionOpsType() const
{
    return m_congestion.GetTypes().ops;
}

bool
TcpLifecycleL4Protocol::SetRecoveryOpsType(TypeId type)
{
    return m_congestion.SetRecoveryType(type);
}

TypeId
TcpLifecycleL4Protocol::GetRecoveryOpsType() const
{
    return m_congestion.GetTypes().recovery;
}

bool
TcpLifecycleL4Protocol::SetRttEstimatorType(TypeId type)
{
    return m_congestion.SetRttType(type);
}

TypeId
TcpLifecycleL4Protocol::GetRttEstimatorType() const
{
    return m_congestion.GetTypes().rtt;
}

Ptr<TcpLifecycleSocket>
TcpLifecycleL4Protocol::CreateSocket(TypeId congestionTypeId)
{
    return CreateSocket(congestionTypeId, GetRecoveryOpsType());
}

Ptr<TcpLifecycleSocket>
TcpLifecycleL4Protocol::CreateSocket(TypeId congestionTypeId, TypeId recoveryTypeId)
{
    TcpCongestionSupply supply = m_congestion;
    if (!supply.SetOpsType(congestionTypeId) || !supply.SetRecoveryType(recoveryTypeId))
    {
        return nullptr;
    }
    const auto socket = CreateSocket();
    socket->SetCongestionPrototype(supply.GetPrototype());
    return socket;
}

} // namespace ns3
