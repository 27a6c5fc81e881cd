// SPDX-License-Identifier: GPL-2.0-only
//
// An input is the text of a scenario script. Either it can be used, or the error names a place in
// it.

#include "scenario.h"
#include "script-grammar.h"
#include "script-places.h"
#include "source-text.h"
#include "targets.h"
#include "violation.h"

using namespace tcplab;

namespace
{

/// \return whether each setting, deed and expectation stands in a line that there is
void
CheckPlaces(const Scenario& scenario)
{
    const size_t lines = scenario.source->GetLineCount();
    const auto check = [lines](const auto& placed) {
        for (const auto& each : placed)
        {
            Demand(each.where.line >= 1 && each.where.line <= lines, "a place outside the script");
        }
    };
    check(scenario.settings);
    check(scenario.timedDeeds);
    check(scenario.triggeredDeeds);
    check(scenario.losses);
    check(scenario.expectations);
}

} // namespace

void
FuzzScript(const uint8_t* data, size_t size)
{
    const std::string name = "script";
    const std::string text(reinterpret_cast<const char*>(data), size);
    try
    {
        CheckPlaces(CheckScript(ParseScript(std::make_shared<const SourceText>(name, text))));
    }
    catch (const ScriptError& error)
    {
        const std::string message = error.what();
        Demand(NamesAPlace(message, name), "an error that names no place in the script");
        // Spirit names a part of the grammar that has no name of its own after its type.
        const bool hasName = message.find("5boost") == std::string::npos;
        const bool quotesIt = text.find("5boost") != std::string::npos;
        Demand(hasName || quotesIt, "an error that does not say what was expected");
    }
    // The same octets as what is given to --set.
    try
    {
        ParseSetting(text);
    }
    catch (const ScriptError& error)
    {
        Demand(NamesAPlace(error.what(), "--set"), "an error that names no place in the setting");
    }
}
