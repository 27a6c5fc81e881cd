// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SENDER_H
#define TCP_SENDER_H

#include "tcp-clock.h"
#include "tcp-congestion-control.h"
#include "tcp-rto.h"
#include "tcp-scoreboard.h"
#include "tcp-segment.h"
#include "tcp-settings.h"

#include <algorithm>
#include <cstdint>

namespace tcplifecycle
{

/// What a sender needs to know of the world at an event.
struct SendContext
{
    const Settings& settings;
    CongestionControl* congestion; ///< null: only the peer's window limits
    RoundTripEstimator* estimator; ///< null: RFC 6298's own
    Instant now;
    /// What SACK blocks take of the room of each text segment that leaves now (RFC 6691): less than
    /// the MSS.
    uint32_t sackOctets{0};
};

/// What both SYNs agreed on that a sender has to know.
struct SendTerms
{
    uint32_t mss;     ///< effective send MSS, octets of text in a full segment, from 1
    uint8_t shift{0}; ///< how far the peer's window field is to be shifted (RFC 7323), 0 to 14
    bool sack{false}; ///< the peer tells of text out of order (RFC 2018)
    bool ecn{false};  ///< ECE and CWR mean something (RFC 3168)
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
        bool again;      ///< it is a retransmission or a window probe
        bool cwr;        ///< it is the first new text since the window was reduced (RFC 3168)

        /// \return octets, FIN counted
        uint32_t Length() const
        {
            return length + (fin ? 1 : 0);
        }

        /// \return the number after it
        SeqNum End() const
        {
            return seq + Length();
        }
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

    /// How far the sending of a SYN has got that is not acknowledged.
    struct SynProgress
    {
        Instant began;     ///< when it was first sent
        Instant deadline;  ///< when it is to be sent again
        Duration rto;      ///< the timeout that ends then
        uint16_t expiries; ///< how often the timer has expired
        bool repeated;     ///< it was sent again, whatever the reason
        bool timed;        ///< its acknowledgment will measure a round trip from `began` on
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

