// SPDX-License-Identifier: GPL-2.0-only

// How many connections rest in TIME-WAIT, when ports run out, and what it costs, over the maximum
// segment lifetime and the rate at which a client opens connections to one server. It prints a
// table, and writes it as CSV and as a figure for gnuplot:
//
//     time-wait-sweep
//     gnuplot time-wait-sweep.plt > time-wait-sweep.svg
//
// With --highest it looks for the highest rate at which no connection is refused, instead of taking
// rates from the command line, and holds it against ports / (2 MSL + what comes before TIME-WAIT).

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/stats-module.h"
#include "ns3/tcp-lifecycle-module.h"
#include "ns3/traffic-control-module.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <malloc.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint32_t LAST_PORT = 65535;
constexpr uint32_t MOST_PORTS = LAST_PORT - 1023; ///< RFC 6056, section 3.2: from 1024 on
constexpr double LONGEST_MSL = 3600;              // s
constexpr double HIGHEST_RATE = 1e6;              // connections a second

/// What is wrong with the command line.
class BadOption : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// What a run is made of.
struct Load
{
    Time msl;
    double rate;          ///< connections a second
    uint64_t connections; ///< so many are opened
    uint32_t ports;
};

/// What a run has shown.
struct Result
{
    Load load;
    uint64_t opened{0};
    uint64_t refused{0};           ///< for want of a port
    uint64_t atRest{0};            ///< most connections in TIME-WAIT at a time
    double before{0};              ///< from OPEN to TIME-WAIT, in seconds
    double octetsPerConnection{0}; ///< allocated for each connection at rest

    double Memory() const
    {
        return octetsPerConnection * static_cast<double>(atRest);
    }
};

/// Octets that the program has allocated; 0 where the C library does not tell.
double
AllocatedOctets()
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
#else
    return 0;
#endif
}

/// A line on a terminal that is written over again and again.
class Progress
{
  public:
    ~Progress()
    {
        Clear();
    }

    /// What is done now.
    void Begin(const std::string& text)
    {
        m_text = text;
        Show("");
    }

    /// \param share of it that is done
    void Tell(double share)
    {
        std::ostringstream percent;
        percent << ", " << static_cast<int>(100 * share) << " %";
        Show(percent.str());
    }

    void Clear()
    {
        if (m_visible)
        {
            std::cerr << "\r\033[K" << std::flush;
            m_visible = false;
        }
    }

  private:
    using Clock = std::chrono::steady_clock;

    void Show(const std::string& more)
    {
        if (m_onTerminal && Clock::now() - m_shown > std::chrono::milliseconds(100))
        {
            std::cerr << "\r\033[Ktime-wait-sweep: " << m_text << more << std::flush;
            m_visible = true;
            m_shown = Clock::now();
        }
    }

    bool m_onTerminal{isatty(STDERR_FILENO) != 0};
    bool m_visible{false};
    std::string m_text;
    Clock::time_point m_shown;
};

/// A client opens connections to a server at a steady rate and closes each as soon as it is open.
class Run
{
  public:
    enum class Until
    {
        End,    ///< of all connections that it is to open
        Refusal ///< of the first one, if one is refused
    };

    Run(const Load& load, Progress& progress)
        : m_load(load),
          m_progress(progress)
    {
        m_result.load = load;
    }

    Result Simulate(Until until)
    {
        m_until = until;
        MakeNetwork();
        m_allocated = AllocatedOctets();
        Simulator::Schedule(Time(0), &Run::Open, this);
        Simulator::Run();
        m_client = nullptr;
        Simulator::Destroy();
        if (m_entered > 0)
        {
            m_result.before = m_before.GetSeconds() / static_cast<double>(m_entered);
        }
        return m_result;
    }

