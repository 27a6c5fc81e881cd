// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CONNECTION_H
#define TCP_CONNECTION_H

#include "tcp-ack-limiter.h"
#include "tcp-actions.h"
#include "tcp-clock.h"
#include "tcp-congestion-control.h"
#include "tcp-segment.h"
#include "tcp-settings.h"
#include "tcp-states.h"
#include "tcp-timestamping.h"

#include <cstdint>
#include <optional>

namespace tcplifecycle
{

/// What a user call returns at once (RFC 9293, section 3.10): "ok" or one of the RFC's errors.
enum class CallResult : uint8_t
{
    Ok,
    DoesNotExist,      ///< "connection does not exist"
    AlreadyExists,     ///< "connection already exists"
    Closing,           ///< "connection closing"
    RemoteUnspecified, ///< "remote socket unspecified"
};

/// Which directions a CLOSE ends.
enum class CloseOf : uint8_t
{
    Sending, ///< RFC 9293's CLOSE, the half-close: the user goes on reading
    Both,    ///< the user is gone: nobody will read any more (RFC 1122, section 4.2.2.13)
};

/// What the path and the address family say about segment sizes (RFC 9293, section 3.7.1).
struct SegmentSizes
{
    uint16_t receive{536};     ///< MSS option to send: text that we can take in one segment
    uint16_t send{536};        ///< largest text that the path can take in one segment
    uint16_t peerDefault{536}; ///< the peer's MSS if it sent none: 536 for IPv4, 1220 for IPv6
    /// Largest text that the user wants to be sent in a segment, however much room options take
    /// beside it. From 1.
    uint16_t text{UINT16_MAX};
};

/// An ICMP error about a segment of ours, whatever its type and code were (RFC 9293,
/// section 3.9.2.2).
struct IcmpError
{
    enum class Kind : uint8_t
    {
        Soft,   ///< a condition that may pass: unreachable net or host, time exceeded
        Hard,   ///< no way that could open: unreachable protocol or port
        TooBig, ///< fragmentation needed and not allowed; Packet Too Big
    };

    Kind kind;
    SeqNum quoted;   ///< sequence number of the segment that the message quotes
    uint16_t mss{0}; ///< TooBig: largest text, TCP options included, that the path takes; from 1
};

/// \return whether a segment asks a listener for a connection (section 3.10.7.2, third)
inline bool
IsConnectionRequest(const Segment& segment, const Settings& settings)
{
    return (segment.ctl & (SYN | ACK | RST)) == SYN && !(settings.dropSynFin && segment.Has(FIN));
}

/// What STATUS tells (RFC 9293, section 3.10.6). What a state does not have is 0.
struct Status
{
    State state;
    SeqNum sndUna;
    SeqNum sndNxt;
    uint32_t sndWnd;
    SeqNum sndWl1; ///< number of the segment that the window was last taken from
    uint32_t pipe; ///< octets in the network, as far as acknowledgments tell (RFC 6675)
    SeqNum rcvNxt;
    uint32_t rcvWnd;
    uint32_t unread; ///< octets delivered that the user has not read
    uint32_t urgent; ///< octets from the first unread one to the end of urgent data (MUST-33)
    uint32_t mss;    ///< effective send MSS
    Duration rto;    ///< retransmission timeout
    Duration smoothedRtt;
};

/**
 * One TCP connection: the event processing of RFC 9293, section 3.10, as functions of a value.
 *
 * It knows no clock, no network and no memory but its own: the caller says what time it is, hands
 * in what arrives, and does what it is told (Action). Time must not go backwards from one call to
 * the next. A connection is copied like any value; the copy answers the same events the same way.
 *
 * The caller keeps what SEND queued until Acknowledged tells that it may go, or until the
 * connection ends or goes back to LISTEN; keeps payloads between Keep and Release; and calls
 * Timeout at Deadline().
 */
class Connection
{
  public:
    /// A connection in CLOSED. \param settings must live as long as the connection
    explicit Connection(const Settings& settings)
        : m_settings(&settings)
    {
    }

