// SPDX-License-Identifier: GPL-2.0-only

#include "congestion-run.h"

#include "ns3/boolean.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-congestion-prototype.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 5000;
constexpr uint32_t SEGMENT = 1448; ///< octets of text, beside timestamps
constexpr uint32_t BUFFER = 4 << 20;

/// The mean of a value that changes now and then.
class MeanOverTime
{
  public:
    void Change(uint32_t from, uint32_t to)
    {
        Add(from);
        m_value = to;
    }

    double Get()
    {
        Add(m_value);
        return m_seconds > 0 ? m_sum / m_seconds : 0;
    }

  private:
    void Add(uint32_t value)
    {
        const double now = Simulator::Now().GetSeconds();
        m_sum += value * (now - m_since);
        m_seconds += now - m_since;
        m_since = now;
    }

    uint32_t m_value{0};
    double m_since{0};
    double m_sum{0};
    double m_seconds{0};
};

/// Both TCPs get what the other has; whatever is not named here has the same default in both.
void
SetDefaults(bool lifecycle, const CongestionTypes& types, const CongestionPath& path)
{
    const std::string protocol = lifecycle ? "ns3::TcpLifecycleL4Protocol" : "ns3::TcpL4Protocol";
    const std::string socket = lifecycle ? "ns3::TcpLifecycleSocket" : "ns3::TcpSocketBase";
    Config::SetDefault(protocol + "::SocketType", TypeIdValue(types.ops));
    Config::SetDefault(protocol + "::RecoveryType", TypeIdValue(types.recovery));
    Config::SetDefault(socket + "::Timestamp", BooleanValue(path.timestamps));
    Config::SetDefault(socket + "::Sack", BooleanValue(true));
    Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(path.delAckCount));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(SEGMENT));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(BUFFER));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(BUFFER));
}

NetDeviceContainer
Connect(const NodeContainer& nodes, const CongestionPath& path)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(path.rate));
    link.SetChannelAttribute("Delay", TimeValue(path.delay));
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(std::to_string(path.queue) + "p"));
    const auto devices = link.Install(nodes);
    if (path.loss > 0)
    {
        const auto errors = CreateObject<RateErrorModel>();
        errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        errors->SetRate(path.loss);
        errors->AssignStreams(1); // whatever else of the simulation draws numbers
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
    }
    if (!path.lostPackets.empty())
    {
        const auto errors = CreateObject<ReceiveListErrorModel>();
        errors->SetList(path.lostPackets);
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
    }
    return devices;
}

template <class Base>
std::vector<TypeId>
AllOf()
{
    std::vector<TypeId> types;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        if (TcpCanCreate<Base>(TypeId::GetRegistered(i)))
        {
            types.push_back(TypeId::GetRegistered(i));
        }
    }
    std::sort(types.begin(), types.end(), [](const TypeId& a, const TypeId& b) {
        return a.GetName() < b.GetName();
    });
    return types;
}

} // namespace

std::vector<CongestionPath>
ComparedPaths()
{
    return {{"10 Mbit/s x 100 ms", DataRate("10Mbps"), MilliSeconds(50), 86, 0, Seconds(60), 1},
            {"100 Mbit/s x 10 ms", DataRate("100Mbps"), MilliSeconds(5), 86, 0, Seconds(15), 1},
            {"10 Mbit/s x 50 ms, 0.5 % lost",
             DataRate("10Mbps"),
             MilliSeconds(25),
             43,
             0.005,
             Seconds(60),
             5}};
}

std::vector<TypeId>
AllCongestionOps()
{
    return AllOf<TcpCongestionOps>();
}

std::vector<TypeId>
AllRecoveryOps()
{
    return AllOf<TcpRecoveryOps>();
}

CongestionFigures
RunTransfer(bool lifecycle, const CongestionTypes& types, const CongestionPath& path, uint32_t seed)
{
    RngSeedManager::SetRun(seed);
    SetDefaults(lifecycle, types, path);
    const std::string factory =
        lifecycle ? "ns3::TcpLifecycleSocketFactory" : "ns3::TcpSocketFactory";
    const std::string protocol = lifecycle ? "TcpLifecycleL4Protocol" : "TcpL4Protocol";

    NodeContainer nodes(2);
    const auto devices = Connect(nodes, path);
    InternetStackHelper().Install(nodes);
    if (lifecycle)
    {
        TcpLifecycleHelper().Install(nodes);
    }
    const auto interfaces = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    TrafficControlHelper().Uninstall(devices);

    const InetSocketAddress receiver(interfaces.GetAddress(1), PORT);
    const auto sinks = PacketSinkHelper(factory, receiver).Install(nodes.Get(1));
    BulkSendHelper sender(factory, receiver);
    sender.SetAttribute("SendSize", UintegerValue(10 * SEGMENT));
    sender.Install(nodes.Get(0));

    MeanOverTime window;
    const Callback<void, uint32_t, uint32_t> follow(
        [&window](uint32_t from, uint32_t to) { window.Change(from, to); });
    TypeId ops;
    Simulator::Schedule(TimeStep(1), [&]() {
        const std::string socket = "/NodeList/0/$ns3::" + protocol + "/SocketList/0";
        Config::ConnectWithoutContext(socket + "/CongestionWindow", follow);
        ops = Config::LookupMatches(socket + "/CongestionOps").Get(0)->GetInstanceTypeId();
    });
    Simulator::Stop(path.time);
    Simulator::Run();

    const auto octets = DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx();
    CongestionFigures figures;
    figures.goodput = static_cast<double>(octets) * 8 / 1e6 / path.time.GetSeconds();
    figures.meanWindow = window.Get() / SEGMENT;
    figures.ops = ops;
    Simulator::Destroy();
    Config::Reset();
    return figures;
}
