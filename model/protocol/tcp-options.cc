// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-options.h"

#include "tcp-octets.h"

#include <algorithm>

namespace tcplifecycle
{

namespace
{

// Kinds and lengths: RFC 9293, section 3.1, table 1; RFC 7323, sections 2.2 and 3.2; RFC
// 2018, sections 2 and 3.
constexpr uint8_t KIND_END = 0;
constexpr uint8_t KIND_NOP = 1;
constexpr uint8_t KIND_MSS = 2;
constexpr uint8_t KIND_WINDOW_SCALE = 3;
constexpr uint8_t KIND_SACK_PERMITTED = 4;
constexpr uint8_t KIND_SACK = 5;
constexpr uint8_t KIND_TIMESTAMPS = 8;
constexpr uint8_t LENGTH_MSS = 4;
constexpr uint8_t LENGTH_WINDOW_SCALE = 3;
constexpr uint8_t LENGTH_SACK_PERMITTED = 2;
constexpr uint8_t LENGTH_TIMESTAMPS = 10;
/// Of the kind and the length of a SACK option, and of each of its blocks.
constexpr size_t LENGTH_SACK_FIXED = 2;
constexpr size_t LENGTH_SACK_BLOCK = 8;

constexpr size_t WORD = 4;

/// RFC 7323, section 2.3: a larger shift count is taken for 14.
constexpr uint8_t MAX_WINDOW_SCALE = 14;

uint8_t*
WriteNops(uint8_t* to, size_t count)
{
    return std::fill_n(to, count, KIND_NOP);
}

} // namespace

size_t
Options::SizeWithoutSack() const
{
    // SACK-permitted fills the word that the timestamps begin in, if there are any.
    const size_t sackPermittedAlone = sackPermitted && !timestamps ? WORD : 0;
    return (mss ? LENGTH_MSS : 0) + sackPermittedAlone + (timestamps ? Timestamps::COST : 0) +
           (windowScale ? WORD : 0);
}

size_t
Options::SackBlocksWithRoom() const
{
    if (sack.Empty())
    {
        return 0; // the common case is to cost nothing
    }
    const size_t room = MAX_WIRE_SIZE - SizeWithoutSack();
    return std::min(sack.Size(), (room - WORD) / LENGTH_SACK_BLOCK);
}

size_t
Options::WireSize() const
{
    return SizeWithoutSack() + SackBlocks::Cost(SackBlocksWithRoom());
}

void
Options::Write(uint8_t* to) const
{
    if (mss)
    {
        *to++ = KIND_MSS;
        *to++ = LENGTH_MSS;
        Write16(to, *mss);
        to += 2;
    }
    if (sackPermitted)
    {
        to = timestamps ? to : WriteNops(to, 2);
        *to++ = KIND_SACK_PERMITTED;
        *to++ = LENGTH_SACK_PERMITTED;
    }
    if (timestamps)
    {
        to = sackPermitted ? to : WriteNops(to, 2);
        *to++ = KIND_TIMESTAMPS;
        *to++ = LENGTH_TIMESTAMPS;
        Write32(to, timestamps->value);
        Write32(to + 4, timestamps->echo);
        to += 8;
    }
    if (windowScale)
    {
        to = WriteNops(to, 1);
        *to++ = KIND_WINDOW_SCALE;
        *to++ = LENGTH_WINDOW_SCALE;
        *to++ = *windowScale;
    }
    if (const size_t blocks = SackBlocksWithRoom(); blocks > 0)
    {
        to = WriteNops(to, 2);
        *to++ = KIND_SACK;
        *to++ = static_cast<uint8_t>(LENGTH_SACK_FIXED + blocks * LENGTH_SACK_BLOCK);
        for (size_t i = 0; i < blocks; ++i)
        {
            Write32(to, sack[i].start.Value());
            Write32(to + 4, sack[i].end.Value());
            to += LENGTH_SACK_BLOCK;
        }
    }
}

namespace
{

/// \param from first octet of the blocks \param size octets of them
SackBlocks
ReadSackBlocks(const uint8_t* from, size_t size)
{
    SackBlocks blocks;
    for (size_t at = 0; at < size && blocks.Size() < SackBlocks::MAX; at += LENGTH_SACK_BLOCK)
    {
        blocks.Add({SeqNum(Read32(from + at)), SeqNum(Read32(from + at + 4))});
    }
    return blocks;
}

/// \param length of a SACK option: what it says it is
bool
HoldsWholeSackBlocks(size_t length)
{
    return length > LENGTH_SACK_FIXED && (length - LENGTH_SACK_FIXED) % LENGTH_SACK_BLOCK == 0;
}

} // namespace

Options
Options::Read(const uint8_t* from, size_t size)
{
    Options options;
    size_t at = 0;
    while (at < size && from[at] != KIND_END)
    {
        const uint8_t kind = from[at];
        if (kind == KIND_NOP)
        {
            ++at;
            continue;
        }
        const size_t length = at + 1 < size ? from[at + 1] : 0;
        if (length < 2 || at + length > size)
        {
            break;
        }
        if (kind == KIND_MSS && length == LENGTH_MSS)
        {
            options.mss = Read16(from + at + 2);
        }
        else if (kind == KIND_WINDOW_SCALE && length == LENGTH_WINDOW_SCALE)
        {
            options.windowScale = from[at + 2] > MAX_WINDOW_SCALE ? MAX_WINDOW_SCALE : from[at + 2];
        }
        else if (kind == KIND_TIMESTAMPS && length == LENGTH_TIMESTAMPS)
        {
            options.timestamps = Timestamps{Read32(from + at + 2), Read32(from + at + 6)};
        }
        else if (kind == KIND_SACK_PERMITTED && length == LENGTH_SACK_PERMITTED)
        {
            options.sackPermitted = true;
        }
        else if (kind == KIND_SACK && HoldsWholeSackBlocks(length))
        {
            options.sack = ReadSackBlocks(from + at + 2, length - 2);
        }
        at += length;
    }
    return options;
}

} // namespace tcplifecycle