    /// \name Before OPEN
    ///@{
    /// \param sizes what route and address family say
    void SetSegmentSizes(const SegmentSizes& sizes)
    {
        m_sizes = sizes;
    }

    /**
     * \param congestion what limits the sending of text, or null; must live as long as it is used.
     *        To be set before text is sent.
     */
    void SetCongestionControl(CongestionControl* congestion);

    /// \param estimator what computes SRTT and RTTVAR, or null for RFC 6298's own way; must live as
    ///        long as it is used
    void SetRoundTripEstimator(RoundTripEstimator* estimator)
    {
        m_estimator = estimator;
    }

    /// Other settings from now on. \param settings must live as long as the connection
    void SetSettings(const Settings& settings)
    {
        m_settings = &settings;
    }

    /// \param offset what the connection's timestamp clock shows at instant 0 (RFC 7323,
    /// section 5.4)
    void SetTimestampOffset(uint32_t offset)
    {
        m_timestamping.SetOffset(offset);
    }

    /// \return what was last set, or learnt of the path
    const SegmentSizes& GetSegmentSizes() const
    {
        return m_sizes;
    }

    /// In LISTEN: the number with which the next connection starts. Elsewhere it does nothing.
    void SetListenIss(SeqNum iss);

    ///@}

    /// \name User calls (section 3.10.1 to 3.10.6)
    ///@{
    /// Passive OPEN.
    CallResult OpenPassive(Instant now, Actions& actions);

    /// Active OPEN. \param iss initial send sequence number
    CallResult OpenActive(SeqNum iss, Instant now, Actions& actions);

    /**
     * SEND.
     * \param octets of text that the caller has put behind what it keeps already
     * \param now the time
     * \param actions what is to be done
     * \param urgent whether the peer's user is to be told that urgent data ends there (section
     *        3.8.5); nothing new should use it (SHLD-13)
     */
    CallResult Send(uint32_t octets, Instant now, Actions& actions, bool urgent = false);

    /// RECEIVE. \param octets that the user has taken, at most Status::unread
    CallResult Receive(uint32_t octets, Instant now, Actions& actions);

    /// CLOSE.
    CallResult Close(CloseOf directions, Instant now, Actions& actions);

    /// What arrives from now on is acknowledged and thrown away: shutdown(SHUT_RD).
    CallResult DiscardText();

    /// ABORT.
    CallResult Abort(Instant now, Actions& actions);

    /// STATUS.
    Status GetStatus() const;

    ///@}

    /**
     * SEGMENT ARRIVES (section 3.10.7).
     * \param segment it; the actions refer to it
     * \param text what the caller calls its text, if it has any
     */
    void SegmentArrives(const Segment& segment, PayloadHandle text, Instant now, Actions& actions);

    /// An ICMP error arrives. One that quotes nothing in flight does nothing (RFC 5927,
    /// section 4.1).
    void IcmpArrives(const IcmpError& error, Instant now, Actions& actions);

    /// A timer expired (section 3.10.8): to be called at Deadline(), or later.
    void Timeout(Instant now, Actions& actions);

    /// \return when Timeout is to be called; NEVER if no timer runs
    Instant Deadline() const;

    /// In SYN-RECEIVED: nobody knows when our SYN was sent, so that its acknowledgment measures no
    /// round trip. Elsewhere it does nothing.
    void ForgetRoundTrip();

    /// \name TIME-WAIT that ends before its time
    ///@{
    /**
     * Whether a new incarnation of a connection in TIME-WAIT may begin (RFC 6191, section 2): its
     * SYN is newer than all of the old one by its timestamp or, where that does not tell, by its
     * sequence number.
     * \param syn a SYN without ACK and RST, for which somebody listens
     * \param timestamps whether who listens would use timestamps if the SYN offers them; if not,
     * its number alone decides \return false in all other states, and where Settings::timeWaitReuse
     * forbids it
     */
    bool GivesWayTo(const Segment& syn, bool timestamps) const;

