// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_TRACED_TCP_SOCKET_H
#define TCPLAB_TRACED_TCP_SOCKET_H

#include "ns3/tcp-socket-base.h"
#include "ns3/tcp-state-name.h"
#include "ns3/tcp-trace-recorder.h"

#include <cstdint>
#include <optional>

namespace tcplab
{

/// What the TracedTcpSockets of all hosts share.
struct TracedTcpContext
{
    ns3::TcpTraceRecorder* recorder{nullptr}; ///< null: nobody wants to know
    std::optional<tcplifecycle::Cause> call;  ///< the user call that is being served
};

/**
 * ns-3's TcpSocketBase, observed: nothing that it does on the wire is changed.
 *
 * Its own trace source `State` reaches nobody for the first transitions of a passive open, because
 * the forked socket is handed out only once it is established. A subclass sees the fork. It also
 * reaches the protected function that sends a reset, which ABORT needs.
 */
class TracedTcpSocket : public ns3::TcpSocketBase
{
  public:
    /**
     * \param context outlives the socket
     * \param host index of the socket's host in the recorder
     */
    TracedTcpSocket(TracedTcpContext& context, uint32_t host);
    /// A listener forks.
    TracedTcpSocket(const TracedTcpSocket& listener);

    /**
     * ABORT (RFC 9293, section 3.10.5): a RST in the states in which one is due, then CLOSED.
     *
     * \return 0, or -1 with errno ERROR_NOTCONN if there is no connection
     */
    int Abort();

    /// \return the state of the connection
    tcplifecycle::State GetState() const;

    /// \return what congestion control knows
    ns3::Ptr<const ns3::TcpSocketState> GetCongestionState() const;

    /// \return octets in the network
    uint32_t GetBytesInFlight() const;

  private:
    ns3::Ptr<ns3::TcpSocketBase> Fork() override;

    void ConnectTrace();
    void ChangeState(ns3::TcpSocket::TcpStates_t from, ns3::TcpSocket::TcpStates_t to);
    void LearnEndpoints();

    TracedTcpContext& m_context;
    uint32_t m_host;
    ns3::Address m_local;  ///< kept: TcpSocketBase forgets them before it says that it is closed
    ns3::Address m_remote; ///< likewise
    std::optional<tcplifecycle::Segment> m_syn; ///< of a fork: what made the listener fork
};

} // namespace tcplab

#endif // TCPLAB_TRACED_TCP_SOCKET_H
