// SPDX-License-Identifier: GPL-2.0-only

// What arrives from IP: segments, and ICMP messages about ours.

#include "tcp-lifecycle-l4-protocol.h"
#include "tcp-passing-connection.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv6-interface.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TcpLifecycleArrivals");

namespace
{

/// The protocol side's rules with which a port is answered that nobody uses.
TcpConnectionHost::SettingsPtr
DefaultSettings()
{
    static const auto settings = std::make_shared<const tcplifecycle::Settings>();
    return settings;
}

TcpIpAddress
AddressOf(Ipv4Address address)
{
    return TcpIpAddress(address);
}

TcpIpAddress
AddressOf(Ipv6Address address)
{
    return TcpIpAddress(address);
}

} // namespace

IpL4Protocol::RxStatus
TcpLifecycleL4Protocol::Receive(Ptr<Packet> packet,
                                const Ipv4Header& header,
                                Ptr<Ipv4Interface> interface)
{
    NS_LOG_FUNCTION(this << packet << header << interface);
    return ReceiveFrom(m_otherTcp4, packet, header, interface);
}

IpL4Protocol::RxStatus
TcpLifecycleL4Protocol::Receive(Ptr<Packet> packet,
                                const Ipv6Header& header,
                                Ptr<Ipv6Interface> interface)
{
    NS_LOG_FUNCTION(this << packet << header << interface);
    if (header.GetSource().IsIpv4MappedAddress() || header.GetDestination().IsIpv4MappedAddress())
    {
        NS_LOG_LOGIC("An IPv4-mapped address is no address for the wire: dropped");
        return RX_OK;
    }
    return ReceiveFrom(m_otherTcp6, packet, header, interface);
}

template <class IpHeader, class Interface>
IpL4Protocol::RxStatus
TcpLifecycleL4Protocol::ReceiveFrom(const Ptr<IpL4Protocol>& other,
                                    Ptr<Packet> packet,
                                    const IpHeader& header,
                                    Ptr<Interface> interface)
{
    TcpArrival arrival;
    arrival.connection.local.address = AddressOf(header.GetDestination());
    arrival.connection.remote.address = AddressOf(header.GetSource());
    if (Node::ChecksumEnabled())
    {
        arrival.header.EnableChecksum(arrival.connection.remote.address,
                                      arrival.connection.local.address);
    }
    packet->PeekHeader(arrival.header);
    if (!arrival.header.IsValid())
    {
        NS_LOG_LOGIC("Too short for a header, or an impossible data offset: dropped");
        return RX_OK;
    }
    if (!arrival.header.IsChecksumOk())
    {
        NS_LOG_LOGIC("Wrong checksum: dropped");
        return RX_CSUM_FAILED;
    }
    // Both types of ns-3's have the values of the field.
    arrival.header.SetEcn(static_cast<tcplifecycle::EcnField>(header.GetEcn()));
    arrival.connection.local.port = arrival.header.Get().destinationPort;
    arrival.connection.remote.port = arrival.header.Get().sourcePort;
    if (interface)
    {
        arrival.device = interface->GetDevice();
    }

    TcpEndpoint* endpoint = FindConnection(arrival);
    if (!endpoint)
    {
        if (!m_ip.IsUnicast(arrival.connection.local.address) ||
            !m_ip.IsUnicast(arrival.connection.remote.address))
        {
            // RFC 9293, section 3.9.2.3 (MUST-57): connections are between two hosts.
            NS_LOG_LOGIC("From or to a broadcast or multicast address: dropped");
            return RX_OK;
        }
        endpoint = FindListener(arrival);
    }
    if (!endpoint && other)
    {
        if (!arrival.header.IsSafeForTcpHeader())
        {
            NS_LOG_LOGIC("Malformed options, which the other TCP would not survive: dropped");
            return RX_OK;
        }
        return other->Receive(packet, header, interface);
    }
    packet->RemoveAtStart(arrival.header.Get().size);
    arrival.text = packet;
    Deliver(arrival, endpoint);
    return endpoint ? RX_OK : RX_ENDPOINT_CLOSED;
}

TcpEndpoint*
TcpLifecycleL4Protocol::FindConnection(const TcpArrival& arrival)
{
    if (TcpEndpoint* const endpoint = m_demux.FindConnection(arrival.connection))
    {
        const auto only = endpoint->GetDevice();
        return !only || only == arrival.device ? endpoint : nullptr;
    }
    // Before TIME-WAIT: both may have a connection, whose new incarnation this is.
    if (m_synReceived.Takes(arrival))
    {
        return &m_synReceived;
    }
    return m_timeWait.Takes(arrival) ? &m_timeWait : nullptr;
}

