// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_PASSING_CONNECTION_H
#define TCP_PASSING_CONNECTION_H

#include "tcp-connection-host.h"

namespace ns3
{

/**
 * A connection in CLOSED or LISTEN that answers one segment, with a reset or not at all (RFC 9293,
 * section 3.10.7.1 and 3.10.7.2), and leaves nothing behind.
 */
class TcpPassingConnection : public TcpConnectionHost
{
  public:
    /**
     * \param tcp the protocol
     * \param settings of the connection
     * \param fourTuple from whom to whom the segment came
     * \param connection in CLOSED or LISTEN
     * \param options for the IP header of the answer
     */
    TcpPassingConnection(TcpLifecycleL4Protocol* tcp,
                         SettingsPtr settings,
                         const TcpFourTuple& fourTuple,
                         tcplifecycle::Connection connection,
                         TcpIpOptions options);

  private:
    TcpIpOptions GetIpOptions() const override;
    void Settle() override;

    TcpIpOptions m_options;
};

} // namespace ns3

#endif // TCP_PASSING_CONNECTION_H
