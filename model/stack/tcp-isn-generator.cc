// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-generator.h"

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

} // namespace ns3
