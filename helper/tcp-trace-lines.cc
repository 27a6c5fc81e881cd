// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-trace-lines.h"

#include <algorithm>
#include <cstdio>
#include <iomanip>
#include <sstream>

namespace ns3
{

namespace
{

/// As long as the longest name of a state, SYN-RECEIVED.
constexpr int STATE_WIDTH = 12;
/// Room for times below 10 000 s.
constexpr int TIME_WIDTH = 14;
/// As long as the largest sequence number, 4294967295.
constexpr int ISN_WIDTH = 10;

/// \return the transition that a record tells of, if it is that of a connection; else null
const TcpTraceTransition*
ConnectionTransition(const TcpTraceRecord& record)
{
    const auto* transition = std::get_if<TcpTraceTransition>(&record.what);
    return transition && transition->connection > 0 ? transition : nullptr;
}

std::string
JsonSegment(const tcplifecycle::Segment& segment)
{
    std::ostringstream text;
    text << "{\"seq\":" << segment.seq.Value() << ",\"ack\":" << segment.ack.Value()
         << ",\"ctl\":" << ToJsonString(tcplifecycle::ControlBitsToString(segment.ctl))
         << ",\"len\":" << segment.textLength << ",\"wnd\":" << segment.wnd << '}';
    return text.str();
}

std::string
JsonStringOrNull(const char* text)
{
    return text ? ToJsonString(text) : "null";
}

} // namespace

void
WriteTcpTraceStates(std::ostream& os, const TcpTrace& trace, const TcpTraceStyle& style)
{
    const auto label = [&trace](uint32_t host, const TcpTraceTransition& transition) {
        const auto& name = trace.hosts.at(host);
        return trace.connections.at(host) > 1 ? name + '.' + std::to_string(transition.connection)
                                              : name;
    };
    size_t labelWidth = 0;
    for (const auto& record : trace.records)
    {
        if (const auto* transition = ConnectionTransition(record))
        {
            labelWidth = std::max(labelWidth, label(record.host, *transition).size());
        }
    }
    for (const auto& record : trace.records)
    {
        const auto* transition = ConnectionTransition(record);
        if (!transition)
        {
            continue;
        }
        os << std::right << std::setw(TIME_WIDTH) << TcpTraceSeconds(record.time) << "  "
           << std::left << std::setw(static_cast<int>(labelWidth))
           << label(record.host, *transition) << "  " << std::setw(STATE_WIDTH)
           << ToString(transition->from) << " -> " << std::setw(STATE_WIDTH)
           << ToString(transition->to) << "  " << ToString(transition->cause);
        if (transition->segment)
        {
            os << ' ' << tcplifecycle::ToString(*transition->segment);
        }
        os << '\n';
        if (style.explain && transition->row)
        {
            os << std::string(TIME_WIDTH + 2, ' ') << ExplainTransition(*transition) << '\n';
        }
    }
}

void
WriteTcpTraceJsonLines(std::ostream& os, const TcpTrace& trace, const TcpTraceStyle& style)
{
    for (const auto& record : trace.records)
    {
        const auto* transition = ConnectionTransition(record);
        if (!transition)
        {
            continue;
        }
        const auto* row = transition->row;
        os << "{\"time\":" << TcpTraceSeconds(record.time)
           << ",\"host\":" << ToJsonString(trace.hosts.at(record.host)) << ",\"event\":\"state\""
           << ",\"local\":" << ToJsonString(TcpTraceEndpoint(transition->local))
           << ",\"remote\":" << ToJsonString(TcpTraceEndpoint(transition->remote))
           << ",\"from\":" << ToJsonString(ToString(transition->from))
           << ",\"to\":" << ToJsonString(ToString(transition->to))
           << ",\"cause\":" << ToJsonString(ToString(transition->cause))
           << ",\"segment\":" << (transition->segment ? JsonSegment(*transition->segment) : "null")
           << ",\"rule\":" << JsonStringOrNull(row ? row->key : nullptr);
        if (style.explain)
        {
            os << ",\"section\":" << JsonStringOrNull(row ? row->section : nullptr)
               << ",\"explanation\":" << JsonStringOrNull(row ? row->explanation : nullptr);
        }
        os << "}\n";
    }
}

void
WriteTcpTraceIsns(std::ostream& os, const TcpTrace& trace)
{
    const auto widthOf = [&trace](const auto& text) {
        size_t width = 0;
        for (const auto& isn : trace.isns)
        {
            width = std::max(width, text(isn).size());
        }
        return static_cast<int>(width);
    };
    const auto host = [&trace](const TcpTraceIsn& isn) { return trace.hosts.at(isn.host); };
    const auto local = [](const TcpTraceIsn& isn) { return TcpTraceEndpoint(isn.local); };
    const auto remote = [](const TcpTraceIsn& isn) { return TcpTraceEndpoint(isn.remote); };
    const auto generator = [](const TcpTraceIsn& isn) { return isn.generator; };
    const int hostWidth = widthOf(host);
    const int localWidth = widthOf(local);
    const int remoteWidth = widthOf(remote);
    const int generatorWidth = widthOf(generator);
    std::vector<std::optional<uint32_t>> before(trace.hosts.size());
    for (const auto& isn : trace.isns)
    {
        auto& last = before.at(isn.host);
        os << std::right << std::setw(TIME_WIDTH) << TcpTraceSeconds(isn.time) << std::left << "  "
           << std::setw(hostWidth) << host(isn) << "  " << std::setw(localWidth) << local(isn)
           << "  " << std::setw(remoteWidth) << remote(isn) << "  " << std::setw(generatorWidth)
           << generator(isn) << std::right << "  " << std::setw(ISN_WIDTH) << isn.value << "  "
           << std::setw(ISN_WIDTH) << (last ? std::to_string(isn.value - *last) : "-") << '\n';
        last = isn.value;
    }
}

std::string
ToJsonString(const std::string& text)
{
    std::string json = "\"";
    for (const char c : text)
    {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
        {
            json += '\\';
            json += c;
        }
        else if (octet < 0x20)
        {
            char escape[8];
            std::snprintf(escape, sizeof(escape), "\\u%04x", octet);
            json += escape;
        }
        else
        {
            json += c;
        }
    }
    return json + '"';
}

std::string
ExplainTransition(const TcpTraceTransition& transition)
{
    if (!transition.row)
    {
        return {};
    }
    return std::string(transition.row->section) + ": " + transition.row->explanation;
}

} // namespace ns3
