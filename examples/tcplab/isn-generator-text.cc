// SPDX-License-Identifier: GPL-2.0-only

#include "isn-generator-text.h"

#include "attribute-text.h"
#include "nearest-name.h"

#include "ns3/abort.h"

namespace tcplab
{

namespace
{

using namespace ns3;

bool
IsGenerator(TypeId type)
{
    return type.IsChildOf(TcpIsnGenerator::GetTypeId()) && type.HasConstructor();
}

TypeId
ReadType(const std::string& name)
{
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(name, &type))
    {
        const auto names = IsnGeneratorNames();
        const auto nearest = DidYouMean(name, names);
        throw BadAttributeValue(
            "there is no type \"" + name + '"' +
            (nearest.empty() ? ": generators are " + Enumerate(names) : nearest));
    }
    if (!IsGenerator(type))
    {
        throw BadAttributeValue('"' + name + "\" is no value of IsnGenerator: it is " +
                                Enumerate(IsnGeneratorNames(), "or"));
    }
    return type;
}

/// "Step=128"
std::pair<std::string, Ptr<const AttributeValue>>
ReadAssignment(TypeId type, const std::string& text)
{
    const size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const auto names = AttributeNames(type);
    const auto attribute = FindAttribute(type, name);
    if (!attribute)
    {
        const auto nearest = DidYouMean(name, names);
        throw BadAttributeValue('"' + name + "\" is no attribute of " + type.GetName() +
                                (!nearest.empty() ? nearest
                                 : names.empty()  ? ", which has none"
                                                  : ": it has " + Enumerate(names)));
    }
    if (equals == std::string::npos)
    {
        throw BadAttributeValue("\"=\" and a value are missing after \"" + name + '"');
    }
    return {name, ReadAttribute(*attribute, text.substr(equals + 1))};
}

} // namespace

void
IsnGeneratorChoice::ApplyTo(Ptr<TcpIsnGenerator> generator) const
{
    for (const auto& [name, value] : attributes)
    {
        const bool set = generator->SetAttributeFailSafe(name, *value);
        NS_ABORT_MSG_UNLESS(set, name << " was checked, and is refused");
    }
}

std::vector<std::string>
IsnGeneratorNames()
{
    std::vector<std::string> names;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        if (IsGenerator(TypeId::GetRegistered(i)))
        {
            names.push_back(TypeId::GetRegistered(i).GetName());
        }
    }
    return names;
}

IsnGeneratorChoice
ReadIsnGenerator(const std::string& text)
{
    const size_t bracket = text.find('[');
    IsnGeneratorChoice choice{ReadType(text.substr(0, bracket)), {}};
    if (bracket == std::string::npos)
    {
        return choice;
    }
    if (text.back() != ']')
    {
        throw BadAttributeValue("\"]\" is missing at the end of \"" + text + '"');
    }
    const size_t last = text.size() - 1;
    for (size_t next = bracket + 1; next < last;)
    {
        const size_t end = std::min(text.find('|', next), last);
        choice.attributes.push_back(ReadAssignment(choice.type, text.substr(next, end - next)));
        next = end + 1;
    }
    return choice;
}

} // namespace tcplab
