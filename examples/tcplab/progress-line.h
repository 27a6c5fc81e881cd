// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_PROGRESS_LINE_H
#define TCPLAB_PROGRESS_LINE_H

#include <chrono>
#include <string>

namespace tcplab
{

/// A line that is written over again and again, and is gone in the end. Only a terminal on standard
/// error shows it.
class ProgressLine
{
  public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// \return whether there is a terminal
    bool IsShown() const;

    /// \return whether the line is old enough for another one
    bool IsDue() const;

    /// \param text what it says from now on
    void Show(const std::string& text);

    /// The line goes.
    void Clear();

  private:
    using Clock = std::chrono::steady_clock;

    bool m_onTerminal;
    bool m_visible{false};
    Clock::time_point m_shown;
};

} // namespace tcplab

#endif // TCPLAB_PROGRESS_LINE_H
