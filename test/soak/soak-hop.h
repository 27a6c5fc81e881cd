// SPDX-License-Identifier: GPL-2.0-only

#ifndef SOAK_HOP_H
#define SOAK_HOP_H

#include "soak-run.h"
#include "transfer-hop.h"

/// What disturbs the segments that come to a host. All else, address resolution first of all,
/// passes.
class SoakHop : public TransferUnrulyHop
{
  public:
    /**
     * \param disturbance what happens to them
     * \param ethernet whether frames have the header of Ethernet; otherwise that of a
     * point-to-point link \param stream number of the random stream
     */
    SoakHop(const SoakDisturbance& disturbance, bool ethernet, int64_t stream);

  private:
    void Arrive(ns3::Ptr<ns3::Packet> frame) override;
    bool HoldsSegment(ns3::Ptr<const ns3::Packet> frame) const;

    bool m_ethernet;
    ns3::Time m_outageStart;
    ns3::Time m_outageEnd;
};

#endif // SOAK_HOP_H
