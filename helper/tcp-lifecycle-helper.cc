// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-lifecycle-helper.h"

#include "ns3/abort.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/names.h"
#include "ns3/string.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-socket.h"

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

std::string
NamesOfProfiles()
{
    std::string names;
    for (const std::string& name : TcpLifecycleProfile::GetNames())
    {
        names += (names.empty() ? "" : ", ") + name;
    }
    return names;
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
    m_chosen.insert(name);
}

void
TcpLifecycleHelper::SetSocketAttribute(const std::string& name, const AttributeValue& value)
{
    ObjectFactory("ns3::TcpLifecycleSocket").Set(name, value); // ends the program if it cannot be
    m_socketAttributes[name] = value.Copy();
    m_chosen.insert(name);
}

void
TcpLifecycleHelper::SetProfile(const std::string& name)
{
    NS_ABORT_MSG_UNLESS(TcpLifecycleProfile::Exists(name),
                        "TcpLifecycleHelper: there is no profile \"" << name << "\"; there are "
                                                                     << NamesOfProfiles());
    m_profile.emplace(name);
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
    using Target = TcpLifecycleProfile::Target;
    ObjectFactory factory = m_tcp;
    if (m_profile)
    {
        for (const auto& setting : m_profile->GetSettings())
        {
            if (setting.target == Target::Protocol &&
                !IsChosen(TcpLifecycleL4Protocol::GetTypeId(), setting.attribute))
            {
                factory.Set(setting.attribute, StringValue(setting.value));
            }
        }
    }
    const auto tcp = factory.Create<TcpLifecycleL4Protocol>();
    if (m_profile)
    {
        const bool isGeneratorChosen =
            IsChosen(TcpLifecycleL4Protocol::GetTypeId(), "IsnGenerator");
        for (const auto& setting : m_profile->GetSettings())
        {
            if (setting.target == Target::Socket &&
                !IsChosen(TcpLifecycleSocket::GetTypeId(), setting.attribute))
            {
                tcp->SetSocketAttribute(setting.attribute, StringValue(setting.value));
            }
            else if (setting.target == Target::IsnGenerator && !isGeneratorChosen &&
                     !IsChosen(tcp->GetIsnGeneratorType(), setting.attribute))
            {
                tcp->GetIsnGenerator()->SetAttribute(setting.attribute, StringValue(setting.value));
            }
        }
    }
    for (const auto& [name, value] : m_socketAttributes)
    {
        tcp->SetSocketAttribute(name, *value);
    }
    node->AggregateObject(tcp);
}

/// \return whether the user has set an attribute, by this helper or by its default
bool
TcpLifecycleHelper::IsChosen(TypeId type, const std::string& attribute) const
{
    if (m_chosen.count(attribute) > 0)
    {
        return true;
    }
    TypeId::AttributeInformation information;
    type.LookupAttributeByName(attribute, &information);
    // ns-3 puts another object into its place when a default changes.
    return information.initialValue != information.originalInitialValue;
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
