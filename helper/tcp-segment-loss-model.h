// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEGMENT_LOSS_MODEL_H
#define TCP_SEGMENT_LOSS_MODEL_H

#include "tcp-trace-packet.h"

#include "ns3/error-model.h"

#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * Loses segments that are named by what they are: the first FIN, the third to the fifth segment
 * with data. Those that are meant are counted from 1, retransmissions included, whether they are
 * lost or not.
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
     * Of the segments that are meant lose those whose number lies in a range.
     *
     * \param filter which segments count
     * \param first number of the first one to lose, from 1
     * \param last number of the last one to lose, not below first
     */
    void Lose(const TcpSegmentFilter& filter, uint64_t first, uint64_t last);

  private:
    struct Rule
    {
        TcpSegmentFilter filter;
        uint64_t first;
        uint64_t last;
        uint64_t seen{0}; ///< how many of the segments that it means have come by
    };

    bool DoCorrupt(Ptr<Packet> frame) override;
    void DoReset() override;

    std::vector<Rule> m_rules;
};

} // namespace ns3

#endif // TCP_SEGMENT_LOSS_MODEL_H
