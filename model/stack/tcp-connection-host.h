// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CONNECTION_HOST_H
#define TCP_CONNECTION_HOST_H

#include "tcp-endpoint.h"
#include "tcp-ip-layer.h"
#include "tcp-lifecycle-transition.h"
#include "tcp-simulator-clock.h"
#include "tcp-timer.h"

#include "ns3/tcp-actions.h"
#include "ns3/tcp-connection.h"

#include <memory>
#include <vector>

namespace ns3
{

class TcpLifecycleL4Protocol;

/// What a connection has answered to one event, waiting to be carried out.
struct TcpPendingActions
{
    tcplifecycle::Actions actions;
    TcpPendingActions* next{nullptr};
};

/// Lists of actions that are used again and again, so that a steady flow allocates nothing.
class TcpActionsPool
{
  public:
    /// \return an empty list, on loan until Return
    TcpPendingActions* Borrow();

    void Return(TcpPendingActions* actions);

    /// \return whether a list is on loan: some event is being carried out at this moment
    bool IsOnLoan() const
    {
        return m_onLoan > 0;
    }

  private:
    std::vector<std::unique_ptr<TcpPendingActions>> m_all;
    TcpPendingActions* m_free{nullptr};
    size_t m_onLoan{0};
};

/**
 * Where a tcplifecycle::Connection lives: it is handed its events, and what it answers is carried
 * out. There are hosts of different kinds, as a connection needs more or less around it: a socket,
 * a connection that nobody has accepted yet, one in TIME-WAIT.
 *
 * The actions of an event are carried out to the end before those of the next one, even if a trace
 * sink calls back into the connection meanwhile. Only then does Settle run, which may call upon the
 * user, and may delete the host.
 */
class TcpConnectionHost : public TcpEndpoint, public TcpTimed
{
  public:
    using SettingsPtr = std::shared_ptr<const tcplifecycle::Settings>;

    void SegmentArrives(const TcpArrival& arrival) override;
    void IcmpArrives(const TcpIcmpArrival& icmp) override;

    Ptr<NetDevice> GetDevice() const override
    {
        return GetIpOptions().device;
    }

    const TcpFourTuple& GetFourTuple() const
    {
        return m_fourTuple;
    }

    tcplifecycle::Instant GetDeadline() const override
    {
        return m_connection.Deadline();
    }

    void TimerExpires() override;

    /// A connection is about to go for good, and nobody is told: the text that it keeps is given
    /// back.
    static void GiveUp(tcplifecycle::Connection& connection);

  protected:
    /**
     * A connection in CLOSED.
     * \param tcp the protocol; null for a socket that has not been given one yet
     * \param settings of the connection
     */
    TcpConnectionHost(TcpLifecycleL4Protocol* tcp, SettingsPtr settings);

    /**
     * A connection that lived elsewhere. Its host-dependent parts, congestion control among them,
     * are left behind.
     */
    TcpConnectionHost(TcpLifecycleL4Protocol* tcp,
                      SettingsPtr settings,
                      const TcpFourTuple& fourTuple,
                      tcplifecycle::Connection connection);

    /// What the connection still keeps is given back.
    ~TcpConnectionHost() override;

    TcpConnectionHost(const TcpConnectionHost&) = delete;
    TcpConnectionHost& operator=(const TcpConnectionHost&) = delete;

    /**
     * Something happens to the connection.
     * \param event is called with the connection, the time and a list for the actions
     */
    template <class EventFunction>
    void Happens(EventFunction&& event)
    {
        TcpPendingActions* const pending = BorrowActions();
        event(m_connection, TcpNow(), pending->actions);
        CarryOut(pending);
    }

    /// \return an empty list for actions, to be handed to CarryOut
    TcpPendingActions* BorrowActions();

    /// Carries out what a connection has answered, and settles. \param pending is given back
    void CarryOut(TcpPendingActions* pending);

    /// \return what the protocol side is to call the text of a segment
    static tcplifecycle::PayloadHandle HandleOf(const Ptr<Packet>& text);

    /// \return a change of the state, as the trace source Transition tells it
    TcpLifecycleTransition Describe(const tcplifecycle::Transition& transition) const;

    /// Tells the node's trace source Transition, if anybody listens to it.
    void TraceAtNode(const tcplifecycle::Transition& transition) const;

    /// Other settings from now on.
    void SetSettings(SettingsPtr settings);

    /// The connection of this host begins anew, in CLOSED, with another four-tuple.
    void Renew(const TcpFourTuple& fourTuple);

    /// The connection is forgotten: it gives back what it keeps, and nobody is told.
    void GiveUp();

    /// Moves the connection out; one in CLOSED stays behind.
    tcplifecycle::Connection MoveConnectionOut();

    TcpLifecycleL4Protocol* m_tcp;
    SettingsPtr m_settings;
    TcpFourTuple m_fourTuple;
    tcplifecycle::Connection m_connection;

  private:
    /// \return what the IP headers of the connection's segments are to say
    virtual TcpIpOptions GetIpOptions() const = 0;

    /// All actions are carried out. May delete the host.
    virtual void Settle() = 0;

    /// \return the text that a segment is to carry; empty if it carries none
    virtual Ptr<Packet> GetText(const tcplifecycle::Segment& segment);

    /// A segment is about to leave. \param text its text
    virtual void SegmentLeaves(const tcplifecycle::Segment& segment, Ptr<const Packet> text);

    /**
     * Text has come in order.
     * \param text of a segment
     * \param offset octets of it to leave out
     * \param octets that have come, at least 1
     */
    virtual void TextArrives(Ptr<const Packet> text, uint32_t offset, uint32_t octets);

    /// The state has changed.
    virtual void StateChanges(const tcplifecycle::Transition& transition);

    virtual void ConnectionOpens();
    virtual void TextIsAcknowledged(uint32_t octets);
    virtual void PeerCloses();

    /// \param octets from the first unread one to the end of what is urgent
    virtual void UrgentDataArrives(uint32_t octets);

    /// Something is wrong, and the connection goes on.
    virtual void TroubleArises(tcplifecycle::Trouble::Kind kind);

    virtual void ConnectionEnds(tcplifecycle::CloseReason reason);

    void CarryOutAction(const tcplifecycle::Emit& action);
    void CarryOutAction(const tcplifecycle::Deliver& action);
    void CarryOutAction(const tcplifecycle::Keep& action);
    void CarryOutAction(const tcplifecycle::Release& action);
    void CarryOutAction(const tcplifecycle::Transition& action);
    void CarryOutAction(const tcplifecycle::Opened& action);
    void CarryOutAction(const tcplifecycle::Acknowledged& action);
    void CarryOutAction(const tcplifecycle::PeerClosed& action);
    void CarryOutAction(const tcplifecycle::Urgent& action);
    void CarryOutAction(const tcplifecycle::Trouble& action);
    void CarryOutAction(const tcplifecycle::Ended& action);

    TcpPendingActions* m_firstPending{nullptr}; ///< what waits until the present event is done
    bool m_busy{false};
};

} // namespace ns3

#endif // TCP_CONNECTION_HOST_H
