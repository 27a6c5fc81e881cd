// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_DEADLINE_QUEUES_H
#define TCP_DEADLINE_QUEUES_H

#include "tcp-record-table.h"

#include "ns3/tcp-clock.h"

#include <cstdint>
#include <set>
#include <utility>

namespace ns3
{

/// Records of a table in the order of their deadlines.
struct TcpDeadlineQueue
{
    TcpRecordNumber first{TCP_NO_RECORD};
    TcpRecordNumber last{TCP_NO_RECORD};
    tcplifecycle::Instant listed{tcplifecycle::NEVER}; ///< the first one's deadline
    uint64_t serial{0}; ///< says which of two with the same deadline comes first

    bool IsEmpty() const
    {
        return first == TCP_NO_RECORD;
    }
};

/**
 * The records of a table that have a deadline, in a queue for each length of time that they wait:
 * whoever waits as long and begins later comes later, so that a record is added and taken out in
 * constant time however many there are, and only the queues have to be compared with each other.
 *
 * \tparam Record as TcpRecordTable has it, with an Instant GetDeadline() const
 */
template <class Record>
class TcpDeadlineQueues
{
  public:
    /// \param table whose records they are
    explicit TcpDeadlineQueues(TcpRecordTable<Record>& table)
        : m_table(table)
    {
    }

    /// Adds a record to a queue.
    void Add(TcpDeadlineQueue& queue, TcpRecordNumber number)
    {
        // Mostly it is the last one. It is not if settings have changed on the way.
        const auto deadline = m_table[number].GetDeadline();
        TcpRecordNumber previous = queue.last;
        while (previous != TCP_NO_RECORD && m_table[previous].GetDeadline() > deadline)
        {
            previous = m_table[previous].links.previous;
        }
        const TcpRecordNumber next =
            previous == TCP_NO_RECORD ? queue.first : m_table[previous].links.next;
        m_table[number].links.previous = previous;
        m_table[number].links.next = next;
        NextOf(queue, previous) = number;
        PreviousOf(queue, next) = number;
        List(queue);
    }

    /// Takes a record out of its queue.
    void Remove(TcpDeadlineQueue& queue, TcpRecordNumber number)
    {
        TcpRecordLinks& links = m_table[number].links;
        NextOf(queue, links.previous) = links.next;
        PreviousOf(queue, links.next) = links.previous;
        links.previous = TCP_NO_RECORD;
        links.next = TCP_NO_RECORD;
        List(queue);
    }

    /// \return the record whose deadline comes first; TCP_NO_RECORD if there is none
    TcpRecordNumber GetFirst() const
    {
        return m_order.empty() ? TCP_NO_RECORD : (*m_order.begin())->first;
    }

    /// \return its deadline; NEVER if there is none
    tcplifecycle::Instant GetFirstDeadline() const
    {
        return m_order.empty() ? tcplifecycle::NEVER : (*m_order.begin())->listed;
    }

    /// Forgets all queues; nothing is done to them.
    void Clear()
    {
        m_order.clear();
    }

  private:
    struct IsBefore
    {
        bool operator()(const TcpDeadlineQueue* a, const TcpDeadlineQueue* b) const
        {
            return a->listed != b->listed ? a->listed < b->listed : a->serial < b->serial;
        }
    };

    TcpRecordNumber& NextOf(TcpDeadlineQueue& queue, TcpRecordNumber number)
    {
        return number == TCP_NO_RECORD ? queue.first : m_table[number].links.next;
    }

    TcpRecordNumber& PreviousOf(TcpDeadlineQueue& queue, TcpRecordNumber number)
    {
        return number == TCP_NO_RECORD ? queue.last : m_table[number].links.previous;
    }

    /// The first record of a queue may be another one now.
    void List(TcpDeadlineQueue& queue)
    {
        const auto deadline =
            queue.IsEmpty() ? tcplifecycle::NEVER : m_table[queue.first].GetDeadline();
        if (deadline == queue.listed)
        {
            return;
        }
        auto node = queue.listed == tcplifecycle::NEVER ? typename Order::node_type()
                                                        : m_order.extract(&queue);
        queue.listed = deadline;
        if (deadline == tcplifecycle::NEVER)
        {
            return;
        }
        if (node)
        {
            m_order.insert(std::move(node));
        }
        else
        {
            queue.serial = m_serial++;
            m_order.insert(&queue);
        }
    }

    using Order = std::set<TcpDeadlineQueue*, IsBefore>;

    TcpRecordTable<Record>& m_table;
    Order m_order; ///< of those that are not empty
    uint64_t m_serial{0};
};

} // namespace ns3

#endif // TCP_DEADLINE_QUEUES_H
