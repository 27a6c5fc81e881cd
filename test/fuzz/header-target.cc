// SPDX-License-Identifier: GPL-2.0-only
//
// An input is a segment as it came from the network: a header, or less, and text. What is read of
// it is written again and read again, and stays the same.

#include "targets.h"
#include "tcp-wire.h"
#include "violation.h"

#include <algorithm>
#include <memory>

using namespace tcplifecycle;

namespace
{

/// Octets with nothing behind them that could be read by mistake without being noticed.
std::unique_ptr<uint8_t[]>
Copy(const uint8_t* data, size_t size)
{
    auto copy = std::make_unique<uint8_t[]>(size);
    std::copy_n(data, size, copy.get());
    return copy;
}

bool
AreSame(const SackBlocks& a, const SackBlocks& b)
{
    bool same = a.Size() == b.Size();
    for (size_t i = 0; same && i < a.Size(); ++i)
    {
        same = a[i] == b[i];
    }
    return same;
}

bool
AreSame(const Options& a, const Options& b)
{
    const bool timestamps = a.timestamps.has_value() == b.timestamps.has_value() &&
                            (!a.timestamps || (a.timestamps->value == b.timestamps->value &&
                                               a.timestamps->echo == b.timestamps->echo));
    return a.mss == b.mss && a.windowScale == b.windowScale && a.sackPermitted == b.sackPermitted &&
           timestamps && AreSame(a.sack, b.sack);
}

/// What is read back of options that were written: all of them, but for the last SACK blocks if
/// there was no room left. Options that came tightly packed may take more of it when they are
/// written again.
bool
AreSameAsWritten(const Options& read, Options written, size_t room)
{
    const SackBlocks all = written.sack;
    written.sack = {};
    for (size_t i = 0; i < std::min(read.sack.Size(), all.Size()); ++i)
    {
        written.sack.Add(all[i]);
    }
    const bool roomForMore = room >= SackBlocks::Cost(1) - (read.sack.Empty() ? 0 : 4);
    return AreSame(read, written) && (!roomForMore || read.sack.Size() == all.Size());
}

bool
AreSameButForOptions(const Segment& a, const Segment& b)
{
    return a.seq == b.seq && a.ack == b.ack && a.ctl == b.ctl && a.wnd == b.wnd && a.up == b.up &&
           a.textLength == b.textLength;
}

void
CheckRead(const WireHeader& header, uint32_t size)
{
    // RFC 9293, section 3.1: the data offset is 5 at least, in words of four octets.
    Demand(header.size >= MIN_HEADER_SIZE && header.size <= MAX_HEADER_SIZE && header.size % 4 == 0,
           "a header of a size that cannot be");
    Demand(header.size <= size && header.segment.textLength == size - header.size,
           "header and text are not the segment");
    // RFC 7323, section 2.3.
    Demand(header.segment.options.windowScale.value_or(0) <= 14, "a shift count above 14");
}

void
CheckWritten(const WireHeader& header)
{
    const uint32_t size = HeaderSize(header.segment);
    Demand(size >= MIN_HEADER_SIZE && size <= MAX_HEADER_SIZE && size % 4 == 0,
           "a header would be written of a size that cannot be");
    const auto written = std::make_unique<uint8_t[]>(size);
    WriteHeader(header, written.get());
    const auto again = ReadHeader(written.get(), size, size + header.segment.textLength);
    Demand(again.has_value(), "what was written cannot be read");
    Demand(again->size == size && again->sourcePort == header.sourcePort &&
               again->destinationPort == header.destinationPort &&
               AreSameButForOptions(again->segment, header.segment) &&
               AreSameAsWritten(again->segment.options,
                                header.segment.options,
                                MAX_HEADER_SIZE - size),
           "what was written is read as something else");
}

} // namespace

void
FuzzHeader(const uint8_t* data, size_t size)
{
    const auto count = static_cast<uint32_t>(size);
    const uint32_t available = std::min(count, MAX_HEADER_SIZE);
    const auto header = ReadHeader(Copy(data, available).get(), available, count);
    if (header)
    {
        CheckRead(*header, count);
        CheckWritten(*header);
    }
    else
    {
        Demand(count < MIN_HEADER_SIZE || data[12] >> 4 < 5 || (data[12] >> 4) * 4u > count,
               "a header that could be read was not");
    }
    // The same octets as an option space alone, of every size that there can be.
    const size_t space = std::min<size_t>(size, MAX_HEADER_SIZE - MIN_HEADER_SIZE);
    const Options options = Options::Read(Copy(data, space).get(), space);
    const size_t wireSize = options.WireSize();
    Demand(wireSize % 4 == 0 && wireSize <= Options::MAX_WIRE_SIZE,
           "options of a size that cannot be");
    const auto written = std::make_unique<uint8_t[]>(wireSize);
    options.Write(written.get());
    Demand(AreSameAsWritten(Options::Read(written.get(), wireSize),
                            options,
                            Options::MAX_WIRE_SIZE - wireSize),
           "options that were written are read as others");
}