    /**
     * Whether our own user may open a new incarnation of a connection in TIME-WAIT: timestamps are
     * in use, and their clock has gone on since the last segment that moved TS.Recent or restarted
     * the waiting. The new one must offer them too. \param now the time \return false in all other
     * states
     */
    bool GivesWayToOwnUser(Instant now) const;

    /**
     * \param proposed an initial send sequence number
     * \return it or, if it is not past all that the old incarnation in TIME-WAIT has sent, one
     *         that is (RFC 1122, section 4.2.2.13)
     */
    SeqNum NextIss(SeqNum proposed) const;

    /// In TIME-WAIT: a new incarnation is ESTABLISHED. Elsewhere it does nothing.
    /// \param segment that established it
    void GiveWay(const Segment& segment, Instant now, Actions& actions);

    /// In TIME-WAIT: the host keeps no more connections in this state. Elsewhere it does nothing.
    void FindNoRoom(Instant now, Actions& actions);

    ///@}

    /// \return the state
    State GetState() const
    {
        return static_cast<State>(m_state.index());
    }

    /// \return the state with what it knows
    const StateData& Data() const
    {
        return m_state;
    }

    /// Names each variable that is the connection's own and no state's, as Sender::VisitVariables
    /// does for those of the sender.
    template <class Visitor>
    void VisitVariables(Visitor&& visit) const
    {
        m_limiter.VisitVariables(visit);
        m_timestamping.VisitVariables(visit);
        visit("largest text", uint32_t{m_sizes.send});
        visit("text wanted", uint32_t{m_sizes.text});
        visit("scaling offered", m_offeredShift.has_value());
        visit("scaling", m_windowScaling);
        visit("SACK offered", m_sackOffered);
        visit("SACK", m_sack);
        visit("ECN offered", m_ecnOffered);
        visit("ECN", m_ecn);
        visit("quiet since", m_quietSince);
        visit("keep-alive probes", m_probesSent);
    }

    /// \return the timestamps: the clock, and whether both SYNs carried the option
    const Timestamping& GetTimestamping() const
    {
        return m_timestamping;
    }

    /// \return whether both SYNs carried SACK-permitted (RFC 2018)
    bool SackInUse() const
    {
        return m_sack;
    }

    /// \return whether both sides have agreed to use ECN (RFC 3168, section 6.1.1)
    bool EcnInUse() const
    {
        return m_ecn;
    }

    /// \return why the connection is gone; None while it is not
    CloseReason GetCloseReason() const;

  private:
    friend class CompactTimeWait;
    friend class CompactSynReceived;

    /// What is going on: handed to everything that one event sets off.
    struct Occasion
    {
        Cause cause;
        Instant now;
        Actions& actions;
        const Segment* segment{nullptr};
    };

    /// A segment on its way through the steps of section 3.10.7.4, trimmed as it goes. Its options
    /// are those of Occasion::segment.
    struct Arrival
    {
        Arrival(const Segment& arrived, PayloadHandle itsText)
            : text(itsText)
        {
            segment.seq = arrived.seq;
            segment.ack = arrived.ack;
            segment.ctl = arrived.ctl;
            segment.wnd = arrived.wnd;
            segment.up = arrived.up;
            segment.textLength = arrived.textLength;
        }

        Segment segment;
        PayloadHandle text;
        uint32_t offset{0}; ///< octets trimmed off the front of the text
    };

    // The one way to change a state: a row of the table, found when this is compiled.
    template <Event EVENT, class From, class To>
    To& Enter(From& from, To&& to, const Occasion& on);

    template <Event EVENT, class From>
    void EnterClosed(From& from, CloseReason reason, const Occasion& on);

