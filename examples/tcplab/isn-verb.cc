// SPDX-License-Identifier: GPL-2.0-only

#include "attribute-text.h"
#include "command-line.h"
#include "isn-generator-text.h"
#include "isn-plot.h"
#include "isn-sample.h"
#include "isn-statistics.h"
#include "source-text.h"
#include "trace-output.h"
#include "verbs.h"

#include "ns3/object-factory.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/tcp-isn-rfc6528.h"
#include "ns3/tcp-trace-lines.h"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>

namespace tcplab
{

namespace
{

namespace po = boost::program_options;

constexpr uint64_t FEWEST_CONNECTIONS = 8;
constexpr uint64_t MOST_CONNECTIONS = 10'000'000;

/// What the command line asks for.
struct IsnOptions
{
    bool help{false};
    std::string generator;
    std::string connections;
    std::string rate;
    std::string fourTuples;
    std::string window;
    std::string seed;
    std::string json;
    std::string plot;
};

po::options_description
Describe(IsnOptions& options)
{
    po::options_description description("Options");
    description.add_options()("help", po::bool_switch(&options.help), "this text");
    description.add_options()(
        "generator",
        TextOption(options.generator, "TYPE[ATTRIBUTE=VALUE|...]")
            ->default_value(ns3::TcpIsnRfc6528::GetTypeId().GetName()),
        "a type of generator, its attributes in brackets: ns3::TcpIsnClock[Tick=64ns]");
    description.add_options()("connections",
                              TextOption(options.connections, "N")->default_value("10000"),
                              "how many connections are opened, 8 to 10000000");
    description.add_options()("rate",
                              TextOption(options.rate, "R")->default_value("100"),
                              "how many in a second, at equal intervals");
    description.add_options()("four-tuples",
                              TextOption(options.fourTuples, "one|many")->default_value("one"),
                              "one: all are incarnations of one connection; many: each comes from "
                              "another client");
    description.add_options()("window",
                              TextOption(options.window, "W")->default_value("1"),
                              "how many numbers a guess covers: 1 for the ACK of a handshake, a "
                              "receive window for a RST or for text by RFC 793");
    description.add_options()("seed",
                              TextOption(options.seed, "N")->default_value("1"),
                              "run number of the simulator's random streams");
    description.add_options()("json",
                              TextOption(options.json, "FILE"),
                              "write the figures to a file");
    description.add_options()("plot",
                              TextOption(options.plot, "FILE"),
                              "draw the steps over time and their phase-space portrait: a file "
                              ".png, .svg or .pdf, or .plt for gnuplot's commands");
    return description;
}

void
PrintHelp(const po::options_description& description)
{
    std::cout << "usage: tcplab isn [options]\n\n"
              << "Samples the initial sequence numbers of a generator, and prints what can be told "
                 "from them.\n\n"
              << description << "\nGenerators:\n";
    for (const auto& name : IsnGeneratorNames())
    {
        std::cout << "  " << name;
        const char* separator = "[";
        for (const auto& attribute : AttributeNames(ns3::TypeId::LookupByName(name)))
        {
            std::cout << separator << attribute << "=..";
            separator = "|";
        }
        std::cout << (*separator == '|' ? "]\n" : "\n");
    }
    std::cout << "\nExit status: 0; 2 if the command line could not be used.\n";
}

double
ReadRate(const std::string& text)
{
    double rate = 0;
    const auto* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, rate);
    // Connections that are less than a nanosecond apart would be at the same time.
    if (error != std::errc() || last != end || !(rate > 0) || rate > 1e9)
    {
        throw UsageError("--rate: \"" + text + "\" is no number above 0 and up to 1000000000");
    }
    return rate;
}

bool
ReadFourTuples(const std::string& text)
{
    if (text != "one" && text != "many")
    {
        throw UsageError("--four-tuples: it is one or many, not \"" + text + '"');
    }
    return text == "many";
}

IsnGeneratorChoice
ReadGenerator(const std::string& text)
{
    try
    {
        return ReadIsnGenerator(text);
    }
    catch (const BadAttributeValue& bad)
    {
        throw UsageError(std::string("--generator: ") + bad.what());
    }
}

/// What a sample says.
struct Figures
{
    std::optional<double> rateOfIncrease; ///< nothing: steps may lead back
    uint32_t smallestStep{0};
    uint32_t largestStep{0};
    double entropy{0};
    double entropyCeiling{0};
    GuessCount guesses;
    std::optional<ChiSquare> unrelated;

    /// \return seconds until the sequence space comes round; nothing if it never does, or if that
    /// cannot be told
    std::optional<double> ComesRound() const
    {
        return rateOfIncrease.value_or(0) > 0 ? std::optional(SEQUENCE_SPACE / *rateOfIncrease)
                                              : std::nullopt;
    }
};

Figures
Compute(const IsnSample& sample, uint32_t window)
{
    const auto steps = StepsOf(sample);
    const auto [smallest, largest] = std::minmax_element(steps.begin(), steps.end());
    Figures figures;
    figures.rateOfIncrease = RateOfIncrease(sample);
    figures.smallestStep = *smallest;
    figures.largestStep = *largest;
    figures.entropy = EntropyOfSteps(steps);
    figures.entropyCeiling = EntropyCeiling(steps.size());
    figures.guesses = GuessesForAHalf(sample, window);
    figures.unrelated = TestUnrelated(sample);
    return figures;
}

std::string
Fixed(double number, int decimals)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(decimals) << number;
    return text.str();
}

