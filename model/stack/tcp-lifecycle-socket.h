// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_SOCKET_H
#define TCP_LIFECYCLE_SOCKET_H

#include "tcp-connection-host.h"
#include "tcp-lifecycle-l4-protocol.h"
#include "tcp-lifecycle-socket-traces.h"
#include "tcp-lifecycle-transition.h"
#include "tcp-ns3-congestion-control.h"
#include "tcp-receive-stream.h"
#include "tcp-send-stream.h"

#include "ns3/tcp-socket.h"

#include <cstdint>
#include <list>
#include <memory>
#include <optional>

namespace ns3
{

/// What Connect does where the connection that it asks for is in TIME-WAIT.
enum class TcpTimeWaitConnect : uint8_t
{
    Refuse,     ///< it fails: the port is taken
    Timestamps, ///< it goes ahead where timestamps will tell new segments from old ones
};

/**
 * A TCP socket whose connection follows RFC 9293 from OPEN to the end of TIME-WAIT, with ns-3's
 * socket interface. Calls that ns3::Socket describes do here what it says; what is said here is how
 * TCP's own rules show through.
 *
 * - From Connect or Listen on, and for an accepted connection from its beginning, the protocol
 * holds a reference until the connection ends: a socket that its user drops without Close goes on.
 * - Callbacks run when an event is completely processed. They may call back into the socket, close
 *   it, or drop the last reference to it.
 * - In TIME-WAIT the connection needs no socket any more. The socket is then a handle for data that
 *   is still to be read, and tells when TIME-WAIT ends.
 * - A listener's accepted connections inherit its attributes, its IP options and its close
 *   callbacks. If ShutdownSend was called on the listener they only receive: each closes when its
 *   peer does.
 * - Values of ns3::TcpSocket's attributes that make no sense count as the nearest one that does,
 * and a warning is logged: times below 0, a ConnTimeout, SegmentSize or InitialCwnd of 0.
 */
class TcpLifecycleSocket : public TcpSocket, private TcpConnectionHost
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    TcpLifecycleSocket();
    ~TcpLifecycleSocket() override;

    /// \param tcp the protocol of the node where this socket is
    void SetTcp(TcpLifecycleL4Protocol* tcp);

    /**
     * ABORT (RFC 9293, section 3.10.5): the peer is told by a RST where it should be, queued data
     * is thrown away, TIME-WAIT is left out or left. Also counts as Close. \return 0; -1 with
     * ERROR_NOTCONN if there is no connection
     */
    int Abort();

    /**
     * Takes a connection out of this listener's queue, the one that has waited longest. (Attribute
     * AcceptQueue; the receive callback of the listener tells that there is one.) What has happened
     * to it while it waited is told by its callbacks when the present event of the simulator is
     * over, so that there is time to set them.
     * \return the connection; null with ERROR_AGAIN if none waits, with ERROR_INVAL if this is no
     *         listener with such a queue
     */
    Ptr<TcpLifecycleSocket> Accept();

    /// \return octets from the first unread one to the end of what is urgent, be they here or not;
    /// 0 if nothing is (RFC 9293, section 3.8.5, MUST-33)
    uint32_t GetUrgentOctets() const;

    /**
     * Chooses the congestion control of this socket's connection, or of the connections that it
     * accepts. Otherwise it is the protocol's attribute SocketType that does.
     * \param algorithm the object that is used; connections that are accepted use copies. Null
     *        changes nothing
     */
    void SetCongestionControlAlgorithm(Ptr<TcpCongestionOps> algorithm);

    /// \return the object that is used, or that accepted connections use copies of; null before
    /// SetTcp
    Ptr<TcpCongestionOps> GetCongestionControlAlgorithm() const;

    /// Chooses how the connection recovers from losses, likewise. \param recovery not null
    void SetRecoveryAlgorithm(Ptr<TcpRecoveryOps> recovery);

    /// \param pacing whether text is paced, whatever ns3::TcpSocketState::EnablePacing says
    void SetPacingStatus(bool pacing);

    /// \param paceInitialWindow whether the first window is paced, too
    void SetPaceInitialWindow(bool paceInitialWindow);

    /// \return why the connection is gone; None while it is not, or if there never was one
    tcplifecycle::CloseReason GetCloseReason() const;

    /// \return the state of the connection
    tcplifecycle::State GetState() const;

