// SPDX-License-Identifier: GPL-2.0-only

#include "isn-plot.h"

#include "source-text.h"
#include "trace-output.h"

#include "ns3/gnuplot.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <unistd.h>

namespace tcplab
{

namespace
{

using namespace ns3;

/// The kinds of files, and gnuplot's names for them.
const std::map<std::string, std::string> TERMINALS = {
    {".png", "pngcairo size 1400,650"},
    {".svg", "svg size 1400,650 background \"white\""},
    {".pdf", "pdfcairo size 28cm,13cm"},
    {".plt", ""},
};

bool
IsGnuplotInstalled()
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');)
    {
        if (access((std::filesystem::path(folder) / "gnuplot").c_str(), X_OK) == 0)
        {
            return true;
        }
    }
    return false;
}

/// \return a text as gnuplot has it in quotation marks, without them
std::string
Escape(const std::string& text)
{
    std::string escaped;
    for (const char c : text)
    {
        escaped += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return escaped;
}

/// \return gnuplot's commands
std::string
Describe(const std::string& path,
         const std::string& terminal,
         const std::string& title,
         const IsnSample& sample)
{
    const auto steps = StepsOf(sample);
    Gnuplot2dDataset overTime("");
    Gnuplot2dDataset portrait("");
    for (auto* dataset : {&overTime, &portrait})
    {
        dataset->SetExtra("pointtype 7 pointsize 0.4 linecolor rgb \"#1f4e9c\"");
        dataset->SetStyle(Gnuplot2dDataset::POINTS);
    }
    for (size_t i = 0; i < steps.size(); ++i)
    {
        overTime.Add(sample.times[i + 1].GetSeconds(), steps[i]);
        if (i > 0)
        {
            portrait.Add(steps[i - 1], steps[i]);
        }
    }

    // gnuplot reads "@", "_" and the like in a title as marks unless it is told not to, and
    // complains where all steps are 0 and it is to find the range.
    const uint32_t largest = *std::max_element(steps.begin(), steps.end());
    const std::string range = "range [0:" + std::to_string(std::max(1.0, largest * 1.05)) + "]\n";
    const std::string plain = "set termoption noenhanced\nset grid\nunset key\nset rmargin 6\n";
    Gnuplot left(terminal.empty() ? "" : Escape(path), Escape(title) + ": steps over time");
    left.SetTerminal(terminal);
    left.SetLegend("time (s)", "step");
    left.SetExtra(plain + "set format y \"%.1s%c\"\nset y" + range + "set multiplot layout 1,2");
    left.AddDataset(overTime);
    Gnuplot right("", "Phase space: each step over the one before");
    right.SetLegend("step before", "step");
    right.SetExtra("set format x \"%.1s%c\"\nset x" + range);
    right.AddDataset(portrait);

    std::ostringstream commands;
    left.GenerateOutput(commands);
    right.GenerateOutput(commands);
    return commands.str();
}

} // namespace

IsnPlot::IsnPlot(std::string path)
    : m_path(std::move(path))
{
    const auto terminal = TERMINALS.find(std::filesystem::path(m_path).extension().string());
    if (terminal == TERMINALS.end())
    {
        throw UsageError("--plot: \"" + m_path +
                         "\" is no figure: its name ends with .png, .svg or .pdf, or with .plt for "
                         "gnuplot's commands");
    }
    m_terminal = terminal->second;
    m_file = std::make_unique<OutputFile>("--plot", m_path);
    if (!m_terminal.empty() && !IsGnuplotInstalled())
    {
        throw UsageError("--plot: gnuplot is not installed (on Debian: apt-get install "
                         "gnuplot-nox); a name that ends with .plt gets its commands instead");
    }
}

void
IsnPlot::Draw(const std::string& title, const IsnSample& sample) const
{
    const std::string commands = Describe(m_path, m_terminal, title, sample);
    if (m_terminal.empty())
    {
        m_file->GetStream() << commands;
        m_file->Close();
        return;
    }
    FILE* const gnuplot = popen("gnuplot", "w");
    const bool written =
        gnuplot && std::fwrite(commands.data(), 1, commands.size(), gnuplot) == commands.size();
    if (!gnuplot || pclose(gnuplot) != 0 || !written)
    {
        throw UsageError("--plot: gnuplot could not draw \"" + m_path + '"');
    }
}

} // namespace tcplab
