// SPDX-License-Identifier: GPL-2.0-only

// A listener that answers SYNs without remembering them.

#include "tcp-lifecycle-socket-log.h"
#include "tcp-lifecycle-socket.h"
#include "tcp-passing-connection.h"

#include "ns3/simulator.h"

#include <utility>

namespace ns3
{

[[maybe_unused]] static LogComponent& g_log = TcpLifecycleSocketLog();

namespace
{

/// Answers a SYN and forgets it: as long as the answer is not acknowledged there is no connection,
/// and no change of its state.
class ForgottenConnection : public TcpPassingConnection
{
  public:
    using TcpPassingConnection::TcpPassingConnection;

  private:
    void StateChanges(const tcplifecycle::Transition&) override
    {
    }
};

/// The SYN of a peer as far as a cookie can tell of it.
TcpArrival
RememberedSyn(const TcpArrival& arrival, tcplifecycle::SeqNum peerIsn, uint16_t mss)
{
    tcplifecycle::Segment segment;
    segment.seq = peerIsn;
    segment.ctl = tcplifecycle::SYN;
    segment.wnd = arrival.GetSegment().wnd;
    segment.options.mss = mss;
    const TcpFourTuple& here = arrival.connection;
    return {here,
            TcpSegmentHeader({here.remote, here.local}, segment),
            Create<Packet>(),
            arrival.device};
}

} // namespace

/**
 * Whether a request is to be answered by a cookie. One for a connection that is in TIME-WAIT is
 * not: the new incarnation's number has to lie past the old one's, and the acknowledgment of a
 * cookie would not reach the listener. \param full whether the backlog is
 */
bool
TcpLifecycleSocket::AnswersWithCookie(const TcpArrival& request, bool full) const
{
    const bool wanted = m_synCookies == TcpSynCookiePolicy::Always ||
                        (m_synCookies == TcpSynCookiePolicy::OnOverflow && full);
    const auto& mss = request.GetSegment().options.mss;
    return wanted && !m_tcp->GetTimeWaitTable().Has(request.connection) &&
           (!mss || TcpSynCookies::CanTell(*mss));
}

void
TcpLifecycleSocket::AnswerWithCookie(const TcpArrival& request)
{
    const TcpFourTuple& fourTuple = request.connection;
    const tcplifecycle::Segment& syn = request.GetSegment();
    tcplifecycle::Connection connection = NewConnection(fourTuple);
    const uint16_t mss = syn.options.mss.value_or(connection.GetSegmentSizes().peerDefault);
    const auto iss = m_tcp->GetSynCookies().Make(fourTuple, syn.seq, mss, Simulator::Now());
    m_lastCookieAt = Simulator::Now();
    m_tcp->TraceIsn(fourTuple, "ns3::TcpLifecycleSocket::SynCookies", iss);
    if (!MayAdd(fourTuple))
    {
        return;
    }
    connection.SetListenIss(iss);
    ForgottenConnection forgotten(m_tcp,
                                  m_settings,
                                  fourTuple,
                                  std::move(connection),
                                  GetIpOptions());
    forgotten.SegmentArrives(RememberedSyn(request, syn.seq, mss));
}

/// \return whether a segment is the acknowledgment of a cookie; the connection is made then
bool
TcpLifecycleSocket::BringsCookie(const TcpArrival& arrival)
{
    using namespace tcplifecycle;
    const Segment& ack = arrival.GetSegment();
    const bool expected =
        m_lastCookieAt && Simulator::Now() - *m_lastCookieAt <= 2 * TcpSynCookies::GetPeriod();
    if (!expected || (ack.ctl & (SYN | ACK | RST)) != ACK)
    {
        return false;
    }
    if (!MayAdd(arrival.connection))
    {
        return true; // it is for a connection of another device
    }
    const SeqNum peerIsn = ack.seq - 1;
    const SeqNum iss = ack.ack - 1;
    const auto mss =
        m_tcp->GetSynCookies().Check(arrival.connection, peerIsn, iss, Simulator::Now());
    if (!mss)
    {
        return false; // forged or stale: it is answered as any other acknowledgment in LISTEN
    }
    if (IsAcceptQueueFull())
    {
        NS_LOG_LOGIC("More than " << m_backlog << " connections to accept");
        return true;
    }
    Connection connection = NewConnection(arrival.connection);
    connection.SetListenIss(iss);
    m_tcp->GetSynReceivedTable().AddFromCookie(*this,
                                               m_settings,
                                               std::move(connection),
                                               RememberedSyn(arrival, peerIsn, *mss),
                                               arrival);
    return true;
}

} // namespace ns3
