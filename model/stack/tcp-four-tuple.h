// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_FOUR_TUPLE_H
#define TCP_FOUR_TUPLE_H

#include "ns3/address.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <type_traits>

namespace ns3
{

/**
 * An IP address of either family in 16 octets: an IPv4 address is kept as an IPv4-mapped IPv6
 * address (RFC 4291, section 2.5.5.2).
 */
class TcpIpAddress
{
  public:
    /// The unspecified IPv6 address.
    TcpIpAddress() = default;

    explicit TcpIpAddress(Ipv4Address address);
    explicit TcpIpAddress(Ipv6Address address);

    /// \return whether it is an IPv4 address
    bool IsIpv4() const;

    /// \return whether it is the unspecified address of its family
    bool IsAny() const;

    /// \return the unspecified address of the same family
    TcpIpAddress Any() const;

    /// \return it as ns-3's type; IsIpv4() must hold
    Ipv4Address ToIpv4() const;

    /// \return it as ns-3's type
    Ipv6Address ToIpv6() const;

    friend bool operator==(const TcpIpAddress& a, const TcpIpAddress& b)
    {
        return a.m_octets == b.m_octets;
    }

    friend bool operator!=(const TcpIpAddress& a, const TcpIpAddress& b)
    {
        return !(a == b);
    }

  private:
    std::array<uint8_t, 16> m_octets{};
};

/// A socket in the sense of RFC 9293: an address and a port.
struct TcpName
{
    TcpIpAddress address;
    uint16_t port{0};

    /// \return an InetSocketAddress or an Inet6SocketAddress
    Address ToAddress() const;

    /**
     * \param address an address
     * \return what it says; nothing if it is no InetSocketAddress and no Inet6SocketAddress
     */
    static std::optional<TcpName> From(const Address& address);

    friend bool operator==(const TcpName& a, const TcpName& b)
    {
        return a.address == b.address && a.port == b.port;
    }
};

/// The two sockets that identify a connection (RFC 9293, section 3.3.1).
struct TcpFourTuple
{
    TcpName local;
    TcpName remote;

    friend bool operator==(const TcpFourTuple& a, const TcpFourTuple& b)
    {
        return a.local == b.local && a.remote == b.remote;
    }
};

/// Hash of a TcpName or a TcpFourTuple, over their octets.
struct TcpNameHash
{
    template <class T>
    size_t operator()(const T& key) const
    {
        static_assert(std::has_unique_object_representations_v<T>);
        return std::hash<std::string_view>{}({reinterpret_cast<const char*>(&key), sizeof(T)});
    }
};

} // namespace ns3

#endif // TCP_FOUR_TUPLE_H
