// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-random.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnRandom);

TypeId
TcpIsnRandom::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TcpIsnRandom")
                            .SetParent<TcpIsnGenerator>()
                            .SetGroupName("TcpLifecycle")
                            .AddConstructor<TcpIsnRandom>();
    return tid;
}

TcpIsnRandom::TcpIsnRandom()
    : m_isn(CreateObject<UniformRandomVariable>())
{
}

uint32_t
TcpIsnRandom::Generate(const TcpFourTuple& /* connection */, Time /* now */)
{
    return m_isn->GetInteger(0, UINT32_MAX);
}

int64_t
TcpIsnRandom::AssignStreams(int64_t stream)
{
    m_isn->SetStream(stream);
    return 1;
}

} // namespace ns3
