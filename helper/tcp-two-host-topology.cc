// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-two-host-topology.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/error-model.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

#include <string>

namespace ns3
{

namespace
{

constexpr const char* IPV4_NETWORK = "10.0.0.";
constexpr const char* IPV6_NETWORK = "2001:db8::";

std::string
HostAddress(const char* network, uint32_t host)
{
    return network + std::to_string(host + 1);
}

void
AssignIpv4(Ptr<NetDevice> device, uint32_t host)
{
    const auto ipv4 = device->GetNode()->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(device);
    const Ipv4Address address(HostAddress(IPV4_NETWORK, host).c_str());
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, Ipv4Mask("/24")));
    ipv4->SetUp(interface);
}

void
AssignIpv6(Ptr<NetDevice> device, uint32_t host)
{
    const auto node = device->GetNode();
    // Until an address has passed the test for duplicates, a second, nothing can be sent from it.
    node->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
    const auto ipv6 = node->GetObject<Ipv6>();
    const uint32_t interface = ipv6->AddInterface(device);
    const Ipv6Address address(HostAddress(IPV6_NETWORK, host).c_str());
    ipv6->AddAddress(interface, Ipv6InterfaceAddress(address, Ipv6Prefix(64)));
    ipv6->SetUp(interface);
}

} // namespace

TcpTwoHostTopology::TcpTwoHostTopology(const TcpTwoHostLink& link)
    : m_ipv6(link.ipv6)
{
    m_hosts.Create(2);

    InternetStackHelper stack;
    stack.SetIpv4StackInstall(!m_ipv6);
    stack.SetIpv6StackInstall(m_ipv6);
    stack.Install(m_hosts);

    PointToPointHelper pointToPoint;
    pointToPoint.SetDeviceAttribute("DataRate", DataRateValue(link.rate));
    pointToPoint.SetChannelAttribute("Delay", TimeValue(link.delay));
    pointToPoint.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("4294967295p"));
    m_devices = pointToPoint.Install(m_hosts);

    for (uint32_t host = 0; host < m_hosts.GetN(); ++host)
    {
        if (m_ipv6)
        {
            AssignIpv6(m_devices.Get(host), host);
        }
        else
        {
            AssignIpv4(m_devices.Get(host), host);
        }
    }
}

const NodeContainer&
TcpTwoHostTopology::GetHosts() const
{
    return m_hosts;
}

const NetDeviceContainer&
TcpTwoHostTopology::GetDevices() const
{
    return m_devices;
}

Address
TcpTwoHostTopology::GetEndpoint(uint32_t host, uint16_t port) const
{
    NS_ASSERT_MSG(host < 2, "There are two hosts, 0 and 1");
    if (m_ipv6)
    {
        return Inet6SocketAddress(Ipv6Address(HostAddress(IPV6_NETWORK, host).c_str()), port);
    }
    return InetSocketAddress(Ipv4Address(HostAddress(IPV4_NETWORK, host).c_str()), port);
}

Address
TcpTwoHostTopology::GetUnspecifiedEndpoint(uint16_t port) const
{
    if (m_ipv6)
    {
        return Inet6SocketAddress(Ipv6Address::GetAny(), port);
    }
    return InetSocketAddress(Ipv4Address::GetAny(), port);
}

void
TcpTwoHostTopology::SetLossOnTheWayFrom(uint32_t host, Ptr<ErrorModel> model)
{
    NS_ASSERT_MSG(host < 2, "There are two hosts, 0 and 1");
    m_devices.Get(1 - host)->SetAttribute("ReceiveErrorModel", PointerValue(model));
}

} // namespace ns3
