// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CONGESTION_CONTROL_H
#define TCP_CONGESTION_CONTROL_H

#include "tcp-clock.h"
#include "tcp-segment.h"
#include "tcp-sequence.h"

#include <cstdint>

namespace tcplifecycle
{

/// How a sender's path is doing, as far as acknowledgments tell.
enum class CongestionPhase : uint8_t
{
    Open,     ///< nothing wrong
    Disorder, ///< duplicate acknowledgments, too few to tell a loss from segments out of order
    Reduced,  ///< a router has marked a segment; until what was sent before that is acknowledged
    Recovery, ///< a loss was found and is being repaired (RFC 6675, section 5; RFC 6582)
    Loss,     ///< the retransmission timer expired; until what was sent before is acknowledged
};

/// What a sender knows at the event that it reports.
struct CongestionReport
{
    Instant now;
    SeqNum una; ///< SND.UNA, after the event
    SeqNum nxt; ///< SND.NXT
    /// SND.NXT - SND.UNA in octets. When a loss is found: without what limited transmit has sent
    /// (RFC 5681, section 3.2, step 2).
    uint32_t flightSize;
    uint32_t pipe;         ///< estimate of octets in the network, after the event (RFC 6675)
    uint32_t priorPipe;    ///< the same before the event
    uint32_t acked;        ///< octets of text that SEG.ACK has newly acknowledged
    uint32_t delivered;    ///< octets that are known from this on to have arrived: acked or SACKed
    uint32_t lost;         ///< octets that are taken to be lost from this on
    uint16_t duplicates;   ///< duplicate acknowledgments in a row
    bool duplicate;        ///< the acknowledgment is a duplicate one (RFC 5681 or, with SACK, 6675)
    bool repeatedAcked;    ///< some of what is delivered had been sent again
    bool echo;             ///< it carries ECE, and ECN is in use
    bool selective;        ///< SACK is in use
    CongestionPhase phase; ///< after the event
    Duration roundTrip;    ///< that was measured; negative: none was
    const Segment* segment; ///< the acknowledgment; null if it is none that sets this off
};

/// A stretch of text that leaves.
struct SentText
{
    Instant now;
    SeqNum seq;
    uint32_t length; ///< octets of text, FIN counted
    bool again;      ///< it is a retransmission
    uint32_t pipe;   ///< octets in the network, before it
    CongestionPhase phase;
};

/**
 * What a sender asks of congestion control (RFC 5681): how much may be in flight, how fast it may
 * leave, and to be told what became of it. Loss detection and retransmission are the sender's own
 * business.
 *
 * For each acknowledgment the sender calls, in this order: Delivered for each stretch that has
 * arrived; CongestionNotified, if that begins a reduction; one or two of Duplicate, LossDetected,
 * Acked, PartlyAcked, Recovered, ReductionOver; and Acknowledged at the end.
 *
 * A sender without one is limited by the peer's window alone.
 */
class CongestionControl
{
  public:
    /// \param measures whether the calls "for those who measure" are of use; they cost time
    explicit CongestionControl(bool measures = false)
        : m_measures(measures)
    {
    }

    virtual ~CongestionControl() = default;

    bool Measures() const
    {
        return m_measures;
    }

    /// \return the congestion window, cwnd, in octets
    virtual uint32_t Window() const = 0;

    /**
     * The handshake is over; no text has been sent yet.
     * \param mss octets of text that a full segment carries
     * \param synRepeated whether the handshake lost a segment: the initial window is one segment
     *        then (RFC 5681, section 3.1)
     * \param first sequence number of the first octet of text
     */
    virtual void Start(uint32_t mss, bool synRepeated, SeqNum first) = 0;

    /// The path takes smaller segments from now on. \param mss octets of text in a full one
    virtual void MssChanged(uint32_t mss) = 0;

    /// New data was acknowledged, and no loss is being repaired: phases Open, Disorder, Reduced,
    /// Loss.
    virtual void Acked(const CongestionReport& report) = 0;

    /// A duplicate acknowledgment came that does not reveal a loss.
    virtual void Duplicate(const CongestionReport&)
    {
    }

    /**
     * A loss was detected by duplicate acknowledgments.
     * \param report duplicates and, without limited transmit's part, flightSize count
     * \param reduced whether the window was taken back already because of what a router marked in
     *        the same flight: not twice (RFC 3168, section 6.1.2)
     */
    virtual void LossDetected(const CongestionReport& report, bool reduced) = 0;

    /// In recovery: new data was acknowledged, and not all that was in flight at the loss.
    virtual void PartlyAcked(const CongestionReport&)
    {
    }

    /// All that was in flight when the loss was detected is acknowledged.
    virtual void Recovered(const CongestionReport& report) = 0;

    /// The peer echoes that a router has marked a segment: as a loss (RFC 3168, section 6.1.2).
    virtual void CongestionNotified(const CongestionReport& report) = 0;

    /// All that was in flight when CongestionNotified was called is acknowledged.
    virtual void ReductionOver(const CongestionReport&)
    {
    }

    /**
     * The retransmission timer expired.
     * \param report flightSize and pipe from before the expiry
     * \param again whether the same segment had been retransmitted by the timer before
     */
    virtual void TimedOut(const CongestionReport& report, bool again) = 0;

    /// Text is sent after nothing was in flight for longer than a retransmission timeout
    /// (RFC 5681, section 4.1).
    virtual void Idled() = 0;

    /// \name For those who measure; nobody else is called
    ///@{
    /// Text leaves.
    virtual void Sent(const SentText&)
    {
    }

    /// Text has arrived: acknowledged, or SACKed and not acknowledged yet. It may be told of twice.
    virtual void Delivered(SeqNum, SeqNum, Instant)
    {
    }

    /// The end of an acknowledgment.
    virtual void Acknowledged(const CongestionReport&)
    {
    }

    /// The user queues text and the sender had nothing left to send although it could have
    /// (draft-cheng-iccrg-delivery-rate-estimation, section 3.4). \param pipe octets in the network
    virtual void ApplicationLimited(uint32_t)
    {
    }

    /// \return how long octets take at the rate at which text may leave; 0: all at once
    virtual Duration PacingDelay(uint32_t) const
    {
        return Duration::zero();
    }

    ///@}

  private:
    bool m_measures;
};

} // namespace tcplifecycle

#endif // TCP_CONGESTION_CONTROL_H
