// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CHECKED_ATTRIBUTE_H
#define TCP_CHECKED_ATTRIBUTE_H

#include "ns3/attribute.h"
#include "ns3/ptr.h"
#include "ns3/type-id.h"

#include <string>

namespace ns3
{

/**
 * \file
 * Checkers of attributes whose C++ type does not say all. Without them a default that the
 * attribute's setter refuses would be taken by Config::SetDefault, and be lost when an object is
 * made: ns-3 does not look at what the setter says then.
 */

/**
 * \param what what a text is: "hexadecimal digits"
 * \param isValid whether a text is one
 * \return a checker for an attribute that is a text
 */
Ptr<const AttributeChecker> MakeTcpTextChecker(std::string what,
                                               bool (*isValid)(const std::string& text));

/**
 * \param family a type
 * \return a checker for an attribute that is a type derived from it which can be created
 */
Ptr<const AttributeChecker> MakeTcpTypeChecker(TypeId family);

} // namespace ns3

#endif // TCP_CHECKED_ATTRIBUTE_H
