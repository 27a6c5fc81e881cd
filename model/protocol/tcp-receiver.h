// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_RECEIVER_H
#define TCP_RECEIVER_H

#include "tcp-actions.h"
#include "tcp-clock.h"
#include "tcp-reassembly-queue.h"
#include "tcp-sack-report.h"
#include "tcp-segment.h"
#include "tcp-settings.h"

#include <cstdint>

namespace tcplifecycle
{

/**
 * What is left of a receiver once the peer's FIN has been reached: no text can come any more, and
 * the window stays as it was.
 */
struct ReceiveDone
{
    SeqNum nxt;          ///< RCV.NXT: after the FIN
    uint32_t wnd{0};     ///< RCV.WND in octets
    uint32_t unread{0};  ///< octets delivered that the user has not read
    uint32_t urgent{0};  ///< of these, up to the end of what is urgent
    uint8_t shift{0};    ///< Rcv.Wind.Shift of RFC 7323
    bool ackDue{true};   ///< the FIN is to be acknowledged
    bool ecnEcho{false}; ///< the peer is to be told of a mark

    SeqNum Nxt() const
    {
        return nxt;
    }

    /// \return RCV.WND in octets
    uint32_t Wnd() const
    {
        return wnd;
    }

    uint32_t Unread() const
    {
        return unread;
    }

    /// \return octets from the first unread one to the end of what is urgent
    uint32_t UrgentAhead() const
    {
        return urgent;
    }

    /// The user has read. \param octets at most Unread()
    void Read(uint32_t octets)
    {
        unread -= octets;
        urgent -= urgent < octets ? urgent : octets;
    }

    uint16_t OfferWindow(const Settings&) const
    {
        return static_cast<uint16_t>(wnd >> shift);
    }

    void AckNow()
    {
        ackDue = true;
    }

    bool AckIsDue() const
    {
        return ackDue;
    }

    bool EcnEcho() const
    {
        return ecnEcho;
    }

    /// \return Last.ACK.sent of RFC 7323: the FIN is acknowledged as soon as it has come
    SeqNum LastAckSent() const
    {
        return nxt;
    }

    void AckSent()
    {
        ackDue = false;
    }
};

/**
 * The receiving half of a connection: the receive sequence variables of RFC 9293, section 3.3.1,
 * what arrived out of order, the window that is offered, and when to acknowledge.
 */
class Receiver
{
  public:
    /**
     * \param irs initial receive sequence number: RCV.NXT is the one after it
     * \param settings receiveBuffer and maxWindow count
     */
    Receiver(SeqNum irs, const Settings& settings);

    /// \name The receive sequence variables
    ///@{
    SeqNum Irs() const
    {
        return m_irs;
    }

    SeqNum Nxt() const
    {
        return m_nxt;
    }

    /// RCV.WND: what the peer was told it may send beyond RCV.NXT, in octets.
    uint32_t Wnd() const
    {
        return m_edge - m_nxt;
    }

    ///@}

    /// \return octets delivered that the user has not read
    uint32_t Unread() const
    {
        return m_unread;
    }

    /// \return whether text is held that the handshake's end or a gap keeps from the user
    bool HoldsText() const
    {
        return !m_queue.Empty();
    }

    /// \return whether text has come that the user has not read (RFC 1122, section 4.2.2.13)
    bool HasPendingText() const
    {
        return m_unread > 0 || HoldsText();
    }

    const ReassemblyQueue& Queue() const
    {
        return m_queue;
    }

    /**
     * \param mss effective send MSS, for the window's steps (section 3.8.6.2.2); from 1
     * \param shift how far our window field is shifted (RFC 7323), 0 to 14
     * \param sack whether acknowledgments are to carry SACK blocks (RFC 2018)
     */
    void Negotiated(uint32_t mss, uint8_t shift, bool sack);

    /**
     * The window field of a segment that leaves now. The window is opened if it is worth while
     * (RFC 9293, section 3.8.6.2.2), and never taken back.
     * \param settings receiveBuffer and maxWindow count
     */
    uint16_t OfferWindow(const Settings& settings);

    /// \return the window field of a SYN, which is never scaled (RFC 7323, section 2.2)
    uint16_t SynWindow() const;

    /// Takes in text that lies inside the window.
    void TakeText(const Block& block, Actions& actions);

    /// Keeps text for later, although it is next: the handshake is not over yet.
    void HoldText(const Block& block, Actions& actions);

    /// Delivers what is held and has become next.
    void DeliverHeld(Actions& actions);

    /// The peer's FIN has this number; it counts once everything before it has come.
    void NoteFin(SeqNum fin);

    /// \return whether all text has come and the FIN is next
    bool FinIsNext() const
    {
        return m_finNoted && m_nxt == m_fin;
    }

    /// RCV.NXT steps over the FIN. \return what is left
    ReceiveDone StepOverFin(const Settings& settings, Actions& actions);

    /**
     * Takes over an urgent pointer.
     * \param up number of the octet behind the urgent data (section 3.8.5, MUST-62)
     * \return octets ahead that are urgent, if that is news to the user; 0 if not
     */
    uint32_t NoteUrgent(SeqNum up);

    /// \return octets from the first that the user has not read to the end of what is urgent, be
    /// they here or not; 0 if nothing is urgent
    uint32_t UrgentAhead() const
    {
        return m_urgent ? m_up - (m_nxt - m_unread) : 0;
    }

    /// The user has read. \param octets at most Unread() \return whether to tell the peer
    bool Read(uint32_t octets, const Settings& settings);

