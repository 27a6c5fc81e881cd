// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-passing-connection.h"

#include <utility>

namespace ns3
{

TcpPassingConnection::TcpPassingConnection(TcpLifecycleL4Protocol* tcp,
                                           SettingsPtr settings,
                                           const TcpFourTuple& fourTuple,
                                           tcplifecycle::Connection connection,
                                           TcpIpOptions options)
    : TcpConnectionHost(tcp, std::move(settings), fourTuple, std::move(connection)),
      m_options(std::move(options))
{
}

TcpIpOptions
TcpPassingConnection::GetIpOptions() const
{
    return m_options;
}

void
TcpPassingConnection::Settle()
{
}

} // namespace ns3
