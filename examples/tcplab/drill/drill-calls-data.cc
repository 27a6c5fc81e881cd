// SPDX-License-Identifier: GPL-2.0-only

// System calls that send and receive.

#include "drill-calls.h"
#include "drill-symbols.h"

#include "ns3/packet.h"

#include <algorithm>
#include <cerrno>

namespace tcplab::drill
{

using ns3::Create;
using ns3::Packet;
using tcplifecycle::State;

namespace
{

/// \return whether an argument is NULL. \throws BadCall if it is neither that nor "..."
bool
IsBadBuffer(const Call& call, size_t argument)
{
    const Expression& buffer = call.arguments[argument];
    if (buffer.As<Ellipsis>())
    {
        return false;
    }
    if (ValueOf(buffer) != 0)
    {
        throw BadCall("expected ... or NULL for buffer");
    }
    return true;
}

int64_t
SizeOf(const Call& call, size_t argument)
{
    const int64_t octets = NumberOf(call, argument);
    if (octets < 0)
    {
        throw BadCall("a count of octets cannot be " + std::to_string(octets));
    }
    return octets;
}

/// \param vectors a list of structures {iov_base, iov_len}
/// \return octets of all
int64_t
SizeOfVectors(const Expression& vectors)
{
    const auto* list = vectors.As<List>();
    if (!list)
    {
        throw BadCall("expected a list of iovec structures");
    }
    int64_t octets = 0;
    for (const auto& item : list->items)
    {
        const auto* vector = item.As<Structure>();
        const Expression* const length = vector ? vector->Find("iov_len") : nullptr;
        if (!length)
        {
            throw BadCall("expected an iovec structure {..., LENGTH}");
        }
        octets += NumberOf(*length, "iov_len");
    }
    return octets;
}

/// \param count how many structures a list is said to have
void
CheckVectorCount(const Expression& vectors, int64_t count)
{
    const auto* list = vectors.As<List>();
    if (list && static_cast<int64_t>(list->items.size()) != count)
    {
        throw BadCall("iov_count " + std::to_string(count) + " does not match " +
                      std::to_string(list->items.size()) + "-element iovec array");
    }
}

/// \return a field of a message. \throws BadCall if it has none
const Expression&
MessageField(const Call& call, const std::string& name)
{
    const auto* message = call.arguments[1].As<Structure>();
    const Expression* const field = message ? message->Find(name) : nullptr;
    if (!field)
    {
        throw BadCall("expected a msghdr structure with " + name);
    }
    return *field;
}

/// \return octets of the vectors of a message
int64_t
SizeOfMessage(const Call& call)
{
    const Expression& vectors = MessageField(call, "msg_iov");
    if (const auto* count = call.arguments[1].As<Structure>()->Find("msg_iovlen"))
    {
        CheckVectorCount(vectors, NumberOf(*count, "msg_iovlen"));
    }
    return SizeOfVectors(vectors);
}

} // namespace

// Receiving.

OngoingCall
Calls::Read(const Call& call)
{
    return Receive(Find(call), SizeOf(call, 2), 0, IsBadBuffer(call, 1));
}

OngoingCall
Calls::Readv(const Call& call)
{
    CheckVectorCount(call.arguments[1], NumberOf(call, 2));
    return Receive(Find(call), SizeOfVectors(call.arguments[1]), 0, false);
}

OngoingCall
Calls::Recv(const Call& call)
{
    ExpectEllipsesFrom(call, 4); // of recvfrom
    return Receive(Find(call), SizeOf(call, 2), NumberOf(call, 3), IsBadBuffer(call, 1));
}

OngoingCall
Calls::Recvmsg(const Call& call)
{
    const int64_t octets = SizeOfMessage(call);
    const int64_t expectedFlags = NumberOf(MessageField(call, "msg_flags"), "msg_flags");
    const auto receive = Receive(Find(call), octets, NumberOf(call, 2), false);
    return [receive, expectedFlags] {
        auto result = receive();
        if (result && result->value >= 0 && expectedFlags != 0)
        {
            // Nothing of what TCP does here sets one.
            result->mismatch =
                "msg_flags: expected " + std::to_string(expectedFlags) + " but got 0";
        }
        return result;
    };
}

OngoingCall
Calls::Receive(std::shared_ptr<Descriptor> descriptor,
               int64_t octets,
               int64_t flags,
               bool badBuffer)
{
    // What MSG_WAITALL has got so far.
    auto got = std::make_shared<int64_t>(0);
    return [descriptor, octets, flags, badBuffer, got]() -> std::optional<CallResult> {
        HostSocket& socket = descriptor->socket;
        const State state = socket.GetState();
        if (state == State::Listen)
        {
            return CallResult::Error(ENOTCONN);
        }
        if (octets == 0)
        {
            return CallResult{};
        }
        const bool blocks = descriptor->Blocks(flags);
        const int64_t wanted = octets - *got;
        const int64_t available = socket.Get()->GetRxAvailable();
        const int64_t enough =
            (flags & MSG_WAITALL) ? wanted : std::min(wanted, descriptor->receiveLowWater);
        if (available > 0 && badBuffer && !(flags & MSG_TRUNC))
        {
            return CallResult::Error(EFAULT);
        }
        if (available > 0 && (flags & MSG_PEEK))
        {
            return CallResult{std::min(wanted, available), 0, {}};
        }
        const bool atEnd = socket.PeerHasClosed() || state == State::Closed;
        if (available > 0 && (available >= enough || !blocks || atEnd))
        {
            const auto text =
                socket.Get()->Recv(static_cast<uint32_t>(std::min(wanted, available)), 0);
            *got += text ? text->GetSize() : 0;
            if (*got == octets || !(flags & MSG_WAITALL) || !blocks || atEnd)
            {
                return CallResult{*got, 0, {}};
            }
            return std::nullopt;
        }
        if (available > 0)
        {
            return std::nullopt;
        }
        if (*got > 0 && (atEnd || socket.PeekError() != 0))
        {
            return CallResult{*got, 0, {}};
        }
        if (const int error = socket.TakeError())
        {
            return CallResult::Error(error);
        }
        if (descriptor->receivingIsShut || socket.PeerHasClosed() ||
            socket.GetCloseReason() != tcplifecycle::CloseReason::None)
        {
            return CallResult{};
        }
        if (state == State::Closed)
        {
            return CallResult::Error(ENOTCONN);
        }
        return blocks ? std::nullopt : std::make_optional(CallResult::Error(EAGAIN));
    };
}

// Sending.

OngoingCall
Calls::Write(const Call& call)
{
    return Transmit(Find(call), SizeOf(call, 2), 0, IsBadBuffer(call, 1));
}

OngoingCall
Calls::Writev(const Call& call)
{
    CheckVectorCount(call.arguments[1], NumberOf(call, 2));
    return Transmit(Find(call), SizeOfVectors(call.arguments[1]), 0, false);
}

OngoingCall
Calls::Send(const Call& call)
{
    ExpectEllipsesFrom(call, 4); // of sendto
    return Transmit(Find(call), SizeOf(call, 2), NumberOf(call, 3), IsBadBuffer(call, 1));
}

OngoingCall
Calls::Sendmsg(const Call& call)
{
    if (NumberOf(MessageField(call, "msg_flags"), "msg_flags") != 0)
    {
        throw BadCall("sendmsg ignores msg_flags field in msghdr");
    }
    return Transmit(Find(call), SizeOfMessage(call), NumberOf(call, 2), false);
}

OngoingCall
Calls::Transmit(std::shared_ptr<Descriptor> descriptor,
                int64_t octets,
                int64_t flags,
                bool badBuffer)
{
    auto sent = std::make_shared<int64_t>(0);
    return [descriptor, octets, flags, badBuffer, sent]() -> std::optional<CallResult> {
        HostSocket& socket = descriptor->socket;
        const auto stop = [&sent](int error) {
            return *sent > 0 ? CallResult{*sent, 0, {}} : CallResult::Error(error);
        };
        const bool blocks = descriptor->Blocks(flags);
        while (true)
        {
            if (*sent > 0 && socket.PeekError() != 0)
            {
                return stop(0);
            }
            if (const int error = socket.TakeError())
            {
                return CallResult::Error(error);
            }
            if (descriptor->IsOpening())
            {
                return blocks ? std::nullopt : std::make_optional(CallResult::Error(EAGAIN));
            }
            const State state = socket.GetState();
            if (descriptor->sendingIsShut ||
                (state != State::Established && state != State::CloseWait))
            {
                return stop(EPIPE);
            }
            if (*sent == octets)
            {
                return CallResult{octets, 0, {}};
            }
            const int64_t space = socket.Get()->GetTxAvailable();
            const int64_t now = std::min(space, octets - *sent);
            if (now == 0)
            {
                return blocks ? std::nullopt : std::make_optional(stop(EAGAIN));
            }
            if (badBuffer)
            {
                return CallResult::Error(EFAULT);
            }
            if (const int error = socket.Send(Create<Packet>(static_cast<uint32_t>(now)),
                                              static_cast<uint32_t>(flags & MSG_OOB)))
            {
                return stop(error);
            }
            *sent += now;
            if (*sent == octets)
            {
                return CallResult{octets, 0, {}};
            }
        }
    };
}

OngoingCall
Calls::Ioctl(const Call& call)
{
    const auto descriptor = Find(call);
    const int64_t command = NumberOf(call, 1);
    const auto* list = call.arguments.size() > 2 ? call.arguments[2].As<List>() : nullptr;
    if (!list || list->items.size() != 1)
    {
        throw BadCall("expected [VALUE] as argument 3");
    }
    const int64_t expected = NumberOf(list->items[0], "argument 3");
    HostSocket& socket = descriptor->socket;
    if (socket.GetState() == State::Listen)
    {
        return [] { return CallResult::Error(EINVAL); };
    }
    int64_t value = 0;
    if (command == SymbolValue("SIOCINQ"))
    {
        value = socket.Get()->GetRxAvailable();
    }
    else if (command == SymbolValue("SIOCOUTQ"))
    {
        value = socket.GetQueued();
    }
    else
    {
        value = socket.GetQueued() - std::min(socket.GetQueued(), socket.GetInFlight());
    }
    CallResult result;
    if (value != expected)
    {
        result.mismatch = "Bad ioctl optval: expected: " + std::to_string(expected) +
                          " actual: " + std::to_string(value);
    }
    return [result] { return result; };
}

} // namespace tcplab::drill
