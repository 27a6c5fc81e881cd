// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_ISN_PLOT_H
#define TCPLAB_ISN_PLOT_H

#include "isn-sample.h"
#include "trace-output.h"

#include <memory>
#include <string>

namespace tcplab
{

/**
 * A figure of initial sequence numbers: the steps over time, and their phase-space portrait in
 * delay coordinates, each step over the one before (Zalewski, Strange Attractors and TCP/IP
 * Sequence Number Analysis, 2001). gnuplot draws it.
 */
class IsnPlot
{
  public:
    /**
     * \param path the file: .png, .svg or .pdf; .plt for gnuplot's commands instead of a figure
     * \throws UsageError if the file is of no such kind, cannot be written, or if gnuplot is needed
     *         and not installed
     */
    explicit IsnPlot(std::string path);

    /**
     * \param title the figure's title
     * \param sample what to draw
     * \throws UsageError if gnuplot fails, or not all could be written
     */
    void Draw(const std::string& title, const IsnSample& sample) const;

  private:
    std::string m_path;
    std::string m_terminal;             ///< gnuplot's name of the kind of file; "" for commands
    std::unique_ptr<OutputFile> m_file; ///< for commands; a figure is written by gnuplot
};

} // namespace tcplab

#endif // TCPLAB_ISN_PLOT_H
