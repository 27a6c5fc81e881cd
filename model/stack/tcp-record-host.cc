// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-record-host.h"

#include <algorithm>
#include <utility>

namespace ns3
{

TcpRecordHost*
TcpRecordHost::List::Find(TcpRecordNumber number) const
{
    const auto found =
        std::find_if(m_hosts.begin(), m_hosts.end(), [number](const TcpRecordHost* host) {
            return host->m_number == number;
        });
    return found == m_hosts.end() ? nullptr : *found;
}

void
TcpRecordHost::List::Detach()
{
    for (TcpRecordHost* host : m_hosts)
    {
        host->Detach();
    }
}

TcpRecordHost::TcpRecordHost(List& list,
                             TcpRecordNumber number,
                             TcpLifecycleL4Protocol* tcp,
                             SettingsPtr settings,
                             const TcpFourTuple& fourTuple,
                             tcplifecycle::Connection connection)
    : TcpConnectionHost(tcp, std::move(settings), fourTuple, std::move(connection)),
      m_list(list),
      m_number(number)
{
    m_list.m_hosts.push_back(this);
}

TcpRecordHost::~TcpRecordHost()
{
    auto& hosts = m_list.m_hosts;
    hosts.erase(std::find(hosts.begin(), hosts.end(), this));
}

} // namespace ns3
