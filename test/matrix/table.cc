// SPDX-License-Identifier: GPL-2.0-only

#include "matrix.h"

#include <utility>

namespace matrix
{

const std::vector<Rule>&
AllRules()
{
    static const std::vector<Rule> RULES = [] {
        std::vector<Rule> all;
        for (auto part : {RulesOfClosedListenAndSynSent,
                          RulesOfSynReceived,
                          RulesOfFirstToFourthStep,
                          RulesOfEstablishedAndCloseWait,
                          RulesOfFinWait,
                          RulesOfClosingLastAckAndTimeWait})
        {
            for (Rule& rule : part())
            {
                all.push_back(std::move(rule));
            }
        }
        return all;
    }();
    return RULES;
}

std::vector<Entry>
EntriesOf(Situation situation)
{
    std::vector<const Rule*> candidates;
    for (const Rule& rule : AllRules())
    {
        if (rule.situations.Has(situation))
        {
            candidates.push_back(&rule);
        }
    }
    std::vector<Entry> entries;
    ForEachCell(situation, [&](const Cell& cell) {
        if (WhyImpossible(cell))
        {
            return;
        }
        Entry entry{cell, {}};
        for (const Rule* rule : candidates)
        {
            if (rule->AppliesTo(cell))
            {
                entry.rules.push_back(rule);
            }
        }
        entries.push_back(std::move(entry));
    });
    return entries;
}

} // namespace matrix
