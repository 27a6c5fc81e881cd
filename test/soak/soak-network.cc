// SPDX-License-Identifier: GPL-2.0-only

#include "soak-network.h"

#include "ns3/boolean.h"
#include "ns3/csma-helper.h"
#include "ns3/global-value.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/uinteger.h"

#include <sstream>

using namespace ns3;

namespace
{

/// Links that are not the narrowest one are so many times as fast.
constexpr uint64_t FASTER = 10;

/// \return the interface of a device
uint32_t
InterfaceOf(Ptr<NetDevice> device)
{
    if (const auto ipv4 = device->GetNode()->GetObject<Ipv4>())
    {
        return ipv4->GetInterfaceForDevice(device);
    }
    return device->GetNode()->GetObject<Ipv6>()->GetInterfaceForDevice(device);
}

Ipv4Address
Ipv4Of(Ptr<NetDevice> device)
{
    return device->GetNode()->GetObject<Ipv4>()->GetAddress(InterfaceOf(device), 0).GetLocal();
}

/// \return the address of a device that is not link-local
Ipv6Address
Ipv6Of(Ptr<NetDevice> device)
{
    const auto ipv6 = device->GetNode()->GetObject<Ipv6>();
    const uint32_t interface = InterfaceOf(device);
    uint32_t index = 0;
    while (ipv6->GetAddress(interface, index).GetAddress().IsLinkLocal())
    {
        ++index;
    }
    return ipv6->GetAddress(interface, index).GetAddress();
}

/// \return the only device of a host that leads anywhere
Ptr<NetDevice>
DeviceOf(Ptr<Node> host)
{
    for (uint32_t i = 0; i < host->GetNDevices(); ++i)
    {
        if (host->GetDevice(i)->NeedsArp() || host->GetDevice(i)->IsPointToPoint())
        {
            return host->GetDevice(i);
        }
    }
    return nullptr;
}

} // namespace

SoakNetwork::SoakNetwork(const SoakRun& run)
    : m_run(run)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(run.checksums));
    for (size_t i = 0; i < run.connections.size(); ++i)
    {
        m_hosts.push_back({CreateObject<Node>(), CreateObject<Node>()});
    }
    Connect();
    InstallHops();
    ChooseAlgorithms();
}

Ptr<Node>
SoakNetwork::GetHost(size_t connection, uint32_t side) const
{
    return m_hosts.at(connection).at(side);
}

Address
SoakNetwork::GetEndpoint(size_t connection, uint32_t side, uint16_t port) const
{
    const auto device = DeviceOf(GetHost(connection, side));
    if (m_run.ipv6)
    {
        return Inet6SocketAddress(Ipv6Of(device), port);
    }
    return InetSocketAddress(Ipv4Of(device), port);
}

Address
SoakNetwork::GetUnspecifiedEndpoint(uint16_t port) const
{
    if (m_run.ipv6)
    {
        return Inet6SocketAddress(Ipv6Address::GetAny(), port);
    }
    return InetSocketAddress(Ipv4Address::GetAny(), port);
}

void
SoakNetwork::Connect()
{
    InternetStackHelper stack;
    stack.SetIpv4StackInstall(!m_run.ipv6);
    stack.SetIpv6StackInstall(m_run.ipv6);
    stack.Install(NodeContainer::GetGlobal());
    TcpLifecycleHelper().Install(NodeContainer::GetGlobal());
    switch (m_run.topology)
    {
    case SoakTopology::Direct:
        ConnectByLink();
        break;
    case SoakTopology::Router:
        ConnectByRouter();
        break;
    case SoakTopology::Csma:
        ConnectByBus();
        break;
    case SoakTopology::Dumbbell:
        ConnectByDumbbell();
        break;
    }
}

void
SoakNetwork::ConnectByLink()
{
    Subnet(Link(GetHost(0, SOAK_CLIENT), GetHost(0, SOAK_SERVER), true, m_run.mtu));
}

void
SoakNetwork::ConnectByRouter()
{
    const auto router = CreateObject<Node>();
    InternetStackHelper stack;
    stack.SetIpv4StackInstall(!m_run.ipv6);
    stack.SetIpv6StackInstall(m_run.ipv6);
    stack.Install(router);
    const auto toClient = Link(GetHost(0, SOAK_CLIENT), router, false, m_run.mtu);
    const auto toServer = Link(router, GetHost(0, SOAK_SERVER), true, m_run.middleMtu);
    Subnet(toClient);
    Subnet(toServer);
    Route(GetHost(0, SOAK_CLIENT), toClient.Get(1));
    Route(GetHost(0, SOAK_SERVER), toServer.Get(0));
}

void
SoakNetwork::ConnectByBus()
{
    NodeContainer hosts;
    for (const auto& [client, server] : m_hosts)
    {
        hosts.Add(client);
        hosts.Add(server);
    }
    CsmaHelper bus;
    bus.SetChannelAttribute("DataRate", DataRateValue(m_run.rate));
    bus.SetChannelAttribute("Delay", TimeValue(m_run.delay));
    const auto devices = bus.Install(hosts);
    for (auto device = devices.Begin(); device != devices.End(); ++device)
    {
        (*device)->SetMtu(m_run.mtu);
    }
    Subnet(devices);
}

