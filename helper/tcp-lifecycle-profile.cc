// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-lifecycle-profile.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace ns3
{

namespace
{

using Target = TcpLifecycleProfile::Target;

constexpr std::array<const char*, 3> NAMES = {"rfc9293", "linux", "bsd"};

struct Value
{
    const char* value;
    const char* source;
};

/// An attribute, and its value in each profile.
struct Row
{
    Target target;
    const char* attribute;
    std::array<Value, NAMES.size()> values; ///< in the order of NAMES
};

// Paths are those of the Linux and the FreeBSD source trees. FreeBSD's are below sys/.
constexpr Row TABLE[] = {
    {Target::Socket,
     "Msl",
     {{{"120s", "RFC 9293, 3.4.2"},
       {"30s", "include/net/tcp.h: TCP_TIMEWAIT_LEN, 60 s of TIME-WAIT"},
       {"30s", "tcp(4): msl; netinet/tcp_timer.h: TCPTV_MSL"}}}},
    {Target::Socket,
     "FinWait2Timeout",
     {{{"0s", "RFC 9293, 3.10.7.4: without bound"},
       {"60s", "tcp(7): tcp_fin_timeout"},
       {"60s", "tcp(4): finwait2_timeout"}}}},
    {Target::Protocol,
     "EphemeralPortFirst",
     {{{"49152", "RFC 6335, 6"},
       {"32768", "ip(7): ip_local_port_range; net/ipv4/af_inet.c"},
       {"10000", "ip(4): portrange.first; netinet/in.h: IPPORT_EPHEMERALFIRST"}}}},
    {Target::Protocol,
     "EphemeralPortLast",
     {{{"65535", "RFC 6335, 6"},
       {"60999", "ip(7): ip_local_port_range; net/ipv4/af_inet.c"},
       {"65535", "ip(4): portrange.last; netinet/in.h: IPPORT_EPHEMERALLAST"}}}},
    {Target::Protocol,
     "PortSelection",
     {{{"Random", "RFC 6056, 3.3.2"},
       {"Random", "net/ipv4/inet_hashtables.c: RFC 6056, 3.3.4, which looks random to others"},
       {"Random", "ip(4): portrange.randomized"}}}},
    {Target::Protocol,
     "IsnGenerator",
     {{{"ns3::TcpIsnRfc6528", "RFC 9293, 3.4.1"},
       {"ns3::TcpIsnRfc6528", "net/core/secure_seq.c"},
       {"ns3::TcpIsnRfc6528", "netinet/tcp_subr.c: tcp_new_isn"}}}},
    {Target::IsnGenerator,
     "Tick",
     {{{"4us", "RFC 9293, 3.4.1"},
       {"64ns", "net/core/secure_seq.c: seq_scale"},
       {"954ns", "netinet/tcp_subr.c: ISN_BYTES_PER_SECOND, 2^20"}}}},
    {Target::IsnGenerator,
     "Hash",
     {{{"MD5", "RFC 6528, 3"},
       {"SipHash", "net/core/secure_seq.c: siphash_3u32"},
       {"MD5", "netinet/tcp_subr.c: tcp_new_isn"}}}},
    {Target::Socket,
     "ConnTimeout",
     {{{"3s", "ns-3's TcpSocket"},
       {"1s", "include/net/tcp.h: TCP_TIMEOUT_INIT"},
       {"1s", "tcp(4): rexmit_initial"}}}},
    {Target::Socket,
     "ConnCount",
     {{{"6", "ns-3's TcpSocket; RFC 9293, 3.8.3: at least 3 minutes (MUST-23)"},
       {"6", "tcp(7): tcp_syn_retries"},
       {"5", "tcp(4): keepinit, 75 s; the nearest that doubling comes to it is 63 s"}}}},
    {Target::Socket,
     "DataRetries",
     {{{"6", "ns-3's TcpSocket; RFC 9293, 3.8.3: at least 100 s (SHLD-11)"},
       {"15", "tcp(7): tcp_retries2"},
       {"12", "netinet/tcp_timer.h: TCP_MAXRXTSHIFT"}}}},
    {Target::Socket,
     "MinRto",
     {{{"1s", "RFC 6298, 2.4"},
       {"200ms", "include/net/tcp.h: TCP_RTO_MIN"},
       {"200ms", "tcp(4): rexmit_slop"}}}},
    {Target::Socket,
     "TcpNoDelay",
     {{{"true", "ns-3's TcpSocket"},
       {"false", "tcp(7): TCP_NODELAY"},
       {"false", "tcp(4): TCP_NODELAY"}}}},
    {Target::Socket,
     "DelAckTimeout",
     {{{"200ms", "ns-3's TcpSocket; RFC 9293, 3.8.6.3: below 0.5 s (MUST-40)"},
       {"40ms", "include/net/tcp.h: TCP_DELACK_MIN"},
       {"40ms", "netinet/tcp_timer.h: TCPTV_DELACK"}}}},
    {Target::Socket,
     "QuickAcks",
     {{{"0", "RFC 5681, 4.2: every second segment"},
       {"16", "net/ipv4/tcp_input.c: TCP_MAX_QUICKACKS"},
       {"0", "netinet/tcp_input.c: DELAY_ACK"}}}},
    {Target::Socket,
     "TimeWaitRst",
     {{{"Accept", "RFC 9293, 3.10.7.4"},
       {"Accept", "tcp(7): tcp_rfc1337, off"},
       {"Ignore", "netinet/tcp_timewait.c: tcp_twcheck"}}}},
    {Target::Socket,
     "TimeWaitReuse",
     {{{"Rfc6191", "RFC 6191, 2"},
       {"Rfc6191", "net/ipv4/tcp_minisocks.c: tcp_timewait_state_process"},
       {"Rfc6191", "netinet/tcp_timewait.c: tcp_twcheck; the nearest"}}}},
    {Target::Socket,
     "TimeWaitConnect",
     {{{"Refuse", "RFC 9293, 3.10.1"},
       {"Refuse", "tcp(7): tcp_tw_reuse, 2, which is for loopback only"},
       {"Refuse", "netinet/in_pcb.c: in_pcbconnect"}}}},
    {Target::Protocol,
     "MaxTimeWait",
     {{{"0", "RFC 9293, 3.6.1: none"},
       {"262144", "tcp(7): tcp_max_tw_buckets; net/ipv4/tcp.c, on a machine with much memory"},
       {"0", "netinet/tcp_timewait.c: none since FreeBSD 14"}}}},
    {Target::Socket,
     "SynCookies",
     {{{"Off", "RFC 9293, 3.10.7.2"},
       {"OnOverflow", "tcp(7): tcp_syncookies, 1"},
       {"OnOverflow", "syncookies(4): syncookies, 1"}}}},
    {Target::Socket,
     "UseEcn",
     {{{"Off", "ns-3's TcpSocketBase"},
       {"AcceptOnly", "tcp(7): tcp_ecn, 2"},
       {"AcceptOnly", "tcp(4): ecn.enable, 2"}}}},
};

} // namespace

std::vector<std::string>
TcpLifecycleProfile::GetNames()
{
    return {NAMES.begin(), NAMES.end()};
}

bool
TcpLifecycleProfile::Exists(const std::string& name)
{
    return std::find(NAMES.begin(), NAMES.end(), name) != NAMES.end();
}

TcpLifecycleProfile::TcpLifecycleProfile(const std::string& name)
{
    const auto column = std::distance(NAMES.begin(), std::find(NAMES.begin(), NAMES.end(), name));
    for (const Row& row : TABLE)
    {
        const Value& value = row.values.at(static_cast<size_t>(column));
        m_settings.push_back({row.target, row.attribute, value.value, value.source});
    }
}

const std::vector<TcpLifecycleProfile::Setting>&
TcpLifecycleProfile::GetSettings() const
{
    return m_settings;
}

} // namespace ns3
