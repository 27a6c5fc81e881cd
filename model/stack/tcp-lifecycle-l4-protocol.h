// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_L4_PROTOCOL_H
#define TCP_LIFECYCLE_L4_PROTOCOL_H

#include "tcp-congestion-prototype.h"
#include "tcp-connection-host.h"
#include "tcp-icmp-message.h"
#include "tcp-ip-layer.h"
#include "tcp-isn-generator.h"
#include "tcp-lifecycle-demux.h"
#include "tcp-lifecycle-transition.h"
#include "tcp-port-allocator.h"
#include "tcp-socket-prototype.h"
#include "tcp-syn-cookies.h"
#include "tcp-syn-received-table.h"
#include "tcp-time-wait-table.h"

#include "ns3/ip-l4-protocol.h"
#include "ns3/node.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>

namespace ns3
{

class TcpLifecycleSocket;

/**
 * TCP, IP protocol 6, over IPv4 and IPv6: gives each segment that arrives to whoever it is for, and
 * knows what the connections of a host share.
 *
 * It is aggregated to a node that has an IP stack; TcpLifecycleHelper does that. If the node has
 * another TCP already, both work side by side: segments that match no connection and no listener of
 * this one are passed on to the other. Where it is the only one, applications that name
 * `ns3::TcpSocketFactory` get this one's sockets too.
 */
class TcpLifecycleL4Protocol : public IpL4Protocol
{
  public:
    /// IANA's number of TCP.
    static constexpr uint8_t PROT_NUMBER = 6;

    /// \return the object TypeId
    static TypeId GetTypeId();

    TcpLifecycleL4Protocol();
    ~TcpLifecycleL4Protocol() override;

    /// \return a new socket of this host, in CLOSED
    Ptr<TcpLifecycleSocket> CreateSocket();

    /**
     * Sets an attribute of the sockets that are created from now on; it wins over the attribute's
     * default. \param name of an attribute of TcpLifecycleSocket; a wrong one ends the program with
     * a message \param value its value
     */
    void SetSocketAttribute(const std::string& name, const AttributeValue& value);

    /// \return the node that this is aggregated to; null before
    Ptr<Node> GetNode() const;

    /**
     * Chooses the type of the object that makes initial sequence numbers. It is created when it is
     * first needed.
     * \param type of a TcpIsnGenerator that can be created
     * \return false, and nothing is changed, if it is no such type
     */
    bool SetIsnGeneratorType(TypeId type);

    /// \return the type of the object that makes initial sequence numbers
    TypeId GetIsnGeneratorType() const;

    /// \return the object that makes initial sequence numbers
    Ptr<TcpIsnGenerator> GetIsnGenerator();

    /// \name Which congestion control connections get
    ///@{
    /**
     * \param type of a TcpCongestionOps that can be created
     * \return false, and nothing is changed, if it is no such type
     */
    bool SetCongestionOpsType(TypeId type);
    TypeId GetCongestionOpsType() const;

    /**
     * \param type of a TcpRecoveryOps that can be created
     * \return false, and nothing is changed, if it is no such type
     */
    bool SetRecoveryOpsType(TypeId type);
    TypeId GetRecoveryOpsType() const;

    /**
     * \param type of an RttEstimator that can be created
     * \return false, and nothing is changed, if it is no such type
     */
    bool SetRttEstimatorType(TypeId type);
    TypeId GetRttEstimatorType() const;

    /**
     * \param congestionTypeId type of a TcpCongestionOps that can be created
     * \return a new socket that uses it; null if it is no such type
     */
    Ptr<TcpLifecycleSocket> CreateSocket(TypeId congestionTypeId);

    /**
     * \param congestionTypeId type of a TcpCongestionOps that can be created
     * \param recoveryTypeId type of a TcpRecoveryOps that can be created
     * \return a new socket that uses them; null if they are no such types
     */
    Ptr<TcpLifecycleSocket> CreateSocket(TypeId congestionTypeId, TypeId recoveryTypeId);
    ///@}

    /// \return count of connections in TIME-WAIT
    size_t GetTimeWaitCount() const;

    /// \return count of connections that were closed instead, for want of room (MaxTimeWait)
    uint64_t GetTimeWaitOverflows() const;

