// SPDX-License-Identifier: GPL-2.0-only

#include "progress-line.h"

#include <iostream>
#include <unistd.h>

namespace tcplab
{

namespace
{

constexpr std::chrono::milliseconds INTERVAL{200};
constexpr const char* CLEAR_LINE = "\r\033[K";

} // namespace

ProgressLine::ProgressLine()
    : m_onTerminal(isatty(STDERR_FILENO) != 0),
      m_shown(Clock::now())
{
}

ProgressLine::~ProgressLine()
{
    Clear();
}

bool
ProgressLine::IsShown() const
{
    return m_onTerminal;
}

bool
ProgressLine::IsDue() const
{
    return m_onTerminal && Clock::now() - m_shown >= INTERVAL;
}

void
ProgressLine::Show(const std::string& text)
{
    if (m_onTerminal)
    {
        m_shown = Clock::now();
        m_visible = true;
        std::cerr << CLEAR_LINE << "tcplab: " << text << std::flush;
    }
}

void
ProgressLine::Clear()
{
    if (m_visible)
    {
        std::cerr << CLEAR_LINE << std::flush;
        m_visible = false;
    }
}

} // namespace tcplab
