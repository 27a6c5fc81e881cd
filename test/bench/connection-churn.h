// SPDX-License-Identifier: GPL-2.0-only

#ifndef CONNECTION_CHURN_H
#define CONNECTION_CHURN_H

#include "connection-hosts.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstdint>

/**
 * A client that opens connections to a server, one a millisecond, and what the two do with each.
 *
 * The client keeps no reference to its sockets: what a connection needs from then on is TCP's.
 */
class ConnectionChurn
{
  public:
    /// What becomes of a connection.
    enum class Use
    {
        /// The client sends 100 octets and closes; the server closes when the client has.
        OpenSendClose,
        /// It is opened, and that is all.
        OpenAndRest,
        /// Both send 100 octets, and that is all.
        SendAndRest,
    };

    /// \param hosts who they are
    /// \param connections how many
    ConnectionChurn(ConnectionHosts& hosts, Tcp tcp, Use use, uint32_t connections);

    ConnectionChurn(const ConnectionChurn&) = delete;
    ConnectionChurn& operator=(const ConnectionChurn&) = delete;

    /// \return from one connection to the next
    static ns3::Time Interval();

    /// Lets TIME-WAIT last until all of them are in it.
    void RestForLong();

    /// Schedules them all at once. The client's TCP chooses the ports.
    void Schedule();

    /// Schedules the first, which schedules the next. The client names address and port.
    void ScheduleByTurns();

    /// \return from the first connection until the last is where it is to be
    ns3::Time GetDuration() const;

    /// \throws std::runtime_error if a connection did not come about
    void CheckThatAllWereOpened() const;

  private:
    void OpenNext();
    void Open(ns3::Ptr<ns3::Socket> socket);
    void Opened(ns3::Ptr<ns3::Socket> socket);
    void Failed(ns3::Ptr<ns3::Socket> socket);
    void Accepted(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from);
    void PeerClosed(ns3::Ptr<ns3::Socket> socket);

    ConnectionHosts& m_hosts;
    ns3::TypeId m_factory;
    Use m_use;
    uint32_t m_connections;
    ns3::Ptr<ns3::Socket> m_listener;
    // Made once for all: what a callback takes of memory is its user's, and not TCP's.
    ns3::Callback<void, ns3::Ptr<ns3::Socket>> m_whenOpened;
    ns3::Callback<void, ns3::Ptr<ns3::Socket>> m_whenFailed;
    ns3::Callback<void, ns3::Ptr<ns3::Socket>> m_whenTextArrives;
    ns3::Callback<void, ns3::Ptr<ns3::Socket>> m_whenPeerCloses;
    uint32_t m_begun{0};
    uint32_t m_opened{0};
    uint32_t m_accepted{0};
};

#endif // CONNECTION_CHURN_H
