// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROTOCOL_PAIR_H
#define PROTOCOL_PAIR_H

#include "tcp-connection.h"
#include "tcp-reno.h"

#include <cstdint>

/**
 * Two connections of the protocol side, A and B, and the least that can stand between and above
 * them: a segment that leaves one arrives at the other, the user reads what is delivered at once,
 * and B closes when A has. The text of a segment is a handle and nothing else.
 */
class ProtocolPair
{
  public:
    ProtocolPair();

    // Its connections refer to its settings.
    ProtocolPair(const ProtocolPair&) = delete;
    ProtocolPair& operator=(const ProtocolPair&) = delete;

    /// New connections in CLOSED; then a passive OPEN of B, an active one of A, and the handshake.
    void Open();

    /// A sends text. \param octets of it \return whether all of them were acknowledged
    bool Transfer(uint32_t octets);

    /// A closes, B closes in answer, and A's TIME-WAIT passes.
    void Close();

    /// \return calls of SegmentArrives so far, of both sides
    uint64_t SegmentsArrived() const
    {
        return m_segments;
    }

    /// \return octets delivered to B's user so far
    uint64_t Delivered() const
    {
        return m_b.delivered;
    }

    /// \return whether both are in ESTABLISHED
    bool AreEstablished() const;

    /// \return whether both are in CLOSED, and each user was told that all went well
    bool HaveClosed() const;

  private:
    struct Side
    {
        explicit Side(const tcplifecycle::Settings& settings)
            : connection(settings)
        {
        }

        tcplifecycle::Connection connection;
        tcplifecycle::Reno congestion{10, UINT32_MAX}; // RFC 6928's window, no first threshold
        tcplifecycle::Actions actions; ///< what the connection has answered and was not done yet
        uint64_t delivered{0};         ///< octets
        uint64_t acknowledged{0};      ///< octets
    };

    void Renew(Side& side);
    void Run();
    void Do(Side& side, Side& peer);
    bool Expire();

    tcplifecycle::Settings m_settings;
    tcplifecycle::Instant m_now;
    Side m_a;
    Side m_b;
    uint64_t m_segments{0};
    uint32_t m_iss{0};
};

#endif // PROTOCOL_PAIR_H
