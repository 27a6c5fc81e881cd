// SPDX-License-Identifier: GPL-2.0-only

#include "drill-icmp-error.h"

#include <cerrno>
#include <iterator>

namespace tcplab::drill
{

namespace
{

// Types of RFC 792.
constexpr uint8_t UNREACHABLE = 3;
constexpr uint8_t TIME_EXCEEDED = 11;
constexpr uint8_t PARAMETER_PROBLEM = 12;

// Types of RFC 4443.
constexpr uint8_t UNREACHABLE6 = 1;
constexpr uint8_t TIME_EXCEEDED6 = 3;
constexpr uint8_t PARAMETER_PROBLEM6 = 4;

/// By the codes of RFC 792 and RFC 1812, section 5.2.7.1; code 4 is about the path's MTU.
constexpr int UNREACHABLE_ERRORS[] = {
    ENETUNREACH,
    EHOSTUNREACH,
    ENOPROTOOPT,
    ECONNREFUSED,
    0,
    EOPNOTSUPP,
    ENETUNREACH,
    EHOSTDOWN,
    ENONET,
    ENETUNREACH,
    EHOSTUNREACH,
    ENETUNREACH,
    EHOSTUNREACH,
    EHOSTUNREACH,
    EHOSTUNREACH,
    EHOSTUNREACH,
};

/// By the codes of RFC 4443, section 3.1.
constexpr int UNREACHABLE6_ERRORS[] = {
    ENETUNREACH,
    EACCES,
    EHOSTUNREACH,
    EHOSTUNREACH,
    ECONNREFUSED,
    EACCES,
    EACCES,
};

template <size_t N>
int
ByCode(const int (&errors)[N], uint8_t code)
{
    return code < N ? errors[code] : EHOSTUNREACH;
}

} // namespace

int
IcmpErrorNumber(const IcmpMessage& message)
{
    if (message.type == (message.ipv6 ? UNREACHABLE6 : UNREACHABLE))
    {
        return message.ipv6 ? ByCode(UNREACHABLE6_ERRORS, message.code)
                            : ByCode(UNREACHABLE_ERRORS, message.code);
    }
    if (message.type == (message.ipv6 ? TIME_EXCEEDED6 : TIME_EXCEEDED))
    {
        return EHOSTUNREACH;
    }
    return message.type == (message.ipv6 ? PARAMETER_PROBLEM6 : PARAMETER_PROBLEM) ? EPROTO : 0;
}

} // namespace tcplab::drill
