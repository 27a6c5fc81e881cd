// SPDX-License-Identifier: GPL-2.0-only

#ifndef WATCHED_CONNECTION_H
#define WATCHED_CONNECTION_H

#include "tcp-connection.h"
#include "tcp-reno.h"
#include "violation.h"

#include <optional>
#include <string>
#include <vector>

/**
 * A connection, its user and its clock. After each event the connection's answer and what STATUS
 * tells are held against what must hold whatever happens; Violation is thrown if it does not.
 */
class WatchedConnection
{
  public:
    /**
     * \param settings of the connection; must live as long
     * \param sizes of its segments
     * \param congestion what limits its sending, or null
     * \param transcript where to write what happens, or null
     */
    WatchedConnection(const tcplifecycle::Settings& settings,
                      const tcplifecycle::SegmentSizes& sizes,
                      tcplifecycle::Reno* congestion,
                      std::string* transcript);

    /// \param offset what its timestamp clock shows at the beginning
    void SetTimestampOffset(uint32_t offset)
    {
        m_connection.SetTimestampOffset(offset);
    }

    /// \name What happens to it
    ///@{
    void OpenPassive();
    void OpenActive(tcplifecycle::SeqNum iss);
    void Send(uint32_t octets, bool urgent);
    /// The user reads. \param octets at most; what is there if it is less
    void Receive(uint32_t octets);
    void Close(tcplifecycle::CloseOf directions);
    void DiscardText();
    void Abort();
    /// \param segment it \param iss with which a connection starts if this one is in LISTEN
    void Arrives(const tcplifecycle::Segment& segment, tcplifecycle::SeqNum iss);
    void Arrives(const tcplifecycle::IcmpError& error);
    /// Time passes until the next timer expires, if one runs.
    void FireTimer();
    /// Time passes; a timer that expired on the way is served late.
    void Pass(tcplifecycle::Duration time);

    ///@}

    /// \name Looking at it
    ///@{
    tcplifecycle::State GetState() const
    {
        return m_connection.GetState();
    }

    tcplifecycle::Status GetStatus() const
    {
        return m_connection.GetStatus();
    }

    /// The timestamps of the last segment that left, if it had any.
    const std::optional<tcplifecycle::Timestamps>& LastTimestamps() const
    {
        return m_lastTimestamps;
    }

    /// \return what the connection last saw of the peer's timestamp clock
    uint32_t RecentTimestamp() const
    {
        return m_connection.GetTimestamping().Recent();
    }

    /// \return octets that SEND queued and that are not acknowledged
    uint32_t Outstanding() const
    {
        return m_queued - m_acknowledged;
    }

    ///@}

  private:
    /// The text of a segment that arrived.
    struct Payload
    {
        tcplifecycle::SeqNum start;
        uint32_t length;
        int held; ///< how often it was kept and not released
    };

    void Begin(const std::string& what);
    void Finish();
    void FinishCall(tcplifecycle::CallResult result);
    void BeginIncarnation();
    void Log(const std::string& what);

    void Do(const tcplifecycle::Emit& emit);
    void Do(const tcplifecycle::Deliver& deliver);
    void Do(const tcplifecycle::Keep& keep);
    void Do(const tcplifecycle::Release& release);
    void Do(const tcplifecycle::Transition& transition);
    void Do(const tcplifecycle::Opened& opened);
    void Do(const tcplifecycle::Acknowledged& acknowledged);
    void Do(const tcplifecycle::PeerClosed& closed);
    void Do(const tcplifecycle::Urgent& urgent);
    void Do(const tcplifecycle::Trouble& trouble);
    void Do(const tcplifecycle::Ended& ended);

    void CheckSender(const tcplifecycle::Status& status);
    void CheckReceiver(const tcplifecycle::Status& status);
    void CheckPayloads() const;
    void CheckTimer(const tcplifecycle::Status& status) const;
    void CheckAnswers(const tcplifecycle::Status& status);
    void CheckAnswer(const tcplifecycle::Segment& sent, const tcplifecycle::Status& status);
    bool SaysNothingNew() const;

    tcplifecycle::Connection m_connection;
    const tcplifecycle::Settings& m_settings;
    std::string* m_transcript;
    tcplifecycle::Instant m_now;
    tcplifecycle::Actions m_actions;
    std::vector<tcplifecycle::Segment> m_sent; ///< by this event
    std::vector<Payload> m_payloads;           ///< the last one may be arriving now

    tcplifecycle::Status m_before; ///< this event
    tcplifecycle::Segment m_arrived;
    bool m_arriving{false};

    // Of this incarnation.
    tcplifecycle::SeqNum m_iss;
    tcplifecycle::SeqNum m_nextDelivered;
    tcplifecycle::SeqNum m_edge;     ///< of the receive window, at the rightmost
    tcplifecycle::SeqNum m_textSent; ///< end of the text that was sent so far
    uint32_t m_queued{0};
    uint32_t m_acknowledged{0};
    uint32_t m_unread{0};
    bool m_hasReceiver{false};
    bool m_discard{false};
    bool m_opened{false};
    bool m_peerClosed{false};
    bool m_ended{false};
    tcplifecycle::State m_state{tcplifecycle::State::Closed};
    std::optional<tcplifecycle::Timestamps> m_lastTimestamps;
};

#endif // WATCHED_CONNECTION_H
