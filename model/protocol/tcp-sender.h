// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SENDER_H
#define TCP_SENDER_H

#include "tcp-clock.h"
#include "tcp-congestion-control.h"
#include "tcp-rto.h"
#include "tcp-segment.h"
#include "tcp-settings.h"

#include <cstdint>
#include <optional>

namespace tcplifecycle
{

/// What a sender needs to know of the world at an event.
struct SendContext
{
    const Settings& settings;
    CongestionControl* congestion; ///< null: only the peer's window limits
    Instant now;
};

/**
 * The sending half of a connection: the send sequence variables of RFC 9293, section 3.3.1, what
 * is queued, what must be repeated, and when.
 *
 * The stream is known by sequence numbers only: ISS is the SYN, the octets that SEND queued follow
 * from ISS + 1, and the FIN comes after the last of them.
 *
 *     ISS   SND.UNA          SND.NXT         end
 *      |  ack'ed | unacknowledged | not sent yet | (FIN)
 */
class Sender
{
  public:
    /// A stretch of the stream that is to be sent now.
    struct Stretch
    {
        SeqNum seq;      ///< first octet
        uint32_t length; ///< octets of text
        uint16_t urgent; ///< SEG.UP: from seq to the end of what is urgent; 0 if that was before
        bool push;       ///< nothing is queued behind it
        bool fin;        ///< the FIN follows it
    };

    /// A round trip that nobody has measured.
    static constexpr Duration UNKNOWN{-1};

    /// What an acknowledgment brought.
    struct Progress
    {
        uint32_t octets; ///< of text newly acknowledged
    };

    /// What the retransmission timer's expiry asks for.
    enum class Expiry
    {
        Resend,   ///< go on with Next(), or repeat the SYN if it is outstanding
        Warn,     ///< the same, and R1 is reached
        Exhausted ///< R2 is reached
    };

    /**
     * The SYN is sent now: SND.UNA = ISS, SND.NXT = ISS + 1.
     * \param iss initial send sequence number
     * \param context settings and time
     */
    Sender(SeqNum iss, const SendContext& context);

    /// \name The send sequence variables
    ///@{
    SeqNum Iss() const
    {
        return m_iss;
    }

    SeqNum Una() const
    {
        return m_una;
    }

    SeqNum Nxt() const
    {
        return m_nxt;
    }

    /// SND.WND in octets, scaled.
    uint32_t Wnd() const
    {
        return m_wnd;
    }

    /// MAX.SND.WND of RFC 5961, section 5.2.
    uint32_t MaxWnd() const
    {
        return m_maxWnd;
    }

    ///@}

    /// \return octets sent and not acknowledged, SYN and FIN counted
    uint32_t FlightSize() const
    {
        return m_nxt - m_una;
    }

    bool SynAcked() const
    {
        return m_synAcked;
    }

    /// \return whether the handshake lost a segment
    bool SynRepeated() const
    {
        return m_synRepeated;
    }

    bool FinQueued() const
    {
        return m_finQueued;
    }

    bool FinSent() const
    {
        return m_finQueued && m_nxt == m_end + 1;
    }

    bool FinAcked() const
    {
        return m_finQueued && m_una == m_end + 1;
    }

    /**
     * \return the sequence number for a segment without text: SND.NXT, but never past the peer's
     *         window, where a zero-window probe leads and the peer would refuse it
     */
    SeqNum AcceptableSeq() const
    {
        const SeqNum edge = m_una + m_wnd;
        return m_nxt <= edge || !m_synAcked ? m_nxt : edge;
    }

    /// \return whether text has been queued that was not sent yet
    bool HasUnsentText() const
    {
        return m_nxt < m_end;
    }

    /// \return whether something is queued or in flight that is to make progress
    bool IsWaiting() const
    {
        return FlightSize() > 0 || HasUnsentText() || FinIsDue();
    }

    /// \return effective send MSS, octets of text in a full segment
    uint32_t Mss() const
    {
        return m_mss;
    }

