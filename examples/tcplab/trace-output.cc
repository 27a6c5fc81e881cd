// SPDX-License-Identifier: GPL-2.0-only

#include "trace-output.h"

#include "drill/drill-recording.h"
#include "file-claims.h"
#include "nearest-name.h"
#include "source-text.h"

#include "ns3/tcp-trace-ladder.h"
#include "ns3/tcp-trace-lines.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <set>

namespace tcplab
{

namespace
{

void
WriteFormat(std::ostream& os,
            const std::string& format,
            const std::string& title,
            const ns3::TcpTrace& trace,
            const ns3::TcpTraceStyle& style,
            const std::string& summary,
            uint32_t host,
            const std::string& settings)
{
    if (format == "states")
    {
        WriteTcpTraceStates(os, trace, style);
    }
    else if (format == "jsonl")
    {
        WriteTcpTraceJsonLines(os, trace, style);
    }
    else if (format == "isn")
    {
        WriteTcpTraceIsns(os, trace);
    }
    else if (format == "pkt")
    {
        const auto begin = os.tellp();
        const bool runs = drill::WritePacketScript(os, trace, host, title, settings);
        if (!runs)
        {
            std::cerr << "tcplab: warning: nothing happened at host " << trace.hosts.at(host)
                      << ": the packet script is empty\n";
        }
        else if (os.tellp() - begin > static_cast<std::streamoff>(LARGEST_SCRIPT))
        {
            std::cerr << "tcplab: warning: the packet script is larger than 1 MiB: tcplab drill "
                         "will not read it\n";
        }
    }
    else
    {
        os << title << (title.empty() ? "" : "\n\n");
        WriteTcpTraceLadder(os, trace, style);
        os << '\n' << summary << '\n';
    }
}

} // namespace

OutputFile::OutputFile(std::string option, std::string path)
    : m_option(std::move(option)),
      m_path(std::move(path))
{
    ClaimOutput(m_option, m_path);
    errno = 0;
    m_stream.open(m_path, std::ios::binary);
    if (!m_stream)
    {
        throw UsageError(m_option + ": \"" + m_path +
                         "\" cannot be written: " + std::strerror(errno));
    }
}

std::ostream&
OutputFile::GetStream()
{
    return m_stream;
}

void
OutputFile::Close()
{
    m_stream.close();
    if (!m_stream)
    {
        throw UsageError(m_option + ": not all of \"" + m_path + "\" could be written");
    }
}

std::vector<std::string>
TraceOutput::Formats()
{
    return {"ladder", "states", "jsonl", "isn", "pkt"};
}

TraceOutput::TraceOutput(const std::vector<std::string>& options)
{
    const auto formats = Formats();
    std::set<std::string> paths;
    for (const auto& option : options.empty() ? std::vector<std::string>{"ladder"} : options)
    {
        const size_t equals = option.find('=');
        const std::string format = option.substr(0, equals);
        if (std::find(formats.begin(), formats.end(), format) == formats.end())
        {
            const auto nearest = DidYouMean(format, formats);
            throw UsageError("--format: there is no format \"" + format + '"' +
                             (nearest.empty() ? ": it is " + Enumerate(formats, "or") : nearest));
        }
        const std::string path = equals == std::string::npos ? "" : option.substr(equals + 1);
        if (equals != std::string::npos && path.empty())
        {
            throw UsageError("--format " + option + ": a file is missing after \"=\"");
        }
        if (!paths.insert(path).second)
        {
            throw UsageError(path.empty() ? "--format: two formats on standard output; give one of "
                                            "them a file: --format " +
                                                format + "=FILE"
                                          : "--format: two formats in the file \"" + path + '"');
        }
        m_outputs.push_back({format, nullptr});
        if (!path.empty())
        {
            m_outputs.back().file = std::make_unique<OutputFile>("--format", path);
        }
    }
}

bool
TraceOutput::Has(const std::string& format) const
{
    return std::any_of(m_outputs.begin(), m_outputs.end(), [&](const Output& output) {
        return output.format == format;
    });
}

void
TraceOutput::Write(const std::string& title,
                   const ns3::TcpTrace& trace,
                   const ns3::TcpTraceStyle& style,
                   const std::string& summary,
                   uint32_t host,
                   const std::string& settings)
{
    for (auto& output : m_outputs)
    {
        std::ostream& os = output.file ? output.file->GetStream() : std::cout;
        WriteFormat(os, output.format, title, trace, style, summary, host, settings);
        if (output.file)
        {
            output.file->Close();
        }
    }
}

} // namespace tcplab
