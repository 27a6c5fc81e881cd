// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_TRACE_OUTPUT_H
#define TCPLAB_TRACE_OUTPUT_H

#include "ns3/tcp-trace-record.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace tcplab
{

/// A file to be written.
class OutputFile
{
  public:
    /**
     * \param option the option that names the file, for errors
     * \param path the file; what is in it is lost
     * \throws UsageError if it cannot be written, or has another use already
     */
    OutputFile(std::string option, std::string path);

    /// \return where to write
    std::ostream& GetStream();

    /// \throws UsageError if not all could be written
    void Close();

  private:
    std::string m_option;
    std::string m_path;
    std::ofstream m_stream;
};

/// Where a trace is written, and how: what --format says.
class TraceOutput
{
  public:
    /// \return the formats that there are
    static std::vector<std::string> Formats();

    /**
     * \param options the values of --format, "FORMAT" or "FORMAT=FILE"; none for a ladder on
     *                standard output
     * \throws UsageError if they cannot be used
     */
    explicit TraceOutput(const std::vector<std::string>& options);

    /**
     * \param title of the scenario
     * \param trace what to write
     * \param style how
     * \param summary of the expectations; ladders end with it
     * \param host index of the host that a packet script is about
     * \param settings what it is to be run with: " --set '*.Msl=1s'"
     * \throws UsageError if not all could be written
     */
    void Write(const std::string& title,
               const ns3::TcpTrace& trace,
               const ns3::TcpTraceStyle& style,
               const std::string& summary,
               uint32_t host,
               const std::string& settings);

    /// \param format one of Formats() \return whether it is written
    bool Has(const std::string& format) const;

  private:
    struct Output
    {
        std::string format;
        std::unique_ptr<OutputFile> file; ///< null for standard output
    };

    std::vector<Output> m_outputs;
};

} // namespace tcplab

#endif // TCPLAB_TRACE_OUTPUT_H
