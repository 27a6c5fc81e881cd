// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-bsd.h"

#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnBsd);

TypeId
TcpIsnBsd::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TcpIsnBsd")
            .SetParent<TcpIsnGenerator>()
            .SetGroupName("TcpLifecycle")
            .AddConstructor<TcpIsnBsd>()
            .AddAttribute("Step",
                          "How much the counter goes up at the end of each Interval.",
                          UintegerValue(64000),
                          MakeUintegerAccessor(&TcpIsnBsd::m_step),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Interval",
                          "Time from one Step to the next.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&TcpIsnBsd::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("PerConnection",
                          "How much the counter goes up after each connection.",
                          UintegerValue(64000),
                          MakeUintegerAccessor(&TcpIsnBsd::m_perConnection),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

uint32_t
TcpIsnBsd::Generate(const TcpFourTuple& /* connection */, Time now)
{
    const uint32_t isn = m_ofConnections + m_step * CountTicks(now, m_interval);
    m_ofConnections += m_perConnection;
    return isn;
}

} // namespace ns3
