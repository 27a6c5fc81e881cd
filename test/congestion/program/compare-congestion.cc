// SPDX-License-Identifier: GPL-2.0-only
//
// Runs each congestion control that ns-3 ships under this TCP and under TcpSocketBase, on three
// paths, and prints what each got out of it: the table of doc/congestion-control.rst.

#include "congestion-run.h"

#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-prr-recovery.h"
#include "ns3/tcp-recovery-ops.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <unistd.h>

using namespace ns3;
namespace po = boost::program_options;

namespace
{

constexpr double TOLERANCE = 0.1;

/// Says how far the comparison is, where somebody watches.
class Progress
{
  public:
    explicit Progress(size_t runs)
        : m_runs(runs),
          m_onTerminal(isatty(STDERR_FILENO) != 0)
    {
    }

    void Begin(const std::string& what)
    {
        if (m_onTerminal)
        {
            std::fprintf(stderr, "\r\033[K%zu of %zu: %s", ++m_done, m_runs, what.c_str());
        }
    }

    void Clear() const
    {
        if (m_onTerminal)
        {
            std::fputs("\r\033[K", stderr);
        }
    }

  private:
    size_t m_runs;
    size_t m_done{0};
    bool m_onTerminal;
};

double
Median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// The median of a figure over the seeds of a path, and of the ratio of each pair.
struct Compared
{
    double ours;
    double theirs;
    double ratio;
};

Compared
Compare(const std::vector<CongestionFigures>& ours,
        const std::vector<CongestionFigures>& theirs,
        double CongestionFigures::*figure)
{
    std::vector<double> a;
    std::vector<double> b;
    std::vector<double> ratios;
    for (size_t i = 0; i < ours.size(); ++i)
    {
        a.push_back(ours[i].*figure);
        b.push_back(theirs[i].*figure);
        ratios.push_back(a.back() / b.back());
    }
    return {Median(a), Median(b), Median(ratios)};
}

void
Print(const Compared& compared)
{
    const bool differs = std::abs(compared.ratio - 1) > TOLERANCE;
    std::printf("  %7.2f  %7.2f  %5.2f%s",
                compared.ours,
                compared.theirs,
                compared.ratio,
                differs ? "*" : " ");
}

std::string
ShortName(const TypeId& type)
{
    return type.GetName().substr(std::string("ns3::").size());
}

/// Each congestion control with ns-3's default recovery, and the default's with the other ones.
std::vector<CongestionTypes>
AllTypes(const std::vector<std::string>& wanted)
{
    std::vector<CongestionTypes> all;
    const auto isWanted = [&](const TypeId& type) {
        return wanted.empty() ||
               std::find(wanted.begin(), wanted.end(), ShortName(type)) != wanted.end();
    };
    for (const TypeId& ops : AllCongestionOps())
    {
        if (isWanted(ops))
        {
            all.push_back({ops, TcpPrrRecovery::GetTypeId()});
        }
    }
    const TypeId newReno = TcpNewReno::GetTypeId();
    for (const TypeId& recovery : AllRecoveryOps())
    {
        if (recovery != TcpPrrRecovery::GetTypeId() && isWanted(newReno))
        {
            all.push_back({newReno, recovery});
        }
    }
    return all;
}

} // namespace

int
main(int argc, char** argv)
{
    std::vector<std::string> wanted;
    uint32_t seeds = 0;
    po::options_description description("compare-congestion: ns-3's congestion controls under both "
                                        "TCPs");
    description.add_options()("help", "what can be said")(
        "type",
        po::value(&wanted)->value_name("NAME"),
        "only this TcpCongestionOps, TcpCubic, say; repeatable")(
        "seeds",
        po::value(&seeds)->value_name("N"),
        "over so many the median is taken where a path loses at random (default: 5)")(
        "single-acks",
        "each segment is acknowledged by itself, and there are no timestamps");
    po::variables_map given;
    try
    {
        po::store(po::parse_command_line(argc, argv, description), given);
        po::notify(given);
    }
    catch (const po::error& error)
    {
        std::cerr << "compare-congestion: " << error.what() << "\n" << description;
        return 2;
    }
    if (given.count("help") > 0)
    {
        std::cout << description;
        return 0;
    }
    const auto all = AllTypes(wanted);
    if (all.empty())
    {
        std::cerr << "compare-congestion: ns-3 has no TcpCongestionOps of that name\n";
        return 2;
    }
    auto paths = ComparedPaths();
    size_t runs = 0;
    for (CongestionPath& path : paths)
    {
        path.seeds = seeds > 0 && path.loss > 0 ? seeds : path.seeds;
        if (given.count("single-acks") > 0)
        {
            path.delAckCount = 1;
            path.timestamps = false;
        }
        runs += 2 * path.seeds * all.size();
    }

    Progress progress(runs);
    size_t differing = 0;
    for (const CongestionPath& path : paths)
    {
        std::printf("%s\n%-40s  %25s  %26s\n%-40s  %7s  %7s  %5s   %7s  %7s  %5s\n",
                    path.name.c_str(),
                    "",
                    "goodput, Mbit/s",
                    "mean window, segments",
                    "",
                    "ours",
                    "theirs",
                    "ratio",
                    "ours",
                    "theirs",
                    "ratio");
        for (const CongestionTypes& types : all)
        {
            const std::string name = ShortName(types.ops) + ", " + ShortName(types.recovery);
            std::vector<CongestionFigures> ours;
            std::vector<CongestionFigures> theirs;
            for (uint32_t seed = 1; seed <= path.seeds; ++seed)
            {
                progress.Begin(path.name + ", " + name);
                ours.push_back(RunTransfer(true, types, path, seed));
                progress.Begin(path.name + ", " + name);
                theirs.push_back(RunTransfer(false, types, path, seed));
            }
            progress.Clear();
            const auto goodput = Compare(ours, theirs, &CongestionFigures::goodput);
            const auto window = Compare(ours, theirs, &CongestionFigures::meanWindow);
            std::printf("%-40s", name.c_str());
            Print(goodput);
            Print(window);
            std::printf("\n");
            std::fflush(stdout);
            differing +=
                std::abs(goodput.ratio - 1) > TOLERANCE || std::abs(window.ratio - 1) > TOLERANCE;
        }
        std::printf("\n");
    }
    std::printf("%zu of %zu differ by more than 10 %% in one of the two (*)\n",
                differing,
                all.size() * paths.size());
    return 0;
}
