// SPDX-License-Identifier: GPL-2.0-only
//
// `tcplab bench`: measures each row in turn, several times, and holds the medians against the bars.

#include "measure.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace
{

namespace po = boost::program_options;

/// A command line that cannot be used.
class UsageError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

enum ExitStatus
{
    ALL_MET = 0,
    NOT_MET = 1,
    UNUSABLE = 2,
};

struct BenchOptions
{
    std::string json;
    std::string rows;
    bool quick{false};
    bool help{false};
};

constexpr Effort THOROUGH{9, 0.5, 20, 3};
constexpr Effort QUICK{2, 0.02, 2, 1};

po::options_description
Description(BenchOptions& options)
{
    po::options_description description("options");
    description.add_options()("json",
                              po::value(&options.json)->value_name("FILE"),
                              "also write the table as a JSON array to this file");
    description.add_options()("quick",
                              po::bool_switch(&options.quick),
                              "a rough answer in half a minute: shorter and fewer runs, and "
                              "not the rows that take long");
    description.add_options()("rows,R",
                              po::value(&options.rows)->value_name("REGEX"),
                              "only the rows whose name matches");
    description.add_options()("help,h", po::bool_switch(&options.help), "this text");
    return description;
}

void
PrintHelp(const po::options_description& description)
{
    std::cout
        << "usage: tcplab bench [options]\n\n"
           "Measures the figures that have a bar, and prints a table: what, ours, the other's,\n"
           "the unit, the ratio, the bar, whether it is met. Times are of the processor; each\n"
           "figure is the median of several runs, and what is compared runs by turns.\n"
           "What is random is run with several seeds, the same ones for both; the ratio is\n"
           "then the median of the ratios.\n\n"
        << description
        << "\nExit status: 0 all bars are met; 1 one is not; 2 nothing could be measured.\n";
}

BenchOptions
ParseArguments(int argc, char* argv[])
{
    namespace style = po::command_line_style;
    BenchOptions options;
    const po::options_description description = Description(options);
    try
    {
        po::variables_map values;
        po::store(po::command_line_parser(argc, argv)
                      .options(description)
                      .positional({})
                      .style(style::unix_style & ~style::allow_guessing)
                      .run(),
                  values);
        po::notify(values);
    }
    catch (const po::error& error)
    {
        throw UsageError(std::string(error.what()) +
                         " (\"tcplab bench --help\" lists the options)");
    }
    if (options.help)
    {
        PrintHelp(description);
    }
    return options;
}

std::vector<Row>
AllRows(bool quick)
{
    std::vector<Row> rows;
    for (const auto& group :
         {ProtocolRows(), ConnectionRows(), RestingConnectionRows(), BulkRows(), GoodputRows()})
    {
        std::copy_if(group.begin(), group.end(), std::back_inserter(rows), [quick](const Row& row) {
            return !quick || row.runs == Row::Runs::Always;
        });
    }
    return rows;
}

std::vector<Row>
ChooseRows(const std::string& pattern, bool quick)
{
    std::vector<Row> rows = AllRows(quick);
    std::string names;
    for (const Row& row : rows)
    {
        names += "\n  " + row.name;
    }
    try
    {
        const std::regex regex(pattern);
        rows.erase(
            std::remove_if(rows.begin(),
                           rows.end(),
                           [&](const Row& row) { return !std::regex_search(row.name, regex); }),
            rows.end());
    }
    catch (const std::regex_error& error)
    {
        throw UsageError("--rows " + pattern + ": no regular expression: " + error.what());
    }
    if (rows.empty())
    {
        throw UsageError("--rows " + pattern + ": no row has such a name; there are" +
                         (quick ? " with --quick" : "") + names);
    }
    return rows;
}

/// A file to write, opened before anything is measured.
std::ofstream
OpenJson(const std::string& path)
{
    std::ofstream file(path);
    if (!file)
    {
        throw UsageError("--json " + path + ": cannot be written: " + std::strerror(errno));
    }
    return file;
}

ExitStatus
Bench(int argc, char* argv[])
{
    const BenchOptions options = ParseArguments(argc, argv);
    if (options.help)
    {
        return ALL_MET;
    }
    const std::vector<Row> rows = ChooseRows(options.rows, options.quick);
    std::ofstream json;
    if (!options.json.empty())
    {
        json = OpenJson(options.json);
    }
    const std::vector<Result> results = MeasureAll(rows, options.quick ? QUICK : THOROUGH);
    PrintTable(std::cout, results);
    if (json.is_open())
    {
        WriteJson(json, results);
        if (!json.flush())
        {
            throw UsageError("--json " + options.json + ": could not be written in full");
        }
    }
    const bool met =
        std::all_of(results.begin(), results.end(), [](const Result& r) { return r.IsMet(); });
    return met ? ALL_MET : NOT_MET;
}

} // namespace

int
main(int argc, char* argv[])
{
    try
    {
        return Bench(argc, argv);
    }
    catch (const std::runtime_error& error)
    {
        std::cerr << "tcplab: bench: " << error.what() << '\n';
    }
    catch (const po::error& error)
    {
        std::cerr << "tcplab: bench: " << error.what() << '\n';
    }
    return UNUSABLE;
}
