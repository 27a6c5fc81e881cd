// SPDX-License-Identifier: GPL-2.0-only

#include "soak-referee.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-option-rfc793.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/tcp-option-winscale.h"
#include "ns3/tcp-option.h"

#include <sstream>

using namespace ns3;

namespace
{

/// What a peer can take that sends no MSS option (RFC 9293, section 3.7.1).
constexpr uint32_t DEFAULT_MSS_IPV4 = 536;
constexpr uint32_t DEFAULT_MSS_IPV6 = 1220;

/// Of the TCP header without options, in octets.
constexpr uint32_t TCP_HEADER = 20;

/// No acknowledgment is delayed by as much as this (RFC 9293, section 3.8.6.3, MUST-40).
Time
LongestDelay()
{
    return MilliSeconds(500);
}

uint8_t
ProtocolOf(const Ipv4Header& ip)
{
    return ip.GetProtocol();
}

uint8_t
ProtocolOf(const Ipv6Header& ip)
{
    return ip.GetNextHeader();
}

std::optional<uint8_t>
ScaleOf(const TcpHeader& header)
{
    const auto option = header.GetOption(TcpOption::WINSCALE);
    if (!option)
    {
        return std::nullopt;
    }
    return DynamicCast<const TcpOptionWinScale>(option)->GetScale();
}

bool
Has(const TcpHeader& header, uint8_t bits)
{
    return (header.GetFlags() & bits) == bits;
}

} // namespace

SoakReferee::SoakReferee(Ptr<Node> host, bool strict, SegmentCallback segmentPasses)
    : m_strict(strict),
      m_segmentPasses(std::move(segmentPasses))
{
    if (const auto ipv4 = host->GetObject<Ipv4L3Protocol>())
    {
        m_peersMss = DEFAULT_MSS_IPV4;
        ipv4->TraceConnectWithoutContext("SendOutgoing",
                                         MakeBoundCallback(&SoakReferee::Sent<Ipv4Header>, this));
        ipv4->TraceConnectWithoutContext(
            "LocalDeliver",
            MakeBoundCallback(&SoakReferee::Received<Ipv4Header>, this));
    }
    else
    {
        const auto ipv6 = host->GetObject<Ipv6L3Protocol>();
        m_peersMss = DEFAULT_MSS_IPV6;
        ipv6->TraceConnectWithoutContext("SendOutgoing",
                                         MakeBoundCallback(&SoakReferee::Sent<Ipv6Header>, this));
        ipv6->TraceConnectWithoutContext(
            "LocalDeliver",
            MakeBoundCallback(&SoakReferee::Received<Ipv6Header>, this));
    }
}

template <class IpHeader>
void
SoakReferee::Sent(SoakReferee* referee,
                  const IpHeader& ip,
                  Ptr<const Packet> packet,
                  uint32_t /* interface */)
{
    if (ProtocolOf(ip) == TcpL4Protocol::PROT_NUMBER)
    {
        TcpHeader header;
        const uint32_t size = packet->PeekHeader(header);
        const uint32_t text = packet->GetSize() - size;
        referee->m_segmentPasses(true, header, text);
        referee->SegmentLeaves(header, text);
    }
}

template <class IpHeader>
void
SoakReferee::Received(SoakReferee* referee,
                      const IpHeader& ip,
                      Ptr<const Packet> packet,
                      uint32_t /* interface */)
{
    if (ProtocolOf(ip) == TcpL4Protocol::PROT_NUMBER)
    {
        TcpHeader header;
        const uint32_t size = packet->PeekHeader(header);
        referee->m_segmentPasses(false, header, packet->GetSize() - size);
        referee->SegmentArrives(header, packet->GetSize() - size);
    }
}

void
SoakReferee::SegmentLeaves(const TcpHeader& header, uint32_t text)
{
    const SeqNum first = header.GetSequenceNumber();
    const bool syn = Has(header, TcpHeader::SYN);
    m_unansweredSince.reset();
    if (Has(header, TcpHeader::RST))
    {
        m_sentReset = true;
        return;
    }
    m_sentFin = m_sentFin || Has(header, TcpHeader::FIN);
    if (syn)
    {
        if (!m_opened || first != m_iss)
        {
            // A connection begins, perhaps in the place of one that never was established.
            m_opened = true;
            m_iss = first;
            m_oldest = first;
            m_next = first;
            m_transmissionsOfOldest = 0;
            m_ownEdge.reset();
            m_received.reset();
        }
        m_ownScale = ScaleOf(header);
    }
    const uint32_t length = text + (syn ? 1 : 0) + (Has(header, TcpHeader::FIN) ? 1 : 0);
    if (first <= m_oldest && m_oldest < first + SeqNum(length))
    {
        ++m_transmissionsOfOldest;
    }
    m_sentOldNumber = m_sentOldNumber || (length == 0 && first < m_next);
    m_next = std::max(m_next, first + SeqNum(length));
    if (Has(header, TcpHeader::ACK))
    {
        m_received =
            m_received ? std::max(*m_received, header.GetAckNumber()) : header.GetAckNumber();
    }
    if (m_strict)
    {
        CheckWindow(header);
        CheckText(header, text);
    }
}