std::string
ComesRoundText(const Figures& figures)
{
    const auto seconds = figures.ComesRound();
    if (!seconds)
    {
        return figures.rateOfIncrease ? "never" : "cannot be told";
    }
    return Fixed(*seconds, 3) + " s (" + Fixed(*seconds / 3600, 2) + " h)";
}

std::string
UnrelatedText(const std::optional<ChiSquare>& test)
{
    if (!test)
    {
        return "too few connections for a chi-square test, which takes 40";
    }
    return "chi-square " + Fixed(test->statistic, 1) + ", " + Fixed(test->degreesOfFreedom, 0) +
           " degrees of freedom, p " + (test->p < 1e-6 ? "< 0.000001" : "= " + Fixed(test->p, 6));
}

void
Print(std::ostream& os, const IsnOptions& options, const Figures& figures)
{
    const auto line = [&os](const std::string& name, const std::string& value) {
        os << std::left << std::setw(31) << name << value << '\n';
    };
    os << options.generator << ", " << options.connections << " connections of "
       << (options.fourTuples == "one" ? "one four-tuple, " : "as many four-tuples, ")
       << options.rate << " a second, seed " << options.seed << "\n\n";
    line("rate of increase",
         figures.rateOfIncrease ? Fixed(*figures.rateOfIncrease, 3) + " a second"
                                : "cannot be told: a step of 2^31 or more may as well lead back");
    line("sequence space comes round in", ComesRoundText(figures));
    line("smallest step", std::to_string(figures.smallestStep));
    line("largest step", std::to_string(figures.largestStep));
    line("entropy of the steps",
         Fixed(figures.entropy, 3) + " bits, of at most " + Fixed(figures.entropyCeiling, 3) +
             " that so many can show");
    line("guesses for a 50 % hit",
         Fixed(figures.guesses.guesses, 0) + ", each of a window of " + options.window +
             (figures.guesses.predicted ? " (predicted)" : " (not predictable: all numbers)"));
    line("numbers unrelated", UnrelatedText(figures.unrelated));
}

void
WriteJson(std::ostream& os,
          const IsnOptions& options,
          const IsnSampling& sampling,
          const Figures& figures)
{
    const auto number = [&os](const std::optional<double>& value) -> std::ostream& {
        return value ? os << *value : os << "null";
    };
    os << std::setprecision(12) << "{\"generator\":" << ns3::ToJsonString(options.generator)
       << ",\n\"connections\":" << sampling.connections << ",\n\"rate\":" << sampling.perSecond
       << ",\n\"four_tuples\":" << ns3::ToJsonString(options.fourTuples)
       << ",\n\"window\":" << options.window << ",\n\"seed\":" << options.seed
       << ",\n\"increase_per_second\":";
    number(figures.rateOfIncrease) << ",\n\"comes_round_seconds\":";
    number(figures.ComesRound()) << ",\n\"smallest_step\":" << figures.smallestStep
                                 << ",\n\"largest_step\":" << figures.largestStep
                                 << ",\n\"entropy_bits\":" << figures.entropy
                                 << ",\n\"entropy_ceiling_bits\":" << figures.entropyCeiling
                                 << ",\n\"guesses_for_half\":" << figures.guesses.guesses
                                 << ",\n\"predicted\":"
                                 << (figures.guesses.predicted ? "true" : "false")
                                 << ",\n\"chi_square\":";
    if (figures.unrelated)
    {
        os << "{\"statistic\":" << figures.unrelated->statistic
           << ",\"degrees_of_freedom\":" << figures.unrelated->degreesOfFreedom
           << ",\"p\":" << figures.unrelated->p << '}';
    }
    else
    {
        os << "null";
    }
    os << "}\n";
}

} // namespace

ExitStatus
IsnVerb(const std::vector<std::string>& arguments)
{
    IsnOptions options;
    const auto description = Describe(options);
    const auto values =
        ParseArguments("isn", arguments, description, po::positional_options_description());
    if (options.help)
    {
        PrintHelp(description);
        return ALL_HELD;
    }
    const auto choice = ReadGenerator(options.generator);
    IsnSampling sampling;
    sampling.connections =
        ReadWholeNumber("--connections", options.connections, FEWEST_CONNECTIONS, MOST_CONNECTIONS);
    sampling.perSecond = ReadRate(options.rate);
    sampling.manyFourTuples = ReadFourTuples(options.fourTuples);
    const auto window =
        static_cast<uint32_t>(ReadWholeNumber("--window", options.window, 1, UINT32_MAX));
    const uint64_t seed = ReadWholeNumber("--seed", options.seed, 0, UINT64_MAX);
    if (!FitsIntoTime(sampling))
    {
        throw UsageError("--rate: so many connections take longer than the 292 years that "
                         "simulated time goes on");
    }
    std::optional<OutputFile> json;
    if (values.count("json"))
    {
        json.emplace("--json", options.json);
    }
    std::optional<IsnPlot> plot;
    if (values.count("plot"))
    {
        plot.emplace(options.plot);
    }

    ns3::RngSeedManager::SetRun(seed);
    const auto generator = ns3::ObjectFactory(choice.type.GetName()).Create<ns3::TcpIsnGenerator>();
    choice.ApplyTo(generator);
    const auto sample = TakeIsnSample(generator, sampling);
    const auto figures = Compute(sample, window);

    Print(std::cout, options, figures);
    if (json)
    {
        WriteJson(json->GetStream(), options, sampling, figures);
        json->Close();
    }
    if (plot)
    {
        plot->Draw(options.generator, sample);
    }
    return ALL_HELD;
}

} // namespace tcplab
