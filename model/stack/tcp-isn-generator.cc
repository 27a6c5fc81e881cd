// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-generator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnGenerator);

TypeId
TcpIsnGenerator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TcpIsnGenerator").SetParent<Object>().SetGroupName("TcpLifecycle");
    return tid;
}

int64_t
TcpIsnGenerator::AssignStreams(int64_t /* stream */)
{
    return 0;
}

uint32_t
TcpIsnGenerator::CountTicks(Time now, Time tick)
{
    return static_cast<uint32_t>(now.GetTimeStep() / std::max<int64_t>(tick.GetTimeStep(), 1));
}

} // namespace ns3
