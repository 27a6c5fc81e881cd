// SPDX-License-Identifier: GPL-2.0-only

// The user calls of RFC 9293, section 3.10.1 to 3.10.5, in the RFC's order.

#include "tcp-connection-private.h"
#include "tcp-connection.h"

namespace tcplifecycle
{

// 3.10.1 OPEN

CallResult
Connection::OpenPassive(Instant now, Actions& actions)
{
    const Occasion on{Cause::Open, now, actions};
    auto* closed = std::get_if<Closed>(&m_state);
    if (!closed)
    {
        return CallResult::AlreadyExists;
    }
    Enter<Event::OpenPassive>(*closed, Listen{}, on);
    return CallResult::Ok;
}

CallResult
Connection::OpenActive(SeqNum iss, Instant now, Actions& actions)
{
    auto* closed = std::get_if<Closed>(&m_state);
    auto* listen = std::get_if<Listen>(&m_state);
    if (!closed && !listen)
    {
        return CallResult::AlreadyExists;
    }
    const Occasion on{Cause::Open, now, actions};
    ChooseOffer(false);
    SynSent next{Sender(iss, Context(on))};
    EmitSyn(closed ? Enter<Event::OpenActive>(*closed, std::move(next), on)
                   : Enter<Event::OpenActive>(*listen, std::move(next), on),
            on);
    return CallResult::Ok;
}

// 3.10.2 SEND

CallResult
Connection::Send(uint32_t octets, Instant now, Actions& actions, bool urgent)
{
    const Occasion on{Cause::Send, now, actions};
    const CallResult result = std::visit(
        [&](auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (std::is_same_v<StateType, Closed>)
            {
                return CallResult::DoesNotExist;
            }
            else if constexpr (std::is_same_v<StateType, Listen>)
            {
                // A listening socket has no remote socket yet that it could send to.
                return CallResult::RemoteUnspecified;
            }
            else if constexpr (std::is_same_v<StateType, SynSent> ||
                               std::is_same_v<StateType, SynReceived> ||
                               std::is_same_v<StateType, Established> ||
                               std::is_same_v<StateType, CloseWait>)
            {
                if (state.snd.FinQueued())
                {
                    return CallResult::Closing;
                }
                state.snd.Queue(octets, urgent, Context(on));
                return CallResult::Ok;
            }
            else
            {
                return CallResult::Closing;
            }
        },
        m_state);
    if (result == CallResult::Ok)
    {
        SendWhatMayBeSent(on);
    }
    return result;
}

// 3.10.3 RECEIVE

CallResult
Connection::Receive(uint32_t octets, Instant now, Actions& actions)
{
    const Occasion on{Cause::Receive, now, actions};
    const CallResult result = std::visit(
        [&](auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (std::is_same_v<StateType, Closed>)
            {
                return CallResult::DoesNotExist;
            }
            else if constexpr (HAS_RECEIVER<StateType>)
            {
                if (state.rcv.Read(octets, *m_settings))
                {
                    state.rcv.AckNow();
                }
                return CallResult::Ok;
            }
            else if constexpr (IS_OTHER_STATE<StateType>)
            {
                if (state.rcv.unread == 0)
                {
                    return CallResult::Closing;
                }
                state.rcv.Read(octets);
                return CallResult::Ok;
            }
            else
            {
                return CallResult::Ok; // it waits for text to come
            }
        },
        m_state);
    SendWhatMayBeSent(on);
    return result;
}

CallResult
Connection::DiscardText()
{
    return std::visit(
        [](auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (std::is_same_v<StateType, Closed> || std::is_same_v<StateType, Listen> ||
                          std::is_same_v<StateType, SynSent>)
            {
                return CallResult::DoesNotExist;
            }
            else
            {
                if constexpr (HAS_RECEIVER<StateType>)
                {
                    state.rcv.Discard();
                }
                return CallResult::Ok;
            }
        },
        m_state);
}

// 3.10.4 CLOSE

CallResult
Connection::Close(CloseOf directions, Instant now, Actions& actions)
{
    const Occasion on{Cause::Close, now, actions};
    const CallResult result =
        std::visit([&](auto& state) { return CloseIn(state, directions, on); }, m_state);
    SendWhatMayBeSent(on);
    return result;
}

CallResult
Connection::CloseIn(Closed&, CloseOf, const Occasion&)
{
    return CallResult::DoesNotExist;
}

CallResult
Connection::CloseIn(Listen& state, CloseOf, const Occasion& on)
{
    EnterClosed<Event::Close>(state, CloseReason::Normal, on);
    return CallResult::Ok;
}

CallResult
Connection::CloseIn(SynSent& state, CloseOf, const Occasion& on)
{
    EnterClosed<Event::Close>(state, CloseReason::Normal, on);
    return CallResult::Ok;
}

template <class StateType>
CallResult
Connection::CloseReading(StateType& state, CloseOf directions, const Occasion& on)
{
    // The FIN is queued or sent already. What a user can still say is that it will read no more.
    if (directions == CloseOf::Sending || state.rcv.HasReaderLeft())
    {
        return CallResult::Closing;
    }
    if (state.rcv.HasPendingText())
    {
        EmitReset(state, on);
        EnterClosed<Event::CloseUnread>(state, CloseReason::UnreadData, on);
        return CallResult::Ok;
    }
    state.rcv.ReaderLeft();
    return CallResult::Ok;
}

CallResult
Connection::CloseIn(SynReceived& state, CloseOf directions, const Occasion& on)
{
    if (state.snd.FinQueued())
    {
        return CloseReading(state, directions, on);
    }
    if (directions == CloseOf::Both)
    {
        if (state.rcv.HasPendingText())
        {
            EmitReset(state, on);
            EnterClosed<Event::CloseUnread>(state, CloseReason::UnreadData, on);
            return CallResult::Ok;
        }
        state.rcv.ReaderLeft();
    }
    const bool nothingQueued = !state.snd.HasUnsentText();
    state.snd.QueueFin(on.now);
    if (nothingQueued)
    {
        FinWait1 next{std::move(state.snd), std::move(state.rcv)};
        Enter<Event::Close>(state, std::move(next), on);
    }
    // Otherwise the FIN waits for ESTABLISHED, behind the text that waits for it too.
    return CallResult::Ok;
}

CallResult
Connection::CloseIn(Established& state, CloseOf directions, const Occasion& on)
{
    if (directions == CloseOf::Both)
    {
        if (state.rcv.HasPendingText())
        {
            EmitReset(state, on);
            EnterClosed<Event::CloseUnread>(state, CloseReason::UnreadData, on);
            return CallResult::Ok;
        }
        state.rcv.ReaderLeft();
    }
    state.snd.QueueFin(on.now);
    FinWait1 next{std::move(state.snd), std::move(state.rcv)};
    Enter<Event::Close>(state, std::move(next), on);
    return CallResult::Ok;
}

CallResult
Connection::CloseIn(FinWait1& state, CloseOf directions, const Occasion& on)
{
    return CloseReading(state, directions, on);
}

CallResult
Connection::CloseIn(FinWait2& state, CloseOf directions, const Occasion& on)
{
    const CallResult result = CloseReading(state, directions, on);
    if (auto* still = std::get_if<FinWait2>(&m_state); still && result == CallResult::Ok)
    {
        still->expiry = FinWait2Expiry(on.now);
    }
    return result;
}

CallResult
Connection::CloseIn(CloseWait& state, CloseOf directions, const Occasion& on)
{
    if (directions == CloseOf::Both && state.rcv.unread > 0)
    {
        EmitReset(state, on);
        EnterClosed<Event::CloseUnread>(state, CloseReason::UnreadData, on);
        return CallResult::Ok;
    }
    if (state.snd.FinQueued())
    {
        return CallResult::Closing;
    }
    state.snd.QueueFin(on.now); // LAST-ACK is entered when it is sent
    return CallResult::Ok;
}

CallResult
Connection::CloseIn(Closing&, CloseOf, const Occasion&)
{
    return CallResult::Closing;
}

CallResult
Connection::CloseIn(LastAck&, CloseOf, const Occasion&)
{
    return CallResult::Closing;
}

CallResult
Connection::CloseIn(TimeWait&, CloseOf, const Occasion&)
{
    return CallResult::Closing;
}

// 3.10.5 ABORT

CallResult
Connection::Abort(Instant now, Actions& actions)
{
    const Occasion on{Cause::Abort, now, actions};
    return std::visit(
        [&](auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (std::is_same_v<StateType, Closed>)
            {
                return CallResult::DoesNotExist;
            }
            else
            {
                if constexpr (HAS_RECEIVER<StateType> || std::is_same_v<StateType, CloseWait>)
                {
                    EmitReset(state, on);
                }
                EnterClosed<Event::Abort>(state, CloseReason::Aborted, on);
                return CallResult::Ok;
            }
        },
        m_state);
}

} // namespace tcplifecycle
