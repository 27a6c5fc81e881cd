// SPDX-License-Identifier: GPL-2.0-only

#include "lifecycle-stack.h"

#include "attribute-text.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-socket-factory.h"
#include "ns3/tcp-lifecycle-socket.h"

namespace tcplab
{

using namespace ns3;

std::string
LifecycleStack::GetName() const
{
    return "lifecycle";
}

TypeId
LifecycleStack::GetSocketType() const
{
    return TcpLifecycleSocket::GetTypeId();
}

TypeId
LifecycleStack::GetProtocolType() const
{
    return TcpLifecycleL4Protocol::GetTypeId();
}

bool
LifecycleStack::HasTransitionTable() const
{
    return true;
}

void
LifecycleStack::Install(const NodeContainer& hosts)
{
    TcpLifecycleHelper().Install(hosts);
}

void
LifecycleStack::InstallAlone(Ptr<Node> host)
{
    if (const auto other = host->GetObject<TcpL4Protocol>())
    {
        if (const auto ipv4 = host->GetObject<Ipv4L3Protocol>())
        {
            ipv4->Remove(other);
        }
        if (const auto ipv6 = host->GetObject<Ipv6L3Protocol>())
        {
            ipv6->Remove(other);
        }
    }
    TcpLifecycleHelper().Install(host);
}

Ptr<Object>
LifecycleStack::GetProtocol(Ptr<Node> node) const
{
    return node->GetObject<TcpLifecycleL4Protocol>();
}

Ptr<Socket>
LifecycleStack::CreateSocket(Ptr<Node> node)
{
    return Socket::CreateSocket(node, TcpLifecycleSocketFactory::GetTypeId());
}

bool
LifecycleStack::RefusesSecondConnection() const
{
    return true;
}

int
LifecycleStack::Abort(Ptr<Socket> socket)
{
    return DynamicCast<TcpLifecycleSocket>(socket)->Abort();
}

tcplifecycle::State
LifecycleStack::GetState(Ptr<Socket> socket) const
{
    return DynamicCast<TcpLifecycleSocket>(socket)->GetState();
}

tcplifecycle::CloseReason
LifecycleStack::GetCloseReason(Ptr<Socket> socket, const ObservedEnd& /* observed */) const
{
    return DynamicCast<TcpLifecycleSocket>(socket)->GetCloseReason();
}

bool
LifecycleStack::Translate(Setting& setting) const
{
    return FindAttribute(GetSocketType(), setting.attribute.text) ||
           FindAttribute(GetProtocolType(), setting.attribute.text);
}

void
LifecycleStack::ReportTo(TcpTraceRecorder& /* recorder */)
{
    // The recorder observes this TCP by itself.
}

void
LifecycleStack::BeginCall(tcplifecycle::Cause /* cause */)
{
    // Each transition tells its cause.
}

void
LifecycleStack::EndCall()
{
}

} // namespace tcplab
