// SPDX-License-Identifier: GPL-2.0-only

// The table of system calls, and those that open and close. Data is in drill-calls-data.cc, options
// in drill-calls-options.cc, poll in drill-calls-poll.cc.

#include "drill-calls.h"

#include "drill-options.h"
#include "drill-symbols.h"

#include "ns3/simulator.h"

#include <cerrno>
#include <netinet/in.h>
#include <utility>

namespace tcplab::drill
{

using tcplifecycle::State;

namespace
{

constexpr int64_t SOCKET_TYPE_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

/// Flags of send() and recv() that have a meaning here, or none that anybody would notice.
constexpr int64_t MESSAGE_FLAGS =
    MSG_OOB | MSG_PEEK | MSG_DONTWAIT | MSG_WAITALL | MSG_NOSIGNAL | MSG_TRUNC | MSG_ZEROCOPY;

/// \return a call that is over at once
OngoingCall
Done(CallResult result)
{
    return [result = std::move(result)] { return result; };
}

std::optional<std::string>
WhyNotSocket(const Call& call)
{
    const int64_t type = ValueOf(call.arguments[1]).value_or(0) & ~SOCKET_TYPE_FLAGS;
    const int64_t protocol = ValueOf(call.arguments[2]).value_or(0);
    if (type != SOCK_STREAM || (protocol != IPPROTO_TCP && protocol != 0))
    {
        return "socket: only TCP is there, SOCK_STREAM and IPPROTO_TCP";
    }
    return std::nullopt;
}

std::optional<std::string>
WhyNotFlags(const Call& call, const Expression& flags, const Stack& stack)
{
    const int64_t value = ValueOf(flags).value_or(0);
    if (value & ~MESSAGE_FLAGS)
    {
        return call.name + ": a flag of it has no counterpart here; those that have one are "
                           "MSG_PEEK, MSG_OOB (sending), MSG_DONTWAIT, MSG_WAITALL, MSG_TRUNC, "
                           "MSG_NOSIGNAL and MSG_ZEROCOPY";
    }
    const bool receives = call.name.rfind("recv", 0) == 0;
    if ((value & MSG_OOB) && (receives || stack.GetName() != "lifecycle"))
    {
        return receives ? call.name + ": urgent data stays in line, MSG_OOB has nothing to receive"
                        : call.name + ": ns-3's TCP has no urgent data";
    }
    return std::nullopt;
}

std::optional<std::string>
WhyNotMessage(const Call& call)
{
    const auto* message = call.arguments[1].As<Structure>();
    if (!message || message->kind != Structure::Kind::Message)
    {
        return std::nullopt; // Begin says what is wrong
    }
    if (message->Find("msg_control"))
    {
        return call.name + ": there are no control messages";
    }
    return std::nullopt;
}

std::optional<std::string>
WhyNotCommand(const Call& call)
{
    const auto command = ValueOf(call.arguments[1]);
    const auto isOneOf = [command](std::initializer_list<int64_t> known) {
        for (const int64_t one : known)
        {
            if (command == one)
            {
                return true;
            }
        }
        return false;
    };
    if (call.name == "fcntl" && !isOneOf({F_GETFL, F_SETFL, F_GETFD, F_SETFD}))
    {
        return "fcntl: only F_GETFL, F_SETFL, F_GETFD and F_SETFD are there";
    }
    if (call.name == "ioctl" &&
        !isOneOf({*SymbolValue("SIOCINQ"), *SymbolValue("SIOCOUTQ"), *SymbolValue("SIOCOUTQNSD")}))
    {
        return "ioctl: only SIOCINQ, SIOCOUTQ and SIOCOUTQNSD are there";
    }
    return std::nullopt;
}

} // namespace

CallResult
CallResult::Error(int error)
{
    return {-1, error, {}};
}

CallResult
CallResult::ZeroUnless(int error)
{
    return error != 0 ? Error(error) : CallResult{};
}

int64_t
NumberOf(const Expression& expression, const std::string& what)
{
    const auto value = ValueOf(expression);
    if (!value)
    {
        throw BadCall(what + " is no number");
    }
    return *value;
}

int64_t
NumberOf(const Call& call, size_t argument)
{
    return NumberOf(call.arguments[argument], "argument " + std::to_string(argument + 1));
}

void
ExpectEllipsesFrom(const Call& call, size_t first)
{
    for (size_t argument = first; argument < call.arguments.size(); ++argument)
    {
        if (!call.arguments[argument].As<Ellipsis>())
        {
            throw BadCall("argument " + std::to_string(argument + 1) +
                          " is not \"...\": the program knows what stands there");
        }
    }
}

Calls::Calls(Bench& bench,
             Stack& stack,
             const Configuration& configuration,
             std::function<void(ns3::Ptr<ns3::Socket>)> prepare,
             CallObserver& observer)
    : m_bench(bench),
      m_stack(stack),
      m_configuration(configuration),
      m_prepare(std::move(prepare)),
      m_observer(observer)
{
}

const std::vector<Calls::Entry>&
Calls::Table()
{
    static const std::vector<Entry> TABLE = {
        {"socket", 3, 3, &Calls::Socket},
        {"bind", 3, 3, &Calls::Bind},
        {"listen", 2, 2, &Calls::Listen},
        {"accept", 3, 3, &Calls::Accept},
        {"connect", 3, 3, &Calls::Connect},
        {"read", 3, 3, &Calls::Read},
        {"readv", 3, 3, &Calls::Readv},
        {"recv", 4, 4, &Calls::Recv},
        {"recvfrom", 6, 6, &Calls::Recv},
        {"recvmsg", 3, 3, &Calls::Recvmsg},
        {"write", 3, 3, &Calls::Write},
        {"writev", 3, 3, &Calls::Writev},
        {"send", 4, 4, &Calls::Send},
        {"sendto", 6, 6, &Calls::Send},
        {"sendmsg", 3, 3, &Calls::Sendmsg},
        {"shutdown", 2, 2, &Calls::Shutdown},
        {"close", 1, 1, &Calls::Close},
        {"fcntl", 2, 3, &Calls::Fcntl},
        {"ioctl", 2, 3, &Calls::Ioctl},
        {"poll", 3, 3, &Calls::Poll},
        {"getsockopt", 5, 5, &Calls::Getsockopt},
        {"setsockopt", 5, 5, &Calls::Setsockopt},
    };
    return TABLE;
}

const Calls::Entry*
Calls::FindEntry(const std::string& name)
{
    for (const auto& entry : Table())
    {
        if (name == entry.name)
        {
            return &entry;
        }
    }
    return nullptr;
}

std::optional<std::string>
Calls::WhyNot(const Call& call, const Stack& stack)
{
    const Entry* const entry = FindEntry(call.name);
    if (!entry)
    {
        return "the call " + call.name + " has no counterpart in the simulator";
    }
    for (const auto& argument : call.arguments)
    {
        if (const auto unknown = FindUnknownSymbol(argument))
        {
            return call.name + ": " + *unknown + " is not known here";
        }
    }
    if (const auto unknown = FindUnknownSymbol(call.result))
    {
        return call.name + ": " + *unknown + " is not known here";
    }
    if (call.error && !ErrorNumberOf(call.error->name))
    {
        return call.name + ": " + call.error->name + " is not known here";
    }
    const size_t count = call.arguments.size();
    if (count < entry->leastArguments || count > entry->mostArguments)
    {
        return std::nullopt; // Begin says what is wrong
    }
    if (call.name == "socket")
    {
        return WhyNotSocket(call);
    }
    if (call.name == "fcntl" || call.name == "ioctl")
    {
        return WhyNotCommand(call);
    }
    if (call.name == "getsockopt" || call.name == "setsockopt")
    {
        return WhyNotOption(call, stack);
    }
    if (call.name == "recvmsg" || call.name == "sendmsg")
    {
        const auto reason = WhyNotMessage(call);
        return reason ? reason : WhyNotFlags(call, call.arguments[2], stack);
    }
    if (entry->method == &Calls::Recv || entry->method == &Calls::Send)
    {
        return WhyNotFlags(call, call.arguments[3], stack);
    }
    return std::nullopt;
}

OngoingCall
Calls::Begin(const Call& call)
{
    const Entry& entry = *FindEntry(call.name);
    const size_t count = call.arguments.size();
    if (count < entry.leastArguments || count > entry.mostArguments)
    {
        throw BadCall("expected " + std::to_string(entry.leastArguments) +
                      (entry.mostArguments > entry.leastArguments
                           ? " or " + std::to_string(entry.mostArguments)
                           : "") +
                      " args but got " + std::to_string(count));
    }
    NumberOf(call.result, "the result");
    return (this->*entry.method)(call);
}

std::shared_ptr<Descriptor>
Calls::Find(int64_t number) const
{
    const auto found = m_open.find(number);
    if (found == m_open.end())
    {
        throw BadCall("unable to find fd with script fd " + std::to_string(number));
    }
    return found->second;
}

std::shared_ptr<Descriptor>
Calls::Find(const Call& call) const
{
    return Find(NumberOf(call, 0));
}

Descriptor&
Calls::Add(int64_t number, ns3::Ptr<ns3::Socket> socket)
{
    if (number < 0)
    {
        throw BadCall("invalid socket fd " + std::to_string(number) + " in script");
    }
    if (m_open.count(number))
    {
        throw BadCall("duplicate fd " + std::to_string(number) + " in script");
    }
    const auto descriptor = std::make_shared<Descriptor>(m_bench, m_stack, socket);
    m_open.emplace(number, descriptor);
    return *descriptor;
}

// Opening.

OngoingCall
Calls::Socket(const Call& call)
{
    const int64_t ownFamily = m_configuration.ipVersion == IpVersion::Ipv4 ? AF_INET : AF_INET6;
    const int64_t family = call.arguments[0].As<Ellipsis>() ? ownFamily : NumberOf(call, 0);
    if (family != ownFamily)
    {
        return Done(CallResult::Error(EAFNOSUPPORT));
    }
    const auto number = NumberOf(call.result, "the result");
    const auto socket = m_stack.CreateSocket(m_bench.GetHost());
    m_prepare(socket);
    Descriptor& descriptor = Add(number, socket);
    if (NumberOf(call, 1) & SOCK_NONBLOCK)
    {
        descriptor.flags |= O_NONBLOCK;
    }
    m_observer.SocketMade(descriptor.socket);
    return Done({number, 0, {}});
}

OngoingCall
Calls::Bind(const Call& call)
{
    ExpectEllipsesFrom(call, 1);
    return Done(CallResult::ZeroUnless(
        Find(call)->socket.Bind(m_bench.GetLocal(m_configuration.bindPort))));
}

OngoingCall
Calls::Listen(const Call& call)
{
    const auto descriptor = Find(call);
    const int error = descriptor->socket.Listen(NumberOf(call, 1));
    if (error == 0)
    {
        m_observer.SocketListens(descriptor->socket);
    }
    return Done(CallResult::ZeroUnless(error));
}

OngoingCall
Calls::Accept(const Call& call)
{
    ExpectEllipsesFrom(call, 1);
    const auto listener = Find(call);
    const int64_t number = NumberOf(call.result, "the result");
    return [this, listener, number]() -> std::optional<CallResult> {
        if (listener->socket.GetState() != State::Listen)
        {
            return CallResult::Error(EINVAL);
        }
        if (const auto socket = listener->socket.TakeAccepted())
        {
            Descriptor& descriptor = Add(number, socket);
            descriptor.connecting = Descriptor::Connecting::Done;
            descriptor.socket.SetAccepted();
            m_observer.SocketAccepted(descriptor.socket);
            return CallResult{number, 0, {}};
        }
        return listener->Blocks(0) ? std::nullopt : std::make_optional(CallResult::Error(EAGAIN));
    };
}

OngoingCall
Calls::Connect(const Call& call)
{
    const auto descriptor = Find(call);
    HostSocket& socket = descriptor->socket;
    using Connecting = Descriptor::Connecting;
    const bool disconnects = ValueOf(call.arguments[1]) == AF_UNSPEC;
    ExpectEllipsesFrom(call, disconnects ? 2 : 1);
    if (disconnects)
    {
        socket.Abort(); // there may be nothing to abort: that is no error
        descriptor->connecting = Connecting::No;
        return Done({});
    }
    if (descriptor->connecting == Connecting::Done || socket.GetState() == State::Listen)
    {
        return Done(CallResult::Error(EISCONN));
    }
    const bool first = descriptor->connecting == Connecting::No;
    if (first)
    {
        m_observer.SocketConnects(socket);
        if (const int error = socket.Connect(m_bench.GetRemote(m_configuration.connectPort)))
        {
            return Done(CallResult::Error(error));
        }
        descriptor->connecting = Connecting::InProgress;
    }
    return [descriptor, first]() -> std::optional<CallResult> {
        if (descriptor->IsOpening())
        {
            return descriptor->Blocks(0)
                       ? std::nullopt
                       : std::make_optional(CallResult::Error(first ? EINPROGRESS : EALREADY));
        }
        if (descriptor->socket.HasOpened())
        {
            descriptor->connecting = Connecting::Done;
            return CallResult{};
        }
        descriptor->connecting = Connecting::No;
        const int error = descriptor->socket.TakeError();
        return CallResult::Error(error != 0 ? error : ECONNABORTED);
    };
}

// Closing.

OngoingCall
Calls::Shutdown(const Call& call)
{
    const auto descriptor = Find(call);
    HostSocket& socket = descriptor->socket;
    const int64_t how = NumberOf(call, 1);
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
    {
        return Done(CallResult::Error(EINVAL));
    }
    switch (socket.GetState())
    {
    case State::Closed:
    case State::TimeWait:
        return Done(CallResult::Error(ENOTCONN));
    case State::Listen:
        // As Linux has it: a listener stops listening when it is to receive no more.
        if (how != SHUT_WR)
        {
            socket.Close();
        }
        return Done({});
    case State::SynSent:
        socket.Abort();
        descriptor->connecting = Descriptor::Connecting::No;
        return Done({});
    default:
        break;
    }
    int error = 0;
    if (how != SHUT_WR && !descriptor->receivingIsShut)
    {
        descriptor->receivingIsShut = true;
        error = socket.ShutdownReceive();
    }
    if (how != SHUT_RD && !descriptor->sendingIsShut)
    {
        descriptor->sendingIsShut = true;
        error = socket.ShutdownSend();
    }
    return Done(CallResult::ZeroUnless(error));
}

OngoingCall
Calls::Close(const Call& call)
{
    const auto descriptor = Find(call);
    m_open.erase(NumberOf(call, 0));
    m_closed.push_back(descriptor);
    HostSocket& socket = descriptor->socket;
    const LingerOption linger = descriptor->linger;
    if (linger.on && linger.seconds == 0 && socket.GetState() != State::Listen &&
        socket.GetState() != State::TimeWait)
    {
        socket.Abort(); // there may be nothing to abort: that is no error
        return Done({});
    }
    socket.Close(); // a socket that was never used has nothing to close: that is no error
    if (!linger.on || !descriptor->Blocks(0))
    {
        return Done({});
    }
    const ns3::Time until = Bench::Now() + ns3::Seconds(static_cast<double>(linger.seconds));
    ns3::Simulator::Schedule(until - Bench::Now(), &Bench::Interrupt, &m_bench);
    return [descriptor, until]() -> std::optional<CallResult> {
        const State state = descriptor->socket.GetState();
        const bool waits =
            state == State::FinWait1 || state == State::Closing || state == State::LastAck;
        return waits && Bench::Now() < until ? std::nullopt : std::make_optional(CallResult{});
    };
}

OngoingCall
Calls::Fcntl(const Call& call)
{
    const auto descriptor = Find(call);
    const int64_t command = NumberOf(call, 1);
    const int64_t argument = call.arguments.size() > 2 ? NumberOf(call, 2) : 0;
    switch (command)
    {
    case F_GETFL:
        return Done({descriptor->flags, 0, {}});
    case F_SETFL:
        descriptor->flags = O_RDWR | (argument & O_NONBLOCK);
        return Done({});
    case F_GETFD:
        return Done({descriptor->descriptorFlags, 0, {}});
    default: // F_SETFD; nobody calls execve()
        descriptor->descriptorFlags = argument & FD_CLOEXEC;
        return Done({});
    }
}

} // namespace tcplab::drill