    /// \return the connection, to be looked at: STATUS of RFC 9293, section 3.10.6, and more. In
    ///         TIME-WAIT it lives elsewhere, and this one is closed
    const tcplifecycle::Connection& GetConnection() const;

    /// \return what congestion control knows; null until text is queued
    Ptr<const TcpSocketState> GetCongestionState() const;

    /// \return count of connections that Accept would hand out
    size_t GetAcceptQueueSize() const;

    // Socket

    using Socket::Recv;
    using Socket::RecvFrom;
    using Socket::Send;
    using Socket::SendTo;
    enum SocketErrno GetErrno() const override;
    enum SocketType GetSocketType() const override;
    Ptr<Node> GetNode() const override;
    int Bind() override;
    int Bind6() override;
    int Bind(const Address& address) override;
    int Connect(const Address& address) override;
    int Listen() override;

    /**
     * CLOSE (RFC 9293, section 3.10.4), and the user is gone: nobody will read any more, so that
     * data which is unread or still comes is answered by a RST (RFC 1122, section 4.2.2.13).
     * \return 0; -1 with ERROR_SHUTDOWN the second time, with ERROR_NOTCONN if the socket was
     *         neither bound nor opened
     */
    int Close() override;

    /**
     * CLOSE as RFC 9293 has it: the half-close. Receiving goes on.
     * \return 0; -1 with ERROR_SHUTDOWN the second time, with ERROR_NOTCONN without a connection
     */
    int ShutdownSend() override;

    /**
     * What arrives from now on is acknowledged and thrown away.
     * \return 0; -1 with ERROR_NOTCONN without a connection
     */
    int ShutdownRecv() override;

    /// \return octets that Send takes now
    uint32_t GetTxAvailable() const override;

    /**
     * SEND. All of a packet is taken or nothing.
     * \param p the text
     * \param flags 0, or MSG_OOB: the text is urgent to its end (RFC 9293, section 3.8.5). It stays
     *        in line with the rest of the stream
     * \return octets of the packet; -1 with ERROR_MSGSIZE if they do not fit into the send buffer,
     *         ERROR_SHUTDOWN after Close or ShutdownSend, ERROR_NOTCONN without a connection,
     *         ERROR_OPNOTSUPP if another flag is set
     */
    int Send(Ptr<Packet> p, uint32_t flags) override;

    /// As Send: a stream has one peer. The address is not looked at.
    int SendTo(Ptr<Packet> p, uint32_t flags, const Address& toAddress) override;

    /// \return octets that can be read
    uint32_t GetRxAvailable() const override;

    /**
     * RECEIVE.
     * \param maxSize octets wanted at most, from 1
     * \param flags 0 or MSG_PEEK: what is returned can be read again
     * \return the text; an empty packet at the end of the stream; null with ERROR_AGAIN if there is
     *         nothing yet, ERROR_NOTCONN if there is no connection or it has broken off,
     *         ERROR_SHUTDOWN after Close, ERROR_INVAL if maxSize is 0, ERROR_OPNOTSUPP if another
     *         flag is set
     */
    Ptr<Packet> Recv(uint32_t maxSize, uint32_t flags) override;
    Ptr<Packet> RecvFrom(uint32_t maxSize, uint32_t flags, Address& fromAddress) override;
    int GetSockName(Address& address) const override;
    int GetPeerName(Address& address) const override;

    /// \param netdevice a device of this node, else nothing is changed and errno is ERROR_NODEV
    void BindToNetDevice(Ptr<NetDevice> netdevice) override;

    /// \return whether it could be done: TCP does not broadcast, so only false can
    bool SetAllowBroadcast(bool allowBroadcast) override;
    bool GetAllowBroadcast() const override;

    /// Does nothing but set errno to ERROR_OPNOTSUPP: a connection has two ends.
    void Ipv6JoinGroup(Ipv6Address address,
                       Ipv6MulticastFilterMode filterMode,
                       std::vector<Ipv6Address> sourceAddresses) override;

    /// \name For connections that are not, or no longer, a socket's own
    ///@{
    TcpIpOptions GetIpOptions() const override;

    /**
     * The handshake of a connection of this listener is over: it becomes a socket.
     * \param fourTuple of the connection
     * \param connection it
     * \param pending what it has answered to the event that completed the handshake
     */
    void Adopt(const TcpFourTuple& fourTuple,
               tcplifecycle::Connection connection,
               TcpPendingActions* pending);

