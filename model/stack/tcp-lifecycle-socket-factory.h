// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_SOCKET_FACTORY_H
#define TCP_LIFECYCLE_SOCKET_FACTORY_H

#include "ns3/socket-factory.h"

namespace ns3
{

class TcpLifecycleL4Protocol;

/**
 * Makes sockets of a node's TcpLifecycleL4Protocol. Applications name it:
 * `BulkSendHelper("ns3::TcpLifecycleSocketFactory", address)`.
 */
class TcpLifecycleSocketFactory : public SocketFactory
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    /// \param tcp the protocol, aggregated to the same node
    void SetTcp(TcpLifecycleL4Protocol* tcp);

    Ptr<Socket> CreateSocket() override;

  private:
    TcpLifecycleL4Protocol* m_tcp{nullptr}; ///< lives as long, in the same aggregate
};

} // namespace ns3

#endif // TCP_LIFECYCLE_SOCKET_FACTORY_H
