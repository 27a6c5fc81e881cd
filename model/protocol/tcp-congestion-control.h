// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CONGESTION_CONTROL_H
#define TCP_CONGESTION_CONTROL_H

#include <cstdint>

namespace tcplifecycle
{

/**
 * What a sender asks of congestion control (RFC 5681): how much may be in flight, and to be told
 * what became of it. Loss detection and retransmission are the sender's own business.
 *
 * A sender without one is limited by the peer's window alone.
 */
class CongestionControl
{
  public:
    virtual ~CongestionControl() = default;

    /// \return the congestion window, cwnd, in octets
    virtual uint32_t Window() const = 0;

    /**
     * The handshake is over; no text has been sent yet.
     * \param mss octets of text that a full segment carries
     * \param synRepeated whether the handshake lost a segment: the initial window is one segment
     *        then (RFC 5681, section 3.1)
     */
    virtual void Start(uint32_t mss, bool synRepeated) = 0;

    /**
     * New data was acknowledged, and no loss is being repaired.
     * \param octets how many
     */
    virtual void Acked(uint32_t octets) = 0;

    /**
     * A loss was detected by duplicate acknowledgments.
     * \param flightSize octets sent and not acknowledged
     */
    virtual void LossDetected(uint32_t flightSize) = 0;

    /**
     * All that was in flight when the loss was detected is acknowledged.
     * \param flightSize octets sent since and not acknowledged
     */
    virtual void Recovered(uint32_t flightSize) = 0;

    /**
     * The retransmission timer expired.
     * \param flightSize octets sent and not acknowledged
     * \param again whether the same segment had been retransmitted by the timer before
     */
    virtual void TimedOut(uint32_t flightSize, bool again) = 0;
};

} // namespace tcplifecycle

#endif // TCP_CONGESTION_CONTROL_H
