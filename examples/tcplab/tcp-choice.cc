// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-choice.h"

#include "command-line.h"
#include "nearest-name.h"
#include "profile-settings.h"
#include "script-grammar.h"
#include "source-text.h"

#include <algorithm>

namespace tcplab
{

namespace po = boost::program_options;

void
TcpChoice::Describe(po::options_description& description, const Help& help)
{
    description.add_options()("stack",
                              TextOption(m_stack, "TCP")->default_value("lifecycle"),
                              "lifecycle, or ns3 for ns-3's own TcpSocketBase");
    description.add_options()("set", TextOption(m_settings, help.setting), help.set);
    description.add_options()("profile",
                              po::value<std::string>()->value_name("NAME")->notifier(
                                  [this](const std::string& name) { m_profile = name; }),
                              help.profile);
}

std::unique_ptr<Stack>
TcpChoice::MakeStack() const
{
    const auto names = Stack::Names();
    if (std::find(names.begin(), names.end(), m_stack) == names.end())
    {
        throw UsageError("--stack: there is no \"" + m_stack + "\": it is " +
                         Enumerate(names, "or"));
    }
    return Stack::Make(m_stack);
}

std::vector<Placed<Setting>>
TcpChoice::ReadSettings() const
{
    std::vector<Placed<Setting>> settings;
    if (m_profile)
    {
        settings.push_back(ReadProfileOption(*m_profile));
    }
    for (const auto& text : m_settings)
    {
        settings.push_back(ParseSetting(text));
    }
    return settings;
}

} // namespace tcplab
