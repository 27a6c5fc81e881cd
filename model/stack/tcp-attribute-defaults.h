// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ATTRIBUTE_DEFAULTS_H
#define TCP_ATTRIBUTE_DEFAULTS_H

#include "ns3/attribute.h"
#include "ns3/object-base.h"
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
    /// Remembers the defaults of all attributes that an object has.
    void Remember(const ObjectBase& object);

    /// \return whether what was remembered is still so
    bool AreTheSame() const;

  private:
    struct Default
    {
        size_t index; ///< of the attribute
        /// ns-3 puts another object into its place when a default changes.
        Ptr<const AttributeValue> value;
    };

    struct OfType
    {
        TypeId type;
        std::vector<Default> defaults;
    };

    std::vector<OfType> m_types;
};

} // namespace ns3

#endif // TCP_ATTRIBUTE_DEFAULTS_H
