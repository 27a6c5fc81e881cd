// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-delivery-rate.h"

#include <algorithm>

namespace tcplifecycle
{

namespace
{

/// Room for so many segments to begin with: an initial window. A power of two.
constexpr size_t FIRST_SIZE = 16;

} // namespace

void
DeliveryRate::Push(const Record& record)
{
    if (m_count == m_ring.size())
    {
        std::vector<Record> larger(std::max(FIRST_SIZE, 2 * m_ring.size()));
        for (size_t i = 0; i < m_count; ++i)
        {
            larger[i] = At(i);
        }
        m_ring.swap(larger);
        m_front = 0;
    }
    ++m_count;
    At(m_count - 1) = record;
}

/// \return index of the first record whose end lies behind a number; m_count if there is none
size_t
DeliveryRate::FirstEndingBehind(SeqNum number)
{
    size_t low = 0;
    size_t high = m_count;
    while (low < high)
    {
        const size_t middle = (low + high) / 2;
        if (At(middle).end > number)
        {
            high = middle;
        }
        else
        {
            low = middle + 1;
        }
    }
    return low;
}

SeqNum
DeliveryRate::StartOf(size_t index)
{
    return index == 0 ? m_start : At(index - 1).end;
}

void
DeliveryRate::Note(Record& record, Instant now)
{
    record.sentAt = now;
    record.firstSentAt = m_firstSentAt;
    record.deliveredAt = m_deliveredAt;
    record.delivered = m_delivered;
    record.limited = m_limitedUntil != 0;
}

void
DeliveryRate::Sent(SeqNum seq, uint32_t length, bool again, bool idle, Instant now)
{
    if (idle)
    {
        m_firstSentAt = now;
        m_deliveredAt = now;
    }
    if (m_count == 0)
    {
        m_start = seq;
    }
    const SeqNum end = seq + length;
    if (again)
    {
        for (size_t i = FirstEndingBehind(seq); i < m_count && StartOf(i) < end; ++i)
        {
            At(i).again = true;
            Note(At(i), now);
        }
    }
    if (m_count == 0 || At(m_count - 1).end < end)
    {
        Record record;
        record.end = end;
        record.again = again;
        Note(record, now);
        Push(record);
    }
}

/// UpdateRateSample of section 3.3. The newest segment counts: it left when most was delivered.
void
DeliveryRate::Arrived(Record& record, uint32_t octets, Instant now)
{
    m_delivered += octets;
    m_deliveredAt = now;
    m_deliveredBeforeLast = record.delivered;
    if (!m_sampled || record.delivered > m_sample.priorDelivered)
    {
        m_sampled = true;
        m_sample.priorDelivered = record.delivered;
        m_sample.priorTime = record.deliveredAt;
        m_sample.applicationLimited = record.limited;
        m_sample.sendElapsed = record.sentAt - record.firstSentAt;
        m_sample.ackElapsed = now - record.deliveredAt;
        m_firstSentAt = record.sentAt;
    }
    record.hasArrived = true;
    record.arrivedRun = 1;
}

void
DeliveryRate::Acknowledged(SeqNum una, Instant now)
{
    for (bool first = true; m_count > 0 && At(0).end <= una; first = false)
    {
        Record& record = At(0);
        if (first && !m_roundTrip && !record.again && !record.hasArrived)
        {
            m_roundTrip = now - record.sentAt;
        }
        if (!record.hasArrived)
        {
            Arrived(record, record.end - m_start, now);
        }
        m_start = record.end;
        m_front = (m_front + 1) & (m_ring.size() - 1);
        --m_count;
    }
}

void
DeliveryRate::SelectivelyAcknowledged(SeqNum from, SeqNum to, Instant now)
{
    size_t i = FirstEndingBehind(from);
    if (i < m_count && StartOf(i) < from)
    {
        ++i; // a part of it is missing
    }
    // A block is told of again and again while it grows: what is known of it is leapt over.
    const size_t begin = i;
    while (i < m_count && At(i).end <= to)
    {
        if (!At(i).hasArrived)
        {
            Arrived(At(i), At(i).end - StartOf(i), now);
        }
        i += At(i).arrivedRun;
    }
    if (i > begin)
    {
        At(begin).arrivedRun = static_cast<uint32_t>(i - begin);
    }
}

void
DeliveryRate::ApplicationLimited(uint32_t inFlight)
{
    m_limitedUntil = std::max<uint64_t>(m_delivered + inFlight, 1);
}

/// GenerateRateSample of section 3.3.
DeliveryRate::Sample
DeliveryRate::TakeSample(Duration shortestRoundTrip)
{
    if (m_limitedUntil != 0 && m_delivered > m_limitedUntil)
    {
        m_limitedUntil = 0;
    }
    Sample sample = m_sample;
    if (m_sampled)
    {
        sample.interval = std::max(sample.sendElapsed, sample.ackElapsed);
        sample.delivered = m_delivered - sample.priorDelivered;
        sample.valid = sample.interval > Duration::zero() && sample.interval >= shortestRoundTrip;
    }
    m_sample = Sample();
    m_sampled = false;
    m_roundTrip.reset();
    return sample;
}

} // namespace tcplifecycle
