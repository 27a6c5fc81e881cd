// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-attribute-defaults.h"

namespace ns3
{

void
TcpAttributeDefaults::Remember(TypeId type)
{
    for (;; type = type.GetParent())
    {
        OfType ofType{type, {}};
        for (size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            ofType.values.push_back(type.GetAttribute(i).initialValue);
        }
        if (!ofType.values.empty())
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
        for (size_t i = 0; i < ofType.values.size(); ++i)
        {
            if (ofType.type.GetAttribute(i).initialValue != ofType.values[i])
            {
                return false;
            }
        }
    }
    return true;
}

} // namespace ns3
