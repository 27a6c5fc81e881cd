// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_CONVERSATION_H
#define TCPLAB_DRILL_CONVERSATION_H

#include "drill-bench.h"
#include "drill-packet.h"
#include "drill-translation.h"

#include <cstdint>
#include <optional>

namespace tcplab::drill
{

class HostSocket;

/**
 * The connection that the segments of a script belong to: which of the host's segments are its own,
 * and what the numbers of both sides mean.
 *
 * A script speaks of one connection at a time. It is the one of the socket that was made last, or
 * that of the SYN that arrived at a listener last.
 */
class Conversation
{
  public:
    /// A socket was made, or there is none (nullptr). \param socket it
    explicit Conversation(HostSocket* socket);

    /// \return the socket of the connection; nullptr as long as nobody has accepted it
    HostSocket* GetSocket() const;

    /// Its socket listens.
    void Listens();

    /// Its socket connects. \param remotePort to this port
    void Connects(uint16_t remotePort);

    /// accept() has returned a socket. \return whether it is that of this connection
    bool IsAccepted(HostSocket& socket);

    /// \return whether a segment that arrives from the script begins a connection of its own
    bool BeginsWithArrival() const;

    /**
     * A segment of the script begins a connection.
     * \param first it
     * \param ports from the script's side to the host
     */
    void Begin(const Segment& first, Ports ports);

    /**
     * A segment is about to arrive.
     * \param segment of the script
     */
    void NoteArrival(const Segment& segment);

    /**
     * The script expects a segment.
     * \param segment of the script
     * \return whether the connection can send it
     */
    bool NoteExpectation(const Segment& segment);

    /**
     * \param live a segment of the host
     * \param expected what the script expects
     * \return whether it belongs to the connection; if it does, its numbers are learned
     */
    bool TakeSegment(const Segment& live, const Segment& expected);

    /// \return ports of a segment that arrives
    Ports GetInboundPorts() const;

    Translation& GetNumbers();

  private:
    enum class Phase : uint8_t
    {
        New,
        Listening,
        SynArrived,
        SynAckSent,
        SynAckAcked,
        Connecting,
        SynSent,
        SynAcked,
    };

    Phase m_phase{Phase::New};
    HostSocket* m_socket;
    uint16_t m_localPort{0}; ///< 0 until it is known
    uint16_t m_remotePort{0};
    uint32_t m_scriptLocalIsn{0};
    Translation m_numbers;
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_CONVERSATION_H