void
SoakNetwork::ConnectByDumbbell()
{
    NodeContainer routers(2);
    InternetStackHelper stack;
    stack.SetIpv4StackInstall(!m_run.ipv6);
    stack.SetIpv6StackInstall(m_run.ipv6);
    stack.Install(routers);
    const auto bottleneck = Link(routers.Get(0), routers.Get(1), true, m_run.middleMtu);
    Subnet(bottleneck);
    Route(routers.Get(0), bottleneck.Get(1));
    Route(routers.Get(1), bottleneck.Get(0));
    for (const auto& [client, server] : m_hosts)
    {
        const auto left = Link(client, routers.Get(0), false, m_run.mtu);
        const auto right = Link(server, routers.Get(1), false, m_run.mtu);
        Subnet(left);
        Subnet(right);
        Route(client, left.Get(1));
        Route(server, right.Get(1));
    }
}

NetDeviceContainer
SoakNetwork::Link(Ptr<Node> a, Ptr<Node> b, bool narrowest, uint16_t mtu)
{
    const uint64_t rate = m_run.rate.GetBitRate() * (narrowest ? 1 : FASTER);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(rate)));
    link.SetDeviceAttribute("Mtu", UintegerValue(mtu));
    link.SetChannelAttribute("Delay", TimeValue(m_run.delay));
    const std::string length =
        m_run.queueLength > 0 ? std::to_string(m_run.queueLength) : "4294967295";
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(length + "p"));
    const auto devices = link.Install(a, b);
    if (!m_run.queueDisc.empty())
    {
        TrafficControlHelper control;
        control.SetRootQueueDisc(m_run.queueDisc);
        const auto discs = control.Install(devices);
        for (auto disc = discs.Begin(); m_run.queueDiscMarks && disc != discs.End(); ++disc)
        {
            // Not each kind can mark.
            (*disc)->SetAttributeFailSafe("UseEcn", BooleanValue(true));
        }
    }
    return devices;
}

/// The devices are given addresses of a subnet of their own.
void
SoakNetwork::Subnet(const NetDeviceContainer& devices)
{
    ++m_subnets;
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        AddAddress(devices.Get(i), m_subnets, i + 1);
    }
}

void
SoakNetwork::AddAddress(Ptr<NetDevice> device, uint32_t subnet, uint32_t number)
{
    const auto node = device->GetNode();
    std::ostringstream text;
    if (m_run.ipv6)
    {
        // Until an address has passed the test for duplicates, a second, nothing can be sent from
        // it.
        node->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        const auto ipv6 = node->GetObject<Ipv6>();
        const uint32_t interface = ipv6->AddInterface(device);
        text << "fd00:0:0:" << subnet << "::" << number;
        ipv6->AddAddress(interface,
                         Ipv6InterfaceAddress(Ipv6Address(text.str().c_str()), Ipv6Prefix(64)));
        ipv6->SetForwarding(interface, true);
        ipv6->SetUp(interface);
    }
    else
    {
        const auto ipv4 = node->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(device);
        text << "10.0." << subnet << "." << number;
        ipv4->AddAddress(interface,
                         Ipv4InterfaceAddress(Ipv4Address(text.str().c_str()), Ipv4Mask("/24")));
        ipv4->SetUp(interface);
    }
}

/// Whatever is not for a neighbour goes to this one.
void
SoakNetwork::Route(Ptr<Node> node, Ptr<NetDevice> neighbour)
{
    const auto channel = neighbour->GetChannel();
    Ptr<NetDevice> own;
    for (size_t i = 0; i < channel->GetNDevices(); ++i)
    {
        if (channel->GetDevice(i)->GetNode() == node)
        {
            own = channel->GetDevice(i);
        }
    }
    if (m_run.ipv6)
    {
        Ipv6StaticRoutingHelper()
            .GetStaticRouting(node->GetObject<Ipv6>())
            ->SetDefaultRoute(Ipv6Of(neighbour), InterfaceOf(own));
    }
    else
    {
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(node->GetObject<Ipv4>())
            ->SetDefaultRoute(Ipv4Of(neighbour), InterfaceOf(own));
    }
}

void
SoakNetwork::InstallHops()
{
    constexpr int64_t FIRST_STREAM = 100'000; // ns-3 counts its own from 0
    for (const auto& hosts : m_hosts)
    {
        for (const auto& host : hosts)
        {
            m_hops.push_back(CreateObject<SoakHop>(m_run.disturbance,
                                                   m_run.topology == SoakTopology::Csma,
                                                   FIRST_STREAM + m_hops.size()));
            m_hops.back()->InstallAt(DeviceOf(host));
        }
    }
}

void
SoakNetwork::ChooseAlgorithms()
{
    for (const auto& hosts : m_hosts)
    {
        for (const auto& host : hosts)
        {
            const auto tcp = host->GetObject<TcpLifecycleL4Protocol>();
            tcp->SetAttributeFailSafe("SocketType",
                                      TypeIdValue(TypeId::LookupByName(m_run.congestionType)));
            tcp->SetAttributeFailSafe("RecoveryType",
                                      TypeIdValue(TypeId::LookupByName(m_run.recoveryType)));
        }
    }
}
