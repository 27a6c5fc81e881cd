// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_RECEIVE_STREAM_H
#define TCP_RECEIVE_STREAM_H

#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <deque>

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

    /// \param packet at least one octet
    void Append(Ptr<Packet> packet);

    /// \param size octets to read, from 1 to GetSize() \return they; they stay in the stream
    Ptr<Packet> Peek(uint32_t size) const;

    /// \param size octets to read, from 1 to GetSize() \return they; they leave the stream
    Ptr<Packet> Take(uint32_t size);

    /// Throws everything away.
    void Clear();

  private:
    std::deque<Ptr<Packet>> m_pieces;
    uint32_t m_size{0};
};

} // namespace ns3

#endif // TCP_RECEIVE_STREAM_H
