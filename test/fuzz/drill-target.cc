// SPDX-License-Identifier: GPL-2.0-only
//
// An input is the text of a packet script. Either it is read, and what it says can be written and
// read again, or the error names a place in it. Its code is run, and its commands are read.

#include "drill/drill-command.h"
#include "drill/drill-notation.h"
#include "drill/drill-parser.h"
#include "script-places.h"
#include "targets.h"
#include "violation.h"

using namespace tcplab;
using namespace tcplab::drill;

namespace
{

const std::string NAME = "script";

Script
Parse(const std::string& text)
{
    return ParseDrillScript(std::make_shared<const SourceText>(NAME, text), {});
}

/// What each action must stand.
struct CheckAction
{
    const Script& script;
    CodeVariables& variables;

    void operator()(const Command& command) const
    {
        ReadCommand(command.text);
    }

    void operator()(const CodeSection& section) const
    {
        Demand((section.code == nullptr) == !section.notUnderstood.empty(),
               "code that is not understood without a reason");
        if (section.code == nullptr)
        {
            return;
        }
        NamesReadBy(*section.code);
        const auto seven = [](const std::string& /* name */) { return std::optional<int64_t>(7); };
        const auto failure = RunCode(*section.code, variables, seven);
        Demand(!failure || failure->place.line <= script.source->GetLineCount(),
               "a failure outside the script");
    }

    template <typename T>
    void operator()(const T& /* action */) const
    {
    }
};

/// \return the events in their notation, after what says how to read them
std::string
Write(const Script& script)
{
    const bool ipv6 = script.configuration.ipVersion == IpVersion::Ipv6;
    std::string text = ipv6 ? "--ip_version=ipv6\n" : "";
    for (const auto& event : script.events)
    {
        if (!std::holds_alternative<Unsupported>(event.action))
        {
            text += ToNotation(event) + '\n';
        }
    }
    return text;
}

void
CheckScript(const Script& script)
{
    CodeVariables variables;
    for (const auto& event : script.events)
    {
        Demand(event.place.line >= 1 && event.place.line <= script.source->GetLineCount(),
               "a place outside the script");
        std::visit(CheckAction{script, variables}, event.action);
    }
    const std::string text = Write(script);
    if (text.find('\n') + 1 < text.size())
    {
        Demand(Write(Parse(text)) == text,
               "a script that reads otherwise once it is written again");
    }
}

} // namespace

void
FuzzDrill(const uint8_t* data, size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    std::optional<Script> script;
    try
    {
        script = Parse(text);
    }
    catch (const ScriptError& error)
    {
        const std::string message = error.what();
        Demand(NamesAPlace(message, NAME), "an error that names no place in the script");
        // Spirit names a part of the grammar that has no name of its own after its type.
        const bool hasName = message.find("5boost") == std::string::npos &&
                             message.find("6tcplab") == std::string::npos;
        const bool quotesIt =
            text.find("5boost") != std::string::npos || text.find("6tcplab") != std::string::npos;
        Demand(hasName || quotesIt, "an error that does not say what was expected");
        return;
    }
    CheckScript(*script);
}
