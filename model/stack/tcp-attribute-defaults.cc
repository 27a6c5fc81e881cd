// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-attribute-defaults.h"

namespace ns3
{

namespace
{

/// ns-3.37 has it that TcpCubic were derived from TcpSocketBase: it does not have the attributes of
/// all types that it names.
bool
Has(const ObjectBase& object, const TypeId::AttributeInformation& attribute)
{
    return !attribute.accessor->HasGetter() ||
           attribute.accessor->Get(&object, *attribute.checker->Create());
}

} // namespace

void
TcpAttributeDefaults::Remember(const ObjectBase& object)
{
    for (TypeId type = object.GetInstanceTypeId();; type = type.GetParent())
    {
        OfType ofType{type, {}};
        for (size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const auto attribute = type.GetAttribute(i);
            if (Has(object, attribute))
            {
                ofType.defaults.push_back({i, attribute.initialValue});
            }
        }
        if (!ofType.defaults.empty())
        {
            m_types.push_back(std::move(ofType));
        }
        if (!type.HasParent())
        {
            return;
        }
    }
}

bool
TcpAttributeDefaults::AreTheSame() const
{
    for (const OfType& ofType : m_types)
    {
        for (const Default& remembered : ofType.defaults)
        {
            if (ofType.type.GetAttribute(remembered.index).initialValue != remembered.value)
            {
                return false;
            }
        }
    }
    return true;
}

} // namespace ns3
