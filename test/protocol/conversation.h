// SPDX-License-Identifier: GPL-2.0-only

#ifndef CONVERSATION_H
#define CONVERSATION_H

#include "segment-notation.h"
#include "tcp-connection.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Where in the source of a test something was asked for, so that a failure names that line.
struct Place
{
    const char* file;
    int line;

    static Place Here(const char* file = __builtin_FILE(), int line = __builtin_LINE())
    {
        return Place{file, line};
    }
};

/// \return a time as conversations write it, "0.200000000"
std::string Seconds(tcplifecycle::Duration time);

/**
 * One side of a conversation: a connection, its user and its clock, with the words of the test.
 *
 *     Peer a("A", 100);
 *     a.OpenActive();
 *     a.Expect("<SEQ=100><CTL=SYN>");
 *     a.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK>");
 *     a.Expect("<SEQ=101><ACK=301><CTL=ACK>");
 *     a.ExpectState(State::Established);
 *
 * Every segment that leaves must be expected before another one arrives or time passes, and a
 * failure prints the conversation so far. Beyond what a test asks for, a peer holds each answer of
 * its connection against what must always hold: delivered text is the stream, in order and once;
 * text that is sent was queued and is not acknowledged; payloads are kept and released in balance;
 * each transition is a row of the table and begins where the last one ended; nothing follows the
 * end.
 */
class Peer
{
  public:
    /**
     * \param name what to call it when something fails
     * \param iss its initial send sequence number
     * \param settings of its connection
     * \param sizes of its segments
     */
    explicit Peer(std::string name,
                  uint32_t iss,
                  const tcplifecycle::Settings& settings = {},
                  const tcplifecycle::SegmentSizes& sizes = {},
                  Place place = Place::Here());
    ~Peer();

    /// A copy goes on alone from here.
    Peer(const Peer&) = default;
    Peer(Peer&&) = default;
    Peer& operator=(const Peer&) = delete;
    Peer& operator=(Peer&&) = delete;

    /// \name What happens to it
    ///@{
    tcplifecycle::CallResult OpenPassive(Place place = Place::Here());
    tcplifecycle::CallResult OpenActive(Place place = Place::Here());
    tcplifecycle::CallResult Send(uint32_t octets, Place place = Place::Here());

    /// SEND with the URGENT flag.
    tcplifecycle::CallResult SendUrgent(uint32_t octets, Place place = Place::Here());
    tcplifecycle::CallResult Receive(uint32_t octets, Place place = Place::Here());
    tcplifecycle::CallResult Close(
        tcplifecycle::CloseOf directions = tcplifecycle::CloseOf::Sending,
        Place place = Place::Here());
    tcplifecycle::CallResult DiscardText();
    tcplifecycle::CallResult Abort(Place place = Place::Here());

    /// A new incarnation is ESTABLISHED.
    void GiveWay(Place place = Place::Here());

    /// The host keeps no more connections in TIME-WAIT.
    void FindNoRoom(Place place = Place::Here());

    /// SEGMENT ARRIVES. \param notation see ReadSegment
    void Arrives(std::string_view notation, Place place = Place::Here());

    /// An ICMP error arrives.
    void Arrives(const tcplifecycle::IcmpError& error, Place place = Place::Here());
    void Arrives(const tcplifecycle::Segment& segment, Place place = Place::Here());

    /// Time passes, and timers that expire on the way are served at their time.
    void Advance(tcplifecycle::Duration time, Place place = Place::Here());

    /// Time passes until the next timer expires. One must be running.
    void FireTimer(Place place = Place::Here());

    ///@}

    /// \name What it must have done by now
    ///@{
    /// The next segment that left. \return it
    tcplifecycle::Segment Expect(std::string_view notation, Place place = Place::Here());

    /// The same, and when it left. \param time since the beginning
    tcplifecycle::Segment ExpectAt(tcplifecycle::Duration time,
                                   std::string_view notation,
                                   Place place = Place::Here());

    /// The same, at once or within the half second that an acknowledgment may be delayed (RFC 9293,
    /// section 3.8.6.3, MUST-40). \return it
    tcplifecycle::Segment ExpectSoon(std::string_view notation, Place place = Place::Here());

    /// The next segment that left is a reset, whatever its numbers. \return it
    tcplifecycle::Segment ExpectReset(Place place = Place::Here());

    /// No segment is left to be expected.
    void ExpectNothing(Place place = Place::Here());

    void ExpectState(tcplifecycle::State state, Place place = Place::Here());

    /// So many octets were delivered since this was last asked.
    void ExpectDelivered(uint32_t octets, Place place = Place::Here());

    /// So many octets were acknowledged since this was last asked.
    void ExpectAcknowledged(uint32_t octets, Place place = Place::Here());

    /// The user was told that the handshake is over, or was not.
    void ExpectOpened(bool opened = true, Place place = Place::Here());

    /// The user was last told of urgent data, since this was last asked, and of so many octets to
    /// its end; 0 if it was told nothing.
    void ExpectUrgent(uint32_t octets, Place place = Place::Here());

    /// The user was told of so many troubles of a kind since this was last asked.
    void ExpectTroubles(tcplifecycle::Trouble::Kind kind, int count, Place place = Place::Here());

    /// The user was told that the peer closes, or was not.
    void ExpectPeerClosed(bool closed = true, Place place = Place::Here());

    /// The connection is in CLOSED, and the user was told why.
    void ExpectEnded(tcplifecycle::CloseReason reason, Place place = Place::Here());

    /// The next timer expires after so much time from now.
    void ExpectTimerIn(tcplifecycle::Duration time, Place place = Place::Here());

