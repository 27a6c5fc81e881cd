// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_PORT_ALLOCATOR_H
#define TCP_PORT_ALLOCATOR_H

#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace ns3
{

/**
 * Chooses ephemeral ports: from a random one on, the first that is free (RFC 6056, section 3.3.1).
 * It does not know which ports are in use; whoever asks does.
 */
class TcpPortAllocator
{
  public:
    TcpPortAllocator();

    /**
     * \param first smallest port of the range
     * \param last largest port of the range; below first, the range is empty
     * \param isFree whether a port may be taken
     * \return a port of the range that may be taken; nothing if there is none
     */
    std::optional<uint16_t> Allocate(uint16_t first,
                                     uint16_t last,
                                     const std::function<bool(uint16_t)>& isFree);

    /// \param stream number of the random stream to draw from \return how many were used
    int64_t AssignStreams(int64_t stream);

  private:
    Ptr<UniformRandomVariable> m_start;
};

} // namespace ns3

#endif // TCP_PORT_ALLOCATOR_H
