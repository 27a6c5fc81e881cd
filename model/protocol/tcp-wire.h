// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_WIRE_H
#define TCP_WIRE_H

#include "tcp-segment.h"

#include <cstdint>
#include <optional>

namespace tcplifecycle
{

/// Octets of a header without options (RFC 9293, section 3.1).
constexpr uint32_t MIN_HEADER_SIZE = 20;
/// Octets of the largest header: the data offset counts up to 15 words of four octets.
constexpr uint32_t MAX_HEADER_SIZE = 60;
/// Where the checksum stands in a header.
constexpr uint32_t CHECKSUM_OFFSET = 16;

/// A header as it stands on the wire, its checksum apart (RFC 9293, section 3.1).
struct WireHeader
{
    uint16_t sourcePort{0};
    uint16_t destinationPort{0};
    uint32_t size{MIN_HEADER_SIZE}; ///< octets of the header, options and padding included
    Segment segment;                ///< everything else
};

/**
 * Reads a header, trusting nothing in it.
 *
 * \param octets the first octets of a segment
 * \param available count of octets that may be read, at least the smaller of segmentSize and what
 *        the data offset says
 * \param segmentSize octets of the whole segment, header and text
 * \return the header; nothing if the segment is shorter than a header, the data offset points into
 *         the fixed part of the header, or it points past the segment's end
 */
std::optional<WireHeader> ReadHeader(const uint8_t* octets,
                                     uint32_t available,
                                     uint32_t segmentSize);

/**
 * \param octets the first MIN_HEADER_SIZE octets of a segment
 * \return octets that its header takes by its data offset, 0 to 60: possible or not
 */
inline uint32_t
ReadHeaderSize(const uint8_t* octets)
{
    return (octets[12] >> 4) * 4;
}

/// \return octets that a segment's header takes, 20 to 60, a multiple of 4
uint32_t HeaderSize(const Segment& segment);

/**
 * Writes a header; its checksum is 0.
 * \param octets room for HeaderSize(header.segment) octets
 */
void WriteHeader(const WireHeader& header, uint8_t* octets);

} // namespace tcplifecycle

#endif // TCP_WIRE_H
