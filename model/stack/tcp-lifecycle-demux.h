// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_DEMUX_H
#define TCP_LIFECYCLE_DEMUX_H

#include "tcp-endpoint.h"
#include "tcp-four-tuple.h"
#include "tcp-port-use.h"

#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * Who is who on a host: connections by their four-tuple, sockets that are bound to a name, and the
 * listeners among those. Each question is answered in constant time, however many there are.
 */
class TcpLifecycleDemux
{
  public:
    /// \name Connections
    ///@{
    /**
     * \param connection its four-tuple
     * \param endpoint who takes its segments
     * \return false, and nothing is changed, if there is such a connection already
     */
    bool AddConnection(const TcpFourTuple& connection, TcpEndpoint& endpoint);

    /// \return who takes the segments of a connection; null if there is no such connection
    TcpEndpoint* FindConnection(const TcpFourTuple& connection) const;

    /// An endpoint's connection is no more.
    void RemoveConnection(const TcpFourTuple& connection);

    /**
     * A connection whose segments others take, and which uses its port all the same, is the
     * endpoint's from now on.
     */
    void MoveIn(const TcpFourTuple& connection, TcpEndpoint& endpoint);

    /// Others take the segments of a connection from now on; it goes on using its port.
    void MoveOut(const TcpFourTuple& connection);

    /// There is one connection more whose segments others take.
    void UsePort(const TcpFourTuple& connection);

    /// There is one connection less whose segments others take.
    void ReleasePort(const TcpFourTuple& connection);
    ///@}

    /// \name Names that sockets are bound to
    ///@{
    /**
     * Two sockets may be bound to one port with different addresses, the unspecified one among
     * them, or to one name and different devices.
     * \return false, and nothing is changed, if the name is taken
     */
    bool Bind(const TcpName& name, TcpEndpoint& socket);

    /// \return whether a socket other than this one is bound to a name and a device, which may be
    /// null
    bool IsTaken(const TcpName& name, Ptr<NetDevice> device, const TcpEndpoint& socket) const;

    /// A bound socket listens from now on.
    void Listen(const TcpName& name, TcpEndpoint& socket);

    /// A listener listens no longer, and stays bound.
    void EndListen(const TcpName& name, TcpEndpoint& socket);

    void Unbind(const TcpName& name, TcpEndpoint& socket);

    /**
     * \param local where a segment arrived
     * \param device on which device
     * \return who listens there: at the address itself, else at the unspecified address of its
     *         family, else, for IPv4, at the unspecified address of IPv6; null if nobody does
     */
    TcpEndpoint* FindListener(const TcpName& local, Ptr<NetDevice> device) const;

    ///@}

    /// \return which ports are in use
    TcpPortUse& GetPorts()
    {
        return m_ports;
    }

  private:
    struct Holder
    {
        TcpEndpoint* socket;
        bool listens;
    };

    Holder* FindHolder(const TcpName& name, const TcpEndpoint& socket);

    std::unordered_map<TcpFourTuple, TcpEndpoint*, TcpNameHash> m_connections;
    std::unordered_map<TcpName, std::vector<Holder>, TcpNameHash> m_names;
    TcpPortUse m_ports;
};

} // namespace ns3

#endif // TCP_LIFECYCLE_DEMUX_H
