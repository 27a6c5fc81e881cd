// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_RECORD_TABLE_H
#define TCP_RECORD_TABLE_H

#include "tcp-four-tuple.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{

/// What a record is called in its table, for as long as it is there: half the size of a pointer.
using TcpRecordNumber = uint32_t;

/// No record.
constexpr TcpRecordNumber TCP_NO_RECORD = UINT32_MAX;

/// What a record hangs together with.
struct TcpRecordLinks
{
    TcpRecordNumber chain{TCP_NO_RECORD};    ///< the next one of the same hash, or that is unused
    TcpRecordNumber previous{TCP_NO_RECORD}; ///< in a queue
    TcpRecordNumber next{TCP_NO_RECORD};     ///< in a queue
};

/**
 * Small records of many connections, each found by its four-tuple in constant time. They lie side
 * by side in blocks and never move. Beyond its own size each takes one or two numbers, for the
 * hash.
 *
 * \tparam Record has a TcpFourTuple fourTuple and TcpRecordLinks links; can be made without
 *         arguments, and moved
 */
template <class Record>
class TcpRecordTable
{
  public:
    /// \return the record of a connection; TCP_NO_RECORD if there is none
    TcpRecordNumber Find(const TcpFourTuple& fourTuple) const
    {
        if (m_size == 0)
        {
            return TCP_NO_RECORD;
        }
        TcpRecordNumber number = m_heads[HeadOf(fourTuple)];
        while (number != TCP_NO_RECORD && !((*this)[number].fourTuple == fourTuple))
        {
            number = (*this)[number].links.chain;
        }
        return number;
    }

    /// \param fourTuple of a connection that has no record yet \return its record
    TcpRecordNumber Add(const TcpFourTuple& fourTuple)
    {
        if (m_size == m_heads.size())
        {
            Rehash();
        }
        const TcpRecordNumber number = TakeUnused();
        (*this)[number].fourTuple = fourTuple;
        Chain(number);
        ++m_size;
        return number;
    }

    /// \param number of a record, which is in no queue any more
    void Remove(TcpRecordNumber number)
    {
        TcpRecordNumber* link = &m_heads[HeadOf((*this)[number].fourTuple)];
        while (*link != number)
        {
            link = &(*this)[*link].links.chain;
        }
        Record& record = (*this)[number];
        *link = record.links.chain;
        record = Record();
        record.links.chain = m_firstUnused;
        m_firstUnused = number;
        --m_size;
    }

    Record& operator[](TcpRecordNumber number)
    {
        return m_blocks[number / BLOCK_SIZE][number % BLOCK_SIZE];
    }

    const Record& operator[](TcpRecordNumber number) const
    {
        return m_blocks[number / BLOCK_SIZE][number % BLOCK_SIZE];
    }

    /// \return count of records
    size_t GetSize() const
    {
        return m_size;
    }

    /// \return a number above those of all records; below it there may be unused ones, too
    TcpRecordNumber GetEnd() const
    {
        return m_end;
    }

    /// Forgets all records.
    void Clear()
    {
        *this = TcpRecordTable();
    }

  private:
    static constexpr TcpRecordNumber BLOCK_SIZE = 32;

    size_t HeadOf(const TcpFourTuple& fourTuple) const
    {
        return TcpNameHash{}(fourTuple) & (m_heads.size() - 1); // a power of two
    }

    void Chain(TcpRecordNumber number)
    {
        TcpRecordNumber& head = m_heads[HeadOf((*this)[number].fourTuple)];
        (*this)[number].links.chain = head;
        head = number;
    }

    TcpRecordNumber TakeUnused()
    {
        if (m_firstUnused != TCP_NO_RECORD)
        {
            const TcpRecordNumber number = m_firstUnused;
            m_firstUnused = (*this)[number].links.chain;
            return number;
        }
        if (m_end % BLOCK_SIZE == 0)
        {
            m_blocks.push_back(std::make_unique<Record[]>(BLOCK_SIZE));
        }
        return m_end++;
    }

    void Rehash()
    {
        std::vector<TcpRecordNumber> heads(m_heads.empty() ? BLOCK_SIZE : 2 * m_heads.size(),
                                           TCP_NO_RECORD);
        heads.swap(m_heads);
        for (TcpRecordNumber number : heads)
        {
            while (number != TCP_NO_RECORD)
            {
                const TcpRecordNumber next = (*this)[number].links.chain;
                Chain(number);
                number = next;
            }
        }
    }

    std::vector<std::unique_ptr<Record[]>> m_blocks;
    std::vector<TcpRecordNumber> m_heads; ///< first record of each hash
    TcpRecordNumber m_firstUnused{TCP_NO_RECORD};
    TcpRecordNumber m_end{0};
    size_t m_size{0};
};

} // namespace ns3

#endif // TCP_RECORD_TABLE_H
