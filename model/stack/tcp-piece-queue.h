// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_PIECE_QUEUE_H
#define TCP_PIECE_QUEUE_H

#include <cstddef>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * A queue whose elements lie side by side. An empty one has allocated nothing, if nothing was ever
 * in it: of the sockets of a large simulation most have empty queues most of the time, and that of
 * the standard library takes 600 octets for it.
 */
template <class Piece>
class TcpPieceQueue
{
  public:
    using Iterator = typename std::vector<Piece>::const_iterator;

    bool IsEmpty() const
    {
        return m_first == m_pieces.size();
    }

    Iterator begin() const
    {
        return m_pieces.begin() + static_cast<std::ptrdiff_t>(m_first);
    }

    Iterator end() const
    {
        return m_pieces.end();
    }

    /// \return the oldest element; there must be one
    Piece& Front()
    {
        return m_pieces[m_first];
    }

    void Push(Piece piece)
    {
        m_pieces.push_back(std::move(piece));
    }

    /// The oldest element leaves; there must be one.
    void Pop()
    {
        m_pieces[m_first++] = Piece{};
        // Each element is moved once at most, on average, for each that has left.
        if (2 * m_first >= m_pieces.size())
        {
            m_pieces.erase(m_pieces.begin(),
                           m_pieces.begin() + static_cast<std::ptrdiff_t>(m_first));
            m_first = 0;
        }
    }

    /// All leave, and what was allocated is given back.
    void Clear()
    {
        m_pieces = std::vector<Piece>();
        m_first = 0;
    }

  private:
    std::vector<Piece> m_pieces; ///< those before m_first have left
    size_t m_first{0};
};

} // namespace ns3

#endif // TCP_PIECE_QUEUE_H
