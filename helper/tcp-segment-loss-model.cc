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
TcpSegmentLossModel::Lose(TcpSegmentKind kind, uint64_t first, uint64_t last)
{
    NS_ASSERT_MSG(first >= 1 && first <= last, "Segments are counted from 1, the first one first");
    m_rules.push_back({kind, first, last});
}

bool
TcpSegmentLossModel::DoCorrupt(Ptr<Packet> frame)
{
    const auto packet = ReadTcpTraceFrame(frame);
    if (!packet)
    {
        return false;
    }
    for (size_t kind = 0; kind < m_seen.size(); ++kind)
    {
        m_seen[kind] += IsOfKind(packet->segment, static_cast<TcpSegmentKind>(kind)) ? 1 : 0;
    }
    for (const auto& rule : m_rules)
    {
        const uint64_t number = m_seen[static_cast<size_t>(rule.kind)];
        if (IsOfKind(packet->segment, rule.kind) && number >= rule.first && number <= rule.last)
        {
            NS_LOG_INFO("Losing " << tcplifecycle::ToString(packet->segment));
            return true;
        }
    }
    return false;
}

void
TcpSegmentLossModel::DoReset()
{
    m_seen.fill(0);
}

} // namespace ns3