    /// \return the retransmission timeout
    const Rto& RetransmissionTimeout() const
    {
        return m_rto;
    }

    /**
     * The handshake told what the peer can take; text may be sent from now on.
     * \param mss effective send MSS, from 1
     * \param shift how far the peer's window field is to be shifted (RFC 7323), 0 to 14
     */
    void Negotiated(uint32_t mss, uint8_t shift);

    /// The SYN was sent again because the peer asked: its acknowledgment measures nothing.
    void SynSentAgain()
    {
        m_synRepeated = true;
        m_timedAt = NEVER;
    }

    /// The number of the SYN was sent in a second segment, a SYN,ACK; nothing was lost.
    void SynSentInSynAck()
    {
        m_timedAt = NEVER;
    }

    /**
     * SEND: more text stands behind what is queued. Not after QueueFin.
     * \param octets of it
     * \param urgent whether all that is queued up to its end becomes urgent (SND.UP)
     * \param now the time
     */
    void Queue(uint32_t octets, bool urgent, Instant now);

    /// The path takes no larger segments: what is in flight goes again. \param mss from 1
    void ShrinkMss(uint32_t mss);

    /// CLOSE: the FIN stands behind what is queued. Once.
    void QueueFin(Instant now);

    /**
     * Takes in an acknowledgment with SND.UNA =< SEG.ACK =< SND.NXT: advances SND.UNA, measures the
     * round trip, counts duplicates (RFC 9293, 3.10.7.4, fifth; RFC 5681; RFC 6582; RFC 6298).
     * \param segment as it arrived, not trimmed: one that carries text is no duplicate
     * \param context settings and time
     * \param echoed the round trip that a timestamp tells of, or UNKNOWN: of use where nothing else
     *        is timed, since it is right for what was sent twice too (RFC 6298, section 3)
     */
    Progress Acknowledge(const Segment& segment,
                         const SendContext& context,
                         Duration echoed = UNKNOWN);

    /**
     * \param segment as it arrived: the window of a SYN is never scaled (RFC 7323, section 2.2),
     * and a SYN may be trimmed \return SEG.WND in octets
     */
    uint32_t WindowOf(const Segment& segment) const
    {
        return uint32_t{segment.wnd} << (segment.Has(SYN) ? 0 : m_shift);
    }

    /// Takes over a window if the segment is news (SND.WL1, SND.WL2).
    /// \param window SEG.WND in octets
    void UpdateWindow(const Segment& segment, uint32_t window, const SendContext& context);

    /// Takes over the window without asking whether it is news: the handshake does.
    void SetWindow(const Segment& segment, uint32_t window, const SendContext& context);

    /**
     * What is to be sent now, retransmissions first.
     * \param context settings and time
     * \param stretch becomes it, and counts as sent
     * \return whether there is something, and windows, Nagle's algorithm and silly window avoidance
     *         allow it
     */
    bool Next(const SendContext& context, Stretch& stretch)
    {
        const bool nothing = m_repeatFrom == m_repeatTo && !HasUnsentText() && !FinIsDue();
        return !nothing && NextStretch(context, stretch);
    }

    /// \return when Expire is to be called; NEVER if no timer runs
    Instant Deadline() const
    {
        return m_deadline;
    }

    /// The retransmission, persist or override timer expired.
    Expiry Expire(const SendContext& context);

    /// \return when the user timeout expires; NEVER if nothing waits or none is set
    Instant UserTimeoutAt(const Settings& settings) const;

