// SPDX-License-Identifier: GPL-2.0-only

#include "command-line.h"

#include "nearest-name.h"
#include "source-text.h"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <charconv>

namespace tcplab
{

namespace
{

namespace po = boost::program_options;

std::string
SeeHelp(const std::string& verb)
{
    return " (\"tcplab " + verb + " --help\" lists the options)";
}

} // namespace

po::variables_map
ParseArguments(const std::string& verb,
               const std::vector<std::string>& arguments,
               const po::options_description& options,
               const po::positional_options_description& positional)
{
    namespace style = po::command_line_style;
    constexpr int STYLE = style::unix_style & ~style::allow_guessing;
    po::variables_map values;
    try
    {
        po::store(po::command_line_parser(arguments)
                      .options(options)
                      .positional(positional)
                      .style(STYLE)
                      .run(),
                  values);
        po::notify(values);
    }
    catch (const po::unknown_option& unknown)
    {
        std::vector<std::string> names;
        for (const auto& option : options.options())
        {
            names.push_back("--" + option->long_name());
        }
        throw UsageError(verb + " has no option " + unknown.get_option_name() +
                         DidYouMean(unknown.get_option_name(), names) + SeeHelp(verb));
    }
    catch (const po::too_many_positional_options_error&)
    {
        throw UsageError(verb + " takes " +
                         (positional.max_total_count() == 0 ? "no argument" : "one argument only") +
                         SeeHelp(verb));
    }
    catch (const po::error& error)
    {
        throw UsageError(verb + ": " + error.what() + SeeHelp(verb));
    }
    return values;
}

uint64_t
ReadWholeNumber(const std::string& option, const std::string& text, uint64_t least, uint64_t most)
{
    uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || last != end || number < least || number > most)
    {
        throw UsageError(option + ": \"" + text + "\" is no whole number from " +
                         std::to_string(least) + " to " + std::to_string(most));
    }
    return number;
}

} // namespace tcplab