    void ExpectNoTimer(Place place = Place::Here());

    ///@}

    /// \name Looking at it
    ///@{
    const tcplifecycle::Connection& Get() const
    {
        return m_connection;
    }

    tcplifecycle::Status Status() const
    {
        return m_connection.GetStatus();
    }

    /// \return the time since the beginning
    tcplifecycle::Duration Now() const
    {
        return m_now.time_since_epoch();
    }

    /// \return rows of the table that it went through, in order
    const std::vector<const tcplifecycle::TransitionRow*>& Rows() const
    {
        return m_rows;
    }

    /// \return what happened so far, a line each
    const std::string& Transcript() const
    {
        return m_transcript;
    }

    /// \return octets delivered altogether
    uint32_t Delivered() const
    {
        return m_delivered;
    }

    ///@}

    /// Takes over what left, as the network does. \return it, in order
    std::vector<tcplifecycle::Segment> TakeSent();

    /// The congestion control to use; it must live as long as the peer. Before OPEN.
    void SetCongestionControl(tcplifecycle::CongestionControl& congestion);

    /// Other settings from now on.
    void SetSettings(const tcplifecycle::Settings& settings);

    /// What its timestamp clock shows at the beginning; 0 unless this is called.
    void SetTimestampOffset(uint32_t offset)
    {
        m_connection.SetTimestampOffset(offset);
    }

    /// The number of the next connection. \param iss initial send sequence number
    void SetIss(uint32_t iss);

    /// What a name in the notation stands for from now on.
    void SetSymbol(const std::string& name, uint32_t value)
    {
        m_symbols[name] = value;
    }

    /// A failure of a test that names the peer and prints the conversation.
    void Fail(const std::string& what, Place place) const;

  private:
    struct Sent
    {
        tcplifecycle::Segment segment;
        tcplifecycle::Instant at;
    };

    struct Payload
    {
        tcplifecycle::SeqNum start;
        uint32_t length;
        int held;
    };

    void Begin(const std::string& what);
    void CarryOut(Place place);
    void CallTimeout(Place place);
    void Log(const std::string& what);
    tcplifecycle::CallResult Queue(uint32_t octets, bool urgent, Place place);

    void Do(const tcplifecycle::Emit& emit, Place place);
    void Do(const tcplifecycle::Deliver& deliver, Place place);
    void Do(const tcplifecycle::Keep& keep, Place place);
    void Do(const tcplifecycle::Release& release, Place place);
    void Do(const tcplifecycle::Transition& transition, Place place);
    void Do(const tcplifecycle::Opened& opened, Place place);
    void Do(const tcplifecycle::Acknowledged& acknowledged, Place place);
    void Do(const tcplifecycle::PeerClosed& peerClosed, Place place);
    void Do(const tcplifecycle::Ended& ended, Place place);
    void Do(const tcplifecycle::Urgent& urgent, Place place);
    void Do(const tcplifecycle::Trouble& trouble, Place place);

    std::string m_name;
    Place m_place; ///< where the test made it
    std::shared_ptr<const tcplifecycle::Settings> m_settings;
    tcplifecycle::Connection m_connection;
    tcplifecycle::Actions m_actions;
    tcplifecycle::Instant m_now{};
    Symbols m_symbols;
    std::string m_transcript;

    tcplifecycle::SeqNum m_iss;
    tcplifecycle::SeqNum m_nextDelivered; ///< number of the octet that is next in the stream
    std::vector<Payload> m_payloads;      ///< by handle
    std::vector<Sent> m_sent;             ///< not expected yet
    std::vector<const tcplifecycle::TransitionRow*> m_rows;
    tcplifecycle::State m_state{tcplifecycle::State::Closed};
    tcplifecycle::CloseReason m_reason{tcplifecycle::CloseReason::None};
    uint32_t m_queued{0};
    uint32_t m_acknowledged{0};
    uint32_t m_acknowledgedSeen{0};
    uint32_t m_delivered{0};
    uint32_t m_deliveredSeen{0};
    bool m_opened{false};
    bool m_peerClosed{false};
    bool m_ended{false};
    uint32_t m_urgent{0};
    std::map<tcplifecycle::Trouble::Kind, int> m_troubles;
};

/**
 * \param state one of the eleven
 * \param settings of the connection
 * \return a peer in that state with ISS = 100 and IRS = 300, brought there by a conversation. No
 *         text was sent, no time has passed. SYN-RECEIVED came from LISTEN. SND.UNA, SND.NXT,
 *         RCV.NXT, ISS and IRS stand for the numbers that the RFC gives them in that state. With
 *         timestamps, the other side's clock has shown 1000 throughout.
 */
Peer In(tcplifecycle::State state,
        const tcplifecycle::Settings& settings = {},
        Place place = Place::Here());

/// \return a peer in SYN-RECEIVED that came from SYN-SENT, with the numbers of In
Peer InActiveSynReceived(const tcplifecycle::Settings& settings = {}, Place place = Place::Here());

/// Brings a new peer to ESTABLISHED by an active OPEN. \param peerSyn what else its peer's SYN says
void Connect(Peer& peer, uint32_t irs, std::string_view peerSyn = "", Place place = Place::Here());

/// Carries segments to and fro until both sides are silent. \param a, b what was sent is taken
void Converse(Peer& a, Peer& b, Place place = Place::Here());

/// \return what a test's Settings are: the defaults, but for what the function changes
template <class Change>
tcplifecycle::Settings
With(Change change)
{
    tcplifecycle::Settings settings;
    change(settings);
    return settings;
}

#endif // CONVERSATION_H
