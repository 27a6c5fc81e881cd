// SPDX-License-Identifier: GPL-2.0-only

#include "bulk-network.h"

#include "ns3/boolean.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/// A transfer that is not over by then hangs.
constexpr double LONGEST_RUN = 100000; // s

constexpr uint16_t FIRST_PORT = 5000;

/// What the application hands to Send at a time: ten segments.
constexpr uint32_t SEND_SIZE = 10 * SEGMENT;

} // namespace

BulkFlow::BulkFlow(Ptr<PacketSink> sink)
{
    sink->TraceConnectWithoutContext("Rx", MakeCallback(&BulkFlow::Receive, this));
}

void
BulkFlow::Receive(Ptr<const Packet> packet, const Address& /* from */)
{
    m_delivered += packet->GetSize();
    if (m_delivered >= m_target)
    {
        Simulator::Stop();
    }
}

bool
BulkFlow::RunUntilDelivered(uint64_t octets)
{
    m_target = octets;
    if (m_delivered < octets)
    {
        Simulator::Run();
    }
    m_target = UINT64_MAX;
    return m_delivered >= octets;
}

BulkNetwork::BulkNetwork(const BulkPath& path, uint32_t seed)
    : m_nodes(2)
{
    RngSeedManager::SetRun(seed);
    SetDefaults(path);
    Connect(path);
    Lose(path.loss);
    Simulator::Stop(Seconds(LONGEST_RUN));
}

BulkNetwork::~BulkNetwork()
{
    Simulator::Destroy();
    Config::Reset();
}

void
BulkNetwork::SetDefaults(const BulkPath& path)
{
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue("ns3::TcpNewReno"));
    Config::SetDefault("ns3::TcpLifecycleL4Protocol::SocketType", StringValue("ns3::TcpNewReno"));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(SEGMENT));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(path.sendBuffer));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(path.receiveBuffer));
    Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(true));
    Config::SetDefault("ns3::TcpLifecycleSocket::Timestamp", BooleanValue(true));
}

void
BulkNetwork::Connect(const BulkPath& path)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(path.rate));
    link.SetChannelAttribute("Delay", TimeValue(path.delay));
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(std::to_string(path.queue) + "p"));
    m_devices = link.Install(m_nodes);
    InternetStackHelper().Install(m_nodes);
    const auto interfaces = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(m_devices);
    m_address = interfaces.GetAddress(1);
    if (!path.fairQueue)
    {
        TrafficControlHelper().Uninstall(m_devices);
    }
}

void
BulkNetwork::Lose(double share)
{
    if (share == 0)
    {
        return;
    }
    const auto errors = CreateObject<RateErrorModel>();
    errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    errors->SetRate(share);
    errors->AssignStreams(1); // whatever else of the simulation draws numbers
    m_devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
}

BulkFlow&
BulkNetwork::AddFlow(Tcp tcp, uint64_t octets, Time start)
{
    if (tcp == Tcp::Lifecycle && !GetSender()->GetObject<TcpLifecycleL4Protocol>())
    {
        TcpLifecycleHelper().Install(m_nodes);
    }
    const auto port = static_cast<uint16_t>(FIRST_PORT + m_flows.size());
    const InetSocketAddress receiver(m_address, port);
    const auto sinks = PacketSinkHelper(SocketFactoryOf(tcp), receiver).Install(GetReceiver());
    BulkSendHelper sender(SocketFactoryOf(tcp), receiver);
    sender.SetAttribute("SendSize", UintegerValue(SEND_SIZE));
    sender.SetAttribute("MaxBytes", UintegerValue(octets));
    sender.Install(GetSender()).Start(start);
    return *m_flows.emplace_back(std::make_unique<BulkFlow>(DynamicCast<PacketSink>(sinks.Get(0))));
}
