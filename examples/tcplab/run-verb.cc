// SPDX-License-Identifier: GPL-2.0-only

#include "command-line.h"
#include "nearest-name.h"
#include "profile-settings.h"
#include "scenario-library.h"
#include "scenario-run.h"
#include "scenario.h"
#include "script-grammar.h"
#include "settings.h"
#include "stack.h"
#include "tcp-choice.h"
#include "trace-output.h"
#include "verbs.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/tcp-trace-lines.h"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <iostream>
#include <optional>

namespace tcplab
{

namespace
{

namespace po = boost::program_options;

using ns3::ToJsonString;

/// What the command line asks for.
struct RunOptions
{
    bool help{false};
    std::string script;
    TcpChoice tcp;
    std::vector<std::string> formats;
    std::string host;
    bool explain{false};
    std::string pcap;
    std::string seed;
    std::string json;
};

po::options_description
Describe(RunOptions& options)
{
    po::options_description description("Options");
    description.add_options()("help", po::bool_switch(&options.help), "this text");
    options.tcp.Describe(
        description,
        {"HOST[.CONNECTION].ATTRIBUTE=VALUE",
         "set an attribute, * being any host or connection: *.Msl=30s; may be repeated",
         "behave as a system does: rfc9293 (the default), linux, or bsd; any setting wins over "
         "it"});
    description.add_options()(
        "format",
        TextOption(options.formats, "FORMAT[=FILE]"),
        "ladder (the default), states, jsonl, isn, or pkt, a packet script; may be repeated with "
        "different files");
    description.add_options()("host",
                              TextOption(options.host, "HOST"),
                              "the host that the packet script is about, the first one if it is "
                              "left out");
    description.add_options()("explain",
                              po::bool_switch(&options.explain),
                              "with each change of state the rule that it follows");
    description.add_options()("pcap",
                              TextOption(options.pcap, "PREFIX"),
                              "write what passes each host to PREFIX-HOST.pcap");
    description.add_options()("seed",
                              TextOption(options.seed, "N")->default_value("1"),
                              "run number of the simulator's random streams");
    description.add_options()("json",
                              TextOption(options.json, "FILE"),
                              "write the verdict on each expectation to a file");
    return description;
}

void
PrintHelp(const po::options_description& description)
{
    std::cout << "usage: tcplab run NAME-OR-FILE [options]\n\n"
              << "Runs a built-in scenario (\"tcplab list\" shows them) or a script, and prints "
                 "what happens.\n\n"
              << description
              << "\nExit status: 0 all expectations held; 1 one did not; 2 the command line or the "
                 "script\ncould not be used.\n";
}

/// ns-3 ends the program when it cannot open a file.
void
CheckPcapFiles(const std::string& prefix, const Scenario& scenario)
{
    for (const auto& host : scenario.hosts)
    {
        OutputFile("--pcap", prefix + '-' + host + ".pcap").Close();
    }
}

/// \return the index of the host that a packet script is about
uint32_t
ReadHost(const std::string& name, const Scenario& scenario, const TraceOutput& output)
{
    if (!output.Has("pkt"))
    {
        throw UsageError("--host: only a packet script is about one host: --format pkt=FILE");
    }
    for (uint32_t host = 0; host < scenario.hosts.size(); ++host)
    {
        if (scenario.hosts[host] == name)
        {
            return host;
        }
    }
    throw UsageError("--host: the scenario has no host \"" + name + "\": it is " +
                     Enumerate({scenario.hosts.begin(), scenario.hosts.end()}, "or"));
}

/// \return the settings of a host as "tcplab drill" takes them, which has no other host
std::string
SettingsOf(const std::string& host, const std::vector<Placed<Setting>>& settings)
{
    std::string text;
    for (const auto& placed : settings)
    {
        const Setting& setting = placed.what;
        if (setting.host.text != "*" && setting.host.text != host)
        {
            continue;
        }
        text += ChoosesProfile(setting)
                    ? " --profile " + setting.value.text
                    : " --set '*." + setting.attribute.text + '=' + setting.value.text + '\'';
    }
    return text;
}

std::string
Summarize(const std::vector<Verdict>& verdicts, size_t expectations)
{
    const auto failed = static_cast<size_t>(
        std::count_if(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
            return !verdict.held;
        }));
    if (failed == 0)
    {
        return expectations == 0   ? "Nothing was expected."
               : expectations == 1 ? "The expectation held."
                                   : "All " + std::to_string(expectations) + " expectations held.";
    }
    return std::to_string(failed) + " of " + std::to_string(verdicts.size()) +
           " expectations did not hold.";
}

void
WriteJson(std::ostream& os,
          const RunOptions& options,
          uint64_t seed,
          bool passed,
          const std::vector<Verdict>& verdicts)
{
    const auto boolean = [](bool value) { return value ? "true" : "false"; };
    os << "{\"scenario\":" << ToJsonString(options.script)
       << ",\"stack\":" << ToJsonString(options.tcp.GetStackName()) << ",\"seed\":" << seed
       << ",\"passed\":" << boolean(passed) << ",\"expectations\":[";
    const char* separator = "";
    for (const auto& verdict : verdicts)
    {
        os << separator << "\n{\"line\":" << verdict.where.line
           << ",\"held\":" << boolean(verdict.held)
           << ",\"expected\":" << ToJsonString(verdict.expected)
           << ",\"happened\":" << ToJsonString(verdict.happened) << '}';
        separator = ",";
    }
    os << "\n]}\n";
}

} // namespace