  private:
    void MakeNetwork()
    {
        NodeContainer nodes(2);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        const auto devices = link.Install(nodes);
        InternetStackHelper().Install(nodes);
        const auto interfaces = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
        // ns-3's FqCoDel keeps a queue for each flow that it has seen: megabytes that nobody asks
        // for.
        TrafficControlHelper().Uninstall(devices);
        TcpLifecycleHelper tcp;
        tcp.SetAttribute("EphemeralPortFirst", UintegerValue(LAST_PORT - m_load.ports + 1));
        tcp.SetAttribute("EphemeralPortLast", UintegerValue(LAST_PORT));
        tcp.SetSocketAttribute("Msl", TimeValue(m_load.msl));
        tcp.Install(nodes);
        tcp.AssignStreams(nodes, 1);

        m_client = nodes.Get(0)->GetObject<TcpLifecycleL4Protocol>();
        m_client->TraceConnectWithoutContext("Transition", MakeCallback(&Run::Note, this));
        m_server = InetSocketAddress(interfaces.GetAddress(1), 80);
        const auto listener = nodes.Get(1)->GetObject<TcpLifecycleL4Protocol>()->CreateSocket();
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&Run::Accepted));
        listener->Bind(m_server);
        listener->Listen();
    }

    void Open()
    {
        LookAtMemory();
        const auto socket = m_client->CreateSocket();
        socket->SetConnectCallback(MakeCallback(&Run::CloseSocket),
                                   MakeNullCallback<void, Ptr<Socket>>());
        if (socket->Connect(m_server) == 0)
        {
            ++m_result.opened;
        }
        else if (socket->GetErrno() == Socket::ERROR_ADDRNOTAVAIL)
        {
            ++m_result.refused;
            if (m_until == Until::Refusal)
            {
                Simulator::Stop();
                return;
            }
        }
        else
        {
            NS_FATAL_ERROR("Connect has failed with " << socket->GetErrno());
        }
        const uint64_t tried = m_result.opened + m_result.refused;
        m_progress.Tell(static_cast<double>(tried) / static_cast<double>(m_load.connections));
        if (tried < m_load.connections)
        {
            // Counted from the beginning, so that what is rounded does not add up.
            const Time next = Seconds(static_cast<double>(tried) / m_load.rate);
            Simulator::Schedule(next - Simulator::Now(), &Run::Open, this);
        }
    }

    static void CloseSocket(Ptr<Socket> socket)
    {
        socket->Close();
    }

    static void Accepted(Ptr<Socket> socket, const Address& /* client */)
    {
        socket->SetCloseCallbacks(MakeCallback(&Run::CloseSocket),
                                  MakeNullCallback<void, Ptr<Socket>>());
    }

    void Note(const TcpLifecycleTransition& transition)
    {
        using tcplifecycle::State;
        if (transition.from == State::Closed)
        {
            m_before -= transition.time;
        }
        if (transition.from == State::TimeWait)
        {
            --m_atRest;
        }
        if (transition.to != State::TimeWait)
        {
            return;
        }
        ++m_atRest;
        m_result.atRest = std::max(m_result.atRest, m_atRest);
        m_before += transition.time;
        ++m_entered;
    }

    /// How much memory the connections at rest take, each time that they have become a tenth more.
    void LookAtMemory()
    {
        if (m_atRest > 0 && 10 * m_atRest >= 11 * m_atLastLook)
        {
            m_result.octetsPerConnection =
                (AllocatedOctets() - m_allocated) / static_cast<double>(m_atRest);
            m_atLastLook = m_atRest;
        }
    }

    Load m_load;
    Progress& m_progress;
    Until m_until{Until::End};
    Ptr<TcpLifecycleL4Protocol> m_client;
    Address m_server;
    double m_allocated{0};    ///< before the first connection
    uint64_t m_atRest{0};     ///< connections in TIME-WAIT
    uint64_t m_atLastLook{0}; ///< the same when memory was looked at last
    Time m_before;            ///< sum over all connections
    uint64_t m_entered{0};    ///< count of connections that have come to TIME-WAIT
    Result m_result;
};

/**
 * \param option its name
 * \param text numbers with commas between them
 * \param least each one must be larger than this
 * \param most the largest that each may be
 */
std::vector<double>
ReadNumbers(const std::string& option, const std::string& text, double least, double most)
{
    std::vector<double> numbers;
    std::istringstream list(text + ",");
    for (std::string item; std::getline(list, item, ',');)
    {
        std::istringstream word(item);
        double number = 0;
        if (!(word >> number) || !(word >> std::ws).eof() || !(least < number && number <= most))
        {
            std::ostringstream problem;
            problem << "--" << option << ": '" << item << "' is no number above " << least
                    << " and up to " << most << "; several have commas between them";
            throw BadOption(problem.str());
        }
        numbers.push_back(number);
    }
    return numbers;
}

uint32_t
ReadPorts(const std::string& text)
{
    uint32_t ports = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, ports);
    if (error != std::errc() || last != end || ports < 1 || ports > MOST_PORTS)
    {
        throw BadOption("--ports: '" + text + "' is no whole number from 1 to " +
                        std::to_string(MOST_PORTS));
    }
    return ports;
}

std::ofstream
OpenFile(const std::string& option, const std::string& name)
{
    std::ofstream file(name);
    if (!file)
    {
        throw BadOption("--" + option + ": cannot write to '" + name + "'");
    }
    return file;
}

std::string
Text(double number)
{
    std::ostringstream text;
    text << number;
    return text.str();
}

