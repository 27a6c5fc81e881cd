// SPDX-License-Identifier: GPL-2.0-only

// The ephemeral ports of a host.

#include "tcp-lifecycle-l4-protocol.h"

namespace ns3
{

// ns-3 before 3.41 passes the values of an enumeration as int.

void
TcpLifecycleL4Protocol::SetPortSelection(int selection)
{
    m_portSelection = static_cast<TcpPortSelection>(selection);
}

int
TcpLifecycleL4Protocol::GetPortSelection() const
{
    return static_cast<int>(m_portSelection);
}

bool
TcpLifecycleL4Protocol::HasConnection(const TcpFourTuple& connection) const
{
    return m_demux.FindConnection(connection) || m_synReceived.Has(connection) ||
           m_timeWait.Has(connection);
}

void
TcpLifecycleL4Protocol::RemoveConnection(const TcpFourTuple& connection)
{
    m_demux.RemoveConnection(connection);
    NotePort(connection);
}

void
TcpLifecycleL4Protocol::ReleasePort(const TcpFourTuple& connection)
{
    m_demux.ReleasePort(connection);
    NotePort(connection);
}

/// A connection in TIME-WAIT and its new incarnation have one port: it stays in use.
void
TcpLifecycleL4Protocol::NotePort(const TcpFourTuple& connection)
{
    if (HasConnection(connection))
    {
        m_demux.GetPorts().Note(connection);
    }
}

std::optional<uint16_t>
TcpLifecycleL4Protocol::AllocatePort(const TcpIpAddress& local)
{
    const TcpPortRange range{m_ephemeralFirst, m_ephemeralLast};
    std::optional<uint16_t> port;
    if (!range.IsEmpty())
    {
        const TcpPortUse& ports = m_demux.GetPorts();
        port =
            m_ports.Try(range, m_portSelection, [&](uint16_t one) { return ports.IsUnused(one); });
        if (!port)
        {
            port = m_ports.Choose(range, m_portSelection, [&](size_t word) {
                return ~ports.GetUsed(word);
            });
        }
    }
    if (!port)
    {
        m_portsTrace(TcpName{local, 0}.ToAddress(), TcpName{local.Any(), 0}.ToAddress());
    }
    return port;
}

std::optional<uint16_t>
TcpLifecycleL4Protocol::AllocatePortFor(TcpFourTuple connection,
                                        const std::function<bool(const TcpFourTuple&)>& mayReopen)
{
    const TcpPortRange range{m_ephemeralFirst, m_ephemeralLast};
    TcpPortUse& ports = m_demux.GetPorts();
    const auto isConnected = [&](uint16_t port) {
        connection.local.port = port;
        return HasConnection(connection);
    };
    const auto unbound = [&](size_t word) { return ~ports.GetBound(word); };
    std::optional<uint16_t> port;
    if (!range.IsEmpty())
    {
        bool metBound = false;
        port = m_ports.Try(range, m_portSelection, [&](uint16_t one) {
            const bool bound = ports.IsBound(one);
            metBound = metBound || bound;
            return !bound && !isConnected(one);
        });
        // The ports of a destination are noted down only if connections to it, and not sockets that
        // are bound, were met each time: the set then has an octet or less for each of them.
        if (!port && metBound)
        {
            port = m_ports.TryAmong(range, m_portSelection, unbound, [&](uint16_t one) {
                return !isConnected(one);
            });
        }
        if (!port)
        {
            const TcpDestination destination{connection.local.address, connection.remote};
            const TcpPortSet* connected = ports.GetConnected(destination, range, isConnected);
            port = m_ports.Choose(range, m_portSelection, [&](size_t word) {
                return unbound(word) & ~(connected ? connected->GetWord(word) : 0);
            });
            if (!port && connected)
            {
                port = AllocateAgain(connection, range, *connected, mayReopen);
            }
        }
    }
    if (!port)
    {
        m_portsTrace(TcpName{connection.local.address, 0}.ToAddress(),
                     connection.remote.ToAddress());
    }
    return port;
}

/// \return a port of a connection that may be reopened. Most of those that rest in TIME-WAIT may,
/// if
///         any: to look at each one is for when they have hardly come there
std::optional<uint16_t>
TcpLifecycleL4Protocol::AllocateAgain(TcpFourTuple connection,
                                      TcpPortRange range,
                                      const TcpPortSet& connected,
                                      const std::function<bool(const TcpFourTuple&)>& mayReopen)
{
    const auto unbound = [&](size_t word) {
        return connected.GetWord(word) & ~m_demux.GetPorts().GetBound(word);
    };
    const auto isOver = [&](uint16_t port) {
        connection.local.port = port;
        return mayReopen(connection);
    };
    if (const auto port = m_ports.TryAmong(range, m_portSelection, unbound, isOver))
    {
        return port;
    }
    TcpPortSet over(range);
    for (uint32_t port = range.first; port <= range.last; ++port)
    {
        if (isOver(static_cast<uint16_t>(port)))
        {
            over.Insert(static_cast<uint16_t>(port));
        }
    }
    return m_ports.Choose(range, m_portSelection, [&](size_t word) {
        return unbound(word) & over.GetWord(word);
    });
}

} // namespace ns3
