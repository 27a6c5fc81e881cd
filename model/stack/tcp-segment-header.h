// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SEGMENT_HEADER_H
#define TCP_SEGMENT_HEADER_H

#include "tcp-four-tuple.h"

#include "ns3/header.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-wire.h"

#include <array>

namespace ns3
{

/**
 * The header of a segment on its way in or out of a packet. It is a TcpHeader on the wire, and
 * says so to the packet's metadata; unlike TcpHeader it reads nothing before it has checked that
 * it is there.
 */
class TcpSegmentHeader : public Header
{
  public:
    /// To be read.
    TcpSegmentHeader() = default;

    /**
     * To be written.
     * \param connection from its local end to its remote end
     * \param segment what to write
     */
    TcpSegmentHeader(const TcpFourTuple& connection, const tcplifecycle::Segment& segment);

    /**
     * From now on write the checksum, or verify it.
     * \param source address of whoever sends the segment
     * \param destination address of whoever is to receive it
     */
    void EnableChecksum(const TcpIpAddress& source, const TcpIpAddress& destination);

    /// \return whether lengths and data offset are possible; without, nothing else holds
    bool IsValid() const
    {
        return m_valid;
    }

    /// \return whether the checksum was right; true if nobody asked for it
    bool IsChecksumOk() const
    {
        return m_checksumOk;
    }

    /// The ECN field of the IP header that came before it. \param ecn it
    void SetEcn(tcplifecycle::EcnField ecn)
    {
        m_header.segment.ecn = ecn;
    }

    /// \return what the header says
    const tcplifecycle::WireHeader& Get() const
    {
        return m_header;
    }

    /**
     * \return whether TcpHeader can read this header: some malformed options make it abort, or loop
     *         for ever
     */
    bool IsSafeForTcpHeader() const;

    /// \return the same header as ns-3's type, without its options from the first malformed one on
    TcpHeader ToTcpHeader() const;

    /// \return TcpHeader's: it is the same format
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    uint32_t WellFormedSize() const;
    uint16_t Checksum(Buffer::Iterator start) const;

    tcplifecycle::WireHeader m_header;
    /// The header's octets, as they were read or are to be written.
    std::array<uint8_t, tcplifecycle::MAX_HEADER_SIZE> m_octets{};
    TcpIpAddress m_source;      ///< for the pseudo header
    TcpIpAddress m_destination; ///< for the pseudo header
    bool m_checksum{false};
    bool m_checksumOk{true};
    bool m_valid{false};
};

} // namespace ns3

#endif // TCP_SEGMENT_HEADER_H
