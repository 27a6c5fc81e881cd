// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_RECEIVE_STREAM_H
#define TCP_RECEIVE_STREAM_H

#include "tcp-piece-queue.h"

#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

/// The octets that have come in order and that the user has not read yet.
class TcpReceiveStream
{
  public:
    /// \return octets that are kept
    uint32_t GetSize() const
    {
        return m_size;
    }

    /**
     * \param packet that the octets are part of; the stream keeps it, so it must not be changed any
     *        more
     * \param offset octets of it to leave out
     * \param size octets to append, at least 1
     */
    void Append(Ptr<const Packet> packet, uint32_t offset, uint32_t size);

    /// \param size octets to read, from 1 to GetSize() \return a new packet of them; they stay in
    /// the stream
    Ptr<Packet> Peek(uint32_t size) const;

    /// \param size octets to read, from 1 to GetSize() \return a new packet of them; they leave the
    /// stream
    Ptr<Packet> Take(uint32_t size);

    /// Throws everything away.
    void Clear();

  private:
    /// Part of the stream: octets of a packet that were not read yet.
    struct Piece
    {
        Ptr<const Packet> packet;
        uint32_t offset{0};
        uint32_t size{0};
    };

    TcpPieceQueue<Piece> m_pieces;
    uint32_t m_size{0};
};

} // namespace ns3

#endif // TCP_RECEIVE_STREAM_H
