// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SOCKET_H
#define TCPLAB_DRILL_SOCKET_H

#include "../stack.h"
#include "drill-bench.h"

#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/tcp-state-name.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace tcplab::drill
{

/**
 * A socket of the host under test, as Linux shows one to its user: a listener has a queue for
 * accept(), and what ends a connection is told once, as an errno. Whatever happens to it interrupts
 * the bench.
 */
class HostSocket
{
  public:
    /**
     * \param bench whose host it is on; it outlives the socket
     * \param stack the TCP of that host
     * \param socket the socket
     */
    HostSocket(Bench& bench, Stack& stack, ns3::Ptr<ns3::Socket> socket);
    ~HostSocket();
    HostSocket(const HostSocket&) = delete;
    HostSocket& operator=(const HostSocket&) = delete;

    /// \return the socket itself
    ns3::Ptr<ns3::Socket> Get() const;

    /// \return whether it is this module's TCP, and not ns-3's own
    bool IsLifecycle() const;

    /// \return the state of its connection
    tcplifecycle::State GetState() const;

    /// \return why its connection is gone
    tcplifecycle::CloseReason GetCloseReason() const;

    /// \return whether there is or was a connection that both ends had agreed to
    bool HasOpened() const;

    /// \return whether the peer has closed and all that it sent has come
    bool PeerHasClosed() const;

    /// \name Calls, with 0 or Linux's errno
    ///@{
    int Bind(const ns3::Address& address);

    /// \param backlog as listen() takes it
    int Listen(int64_t backlog);

    int Connect(const ns3::Address& address);

    /// \param flags 0 or MSG_OOB
    int Send(ns3::Ptr<ns3::Packet> text, uint32_t flags);

    int ShutdownSend();
    int ShutdownReceive();
    int Close();
    int Abort();
    ///@}

    /// \return the connection that has waited longest for accept(); null if none does
    ns3::Ptr<ns3::Socket> TakeAccepted();

    /// \return whether a connection waits for accept()
    bool HasWaiting() const;

    /// The socket was taken from a queue for accept(): its connection has opened.
    void SetAccepted();

    /// \return the errno that waits to be told, 0 for none. It waits no longer
    int TakeError();

    /// \return the errno that waits to be told, 0 for none
    int PeekError() const;

    /**
     * An ICMP message has come.
     * \param error its errno: what a connection that it ends, or that times out after it, fails
     * with \param seq number of the segment that it is about; if that is not in flight it is not
     * believed
     */
    void SetIcmpError(int error, uint32_t seq);

    /// \return octets that are queued and not acknowledged yet
    uint32_t GetQueued() const;

    /// \return octets sent and not acknowledged, SYN and FIN counted
    uint32_t GetInFlight() const;

    /// \return octets of text in a full segment; 0 while that is not known
    uint32_t GetSendMss() const;

  private:
    int Result(int result) const;
    void Opened(ns3::Ptr<ns3::Socket> socket);
    void Failed(ns3::Ptr<ns3::Socket> socket);
    void PeerClosed(ns3::Ptr<ns3::Socket> socket);
    void Happened(ns3::Ptr<ns3::Socket> socket);
    void SpaceFreed(ns3::Ptr<ns3::Socket> socket, uint32_t octets);
    void Accepted(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from);

    Bench& m_bench;
    Stack& m_stack;
    ns3::Ptr<ns3::Socket> m_socket;
    std::deque<ns3::Ptr<ns3::Socket>> m_accepted; ///< of ns-3's TCP, which has no such queue
    ObservedEnd m_observed;
    bool m_peerClosed{false};
    bool m_inCloseWait{false}; ///< the peer had closed and we had not, when it ended
    bool m_errorTold{false};
    int m_icmpError{0};
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SOCKET_H
