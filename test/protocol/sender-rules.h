// SPDX-License-Identifier: GPL-2.0-only

#ifndef SENDER_RULES_H
#define SENDER_RULES_H

#include "conversation.h"
#include "tcp-reno.h"

#include <cstdint>
#include <vector>

/// Reno that watches what it is told and what leaves: a window is reduced once for a flight, by a
/// loss or a mark, and new text leaves only into what it has room for. What breaks that is a
/// failure of the test.
class WatchedReno : public tcplifecycle::CongestionControl
{
  public:
    /// \param window, threshold as Reno has them
    WatchedReno(uint32_t window, uint32_t threshold);

    uint32_t Window() const override;
    void Start(uint32_t mss, bool synRepeated, tcplifecycle::SeqNum first) override;
    void MssChanged(uint32_t mss) override;
    void Acked(const tcplifecycle::CongestionReport& report) override;
    void LossDetected(const tcplifecycle::CongestionReport& report, bool reduced) override;
    void Recovered(const tcplifecycle::CongestionReport& report) override;
    void CongestionNotified(const tcplifecycle::CongestionReport& report) override;
    void TimedOut(const tcplifecycle::CongestionReport& report, bool again) override;
    void Idled() override;
    void Sent(const tcplifecycle::SentText& sent) override;

    /// \return octets that left since this was last asked
    uint32_t TakeOctets();

    /// \return how often the window was reduced, for whatever reason
    uint32_t Reductions() const
    {
        return m_reductions;
    }

  private:
    void Reduced(const tcplifecycle::CongestionReport& report);

    tcplifecycle::Reno m_reno;
    tcplifecycle::SeqNum m_flightReduced; ///< SND.NXT when the window was last reduced
    uint32_t m_mss{0};
    uint32_t m_octets{0};
    uint32_t m_reductions{0};
};

/// \return the sending half of a connection in ESTABLISHED or FIN-WAIT-1; null in another state
const tcplifecycle::Sender* SenderOf(const Peer& peer);

/**
 * Holds a sender, after each event, against what must be so whatever its peer does:
 * - the scoreboard's counts are those of its ranges, and pipe is what RFC 6675 defines;
 * - what is known to have arrived is not sent again;
 * - no more leaves at once than the congestion window is large;
 * - with ECN, CWR is on the first new text after each reduction of the window, and nowhere else;
 * - a timer runs while anything waits to be sent or acknowledged.
 */
class SenderRules
{
  public:
    /// \param peer, reno both must live as long as this
    SenderRules(Peer& peer, WatchedReno& reno);

    /// After an event. \param sent what left because of it
    void Check(const std::vector<tcplifecycle::Segment>& sent);

  private:
    void CheckCwr(const std::vector<tcplifecycle::Segment>& sent);

    Peer& m_peer;
    WatchedReno& m_reno;
    tcplifecycle::SeqNum m_nxt; ///< SND.NXT before the event
    uint32_t m_window{0};       ///< the congestion window then
    uint32_t m_mss{0};
    uint32_t m_reductionsTold{0}; ///< reductions up to the last CWR
};

#endif // SENDER_RULES_H
