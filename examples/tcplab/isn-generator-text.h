// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_ISN_GENERATOR_TEXT_H
#define TCPLAB_ISN_GENERATOR_TEXT_H

#include "ns3/attribute.h"
#include "ns3/ptr.h"
#include "ns3/tcp-isn-generator.h"
#include "ns3/type-id.h"

#include <string>
#include <utility>
#include <vector>

/**
 * \file
 * A generator of initial sequence numbers given as text by a user, in ns-3's notation of objects:
 * "ns3::TcpIsnClock", or with attributes "ns3::TcpIsnBsd[Step=128|Interval=1s]".
 */

namespace tcplab
{

/// A type of generator, and attributes for it.
struct IsnGeneratorChoice
{
    ns3::TypeId type;
    std::vector<std::pair<std::string, ns3::Ptr<const ns3::AttributeValue>>> attributes;

    /// \param generator of this type; it gets these attributes
    void ApplyTo(ns3::Ptr<ns3::TcpIsnGenerator> generator) const;
};

/// \return the names of all generators that there are
std::vector<std::string> IsnGeneratorNames();

/**
 * \param text a generator
 * \return the generator
 * \throws BadAttributeValue if the text is none, saying what is wrong and what would be right
 */
IsnGeneratorChoice ReadIsnGenerator(const std::string& text);

} // namespace tcplab

#endif // TCPLAB_ISN_GENERATOR_TEXT_H
