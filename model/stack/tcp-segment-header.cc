// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-segment-header.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// IANA's number of TCP, for the pseudo header.
constexpr uint8_t TCP_PROTOCOL = 6;

/**
 * \param octets an option, from its kind on
 * \param size octets that are left for it in the header
 * \return octets of the option; 0 if TcpHeader cannot read it without aborting, or without looping
 *         for ever
 */
uint32_t
WellFormedOption(const uint8_t* octets, uint32_t size)
{
    if (octets[0] == TcpOption::NOP)
    {
        return 1;
    }
    const uint32_t length = size > 1 ? octets[1] : 0;
    if (length < 2 || length > size)
    {
        return 0;
    }
    bool wellFormed = true;
    switch (octets[0])
    {
    case TcpOption::MSS:
        wellFormed = length == 4;
        break;
    case TcpOption::WINSCALE:
        wellFormed = length == 3 && octets[2] <= 14;
        break;
    case TcpOption::SACKPERMITTED:
        wellFormed = length == 2;
        break;
    case TcpOption::SACK:
        wellFormed = length % 8 == 2;
        break;
    case TcpOption::TS:
        wellFormed = length == 10;
        break;
    }
    return wellFormed ? length : 0;
}

} // namespace

TcpSegmentHeader::TcpSegmentHeader(const TcpFourTuple& connection,
                                   const tcplifecycle::Segment& segment)
    : m_header{connection.local.port,
               connection.remote.port,
               tcplifecycle::HeaderSize(segment),
               segment},
      m_valid(true)
{
    tcplifecycle::WriteHeader(m_header, m_octets.data());
}

void
TcpSegmentHeader::EnableChecksum(const TcpIpAddress& source, const TcpIpAddress& destination)
{
    m_checksum = true;
    m_source = source;
    m_destination = destination;
}

/// \return octets of the header up to the first option that is malformed, or to the options' end
uint32_t
TcpSegmentHeader::WellFormedSize() const
{
    uint32_t at = tcplifecycle::MIN_HEADER_SIZE;
    while (at < m_header.size && m_octets[at] != TcpOption::END)
    {
        const uint32_t length = WellFormedOption(&m_octets[at], m_header.size - at);
        if (length == 0)
        {
            break;
        }
        at += length;
    }
    return at;
}

bool
TcpSegmentHeader::IsSafeForTcpHeader() const
{
    const uint32_t size = WellFormedSize();
    return size == m_header.size || m_octets[size] == TcpOption::END;
}

TcpHeader
TcpSegmentHeader::ToTcpHeader() const
{
    const uint32_t size = WellFormedSize();
    Buffer buffer;
    buffer.AddAtStart(m_header.size);
    auto at = buffer.Begin();
    at.Write(m_octets.data(), size);
    at.WriteU8(TcpOption::END, m_header.size - size);
    TcpHeader header;
    header.Deserialize(buffer.Begin());
    return header;
}

TypeId
TcpSegmentHeader::GetInstanceTypeId() const
{
    return TcpHeader::GetTypeId();
}

void
TcpSegmentHeader::Print(std::ostream& os) const
{
    os << m_header.sourcePort << " > " << m_header.destinationPort << " "
       << tcplifecycle::ToString(m_header.segment);
}

uint32_t
TcpSegmentHeader::GetSerializedSize() const
{
    return m_header.size;
}

void
TcpSegmentHeader::Serialize(Buffer::Iterator start) const
{
    auto at = start;
    at.Write(m_octets.data(), m_header.size);
    if (m_checksum)
    {
        const uint16_t checksum = Checksum(start);
        at = start;
        at.Next(tcplifecycle::CHECKSUM_OFFSET);
        at.WriteU16(checksum);
    }
}

uint32_t
TcpSegmentHeader::Deserialize(Buffer::Iterator start)
{
    const uint32_t segmentSize = start.GetRemainingSize();
    uint32_t available = std::min(segmentSize, tcplifecycle::MIN_HEADER_SIZE);
    auto at = start;
    at.Read(m_octets.data(), available);
    if (available == tcplifecycle::MIN_HEADER_SIZE)
    {
        const uint32_t size = tcplifecycle::ReadHeaderSize(m_octets.data());
        const uint32_t end = std::clamp(size, available, segmentSize);
        at.Read(m_octets.data() + available, end - available);
        available = end;
    }
    const auto header = tcplifecycle::ReadHeader(m_octets.data(), available, segmentSize);
    m_valid = header.has_value();
    if (!m_valid)
    {
        return 0;
    }
    m_header = *header;
    m_checksumOk = !m_checksum || Checksum(start) == 0;
    return m_header.size;
}

/// RFC 9293, section 3.1: the checksum covers a pseudo header, the header and the text.
uint16_t
TcpSegmentHeader::Checksum(Buffer::Iterator start) const
{
    constexpr uint32_t IPV4_PSEUDO_HEADER = 12;
    constexpr uint32_t IPV6_PSEUDO_HEADER = 40; // RFC 8200, section 8.1
    const auto size = static_cast<uint16_t>(start.GetRemainingSize());
    const bool ipv4 = m_source.IsIpv4();
    const uint32_t pseudoSize = ipv4 ? IPV4_PSEUDO_HEADER : IPV6_PSEUDO_HEADER;

    Buffer pseudo;
    pseudo.AddAtStart(pseudoSize);
    auto at = pseudo.Begin();
    if (ipv4)
    {
        at.WriteHtonU32(m_source.ToIpv4().Get());
        at.WriteHtonU32(m_destination.ToIpv4().Get());
        at.WriteU8(0);
        at.WriteU8(TCP_PROTOCOL);
        at.WriteHtonU16(size);
    }
    else
    {
        std::array<uint8_t, 16> octets;
        m_source.ToIpv6().Serialize(octets.data());
        at.Write(octets.data(), octets.size());
        m_destination.ToIpv6().Serialize(octets.data());
        at.Write(octets.data(), octets.size());
        at.WriteHtonU32(size);
        at.WriteHtonU32(TCP_PROTOCOL);
    }
    const uint16_t pseudoSum =
        ~pseudo.Begin().CalculateIpChecksum(static_cast<uint16_t>(pseudoSize));
    return start.CalculateIpChecksum(size, pseudoSum);
}

} // namespace ns3
