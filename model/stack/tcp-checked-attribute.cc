// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-checked-attribute.h"

#include "ns3/string.h"

#include <functional>
#include <utility>

namespace ns3
{

namespace
{

/// A text that is read from a text is the same text: refused again. (StringValue would end the
/// program if it had a blank in it.)
class RefusedText : public StringValue
{
  public:
    bool DeserializeFromString(std::string /* text */,
                               Ptr<const AttributeChecker> /* checker */) override
    {
        return false;
    }
};

/**
 * \tparam Value the kind of value
 * \tparam Base ns-3's checker of such values
 * \tparam New the kind of value that is made to be read from a text
 */
template <class Value, class Base, class New = Value>
class TcpAttributeChecker : public Base
{
  public:
    using IsValid = std::function<bool(const Value&)>;

    /**
     * \param kind ns-3's name of the kind of value: "StringValue"
     * \param what what a value is: "hexadecimal digits"
     * \param isValid whether a value is one
     */
    TcpAttributeChecker(std::string kind, std::string what, IsValid isValid)
        : m_kind(std::move(kind)),
          m_what(std::move(what)),
          m_isValid(std::move(isValid))
    {
    }

    bool Check(const AttributeValue& value) const override
    {
        const auto* const ours = dynamic_cast<const Value*>(&value);
        return ours && m_isValid(*ours);
    }

    std::string GetValueTypeName() const override
    {
        return m_kind;
    }

    bool HasUnderlyingTypeInformation() const override
    {
        return true;
    }

    std::string GetUnderlyingTypeInformation() const override
    {
        return m_what;
    }

    Ptr<AttributeValue> Create() const override
    {
        return ns3::Create<New>();
    }

    bool Copy(const AttributeValue& source, AttributeValue& destination) const override
    {
        const auto* const from = dynamic_cast<const Value*>(&source);
        auto* const to = dynamic_cast<Value*>(&destination);
        if (!from || !to)
        {
            return false;
        }
        *to = *from;
        return true;
    }

  private:
    std::string m_kind;
    std::string m_what;
    IsValid m_isValid;
};

} // namespace

Ptr<const AttributeChecker>
MakeTcpTextChecker(std::string what, bool (*isValid)(const std::string& text))
{
    return Create<TcpAttributeChecker<StringValue, StringChecker, RefusedText>>(
        "ns3::StringValue",
        std::move(what),
        [isValid](const StringValue& value) { return isValid(value.Get()); });
}

Ptr<const AttributeChecker>
MakeTcpTypeChecker(TypeId family)
{
    return Create<TcpAttributeChecker<TypeIdValue, TypeIdChecker>>(
        "ns3::TypeIdValue",
        "a type that derives from " + family.GetName() + " and can be created",
        [family](const TypeIdValue& value) {
            const TypeId type = value.Get();
            return type != TypeId() && type.IsChildOf(family) && type.HasConstructor();
        });
}

} // namespace ns3
