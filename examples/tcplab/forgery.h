// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_FORGERY_H
#define TCPLAB_FORGERY_H

#include "script-ast.h"

#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/tcp-segment-forger.h"

#include <cstdint>

namespace tcplab
{

/// The segments that one statement of a script forges, on their way one after the other.
class Forgery
{
  public:
    /**
     * \param statement what is forged; checked
     * \param source whom the segments pretend to come from
     * \param destination for whom they are
     * \param forger who sends them; it outlives this
     */
    Forgery(const Forge& statement,
            const ns3::Address& source,
            const ns3::Address& destination,
            ns3::TcpSegmentForger& forger);

    /// Send the first segment, and the others in their turn.
    void SendNext();

    /**
     * \param statement a statement that has a sequence number
     * \return how many segments it forges
     */
    static uint64_t CountSegments(const Forge& statement);

  private:
    ns3::Address m_source;
    ns3::Address m_destination;
    ns3::TcpSegmentForger& m_forger;
    tcplifecycle::Segment m_segment; ///< the next one
    uint32_t m_step;
    ns3::Time m_every;
    uint64_t m_left;
};

} // namespace tcplab

#endif // TCPLAB_FORGERY_H
