// SPDX-License-Identifier: GPL-2.0-only

// ICMP errors: RFC 9293, section 3.9.2.2; RFC 5927 for what of them to believe.

#include "tcp-connection-private.h"
#include "tcp-connection.h"

#include <algorithm>

namespace tcplifecycle
{

void
Connection::IcmpArrives(const IcmpError& error, Instant now, Actions& actions)
{
    const Occasion on{Cause::Icmp, now, actions};
    std::visit(
        [&](auto& state) {
            if constexpr (HAS_SENDER<std::decay_t<decltype(state)>>)
            {
                IcmpIn(state, error, on);
            }
        },
        m_state);
    SendWhatMayBeSent(on);
}

template <class StateType>
void
Connection::IcmpIn(StateType& state, const IcmpError& error, const Occasion& on)
{
    if (!InWindow(error.quoted, state.snd.Una(), state.snd.FlightSize()))
    {
        return; // forged, or about something that has arrived since (RFC 5927, section 4.1)
    }
    if (error.kind == IcmpError::Kind::TooBig)
    {
        m_sizes.send = std::min(m_sizes.send, error.mss);
        const uint32_t mss = TextSize(error.mss);
        if (mss < state.snd.Mss())
        {
            state.snd.ShrinkMss(mss, Context(on));
        }
        return;
    }
    if constexpr (std::is_same_v<StateType, SynSent> || std::is_same_v<StateType, SynReceived> ||
                  std::is_same_v<StateType, FinWait1>)
    {
        if (error.kind == IcmpError::Kind::Hard && !state.snd.SynAcked())
        {
            EnterClosed<Event::Unreachable>(state, CloseReason::Unreachable, on);
            return;
        }
    }
    // A connection that was established survives hard errors as well: they are forged too easily,
    // and if they are true, retransmission will find out (RFC 5927, section 5.2).
    on.actions.emplace_back(Trouble{Trouble::Kind::Icmp});
}

} // namespace tcplifecycle
