// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEGMENT_LOSS_MODEL_H
#define TCP_SEGMENT_LOSS_MODEL_H

#include "tcp-trace-packet.h"

#include "ns3/error-model.h"
#include "ns3/nstime.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * Loses, delays or repeats segments that are named by what they are: the first FIN, the third to
 * the fifth segment with data. Those that are meant are counted from 1, retransmissions included,
 * whatever becomes of them; a copy that comes late is not counted again.
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

    /// What becomes of a segment that comes late.
    enum class Late
    {
        DELAYED, ///< it comes late, and not before
        REPEATED ///< it comes in its time, and once more
    };

    /**
     * Of the segments that are meant let those come late whose number lies in a range. One that is
     * to be lost as well is lost.
     *
     * \param filter which segments count
     * \param first number of the first one, from 1
     * \param last number of the last one, not below first
     * \param late whether they come late only, or late as well
     * \param by how much later
     * \param device where this is the ReceiveErrorModel; it outlives the simulation
     */
    void Delay(const TcpSegmentFilter& filter,
               uint64_t first,
               uint64_t last,
               Late late,
               Time by,
               Ptr<PointToPointNetDevice> device);

  private:
    /// When a segment comes late, and where.
    struct Lateness
    {
        Late late;
        Time by;
        Ptr<PointToPointNetDevice> device;
    };

    struct Rule
    {
        TcpSegmentFilter filter;
        uint64_t first;
        uint64_t last;
        std::optional<Lateness> lateness; ///< nothing: it is lost
        uint64_t seen{0};                 ///< how many of the segments that it means have come by
    };

    bool DoCorrupt(Ptr<Packet> frame) override;
    void DoReset() override;
    void DeliverLate(Ptr<Packet> frame, Ptr<PointToPointNetDevice> device);

    std::vector<Rule> m_rules;
    bool m_late{false}; ///< what comes in has been seen before
};

} // namespace ns3

#endif // TCP_SEGMENT_LOSS_MODEL_H
