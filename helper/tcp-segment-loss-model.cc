// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-segment-loss-model.h"

#include "ns3/assert.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TcpSegmentLossModel");

NS_OBJECT_ENSURE_REGISTERED(TcpSegmentLossModel);

TypeId
TcpSegmentLossModel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TcpSegmentLossModel")
                            .SetParent<ErrorModel>()
                            .SetGroupName("TcpLifecycle")
                            .AddConstructor<TcpSegmentLossModel>();
    return tid;
}

void
TcpSegmentLossModel::Lose(const TcpSegmentFilter& filter, uint64_t first, uint64_t last)
{
    NS_ASSERT_MSG(first >= 1 && first <= last, "Segments are counted from 1, the first one first");
    m_rules.push_back({filter, first, last, {}});
}

void
TcpSegmentLossModel::Delay(const TcpSegmentFilter& filter,
                           uint64_t first,
                           uint64_t last,
                           Late late,
                           Time by,
                           Ptr<PointToPointNetDevice> device)
{
    NS_ASSERT_MSG(first >= 1 && first <= last, "Segments are counted from 1, the first one first");
    m_rules.push_back({filter, first, last, Lateness{late, by, device}});
}

bool
TcpSegmentLossModel::DoCorrupt(Ptr<Packet> frame)
{
    const auto packet = m_late ? std::nullopt : ReadTcpTraceFrame(frame);
    if (!packet)
    {
        return false;
    }
    bool lost = false;
    const Lateness* lateness = nullptr;
    for (auto& rule : m_rules)
    {
        if (Matches(packet->segment, rule.filter))
        {
            ++rule.seen;
            if (rule.seen >= rule.first && rule.seen <= rule.last)
            {
                lost = lost || !rule.lateness;
                lateness = rule.lateness ? &*rule.lateness : lateness;
            }
        }
    }
    if (lost)
    {
        NS_LOG_INFO("Losing " << tcplifecycle::ToString(packet->segment));
        return true;
    }
    if (!lateness)
    {
        return false;
    }
    NS_LOG_INFO("Delaying " << tcplifecycle::ToString(packet->segment));
    Simulator::Schedule(lateness->by,
                        &TcpSegmentLossModel::DeliverLate,
                        Ptr<TcpSegmentLossModel>(this),
                        frame->Copy(),
                        lateness->device);
    const bool comesLater = lateness->late == Late::DELAYED;
    if (comesLater)
    {
        // The device says that it drops it; whoever knows it by a tag must not think it lost.
        frame->RemoveAllPacketTags();
    }
    return comesLater;
}

void
TcpSegmentLossModel::DeliverLate(Ptr<Packet> frame, Ptr<PointToPointNetDevice> device)
{
    m_late = true;
    device->Receive(frame);
    m_late = false;
}

void
TcpSegmentLossModel::DoReset()
{
    for (auto& rule : m_rules)
    {
        rule.seen = 0;
    }
}

} // namespace ns3
