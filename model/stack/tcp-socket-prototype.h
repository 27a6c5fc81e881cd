// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SOCKET_PROTOTYPE_H
#define TCP_SOCKET_PROTOTYPE_H

#include "tcp-attribute-defaults.h"

#include "ns3/object-factory.h"
#include "ns3/ptr.h"

#include <string>

namespace ns3
{

class TcpLifecycleSocket;

/**
 * What the sockets of a host are copied from: to create one by CreateObject parses the default of
 * each of its attributes, which takes as long as all the rest of a short connection.
 */
class TcpSocketPrototype
{
  public:
    TcpSocketPrototype();

    /**
     * Sets an attribute of the sockets that are created from now on; it wins over the attribute's
     * default.
     * \param name of an attribute of TcpLifecycleSocket; a wrong one ends the program with a
     *        message
     * \param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /// \return a new socket, of no protocol yet, whose attributes have the defaults that are set
    /// now
    Ptr<TcpLifecycleSocket> CreateSocket();

    /// Forgets what it has made.
    void Clear();

  private:
    ObjectFactory m_factory;
    Ptr<TcpLifecycleSocket> m_socket; ///< null until it is needed
    TcpAttributeDefaults m_defaults;  ///< that m_socket has
};

} // namespace ns3

#endif // TCP_SOCKET_PROTOTYPE_H
