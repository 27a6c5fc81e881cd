// SPDX-License-Identifier: GPL-2.0-only

#include "state-log.h"

#include "program.h"

#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <gtest/gtest.h>
#include <sstream>

namespace
{

constexpr size_t DECIMALS = 9;

/// "1.010043200" in nanoseconds.
int64_t
ToNanoseconds(const std::string& seconds)
{
    const size_t point = seconds.find('.');
    if (point == std::string::npos || seconds.size() - point - 1 != DECIMALS)
    {
        ADD_FAILURE() << seconds << " has not nine decimals";
        return -1;
    }
    return std::stoll(seconds.substr(0, point) + seconds.substr(point + 1));
}

} // namespace

std::vector<StateChange>
ReadStateLog(const std::string& jsonl)
{
    std::vector<StateChange> log;
    for (const auto& line : SplitLines(jsonl))
    {
        std::istringstream stream(line);
        boost::property_tree::ptree object;
        try
        {
            boost::property_tree::read_json(stream, object);
            log.push_back({ToNanoseconds(object.get<std::string>("time")),
                           object.get<std::string>("host"),
                           object.get<std::string>("from"),
                           object.get<std::string>("to"),
                           object.get<std::string>("cause")});
        }
        catch (const boost::property_tree::ptree_error& error)
        {
            ADD_FAILURE() << line << ": " << error.what();
        }
    }
    return log;
}

std::vector<std::string>
StatesEntered(const std::vector<StateChange>& log, const std::string& host)
{
    std::vector<std::string> states;
    for (const auto& change : log)
    {
        if (change.host == host && change.to != "LISTEN")
        {
            states.push_back(change.to);
        }
    }
    return states;
}

int64_t
StayIn(const std::vector<StateChange>& log, const std::string& host, const std::string& state)
{
    int64_t entered = -1;
    for (const auto& change : log)
    {
        if (change.host == host && change.to == state)
        {
            entered = change.nanoseconds;
        }
        else if (change.host == host && change.from == state && entered >= 0)
        {
            return change.nanoseconds - entered;
        }
    }
    return -1;
}