    SeqNum Wl1() const
    {
        return m_wl1;
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

    /// \return Snd.Wind.Shift of RFC 7323
    uint8_t Shift() const
    {
        return m_shift;
    }

    /// \return whether ECE and CWR mean something
    bool EcnInUse() const
    {
        return m_ecn;
    }

    /// \return effective send MSS, octets of text in a full segment
    uint32_t Mss() const
    {
        return m_mss;
    }

    /// \return octets in the network, as far as acknowledgments tell (RFC 6675, SetPipe)
    uint32_t Pipe(const Settings& settings) const
    {
        return m_inflation == 0 && m_duplicates == 0 ? m_board.Pipe(m_nxt)
                                                     : PipeWithDuplicates(settings);
    }

    /// \return how the path is doing
    CongestionPhase Phase() const
    {
        return m_phase == CongestionPhase::Open && m_duplicates > 0 ? CongestionPhase::Disorder
                                                                    : m_phase;
    }

    /// \return what is SACKed, lost and repeated
    const Scoreboard& Board() const
    {
        return m_board;
    }

    /// \return the retransmission timeout
    const Rto& RetransmissionTimeout() const
    {
        return m_rto;
    }

    /// The handshake told what the peer can take; text may be sent from now on.
    void Negotiated(const SendTerms& terms);

    /// The SYN was sent again because the peer asked: its acknowledgment measures nothing.
    void SynSentAgain()
    {
        m_synRepeated = true;
        m_timedAt = NEVER;
    }

    /// \return how far the sending of the SYN has got, before it is acknowledged
    SynProgress GetSynProgress() const
    {
        return {m_waitingSince,
                m_deadline,
                m_rto.Current(),
                m_expiries,
                m_synRepeated,
                m_timedAt != NEVER};
    }

    /// The SYN, which counts as sent at `began`, has got so far.
    void ResumeSyn(const SynProgress& progress)
    {
        m_waitingSince = progress.began;
        m_timedAt = progress.timed ? progress.began : NEVER;
        m_deadline = progress.deadline;
        m_rto.Set(progress.rto);
        m_expiries = progress.expiries;
        m_synRepeated = progress.repeated;
    }

    /// The acknowledgment of the SYN measures nothing, although nothing was lost: its number was
    /// sent in a second segment, a SYN,ACK, or nobody knows when.
    void SynIsNotTimed()
    {
        m_timedAt = NEVER;
    }

    /**
     * SEND: more text stands behind what is queued. Not after QueueFin.
     * \param octets of it
     * \param urgent whether all that is queued up to its end becomes urgent (SND.UP)
     * \param context settings and time
     */
    void Queue(uint32_t octets, bool urgent, const SendContext& context);

    /// The path takes no larger segments: what is in flight goes again. \param mss from 1
    void ShrinkMss(uint32_t mss, const SendContext& context);

    /// CLOSE: the FIN stands behind what is queued. Once.
    void QueueFin(Instant now);

    /**
     * Takes in an acknowledgment with SND.UNA =< SEG.ACK =< SND.NXT: advances SND.UNA, measures the
     * round trip, counts duplicates, finds losses (RFC 9293, 3.10.7.4, fifth; RFC 5681; RFC 6675
     * with SACK, RFC 6582 without; RFC 6298; RFC 3168).
     * \param segment as it arrived, not trimmed: one that carries text is no duplicate
     * \param context settings and time
     * \param echoed the round trip that a timestamp tells of, or UNKNOWN: of use where nothing else
     *        is timed, since it is right for what was sent twice too (RFC 6298, section 3)
     */
    Progress Acknowledge(const Segment& segment,
                         const SendContext& context,
                         Duration echoed = UNKNOWN)
    {
        // Most of what a sender of text receives from a sender of text is neither.
        const bool news = segment.ack != m_una || Probing() || TellsOfText(segment);
        const bool duplicate = !news && IsDuplicate(segment);
        return news || duplicate ? TakeAcknowledgment(segment, duplicate, context, echoed)
                                 : Progress{0};
    }

    /**
     * \param segment as it arrived: the window of a SYN is never scaled (RFC 7323, section 2.2),
     * and a SYN may be trimmed \return SEG.WND in octets
     */
    uint32_t WindowOf(const Segment& segment) const
    {
        return uint32_t{segment.wnd} << (segment.Has(SYN) ? 0 : m_shift);
    }

    /**
     * Takes over a window if the segment is news: by SND.WL1 and SND.WL2, or because it
     * acknowledges something new, as what is repeated does that carries the newest window and an
     * old number. \param window SEG.WND in octets \param acked octets that the segment has
     * acknowledged
     */
    void UpdateWindow(const Segment& segment,
                      uint32_t window,
                      uint32_t acked,
                      const SendContext& context)
    {
        if (acked > 0 || m_wl1 < segment.seq || (m_wl1 == segment.seq && m_wl2 <= segment.ack))
        {
            SetWindow(segment, window, context);
        }
    }

    /// Takes over the window without asking whether it is news: the handshake does.
    void SetWindow(const Segment& segment, uint32_t window, const SendContext& context)
    {
        m_wl1 = segment.seq;
        m_wl2 = segment.ack;
        if (window != m_wnd)
        {
            ChangeWindow(window, context);
        }
    }

    /**
     * What is to be sent now, retransmissions first.
     * \param context settings and time
     * \param stretch becomes it, and counts as sent
     * \return whether there is something, and windows, Nagle's algorithm and silly window avoidance
     *         allow it
     */
    bool Next(const SendContext& context, Stretch& stretch)
    {
        const bool unusual = m_board.HasLost() || m_phase == CongestionPhase::Recovery;
        if (!unusual && !HasUnsentText() && !FinIsDue())
        {
            return false;
        }
        if (m_paceUntil != NEVER && context.now < m_paceUntil && !m_mustRepeat)
        {
            m_heldByPacing = true;
            return false;
        }
        m_heldByPacing = false;
        const uint32_t pipe = Pipe(context.settings);
        const bool any =
            unusual ? NextSegment(pipe, context, stretch) : NextNew(pipe, context, stretch);
        if (m_deadline == NEVER)
        {
            Arm(context);
        }
        if (any && context.congestion && context.congestion->Measures())
        {
            TellOfSent(pipe, context, stretch);
        }
        return any;
    }

    /// \return when Expire is to be called; NEVER if no timer runs
    Instant Deadline() const
    {
        return m_heldByPacing && m_paceUntil < m_deadline ? m_paceUntil : m_deadline;
    }

    /// The retransmission, persist or override timer expired, or pacing lets go.
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
        visit("recover", m_recover);
        visit("SND.NXT before loss", m_nxtBeforeLoss);
        visit("RescueRxt", m_rescueRxt);
        visit("reduced until", m_reducedUntil);
        visit("inflation", m_inflation);
        m_board.VisitVariables(visit);
        for (const SeqRange& range : m_board.Ranges())
        {
            visit("SACKed from", range.start);
            visit("SACKed to", range.end);
        }
        visit("timed end", m_timedEnd);
        visit("timed at", m_timedAt);
        visit("deadline", m_deadline);
        visit("waiting since", m_waitingSince);
        visit("paced until", m_paceUntil);
        visit("last text sent", m_lastSent);
        visit("probe interval", m_probeInterval);
        m_rto.VisitVariables(visit);
        visit("expiries", m_expiries);
        visit("duplicates", m_duplicates);
        visit("Snd.Wind.Shift", m_shift);
        visit("SYN acknowledged", m_synAcked);
        visit("FIN queued", m_finQueued);
        visit("phase", static_cast<uint32_t>(m_phase));
        visit("must repeat", m_mustRepeat);
        visit("partly acknowledged", m_partlyAcked);
        visit("SACK", m_sack);
        visit("ECN", m_ecn);
        visit("CWR due", m_cwrDue);
        visit("held by pacing", m_heldByPacing);
        visit("SYN repeated", m_synRepeated);
        visit("override", m_override);
    }

  private:
    /// Octets of text in a full segment that leaves now.
    uint32_t FullText(const SendContext& context) const
    {
        return m_mss - context.sackOctets;
    }

