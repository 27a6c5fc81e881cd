// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_USER_H
#define TCPLAB_USER_H

#include "scenario.h"
#include "stack.h"

#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/tcp-trace-recorder.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace tcplab
{

/// How a deed went.
struct DeedResult
{
    bool done{true};
    std::string error;  ///< of one that is not done: ns-3's name for the reason
    std::string detail; ///< more about it, if there is more to say
};

/// Told when a deed is done, or has failed.
using DeedReport = std::function<void(const Placed<Deed>&, const DeedResult&)>;

/**
 * The user of one connection: calls upon TCP as the script says, reads what arrives and checks it.
 *
 * What a user sends depends on the position of each octet in the stream and on the sender, so that
 * octets that are lost, doubled, swapped or echoed are noticed.
 */
class User
{
  public:
    /// What the users of a run share. All of it outlives them.
    struct Surroundings
    {
        Stack& stack;
        ns3::TcpTraceRecorder& recorder;
        DeedReport report;
    };

    /**
     * \param surroundings what the users of a run share
     * \param socket the socket of the connection
     * \param host index of the user's host
     * \param peer index of the host at the other end
     */
    User(const Surroundings& surroundings,
         ns3::Ptr<ns3::Socket> socket,
         uint32_t host,
         uint32_t peer);
    ~User();
    User(const User&) = delete;
    User& operator=(const User&) = delete;

    /**
     * \param local this end of the connection
     * \param remote the other end
     */
    void SetEndpoints(const ns3::Address& local, const ns3::Address& remote);

    /// \return this end of the connection
    const ns3::Address& GetLocal() const;

    /// \return the other end of the connection
    const ns3::Address& GetRemote() const;

    /// Begin to serve a connection that a listener has accepted.
    void Accepted();

    /// The connection has entered CLOSED.
    void Ended();

    /**
     * Does what the script says. A SEND that is larger than TCP has room for goes on when there is
     * room again, and what is to be done after it waits, except for an ABORT.
     *
     * \param deed a deed of the connection; reported when it is over
     */
    void Do(const Placed<Deed>& deed);

    /// The run is over: report what still waits.
    void Finish();

    /// \return how many octets were received
    uint64_t GetReceived() const;

    /// \return position of the first octet received that is not what the peer sent there
    std::optional<uint64_t> GetFirstWrong() const;

    /// \return why the connection is gone
    tcplifecycle::CloseReason GetCloseReason() const;

  private:
    /// Something that waits for its turn.
    struct Waiting
    {
        Placed<Deed> deed;
        uint64_t sent{0}; ///< of a SEND: how much of it TCP has taken
        bool begun{false};
    };

    void Perform(const Placed<Deed>& deed);
    void DoWaiting();
    bool ContinueSend(Waiting& waiting);
    void Receive(const Placed<Deed>& deed, const tcplab::Receive& receive);
    void Report(const Placed<Deed>& deed, int result);

    void Check(ns3::Ptr<ns3::Packet> packet);
    void ReadAll(ns3::Ptr<ns3::Socket> socket);
    void SpaceAvailable(ns3::Ptr<ns3::Socket> socket, uint32_t space);
    void Opened(ns3::Ptr<ns3::Socket> socket);
    void EndedWithError(ns3::Ptr<ns3::Socket> socket);

    int Call(tcplifecycle::Cause cause,
             const std::string& text,
             const std::function<int()>& function);

    const Surroundings& m_surroundings;
    ns3::Ptr<ns3::Socket> m_socket;
    uint32_t m_host;
    uint32_t m_peer;
    ns3::Address m_local;
    ns3::Address m_remote;
    std::deque<Waiting> m_waiting;
    bool m_working{false}; ///< TCP may call back while it is being called
    bool m_reading{true};
    uint64_t m_sent{0};
    uint64_t m_received{0};
    std::optional<uint64_t> m_firstWrong;
    ObservedEnd m_end;
};

} // namespace tcplab

#endif // TCPLAB_USER_H
