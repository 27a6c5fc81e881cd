// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_PORT_USE_H
#define TCP_PORT_USE_H

#include "tcp-four-tuple.h"
#include "tcp-port-set.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{

/// All of a connection but its local port.
struct TcpDestination
{
    TcpIpAddress local;
    TcpName remote;

    friend bool operator==(const TcpDestination& a, const TcpDestination& b)
    {
        return a.local == b.local && a.remote == b.remote;
    }
};

/**
 * Which ports of a host are in use: by sockets that are bound to them, and by connections. Each
 * question about a port, or about a word of 64 ports, is answered in constant time.
 *
 * The ports that connections to one destination have are a question of their own, since each
 * destination may have them all. They are noted down only for destinations that are asked about,
 * until the last connection there is gone.
 */
class TcpPortUse
{
  public:
    /// A socket is bound to a port.
    void AddName(uint16_t port);

    /// A socket that was bound to it no longer is.
    void RemoveName(uint16_t port);

    /// There is a new connection.
    void AddConnection(const TcpFourTuple& connection);

    /**
     * A connection is no more. Where another one has the same four-tuple, as a connection in
     * TIME-WAIT and its new incarnation have, Note is to be called after this.
     */
    void RemoveConnection(const TcpFourTuple& connection);

    /// There is a connection, which may be noted already.
    void Note(const TcpFourTuple& connection);

    /// \return whether no socket is bound to a port and no connection has it at this end
    bool IsUnused(uint16_t port) const;

    /// \return whether a socket is bound to a port
    bool IsBound(uint16_t port) const;

    /// \param index of a word of ports \return which of them IsUnused() would say no of
    uint64_t GetUsed(size_t index) const
    {
        const Word* word = FindWord(index);
        return word ? word->used : 0;
    }

    /// \param index of a word of ports \return which of them IsBound() would say yes of
    uint64_t GetBound(size_t index) const
    {
        const Word* word = FindWord(index);
        return word ? word->bound : 0;
    }

    /**
     * \param destination where connections go
     * \param range of ports, not empty
     * \param isConnected whether there is a connection from a port to the destination; it is asked
     *        about each port of the range if this was not called with this range before
     * \return the ports of the range that have one, until a connection comes or goes; null: none
     * has
     */
    const TcpPortSet* GetConnected(const TcpDestination& destination,
                                   TcpPortRange range,
                                   const std::function<bool(uint16_t)>& isConnected);

    /// \return how many destinations' ports are noted down
    size_t GetNotedDestinations() const;

  private:
    struct Users
    {
        uint32_t names{0};
        uint32_t connections{0};
    };

    /// The users of a word of ports.
    struct Word
    {
        uint64_t used{0};
        uint64_t bound{0};
        std::array<Users, 64> users;
    };

    Word& GetWord(uint16_t port);

    const Word* FindWord(size_t index) const
    {
        return m_words.empty() ? nullptr : m_words[index].get();
    }

    void Settle(Word& word, uint16_t port);

    std::vector<std::unique_ptr<Word>> m_words; ///< null: none of its ports is used
    std::unordered_map<TcpDestination, TcpPortSet, TcpNameHash> m_connected;
};

} // namespace ns3

#endif // TCP_PORT_USE_H
