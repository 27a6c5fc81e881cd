// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-wire.h"

#include "tcp-octets.h"

namespace tcplifecycle
{

std::optional<WireHeader>
ReadHeader(const uint8_t* octets, uint32_t available, uint32_t segmentSize)
{
    if (available < MIN_HEADER_SIZE || segmentSize < MIN_HEADER_SIZE)
    {
        return std::nullopt;
    }
    const uint32_t size = ReadHeaderSize(octets);
    if (size < MIN_HEADER_SIZE || size > segmentSize || size > available)
    {
        return std::nullopt;
    }
    WireHeader header;
    header.sourcePort = Read16(octets);
    header.destinationPort = Read16(octets + 2);
    header.size = size;
    header.segment.seq = SeqNum(Read32(octets + 4));
    header.segment.ack = SeqNum(Read32(octets + 8));
    header.segment.ctl = octets[13];
    header.segment.wnd = Read16(octets + 14);
    header.segment.up = Read16(octets + 18);
    header.segment.textLength = segmentSize - size;
    header.segment.options = Options::Read(octets + MIN_HEADER_SIZE, size - MIN_HEADER_SIZE);
    return header;
}

uint32_t
HeaderSize(const Segment& segment)
{
    return MIN_HEADER_SIZE + static_cast<uint32_t>(segment.options.WireSize());
}

void
WriteHeader(const WireHeader& header, uint8_t* octets)
{
    const Segment& segment = header.segment;
    Write16(octets, header.sourcePort);
    Write16(octets + 2, header.destinationPort);
    Write32(octets + 4, segment.seq.Value());
    Write32(octets + 8, segment.ack.Value());
    octets[12] = static_cast<uint8_t>(HeaderSize(segment) / 4 << 4);
    octets[13] = segment.ctl;
    Write16(octets + 14, segment.wnd);
    Write16(octets + CHECKSUM_OFFSET, 0);
    Write16(octets + 18, segment.up);
    segment.options.Write(octets + MIN_HEADER_SIZE);
}

} // namespace tcplifecycle