    /// \param change how many connections more this listener has in SYN-RECEIVED; fewer: below 0
    void CountSynReceived(int change)
    {
        m_synReceivedCount += change;
    }

    /// \return a socket with the same attributes, of no protocol yet. This one must not have been
    /// used
    Ptr<TcpLifecycleSocket> CopyUnused() const;

    /// \param prototype what the connection's congestion control is copied from; not null
    void SetCongestionPrototype(std::shared_ptr<TcpCongestionPrototype> prototype);

    /// \return whether it takes part in a connection; a listener has no peer
    bool HasPeer() const
    {
        return !m_fourTuple.remote.address.IsAny();
    }

    /// \return whether as many connections as may be wait for Accept; none does without AcceptQueue
    bool IsAcceptQueueFull() const
    {
        return m_acceptQueue && m_waiting.size() >= m_backlog;
    }

    /// \return whether anybody listens to a trace source of this socket
    bool IsTraced() const
    {
        return m_traces != nullptr;
    }

    /// Tells this socket's trace sources State and Transition.
    void TraceTransition(const TcpLifecycleTransition& transition);

    /// The connection, whose handle this socket was, has left TIME-WAIT.
    void TimeWaitEnds(tcplifecycle::CloseReason reason);
    ///@}

    /**
     * Signature of the sinks of the trace sources Tx and Rx.
     * \param text the segment's text
     * \param header its header
     * \param socket the socket
     */
    typedef void (*SegmentTracedCallback)(Ptr<const Packet> text,
                                          const TcpHeader& header,
                                          Ptr<const TcpLifecycleSocket> socket);

    /**
     * Signature of the sinks of the trace source UrgentData. The sink may call upon the socket.
     * \param octets GetUrgentOctets()
     * \param socket the socket
     */
    typedef void (*UrgentDataTracedCallback)(uint32_t octets, Ptr<TcpLifecycleSocket> socket);

    /**
     * Signature of the sinks of the trace source Trouble. The sink may call upon the socket.
     * \param kind Retransmissions: a segment had to be sent RetransmissionWarning times again (R1);
     *        Icmp: there was an ICMP error
     * \param socket the socket
     */
    typedef void (*TroubleTracedCallback)(tcplifecycle::Trouble::Kind kind,
                                          Ptr<TcpLifecycleSocket> socket);

  protected:
    void NotifyConstructionCompleted() override;
    void DoDispose() override;

  private:
    /// What the user is to be told once an event is completely processed.
    struct Notices
    {
        bool opened{false};
        bool retransmissions{false};
        bool icmp{false};
        bool urgentData{false};
        bool textReceived{false};
        bool spaceFreed{false};
        bool peerClosed{false};
        bool ended{false};
        uint32_t textSent{0}; ///< octets that left for the first time
    };

    /// A socket with the attributes of another one.
    TcpLifecycleSocket(const TcpLifecycleSocket& other,
                       TcpLifecycleL4Protocol* tcp,
                       const TcpFourTuple& fourTuple,
                       tcplifecycle::Connection connection);

    /// A socket for a connection that a listener accepts.
    TcpLifecycleSocket(TcpLifecycleSocket& listener,
                       const TcpFourTuple& fourTuple,
                       tcplifecycle::Connection connection);

    // User calls.
    int BindTo(TcpName name);
    int Fail(SocketErrno error) const;
    void BeginAnew();
    void AbortUnaccepted();
    void TakeTosFrom(const Address& address);
    std::optional<uint32_t> TakeChosenIsn();
    tcplifecycle::SegmentSizes GetSegmentSizes(const TcpFourTuple& fourTuple,
                                               const std::optional<TcpIpLayer::Route>& route) const;
    bool MayReopen(const TcpFourTuple& fourTuple) const;
    bool IsFree(const TcpFourTuple& fourTuple) const;
    void CloseWithPeer();

    // Congestion control.
    TcpCongestionParts& GetOwnCongestionParts();
    void ChooseEcn();
    void BeginCongestionControl();
    void EndCongestionControl();