    /**
     * Names each variable with its value, so that connections can be compared: two of which all
     * is the same answer the same events the same way.
     * \param visit called with a name and a SeqNum, an Instant, a Duration, an integer or a bool
     */
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        visit("ISS", m_iss);
        visit("SND.UNA", m_una);
        visit("SND.NXT", m_nxt);
        visit("end of text", m_end);
        visit("SND.UP", m_up);
        visit("SND.WL1", m_wl1);
        visit("SND.WL2", m_wl2);
        visit("SND.WND", m_wnd);
        visit("MAX.SND.WND", m_maxWnd);
        visit("MSS", m_mss);
        visit("repeat from", m_repeatFrom);
        visit("repeat to", m_repeatTo);
        visit("recover", m_recover);
        visit("SND.NXT before loss", m_nxtBeforeLoss);
        visit("inflation", m_inflation);
        visit("timed end", m_timedEnd);
        visit("timed at", m_timedAt);
        visit("deadline", m_deadline);
        visit("waiting since", m_waitingSince);
        visit("probe interval", m_probeInterval);
        m_rto.VisitVariables(visit);
        visit("expiries", m_expiries);
        visit("duplicates", m_duplicates);
        visit("Snd.Wind.Shift", m_shift);
        visit("SYN acknowledged", m_synAcked);
        visit("FIN queued", m_finQueued);
        visit("recovering", m_recovering);
        visit("SYN repeated", m_synRepeated);
        visit("override", m_override);
    }

  private:
    /// Whether the FIN is queued and was not sent yet.
    bool FinIsDue() const
    {
        return m_finQueued && !FinSent();
    }

    void NoteWaiting(Instant now);
    bool Probing() const;
    bool NextStretch(const SendContext& context, Stretch& stretch);
    void Arm(const SendContext& context);
    Expiry Repeated(const Settings& settings) const;
    void CountDuplicate(const SendContext& context);
    void ContinueRecovery(uint32_t acked, const SendContext& context);
    void Repeat(SeqNum from, SeqNum to);
    bool NextRepeated(const SendContext& context, Stretch& stretch);
    bool NextNew(const SendContext& context, Stretch& stretch);
    uint16_t UrgentFrom(SeqNum seq) const;
    uint32_t CongestionWindow(const SendContext& context, int32_t inflation) const;

    SeqNum m_iss;
    SeqNum m_una;
    SeqNum m_nxt;
    SeqNum m_end;
    SeqNum m_up; ///< SND.UP: behind the last urgent octet (MUST-62); SND.UNA if none is urgent
    SeqNum m_wl1;
    SeqNum m_wl2;
    uint32_t m_wnd{0};
    uint32_t m_maxWnd{0};
    uint32_t m_mss{0};

    SeqNum m_repeatFrom;    ///< what is to be sent again: from here ...
    SeqNum m_repeatTo;      ///< ... to here; nothing if they are equal
    SeqNum m_recover;       ///< "recover" of RFC 6582: highest number sent when a loss was found
    SeqNum m_nxtBeforeLoss; ///< SND.NXT when the first duplicate acknowledgment came
    int32_t m_inflation{0}; ///< octets that duplicate acknowledgments say have left the network

    SeqNum m_timedEnd; ///< an acknowledgment of this completes the measurement of a round trip
    Instant m_timedAt; ///< when the segment before m_timedEnd was sent; NEVER: none is timed

    Instant m_deadline{NEVER};
    Instant m_waitingSince{NEVER}; ///< since when SND.UNA has not moved although it should
    Duration m_probeInterval{0};   ///< the last interval between zero-window probes; 0: none yet
    Rto m_rto;
    uint16_t m_expiries{0};   ///< of the timer, since something was last acknowledged
    uint16_t m_duplicates{0}; ///< duplicate acknowledgments in a row
    uint8_t m_shift{0};       ///< Snd.Wind.Shift of RFC 7323
    bool m_synAcked{false};
    bool m_finQueued{false};
    bool m_recovering{false}; ///< fast recovery
    bool m_synRepeated{false};
    bool m_override{false}; ///< the override timer allows one small segment
};

/**
 * What is left of a sender once its FIN is acknowledged: there is nothing to send and nothing to
 * repeat any more.
 */
struct SendDone
{
    SeqNum nxt;         ///< SND.NXT, and SND.UNA with it
    uint32_t maxWnd{0}; ///< MAX.SND.WND of RFC 5961
};

} // namespace tcplifecycle

#endif // TCP_SENDER_H
