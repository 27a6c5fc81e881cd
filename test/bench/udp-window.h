// SPDX-License-Identifier: GPL-2.0-only

#ifndef UDP_WINDOW_H
#define UDP_WINDOW_H

#include "bulk-network.h"

#include "ns3/socket.h"

#include <cstdint>

/**
 * What a bulk transfer costs below TCP: datagrams as long as full segments, each second one
 * answered by one as long as an acknowledgment, which sets two more off. So there is always the
 * same number of them under way.
 */
class UdpWindow
{
  public:
    /// \param network two hosts
    /// \param window how many datagrams are under way, an even number
    UdpWindow(const BulkNetwork& network, uint32_t window);

    UdpWindow(const UdpWindow&) = delete;
    UdpWindow& operator=(const UdpWindow&) = delete;

    /// \return datagrams that have arrived, answers not counted
    uint64_t GetArrived() const
    {
        return m_arrived;
    }

    /// Goes on with the simulation. \param datagrams to arrive from the beginning
    /// \return whether they did
    bool RunUntilArrived(uint64_t datagrams);

  private:
    void SendDatagrams(uint32_t count);
    void DatagramArrives(ns3::Ptr<ns3::Socket> socket);
    void AnswerArrives(ns3::Ptr<ns3::Socket> socket);

    ns3::Ptr<ns3::Socket> m_sender;
    ns3::Ptr<ns3::Socket> m_receiver;
    uint64_t m_arrived{0};
    uint64_t m_target{UINT64_MAX};
};

#endif // UDP_WINDOW_H
