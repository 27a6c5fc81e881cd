// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEND_STREAM_H
#define TCP_SEND_STREAM_H

#include "tcp-piece-queue.h"

#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/tcp-sequence.h"

#include <cstdint>

namespace ns3
{

/**
 * The octets that SEND has queued, from the first one that is not acknowledged on, as the packets
 * in which the user gave them. Any stretch is found by binary search, however much is kept.
 */
class TcpSendStream
{
  public:
    /// Begin anew. \param first sequence number of the first octet that will be appended
    void Start(tcplifecycle::SeqNum first);

    /// \return octets that are kept
    uint32_t GetSize() const
    {
        return static_cast<uint32_t>(m_end - m_begin);
    }

    /// \param packet at least one octet; the stream keeps it, so it must not be changed any more
    void Append(Ptr<const Packet> packet);

    /**
     * \param first sequence number of the first octet
     * \param size octets, at least 1; all of them must be kept
     * \return a new packet of these octets
     */
    Ptr<Packet> Copy(tcplifecycle::SeqNum first, uint32_t size) const;

    /// The first octets need not be kept any longer. \param octets at most GetSize()
    void Release(uint32_t octets);

    /// Nothing is kept any longer.
    void Clear();

  private:
    /// Part of the stream; its octets are counted from the first one ever appended.
    struct Piece
    {
        uint64_t begin{0};
        Ptr<const Packet> packet;
    };

    TcpPieceQueue<Piece> m_pieces;
    tcplifecycle::SeqNum m_first; ///< sequence number of octet m_begin
    uint64_t m_begin{0};          ///< the first octet that is kept
    uint64_t m_end{0};            ///< the octet after the last one
};

} // namespace ns3

#endif // TCP_SEND_STREAM_H
