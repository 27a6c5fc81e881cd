// SPDX-License-Identifier: GPL-2.0-only

#include "settings.h"

#include "attribute-text.h"
#include "lifecycle-stack.h"
#include "nearest-name.h"

#include "ns3/tcp-lifecycle-l4-protocol.h"

#include <algorithm>

namespace tcplab
{

namespace
{

bool
Matches(const Word& pattern, const std::string& name)
{
    return pattern.text == "*" || pattern.text == name;
}

const char* const ISN_GENERATOR = "IsnGenerator";

/// The one attribute that names an object which has attributes of its own.
bool
IsIsnGenerator(const ns3::TypeId::AttributeInformation& attribute)
{
    return attribute.name == ISN_GENERATOR;
}

/**
 * Whether the attribute exists in this module's TCP, for which scripts are written.
 *
 * \throws BadAttributeValue if it does, and the value is none of it
 */
bool
IsOfLifecycle(const Setting& setting)
{
    const LifecycleStack lifecycle;
    for (const auto& type : {lifecycle.GetSocketType(), lifecycle.GetProtocolType()})
    {
        if (const auto attribute = FindAttribute(type, setting.attribute.text))
        {
            if (IsIsnGenerator(*attribute))
            {
                ReadIsnGenerator(setting.value.text);
            }
            else
            {
                ReadAttribute(*attribute, setting.value.text);
            }
            return true;
        }
    }
    return false;
}

[[noreturn]] void
ThrowUnknown(const Placed<Setting>& setting, const Stack& stack)
{
    const auto& name = setting.what.attribute.text;
    auto names = AttributeNames(stack.GetSocketType());
    const auto more = AttributeNames(stack.GetProtocolType());
    names.insert(names.end(), more.begin(), more.end());
    names.emplace_back("Profile");
    const auto nearest = DidYouMean(name, names);
    throw ScriptError(
        setting.Locate(setting.what.attribute),
        '"' + name + "\" is no attribute of " + stack.GetSocketType().GetName() +
            (nearest.empty() ? " nor of " + stack.GetProtocolType().GetName() : nearest));
}

} // namespace

Settings::Settings(const Scenario& scenario,
                   const std::vector<Placed<Setting>>& commandLine,
                   const Stack& stack)
{
    auto all = scenario.settings;
    for (const auto& setting : commandLine)
    {
        CheckTarget(scenario, setting);
        all.push_back(setting);
    }
    for (const auto& profile : FindProfiles(scenario, all))
    {
        AddProfile(profile, stack);
    }
    for (const auto& setting : all)
    {
        if (!ChoosesProfile(setting.what))
        {
            Add(setting, stack);
        }
    }
}

const std::vector<std::string>&
Settings::GetWarnings() const
{
    return m_warnings;
}

void
Settings::ApplyToProtocol(const std::string& host, ns3::Ptr<ns3::Object> protocol) const
{
    for (const auto& change : m_changes)
    {
        if (!change.ofSocket && Matches(change.setting.what.host, host))
        {
            Apply(change, protocol);
        }
    }
}

void
Settings::ApplyToSocket(const std::string& host,
                        const std::optional<std::string>& connection,
                        ns3::Ptr<ns3::Object> socket) const
{
    for (const auto& change : m_changes)
    {
        const auto& target = change.setting.what;
        const bool matches =
            Matches(target.host, host) && (!target.connection || target.connection->text == "*" ||
                                           (connection && target.connection->text == *connection));
        if (change.ofSocket && matches)
        {
            Apply(change, socket);
        }
    }
}

void
Settings::AddProfile(const ProfileOfHost& profile, const Stack& stack)
{
    std::vector<std::string> missing;
    for (const auto& setting : profile.settings)
    {
        Setting translated = setting.what;
        if (stack.Translate(translated))
        {
            Add(setting, stack);
        }
        else
        {
            missing.push_back(setting.what.attribute.text);
        }
    }
    if (!missing.empty())
    {
        Warn(stack.GetSocketType().GetName() + " has nothing like " + Enumerate(missing) +
             " of the profile " + profile.name);
    }
}

void
Settings::Warn(const std::string& text)
{
    const std::string warning = "warning: " + text;
    if (std::find(m_warnings.begin(), m_warnings.end(), warning) == m_warnings.end())
    {
        m_warnings.push_back(warning);
    }
}

void
Settings::Add(Placed<Setting> setting, const Stack& stack)
{
    const std::string attributeName = setting.what.attribute.text;
    try
    {
        if (!stack.Translate(setting.what))
        {
            if (!IsOfLifecycle(setting.what))
            {
                ThrowUnknown(setting, stack);
            }
            Warn(stack.GetSocketType().GetName() + " has nothing like " + attributeName +
                 ", it is not set");
            return;
        }
        const auto ofSocket = FindAttribute(stack.GetSocketType(), setting.what.attribute.text);
        const auto attribute =
            ofSocket ? ofSocket
                     : FindAttribute(stack.GetProtocolType(), setting.what.attribute.text);
        if (!ofSocket && setting.what.connection)
        {
            throw ScriptError(setting.Locate(*setting.what.connection),
                              attributeName +
                                  " is an attribute of a host, not of a connection: "
                                  "leave out \"" +
                                  setting.what.connection->text + ".\"");
        }
        Change change{setting, ofSocket.has_value(), nullptr, {}};
        const std::string& text = setting.what.value.text;
        if (IsIsnGenerator(*attribute))
        {
            change.generator = ReadIsnGenerator(text);
            change.value = ns3::Create<ns3::TypeIdValue>(change.generator.type);
        }
        else
        {
            change.value = ReadAttribute(*attribute, text);
        }
        m_changes.push_back(std::move(change));
    }
    catch (const BadAttributeValue& bad)
    {
        throw ScriptError(setting.Locate(setting.what.value), bad.what());
    }
}

void
Settings::Apply(const Change& change, ns3::Ptr<ns3::Object> object)
{
    const auto& setting = change.setting;
    if (!object->SetAttributeFailSafe(setting.what.attribute.text, *change.value))
    {
        throw ScriptError(setting.Locate(setting.what.value),
                          object->GetInstanceTypeId().GetName() + " refuses \"" +
                              setting.what.value.text + "\" as " + setting.what.attribute.text);
    }
    if (!change.generator.attributes.empty())
    {
        const auto tcp = ns3::DynamicCast<ns3::TcpLifecycleL4Protocol>(object);
        change.generator.ApplyTo(tcp->GetIsnGenerator());
    }
}

} // namespace tcplab