    /// \return count of connections in SYN-RECEIVED that nobody has accepted yet
    size_t GetSynReceivedCount() const;

    /**
     * Fixes the random streams that this host's TCP draws from.
     * \param stream number of the first one
     * \return how many were used
     */
    int64_t AssignStreams(int64_t stream);

    // IpL4Protocol
    int GetProtocolNumber() const override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> interface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> interface) override;
    void ReceiveIcmp(Ipv4Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv4Address payloadSource,
                     Ipv4Address payloadDestination,
                     const uint8_t payload[8]) override;
    void ReceiveIcmp(Ipv6Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv6Address payloadSource,
                     Ipv6Address payloadDestination,
                     const uint8_t payload[8]) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

    /// \name For sockets and connections
    ///@{
    using SocketList = std::list<TcpLifecycleSocket*>;

    /// A socket has come into being. \return where the list keeps it
    SocketList::iterator AddSocket(TcpLifecycleSocket* socket);

    /// A socket is no more.
    void RemoveSocket(SocketList::iterator position);

    TcpLifecycleDemux& GetDemux()
    {
        return m_demux;
    }

    TcpSynReceivedTable& GetSynReceivedTable()
    {
        return m_synReceived;
    }

    TcpSynCookies& GetSynCookies()
    {
        return m_synCookies;
    }

    TcpTimeWaitTable& GetTimeWaitTable()
    {
        return m_timeWait;
    }

    TcpActionsPool& GetActionsPool()
    {
        return m_actionsPool;
    }

    TcpCongestionSupply& GetCongestionSupply()
    {
        return m_congestion;
    }

    const TcpIpLayer& GetIpLayer() const
    {
        return m_ip;
    }

    /**
     * Sends a segment.
     * \param connection from its local end to its remote end
     * \param segment header of the segment
     * \param text the text that it is to carry; it becomes the IP payload
     * \param options for the IP header
     */
    void Send(const TcpFourTuple& connection,
              const tcplifecycle::Segment& segment,
              const Ptr<Packet>& text,
              const TcpIpOptions& options);

    /**
     * \param fourTuple of a connection in TIME-WAIT
     * \return whether it may stay there; if not, it is counted, and the trace source
     *         TimeWaitOverflow tells of it
     */
    bool HasRoomInTimeWait(const TcpFourTuple& fourTuple);

    /// \return who listens where a segment arrives; null if nobody does
    TcpEndpoint* FindListener(const TcpArrival& arrival) const;

    /// \return whether there is a connection, whatever its state
    bool HasConnection(const TcpFourTuple& connection) const;

    /// A connection of a socket is no more.
    void RemoveConnection(const TcpFourTuple& connection);

    /// A connection is no more that had no socket.
    void ReleasePort(const TcpFourTuple& connection);

    /**
     * \param local address that a socket is to be bound to
     * \return a port that nobody on this host uses; nothing if there is none, and PortsExhausted
     *         tells of it
     */
    std::optional<uint16_t> AllocatePort(const TcpIpAddress& local);

    /**
     * \param connection all but the local port
     * \param mayReopen whether a connection that there is may make room for this one; it is asked
     *        when there is no other port
     * \return a local port that no socket is bound to and with which there is no such connection,
     * or one that may be reopened; nothing if there is none, and PortsExhausted tells of it
     */
    std::optional<uint16_t> AllocatePortFor(
        TcpFourTuple connection,
        const std::function<bool(const TcpFourTuple&)>& mayReopen);

    /**
     * \param connection the connection that is about to be opened
     * \param chosen the number that its user has chosen; nothing: the generator is asked
     * \return its initial sequence number
     */
    tcplifecycle::SeqNum GetIsn(const TcpFourTuple& connection, std::optional<uint32_t> chosen);

    /**
     * Tells the trace source Isn.
     * \param connection whose it is
     * \param generator who chose it
     * \param isn the initial sequence number
     */
    void TraceIsn(const TcpFourTuple& connection,
                  const std::string& generator,
                  tcplifecycle::SeqNum isn) const;

    /// \return whether anybody listens to the trace source Transition
    bool TracesTransitions() const;

    /// Tells the trace source Transition.
    void TraceTransition(const TcpLifecycleTransition& transition) const;
    ///@}

