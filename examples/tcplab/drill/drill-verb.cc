// SPDX-License-Identifier: GPL-2.0-only

#include "../command-line.h"
#include "../progress-line.h"
#include "../settings.h"
#include "../tcp-choice.h"
#include "../trace-output.h"
#include "../verbs.h"
#include "drill-files.h"
#include "drill-jobs.h"
#include "drill-parser.h"
#include "drill-run.h"

#include "ns3/tcp-trace-lines.h"

#include <algorithm>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <iostream>
#include <optional>
#include <thread>

namespace tcplab
{

namespace
{

namespace po = boost::program_options;

using drill::JobResult;
using drill::Outcome;
using drill::Verdict;
using ns3::ToJsonString;

/// What the command line asks for.
struct DrillOptions
{
    bool help{false};
    std::vector<std::string> scripts;
    TcpChoice tcp;
    std::vector<std::string> definitions;
    std::string jobs;
    std::string limit;
    std::string json;
};

po::options_description
Describe(DrillOptions& options)
{
    po::options_description description("Options");
    description.add_options()("help", po::bool_switch(&options.help), "this text");
    options.tcp.Describe(description,
                         {"HOST.ATTRIBUTE=VALUE",
                          "set an attribute of the host under test: *.Msl=30s; may be repeated",
                          "what the host under test does like other systems: rfc9293, linux or "
                          "bsd; --set and the script win"});
    description.add_options()("define",
                              TextOption(options.definitions, "NAME[=VALUE]"),
                              "define a name that scripts ask for with #ifdef, or use; may be "
                              "repeated");
    description.add_options()("jobs",
                              TextOption(options.jobs, "N"),
                              "run so many scripts at a time; one for each processor if it is "
                              "left out");
    description.add_options()("time-limit",
                              TextOption(options.limit, "SECONDS")->default_value("60"),
                              "a script that runs longer than this, by the clock on the wall, is "
                              "ended and has failed");
    description.add_options()("json",
                              TextOption(options.json, "FILE"),
                              "write the verdict on each script to a file");
    return description;
}

void
PrintHelp(const po::options_description& description)
{
    std::cout
        << "usage: tcplab drill FILE-OR-FOLDER... [options]\n\n"
        << "Runs packetdrill scripts in virtual time, over a TCP of the simulator; of a "
           "folder all\nfiles *.pkt in it and below.\n\n"
        << description
        << "\nExit status: 0 none failed and some passed; 1 one failed; 2 the command line or "
           "a script\ncould not be used, or all were skipped.\n";
}

drill::JobTerms
ReadJobTerms(const DrillOptions& options)
{
    constexpr uint64_t MOST_JOBS = 256;
    constexpr uint64_t LONGEST_LIMIT = 86400;
    drill::JobTerms terms;
    terms.atATime =
        options.jobs.empty()
            ? std::max(std::thread::hardware_concurrency(), 1U)
            : static_cast<unsigned>(ReadWholeNumber("--jobs", options.jobs, 1, MOST_JOBS));
    terms.limit =
        std::chrono::seconds(ReadWholeNumber("--time-limit", options.limit, 1, LONGEST_LIMIT));
    return terms;
}

drill::Definitions
ReadDefinitions(const std::vector<std::string>& texts)
{
    constexpr const char* LETTERS =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    drill::Definitions definitions;
    for (const auto& text : texts)
    {
        const size_t equals = std::min(text.find('='), text.size());
        const std::string name = text.substr(0, equals);
        if (name.empty() || name.find_first_not_of(LETTERS) != std::string::npos ||
            (name[0] >= '0' && name[0] <= '9'))
        {
            throw UsageError("--define: \"" + name +
                             "\" is no name: it consists of letters, digits and _, and does not "
                             "begin with a digit");
        }
        const std::string value = equals < text.size() ? text.substr(equals + 1) : "";
        if (!definitions.emplace(name, value).second)
        {
            throw UsageError("--define: " + name + " is defined twice");
        }
    }
    return definitions;
}

/// What must be said of --set before anything runs. \throws ScriptError
void
CheckSettings(const std::vector<Placed<Setting>>& settings, const Stack& stack)
{
    const Settings checked(drill::ScenarioOfHostUnderTest(), settings, stack);
    for (const auto& warning : checked.GetWarnings())
    {
        std::cerr << "tcplab: " << warning << '\n';
    }
}

/// Reads and runs a script, in a process of its own.
Outcome
RunFile(const std::string& file, const drill::RunTerms& terms, const drill::Definitions& defined)
{
    try
    {
        return drill::RunScript(drill::ParseDrillScript(SourceText::ReadFile(file), defined),
                                terms);
    }
    catch (const ScriptError& error)
    {
        std::string reason = error.what();
        reason.erase(reason.find_last_not_of('\n') + 1);
        return {Verdict::Unusable, 0, reason, {}};
    }
    catch (const UsageError& error)
    {
        return {Verdict::Unusable, 0, error.what(), {}};
    }
}

/// Tells what becomes of the scripts, one after the other.
class DrillReport
{
  public:
    DrillReport(const std::vector<std::string>& files, std::ostream* json)
        : m_files(files),
          m_json(json)
    {
        if (m_json)
        {
            *m_json << '[';
        }
    }

