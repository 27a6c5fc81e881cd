// SPDX-License-Identifier: GPL-2.0-only

#include "nearest-name.h"
#include "source-text.h"
#include "verbs.h"

#include <algorithm>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

namespace
{

using namespace tcplab;

struct Verb
{
    const char* name;
    const char* summary;
    ExitStatus (*run)(const std::vector<std::string>& arguments);
};

ExitStatus
TestVerb(const std::vector<std::string>& /* arguments */)
{
    throw UsageError(
        "test: the test suite is run by the script tcplab in the module's folder, which "
        "builds it first");
}

ExitStatus
BenchVerb(const std::vector<std::string>& /* arguments */)
{
    throw UsageError(
        "bench: the benchmarks are run by the script tcplab in the module's folder, which "
        "builds them first");
}

constexpr Verb VERBS[] = {
    {"list", "lists the built-in scenarios", ListVerb},
    {"run", "runs a scenario and prints what happens", RunVerb},
    {"drill", "runs packetdrill scripts in virtual time", DrillVerb},
    {"isn", "samples initial sequence numbers and says what they give away", IsnVerb},
    {"test", "builds everything and runs the test suite", TestVerb},
    {"bench", "builds the benchmarks and measures what has a bar", BenchVerb},
};

void
PrintVerbs()
{
    std::cout << "usage: tcplab VERB [arguments]\n\n";
    for (const auto& verb : VERBS)
    {
        const std::string name = verb.name;
        std::cout << "  " << name << std::string(8 - name.size(), ' ') << verb.summary << '\n';
    }
    std::cout << "\n\"tcplab VERB --help\" says more about a verb. A first step: "
                 "\"tcplab run simultaneous-close\".\n";
}

ExitStatus
RunProgram(const std::vector<std::string>& arguments)
{
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h")
    {
        PrintVerbs();
        return ALL_HELD;
    }
    std::vector<std::string> names;
    for (const auto& verb : VERBS)
    {
        if (arguments[0] == verb.name)
        {
            return verb.run({arguments.begin() + 1, arguments.end()});
        }
        names.emplace_back(verb.name);
    }
    const auto nearest = DidYouMean(arguments[0], names);
    throw UsageError("there is no verb \"" + arguments[0] + '"' +
                     (nearest.empty() ? ": it is " + Enumerate(names, "or") : nearest));
}

} // namespace

/// A standard stream that is closed leaves its number to the first file that is opened, and what is
/// meant for the stream goes there.
void
OpenStandardStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    {
        if (fcntl(stream, F_GETFD) == -1)
        {
            open("/dev/null", O_RDONLY); // gets the lowest number; to write there fails
        }
    }
}

int
main(int argc, char* argv[])
{
    OpenStandardStreams();
    try
    {
        const ExitStatus status = RunProgram({argv + 1, argv + argc});
        if (!std::cout.flush())
        {
            throw UsageError("not all could be written to standard output");
        }
        return status;
    }
    catch (const UsageError& error)
    {
        std::cerr << "tcplab: " << error.what() << '\n';
    }
    catch (const ScriptError& error)
    {
        std::cerr << error.what();
    }
    return UNUSABLE;
}