ExitStatus
RunVerb(const std::vector<std::string>& arguments)
{
    RunOptions options;
    const auto visible = Describe(options);
    po::options_description all;
    all.add(visible);
    all.add_options()("script", po::value(&options.script));
    const auto values = ParseArguments("run",
                                       arguments,
                                       all,
                                       po::positional_options_description().add("script", 1));
    if (options.help)
    {
        PrintHelp(visible);
        return ALL_HELD;
    }
    if (!values.count("script"))
    {
        throw UsageError("run: which scenario? \"tcplab run NAME-OR-FILE\"; \"tcplab list\" "
                         "shows the built-in ones");
    }

    const auto stack = options.tcp.MakeStack();
    const uint64_t seed = ReadWholeNumber("--seed", options.seed, 0, UINT64_MAX);
    const auto settingsGiven = options.tcp.ReadSettings();
    const Scenario scenario = CheckScript(ParseScript(FindScript(options.script)));
    const Settings settings(scenario, settingsGiven, *stack);
    TraceOutput output(options.formats);
    const uint32_t host = values.count("host") ? ReadHost(options.host, scenario, output) : 0;
    std::optional<OutputFile> json;
    if (values.count("json"))
    {
        json.emplace("--json", options.json);
    }
    if (values.count("pcap"))
    {
        CheckPcapFiles(options.pcap, scenario);
    }
    for (const auto& warning : settings.GetWarnings())
    {
        std::cerr << "tcplab: " << warning << '\n';
    }
    if (options.explain && !stack->HasTransitionTable())
    {
        std::cerr << "tcplab: warning: " << stack->GetSocketType().GetName()
                  << " has no transition table, --explain has nothing to say\n";
    }

    ns3::RngSeedManager::SetRun(seed);
    ScenarioRun run(scenario, *stack, settings);
    if (values.count("pcap"))
    {
        run.WritePcap(options.pcap);
    }
    run.Run();

    const auto verdicts = run.GetVerdicts();
    const bool passed = std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
        return verdict.held;
    });
    output.Write(scenario.title,
                 run.GetTrace(),
                 {options.explain},
                 Summarize(verdicts, scenario.expectations.size()),
                 host,
                 SettingsOf(scenario.hosts[host], scenario.settings) +
                     SettingsOf(scenario.hosts[host], settingsGiven));
    if (json)
    {
        WriteJson(json->GetStream(), options, seed, passed, verdicts);
        json->Close();
    }
    for (const auto& verdict : verdicts)
    {
        if (!verdict.held)
        {
            std::cerr << verdict.where.ToString() << ": expected " << verdict.expected
                      << "; what happened: " << verdict.happened << '\n';
        }
    }
    return passed ? ALL_HELD : NOT_HELD;
}

} // namespace tcplab
