// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-lifecycle-socket-factory.h"

#include "tcp-lifecycle-l4-protocol.h"
#include "tcp-lifecycle-socket.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpLifecycleSocketFactory);

TypeId
TcpLifecycleSocketFactory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TcpLifecycleSocketFactory")
                            .SetParent<SocketFactory>()
                            .SetGroupName("TcpLifecycle")
                            .AddConstructor<TcpLifecycleSocketFactory>();
    return tid;
}

void
TcpLifecycleSocketFactory::SetTcp(TcpLifecycleL4Protocol* tcp)
{
    m_tcp = tcp;
}

Ptr<Socket>
TcpLifecycleSocketFactory::CreateSocket()
{
    return m_tcp->CreateSocket();
}

} // namespace ns3
