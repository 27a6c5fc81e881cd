// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-port-use.h"

namespace ns3
{

namespace
{

TcpDestination
DestinationOf(const TcpFourTuple& connection)
{
    return {connection.local.address, connection.remote};
}

} // namespace

void
TcpPortUse::AddName(uint16_t port)
{
    Word& word = GetWord(port);
    ++word.users[port % 64].names;
    Settle(word, port);
}

void
TcpPortUse::RemoveName(uint16_t port)
{
    Word& word = GetWord(port);
    --word.users[port % 64].names;
    Settle(word, port);
}

void
TcpPortUse::AddConnection(const TcpFourTuple& connection)
{
    const uint16_t port = connection.local.port;
    Word& word = GetWord(port);
    ++word.users[port % 64].connections;
    Settle(word, port);
    Note(connection);
}

void
TcpPortUse::Note(const TcpFourTuple& connection)
{
    if (m_connected.empty())
    {
        return;
    }
    const auto noted = m_connected.find(DestinationOf(connection));
    if (noted != m_connected.end())
    {
        noted->second.Insert(connection.local.port);
    }
}

void
TcpPortUse::RemoveConnection(const TcpFourTuple& connection)
{
    const uint16_t port = connection.local.port;
    Word& word = GetWord(port);
    --word.users[port % 64].connections;
    Settle(word, port);
    if (m_connected.empty())
    {
        return;
    }
    const auto noted = m_connected.find(DestinationOf(connection));
    if (noted != m_connected.end())
    {
        noted->second.Erase(port);
        if (noted->second.GetSize() == 0)
        {
            m_connected.erase(noted);
        }
    }
}

bool
TcpPortUse::IsUnused(uint16_t port) const
{
    return (GetUsed(TcpPortWord::IndexOf(port)) & TcpPortWord::BitOf(port)) == 0;
}

bool
TcpPortUse::IsBound(uint16_t port) const
{
    return (GetBound(TcpPortWord::IndexOf(port)) & TcpPortWord::BitOf(port)) != 0;
}

const TcpPortSet*
TcpPortUse::GetConnected(const TcpDestination& destination,
                         TcpPortRange range,
                         const std::function<bool(uint16_t)>& isConnected)
{
    const auto noted = m_connected.find(destination);
    if (noted != m_connected.end() && noted->second.GetRange() == range)
    {
        return &noted->second;
    }
    TcpPortSet connected(range);
    for (uint32_t port = range.first; port <= range.last; ++port)
    {
        if (isConnected(static_cast<uint16_t>(port)))
        {
            connected.Insert(static_cast<uint16_t>(port));
        }
    }
    if (connected.GetSize() == 0)
    {
        return nullptr;
    }
    return &m_connected.insert_or_assign(destination, std::move(connected)).first->second;
}

size_t
TcpPortUse::GetNotedDestinations() const
{
    return m_connected.size();
}

TcpPortUse::Word&
TcpPortUse::GetWord(uint16_t port)
{
    if (m_words.empty())
    {
        m_words.resize(TcpPortWord::COUNT);
    }
    auto& word = m_words[TcpPortWord::IndexOf(port)];
    if (!word)
    {
        word = std::make_unique<Word>();
    }
    return *word;
}

/// The users of a port have become more or less.
void
TcpPortUse::Settle(Word& word, uint16_t port)
{
    const Users& users = word.users[port % 64];
    const uint64_t bit = TcpPortWord::BitOf(port);
    word.bound = users.names > 0 ? word.bound | bit : word.bound & ~bit;
    word.used = users.names + users.connections > 0 ? word.used | bit : word.used & ~bit;
    if (word.used == 0)
    {
        m_words[TcpPortWord::IndexOf(port)].reset();
    }
}

} // namespace ns3
