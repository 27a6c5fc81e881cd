// SPDX-License-Identifier: GPL-2.0-only

// The congestion control of a socket: which objects, since when, and how they are got at.

#include "tcp-lifecycle-socket-log.h"
#include "tcp-lifecycle-socket.h"

namespace ns3
{

[[maybe_unused]] static LogComponent& g_log = TcpLifecycleSocketLog();

/// The objects of this socket alone, so that its user can change them.
TcpCongestionParts&
TcpLifecycleSocket::GetOwnCongestionParts()
{
    if (!m_ownsCongestionPrototype)
    {
        m_congestionPrototype =
            std::make_shared<TcpCongestionPrototype>(m_congestionPrototype->GetParts());
        m_ownsCongestionPrototype = true;
    }
    return m_congestionPrototype->GetParts();
}

void
TcpLifecycleSocket::SetCongestionPrototype(std::shared_ptr<TcpCongestionPrototype> prototype)
{
    m_congestionPrototype = std::move(prototype);
    m_ownsCongestionPrototype = false;
}

/// A congestion control that needs ECN gets it, whatever UseEcn says: TcpDctcp does.
void
TcpLifecycleSocket::ChooseEcn()
{
    const TcpSocketState& state = *m_congestionPrototype->GetParts().state;
    if (state.m_useEcn == TcpSocketState::Off)
    {
        return;
    }
    ChangeSettings([&state](tcplifecycle::Settings& settings) {
        using tcplifecycle::EcnField;
        settings.ecn = tcplifecycle::UseEcn::On;
        settings.exactEcnFeedback = state.m_ecnMode == TcpSocketState::DctcpEcn;
        settings.ectCodepoint =
            state.m_ectCodePoint == TcpSocketState::Ect1 ? EcnField::Ect1 : EcnField::Ect0;
    });
}

/// Text is about to be queued for the first time: from now on its congestion is controlled.
void
TcpLifecycleSocket::BeginCongestionControl()
{
    if (m_congestion)
    {
        return;
    }
    const TcpCongestionParts& parts = m_congestionPrototype->GetParts();
    m_congestion =
        std::make_unique<TcpNs3CongestionControl>(m_ownsCongestionPrototype ? parts : parts.Fork(),
                                                  m_initialCwnd,
                                                  m_initialSsThresh);
    m_connection.SetRoundTripEstimator(m_congestion.get());
    m_connection.SetCongestionControl(m_congestion.get());
    const auto roundTrip = m_connection.GetStatus().smoothedRtt;
    if (roundTrip > tcplifecycle::Duration::zero())
    {
        m_congestion->Measured(roundTrip); // the handshake's
    }
}

/// The connection ends, or goes where nothing is sent any more.
void
TcpLifecycleSocket::EndCongestionControl()
{
    if (m_congestion)
    {
        m_connection.SetCongestionControl(nullptr);
        m_connection.SetRoundTripEstimator(nullptr);
        m_tcp->GetCongestionSupply().Retire(m_congestion->GetParts(),
                                            m_congestion->GetLongestRoundTrip());
        m_congestion.reset();
    }
}

void
TcpLifecycleSocket::SetCongestionControlAlgorithm(Ptr<TcpCongestionOps> algorithm)
{
    NS_LOG_FUNCTION(this << algorithm);
    if (!algorithm)
    {
        return; // the default of the attribute: the type that the protocol's SocketType names
    }
    if (!m_congestionPrototype)
    {
        m_defaultOps = algorithm; // others are copied from this socket: they must not share it
        return;
    }
    TcpCongestionParts& parts = GetOwnCongestionParts();
    parts.ops = algorithm;
    if (m_congestion)
    {
        m_congestion->SetOps(algorithm);
    }
    else
    {
        algorithm->Init(parts.state);
    }
}

Ptr<TcpCongestionOps>
TcpLifecycleSocket::GetCongestionControlAlgorithm() const
{
    if (m_congestion)
    {
        return m_congestion->GetParts().ops;
    }
    if (!m_congestionPrototype)
    {
        return m_defaultOps;
    }
    return const_cast<TcpLifecycleSocket*>(this)->GetOwnCongestionParts().ops;
}

void
TcpLifecycleSocket::SetRecoveryAlgorithm(Ptr<TcpRecoveryOps> recovery)
{
    NS_LOG_FUNCTION(this << recovery);
    GetOwnCongestionParts().recovery = recovery;
    if (m_congestion)
    {
        m_congestion->SetRecovery(recovery);
    }
}

void
TcpLifecycleSocket::SetPacingStatus(bool pacing)
{
    NS_LOG_FUNCTION(this << pacing);
    GetOwnCongestionParts().state->m_pacing = pacing;
    if (m_congestion)
    {
        m_congestion->GetParts().state->m_pacing = pacing;
    }
}

void
TcpLifecycleSocket::SetPaceInitialWindow(bool paceInitialWindow)
{
    NS_LOG_FUNCTION(this << paceInitialWindow);
    GetOwnCongestionParts().state->m_paceInitialWindow = paceInitialWindow;
    if (m_congestion)
    {
        m_congestion->GetParts().state->m_paceInitialWindow = paceInitialWindow;
    }
}

} // namespace ns3
