// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEGMENT_LOSS_MODEL_H
#define TCP_SEGMENT_LOSS_MODEL_H

#include "tcp-trace-packet.h"

#include "ns3/error-model.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * Loses segments that are named by what they are: the first FIN, the third to the fifth segment
 * with data. Each kind is counted from 1, retransmissions included, and a segment counts for every
 * kind that it is of, whether it is lost or not.
 *
 * It is the `ReceiveErrorModel` of a PointToPointNetDevice (or of a SimpleNetDevice): what comes in
 * there is what the other end has sent, in the same order.
 */
class TcpSegmentLossModel : public ErrorModel
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    /**
     * Lose the segments of a kind whose number lies in a range.
     *
     * \param kind which segments count
     * \param first number of the first one to lose, from 1
     * \param last number of the last one to lose, not below first
     */
    void Lose(TcpSegmentKind kind, uint64_t first, uint64_t last);

  private:
    struct Rule
    {
        TcpSegmentKind kind;
        uint64_t first;
        uint64_t last;
    };

    bool DoCorrupt(Ptr<Packet> frame) override;
    void DoReset() override;

    std::vector<Rule> m_rules;
    /// How many segments of each kind have come by.
    std::array<uint64_t, static_cast<size_t>(TcpSegmentKind::Data) + 1> m_seen{};
};

} // namespace ns3

#endif // TCP_SEGMENT_LOSS_MODEL_H
