// SPDX-License-Identifier: GPL-2.0-only
//
// `tcplab test --soak RUNS [FIRST]`: random runs.

#include "soak-driver.h"

#include <boost/program_options.hpp>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace
{

namespace po = boost::program_options;

enum ExitStatus
{
    NONE_FAILED = 0,
    SOME_FAILED = 1,
    UNUSABLE = 2,
};

struct SoakOptions
{
    int64_t runs{100};
    int64_t first{1};
    int64_t jobs{0};
    bool segments{false};
    bool help{false};
};

constexpr const char* USAGE =
    "usage: tcplab test --soak [RUNS [FIRST]] [options]\n\n"
    "Random connections of this TCP with itself and with ns-3's: topology, loss, sizes, "
    "attributes\n"
    "and the order in which the ends close are drawn by a run's seed. Each octet must arrive once\n"
    "and in order, both ends must come to CLOSED, and nothing may be left.\n\n";

po::options_description
Description(SoakOptions& options)
{
    po::options_description description("options");
    description.add_options()("jobs,j",
                              po::value(&options.jobs)->value_name("N"),
                              "so many runs at the same time; by default one for each processor");
    description.add_options()("segments,s",
                              po::bool_switch(&options.segments),
                              "print the segments of a single run, and of those that fail");
    description.add_options()("help,h", po::bool_switch(&options.help), "this text");
    return description;
}

/// \return a number out of an option, if it lies from 1 to 4294967295
uint32_t
Positive(const char* name, int64_t value)
{
    if (value < 1 || value > UINT32_MAX)
    {
        throw po::error(std::string(name) + " is a number from 1 to 4294967295, not " +
                        std::to_string(value));
    }
    return static_cast<uint32_t>(value);
}

SoakOptions
ParseArguments(int argc, char* argv[])
{
    namespace style = po::command_line_style;
    SoakOptions options;
    const po::options_description described = Description(options);
    po::options_description all;
    all.add(described);
    all.add_options()("runs", po::value(&options.runs));
    all.add_options()("first", po::value(&options.first));
    po::variables_map values;
    po::store(po::command_line_parser(argc, argv)
                  .options(all)
                  .positional(po::positional_options_description().add("runs", 1).add("first", 1))
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              values);
    po::notify(values);
    if (options.help)
    {
        std::cout << USAGE << described
                  << "\nRUNS is how many, 100 by default; FIRST is the seed of the first one, 1 by "
                     "default.\n"
                     "Exit status: 0 none failed; 1 some did; 2 they could not be run.\n";
    }
    return options;
}

ExitStatus
Soak(int argc, char* argv[])
{
    const SoakOptions options = ParseArguments(argc, argv);
    if (options.help)
    {
        return NONE_FAILED;
    }
    SoakOrder order;
    order.runs = Positive("RUNS", options.runs);
    order.first = Positive("FIRST", options.first);
    if (order.runs - 1 > UINT32_MAX - order.first)
    {
        throw po::error("RUNS from FIRST on go past the last seed, 4294967295");
    }
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    order.jobs = options.jobs == 0 ? processors : Positive("--jobs", options.jobs);
    order.describe = order.runs == 1;
    order.segments = options.segments;
    order.progress = isatty(STDERR_FILENO) != 0;
    const auto simulate = [](const SoakRun& run) { return SoakSimulation(run).Run(); };
    const SoakSummary summary = RunSoak(order, simulate, std::cout);
    std::cout << summary;
    return summary.failed == 0 ? NONE_FAILED : SOME_FAILED;
}

} // namespace

int
main(int argc, char* argv[])
{
    try
    {
        return Soak(argc, argv);
    }
    catch (const po::error& error)
    {
        std::cerr << "tcplab: soak: " << error.what() << " (--help lists what there is)\n";
    }
    catch (const std::system_error& error)
    {
        std::cerr << "tcplab: soak: " << error.what() << "\n";
    }
    return UNUSABLE;
}
