// SPDX-License-Identifier: GPL-2.0-only

// The timeouts of RFC 9293, section 3.10.8, and those of sections 3.8.3, 3.8.4 and 3.8.6.3.

#include "tcp-connection-private.h"
#include "tcp-connection.h"

namespace tcplifecycle
{

void
Connection::Timeout(Instant now, Actions& actions)
{
    std::visit(
        [&](auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (HAS_SENDER<StateType>)
            {
                SenderTimeout(state, now, actions);
            }
            else if constexpr (std::is_same_v<StateType, FinWait2>)
            {
                if (state.expiry <= now)
                {
                    EnterClosed<Event::FinWait2Timeout>(state,
                                                        CloseReason::TimedOut,
                                                        {Cause::FinWait2Timeout, now, actions});
                }
            }
            else if constexpr (std::is_same_v<StateType, TimeWait>)
            {
                if (state.expiry <= now)
                {
                    EnterClosed<Event::TimeWaitTimeout>(state,
                                                        CloseReason::Normal,
                                                        {Cause::TimeWaitTimeout, now, actions});
                }
            }
        },
        m_state);
    std::visit(
        [&](auto& state) {
            if constexpr (HAS_RECEIVER<std::decay_t<decltype(state)>>)
            {
                if (state.rcv.AckDeadline() <= now)
                {
                    state.rcv.AckNow();
                }
            }
        },
        m_state);
    std::visit(
        [&](auto& state) {
            if constexpr (HAS_KEEP_ALIVE<std::decay_t<decltype(state)>>)
            {
                KeepAlive(state, now, actions);
            }
        },
        m_state);
    SendWhatMayBeSent({Cause::RetransmissionTimeout, now, actions});
}

template <class StateType>
void
Connection::SenderTimeout(StateType& state, Instant now, Actions& actions)
{
    if (state.snd.UserTimeoutAt(*m_settings) <= now)
    {
        EnterClosed<Event::UserTimeout>(state,
                                        CloseReason::UserTimeout,
                                        {Cause::UserTimeout, now, actions});
        return;
    }
    if (state.snd.Deadline() > now)
    {
        return;
    }
    const Occasion on{Cause::RetransmissionTimeout, now, actions};
    const auto expiry = state.snd.Expire(Context(on));
    if (expiry == Sender::Expiry::Exhausted)
    {
        EnterClosed<Event::RetransmissionLimit>(state, CloseReason::TimedOut, on);
        return;
    }
    if (expiry == Sender::Expiry::Warn)
    {
        actions.emplace_back(Trouble{Trouble::Kind::Retransmissions});
    }
    if (state.snd.SynAcked())
    {
        return; // SendWhatMayBeSent repeats text and FIN
    }
    if constexpr (std::is_same_v<StateType, SynSent>)
    {
        WithdrawEcn(); // some middleboxes drop a SYN that offers it (RFC 3168, section 6.1.1.1)
        EmitSyn(state, on);
    }
    else if constexpr (std::is_same_v<StateType, SynReceived> ||
                       std::is_same_v<StateType, FinWait1>)
    {
        EmitSynAck(state.snd, state.rcv, on);
    }
}

template <class StateType>
void
Connection::KeepAlive(StateType& state, Instant now, Actions& actions)
{
    if (KeepAliveAt(state) > now)
    {
        return;
    }
    const Occasion on{Cause::KeepAliveTimeout, now, actions};
    if (m_probesSent >= m_settings->keepAliveProbes)
    {
        EnterClosed<Event::KeepAliveLimit>(state, CloseReason::TimedOut, on);
        return;
    }
    // An old number and no text (SHLD-12): the peer answers with an ACK, or with a RST if it has
    // forgotten the connection.
    ++m_probesSent;
    m_quietSince = now;
    EmitAckAt(SndNxt(state.snd) - 1, state, on);
}

Instant
Connection::FinWait2Expiry(Instant now) const
{
    const Duration bound = m_settings->finWait2Timeout;
    return bound > Duration::zero() ? now + bound : NEVER;
}

} // namespace tcplifecycle