    // Events.
    Ptr<NetDevice> GetDevice() const override;
    bool OffersTimestamps() const override;
    void SegmentArrives(const TcpArrival& arrival) override;
    void TimerExpires() override;
    void IcmpArrives(const TcpIcmpArrival& icmp) override;
    void ArrivesInListen(const TcpArrival& arrival);
    tcplifecycle::Connection NewConnection(const TcpFourTuple& fourTuple) const;
    bool MayAdd(const TcpFourTuple& fourTuple) const;
    bool AnswersWithCookie(const TcpArrival& request, bool full) const;
    void AnswerWithCookie(const TcpArrival& request);
    bool BringsCookie(const TcpArrival& arrival);
    void RefuseRequest(const TcpArrival& arrival);
    void Settle() override;
    Ptr<Packet> GetText(const tcplifecycle::Segment& segment) override;
    void SegmentLeaves(const tcplifecycle::Segment& segment, Ptr<const Packet> text) override;
    void TextArrives(Ptr<const Packet> text, uint32_t offset, uint32_t octets) override;
    void StateChanges(const tcplifecycle::Transition& transition) override;
    void ConnectionOpens() override;
    void TextIsAcknowledged(uint32_t octets) override;
    void PeerCloses() override;
    void UrgentDataArrives(uint32_t octets) override;
    void TroubleArises(tcplifecycle::Trouble::Kind kind) override;
    void ConnectionEnds(tcplifecycle::CloseReason reason) override;
    void EnterTimeWait();
    void RestInTimeWait();
    void ReleaseConnection();
    void Unbind();
    void LeaveProtocol();
    TcpLifecycleSocketTraces& GetTraces();
    void InheritTraces(const TcpLifecycleSocket& listener);
    void UpdateTraces();
    void TraceTrouble(tcplifecycle::Trouble::Kind kind);
    void TraceUrgentData();
    void TraceEcnOfArrival(const tcplifecycle::Segment& segment);
    void TraceEcnOfDeparture(const tcplifecycle::Segment& segment);
    void Notify();
    bool NotifyNext();
    void NotifyOpened();
    void WaitForAccept();
    void LeaveAcceptQueue();
    void NotifyEnded();

    // Attributes of TcpSocket.
    void SetSndBufSize(uint32_t size) override;
    uint32_t GetSndBufSize() const override;
    void SetRcvBufSize(uint32_t size) override;
    uint32_t GetRcvBufSize() const override;
    void SetSegSize(uint32_t size) override;
    uint32_t GetSegSize() const override;
    void SetInitialSSThresh(uint32_t threshold) override;
    uint32_t GetInitialSSThresh() const override;
    void SetInitialCwnd(uint32_t cwnd) override;
    uint32_t GetInitialCwnd() const override;
    void SetConnTimeout(Time timeout) override;
    Time GetConnTimeout() const override;
    void SetSynRetries(uint32_t count) override;
    uint32_t GetSynRetries() const override;
    void SetDataRetries(uint32_t retries) override;
    uint32_t GetDataRetries() const override;
    void SetDelAckTimeout(Time timeout) override;
    Time GetDelAckTimeout() const override;
    void SetDelAckMaxCount(uint32_t count) override;
    uint32_t GetDelAckMaxCount() const override;
    void SetTcpNoDelay(bool noDelay) override;
    bool GetTcpNoDelay() const override;
    void SetPersistTimeout(Time timeout) override;
    Time GetPersistTimeout() const override;

    // Attributes of this class.
    void SetMsl(Time msl);
    Time GetMsl() const;
    void SetMaxSegLifetime(double seconds);
    double GetMaxSegLifetime() const;
    void SetSynCookies(int policy);
    int GetSynCookies() const;
    void SetTimeWaitConnect(int policy);
    int GetTimeWaitConnect() const;
    template <auto MEMBER, class Value>
    void SetSetting(Value value);
    template <auto MEMBER, class Value>
    Value GetSetting() const;
    template <auto MEMBER>
    void SetTimeSetting(Time value);
    template <auto MEMBER>
    Time GetTimeSetting() const;
    template <auto MEMBER>
    static Ptr<const AttributeAccessor> BooleanSetting();
    template <auto MEMBER>
    static Ptr<const AttributeAccessor> UintegerSetting();
    template <auto MEMBER>
    static Ptr<const AttributeAccessor> TimeSetting();

