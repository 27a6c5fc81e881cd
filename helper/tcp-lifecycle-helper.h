// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_HELPER_H
#define TCP_LIFECYCLE_HELPER_H

#include "tcp-lifecycle-profile.h"

#include "ns3/attribute.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/ptr.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * Gives nodes a TcpLifecycleL4Protocol. They must have an IP stack already, from
 * InternetStackHelper, say; the TCP that came with it goes on working beside this one. Applications
 * choose by the name of a socket factory: "ns3::TcpLifecycleSocketFactory" for this TCP,
 * "ns3::TcpSocketFactory" for the other.
 */
class TcpLifecycleHelper
{
  public:
    TcpLifecycleHelper();

    /**
     * Sets an attribute of each TcpLifecycleL4Protocol that is installed from now on.
     * \param name of the attribute; a wrong one ends the program with a message
     * \param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Sets an attribute of each TcpLifecycleSocket that the nodes make, from Install on.
     * \param name of the attribute; a wrong one ends the program with a message
     * \param value its value
     */
    void SetSocketAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Makes the TCP that is installed from now on behave as a system's does: see
     * TcpLifecycleProfile. An attribute that was set by SetAttribute or SetSocketAttribute, before
     * or after, or whose default was changed by Config::SetDefault before Install, keeps that
     * value. \param name "rfc9293", "linux" or "bsd"; a wrong one ends the program with a message
     */
    void SetProfile(const std::string& name);

    /**
     * A node without an IP stack, or one that has this TCP already, ends the program with a
     * message. \param nodes the nodes
     */
    void Install(NodeContainer nodes) const;

    /// \copydoc Install(NodeContainer) const
    void Install(Ptr<Node> node) const;

    /// Install on every node that exists.
    void InstallAll() const;

    /**
     * Fixes the random streams that the nodes' TCP draws from: ephemeral ports, initial sequence
     * numbers. Nodes without this TCP are left out.
     * \param nodes the nodes
     * \param stream number of the first stream
     * \return how many were used
     */
    int64_t AssignStreams(NodeContainer nodes, int64_t stream) const;

  private:
    bool IsChosen(TypeId type, const std::string& attribute) const;

    ObjectFactory m_tcp;
    std::map<std::string, Ptr<const AttributeValue>> m_socketAttributes;
    std::set<std::string> m_chosen; ///< attributes that were set
    std::optional<TcpLifecycleProfile> m_profile;
};

} // namespace ns3

#endif // TCP_LIFECYCLE_HELPER_H
