// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_EMBRYONIC_CONNECTION_H
#define TCP_EMBRYONIC_CONNECTION_H

#include "tcp-connection-host.h"

#include <list>

namespace ns3
{

class TcpLifecycleSocket;

/**
 * A connection in SYN-RECEIVED after a passive OPEN: nobody has accepted it yet, so it needs no
 * socket. It belongs to the listener. When it is ESTABLISHED it becomes a socket; when it goes back
 * to LISTEN, or ends, it is forgotten, and no user ever knows.
 */
class TcpEmbryonicConnection : public TcpConnectionHost
{
  public:
    using List = std::list<TcpEmbryonicConnection>;

    /**
     * \param listener whose connection it is
     * \param tcp the protocol
     * \param settings the listener's
     * \param fourTuple of the connection
     * \param connection in LISTEN, with the initial sequence number to use
     */
    TcpEmbryonicConnection(TcpLifecycleSocket& listener,
                           TcpLifecycleL4Protocol* tcp,
                           SettingsPtr settings,
                           const TcpFourTuple& fourTuple,
                           tcplifecycle::Connection connection);

    /// \param position where the listener keeps it
    void SetPosition(List::iterator position)
    {
        m_position = position;
    }

    void SegmentArrives(const TcpArrival& arrival) override;
    void IcmpArrives(const TcpIcmpArrival& icmp) override;
    void TimerExpires() override;

    /// The listener is gone: so must this connection be. May delete it.
    void Abort();

    /// Moves the connection out, for a socket.
    tcplifecycle::Connection Leave()
    {
        return MoveConnectionOut();
    }

    /// \return where the listener keeps it
    List::iterator GetPosition() const
    {
        return m_position;
    }

  private:
    TcpIpOptions GetIpOptions() const override;
    void Settle() override;

    TcpLifecycleSocket& m_listener;
    List::iterator m_position;
    TcpConnectionTimer m_timer{*this};
};

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

#endif // TCP_EMBRYONIC_CONNECTION_H
