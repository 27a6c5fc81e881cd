// SPDX-License-Identifier: GPL-2.0-only

// Prints the transition table that the protocol side runs on: as a table for the manual
// (--format=rst), or as a state diagram for Graphviz (--format=dot). Both figures in doc/ are made
// by it:
//
//     transition-table --format=rst > doc/transition-table.rst
//     transition-table --format=dot | dot -Tsvg > doc/figures/state-diagram.svg

#include "ns3/command-line.h"
#include "ns3/tcp-transition-table.h"

#include <iostream>
#include <map>
#include <string>
#include <utility>

using namespace tcplifecycle;

namespace
{

void
PrintRst()
{
    std::cout << ".. Made by examples/transition-table.cc from the table in the code.\n\n"
                 "Transition table\n"
                 "================\n\n"
                 "Every transition that a connection can take. There is no other way to change a "
                 "state.\n\n"
                 ".. list-table::\n"
                 "   :header-rows: 1\n\n"
                 "   * - From\n     - To\n     - Key\n     - Only if\n     - Source\n"
                 "     - In a sentence\n";
    for (const auto& row : TRANSITION_TABLE)
    {
        std::cout << "   * - " << ToString(row.from) << "\n     - " << ToString(row.to)
                  << "\n     - ``" << row.key << "``\n     - "
                  << (*row.guard ? row.guard : "always") << "\n     - " << row.section
                  << "\n     - " << row.explanation << "\n";
    }
}

void
PrintDot()
{
    // Rows between the same two states share an arrow; what leads to CLOSED because of a RST, an
    // ABORT or a timeout is dashed, as it would hide the rest.
    std::map<std::pair<State, State>, std::string> arrows;
    std::map<std::pair<State, State>, bool> orderly;
    for (const auto& row : TRANSITION_TABLE)
    {
        const std::pair<State, State> arrow{row.from, row.to};
        const bool isOrderly = row.to != State::Closed || row.event == Event::Close ||
                               row.event == Event::AckOfFinArrives ||
                               row.event == Event::TimeWaitTimeout;
        if (isOrderly)
        {
            auto& label = arrows[arrow];
            label += (label.empty() ? "" : "\\n") + std::string(row.key);
        }
        orderly[arrow] = orderly[arrow] || isOrderly;
    }
    std::cout << "digraph tcp {\n  node [shape=box, fontname=Helvetica];\n"
                 "  edge [fontname=Helvetica, fontsize=9];\n";
    for (const auto& [arrow, isOrderly] : orderly)
    {
        std::cout << "  \"" << ToString(arrow.first) << "\" -> \"" << ToString(arrow.second)
                  << "\" ["
                  << (isOrderly ? "label=\"" + arrows[arrow] + "\"" : "style=dashed, color=gray")
                  << "];\n";
    }
    std::cout << "}\n";
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string format = "rst";
    ns3::CommandLine command(__FILE__);
    command.AddValue("format", "rst: a table for the manual; dot: a diagram for Graphviz", format);
    command.Parse(argc, argv);
    if (format == "rst")
    {
        PrintRst();
    }
    else if (format == "dot")
    {
        PrintDot();
    }
    else
    {
        std::cerr << "transition-table: --format is rst or dot, not '" << format << "'\n";
        return 2;
    }
    return 0;
}
