// SPDX-License-Identifier: GPL-2.0-only

#include "pending-events.h"

#include "ns3/object-factory.h"
#include "ns3/simulator.h"

using namespace ns3;

size_t PendingEvents::s_count = 0;

TypeId
PendingEvents::GetTypeId()
{
    static TypeId tid = TypeId("PendingEvents")
                            .SetParent<MapScheduler>()
                            .SetGroupName("TcpLifecycle")
                            .AddConstructor<PendingEvents>();
    return tid;
}

void
PendingEvents::Count()
{
    ObjectFactory factory;
    factory.SetTypeId(GetTypeId());
    Simulator::SetScheduler(factory);
}

void
PendingEvents::Insert(const Event& event)
{
    ++s_count;
    MapScheduler::Insert(event);
}

Scheduler::Event
PendingEvents::RemoveNext()
{
    --s_count;
    return MapScheduler::RemoveNext();
}

void
PendingEvents::Remove(const Event& event)
{
    --s_count;
    MapScheduler::Remove(event);
}
