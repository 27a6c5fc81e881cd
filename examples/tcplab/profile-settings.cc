// SPDX-License-Identifier: GPL-2.0-only

#include "profile-settings.h"

#include "nearest-name.h"
#include "script-grammar.h"

#include "ns3/tcp-lifecycle-profile.h"

namespace tcplab
{

namespace
{

using ns3::TcpLifecycleProfile;

std::string
NoProfile(const std::string& name)
{
    return "there is no profile \"" + name + "\": it is " +
           Enumerate(TcpLifecycleProfile::GetNames(), "or");
}

void
Check(const Placed<Setting>& setting)
{
    const auto& [host, connection, attribute, value] = setting.what;
    if (connection)
    {
        throw ScriptError(setting.Locate(*connection),
                          "a profile is chosen for a host, not for a connection: leave out \"" +
                              connection->text + ".\"");
    }
    if (!TcpLifecycleProfile::Exists(value.text))
    {
        throw ScriptError(setting.Locate(value), NoProfile(value.text));
    }
}

/// \return the value of a setting; of a generator with its attributes,
/// "ns3::TcpIsnRfc6528[Tick=64ns]"
std::string
ValueOf(const TcpLifecycleProfile::Setting& setting, const TcpLifecycleProfile& profile)
{
    std::string attributes;
    for (const auto& other : profile.GetSettings())
    {
        if (other.target == TcpLifecycleProfile::Target::IsnGenerator)
        {
            attributes +=
                (attributes.empty() ? "" : "|") + std::string(other.attribute) + '=' + other.value;
        }
    }
    const bool hasThem = setting.attribute == std::string("IsnGenerator") && !attributes.empty();
    return setting.value + (hasThem ? '[' + attributes + ']' : "");
}

} // namespace

bool
ChoosesProfile(const Setting& setting)
{
    return setting.attribute.text == "Profile";
}

Placed<Setting>
ReadProfileOption(const std::string& name)
{
    if (!TcpLifecycleProfile::Exists(name))
    {
        throw UsageError("--profile: " + NoProfile(name));
    }
    return ParseSetting("*.Profile=" + name);
}

std::vector<ProfileOfHost>
FindProfiles(const Scenario& scenario, const std::vector<Placed<Setting>>& settings)
{
    std::vector<ProfileOfHost> profiles;
    for (const auto& host : scenario.hosts)
    {
        const Placed<Setting>* chosen = nullptr;
        for (const auto& setting : settings)
        {
            const auto& target = setting.what;
            if (ChoosesProfile(target))
            {
                Check(setting);
                const bool matches = target.host.text == "*" || target.host.text == host;
                chosen = matches ? &setting : chosen;
            }
        }
        if (!chosen)
        {
            continue;
        }
        const auto& [hostGiven, connection, attribute, value] = chosen->what;
        ProfileOfHost profile{value.text, {}};
        const Word ofHost{host, hostGiven.column};
        const TcpLifecycleProfile system(value.text);
        for (const auto& setting : system.GetSettings())
        {
            if (setting.target != TcpLifecycleProfile::Target::IsnGenerator)
            {
                profile.settings.push_back({chosen->where,
                                            {ofHost,
                                             {},
                                             {setting.attribute, attribute.column},
                                             {ValueOf(setting, system), value.column}}});
            }
        }
        profiles.push_back(std::move(profile));
    }
    return profiles;
}

} // namespace tcplab
