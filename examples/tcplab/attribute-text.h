// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_ATTRIBUTE_TEXT_H
#define TCPLAB_ATTRIBUTE_TEXT_H

#include "ns3/attribute.h"
#include "ns3/ptr.h"
#include "ns3/type-id.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/**
 * \file
 * Attributes given as text by a user. ns-3 ends the program when such a text is malformed, or when
 * an attribute is obsolete; here both are found out first.
 */

namespace tcplab
{

/// A text that is no value of its attribute; says what would be one.
class BadAttributeValue : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/**
 * \param type a type
 * \param name name of an attribute
 * \return the attribute, of the type or of one that it derives from, if it can be set
 */
std::optional<ns3::TypeId::AttributeInformation> FindAttribute(ns3::TypeId type,
                                                               const std::string& name);

/**
 * \param type a type
 * \return the names of all its attributes that can be set
 */
std::vector<std::string> AttributeNames(ns3::TypeId type);

/**
 * \param attribute an attribute
 * \param text a value for it
 * \return the value
 * \throws BadAttributeValue if the text is none, or is out of the attribute's range
 */
ns3::Ptr<const ns3::AttributeValue> ReadAttribute(
    const ns3::TypeId::AttributeInformation& attribute,
    const std::string& text);

} // namespace tcplab

#endif // TCPLAB_ATTRIBUTE_TEXT_H
