// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRACE_RECORDER_H
#define TCP_TRACE_RECORDER_H

#include "tcp-trace-record.h"

#include "ns3/node.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <functional>
#include <memory>
#include <vector>

namespace ns3
{

/**
 * Observes hosts and keeps what happens to TCP there, in order: each segment that leaves, arrives
 * or is lost, each state transition, each user call.
 *
 * Segments are seen where IP hands them over, below TCP, so that they look the same whichever TCP
 * sent them and a reset that belongs to no socket is seen too. Transitions and initial sequence
 * numbers of this module's TCP are observed as well; those of another TCP, and the user's calls,
 * are told by RecordTransition, RecordIsn and RecordCall.
 *
 * To know a segment again where it arrives, the recorder puts a packet tag on it.
 */
class TcpTraceRecorder
{
  public:
    /// Told of each transition once it is recorded, with the host's index.
    using TransitionListener = std::function<void(uint32_t, const TcpTraceTransition&)>;

    TcpTraceRecorder();
    /// What is observed must not run any more, or must not run again.
    ~TcpTraceRecorder();
    TcpTraceRecorder(const TcpTraceRecorder&) = delete;
    TcpTraceRecorder& operator=(const TcpTraceRecorder&) = delete;

    /**
     * Observe a host from now on. Its IP stack, its devices and its TCP must be installed.
     *
     * \param node the host
     * \param name what the trace calls it
     * \return the host's index
     */
    uint32_t Watch(Ptr<Node> node, const std::string& name);

    /**
     * Observe a socket that is going to listen. It is no connection, and the trace source
     * `Transition` says nothing of it; a ladder shows it nevertheless.
     *
     * \param host index of the socket's host
     * \param local the endpoint at which it will listen
     * \param socket a TCP socket of any kind
     */
    void WatchListener(uint32_t host, const Address& local, Ptr<Socket> socket);

    /// \param listener told of each transition of a connection from now on
    void SetTransitionListener(TransitionListener listener);

    /**
     * Record a transition of a connection. The recorder finds out which one of its host it is.
     *
     * \param host index of the host
     * \param transition the transition; its member connection is disregarded
     */
    void RecordTransition(uint32_t host, TcpTraceTransition transition);

    /**
     * Record an initial sequence number that the recorder cannot observe by itself.
     *
     * \param isn the number; its member time is disregarded
     */
    void RecordIsn(TcpTraceIsn isn);

    /**
     * Record a user call.
     *
     * \param host index of the host
     * \param call the call
     * \return where it stands in the trace's records, for CompleteCall
     */
    size_t RecordCall(uint32_t host, TcpTraceCall call);

    /**
     * Say what is known of a call's connection only once the call has returned.
     *
     * \param record what RecordCall returned
     * \param local endpoint of this host
     * \param remote endpoint of the other one
     */
    void CompleteCall(size_t record, const Address& local, const Address& remote);

    /**
     * \param host index of a host
     * \return the segment whose arrival is being processed there at this moment; null if none is
     */
    const tcplifecycle::Segment* GetArriving(uint32_t host) const;

    /// \return all that was recorded so far
    const TcpTrace& GetTrace() const;

  private:
    class Host;

    void Record(uint32_t host, decltype(TcpTraceRecord::what) what);

    TcpTrace m_trace;
    std::vector<std::unique_ptr<Host>> m_hosts;
    TransitionListener m_listener;
    /// Where the departure of each segment stands in the trace's records; its id counts from 1.
    std::vector<size_t> m_departures;
};

} // namespace ns3

#endif // TCP_TRACE_RECORDER_H
