// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-trace-record.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace ns3
{

std::string
TcpTraceEndpoint(const Address& address)
{
    std::ostringstream text;
    if (InetSocketAddress::IsMatchingType(address))
    {
        const auto inet = InetSocketAddress::ConvertFrom(address);
        text << inet.GetIpv4() << ':' << inet.GetPort();
    }
    else if (Inet6SocketAddress::IsMatchingType(address))
    {
        const auto inet = Inet6SocketAddress::ConvertFrom(address);
        text << '[' << inet.GetIpv6() << "]:" << inet.GetPort();
    }
    else
    {
        text << '-';
    }
    return text.str();
}

uint16_t
TcpTracePort(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        return InetSocketAddress::ConvertFrom(address).GetPort();
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        return Inet6SocketAddress::ConvertFrom(address).GetPort();
    }
    return 0;
}

std::string
TcpTraceSeconds(Time time)
{
    // In integers: a double no longer tells nanoseconds apart after some months.
    constexpr int64_t NANOSECONDS = 1000000000;
    const auto [seconds, nanoseconds] = std::lldiv(time.GetNanoSeconds(), NANOSECONDS);
    char text[40];
    std::snprintf(text, sizeof(text), "%lld.%09lld", seconds, nanoseconds);
    return text;
}

} // namespace ns3
