// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-four-tuple.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// What an IPv4-mapped address begins with (RFC 4291, section 2.5.5.2).
constexpr std::array<uint8_t, 12> MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

} // namespace

TcpIpAddress::TcpIpAddress(Ipv4Address address)
{
    std::copy(MAPPED.begin(), MAPPED.end(), m_octets.begin());
    address.Serialize(&m_octets[MAPPED.size()]);
}

TcpIpAddress::TcpIpAddress(Ipv6Address address)
{
    address.Serialize(m_octets.data());
}

bool
TcpIpAddress::IsIpv4() const
{
    return std::equal(MAPPED.begin(), MAPPED.end(), m_octets.begin());
}

bool
TcpIpAddress::IsAny() const
{
    return *this == Any();
}

TcpIpAddress
TcpIpAddress::Any() const
{
    return IsIpv4() ? TcpIpAddress(Ipv4Address::GetAny()) : TcpIpAddress();
}

Ipv4Address
TcpIpAddress::ToIpv4() const
{
    return Ipv4Address::Deserialize(&m_octets[MAPPED.size()]);
}

Ipv6Address
TcpIpAddress::ToIpv6() const
{
    return Ipv6Address::Deserialize(m_octets.data());
}

Address
TcpName::ToAddress() const
{
    if (address.IsIpv4())
    {
        return InetSocketAddress(address.ToIpv4(), port);
    }
    return Inet6SocketAddress(address.ToIpv6(), port);
}

std::optional<TcpName>
TcpName::From(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const auto name = InetSocketAddress::ConvertFrom(address);
        return TcpName{TcpIpAddress(name.GetIpv4()), name.GetPort()};
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        const auto name = Inet6SocketAddress::ConvertFrom(address);
        return TcpName{TcpIpAddress(name.GetIpv6()), name.GetPort()};
    }
    return std::nullopt;
}

} // namespace ns3