/// \return what is seen at each rate
std::vector<Result>
Sweep(const std::vector<double>& msls, const std::vector<double>& rates, uint32_t ports)
{
    Progress progress;
    std::vector<Result> results;
    for (const double msl : msls)
    {
        for (const double rate : rates)
        {
            progress.Begin("run " + Text(static_cast<double>(results.size() + 1)) + " of " +
                           Text(static_cast<double>(msls.size() * rates.size())) + ", MSL " +
                           Text(msl) + " s, " + Text(rate) + "/s");
            // For one and a half times as long as TIME-WAIT lasts: as many leave it as enter then.
            const auto connections = static_cast<uint64_t>(std::ceil(3 * msl * rate));
            results.push_back(
                Run({Seconds(msl), rate, connections, ports}, progress).Simulate(Run::Until::End));
        }
    }
    return results;
}

/// \return the run with the highest rate at which no connection is refused, to a tenth of a percent
Result
FindHighest(double msl, uint32_t ports, Progress& progress)
{
    const auto simulate = [&](double rate) {
        progress.Begin("MSL " + Text(msl) + " s, " + Text(rate) + "/s");
        // The first ports + 1 tell; the rest is to show that it goes on like that.
        return Run({Seconds(msl), rate, 2 * uint64_t{ports} + 1, ports}, progress)
            .Simulate(Run::Until::Refusal);
    };
    // Wherever it begins, it goes down until none is refused and up until one is.
    Result highest = simulate(ports / msl);
    double refusing = HUGE_VAL;
    while (highest.refused > 0)
    {
        refusing = highest.load.rate;
        highest = simulate(refusing / 4);
    }
    while (std::isinf(refusing))
    {
        const Result next = simulate(4 * highest.load.rate);
        if (next.refused > 0)
        {
            refusing = next.load.rate;
        }
        else
        {
            highest = next;
        }
    }
    while (refusing / highest.load.rate > 1.001)
    {
        const double rate = (refusing + highest.load.rate) / 2;
        const Result result = simulate(rate);
        if (result.refused > 0)
        {
            refusing = rate;
        }
        else
        {
            highest = result;
        }
    }
    return highest;
}

/// ports / (2 MSL + what a connection takes before TIME-WAIT).
double
TheoreticalRate(const Result& result)
{
    return result.load.ports / (2 * result.load.msl.GetSeconds() + result.before);
}

void
WriteRow(std::ostream& os, const std::vector<std::string>& cells, const char* separator, int width)
{
    const char* before = "";
    for (const auto& cell : cells)
    {
        os << before << std::setw(width) << cell;
        before = separator;
    }
    os << '\n';
}

void
Write(const std::vector<std::vector<std::string>>& rows, std::ostream& csv)
{
    for (const auto& row : rows)
    {
        WriteRow(std::cout, row, "  ", 14);
        WriteRow(csv, row, ",", 0);
    }
}

std::vector<std::vector<std::string>>
SweepTable(const std::vector<Result>& results)
{
    std::vector<std::vector<std::string>> rows = {
        {"msl_s", "rate_per_s", "opened", "refused", "at_rest", "memory_octets", "octets_each"}};
    for (const auto& result : results)
    {
        rows.push_back({Text(result.load.msl.GetSeconds()),
                        Text(result.load.rate),
                        std::to_string(result.opened),
                        std::to_string(result.refused),
                        std::to_string(result.atRest),
                        std::to_string(std::llround(result.Memory())),
                        std::to_string(std::llround(result.octetsPerConnection))});
    }
    return rows;
}

std::vector<std::vector<std::string>>
HighestTable(const std::vector<Result>& results)
{
    std::vector<std::vector<std::string>> rows = {
        {"msl_s", "ports", "before_s", "highest_per_s", "theory_per_s", "ratio"}};
    for (const auto& result : results)
    {
        std::ostringstream ratio;
        ratio << std::fixed << std::setprecision(5) << result.load.rate / TheoreticalRate(result);
        rows.push_back({Text(result.load.msl.GetSeconds()),
                        std::to_string(result.load.ports),
                        Text(result.before),
                        Text(result.load.rate),
                        Text(TheoreticalRate(result)),
                        ratio.str()});
    }
    return rows;
}

/// \param value what is drawn over the rate, a curve for each MSL
Gnuplot
Draw(const std::vector<Result>& results,
     const std::string& label,
     const std::function<double(const Result&)>& value)
{
    Gnuplot plot;
    plot.SetLegend("connections opened in a second", label);
    plot.AppendExtra("set grid\nset key top left\nset yrange [0:*]");
    for (size_t i = 0; i < results.size();)
    {
        const Time msl = results[i].load.msl;
        Gnuplot2dDataset curve("MSL " + Text(msl.GetSeconds()) + " s");
        curve.SetStyle(Gnuplot2dDataset::LINES_POINTS);
        for (; i < results.size() && results[i].load.msl == msl; ++i)
        {
            curve.Add(results[i].load.rate, value(results[i]));
        }
        plot.AddDataset(curve);
    }
    return plot;
}

