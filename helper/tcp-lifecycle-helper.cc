// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-lifecycle-helper.h"

#include "ns3/abort.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/names.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"

#include <sstream>

namespace ns3
{

namespace
{

/// \return the node as its user knows it: by number, and by name if it has one
std::string
NameOf(Ptr<Node> node)
{
    std::ostringstream name;
    name << "node " << node->GetId();
    const std::string given = Names::FindName(node);
    if (!given.empty())
    {
        name << " (" << given << ")";
    }
    return name.str();
}

} // namespace

TcpLifecycleHelper::TcpLifecycleHelper()
{
    m_tcp.SetTypeId(TcpLifecycleL4Protocol::GetTypeId());
}

void
TcpLifecycleHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_tcp.Set(name, value);
}

void
TcpLifecycleHelper::Install(NodeContainer nodes) const
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node);
    }
}

void
TcpLifecycleHelper::Install(Ptr<Node> node) const
{
    NS_ABORT_MSG_UNLESS(node->GetObject<Ipv4>() || node->GetObject<Ipv6>(),
                        "TcpLifecycleHelper: " << NameOf(node)
                                               << " has no IP stack; install one first, with "
                                                  "InternetStackHelper::Install");
    NS_ABORT_MSG_IF(node->GetObject<TcpLifecycleL4Protocol>(),
                    "TcpLifecycleHelper: " << NameOf(node)
                                           << " has a TcpLifecycleL4Protocol already; install it "
                                              "once only");
    node->AggregateObject(m_tcp.Create<TcpLifecycleL4Protocol>());
}

void
TcpLifecycleHelper::InstallAll() const
{
    Install(NodeContainer::GetGlobal());
}

int64_t
TcpLifecycleHelper::AssignStreams(NodeContainer nodes, int64_t stream) const
{
    const int64_t first = stream;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (const auto tcp = (*node)->GetObject<TcpLifecycleL4Protocol>())
        {
            stream += tcp->AssignStreams(stream);
        }
    }
    return stream - first;
}

} // namespace ns3
