// SPDX-License-Identifier: GPL-2.0-only

// Attributes of the socket. Those that TcpSocket has are in
// tcp-lifecycle-socket-inherited-attributes.cc, the trace sources in
// tcp-lifecycle-socket-traces.cc.

#include "tcp-lifecycle-socket-log.h"
#include "tcp-lifecycle-socket.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/integer.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <memory>
#include <type_traits>

namespace ns3
{

[[maybe_unused]] static LogComponent& g_log = TcpLifecycleSocketLog();

NS_OBJECT_ENSURE_REGISTERED(TcpLifecycleSocket);

using tcplifecycle::Settings;
using tcplifecycle::TimeWaitReuse;
using tcplifecycle::TimeWaitRst;

template <auto MEMBER, class Value>
void
TcpLifecycleSocket::SetSetting(Value value)
{
    ChangeSettings([value](Settings& settings) {
        settings.*MEMBER = static_cast<std::decay_t<decltype(settings.*MEMBER)>>(value);
    });
}

template <auto MEMBER, class Value>
Value
TcpLifecycleSocket::GetSetting() const
{
    return static_cast<Value>((*m_settings).*MEMBER);
}

template <auto MEMBER>
void
TcpLifecycleSocket::SetTimeSetting(Time value)
{
    SetSetting<MEMBER>(ToTcpDuration(value));
}

template <auto MEMBER>
Time
TcpLifecycleSocket::GetTimeSetting() const
{
    return NanoSeconds(((*m_settings).*MEMBER).count());
}

/// \return the accessor of an attribute that is one of the settings as it stands
template <auto MEMBER>
Ptr<const AttributeAccessor>
TcpLifecycleSocket::BooleanSetting()
{
    return MakeBooleanAccessor(&TcpLifecycleSocket::SetSetting<MEMBER, bool>,
                               &TcpLifecycleSocket::GetSetting<MEMBER, bool>);
}

template <auto MEMBER>
Ptr<const AttributeAccessor>
TcpLifecycleSocket::UintegerSetting()
{
    return MakeUintegerAccessor(&TcpLifecycleSocket::SetSetting<MEMBER, uint32_t>,
                                &TcpLifecycleSocket::GetSetting<MEMBER, uint32_t>);
}

template <auto MEMBER>
Ptr<const AttributeAccessor>
TcpLifecycleSocket::TimeSetting()
{
    return MakeTimeAccessor(&TcpLifecycleSocket::SetTimeSetting<MEMBER>,
                            &TcpLifecycleSocket::GetTimeSetting<MEMBER>);
}

TypeId
TcpLifecycleSocket::GetTypeId()
{
    static TypeId tid = AddTraceSources(
        TypeId("ns3::TcpLifecycleSocket")
            .SetParent<TcpSocket>()
            .SetGroupName("TcpLifecycle")
            .AddConstructor<TcpLifecycleSocket>()
            .AddAttribute(
                "Msl",
                "Maximum segment lifetime; TIME-WAIT lasts twice as long (RFC 9293, "
                "section 3.4.2).",
                TimeValue(Minutes(2)),
                MakeTimeAccessor(&TcpLifecycleSocket::SetMsl, &TcpLifecycleSocket::GetMsl),
                MakeTimeChecker(Time(0), TcpLongestTime()))
            .AddAttribute("MaxSegLifetime",
                          "Maximum segment lifetime in seconds, as TcpSocketBase has it. From 0 on "
                          "it wins over Msl; below, it is not set.",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&TcpLifecycleSocket::SetMaxSegLifetime,
                                             &TcpLifecycleSocket::GetMaxSegLifetime),
                          MakeDoubleChecker<double>(-1, TcpLongestTime().GetSeconds()))
            .AddAttribute("FinWait2Timeout",
                          "How long FIN-WAIT-2 may last once the user has called Close; 0: without "
                          "bound, as RFC 9293 has it.",
                          TimeValue(Time(0)),
                          TimeSetting<&Settings::finWait2Timeout>(),
                          MakeTimeChecker(Time(0), TcpLongestTime()))
            .AddAttribute("UserTimeout",
                          "How long data may go unacknowledged before the connection is given up "
                          "(RFC 9293, section 3.10.8); 0: as long as DataRetries allows.",
                          TimeValue(Time(0)),
                          TimeSetting<&Settings::userTimeout>(),
                          MakeTimeChecker(Time(0), TcpLongestTime()))
            .AddAttribute("MinRto",
                          "Smallest retransmission timeout (RFC 6298, section 2.4).",
                          TimeValue(Seconds(1)),
                          TimeSetting<&Settings::minRto>(),
                          MakeTimeChecker(NanoSeconds(1), TcpLongestTime()))
            .AddAttribute("ClockGranularity",
                          "Granularity of the clock that measures round trips, G (RFC 6298, "
                          "section 2).",
                          TimeValue(MilliSeconds(1)),
                          TimeSetting<&Settings::clockGranularity>(),
                          MakeTimeChecker(Time(0), TcpLongestTime()))
            .AddAttribute("WindowScaling",
                          "Whether to offer window scaling (RFC 7323, section 2).",
                          BooleanValue(true),
                          BooleanSetting<&Settings::windowScaling>(),
                          MakeBooleanChecker())
            .AddAttribute("MaxWindowSize",
                          "Largest window to advertise, in octets before scaling.",
                          UintegerValue(65535),
                          UintegerSetting<&Settings::maxWindow>(),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("CongestionOps",
                          "The object that controls the congestion window, of which a listener's "
                          "connections get copies. Null: one of the protocol's SocketType.",
                          PointerValue(),
                          MakePointerAccessor(&TcpLifecycleSocket::SetCongestionControlAlgorithm,
                                              &TcpLifecycleSocket::GetCongestionControlAlgorithm),
                          MakePointerChecker<TcpCongestionOps>())
            .AddAttribute("ReTxThreshold",
                          "So many duplicate acknowledgments mean a loss (RFC 5681, section 3.2).",
                          UintegerValue(3),
                          UintegerSetting<&Settings::duplicateThreshold>(),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("LimitedTransmit",
                          "Whether the duplicates before that let new text leave (RFC 3042).",
                          BooleanValue(true),
                          BooleanSetting<&Settings::limitedTransmit>(),
                          MakeBooleanChecker())
            .AddAttribute("RestartAfterIdle",
                          "Whether the congestion window starts anew after a pause of more than a "
                          "retransmission timeout (RFC 5681, section 4.1).",
                          BooleanValue(true),
                          BooleanSetting<&Settings::restartAfterIdle>(),
                          MakeBooleanChecker())
            .AddAttribute("IcmpCallback",
                          "Called when an ICMP error comes that quotes a segment in flight, with "
                          "its source, TTL, type, code and information.",
                          CallbackValue(),
                          MakeCallbackAccessor(&TcpLifecycleSocket::m_icmpCallback),
                          MakeCallbackChecker())
            .AddAttribute("IcmpCallback6",
                          "The same for ICMPv6.",
                          CallbackValue(),
                          MakeCallbackAccessor(&TcpLifecycleSocket::m_icmpCallback6),
                          MakeCallbackChecker())
            .AddAttribute("Rfc5961",
                          "Whether to follow RFC 5961 (challenge ACKs); off, the rules of RFC 793 "
                          "hold.",
                          BooleanValue(true),
                          BooleanSetting<&Settings::rfc5961>(),
                          MakeBooleanChecker())
            .AddAttribute("Timestamp",
                          "Whether to offer timestamps (RFC 7323, section 3).",
                          BooleanValue(true),
                          BooleanSetting<&Settings::timestamps>(),
                          MakeBooleanChecker())
            .AddAttribute("Sack",
                          "Whether to offer selective acknowledgments (RFC 2018, section 2).",
                          BooleanValue(true),
                          BooleanSetting<&Settings::sack>(),
                          MakeBooleanChecker())
            .AddAttribute(
                "UseEcn",
                "Whether the connection uses ECN (RFC 3168): On offers it, AcceptOnly takes the "
                "offer of a peer.",
                EnumValue(static_cast<int>(tcplifecycle::UseEcn::Off)),
                MakeEnumAccessor(&TcpLifecycleSocket::SetSetting<&Settings::ecn, int>,
                                 &TcpLifecycleSocket::GetSetting<&Settings::ecn, int>),
                MakeEnumChecker(static_cast<int>(tcplifecycle::UseEcn::Off),
                                "Off",
                                static_cast<int>(tcplifecycle::UseEcn::On),
                                "On",
                                static_cast<int>(tcplifecycle::UseEcn::AcceptOnly),
                                "AcceptOnly"))
            .AddAttribute("DropSynFin",
                          "Whether a segment with both SYN and FIN is dropped unseen.",
                          BooleanValue(false),
                          BooleanSetting<&Settings::dropSynFin>(),
                          MakeBooleanChecker())
            .AddAttribute(
                "TimeWaitRst",
                "What a RST that is exactly in sequence does to a connection in "
                "TIME-WAIT: end it (Accept, RFC 9293), or nothing (Ignore, RFC 1337).",
                EnumValue(static_cast<int>(TimeWaitRst::Accept)),
                MakeEnumAccessor(&TcpLifecycleSocket::SetSetting<&Settings::timeWaitRst, int>,
                                 &TcpLifecycleSocket::GetSetting<&Settings::timeWaitRst, int>),
                MakeEnumChecker(static_cast<int>(TimeWaitRst::Accept),
                                "Accept",
                                static_cast<int>(TimeWaitRst::Ignore),
                                "Ignore"))
            .AddAttribute(
                "TimeWaitReuse",
                "Which SYN may begin a new incarnation of a connection in TIME-WAIT, where "
                "somebody listens: one that is newer by timestamp or sequence number (Rfc6191), "
                "by timestamp only (TimestampsOnly), or none (Never).",
                EnumValue(static_cast<int>(TimeWaitReuse::Rfc6191)),
                MakeEnumAccessor(&TcpLifecycleSocket::SetSetting<&Settings::timeWaitReuse, int>,
                                 &TcpLifecycleSocket::GetSetting<&Settings::timeWaitReuse, int>),
                MakeEnumChecker(static_cast<int>(TimeWaitReuse::Rfc6191),
                                "Rfc6191",
                                static_cast<int>(TimeWaitReuse::TimestampsOnly),
                                "TimestampsOnly",
                                static_cast<int>(TimeWaitReuse::Never),
                                "Never"))
            .AddAttribute(
                "TimeWaitConnect",
                "What Connect does where the connection that it asks for is in TIME-WAIT: it "
                "fails (Refuse), or goes ahead a second after the last segment if both the old "
                "and the new incarnation use timestamps (Timestamps).",
                EnumValue(static_cast<int>(TcpTimeWaitConnect::Refuse)),
                MakeEnumAccessor(&TcpLifecycleSocket::SetTimeWaitConnect,
                                 &TcpLifecycleSocket::GetTimeWaitConnect),
                MakeEnumChecker(static_cast<int>(TcpTimeWaitConnect::Refuse),
                                "Refuse",
                                static_cast<int>(TcpTimeWaitConnect::Timestamps),
                                "Timestamps"))
            .AddAttribute(
                "SynCookies",
                "Whether a listener answers SYNs without remembering them, by an initial sequence "
                "number that tells of the peer's MSS (RFC 4987, section 3.6): those that exceed "
                "Backlog (OnOverflow), all (Always), or none (Off). No other option of the SYN "
                "is remembered.",
                EnumValue(static_cast<int>(TcpSynCookiePolicy::Off)),
                MakeEnumAccessor(&TcpLifecycleSocket::SetSynCookies,
                                 &TcpLifecycleSocket::GetSynCookies),
                MakeEnumChecker(static_cast<int>(TcpSynCookiePolicy::Off),
                                "Off",
                                static_cast<int>(TcpSynCookiePolicy::OnOverflow),
                                "OnOverflow",
                                static_cast<int>(TcpSynCookiePolicy::Always),
                                "Always"))
            .AddAttribute("RetransmissionWarning",
                          "After how many retransmissions of a segment the trace source Trouble "
                          "tells of them (R1 of RFC 9293, section 3.8.3); 0: never.",
                          UintegerValue(3),
                          UintegerSetting<&Settings::retransmissionWarning>(),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("KeepAlive",
                          "Whether a connection at rest is probed (RFC 9293, section 3.8.4).",
                          BooleanValue(false),
                          BooleanSetting<&Settings::keepAlive>(),
                          MakeBooleanChecker())
            .AddAttribute("KeepAliveTime",
                          "How long nothing may have come before the first keep-alive probe.",
                          TimeValue(Hours(2)),
                          TimeSetting<&Settings::keepAliveTime>(),
                          MakeTimeChecker(NanoSeconds(1), TcpLongestTime()))
            .AddAttribute("KeepAliveInterval",
                          "From one keep-alive probe that is not answered to the next.",
                          TimeValue(Seconds(75)),
                          TimeSetting<&Settings::keepAliveInterval>(),
                          MakeTimeChecker(NanoSeconds(1), TcpLongestTime()))
            .AddAttribute("KeepAliveProbes",
                          "How many keep-alive probes go unanswered before the connection is "
                          "given up: one alone may have been lost (MUST-29).",
                          UintegerValue(9),
                          UintegerSetting<&Settings::keepAliveProbes>(),
                          MakeUintegerChecker<uint32_t>(2))
            .AddAttribute("QuickAcks",
                          "So many segments of text at the beginning of a connection are "
                          "acknowledged at once; others wait for DelAckCount or DelAckTimeout.",
                          UintegerValue(0),
                          UintegerSetting<&Settings::quickAcks>(),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute("MssFromMtu",
                          "Whether the route's MTU alone bounds the segments that are sent, unless "
                          "SegmentSize was set by the user. Off, SegmentSize bounds them in any "
                          "case.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TcpLifecycleSocket::m_mssFromMtu),
                          MakeBooleanChecker())
            .AddAttribute("MaxSegmentSize",
                          "Largest segment, its TCP options counted, that this end sends and says "
                          "in its MSS option that it takes: TCP_MAXSEG of other systems. It has to "
                          "be set before the connection is opened. 0: what the MTU leaves.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TcpLifecycleSocket::m_maxSegmentSize),
                          MakeUintegerChecker<uint16_t>())
            .AddAttribute("Isn",
                          "Initial sequence number of the next connection, or of a listener's next "
                          "one; then, and at -1, the generator chooses.",
                          IntegerValue(-1),
                          MakeIntegerAccessor(&TcpLifecycleSocket::m_isn),
                          MakeIntegerChecker<int64_t>(-1, UINT32_MAX))
            .AddAttribute("Backlog",
                          "How many connections of a listener may wait for the end of their "
                          "handshake, or for Accept where there is an AcceptQueue.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&TcpLifecycleSocket::m_backlog),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ResetOnOverflow",
                          "Whether a SYN beyond the Backlog is answered by a RST; otherwise it is "
                          "dropped, and its sender tries again.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TcpLifecycleSocket::m_resetOnOverflow),
                          MakeBooleanChecker())
            .AddAttribute("AcceptQueue",
                          "Whether a listener's connections wait until its user calls Accept; "
                          "otherwise they are handed out by the new-connection-created callback.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TcpLifecycleSocket::m_acceptQueue),
                          MakeBooleanChecker()));
    return tid;
}

void
TcpLifecycleSocket::SetMsl(Time msl)
{
    m_msl = msl;
    ApplyMsl();
}

Time
TcpLifecycleSocket::GetMsl() const
{
    return m_msl;
}

void
TcpLifecycleSocket::SetMaxSegLifetime(double seconds)
{
    m_maxSegLifetime = seconds;
    ApplyMsl();
}

double
TcpLifecycleSocket::GetMaxSegLifetime() const
{
    return m_maxSegLifetime;
}

void
TcpLifecycleSocket::SetSynCookies(int policy)
{
    m_synCookies = static_cast<TcpSynCookiePolicy>(policy);
}

int
TcpLifecycleSocket::GetSynCookies() const
{
    return static_cast<int>(m_synCookies);
}

void
TcpLifecycleSocket::SetTimeWaitConnect(int policy)
{
    m_timeWaitConnect = static_cast<TcpTimeWaitConnect>(policy);
}

int
TcpLifecycleSocket::GetTimeWaitConnect() const
{
    return static_cast<int>(m_timeWaitConnect);
}

void
TcpLifecycleSocket::ApplyMsl()
{
    const Time msl = m_maxSegLifetime >= 0 ? Seconds(m_maxSegLifetime) : m_msl;
    ChangeSettings([&](Settings& settings) { settings.msl = ToTcpDuration(msl); });
}

} // namespace ns3