    // User calls, one function a state where they differ.
    CallResult CloseIn(Closed& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(Listen& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(SynSent& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(SynReceived& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(Established& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(FinWait1& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(FinWait2& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(CloseWait& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(Closing& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(LastAck& state, CloseOf directions, const Occasion& on);
    CallResult CloseIn(TimeWait& state, CloseOf directions, const Occasion& on);
    template <class StateType>
    CallResult CloseReading(StateType& state, CloseOf directions, const Occasion& on);

    // SEGMENT ARRIVES: section 3.10.7.1 to 3.10.7.3.
    void ArrivesInClosed(const Occasion& on);
    void ArrivesInListen(Listen& state, PayloadHandle text, const Occasion& on);
    void ArrivesInSynSent(SynSent& state, PayloadHandle text, const Occasion& on);
    void ArrivesInOtherStates(PayloadHandle text, const Occasion& on);

    // Timestamps (RFC 7323).
    Duration EchoedRoundTrip(const Occasion& on) const;
    template <class StateType>
    bool CheckTimestamps(StateType& state, const Occasion& on);

    void Stamp(Segment& segment, Instant now) const
    {
        if (m_timestamping.InUse())
        {
            segment.options.timestamps = m_timestamping.Stamp(now);
        }
    }

    // Section 3.10.7.4, step by step. Those that return something say whether to go on with the
    // next. (There is no third step: no security compartments, see the conformance table.)
    template <class StateType>
    bool FirstCheckSequenceNumber(StateType& state, Arrival& arrival, const Occasion& on);
    template <class StateType>
    bool SecondCheckRst(StateType& state, const Arrival& arrival, const Occasion& on);
    template <class StateType>
    bool FourthCheckSyn(StateType& state, const Arrival& arrival, const Occasion& on);
    template <class StateType>
    bool FifthCheckAck(StateType& state, const Arrival& arrival, const Occasion& on);
    void SixthToEighth(const Arrival& arrival, const Occasion& on);
    template <class StateType>
    void SixthCheckUrg(StateType& state, const Occasion& on);
    template <class StateType>
    bool SeventhProcessText(StateType& state, const Arrival& arrival, const Occasion& on);
    template <class StateType>
    void EighthCheckFin(StateType& state, const Arrival& arrival, const Occasion& on);
    template <class StateType>
    void EighthCheckFinAgain(StateType& state, const Arrival& arrival, const Occasion& on);

    // What those steps do in each state, where states differ.
    template <class StateType>
    bool CheckSameSyn(StateType& state, Arrival& arrival, const Occasion& on);
    template <class StateType>
    void AnswerUnacceptable(StateType& state, const Segment& segment, const Occasion& on);

    void ResetIn(SynReceived& state, const Occasion& on);
    template <class Synchronized>
    void ResetIn(Synchronized& state, const Occasion& on);

    void SynIn(SynReceived& state, const Occasion& on);
    template <class Synchronized>
    void SynIn(Synchronized& state, const Occasion& on);

    bool AckIn(SynReceived& state, const Arrival& arrival, const Occasion& on);
    bool AckIn(Established& state, const Arrival& arrival, const Occasion& on);
    bool AckIn(FinWait1& state, const Arrival& arrival, const Occasion& on);
    bool AckIn(FinWait2& state, const Arrival& arrival, const Occasion& on);
    bool AckIn(CloseWait& state, const Arrival& arrival, const Occasion& on);
    bool AckIn(Closing& state, const Arrival& arrival, const Occasion& on);
    bool AckIn(LastAck& state, const Arrival& arrival, const Occasion& on);
    bool AckIn(TimeWait& state, const Arrival& arrival, const Occasion& on);
    template <class StateType>
    bool AckIsAcceptable(const StateType& state, const Segment& segment) const;
    template <class StateType>
    bool CheckAckIsAcceptable(StateType& state, const Segment& segment, const Occasion& on);
    template <class StateType>
    bool AckText(StateType& state, const Segment& segment, const Occasion& on);

    void FinIn(Established& state, const Occasion& on);
    void FinIn(FinWait1& state, const Occasion& on);
    void FinIn(FinWait2& state, const Occasion& on);
    Instant TimeWaitExpiry(const Occasion& on) const;
    FinWait2 FinWait2After(FinWait1& state, Instant now) const;

    // Handshake.
    SynReceived AnswerSyn(SeqNum iss, const Segment& syn, const Occasion& on);
    void HoldForEstablished(Receiver& rcv,
                            const Segment& syn,
                            PayloadHandle text,
                            const Occasion& on);

    struct Offer
    {
        bool windowScale;
        bool timestamps;
        bool sack;
    };

    Options SynOptions(const Offer& offer, Instant now) const;
    void ChooseOffer(bool passive);
    void WithdrawEcn();
    void Negotiate(Sender& snd, Receiver& rcv, const Segment& syn, Instant now);

    // Segments that leave.
    void EmitSyn(const SynSent& state, const Occasion& on) const;
    template <class StateType>
    uint8_t EcnEcho(const StateType& state) const;
    template <class StateType>
    void CheckEcn(StateType& state, const Occasion& on);
    void EmitSynAck(const Sender& snd, Receiver& rcv, const Occasion& on) const;
    template <class StateType>
    Segment& EmitAck(StateType& state, const Occasion& on) const;
    template <class StateType>
    Segment& EmitAckAt(SeqNum seq, StateType& state, const Occasion& on) const;
    template <class StateType>
    void EmitLimitedAck(StateType& state, const Occasion& on);
    void EmitResetFor(const Segment& segment, const Occasion& on) const;
    template <class StateType>
    void EmitReset(StateType& state, const Occasion& on) const;
    template <class StateType>
    void EmitStretch(StateType& state, const Sender::Stretch& stretch, const Occasion& on) const;
    template <class StateType>
    SackBlocks SackBesideText(const StateType& state) const;
    void SendWhatMayBeSent(const Occasion& on);
    void SendFinInCloseWait(CloseWait& state, const Sender::Stretch& stretch, const Occasion& on);

    uint32_t TextSize(uint32_t size) const;

    /// So many SACK blocks have room beside the timestamps (RFC 2018, section 3).
    size_t RoomForSack() const
    {
        return m_timestamping.InUse() ? SackBlocks::MAX - 1 : SackBlocks::MAX;
    }

    template <class StateType>
    void IcmpIn(StateType& state, const IcmpError& error, const Occasion& on);

    // Timeouts.
    template <class StateType>
    void SenderTimeout(StateType& state, Instant now, Actions& actions);
    Instant FinWait2Expiry(Instant now) const;

    /// A segment came that counts: the peer is there (section 3.8.4, MUST-26).
    void Heard(Instant now)
    {
        m_quietSince = now;
        m_probesSent = 0;
    }

    template <class StateType>
    Instant KeepAliveAt(const StateType& state) const;
    template <class StateType>
    void KeepAlive(StateType& state, Instant now, Actions& actions);

    SendContext Context(const Occasion& on) const
    {
        return SendContext{*m_settings, m_congestion, m_estimator, on.now};
    }

    const Settings* m_settings;
    CongestionControl* m_congestion{nullptr};
    RoundTripEstimator* m_estimator{nullptr};
    StateData m_state;
    AckLimiter m_limiter;
    SegmentSizes m_sizes;
    Timestamping m_timestamping;
    Instant m_quietSince;     ///< when a segment last came that counted, or a keep-alive probe left
    uint32_t m_probesSent{0}; ///< keep-alive probes since a segment came
    std::optional<uint8_t> m_offeredShift; ///< of the window scale option in our SYN, if any
    bool m_windowScaling{false};           ///< both SYNs carried the option
    bool m_sackOffered{false};             ///< our SYN carries SACK-permitted
    bool m_sack{false};                    ///< both SYNs carried it
    bool m_ecnOffered{false};              ///< our SYN offers ECN, or our SYN,ACK would accept it
    bool m_ecn{false};                     ///< both sides have agreed on ECN
};

} // namespace tcplifecycle

#endif // TCP_CONNECTION_H
