// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-lifecycle-demux.h"

#include <algorithm>

namespace ns3
{

bool
TcpLifecycleDemux::AddConnection(const TcpFourTuple& connection, TcpEndpoint& endpoint)
{
    const bool added = m_connections.emplace(connection, &endpoint).second;
    if (added)
    {
        UsePort(connection);
    }
    return added;
}

void
TcpLifecycleDemux::RemoveConnection(const TcpFourTuple& connection)
{
    if (m_connections.erase(connection) > 0)
    {
        ReleasePort(connection);
    }
}

void
TcpLifecycleDemux::MoveIn(const TcpFourTuple& connection, TcpEndpoint& endpoint)
{
    m_connections.emplace(connection, &endpoint);
}

void
TcpLifecycleDemux::MoveOut(const TcpFourTuple& connection)
{
    m_connections.erase(connection);
}

void
TcpLifecycleDemux::UsePort(const TcpFourTuple& connection)
{
    m_ports.AddConnection(connection);
}

void
TcpLifecycleDemux::ReleasePort(const TcpFourTuple& connection)
{
    m_ports.RemoveConnection(connection);
}

TcpEndpoint*
TcpLifecycleDemux::FindConnection(const TcpFourTuple& connection) const
{
    const auto found = m_connections.find(connection);
    return found == m_connections.end() ? nullptr : found->second;
}

bool
TcpLifecycleDemux::Bind(const TcpName& name, TcpEndpoint& socket)
{
    if (IsTaken(name, socket.GetDevice(), socket))
    {
        return false;
    }
    m_names[name].push_back({&socket, false});
    m_ports.AddName(name.port);
    return true;
}

bool
TcpLifecycleDemux::IsTaken(const TcpName& name,
                           Ptr<NetDevice> device,
                           const TcpEndpoint& socket) const
{
    const auto found = m_names.find(name);
    return found != m_names.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](const Holder& holder) {
               return holder.socket != &socket && holder.socket->GetDevice() == device;
           });
}

TcpLifecycleDemux::Holder*
TcpLifecycleDemux::FindHolder(const TcpName& name, const TcpEndpoint& socket)
{
    const auto found = m_names.find(name);
    if (found == m_names.end())
    {
        return nullptr;
    }
    for (Holder& holder : found->second)
    {
        if (holder.socket == &socket)
        {
            return &holder;
        }
    }
    return nullptr;
}

void
TcpLifecycleDemux::Listen(const TcpName& name, TcpEndpoint& socket)
{
    if (Holder* holder = FindHolder(name, socket))
    {
        holder->listens = true;
    }
}

void
TcpLifecycleDemux::EndListen(const TcpName& name, TcpEndpoint& socket)
{
    if (Holder* holder = FindHolder(name, socket))
    {
        holder->listens = false;
    }
}

void
TcpLifecycleDemux::Unbind(const TcpName& name, TcpEndpoint& socket)
{
    Holder* const holder = FindHolder(name, socket);
    if (!holder)
    {
        return;
    }
    const auto found = m_names.find(name);
    found->second.erase(found->second.begin() + (holder - found->second.data()));
    if (found->second.empty())
    {
        m_names.erase(found);
    }
    m_ports.RemoveName(name.port);
}

TcpEndpoint*
TcpLifecycleDemux::FindListener(const TcpName& local, Ptr<NetDevice> device) const
{
    const TcpName candidates[] = {local,
                                  {local.address.Any(), local.port},
                                  {TcpIpAddress(), local.port}};
    for (const TcpName& name : candidates)
    {
        const auto found = m_names.find(name);
        if (found == m_names.end())
        {
            continue;
        }
        TcpEndpoint* ofAnyDevice = nullptr;
        for (const Holder& holder : found->second)
        {
            const Ptr<NetDevice> only = holder.socket->GetDevice();
            if (holder.listens && only == device)
            {
                return holder.socket;
            }
            if (holder.listens && !only)
            {
                ofAnyDevice = holder.socket;
            }
        }
        if (ofAnyDevice)
        {
            return ofAnyDevice;
        }
    }
    return nullptr;
}

} // namespace ns3
