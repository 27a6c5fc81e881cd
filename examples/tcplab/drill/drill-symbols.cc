// SPDX-License-Identifier: GPL-2.0-only

#include "drill-symbols.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <utility>

namespace tcplab::drill
{

namespace
{

#define SYMBOL(NAME)                                                                               \
    {                                                                                              \
#NAME, NAME                                                                                \
    }

constexpr std::pair<const char*, int64_t> SYMBOLS[] = {
    {"NULL", 0},
    // socket
    SYMBOL(AF_UNSPEC),
    SYMBOL(AF_INET),
    SYMBOL(AF_INET6),
    SYMBOL(PF_INET),
    SYMBOL(PF_INET6),
    SYMBOL(SOCK_STREAM),
    SYMBOL(SOCK_DGRAM),
    SYMBOL(SOCK_RAW),
    SYMBOL(SOCK_NONBLOCK),
    SYMBOL(SOCK_CLOEXEC),
    SYMBOL(IPPROTO_IP),
    SYMBOL(IPPROTO_IPV6),
    SYMBOL(IPPROTO_TCP),
    SYMBOL(IPPROTO_UDP),
    SYMBOL(IPPROTO_ICMP),
    SYMBOL(IPPROTO_ICMPV6),
    {"IPPROTO_MPTCP", 262},
    // shutdown
    SYMBOL(SHUT_RD),
    SYMBOL(SHUT_WR),
    SYMBOL(SHUT_RDWR),
    // fcntl and ioctl
    SYMBOL(F_GETFL),
    SYMBOL(F_SETFL),
    SYMBOL(F_GETFD),
    SYMBOL(F_SETFD),
    SYMBOL(FD_CLOEXEC),
    SYMBOL(O_RDONLY),
    SYMBOL(O_WRONLY),
    SYMBOL(O_RDWR),
    SYMBOL(O_NONBLOCK),
    SYMBOL(SIOCINQ),
    SYMBOL(FIONREAD),
    SYMBOL(SIOCOUTQ),
    SYMBOL(TIOCOUTQ),
    SYMBOL(SIOCOUTQNSD),
    SYMBOL(SIOCATMARK),
    // poll
    SYMBOL(POLLIN),
    SYMBOL(POLLPRI),
    SYMBOL(POLLOUT),
    SYMBOL(POLLERR),
    SYMBOL(POLLHUP),
    SYMBOL(POLLNVAL),
    SYMBOL(POLLRDNORM),
    SYMBOL(POLLRDBAND),
    SYMBOL(POLLWRNORM),
    SYMBOL(POLLWRBAND),
    SYMBOL(POLLRDHUP),
    // send and recv
    SYMBOL(MSG_OOB),
    SYMBOL(MSG_PEEK),
    SYMBOL(MSG_DONTROUTE),
    SYMBOL(MSG_CTRUNC),
    SYMBOL(MSG_TRUNC),
    SYMBOL(MSG_DONTWAIT),
    SYMBOL(MSG_EOR),
    SYMBOL(MSG_WAITALL),
    SYMBOL(MSG_CONFIRM),
    SYMBOL(MSG_ERRQUEUE),
    SYMBOL(MSG_NOSIGNAL),
    SYMBOL(MSG_MORE),
    SYMBOL(MSG_ZEROCOPY),
    SYMBOL(MSG_FASTOPEN),
    // Options of sockets
    SYMBOL(SOL_SOCKET),
    SYMBOL(SO_DEBUG),
    SYMBOL(SO_REUSEADDR),
    SYMBOL(SO_REUSEPORT),
    SYMBOL(SO_TYPE),
    SYMBOL(SO_ERROR),
    SYMBOL(SO_DONTROUTE),
    SYMBOL(SO_BROADCAST),
    SYMBOL(SO_SNDBUF),
    SYMBOL(SO_RCVBUF),
    SYMBOL(SO_SNDBUFFORCE),
    SYMBOL(SO_RCVBUFFORCE),
    SYMBOL(SO_KEEPALIVE),
    SYMBOL(SO_OOBINLINE),
    SYMBOL(SO_PRIORITY),
    SYMBOL(SO_LINGER),
    SYMBOL(SO_RCVLOWAT),
    SYMBOL(SO_SNDLOWAT),
    SYMBOL(SO_ACCEPTCONN),
    SYMBOL(SO_PROTOCOL),
    SYMBOL(SO_DOMAIN),
    SYMBOL(SO_MARK),
    SYMBOL(SO_BUSY_POLL),
    SYMBOL(SO_MAX_PACING_RATE),
    SYMBOL(SO_ZEROCOPY),
    SYMBOL(SO_TIMESTAMPING),
    SYMBOL(SO_INCOMING_CPU),
    // Options of TCP
    SYMBOL(SOL_TCP),
    SYMBOL(TCP_NODELAY),
    SYMBOL(TCP_MAXSEG),
    SYMBOL(TCP_CORK),
    SYMBOL(TCP_KEEPIDLE),
    SYMBOL(TCP_KEEPINTVL),
    SYMBOL(TCP_KEEPCNT),
    SYMBOL(TCP_SYNCNT),
    SYMBOL(TCP_LINGER2),
    SYMBOL(TCP_DEFER_ACCEPT),
    SYMBOL(TCP_WINDOW_CLAMP),
    SYMBOL(TCP_INFO),
    SYMBOL(TCP_QUICKACK),
    SYMBOL(TCP_CONGESTION),
    SYMBOL(TCP_MD5SIG),
    SYMBOL(TCP_THIN_LINEAR_TIMEOUTS),
    SYMBOL(TCP_THIN_DUPACK),
    SYMBOL(TCP_USER_TIMEOUT),
    SYMBOL(TCP_FASTOPEN),
    SYMBOL(TCP_TIMESTAMP),
    SYMBOL(TCP_NOTSENT_LOWAT),
    SYMBOL(TCP_SAVE_SYN),
    SYMBOL(TCP_SAVED_SYN),
    SYMBOL(TCP_FASTOPEN_CONNECT),
    SYMBOL(TCP_FASTOPEN_KEY),
    SYMBOL(TCP_FASTOPEN_NO_COOKIE),
    SYMBOL(TCP_INQ),
    {"TCP_CM_INQ", TCP_INQ},
    SYMBOL(TCP_TX_DELAY),
    // Options of IP
    SYMBOL(SOL_IP),
    SYMBOL(SOL_IPV6),
    SYMBOL(IP_TOS),
    SYMBOL(IP_TTL),
    SYMBOL(IP_MTU_DISCOVER),
    SYMBOL(IP_PMTUDISC_WANT),
    SYMBOL(IP_PMTUDISC_DONT),
    SYMBOL(IP_PMTUDISC_DO),
    SYMBOL(IP_PMTUDISC_PROBE),
    SYMBOL(IP_MTU),
    SYMBOL(IP_RECVERR),
    SYMBOL(IPV6_TCLASS),
    SYMBOL(IPV6_UNICAST_HOPS),
    SYMBOL(IPV6_V6ONLY),
    SYMBOL(IPV6_MTU),
    SYMBOL(IPV6_RECVERR),
};

#undef SYMBOL
#define ERROR(NAME)                                                                                \
    {                                                                                              \
#NAME, NAME                                                                                \
    }

/// Of two names of one number the usual one stands first.
constexpr std::pair<const char*, int> ERRORS[] = {
    ERROR(EPERM),        ERROR(ENOENT),        ERROR(EINTR),           ERROR(EIO),
    ERROR(EBADF),        ERROR(EAGAIN),        ERROR(EWOULDBLOCK),     ERROR(ENOMEM),
    ERROR(EACCES),       ERROR(EFAULT),        ERROR(EBUSY),           ERROR(EEXIST),
    ERROR(ENODEV),       ERROR(EINVAL),        ERROR(EMFILE),          ERROR(ENOTTY),
    ERROR(EPIPE),        ERROR(EDOM),          ERROR(ERANGE),          ERROR(EPROTO),
    ERROR(ENOTSOCK),     ERROR(EDESTADDRREQ),  ERROR(EMSGSIZE),        ERROR(EPROTOTYPE),
    ERROR(ENOPROTOOPT),  ERROR(EOPNOTSUPP),    ERROR(EPROTONOSUPPORT), ERROR(EAFNOSUPPORT),
    ERROR(EADDRINUSE),   ERROR(EADDRNOTAVAIL), ERROR(ENETDOWN),        ERROR(ENETUNREACH),
    ERROR(ENETRESET),    ERROR(ECONNABORTED),  ERROR(ECONNRESET),      ERROR(ENOBUFS),
    ERROR(EISCONN),      ERROR(ENOTCONN),      ERROR(ESHUTDOWN),       ERROR(ETIMEDOUT),
    ERROR(ECONNREFUSED), ERROR(EHOSTDOWN),     ERROR(EHOSTUNREACH),    ERROR(EALREADY),
    ERROR(EINPROGRESS),  ERROR(ECANCELED),
};

#undef ERROR

} // namespace

std::optional<int64_t>
SymbolValue(const std::string& name)
{
    for (const auto& [known, value] : SYMBOLS)
    {
        if (name == known)
        {
            return value;
        }
    }
    return ErrorNumberOf(name);
}

std::optional<std::string>
FindUnknownSymbol(const Expression& expression)
{
    const auto findIn = [](const std::vector<Expression>& all) -> std::optional<std::string> {
        for (const auto& one : all)
        {
            if (auto unknown = FindUnknownSymbol(one))
            {
                return unknown;
            }
        }
        return std::nullopt;
    };
    if (const auto* name = expression.As<Name>())
    {
        return SymbolValue(name->text) ? std::nullopt : std::make_optional(name->text);
    }
    if (const auto* terms = expression.As<Or>())
    {
        return findIn(terms->terms);
    }
    if (const auto* list = expression.As<List>())
    {
        return findIn(list->items);
    }
    if (const auto* structure = expression.As<Structure>())
    {
        for (const auto& field : structure->fields)
        {
            if (auto unknown = FindUnknownSymbol(field.value))
            {
                return unknown;
            }
        }
    }
    return std::nullopt;
}

std::optional<int64_t>
ValueOf(const Expression& expression)
{
    if (const auto* integer = expression.As<Integer>())
    {
        return integer->value;
    }
    if (const auto* name = expression.As<Name>())
    {
        return SymbolValue(name->text);
    }
    if (const auto* terms = expression.As<Or>())
    {
        int64_t all = 0;
        for (const auto& term : terms->terms)
        {
            const auto value = ValueOf(term);
            if (!value)
            {
                return std::nullopt;
            }
            all |= *value;
        }
        return all;
    }
    return std::nullopt;
}

std::optional<int>
ErrorNumberOf(const std::string& name)
{
    for (const auto& [known, number] : ERRORS)
    {
        if (name == known)
        {
            return number;
        }
    }
    return std::nullopt;
}

std::string
ErrorName(int error)
{
    for (const auto& [name, number] : ERRORS)
    {
        if (error == number)
        {
            return name;
        }
    }
    return "errno " + std::to_string(error);
}

} // namespace tcplab::drill
