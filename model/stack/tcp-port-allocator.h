// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_PORT_ALLOCATOR_H
#define TCP_PORT_ALLOCATOR_H

#include "tcp-port-set.h"

#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace ns3
{

/// In which order ephemeral ports are given out.
enum class TcpPortSelection : uint8_t
{
    Random,     ///< each port that is free with the same chance
    Sequential, ///< the next free one after the last that was given out
};

/**
 * Chooses ephemeral ports. A port takes the same time to find whether the range is empty or all but
 * full, and none is overlooked.
 *
 * At random, a port is drawn anew until a free one is met, as RFC 6056, section 3.3.2, has it
 * (algorithm 2), so that each has the same chance, those after a run of used ones included, which
 * the walk of section 3.3.1 favours. Where that algorithm gives up after many draws, this one
 * counts the ports that are free after a few, and draws one of them. In sequence, it is the
 * traditional algorithm of section 2.2.
 *
 * It does not know which ports are in use; whoever asks does.
 */
class TcpPortAllocator
{
  public:
    /// Whether a port may be taken.
    using IsFree = std::function<bool(uint16_t)>;

    /// Which ports of a word may be taken, a bit each; see TcpPortWord.
    using GetFree = std::function<uint64_t(size_t)>;

    TcpPortAllocator();

    /**
     * Tries a few ports.
     * \param range of ports, not empty
     * \param selection in which order
     * \param isFree whether a port may be taken
     * \return one that may; nothing if it was not met
     */
    std::optional<uint16_t> Try(TcpPortRange range,
                                TcpPortSelection selection,
                                const IsFree& isFree);

    /**
     * The same among fewer ports.
     * \param range of ports, not empty
     * \param selection in which order
     * \param among the ports of a word that are looked at
     * \param isFree whether a port of those may be taken
     */
    std::optional<uint16_t> TryAmong(TcpPortRange range,
                                     TcpPortSelection selection,
                                     const GetFree& among,
                                     const IsFree& isFree);

    /**
     * Looks at all ports.
     * \param range of ports, not empty
     * \param selection in which order
     * \param getFree the ports of a word that may be taken
     * \return one of them; nothing if there is none
     */
    std::optional<uint16_t> Choose(TcpPortRange range,
                                   TcpPortSelection selection,
                                   const GetFree& getFree);

    /// \param stream number of the random stream to draw from \return how many were used
    int64_t AssignStreams(int64_t stream);

  private:
    std::optional<uint16_t> Pick(TcpPortRange range,
                                 TcpPortSelection selection,
                                 const GetFree& words,
                                 uint16_t last) const;
    std::optional<uint16_t> Draw(TcpPortRange range, const GetFree& words) const;
    static uint16_t GetNext(TcpPortRange range, uint16_t last);

    Ptr<UniformRandomVariable> m_draw;
    uint16_t m_last{0}; ///< the port that was given out last
};

} // namespace ns3

#endif // TCP_PORT_ALLOCATOR_H
