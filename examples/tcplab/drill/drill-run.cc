// SPDX-License-Identifier: GPL-2.0-only

#include "drill-run.h"

#include "drill-script-run.h"
#include "drill-skip.h"

namespace tcplab::drill
{

Outcome
RunScript(const Script& script, const RunTerms& terms)
{
    if (const auto reason = FindReasonToSkip(script, terms.stack))
    {
        return {Verdict::Skipped, reason->place.line, reason->what, {}};
    }
    ScriptRun run(script, terms);
    Outcome outcome;
    try
    {
        run.DoAll();
    }
    catch (const Failure& failure)
    {
        outcome = {Verdict::Failed, failure.place.line, failure.what, {}};
    }
    outcome.warnings = run.TakeWarnings();
    return outcome;
}

} // namespace tcplab::drill