    /// The user will not read what comes from now on; it is acknowledged and thrown away.
    void Discard()
    {
        m_discard = true;
    }

    /// The user is gone: text that comes from now on breaks the connection (RFC 1122, 4.2.2.13).
    void ReaderLeft()
    {
        m_readerLeft = true;
    }

    bool HasReaderLeft() const
    {
        return m_readerLeft;
    }

    /// \name When to acknowledge (RFC 9293, section 3.8.6.3; RFC 5681, section 4.2)
    ///@{
    /// An acknowledgment must leave now.
    void AckNow()
    {
        m_ackNow = true;
    }

    /// A segment's text came in order: acknowledge every second one, or after a while.
    void AckSoon(const Settings& settings, Instant now);

    bool AckIsDue() const
    {
        return m_ackNow;
    }

    /// A segment with an acknowledgment has left.
    void AckSent()
    {
        m_lastAckSent = m_nxt;
        m_ackNow = false;
        m_report.Sent();
        m_unackedSegments = 0;
        m_ackDeadline = NEVER;
    }

    /// \return Last.ACK.sent of RFC 7323, section 4.3
    SeqNum LastAckSent() const
    {
        return m_lastAckSent;
    }

    /// \return when the delayed acknowledgment is due; NEVER if none waits
    Instant AckDeadline() const
    {
        return m_ackDeadline;
    }

    ///@}

    /// \name SACK blocks (RFC 2018, RFC 2883); nothing happens if they are not in use
    ///@{
    /// A segment comes. \param segment as it arrived, not trimmed to the window
    void NoteText(const Segment& segment)
    {
        if (m_sack)
        {
            NoteDuplicate({segment.TextStart(), segment.TextStart() + segment.textLength});
        }
    }

    /// \return whether something that came twice is to be reported
    bool HasDuplicateToReport() const
    {
        return m_report.HasDuplicate();
    }

    /// \return whether an acknowledgment that leaves now carries SACK blocks, if it has room
    bool HasSackToReport() const
    {
        return m_sack && (HoldsText() || m_report.HasDuplicate());
    }

    /// \param most how many blocks there is room for, up to SackBlocks::MAX
    /// \return the blocks of an acknowledgment that leaves now
    SackBlocks Sack(size_t most) const
    {
        return m_report.Blocks(m_queue, m_nxt, most);
    }

    ///@}

    /// \name Marks of routers on what arrives
    ///@{
    /// \return whether acknowledgments tell the peer of a mark
    bool EcnEcho() const
    {
        return m_ecnEcho;
    }

    /// Acknowledgments tell of a mark from now on, or do not.
    void SetEcnEcho(bool echo)
    {
        m_ecnEcho = echo;
    }

    /// \return whether a delayed acknowledgment waits
    bool AckIsDelayed() const
    {
        return m_unackedSegments > 0;
    }

    ///@}

    /// Gives back what is held: the connection ends. \param actions is told
    void ReleaseAll(Actions& actions)
    {
        m_queue.ReleaseAll(actions);
    }

    /// Names each variable but the queue, as Sender::VisitVariables does.
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        visit("IRS", m_irs);
        visit("RCV.NXT", m_nxt);
        visit("right edge", m_edge);
        visit("FIN", m_fin);
        visit("RCV.UP", m_up);
        visit("Last.ACK.sent", m_lastAckSent);
        visit("unread", m_unread);
        visit("MSS", m_mss);
        visit("largest segment", m_largestSegment);
        visit("unacknowledged segments", m_unackedSegments);
        visit("ACK deadline", m_ackDeadline);
        visit("Rcv.Wind.Shift", m_shift);
        visit("FIN noted", m_finNoted);
        visit("urgent", m_urgent);
        visit("acknowledged at once", uint32_t{m_quickAcked});
        visit("ACK now", m_ackNow);
        visit("discard", m_discard);
        visit("reader left", m_readerLeft);
        visit("SACK", m_sack);
        visit("ECN echo", m_ecnEcho);
        m_report.VisitVariables(visit);
    }

  private:
    uint32_t LargestWindow(const Settings& settings) const;
    uint32_t Room(const Settings& settings) const;
    uint32_t SmallestStep(const Settings& settings) const;
    void DeliverBlock(const Block& block, Actions& actions);
    void LeaveUrgentModeIfRead();
    void NoteDuplicate(const SeqRange& text);

    SeqNum m_irs;
    SeqNum m_nxt;
    SeqNum m_edge; ///< right edge of the window that the peer knows
    SeqNum m_fin;  ///< number of the peer's FIN, if m_finNoted
    SeqNum m_up;   ///< RCV.UP, if m_urgent
    SeqNum m_lastAckSent;
    uint32_t m_unread{0};
    uint32_t m_mss{536};
    /// The most text that one segment of the peer has carried, 536 at least: a window that waits
    /// for more than that to be read is smaller than it could be.
    uint32_t m_largestSegment{536};
    uint32_t m_unackedSegments{0};
    Instant m_ackDeadline{NEVER};
    ReassemblyQueue m_queue;
    SackReport m_report;
    uint8_t m_shift{0}; ///< Rcv.Wind.Shift of RFC 7323
    bool m_finNoted{false};
    bool m_urgent{false};    ///< the user has not read up to RCV.UP
    uint8_t m_quickAcked{0}; ///< segments that Settings::quickAcks had acknowledged at once
    bool m_ackNow{false};
    bool m_discard{false};
    bool m_readerLeft{false};
    bool m_sack{false}; ///< both SYNs carried SACK-permitted
    bool m_ecnEcho{false};
};

} // namespace tcplifecycle

#endif // TCP_RECEIVER_H
