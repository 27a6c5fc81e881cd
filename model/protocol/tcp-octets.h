// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_OCTETS_H
#define TCP_OCTETS_H

#include <cstdint>

namespace tcplifecycle
{

/// \name Numbers in network byte order (RFC 9293, section 3.1)
///@{
inline uint16_t
Read16(const uint8_t* from)
{
    return static_cast<uint16_t>(from[0] << 8 | from[1]);
}

inline uint32_t
Read32(const uint8_t* from)
{
    return static_cast<uint32_t>(Read16(from)) << 16 | Read16(from + 2);
}

inline void
Write16(uint8_t* to, uint16_t value)
{
    to[0] = static_cast<uint8_t>(value >> 8);
    to[1] = static_cast<uint8_t>(value);
}

inline void
Write32(uint8_t* to, uint32_t value)
{
    Write16(to, static_cast<uint16_t>(value >> 16));
    Write16(to + 2, static_cast<uint16_t>(value));
}

///@}

} // namespace tcplifecycle

#endif // TCP_OCTETS_H
