// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_DELIVERY_RATE_H
#define TCP_DELIVERY_RATE_H

#include "tcp-clock.h"
#include "tcp-sequence.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tcplifecycle
{

/**
 * How fast the network delivers what a sender sends: draft-cheng-iccrg-delivery-rate-estimation-02,
 * which congestion control by rate needs, BBR above all. It keeps a record of each segment in
 * flight, and so can tell the round trip of each one, too.
 *
 * A segment costs the same however many are in flight: what is acknowledged leaves at the front;
 * what is SACKed or sent again is found by bisection.
 */
class DeliveryRate
{
  public:
    /// What the acknowledgments of one event tell of the path.
    struct Sample
    {
        /// Whether the rate is known: something was delivered, in no less than the shortest round
        /// trip (section 3.3).
        bool valid{false};
        uint64_t delivered{0};          ///< octets delivered in the interval
        Duration interval{0};           ///< the longer of the next two
        Duration sendElapsed{0};        ///< in which they were sent
        Duration ackElapsed{0};         ///< in which they were acknowledged
        uint64_t priorDelivered{0};     ///< octets ever delivered at the beginning of the interval
        Instant priorTime;              ///< the beginning of the interval
        bool applicationLimited{false}; ///< the user had nothing to send at some time in it
    };

    /**
     * Text leaves, for the first time or again.
     * \param seq its first octet. What is new lies behind all that was sent before
     * \param length octets, from 1
     * \param again whether it was sent before, all or part of it
     * \param idle whether nothing was in flight
     * \param now the time
     */
    void Sent(SeqNum seq, uint32_t length, bool again, bool idle, Instant now);

    /// All text before a number is acknowledged. \param una SND.UNA \param now the time
    void Acknowledged(SeqNum una, Instant now);

    /// Text has arrived that is not acknowledged yet; it may be told of again.
    void SelectivelyAcknowledged(SeqNum from, SeqNum to, Instant now);

    /**
     * The user had nothing more to send although the window allowed it: what is sent until all that
     * is in flight now has arrived says nothing of what the network could deliver (section 3.4).
     * \param inFlight octets in the network
     */
    void ApplicationLimited(uint32_t inFlight);

    /**
     * The end of an event.
     * \param shortestRoundTrip that was ever measured; 0 if none was
     * \return what its acknowledgments told; the next one begins now
     */
    Sample TakeSample(Duration shortestRoundTrip);

    /**
     * \return the round trip of the first segment that was acknowledged since TakeSample, counted
     *         from when it left; nothing if that cannot be told, because it was sent twice (RFC
     *         6298, section 3) or SACKed before
     */
    std::optional<Duration> RoundTrip() const
    {
        return m_roundTrip;
    }

    /// \return octets ever delivered
    uint64_t Delivered() const
    {
        return m_delivered;
    }

    /// \return when that grew last
    Instant DeliveredAt() const
    {
        return m_deliveredAt;
    }

    /// \return when the segment left that was delivered last, of those that the last sample counted
    Instant FirstSentAt() const
    {
        return m_firstSentAt;
    }

    /// \return octets that had ever been delivered when the segment left that was delivered last
    uint64_t DeliveredBeforeLast() const
    {
        return m_deliveredBeforeLast;
    }

  private:
    /// A segment in flight, and what was known when it left (section 3.2).
    struct Record
    {
        SeqNum end;             ///< after its last octet
        bool again{false};      ///< it was sent twice, or a part of it
        bool hasArrived{false}; ///< it is SACKed
        bool limited{false};    ///< the user had nothing more to send
        Instant sentAt;         ///< P.sent_time
        Instant firstSentAt;    ///< P.first_sent_time
        Instant deliveredAt;    ///< P.delivered_time
        uint64_t delivered{0};  ///< P.delivered
        uint32_t arrivedRun{0}; ///< so many records from this one on are known to have arrived
    };

    Record& At(size_t index)
    {
        return m_ring[(m_front + index) & (m_ring.size() - 1)];
    }

    void Push(const Record& record);
    size_t FirstEndingBehind(SeqNum number);
    SeqNum StartOf(size_t index);
    void Note(Record& record, Instant now);
    void Arrived(Record& record, uint32_t octets, Instant now);

    std::vector<Record> m_ring; ///< its size is 0 or a power of two
    size_t m_front{0};          ///< where the oldest one stands in it
    size_t m_count{0};
    SeqNum m_start; ///< first octet of the oldest one

    uint64_t m_delivered{0};    ///< C.delivered
    Instant m_deliveredAt;      ///< C.delivered_time
    Instant m_firstSentAt;      ///< C.first_sent_time
    uint64_t m_limitedUntil{0}; ///< C.app_limited; 0: not limited
    uint64_t m_deliveredBeforeLast{0};

    Sample m_sample;
    bool m_sampled{false}; ///< something was delivered since TakeSample
    std::optional<Duration> m_roundTrip;
};

} // namespace tcplifecycle

#endif // TCP_DELIVERY_RATE_H
