// SPDX-License-Identifier: GPL-2.0-only

#include "command-line.h"
#include "scenario-library.h"
#include "scenario.h"
#include "script-grammar.h"
#include "verbs.h"

#include <algorithm>
#include <iomanip>
#include <iostream>

namespace tcplab
{

namespace po = boost::program_options;

ExitStatus
ListVerb(const std::vector<std::string>& arguments)
{
    po::options_description options("Options");
    options.add_options()("help", "this text");
    const auto values = ParseArguments("list", arguments, options, {});
    if (values.count("help"))
    {
        std::cout << "usage: tcplab list\n\n"
                  << "Lists the built-in scenarios. \"tcplab run NAME\" runs one.\n\n"
                  << options;
        return ALL_HELD;
    }
    const auto names = BuiltInScenarios();
    size_t width = 0;
    for (const auto& name : names)
    {
        width = std::max(width, name.size());
    }
    for (const auto& name : names)
    {
        const auto scenario = CheckScript(ParseScript(FindScript(name)));
        std::cout << std::left << std::setw(static_cast<int>(width)) << name << "  "
                  << scenario.title << '\n';
    }
    return ALL_HELD;
}

} // namespace tcplab