void
SoakReferee::SegmentArrives(const TcpHeader& header, uint32_t text)
{
    if (Has(header, TcpHeader::RST))
    {
        m_receivedReset = true;
        return;
    }
    const bool syn = Has(header, TcpHeader::SYN);
    if (m_unansweredSince && Simulator::Now() - *m_unansweredSince > LongestDelay())
    {
        m_leftUnanswered = true;
    }
    // What acknowledges a FIN of ours may end the connection, and in TIME-WAIT only the peer's FIN
    // is answered without limit.
    m_receivedFin = m_receivedFin || Has(header, TcpHeader::FIN);
    const bool acknowledgesAll = Has(header, TcpHeader::ACK) && header.GetAckNumber() == m_next;
    const bool last =
        m_strict && m_sentFin && m_receivedFin && (acknowledgesAll || IsAllAcknowledged());
    if (!m_unansweredSince && !last && !IsOldDuplicate(header) &&
        (text > 0 || syn || Has(header, TcpHeader::FIN)))
    {
        m_unansweredSince = Simulator::Now();
    }
    if (syn)
    {
        m_peersSyn = true;
        m_peersScale = ScaleOf(header);
        if (const auto option = header.GetOption(TcpOption::MSS))
        {
            m_peersMss = DynamicCast<const TcpOptionMSS>(option)->GetMSS();
        }
    }
    if (!Has(header, TcpHeader::ACK) || !m_opened)
    {
        return;
    }
    const SeqNum first = header.GetSequenceNumber();
    const SeqNum end = first + SeqNum(text);
    if (m_received && (end < *m_received || (text > 0 && end == *m_received)))
    {
        return; // it lies left of the window and counts for nothing (section 3.10.7.4, first)
    }
    const SeqNum ack = header.GetAckNumber();
    if (m_received && first <= *m_received && m_ownEdge && end <= *m_ownEdge && ack >= m_oldest)
    {
        m_received = end; // it is taken, although the acknowledgment of it may be delayed
    }
    if (m_oldest < ack && ack <= m_next)
    {
        m_oldest = ack;
        m_transmissionsOfOldest = 0;
    }
    const bool scaled = !syn && m_ownScale && m_peersScale;
    const uint32_t window = uint32_t{header.GetWindowSize()} << (scaled ? *m_peersScale : 0);
    if (ack <= m_next)
    {
        const SeqNum edge = ack + SeqNum(window);
        m_peersEdge = m_peersEdge ? std::max(*m_peersEdge, edge) : edge;
    }
}

/// \return whether a segment's timestamp is older than one that has come: PAWS drops it, and the
/// acknowledgment that it draws may be one too many of those in the last seconds (RFC 7323, section
/// 5.3; RFC 5961, section 7)
bool
SoakReferee::IsOldDuplicate(const TcpHeader& header)
{
    const auto option = header.GetOption(TcpOption::TS);
    if (!option)
    {
        return false;
    }
    const uint32_t timestamp = DynamicCast<const TcpOptionTS>(option)->GetTimestamp();
    if (m_latestTimestamp && static_cast<int32_t>(timestamp - *m_latestTimestamp) < 0)
    {
        return true;
    }
    m_latestTimestamp = timestamp;
    return false;
}

/// The right edge of the window does not go back (RFC 9293, section 3.8.6, SHLD-14), but for what
/// the scale leaves out (RFC 7323, section 2.4).
void
SoakReferee::CheckWindow(const TcpHeader& header)
{
    if (!Has(header, TcpHeader::ACK) || !m_opened)
    {
        return;
    }
    const bool scaled = !Has(header, TcpHeader::SYN) && m_ownScale && m_peersScale;
    const uint8_t scale = scaled ? *m_ownScale : 0;
    const uint32_t window = uint32_t{header.GetWindowSize()} << scale;
    const SeqNum edge = header.GetAckNumber() + SeqNum(window);
    if (m_ownEdge && edge + SeqNum((1U << scale) - 1) < *m_ownEdge)
    {
        Blame(header,
              "the right edge of the window goes back by " + std::to_string(*m_ownEdge - edge));
    }
    m_ownEdge = m_ownEdge ? std::max(*m_ownEdge, edge) : edge;
}

/// Text stays within the peer's window, but for a probe of one octet (section 3.8.6.1), and
/// segments within what the peer takes (section 3.7.1, MUST-16).
void
SoakReferee::CheckText(const TcpHeader& header, uint32_t text)
{
    if (text == 0)
    {
        return;
    }
    const SeqNum end = header.GetSequenceNumber() + SeqNum(text);
    if (m_peersEdge && end > *m_peersEdge + SeqNum(1))
    {
        Blame(header, "text goes " + std::to_string(end - *m_peersEdge) + " past the window");
    }
    const uint32_t options = header.GetSerializedSize() - TCP_HEADER;
    if (m_peersSyn && text + options > m_peersMss)
    {
        Blame(header,
              std::to_string(text) + " octets of text and " + std::to_string(options) +
                  " of options are more than the peer's MSS of " + std::to_string(m_peersMss));
    }
}

void
SoakReferee::Blame(const TcpHeader& header, const std::string& what)
{
    if (m_fault.empty())
    {
        std::ostringstream text;
        text << Simulator::Now().As(Time::S) << ", a segment is sent: " << header << ": " << what;
        m_fault = text.str();
    }
}