void
DrawSweep(const std::vector<Result>& results, std::ostream& os)
{
    Gnuplot atRest = Draw(results, "connections at rest in TIME-WAIT", [](const Result& result) {
        return static_cast<double>(result.atRest);
    });
    atRest.AppendExtra("set logscale x\nset multiplot layout 3,1");
    GnuplotCollection figure("");
    figure.SetTerminal("svg size 800,1200 background 'white'");
    figure.AddPlot(atRest);
    figure.AddPlot(Draw(results, "refused for want of a port (%)", [](const Result& result) {
        return 100.0 * static_cast<double>(result.refused) /
               static_cast<double>(result.load.connections);
    }));
    figure.AddPlot(
        Draw(results, "memory (MB)", [](const Result& result) { return result.Memory() / 1e6; }));
    figure.GenerateOutput(os);
}

void
DrawHighest(const std::vector<Result>& results, std::ostream& os)
{
    Gnuplot figure("", "Highest rate of connections between two hosts");
    figure.SetTerminal("svg size 800,400 background 'white'");
    figure.SetLegend("MSL (s)", "connections in a second");
    figure.AppendExtra("set grid\nset logscale xy");
    Gnuplot2dDataset measured("measured");
    measured.SetStyle(Gnuplot2dDataset::POINTS);
    Gnuplot2dDataset theory("ports / (2 MSL + before)");
    theory.SetStyle(Gnuplot2dDataset::LINES);
    for (const auto& result : results)
    {
        measured.Add(result.load.msl.GetSeconds(), result.load.rate);
        theory.Add(result.load.msl.GetSeconds(), TheoreticalRate(result));
    }
    figure.AddDataset(measured);
    figure.AddDataset(theory);
    figure.GenerateOutput(os);
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string msl = "1,10,30,60,120";
    std::string rate = "20,50,100,200,500,1000";
    std::string ports = "16384";
    bool highest = false;
    std::string csvName = "time-wait-sweep.csv";
    std::string figureName = "time-wait-sweep.plt";
    CommandLine command(__FILE__);
    command.Usage("Connections at rest in TIME-WAIT, refused for want of a port, and memory, over "
                  "MSL and rate.");
    // Not as strings: of one with a blank ns-3 would take what is before it, and say nothing.
    const auto takeWhole = [](std::string& value) {
        return [&value](const std::string& text) {
            value = text;
            return true;
        };
    };
    command.AddValue("msl",
                     "maximum segment lifetimes, in seconds [" + msl + "]",
                     Callback<bool, std::string>(takeWhole(msl)));
    command.AddValue("rate",
                     "connections that are opened in a second [" + rate + "]",
                     Callback<bool, std::string>(takeWhole(rate)));
    command.AddValue("ports",
                     "count of the client's ephemeral ports, up to " + std::to_string(MOST_PORTS) +
                         " [" + ports + "]",
                     Callback<bool, std::string>(takeWhole(ports)));
    command.AddValue("highest",
                     "instead, look for the highest rate at which none is refused, for each MSL",
                     highest);
    command.AddValue("csv", "file for the table", csvName);
    command.AddValue("figure", "file for the figure, which gnuplot reads", figureName);
    command.Parse(argc, argv);
    try
    {
        const auto msls = ReadNumbers("msl", msl, 0, LONGEST_MSL);
        const auto rates = ReadNumbers("rate", rate, 0, HIGHEST_RATE);
        const uint32_t portCount = ReadPorts(ports);
        if (command.GetNExtraNonOptions() > 0)
        {
            throw BadOption("'" + command.GetExtraNonOption(0) +
                            "' is no option; --help lists what there is, and a value follows '='");
        }
        auto csv = OpenFile("csv", csvName);
        auto figure = OpenFile("figure", figureName);
        if (std::filesystem::is_regular_file(csvName) &&
            std::filesystem::equivalent(csvName, figureName))
        {
            throw BadOption("--csv and --figure: '" + csvName + "' and '" + figureName +
                            "' are one file");
        }
        if (highest)
        {
            std::vector<Result> results;
            Progress progress;
            for (const double one : msls)
            {
                results.push_back(FindHighest(one, portCount, progress));
            }
            progress.Clear();
            Write(HighestTable(results), csv);
            DrawHighest(results, figure);
        }
        else
        {
            const auto results = Sweep(msls, rates, portCount);
            Write(SweepTable(results), csv);
            DrawSweep(results, figure);
        }
        if (!csv.flush() || !figure.flush() || !std::cout.flush())
        {
            throw BadOption("could not write all of '" + csvName + "', '" + figureName +
                            "' and standard output");
        }
    }
    catch (const BadOption& bad)
    {
        std::cerr << "time-wait-sweep: " << bad.what() << '\n';
        return 2;
    }
    return 0;
}
