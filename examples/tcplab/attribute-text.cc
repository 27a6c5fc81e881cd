// SPDX-License-Identifier: GPL-2.0-only

#include "attribute-text.h"

#include "script-grammar.h"

#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <map>

namespace tcplab
{

namespace
{

using namespace ns3;

bool
IsSettable(const TypeId::AttributeInformation& attribute)
{
    return (attribute.flags & TypeId::ATTR_SET) && attribute.accessor->HasSetter() &&
           attribute.supportLevel != TypeId::OBSOLETE;
}

/// The type and those that it derives from, itself first; ObjectBase is its own parent.
std::vector<TypeId>
Lineage(TypeId type)
{
    std::vector<TypeId> types{type};
    while (types.back().HasParent() && types.back().GetParent() != types.back())
    {
        types.push_back(types.back().GetParent());
    }
    return types;
}

/**
 * What a type that an attribute names must be, or derive from: an attribute does not tell.
 * (TcpCubic stands apart because ns-3 calls it a kind of TcpSocketBase.)
 */
const std::map<std::string, std::vector<std::string>> FAMILIES = {
    {"SocketType", {"ns3::TcpCongestionOps", "ns3::TcpCubic"}},
    {"RecoveryType", {"ns3::TcpRecoveryOps"}},
    {"RttEstimatorType", {"ns3::RttEstimator"}},
    {"IsnGenerator", {"ns3::TcpIsnGenerator"}},
};

bool
IsWholeNumber(const std::string& text, bool maybeNegative)
{
    const size_t start = maybeNegative && !text.empty() && text[0] == '-' ? 1 : 0;
    return text.size() > start && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(start),
                                              text.end(),
                                              [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool
IsNumber(const std::string& text)
{
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const bool spacesFirst = !text.empty() && std::isspace(static_cast<unsigned char>(text[0]));
    return !text.empty() && !spacesFirst && *end == '\0' && std::isfinite(number);
}

Ptr<const AttributeValue>
ReadTypeId(const std::string& attribute, const std::string& text)
{
    const auto family = FAMILIES.find(attribute);
    if (family == FAMILIES.end())
    {
        throw BadAttributeValue(attribute + " cannot be set by a text");
    }
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(text, &type))
    {
        throw BadAttributeValue("there is no type \"" + text + '"');
    }
    const auto& accepted = family->second;
    const auto types = Lineage(type);
    const bool belongs = std::any_of(types.begin(), types.end(), [&](const TypeId& ancestor) {
        return std::find(accepted.begin(), accepted.end(), ancestor.GetName()) != accepted.end();
    });
    if (!belongs || !type.HasConstructor())
    {
        throw BadAttributeValue('"' + text + "\" is no value of " + attribute +
                                ": it is a type that derives from " + accepted.front());
    }
    return Create<TypeIdValue>(type);
}

/// The kind of value that an attribute takes; some checkers of ns-3 name the namespace, others not.
std::string
ValueType(const TypeId::AttributeInformation& attribute)
{
    const std::string name = attribute.checker->GetValueTypeName();
    const std::string prefix = "ns3::";
    return name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : name;
}

/// What a value must look like, before ns-3 may see it.
std::string
Form(const std::string& valueType)
{
    if (valueType == "UintegerValue")
    {
        return "a whole number";
    }
    if (valueType == "IntegerValue")
    {
        return "a whole number, perhaps negative";
    }
    if (valueType == "DoubleValue")
    {
        return "a number";
    }
    if (valueType == "BooleanValue")
    {
        return "true or false";
    }
    if (valueType == "TimeValue")
    {
        return "a time such as 1.5s";
    }
    return "";
}

bool
HasForm(const std::string& valueType, const std::string& text)
{
    if (valueType == "UintegerValue" || valueType == "IntegerValue")
    {
        return IsWholeNumber(text, valueType == "IntegerValue");
    }
    if (valueType == "DoubleValue")
    {
        return IsNumber(text);
    }
    if (valueType == "TimeValue")
    {
        return ParseDuration(text).has_value();
    }
    return true;
}

/// Kinds of values that ns-3 reads from any text of the right form without ending the program.
bool
IsReadable(const std::string& valueType)
{
    return !Form(valueType).empty() || valueType == "EnumValue" || valueType == "StringValue" ||
           valueType == "TypeIdValue";
}

} // namespace

std::optional<TypeId::AttributeInformation>
FindAttribute(TypeId type, const std::string& name)
{
    for (const auto& ancestor : Lineage(type))
    {
        for (size_t i = 0; i < ancestor.GetAttributeN(); ++i)
        {
            const auto attribute = ancestor.GetAttribute(i);
            if (attribute.name == name && IsSettable(attribute))
            {
                return attribute;
            }
        }
    }
    return {};
}

std::vector<std::string>
AttributeNames(TypeId type)
{
    std::vector<std::string> names;
    for (const auto& ancestor : Lineage(type))
    {
        for (size_t i = 0; i < ancestor.GetAttributeN(); ++i)
        {
            if (IsSettable(ancestor.GetAttribute(i)))
            {
                names.push_back(ancestor.GetAttribute(i).name);
            }
        }
    }
    return names;
}

namespace
{

/**
 * \param valueType of an attribute
 * \param information what its checker knows: "uint16_t 1:65535", "Time +1ns:+60s", or the names of
 * an enumeration, "A|B" \return it for people, without C++'s types
 */
std::string
DescribeRange(const std::string& valueType, const std::string& information)
{
    const size_t blank = information.find(' ');
    const size_t colon = information.find(':', blank + 1);
    if (blank == std::string::npos || colon == std::string::npos)
    {
        return information;
    }
    const auto withoutPlus = [](const std::string& bound) {
        return bound.substr(!bound.empty() && bound.front() == '+' ? 1 : 0);
    };
    const std::string least = withoutPlus(information.substr(blank + 1, colon - blank - 1));
    const std::string most = withoutPlus(information.substr(colon + 1));
    const bool isTime = valueType == "TimeValue";
    // The longest time is 100 years at most, in nanoseconds: it says nothing to anybody.
    const bool isLong = isTime && most.find("e+") != std::string::npos;
    return (isTime ? "a time from " : "a number from ") + least +
           (isLong ? " on, 100 years at most" : " to " + most);
}

} // namespace

Ptr<const AttributeValue>
ReadAttribute(const TypeId::AttributeInformation& attribute, const std::string& text)
{
    const std::string valueType = ValueType(attribute);
    if (!IsReadable(valueType))
    {
        throw BadAttributeValue(attribute.name + " is an object and cannot be set by a text");
    }
    const std::string form = Form(valueType);
    if (!HasForm(valueType, text))
    {
        throw BadAttributeValue('"' + text + "\" is no value of " + attribute.name + ": it is " +
                                form);
    }
    if (valueType == "TypeIdValue")
    {
        return ReadTypeId(attribute.name, text);
    }
    Ptr<const AttributeValue> value;
    if (valueType == "TimeValue")
    {
        // Not through ns-3's own reading, which goes by way of a double.
        const TimeValue time(NanoSeconds(ParseDuration(text)->nanoseconds));
        value = attribute.checker->CreateValidValue(time);
    }
    else
    {
        value = attribute.checker->CreateValidValue(StringValue(text));
    }
    if (!value)
    {
        const bool ranged =
            valueType != "BooleanValue" && attribute.checker->HasUnderlyingTypeInformation();
        const auto range =
            ranged ? DescribeRange(valueType, attribute.checker->GetUnderlyingTypeInformation())
                   : form;
        throw BadAttributeValue('"' + text + "\" is no value of " + attribute.name + ": it is " +
                                range);
    }
    return value;
}

} // namespace tcplab
