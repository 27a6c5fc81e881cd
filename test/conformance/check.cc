// SPDX-License-Identifier: GPL-2.0-only

#include "check.h"

#include "requirements.h"

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <stdexcept>

namespace
{

/// \return the tests whose name a row's test stands for
std::vector<Results::const_iterator>
Find(const Results& results, const std::string& test)
{
    std::vector<Results::const_iterator> found;
    if (test.back() != '*')
    {
        if (const auto result = results.find(test); result != results.end())
        {
            found.push_back(result);
        }
        return found;
    }
    const std::string start = test.substr(0, test.size() - 1);
    for (auto result = results.lower_bound(start);
         result != results.end() && result->first.compare(0, start.size(), start) == 0;
         ++result)
    {
        found.push_back(result);
    }
    return found;
}

void
CheckRow(const Row& row, std::vector<Complaint>& complaints)
{
    const auto complain = [&](const std::string& text) {
        complaints.push_back({row.line, row.requirement + ": " + text});
    };
    if (std::find(REQUIREMENTS.begin(), REQUIREMENTS.end(), row.requirement) == REQUIREMENTS.end())
    {
        complain("RFC 9293, appendix B, has no such requirement");
    }
    if (row.asks.empty())
    {
        complain("it does not say what is asked");
    }
    if (row.verdict == "met")
    {
        if (row.tests.empty())
        {
            complain("it is said to be met, and no test is named that shows it");
        }
    }
    else if (row.verdict == "not met" || row.verdict == "not applicable")
    {
        if (row.remark.empty())
        {
            complain("it is said to be " + row.verdict + ", and not why");
        }
        if (!row.tests.empty())
        {
            complain("it is said to be " + row.verdict + ", and tests are named");
        }
    }
    else
    {
        complain("the verdict is '" + row.verdict + "', not 'met', 'not met' or 'not applicable'");
    }
}

} // namespace

Results
ReadResults(std::istream& junit)
{
    boost::property_tree::ptree tree;
    try
    {
        boost::property_tree::read_xml(junit, tree);
    }
    catch (const boost::property_tree::xml_parser_error& error)
    {
        throw std::runtime_error("line " + std::to_string(error.line()) + ": " + error.message());
    }
    const auto suite = tree.get_child_optional("testsuite");
    if (!suite)
    {
        throw std::runtime_error("it has no element testsuite");
    }
    Results results;
    for (const auto& [element, test] : *suite)
    {
        if (element == "testcase")
        {
            const auto name = test.get_optional<std::string>("<xmlattr>.name");
            const auto status = test.get_optional<std::string>("<xmlattr>.status");
            if (!name || !status)
            {
                throw std::runtime_error("a testcase has no name or no status");
            }
            results[*name] = *status == "run";
        }
    }
    return results;
}

std::vector<Complaint>
CheckRows(const Table& table)
{
    std::vector<Complaint> complaints = table.complaints;
    std::map<std::string, int, std::less<>> firstLines;
    for (const Row& row : table.rows)
    {
        CheckRow(row, complaints);
        const auto [first, isNew] = firstLines.emplace(row.requirement, row.line);
        if (!isNew)
        {
            complaints.push_back({row.line,
                                  row.requirement + ": it has a row already, line " +
                                      std::to_string(first->second)});
        }
    }
    std::stable_sort(complaints.begin(),
                     complaints.end(),
                     [](const Complaint& a, const Complaint& b) { return a.line < b.line; });
    for (const std::string_view requirement : REQUIREMENTS)
    {
        if (firstLines.find(requirement) == firstLines.end())
        {
            complaints.push_back({0, std::string(requirement) + ": it has no row"});
        }
    }
    return complaints;
}

std::vector<Complaint>
CheckTests(const Table& table, const Results& results)
{
    std::vector<Complaint> complaints;
    for (const Row& row : table.rows)
    {
        for (const std::string& test : row.tests)
        {
            const auto found = Find(results, test);
            if (found.empty())
            {
                complaints.push_back(
                    {row.line, row.requirement + ": no test " + test + " was run"});
            }
            for (const auto& result : found)
            {
                if (!result->second)
                {
                    complaints.push_back(
                        {row.line, row.requirement + ": " + result->first + " did not pass"});
                }
            }
        }
    }
    return complaints;
}