TcpEndpoint*
TcpLifecycleL4Protocol::FindListener(const TcpArrival& arrival) const
{
    return m_demux.FindListener(arrival.connection.local, arrival.device);
}

void
TcpLifecycleL4Protocol::Deliver(const TcpArrival& arrival, TcpEndpoint* endpoint)
{
    if (m_actionsPool.IsOnLoan())
    {
        // What a host sends to itself arrives within the call that sends it. It waits until that
        // event is carried out, whoever it is for: else one segment would overtake another.
        Simulator::ScheduleNow(&TcpLifecycleL4Protocol::DeliverAgain,
                               Ptr<TcpLifecycleL4Protocol>(this),
                               arrival);
    }
    else if (!endpoint)
    {
        AnswerForClosed(arrival);
    }
    else
    {
        endpoint->SegmentArrives(arrival);
    }
}

void
TcpLifecycleL4Protocol::DeliverAgain(const TcpArrival& arrival)
{
    TcpEndpoint* const connection = FindConnection(arrival);
    Deliver(arrival, connection ? connection : FindListener(arrival));
}

void
TcpLifecycleL4Protocol::AnswerForClosed(const TcpArrival& arrival)
{
    NS_LOG_LOGIC("Nobody is there at port " << arrival.connection.local.port);
    const auto settings = DefaultSettings();
    TcpPassingConnection closed(this,
                                settings,
                                arrival.connection,
                                tcplifecycle::Connection(*settings),
                                TcpIpOptions());
    closed.SegmentArrives(arrival);
}

bool
TcpLifecycleL4Protocol::IcmpArrives(const TcpIpAddress& source,
                                    uint8_t ttl,
                                    const TcpIcmpMessage& message,
                                    const TcpFourTuple& connection,
                                    const std::optional<tcplifecycle::IcmpError>& error)
{
    TcpEndpoint* endpoint = m_demux.FindConnection(connection);
    if (!endpoint && m_synReceived.Has(connection))
    {
        endpoint = &m_synReceived;
    }
    else if (!endpoint && m_timeWait.Has(connection))
    {
        endpoint = &m_timeWait;
    }
    if (endpoint && error)
    {
        endpoint->IcmpArrives(
            {connection, *error, source, ttl, message.type, message.code, message.info});
    }
    return endpoint != nullptr;
}

void
TcpLifecycleL4Protocol::ReceiveIcmp(Ipv4Address icmpSource,
                                    uint8_t icmpTtl,
                                    uint8_t icmpType,
                                    uint8_t icmpCode,
                                    uint32_t icmpInfo,
                                    Ipv4Address payloadSource,
                                    Ipv4Address payloadDestination,
                                    const uint8_t payload[8])
{
    NS_LOG_FUNCTION(this << icmpSource << icmpType << icmpCode);
    const TcpIcmpMessage message{icmpType, icmpCode, icmpInfo, payload};
    const auto connection =
        message.GetConnection(AddressOf(payloadSource), AddressOf(payloadDestination));
    const TcpIpAddress source = AddressOf(icmpSource);
    if (!IcmpArrives(source, icmpTtl, message, connection, message.ReadIpv4()) && m_otherTcp4)
    {
        m_otherTcp4->ReceiveIcmp(icmpSource,
                                 icmpTtl,
                                 icmpType,
                                 icmpCode,
                                 icmpInfo,
                                 payloadSource,
                                 payloadDestination,
                                 payload);
    }
}

void
TcpLifecycleL4Protocol::ReceiveIcmp(Ipv6Address icmpSource,
                                    uint8_t icmpTtl,
                                    uint8_t icmpType,
                                    uint8_t icmpCode,
                                    uint32_t icmpInfo,
                                    Ipv6Address payloadSource,
                                    Ipv6Address payloadDestination,
                                    const uint8_t payload[8])
{
    NS_LOG_FUNCTION(this << icmpSource << icmpType << icmpCode);
    const TcpIcmpMessage message{icmpType, icmpCode, icmpInfo, payload};
    const auto connection =
        message.GetConnection(AddressOf(payloadSource), AddressOf(payloadDestination));
    const TcpIpAddress source = AddressOf(icmpSource);
    if (!IcmpArrives(source, icmpTtl, message, connection, message.ReadIpv6()) && m_otherTcp6)
    {
        m_otherTcp6->ReceiveIcmp(icmpSource,
                                 icmpTtl,
                                 icmpType,
                                 icmpCode,
                                 icmpInfo,
                                 payloadSource,
                                 payloadDestination,
                                 payload);
    }
}

} // namespace ns3
