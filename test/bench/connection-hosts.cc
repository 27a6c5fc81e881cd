// SPDX-License-Identifier: GPL-2.0-only

#include "connection-hosts.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/nstime.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <array>
#include <stdexcept>
#include <string>

using namespace ns3;

namespace
{

constexpr uint16_t FIRST_EPHEMERAL_PORT = 49152; // RFC 6335, section 6

constexpr uint32_t NETWORK4 = 0x0a000000; // 10.0.0.0/16
constexpr const char* MASK4 = "255.255.0.0";
constexpr uint32_t SERVER4 = NETWORK4 + 1;
constexpr uint32_t FIRST_CLIENT4 = NETWORK4 + 0x100;

uint32_t
InterfaceOf(Ptr<Ipv4> ip, Ptr<NetDevice> device)
{
    const int32_t known = ip->GetInterfaceForDevice(device);
    return known >= 0 ? static_cast<uint32_t>(known) : ip->AddInterface(device);
}

uint32_t
InterfaceOf(Ptr<Ipv6> ip, Ptr<NetDevice> device)
{
    const int32_t known = ip->GetInterfaceForDevice(device);
    return known >= 0 ? static_cast<uint32_t>(known) : ip->AddInterface(device);
}

template <class Ip, class InterfaceAddress>
void
AddAddress(Ptr<NetDevice> device, const InterfaceAddress& address)
{
    const auto ip = device->GetNode()->GetObject<Ip>();
    const uint32_t interface = InterfaceOf(ip, device);
    ip->AddAddress(interface, address);
    ip->SetUp(interface);
}

/// Address of 2001:db8::/64 (RFC 3849). \param number of the host in it
Ipv6Address
Address6(uint16_t number)
{
    std::array<uint8_t, 16> octets{0x20, 0x01, 0x0d, 0xb8};
    octets[14] = static_cast<uint8_t>(number >> 8);
    octets[15] = static_cast<uint8_t>(number & 0xff);
    return Ipv6Address(octets.data());
}

} // namespace

ConnectionHosts::ConnectionHosts(Family family, uint32_t clientAddresses)
    : m_family(family)
{
    constexpr double MSL = 30; // s
    Config::SetDefault("ns3::TcpSocketBase::MaxSegLifetime", DoubleValue(MSL));
    Config::SetDefault("ns3::TcpLifecycleSocket::Msl", TimeValue(Seconds(MSL)));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::Icmpv6L4Protocol::DAD", BooleanValue(false)); // it takes a second

    m_nodes.Create(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate("10Gbps")));
    link.SetChannelAttribute("Delay", TimeValue(MilliSeconds(1)));
    m_devices = link.Install(m_nodes);
    InternetStackHelper().Install(m_nodes);
    TcpLifecycleHelper().Install(m_nodes);
    if (family == Family::Ipv4)
    {
        AddIpv4Addresses(clientAddresses);
    }
    else
    {
        AddIpv6Addresses(clientAddresses);
    }
}

void
ConnectionHosts::AddIpv4Addresses(uint32_t clientAddresses)
{
    const auto add = [this](uint32_t host, uint32_t number) {
        const Ipv4Address address(number);
        AddAddress<Ipv4>(m_devices.Get(host), Ipv4InterfaceAddress(address, MASK4));
        return Address(address);
    };
    m_serverAddress = add(1, SERVER4);
    for (uint32_t i = 0; i < clientAddresses; ++i)
    {
        m_clientAddresses.push_back(add(0, FIRST_CLIENT4 + i));
    }
}

void
ConnectionHosts::AddIpv6Addresses(uint32_t clientAddresses)
{
    const auto add = [this](uint32_t host, uint32_t number) {
        const Ipv6Address address = Address6(static_cast<uint16_t>(number));
        AddAddress<Ipv6>(m_devices.Get(host), Ipv6InterfaceAddress(address, Ipv6Prefix(64)));
        return Address(address);
    };
    m_serverAddress = add(1, 1);
    for (uint32_t i = 0; i < clientAddresses; ++i)
    {
        m_clientAddresses.push_back(add(0, 0x100 + i));
    }
}

Address
ConnectionHosts::NameOf(const Address& address, uint16_t port) const
{
    if (m_family == Family::Ipv4)
    {
        return InetSocketAddress(Ipv4Address::ConvertFrom(address), port);
    }
    return Inet6SocketAddress(Ipv6Address::ConvertFrom(address), port);
}

Address
ConnectionHosts::GetServerName() const
{
    return NameOf(m_serverAddress, PORT);
}

Address
ConnectionHosts::GetClientName(uint32_t number) const
{
    const size_t addresses = m_clientAddresses.size();
    return NameOf(m_clientAddresses[number % addresses],
                  static_cast<uint16_t>(FIRST_EPHEMERAL_PORT + number / addresses));
}

Ptr<Socket>
ConnectionHosts::Listen(Tcp tcp)
{
    const auto listener =
        Socket::CreateSocket(GetServer(), TypeId::LookupByName(SocketFactoryOf(tcp)));
    listener->Bind(GetServerName());
    listener->Listen();
    return listener;
}

void
ConnectionHosts::CheckTimeWaitCount(size_t count) const
{
    const size_t there = GetClient()->GetObject<TcpLifecycleL4Protocol>()->GetTimeWaitCount();
    if (there != count)
    {
        throw std::runtime_error(std::to_string(there) + " connections are in TIME-WAIT, not " +
                                 std::to_string(count));
    }
}
