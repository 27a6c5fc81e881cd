// SPDX-License-Identifier: GPL-2.0-only

#include "connection-log.h"

#include "nearest-name.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace tcplab
{

using tcplifecycle::State;

namespace
{

/// Of more connections than these that could be meant, an error says only how many they are.
constexpr size_t MOST_NAMED = 4;

} // namespace

State
LoggedConnection::GetState() const
{
    return stays.back().state;
}

ConnectionLog::ConnectionLog(std::string host)
    : m_host(std::move(host))
{
}

LoggedConnection&
ConnectionLog::Add(const ns3::TcpTraceTransition& transition)
{
    const ns3::Time now = ns3::Simulator::Now();
    if (transition.connection > m_connections.size())
    {
        auto connection = std::make_unique<LoggedConnection>();
        connection->number = transition.connection;
        connection->local = transition.local;
        connection->remote = transition.remote;
        connection->stays.push_back({transition.from, now});
        m_connections.push_back(std::move(connection));
    }
    auto& connection = *m_connections.at(transition.connection - 1);
    connection.stays.push_back({transition.to, now});
    return connection;
}

LoggedConnection*
ConnectionLog::FindLatest(const ns3::Address& local, const ns3::Address& remote) const
{
    const auto found =
        std::find_if(m_connections.rbegin(), m_connections.rend(), [&](const auto& connection) {
            return connection->local == local && connection->remote == remote;
        });
    return found == m_connections.rend() ? nullptr : found->get();
}

LoggedConnection*
ConnectionLog::Find(const Who& who, bool onlyOpen, std::string& problem) const
{
    std::vector<LoggedConnection*> found;
    for (const auto& connection : m_connections)
    {
        const bool matches = !who.connection || who.connection->text == connection->name ||
                             who.connection->text == std::to_string(connection->number);
        if (matches)
        {
            found.push_back(connection.get());
        }
    }
    if (onlyOpen && found.size() > 1)
    {
        std::vector<LoggedConnection*> open;
        std::copy_if(found.begin(), found.end(), std::back_inserter(open), [](const auto* one) {
            return one->GetState() != State::Closed && one->GetState() != State::Listen;
        });
        found = open.empty() ? found : open;
    }
    if (found.size() == 1)
    {
        return found[0];
    }
    const std::string whose = who.connection ? m_host + '.' + who.connection->text : m_host;
    if (found.empty())
    {
        problem =
            who.connection ? "there was no connection " + whose : m_host + " had no connection";
        return nullptr;
    }
    std::vector<std::string> numbers;
    for (const auto* one : found)
    {
        if (numbers.size() == MOST_NAMED)
        {
            numbers.push_back(std::to_string(found.size() - MOST_NAMED) + " more");
            break;
        }
        numbers.push_back(m_host + '.' + std::to_string(one->number) + " (" +
                          ToString(one->GetState()) + ')');
    }
    problem = whose + " could be any of " + Enumerate(numbers);
    return nullptr;
}

} // namespace tcplab
