// SPDX-License-Identifier: GPL-2.0-only

#include "drill-script-settings.h"

#include "../script-grammar.h"
#include "drill-command.h"

#include <variant>
#include <vector>

namespace tcplab::drill
{

Scenario
ScenarioOfHostUnderTest()
{
    Scenario scenario;
    scenario.hosts = {"A", "A"};
    return scenario;
}

ScriptSettings::ScriptSettings(const RunTerms& terms)
    : m_terms(terms),
      m_host(ScenarioOfHostUnderTest())
{
    m_settings.emplace(m_host, m_terms.settings, m_terms.stack);
}

void
ScriptSettings::Take(const Command& command)
{
    const auto meaning = ReadCommand(command.text);
    for (const auto& setting : std::get<std::vector<CommandSetting>>(meaning))
    {
        m_host.settings.push_back(ParseSetting("*." + setting.attribute + "=" + setting.value));
    }
    m_settings.emplace(m_host, m_terms.settings, m_terms.stack);
}

void
ScriptSettings::ApplyToProtocol(ns3::Ptr<ns3::Object> protocol) const
{
    m_settings->ApplyToProtocol(m_host.hosts[0], protocol);
}

void
ScriptSettings::ApplyToSocket(ns3::Ptr<ns3::Socket> socket) const
{
    m_settings->ApplyToSocket(m_host.hosts[0], std::nullopt, socket);
}

} // namespace tcplab::drill
