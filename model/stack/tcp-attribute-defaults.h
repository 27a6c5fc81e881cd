// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ATTRIBUTE_DEFAULTS_H
#define TCP_ATTRIBUTE_DEFAULTS_H

#include "ns3/attribute.h"
#include "ns3/ptr.h"
#include "ns3/type-id.h"

#include <vector>

namespace ns3
{

/**
 * The defaults that the attributes of some types had at one moment, so that it can be told whether
 * Config::SetDefault has changed one since: ns-3 tells nobody.
 */
class TcpAttributeDefaults
{
  public:
    /// Remembers the defaults of a type and of those that it is derived from.
    void Remember(TypeId type);

    /// \return whether what was remembered is still so
    bool AreTheSame() const;

  private:
    struct OfType
    {
        TypeId type;
        /// ns-3 puts another object into its place when a default changes.
        std::vector<Ptr<const AttributeValue>> values;
    };

    std::vector<OfType> m_types;
};

} // namespace ns3

#endif // TCP_ATTRIBUTE_DEFAULTS_H
