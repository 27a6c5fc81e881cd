// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-icmp-message.h"

#include "tcp-ip-layer.h"

#include "ns3/tcp-octets.h"

#include <algorithm>

namespace ns3
{

using tcplifecycle::IcmpError;
using tcplifecycle::Read16;
using tcplifecycle::Read32;
using Kind = IcmpError::Kind;

namespace
{

// RFC 792 and, for the MTU, RFC 1191.
constexpr uint8_t ICMPV4_UNREACHABLE = 3;
constexpr uint8_t ICMPV4_UNREACHABLE_PROTOCOL = 2;
constexpr uint8_t ICMPV4_UNREACHABLE_PORT = 3;
constexpr uint8_t ICMPV4_UNREACHABLE_TOO_BIG = 4;
constexpr uint8_t ICMPV4_TIME_EXCEEDED = 11;
constexpr uint8_t ICMPV4_PARAMETER_PROBLEM = 12;

// RFC 4443.
constexpr uint8_t ICMPV6_UNREACHABLE = 1;
constexpr uint8_t ICMPV6_UNREACHABLE_PROHIBITED = 1;
constexpr uint8_t ICMPV6_UNREACHABLE_PORT = 4;
constexpr uint8_t ICMPV6_TOO_BIG = 2;
constexpr uint8_t ICMPV6_TIME_EXCEEDED = 3;
constexpr uint8_t ICMPV6_PARAMETER_PROBLEM = 4;

/// What every router of IPv4 can pass on (RFC 791, section 3.2): a path is not narrower.
constexpr uint32_t LEAST_MTU_IPV4 = 68;
/// For routers that do not say how much they can pass on (RFC 1191, section 5).
constexpr uint32_t UNSAID_MTU_IPV4 = 576;
/// RFC 8200, section 5.
constexpr uint32_t LEAST_MTU_IPV6 = 1280;

} // namespace

TcpFourTuple
TcpIcmpMessage::GetConnection(const TcpIpAddress& source, const TcpIpAddress& destination) const
{
    return {{source, Read16(quoted)}, {destination, Read16(quoted + 2)}};
}

IcmpError
TcpIcmpMessage::Error(Kind kind, uint16_t mss) const
{
    return IcmpError{kind, tcplifecycle::SeqNum(Read32(quoted + 4)), mss};
}

std::optional<IcmpError>
TcpIcmpMessage::ReadIpv4() const
{
    switch (type)
    {
    case ICMPV4_UNREACHABLE:
        if (code == ICMPV4_UNREACHABLE_TOO_BIG)
        {
            const uint32_t mtu = info == 0 ? UNSAID_MTU_IPV4 : std::max(info, LEAST_MTU_IPV4);
            return Error(Kind::TooBig, TcpTextThatFits(mtu, true));
        }
        return Error(code == ICMPV4_UNREACHABLE_PROTOCOL || code == ICMPV4_UNREACHABLE_PORT
                         ? Kind::Hard
                         : Kind::Soft);
    case ICMPV4_TIME_EXCEEDED:
    case ICMPV4_PARAMETER_PROBLEM:
        return Error(Kind::Soft);
    default:
        return std::nullopt;
    }
}

std::optional<IcmpError>
TcpIcmpMessage::ReadIpv6() const
{
    switch (type)
    {
    case ICMPV6_UNREACHABLE:
        return Error(code == ICMPV6_UNREACHABLE_PROHIBITED || code == ICMPV6_UNREACHABLE_PORT
                         ? Kind::Hard
                         : Kind::Soft);
    case ICMPV6_TOO_BIG:
        return info < LEAST_MTU_IPV6
                   ? std::nullopt
                   : std::make_optional(Error(Kind::TooBig, TcpTextThatFits(info, false)));
    case ICMPV6_TIME_EXCEEDED:
    case ICMPV6_PARAMETER_PROBLEM:
        return Error(Kind::Soft);
    default:
        return std::nullopt;
    }
}

} // namespace ns3
