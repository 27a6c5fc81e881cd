// SPDX-License-Identifier: GPL-2.0-only

#include "drill-options.h"

#include "drill-congestion-name.h"
#include "drill-symbols.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace tcplab::drill
{

using namespace ns3;
using tcplifecycle::State;

namespace
{

/// Of the IP header's octet that ends with the ECN field (RFC 3168, section 5).
constexpr int64_t ECN_BITS = 0x3;

/// What Linux takes for TCP_MAXSEG: 0, or from TCP_MIN_MSS on.
constexpr int64_t LEAST_MSS = 88;
constexpr int64_t LARGEST_MSS = 32767;
/// A segment's text before anything is known of the path (RFC 9293, section 3.7.1, MUST-15).
constexpr int64_t DEFAULT_MSS = 536;
/// Longest of the times and counts of keep-alive in Linux.
constexpr int64_t LONGEST_KEEP_ALIVE = 32767;
constexpr int64_t MOST_PROBES = 127;

using Get = OptionValue (*)(Descriptor& descriptor);
using Set = int (*)(Descriptor& descriptor, const OptionValue& value);

/// An option of sockets.
struct Option
{
    int64_t level;
    int64_t name;
    Get get;            ///< nullptr: it cannot be read
    Set set;            ///< nullptr: it cannot be set
    bool lifecycleOnly; ///< ns-3's own TCP has nothing like it
};

OptionValue
Number(int64_t number)
{
    OptionValue value;
    value.number = number;
    return value;
}

// Options that are attributes of the socket.

int
SetAttribute(Descriptor& descriptor, const char* attribute, const AttributeValue& value)
{
    return descriptor.socket.Get()->SetAttributeFailSafe(attribute, value) ? 0 : EINVAL;
}

uint64_t
GetUinteger(Descriptor& descriptor, const char* attribute)
{
    UintegerValue value;
    descriptor.socket.Get()->GetAttribute(attribute, value);
    return value.Get();
}

bool
GetBoolean(Descriptor& descriptor, const char* attribute)
{
    BooleanValue value;
    descriptor.socket.Get()->GetAttribute(attribute, value);
    return value.Get();
}

Time
GetTime(Descriptor& descriptor, const char* attribute)
{
    TimeValue value;
    descriptor.socket.Get()->GetAttribute(attribute, value);
    return value.Get();
}

/// Sets a time in seconds from 1 to the longest one of keep-alive.
int
SetSeconds(Descriptor& descriptor, const char* attribute, int64_t seconds)
{
    if (seconds < 1 || seconds > LONGEST_KEEP_ALIVE)
    {
        return EINVAL;
    }
    return SetAttribute(descriptor, attribute, TimeValue(Seconds(static_cast<double>(seconds))));
}

/// Sets a count from 1 to 127.
int
SetCount(Descriptor& descriptor, const char* attribute, int64_t count)
{
    return count < 1 || count > MOST_PROBES
               ? EINVAL
               : SetAttribute(descriptor, attribute, UintegerValue(count));
}

// Linux doubles the size of a buffer, for what it keeps beside the data, and tells the double. It
// sends out of all of it, and advertises half of it as a window.

int
SetSendBuffer(Descriptor& descriptor, const OptionValue& value)
{
    const int64_t octets = std::clamp<int64_t>(value.number, 1, INT32_MAX / 2);
    return SetAttribute(descriptor, "SndBufSize", UintegerValue(2 * octets));
}

OptionValue
GetSendBuffer(Descriptor& descriptor)
{
    return Number(static_cast<int64_t>(GetUinteger(descriptor, "SndBufSize")));
}

int
SetReceiveBuffer(Descriptor& descriptor, const OptionValue& value)
{
    const int64_t octets = std::clamp<int64_t>(value.number, 1, INT32_MAX / 2);
    descriptor.options[{SOL_SOCKET, SO_RCVBUF}] = 2 * octets;
    return SetAttribute(descriptor, "RcvBufSize", UintegerValue(octets));
}

OptionValue
GetReceiveBuffer(Descriptor& descriptor)
{
    const auto found = descriptor.options.find({SOL_SOCKET, SO_RCVBUF});
    return Number(found != descriptor.options.end()
                      ? found->second
                      : static_cast<int64_t>(GetUinteger(descriptor, "RcvBufSize")));
}

// Options that TCP does not hear of.

/// \return the functions of an option that is kept as it is set, and changes nothing on the wire
template <int64_t LEVEL, int64_t NAME>
Option
KeptOption()
{
    return {LEVEL,
            NAME,
            [](Descriptor& descriptor) {
                return Number(descriptor.options[{LEVEL, NAME}]);
            },
            [](Descriptor& descriptor, const OptionValue& value) {
                descriptor.options[{LEVEL, NAME}] = value.number;
                return 0;
            },
            false};
}

// Each of the others.

OptionValue
GetLinger(Descriptor& descriptor)
{
    OptionValue value;
    value.linger = descriptor.linger;
    return value;
}

int
SetLinger(Descriptor& descriptor, const OptionValue& value)
{
    if (!value.linger)
    {
        return EINVAL;
    }
    descriptor.linger = *value.linger;
    return 0;
}

OptionValue
GetMaxSegment(Descriptor& descriptor)
{
    const State state = descriptor.socket.GetState();
    if (state == State::Closed || state == State::Listen)
    {
        const auto own = static_cast<int64_t>(GetUinteger(descriptor, "MaxSegmentSize"));
        return Number(own > 0 ? own : DEFAULT_MSS);
    }
    return Number(descriptor.socket.GetSendMss());
}

int
SetMaxSegment(Descriptor& descriptor, const OptionValue& value)
{
    if (value.number != 0 && (value.number < LEAST_MSS || value.number > LARGEST_MSS))
    {
        return EINVAL;
    }
    return SetAttribute(descriptor, "MaxSegmentSize", UintegerValue(value.number));
}

OptionValue
GetUserTimeout(Descriptor& descriptor)
{
    return Number(GetTime(descriptor, "UserTimeout").GetMilliSeconds());
}

int
SetUserTimeout(Descriptor& descriptor, const OptionValue& value)
{
    return value.number < 0
               ? EINVAL
               : SetAttribute(descriptor, "UserTimeout", TimeValue(MilliSeconds(value.number)));
}

OptionValue
GetLinger2(Descriptor& descriptor)
{
    return Number(static_cast<int64_t>(GetTime(descriptor, "FinWait2Timeout").GetSeconds()));
}

int
SetLinger2(Descriptor& descriptor, const OptionValue& value)
{
    return value.number < 1 ? EINVAL
                            : SetAttribute(descriptor,
                                           "FinWait2Timeout",
                                           TimeValue(Seconds(static_cast<double>(value.number))));
}

OptionValue
GetCongestion(Descriptor& descriptor)
{
    OptionValue value;
    value.text = CongestionName(descriptor.socket);
    return value;
}

int
SetCongestion(Descriptor& descriptor, const OptionValue& value)
{
    return value.text && SetCongestionByName(descriptor.socket, *value.text) ? 0 : ENOENT;
}

int
SetTos(Descriptor& descriptor, const OptionValue& value)
{
    if (value.number < 0 || value.number > UINT8_MAX)
    {
        return EINVAL;
    }
    const auto tos = static_cast<uint8_t>(value.number & ~ECN_BITS); // TCP has its own say on ECN
    descriptor.options[{IPPROTO_IP, IP_TOS}] = tos;
    descriptor.socket.Get()->SetIpTos(tos);
    return 0;
}

int
SetTtl(Descriptor& descriptor, const OptionValue& value)
{
    if (value.number < 1 || value.number > UINT8_MAX)
    {
        return EINVAL;
    }
    descriptor.options[{IPPROTO_IP, IP_TTL}] = value.number;
    descriptor.socket.Get()->SetIpTtl(static_cast<uint8_t>(value.number));
    return 0;
}

int
SetTclass(Descriptor& descriptor, const OptionValue& value)
{
    if (value.number < 0 || value.number > UINT8_MAX)
    {
        return EINVAL;
    }
    const auto tclass = static_cast<uint8_t>(value.number & ~ECN_BITS);
    descriptor.options[{IPPROTO_IPV6, IPV6_TCLASS}] = tclass;
    descriptor.socket.Get()->SetIpv6Tclass(tclass);
    return 0;
}

int
SetHopLimit(Descriptor& descriptor, const OptionValue& value)
{
    if (value.number < 1 || value.number > UINT8_MAX)
    {
        return EINVAL;
    }
    descriptor.options[{IPPROTO_IPV6, IPV6_UNICAST_HOPS}] = value.number;
    descriptor.socket.Get()->SetIpv6HopLimit(static_cast<uint8_t>(value.number));
    return 0;
}

template <int64_t LEVEL, int64_t NAME>
OptionValue
GetKept(Descriptor& descriptor)
{
    return Number(descriptor.options[{LEVEL, NAME}]);
}

const std::vector<Option>&
Options()
{
    using D = Descriptor;
    using V = OptionValue;
    static const std::vector<Option> OPTIONS = {
        KeptOption<SOL_SOCKET, SO_REUSEADDR>(),
        KeptOption<SOL_SOCKET, SO_REUSEPORT>(),
        KeptOption<SOL_SOCKET, SO_ZEROCOPY>(),
        KeptOption<SOL_SOCKET, SO_PRIORITY>(),
        {SOL_SOCKET, SO_TYPE, [](D&) { return Number(SOCK_STREAM); }, nullptr, false},
        {SOL_SOCKET, SO_PROTOCOL, [](D&) { return Number(IPPROTO_TCP); }, nullptr, false},
        {SOL_SOCKET,
         SO_ACCEPTCONN,
         [](D& d) { return Number(d.socket.GetState() == State::Listen ? 1 : 0); },
         nullptr,
         false},
        {SOL_SOCKET, SO_ERROR, [](D& d) { return Number(d.socket.TakeError()); }, nullptr, false},
        {SOL_SOCKET, SO_LINGER, &GetLinger, &SetLinger, false},
        {SOL_SOCKET,
         SO_RCVLOWAT,
         [](D& d) { return Number(d.receiveLowWater); },
         [](D& d, const V& value) {
             d.receiveLowWater = value.number > 0 ? value.number : 1;
             return 0;
         },
         false},
        {SOL_SOCKET, SO_RCVBUF, &GetReceiveBuffer, &SetReceiveBuffer, false},
        {SOL_SOCKET, SO_SNDBUF, &GetSendBuffer, &SetSendBuffer, false},
        {SOL_SOCKET,
         SO_KEEPALIVE,
         [](D& d) { return Number(GetBoolean(d, "KeepAlive") ? 1 : 0); },
         [](D& d, const V& v) { return SetAttribute(d, "KeepAlive", BooleanValue(v.number != 0)); },
         true},
        {SOL_TCP,
         TCP_NODELAY,
         [](D& d) { return Number(GetBoolean(d, "TcpNoDelay") ? 1 : 0); },
         [](D& d, const V& v) {
             return SetAttribute(d, "TcpNoDelay", BooleanValue(v.number != 0));
         },
         false},
        {SOL_TCP,
         TCP_KEEPIDLE,
         [](D& d) {
             return Number(static_cast<int64_t>(GetTime(d, "KeepAliveTime").GetSeconds()));
         },
         [](D& d, const V& v) { return SetSeconds(d, "KeepAliveTime", v.number); },
         true},
        {SOL_TCP,
         TCP_KEEPINTVL,
         [](D& d) {
             return Number(static_cast<int64_t>(GetTime(d, "KeepAliveInterval").GetSeconds()));
         },
         [](D& d, const V& v) { return SetSeconds(d, "KeepAliveInterval", v.number); },
         true},
        {SOL_TCP,
         TCP_KEEPCNT,
         [](D& d) { return Number(static_cast<int64_t>(GetUinteger(d, "KeepAliveProbes"))); },
         [](D& d, const V& v) { return SetCount(d, "KeepAliveProbes", v.number); },
         true},
        {SOL_TCP,
         TCP_SYNCNT,
         [](D& d) { return Number(static_cast<int64_t>(GetUinteger(d, "ConnCount"))); },
         [](D& d, const V& v) { return SetCount(d, "ConnCount", v.number); },
         false},
        {SOL_TCP, TCP_MAXSEG, &GetMaxSegment, &SetMaxSegment, true},
        {SOL_TCP, TCP_USER_TIMEOUT, &GetUserTimeout, &SetUserTimeout, true},
        {SOL_TCP, TCP_LINGER2, &GetLinger2, &SetLinger2, true},
        {SOL_TCP, TCP_CONGESTION, &GetCongestion, &SetCongestion, false},
        {IPPROTO_IP, IP_TOS, &GetKept<IPPROTO_IP, IP_TOS>, &SetTos, false},
        {IPPROTO_IP, IP_TTL, &GetKept<IPPROTO_IP, IP_TTL>, &SetTtl, false},
        {IPPROTO_IPV6, IPV6_TCLASS, &GetKept<IPPROTO_IPV6, IPV6_TCLASS>, &SetTclass, false},
        {IPPROTO_IPV6,
         IPV6_UNICAST_HOPS,
         &GetKept<IPPROTO_IPV6, IPV6_UNICAST_HOPS>,
         &SetHopLimit,
         false},
    };
    return OPTIONS;
}

const Option*
FindOption(int64_t level, int64_t name)
{
    for (const auto& option : Options())
    {
        if (option.level == level && option.name == name)
        {
            return &option;
        }
    }
    return nullptr;
}

std::string
Spell(const Expression& expression)
{
    const auto* name = expression.As<Name>();
    return name ? name->text : std::to_string(ValueOf(expression).value_or(0));
}

} // namespace

std::optional<std::string>
WhyNotOption(const Call& call, const Stack& stack)
{
    const auto level = ValueOf(call.arguments[1]);
    const auto name = ValueOf(call.arguments[2]);
    if (!level || !name)
    {
        return std::nullopt; // Begin says what is wrong
    }
    const Option* const option = FindOption(*level, *name);
    const std::string what = call.name + ": " + Spell(call.arguments[2]);
    if (!option)
    {
        return what + " has no counterpart in the simulator";
    }
    if (option->lifecycleOnly && stack.GetName() != "lifecycle")
    {
        return what + " has no counterpart in ns-3's TCP";
    }
    if (call.name == "setsockopt" ? !option->set : !option->get)
    {
        return what + " can only be " + (option->get ? "read" : "set");
    }
    return std::nullopt;
}

OptionValue
GetOption(Descriptor& descriptor, int64_t level, int64_t name)
{
    return FindOption(level, name)->get(descriptor);
}

int
SetOption(Descriptor& descriptor, int64_t level, int64_t name, const OptionValue& value)
{
    return FindOption(level, name)->set(descriptor, value);
}

} // namespace tcplab::drill