    /// Whether the FIN is queued and was not sent yet.
    bool FinIsDue() const
    {
        return m_finQueued && !FinSent();
    }

    void NoteWaiting(Instant now);

    bool Probing() const
    {
        return m_wnd == 0 && m_synAcked;
    }

    void ChangeWindow(uint32_t window, const SendContext& context);
    void Arm(const SendContext& context);
    Expiry Repeated(const Settings& settings) const;
    void Repeat(SeqNum before);

    uint32_t PipeWithDuplicates(const Settings& settings) const;

    /// Whether SACK blocks came that mean something.
    bool TellsOfText(const Segment& segment) const
    {
        return m_sack && !segment.options.sack.Empty() && m_synAcked;
    }

    /// RFC 5681, section 2: whether a segment with SEG.ACK = SND.UNA carries nothing, changes no
    /// window, and something is in flight that it could have acknowledged.
    bool IsDuplicate(const Segment& segment) const
    {
        return !m_sack && segment.Length() == 0 && FlightSize() > 0 && WindowOf(segment) == m_wnd &&
               m_synAcked;
    }

    // Acknowledgments.
    Progress TakeAcknowledgment(const Segment& segment,
                                bool duplicate,
                                const SendContext& context,
                                Duration echoed);
    uint32_t Advance(SeqNum ack, const SendContext& context, Duration echoed, Duration& roundTrip);
    uint32_t TakeSacks(const Segment& segment, const SendContext& context);
    void FillReport(CongestionReport& report, const SendContext& context) const;
    void Reduce(CongestionReport& report, const SendContext& context);
    bool CountDuplicate(CongestionReport& report, bool lossFound, const SendContext& context);
    void EnterRecovery(CongestionReport& report, const SendContext& context);
    void ContinueRecovery(CongestionReport& report, uint32_t acked, const SendContext& context);

    /// The number after the first segment in flight.
    SeqNum EndOfFirst() const
    {
        return m_una + std::min(m_mss, FlightSize());
    }

    bool MayRecover() const;
    bool IsRescued(SeqNum seq) const;
    void TakeNewAck(CongestionReport& report,
                    uint32_t acked,
                    bool lossFound,
                    const SendContext& context);
    void TakeAckOfNothingLost(CongestionReport& report, const SendContext& context);

    // What is sent.
    bool NextSegment(uint32_t pipe, const SendContext& context, Stretch& stretch);
    bool NextRepeated(const SeqRange& lost,
                      uint32_t pipe,
                      const SendContext& context,
                      Stretch& stretch);
    bool NextNew(uint32_t pipe, const SendContext& context, Stretch& stretch);
    bool NextToRescue(uint32_t pipe, const SendContext& context, Stretch& stretch);
    void TellOfSent(uint32_t pipe, const SendContext& context, const Stretch& stretch);
    void FillRepeated(const SeqRange& range, const SendContext& context, Stretch& stretch);
    uint16_t UrgentFrom(SeqNum seq) const;
    uint32_t CongestionWindow(const SendContext& context) const;

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

    Scoreboard m_board;
    /// RecoveryPoint of RFC 6675, "recover" of RFC 6582: the highest number sent when a loss was
    /// found, by duplicates or by the timer.
    SeqNum m_recover;
    SeqNum m_rescueRxt;     ///< RescueRxt of RFC 6675: beyond it the last segment may be rescued
    SeqNum m_reducedUntil;  ///< in phase Reduced: the highest number sent when it began
    SeqNum m_nxtBeforeLoss; ///< SND.NXT when the first duplicate acknowledgment came
    /// Without SACK: octets that duplicate acknowledgments say have left the network, less what
    /// partial acknowledgments have taken from them since (RFC 6582).
    int32_t m_inflation{0};

    SeqNum m_timedEnd; ///< an acknowledgment of this completes the measurement of a round trip
    Instant m_timedAt; ///< when the segment before m_timedEnd was sent; NEVER: none is timed

    Instant m_deadline{NEVER};
    Instant m_paceUntil{NEVER};    ///< no text leaves before; NEVER: it is not paced
    Instant m_lastSent{NEVER};     ///< when new text left; NEVER: none has
    Instant m_waitingSince{NEVER}; ///< since when SND.UNA has not moved although it should
    Duration m_probeInterval{0};   ///< the last interval between zero-window probes; 0: none yet
    Rto m_rto;
    uint16_t m_expiries{0};   ///< of the timer, since something was last acknowledged
    uint16_t m_duplicates{0}; ///< duplicate acknowledgments in a row
    uint8_t m_shift{0};       ///< Snd.Wind.Shift of RFC 7323
    bool m_synAcked{false};
    bool m_finQueued{false};
    CongestionPhase m_phase{CongestionPhase::Open}; ///< never Disorder: that is m_duplicates
    bool m_mustRepeat{false};  ///< the first lost segment goes whatever the congestion window says
    bool m_partlyAcked{false}; ///< a partial acknowledgment has come in this recovery
    bool m_sack{false};
    bool m_ecn{false};
    bool m_cwrDue{false};       ///< the next new text tells that the window was reduced
    bool m_heldByPacing{false}; ///< something could be sent but for pacing
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
