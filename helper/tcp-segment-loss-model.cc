// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-segment-loss-model.h"

#include "ns3/assert.h"
#include "ns3/log.h"

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
    m_rules.push_back({filter, first, last});
}

bool
TcpSegmentLossModel::DoCorrupt(Ptr<Packet> frame)
{
    const auto packet = ReadTcpTraceFrame(frame);
    if (!packet)
    {
        return false;
    }
    bool lost = false;
    for (auto& rule : m_rules)
    {
        if (Matches(packet->segment, rule.filter))
        {
            ++rule.seen;
            lost = lost || (rule.seen >= rule.first && rule.seen <= rule.last);
        }
    }
    if (lost)
    {
        NS_LOG_INFO("Losing " << tcplifecycle::ToString(packet->segment));
    }
    return lost;
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