    void Tell(size_t number, const JobResult& result)
    {
        m_progress.Clear();
        const std::string& file = m_files[number];
        const Outcome& outcome = result.outcome;
        ++m_counts[static_cast<size_t>(outcome.verdict)];
        const std::string place =
            outcome.line > 0 ? file + ':' + std::to_string(outcome.line) : file;
        std::cout << ToString(outcome.verdict) << ' '
                  << (outcome.verdict == Verdict::Skipped ? place + ": " + outcome.reason : place)
                  << std::endl;
        std::cerr << result.output;
        for (const auto& warning : outcome.warnings)
        {
            std::cerr << file << ':' << warning << '\n';
        }
        if (outcome.verdict == Verdict::Failed)
        {
            std::cerr << place << ": " << outcome.reason << '\n';
        }
        else if (outcome.verdict == Verdict::Unusable)
        {
            std::cerr << outcome.reason << '\n';
        }
        std::cerr.flush();
        if (m_json)
        {
            *m_json << (number > 0 ? "," : "") << "\n{\"file\":" << ToJsonString(file)
                    << ",\"verdict\":" << ToJsonString(ToString(outcome.verdict))
                    << ",\"line\":" << (outcome.line > 0 ? std::to_string(outcome.line) : "null")
                    << ",\"reason\":"
                    << (outcome.reason.empty() ? "null" : ToJsonString(outcome.reason)) << '}';
        }
        if (m_progress.IsDue())
        {
            m_progress.Show(std::to_string(number + 1) + " of " + std::to_string(m_files.size()) +
                            " scripts");
        }
    }

    ExitStatus Finish()
    {
        m_progress.Clear();
        if (m_json)
        {
            *m_json << "\n]\n";
        }
        const size_t unusable = Count(Verdict::Unusable);
        std::cout << Count(Verdict::Passed) << " passed, " << Count(Verdict::Failed) << " failed, "
                  << Count(Verdict::Skipped) << " skipped";
        if (unusable > 0)
        {
            std::cout << ", " << unusable << " unusable";
        }
        std::cout << '\n';
        if (unusable > 0 || Count(Verdict::Passed) + Count(Verdict::Failed) == 0)
        {
            return UNUSABLE;
        }
        return Count(Verdict::Failed) > 0 ? NOT_HELD : ALL_HELD;
    }

  private:
    size_t Count(Verdict verdict) const
    {
        return m_counts[static_cast<size_t>(verdict)];
    }

    const std::vector<std::string>& m_files;
    std::ostream* m_json;
    ProgressLine m_progress;
    std::array<size_t, 4> m_counts{};
};

} // namespace

ExitStatus
DrillVerb(const std::vector<std::string>& arguments)
{
    DrillOptions options;
    const auto visible = Describe(options);
    po::options_description all;
    all.add(visible);
    all.add_options()("script", po::value(&options.scripts));
    const auto values = ParseArguments("drill",
                                       arguments,
                                       all,
                                       po::positional_options_description().add("script", -1));
    if (options.help)
    {
        PrintHelp(visible);
        return ALL_HELD;
    }
    if (options.scripts.empty())
    {
        throw UsageError("drill: which scripts? \"tcplab drill FILE-OR-FOLDER...\"");
    }

    const auto stack = options.tcp.MakeStack();
    const auto jobs = ReadJobTerms(options);
    const auto definitions = ReadDefinitions(options.definitions);
    const drill::RunTerms terms{*stack, options.tcp.ReadSettings()};
    CheckSettings(terms.settings, *stack);
    const auto files = drill::FindScripts(options.scripts);
    std::optional<OutputFile> json;
    if (values.count("json"))
    {
        json.emplace("--json", options.json);
    }

    DrillReport report(files, json ? &json->GetStream() : nullptr);
    drill::RunJobs(
        files.size(),
        jobs,
        [&](size_t number) { return RunFile(files[number], terms, definitions); },
        [&](size_t number, const JobResult& result) { report.Tell(number, result); });
    const ExitStatus status = report.Finish();
    if (json)
    {
        json->Close();
    }
    return status;
}

} // namespace tcplab
