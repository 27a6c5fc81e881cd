// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_CONNECTION_LOG_H
#define TCPLAB_CONNECTION_LOG_H

#include "script-ast.h"

#include "ns3/nstime.h"
#include "ns3/tcp-trace-record.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tcplab
{

class User;

/// What a connection has gone through.
struct LoggedConnection
{
    /// A stay in a state.
    struct Stay
    {
        tcplifecycle::State state;
        ns3::Time since;
    };

    uint32_t number{0};      ///< on its host, from 1
    std::string name;        ///< that the script gives it; "" for none
    ns3::Address local;      ///< this end
    ns3::Address remote;     ///< the other end
    std::vector<Stay> stays; ///< the first one is the state in which it began
    User* user{nullptr};     ///< null until a listener has handed it out

    /// \return the state that it is in
    tcplifecycle::State GetState() const;
};

/// The connections that a host has had, in the order in which they came to be.
class ConnectionLog
{
  public:
    /// \param host name of the host
    explicit ConnectionLog(std::string host);

    /**
     * Adds a transition.
     *
     * \param transition a transition of one of the host's connections, not of a listener
     * \return the connection, a new one if this is its first
     */
    LoggedConnection& Add(const ns3::TcpTraceTransition& transition);

    /**
     * \param local one end
     * \param remote the other
     * \return the latest connection between them; null if there has been none
     */
    LoggedConnection* FindLatest(const ns3::Address& local, const ns3::Address& remote) const;

    /**
     * Finds the connection that a script means: the only one of that host (and that name), or the
     * only one that is not closed.
     *
     * \param who the host, which must be this one, and perhaps a name or a number
     * \param onlyOpen whether closed ones stand back if there are several
     * \param[out] problem why there is none, if null is returned
     * \return the connection, or null
     */
    LoggedConnection* Find(const Who& who, bool onlyOpen, std::string& problem) const;

  private:
    std::string m_host;
    std::vector<std::unique_ptr<LoggedConnection>> m_connections;
};

} // namespace tcplab

#endif // TCPLAB_CONNECTION_LOG_H
