// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-options.h"

#include "tcp-octets.h"

namespace tcplifecycle
{

namespace
{

// Kinds and lengths: RFC 9293, section 3.1, table 1; RFC 7323, sections 2.2 and 3.2.
constexpr uint8_t KIND_END = 0;
constexpr uint8_t KIND_NOP = 1;
constexpr uint8_t KIND_MSS = 2;
constexpr uint8_t KIND_WINDOW_SCALE = 3;
constexpr uint8_t KIND_TIMESTAMPS = 8;
constexpr uint8_t LENGTH_MSS = 4;
constexpr uint8_t LENGTH_WINDOW_SCALE = 3;
constexpr uint8_t LENGTH_TIMESTAMPS = 10;

/// RFC 7323, section 2.3: a larger shift count is taken for 14.
constexpr uint8_t MAX_WINDOW_SCALE = 14;

} // namespace

size_t
Options::WireSize() const
{
    const size_t size = (mss ? LENGTH_MSS : 0) + (windowScale ? LENGTH_WINDOW_SCALE : 0) +
                        (timestamps ? LENGTH_TIMESTAMPS : 0);
    return (size + 3) / 4 * 4;
}

void
Options::Write(uint8_t* to) const
{
    const uint8_t* const end = to + WireSize();
    if (mss)
    {
        *to++ = KIND_MSS;
        *to++ = LENGTH_MSS;
        Write16(to, *mss);
        to += 2;
    }
    if (windowScale)
    {
        *to++ = KIND_WINDOW_SCALE;
        *to++ = LENGTH_WINDOW_SCALE;
        *to++ = *windowScale;
    }
    if (timestamps)
    {
        *to++ = KIND_TIMESTAMPS;
        *to++ = LENGTH_TIMESTAMPS;
        Write32(to, timestamps->value);
        Write32(to + 4, timestamps->echo);
        to += 8;
    }
    while (to < end)
    {
        *to++ = KIND_END;
    }
}

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
        at += length;
    }
    return options;
}

} // namespace tcplifecycle
