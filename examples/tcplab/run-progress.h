// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_RUN_PROGRESS_H
#define TCPLAB_RUN_PROGRESS_H

#include "progress-line.h"

#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace tcplab
{

/**
 * Says how far a run has come, if it takes long and standard error is a terminal: one line, which
 * is written over again and again, and is gone in the end. It observes packets and schedules
 * nothing, so that the run is the same with it and without.
 */
class RunProgress
{
  public:
    /// \param device a PointToPointNetDevice; it must not receive anything after this is gone
    void Watch(ns3::Ptr<ns3::NetDevice> device);

    /// The run is over: the line goes.
    void Clear();

  private:
    void PacketArrives(ns3::Ptr<const ns3::Packet> packet);

    ProgressLine m_line;
    uint64_t m_packets{0};
};

} // namespace tcplab

#endif // TCPLAB_RUN_PROGRESS_H
