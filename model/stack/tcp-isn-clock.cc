// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-clock.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnClock);

TypeId
TcpIsnClock::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TcpIsnClock")
            .SetParent<TcpIsnGenerator>()
            .SetGroupName("TcpLifecycle")
            .AddConstructor<TcpIsnClock>()
            .AddAttribute("Tick",
                          "How long the clock stays at one number. RFC 9293 has 4 microseconds: "
                          "it goes round once in 4.77 hours.",
                          TimeValue(MicroSeconds(4)),
                          MakeTimeAccessor(&TcpIsnClock::m_tick),
                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

uint32_t
TcpIsnClock::Generate(const TcpFourTuple& /* connection */, Time now)
{
    return CountTicks(now, m_tick);
}

} // namespace ns3
