// SPDX-License-Identifier: GPL-2.0-only

// Draws NewReno's congestion window over time, of this TCP and of ns-3's own, on a path of
// 10 Mbit/s x 100 ms that loses nothing (--path=clean) or one segment (--path=drop). It prints what
// gnuplot wants; the figures in doc/ are made by it:
//
//     cd doc/figures
//     congestion-window --path=clean | gnuplot > congestion-window-clean.svg
//     congestion-window --path=drop | gnuplot > congestion-window-drop.svg
//     congestion-window --path=drop --from=7 --to=7.4 | gnuplot > congestion-window-recovery.svg

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/stats-module.h"
#include "ns3/tcp-lifecycle-module.h"
#include "ns3/traffic-control-module.h"

#include <iostream>
#include <list>
#include <string>

using namespace ns3;

namespace
{

constexpr uint32_t SEGMENT = 1448;
constexpr int POINTS = 1000; ///< of a curve

constexpr double LATEST_END = 100; // s, before the queue overflows

/// The segment that is lost, counted from the SYN.
constexpr uint32_t LOST = 5000;

struct Stack
{
    const char* title;
    const char* protocol; ///< what a node has aggregated
    const char* factory;
    const char* line; ///< what its curve looks like, to be seen where two coincide
};

/// What a figure shows.
struct View
{
    bool drop;
    double from; ///< s
    double to;   ///< s
};

constexpr Stack STACKS[] = {
    {"TcpLifecycleSocket",
     "ns3::TcpLifecycleL4Protocol",
     "ns3::TcpLifecycleSocketFactory",
     "linewidth 6 linecolor rgb '#9ecae1'"},
    {"TcpSocketBase",
     "ns3::TcpL4Protocol",
     "ns3::TcpSocketFactory",
     "linewidth 1 linecolor rgb '#a50f15'"},
};

/// What both TCPs are to do: slow start ends before the path is full, and no buffer is in the way.
void
SetDefaults()
{
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpNewReno::GetTypeId()));
    Config::SetDefault("ns3::TcpLifecycleL4Protocol::SocketType",
                       TypeIdValue(TcpNewReno::GetTypeId()));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(SEGMENT));
    Config::SetDefault("ns3::TcpSocket::InitialSlowStartThreshold", UintegerValue(64 * SEGMENT));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));
}

/// Follows a congestion window, and puts down how large it is at every moment of a figure.
class WindowCurve
{
  public:
    WindowCurve(const Stack& stack, const View& view)
        : m_interval(Seconds((view.to - view.from) / POINTS)),
          m_path(std::string("/NodeList/0/$") + stack.protocol + "/SocketList/0/CongestionWindow"),
          m_curve(stack.title)
    {
        m_curve.SetStyle(Gnuplot2dDataset::LINES);
        m_curve.SetExtra(stack.line);
        // The application makes its socket when it starts.
        Simulator::Schedule(NanoSeconds(1), &WindowCurve::Begin, this);
        Simulator::Schedule(Seconds(view.from), &WindowCurve::Sample, this);
    }

    const Gnuplot2dDataset& Get() const
    {
        return m_curve;
    }

  private:
    void Begin()
    {
        Config::ConnectWithoutContext(m_path, MakeCallback(&WindowCurve::Change, this));
    }

    void Change(uint32_t /* from */, uint32_t to)
    {
        m_window = to;
    }

    void Sample()
    {
        if (m_window > 0)
        {
            m_curve.Add(Simulator::Now().GetSeconds(), static_cast<double>(m_window) / SEGMENT);
        }
        Simulator::Schedule(m_interval, &WindowCurve::Sample, this);
    }

    Time m_interval; ///< from one point to the next
    std::string m_path;
    Gnuplot2dDataset m_curve;
    uint32_t m_window{0};
};

/// A client sends without end over a link whose queue never overflows.
Gnuplot2dDataset
Simulate(const Stack& stack, const View& view)
{
    NodeContainer nodes(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("50ms"));
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("1000p"));
    const auto devices = link.Install(nodes);
    InternetStackHelper().Install(nodes);
    const auto interfaces = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    TrafficControlHelper().Uninstall(devices); // the default one drops when a queue lasts
    TcpLifecycleHelper().Install(nodes);
    if (view.drop)
    {
        const auto loss = CreateObject<ReceiveListErrorModel>();
        loss->SetList({LOST});
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(loss));
    }

    const InetSocketAddress server(interfaces.GetAddress(1), 80);
    PacketSinkHelper(stack.factory, server).Install(nodes.Get(1));
    BulkSendHelper client(stack.factory, server);
    client.SetAttribute("MaxBytes", UintegerValue(0));
    client.SetAttribute("SendSize", UintegerValue(SEGMENT)); // full segments only
    client.Install(nodes.Get(0));

    const WindowCurve curve(stack, view);
    Simulator::Stop(Seconds(view.to));
    Simulator::Run();
    Simulator::Destroy();
    return curve.Get();
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string path = "clean";
    double from = 0;
    double to = 20;
    CommandLine command(__FILE__);
    command.Usage("Prints a figure of NewReno's congestion window over time, for gnuplot.");
    command.AddValue("path", "clean: nothing is lost; drop: one segment is", path);
    command.AddValue("from", "where the figure begins, in seconds", from);
    command.AddValue("to", "where it ends", to);
    command.Parse(argc, argv);
    if (path != "clean" && path != "drop")
    {
        std::cerr << "congestion-window: --path is clean or drop, not '" << path << "'\n";
        return 2;
    }
    if (!(0 <= from && from < to && to <= LATEST_END))
    {
        std::cerr << "congestion-window: --from " << from << " and --to " << to
                  << ": a figure begins at 0 or later, and ends after that and by " << LATEST_END
                  << "\n";
        return 2;
    }
    SetDefaults();

    const View view{path == "drop", from, to};
    Gnuplot figure("", view.drop ? "One segment is lost" : "Nothing is lost");
    figure.SetTerminal("svg size 800,400 background 'white'");
    figure.SetLegend("time (s)", "congestion window (segments)");
    figure.AppendExtra("set key bottom right\nset grid\nset yrange [0:*]");
    for (const Stack& stack : STACKS)
    {
        figure.AddDataset(Simulate(stack, view));
    }
    figure.GenerateOutput(std::cout);
}
