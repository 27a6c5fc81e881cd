// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-socket-prototype.h"

#include "tcp-lifecycle-socket.h"

namespace ns3
{

TcpSocketPrototype::TcpSocketPrototype()
    : m_factory("ns3::TcpLifecycleSocket")
{
}

void
TcpSocketPrototype::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
    m_socket = nullptr;
}

Ptr<TcpLifecycleSocket>
TcpSocketPrototype::CreateSocket()
{
    if (!m_socket || !m_defaults.AreTheSame())
    {
        m_socket = m_factory.Create<TcpLifecycleSocket>();
        m_defaults = TcpAttributeDefaults();
        m_defaults.Remember(*m_socket);
    }
    return m_socket->CopyUnused();
}

void
TcpSocketPrototype::Clear()
{
    m_socket = nullptr;
}

} // namespace ns3