    /// Changes what connections are to go by. \param change is called with the settings
    template <class Change>
    void ChangeSettings(Change&& change)
    {
        // Accepted connections and those in TIME-WAIT may share the settings: then they keep
        // theirs.
        auto settings = std::const_pointer_cast<tcplifecycle::Settings>(m_settings);
        if (m_settings.use_count() > 2)
        {
            settings = std::make_shared<tcplifecycle::Settings>(*m_settings);
        }
        change(*settings);
        SetSettings(settings);
        if (m_self && m_connection.GetState() != tcplifecycle::State::Closed)
        {
            m_timer.Set(m_connection.Deadline()); // of a keep-alive that was switched on, say
        }
    }

    static TypeId AddTraceSources(TypeId type);
    template <auto TRACE>
    class TraceAccessor;
    void ApplyMsl();

    // What the user has chosen that the connection's settings do not hold.
    uint32_t m_sndBufSize;
    uint32_t m_segmentSize;
    uint32_t m_initialSsThresh;
    uint32_t m_initialCwnd;
    Time m_persistTimeout;
    Time m_msl;
    double m_maxSegLifetime{-1}; ///< Msl is set before
    int64_t m_isn;               ///< of the next connection; -1: the generator chooses
    uint32_t m_backlog;
    bool m_resetOnOverflow;
    TcpTimeWaitConnect m_timeWaitConnect;
    TcpSynCookiePolicy m_synCookies;
    bool m_acceptQueue;
    bool m_mssFromMtu;
    uint16_t m_maxSegmentSize;
    Callback<void, Ipv4Address, uint8_t, uint8_t, uint8_t, uint32_t> m_icmpCallback;
    Callback<void, Ipv6Address, uint8_t, uint8_t, uint8_t, uint32_t> m_icmpCallback6;
    bool m_segmentSizeChosen{false}; ///< by the user; otherwise m_segmentSize is ns-3's default
    bool m_constructed{false};       ///< attributes that are set from now on are the user's choice

    // The socket.
    Ptr<Node> m_node;
    TcpLifecycleL4Protocol::SocketList::iterator m_listed; ///< where the protocol lists it
    Ptr<TcpLifecycleSocket> m_self; ///< the protocol's reference: while there is a connection
    std::optional<TcpName> m_bound; ///< the name that the socket is bound to
    mutable SocketErrno m_errno{ERROR_NOTERROR};
    bool m_userClosed{false};      ///< Close or Abort was called
    bool m_sendShutdown{false};    ///< ShutdownSend was called
    bool m_receiveShutdown{false}; ///< ShutdownRecv was called

    // Its connection.
    TcpTimer m_timer{*this};
    std::shared_ptr<TcpCongestionPrototype> m_congestionPrototype;
    bool m_ownsCongestionPrototype{false}; ///< its objects are this socket's alone
    Ptr<TcpCongestionOps> m_defaultOps;    ///< chosen while there was no protocol, to be copied
    std::unique_ptr<TcpNs3CongestionControl> m_congestion; ///< null while no text was queued
    TcpSendStream m_sendStream;
    tcplifecycle::SeqNum m_sentEnd; ///< after the last octet of text that was ever sent
    TcpReceiveStream m_receiveStream;
    bool m_inTimeWait{false}; ///< the connection rests in the protocol's table
    tcplifecycle::CloseReason m_closeReason{tcplifecycle::CloseReason::None};
    bool m_connecting{false};     ///< Connect was called, and its outcome is not known
    uint32_t m_urgentLeft{0};     ///< of what was unread when the connection entered TIME-WAIT
    bool m_endOfStream{false};    ///< the peer has closed, all it sent has come
    bool m_closesWithPeer{false}; ///< see ShutdownSend of a listener

    // Accepting.
    std::optional<Time> m_lastCookieAt;           ///< when this listener last sent a cookie
    uint32_t m_synReceivedCount{0};               ///< connections of this listener
    std::list<Ptr<TcpLifecycleSocket>> m_waiting; ///< of this listener, for Accept
    Ptr<TcpLifecycleSocket> m_acceptedBy; ///< the listener, until its user has the connection
    bool m_waitsForAccept{false};         ///< in the listener's queue: the user is told nothing yet

    Notices m_notices;
    bool m_notifying{false};

    std::unique_ptr<TcpLifecycleSocketTraces> m_traces; ///< null: nobody has asked for one
};

} // namespace ns3

#endif // TCP_LIFECYCLE_SOCKET_H