    /**
     * Signature of the sinks of the trace source Isn.
     * \param local our end of the connection, an InetSocketAddress or Inet6SocketAddress
     * \param remote the peer's end
     * \param generator name of the generator's type; "ns3::TcpLifecycleSocket::Isn" if the user has
     *        chosen the number, "ns3::TcpLifecycleSocket::SynCookies" if it is a cookie
     * \param isn the initial sequence number
     */
    typedef void (*IsnTracedCallback)(const Address& local,
                                      const Address& remote,
                                      const std::string& generator,
                                      uint32_t isn);

    /**
     * Signature of the sinks of the trace source PortsExhausted.
     * \param local our end, without a port
     * \param remote where the connection should have gone; the unspecified address and no port if a
     *        socket was to be bound
     */
    typedef void (*PortsTracedCallback)(const Address& local, const Address& remote);

    /**
     * Signature of the sinks of the trace source TimeWaitOverflow.
     * \param local our end of the connection, an InetSocketAddress or Inet6SocketAddress
     * \param remote the peer's end
     */
    typedef void (*ConnectionTracedCallback)(const Address& local, const Address& remote);

  protected:
    void NotifyNewAggregate() override;
    void DoDispose() override;

  private:
    /**
     * Tells a connection of an ICMP error, if it says anything to it.
     * \param source who says so
     * \param ttl time to live of the message
     * \param message the message
     * \param connection what it is about
     * \param error what it says to a connection; nothing: nothing
     * \return whether the connection is ours
     */
    bool IcmpArrives(const TcpIpAddress& source,
                     uint8_t ttl,
                     const TcpIcmpMessage& message,
                     const TcpFourTuple& connection,
                     const std::optional<tcplifecycle::IcmpError>& error);

    template <class IpHeader, class Interface>
    RxStatus ReceiveFrom(const Ptr<IpL4Protocol>& other,
                         Ptr<Packet> packet,
                         const IpHeader& header,
                         Ptr<Interface> interface);
    TcpEndpoint* FindConnection(const TcpArrival& arrival);
    void Deliver(const TcpArrival& arrival, TcpEndpoint* endpoint);
    void DeliverAgain(const TcpArrival& arrival);
    void AnswerForClosed(const TcpArrival& arrival);
    void LetGoOfSockets();
    void NotePort(const TcpFourTuple& connection);
    std::optional<uint16_t> AllocateAgain(
        TcpFourTuple connection,
        TcpPortRange range,
        const TcpPortSet& connected,
        const std::function<bool(const TcpFourTuple&)>& mayReopen);
    void SetPortSelection(int selection);
    int GetPortSelection() const;

    Ptr<Node> m_node;
    TcpIpLayer m_ip;
    DownTargetCallback m_downTarget;
    DownTargetCallback6 m_downTarget6;
    Ptr<IpL4Protocol> m_otherTcp4; ///< who was protocol 6 of IPv4 before
    Ptr<IpL4Protocol> m_otherTcp6; ///< who was protocol 6 of IPv6 before

    TcpLifecycleDemux m_demux;
    TcpActionsPool m_actionsPool;
    TcpSynReceivedTable m_synReceived;
    TcpSynCookies m_synCookies;
    TcpTimeWaitTable m_timeWait;
    uint32_t m_maxTimeWait;
    uint64_t m_timeWaitOverflows{0};
    SocketList m_sockets; ///< all that exist, the oldest first

    TcpSocketPrototype m_socketPrototype;
    TcpCongestionSupply m_congestion;
    TcpPortAllocator m_ports;
    uint16_t m_ephemeralFirst;
    uint16_t m_ephemeralLast;
    TcpPortSelection m_portSelection;
    TypeId m_isnGeneratorType;
    Ptr<TcpIsnGenerator> m_isnGenerator; ///< null until it is needed
    int64_t m_isnStream{-1}; ///< the generator's random stream; -1: the simulator's choice

    TracedCallback<const TcpLifecycleTransition&> m_transitionTrace;
    TracedCallback<const Address&, const Address&, const std::string&, uint32_t> m_isnTrace;
    TracedCallback<const Address&, const Address&> m_portsTrace;
    TracedCallback<const Address&, const Address&> m_overflowTrace;
};

} // namespace ns3

#endif // TCP_LIFECYCLE_L4_PROTOCOL_H
