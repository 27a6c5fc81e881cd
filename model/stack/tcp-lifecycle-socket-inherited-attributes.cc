// SPDX-License-Identifier: GPL-2.0-only

// The attributes of TcpSocket, as far as this socket takes them.

#include "tcp-lifecycle-socket-log.h"
#include "tcp-lifecycle-socket.h"

#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

[[maybe_unused]] static LogComponent& g_log = TcpLifecycleSocketLog();

using tcplifecycle::Settings;

namespace
{

/// Acknowledgments are delayed by less than half a second (RFC 9293, section 3.8.6.3, MUST-40).
Time
LongestDelay()
{
    return MilliSeconds(499);
}

/// \return the default of an attribute of TcpSocket, as ns-3 has it before anybody changes it
template <class Value>
auto
OriginalDefault(const char* attribute)
{
    TypeId::AttributeInformation information;
    TcpSocket::GetTypeId().LookupAttributeByName(attribute, &information);
    return DynamicCast<const Value>(information.originalInitialValue)->Get();
}

/// \return the value, or the nearest one that makes sense
template <class T>
T
Sensible(const char* attribute, T value, T smallest, T largest)
{
    const T sensible = std::clamp(value, smallest, largest);
    if (sensible != value)
    {
        NS_LOG_WARN("ns3::TcpLifecycleSocket::" << attribute << " cannot be " << value << ": "
                                                << sensible << " is used instead");
    }
    return sensible;
}

} // namespace

void
TcpLifecycleSocket::SetSndBufSize(uint32_t size)
{
    // Sequence numbers that are queued at the same time must be less than 2^31 apart.
    m_sndBufSize = Sensible<uint32_t>("SndBufSize", size, 0, INT32_MAX);
}

uint32_t
TcpLifecycleSocket::GetSndBufSize() const
{
    return m_sndBufSize;
}

void
TcpLifecycleSocket::SetRcvBufSize(uint32_t size)
{
    ChangeSettings([&](Settings& settings) { settings.receiveBuffer = size; });
}

uint32_t
TcpLifecycleSocket::GetRcvBufSize() const
{
    return m_settings->receiveBuffer;
}

void
TcpLifecycleSocket::SetSegSize(uint32_t size)
{
    static const auto original = OriginalDefault<UintegerValue>("SegmentSize");
    m_segmentSizeChosen = m_constructed || size != original;
    m_segmentSize = Sensible<uint32_t>("SegmentSize", size, 1, UINT16_MAX);
}

uint32_t
TcpLifecycleSocket::GetSegSize() const
{
    return m_segmentSize;
}

void
TcpLifecycleSocket::SetInitialSSThresh(uint32_t threshold)
{
    m_initialSsThresh = threshold;
}

uint32_t
TcpLifecycleSocket::GetInitialSSThresh() const
{
    return m_initialSsThresh;
}

void
TcpLifecycleSocket::SetInitialCwnd(uint32_t cwnd)
{
    m_initialCwnd = Sensible<uint32_t>("InitialCwnd", cwnd, 1, UINT16_MAX);
}

uint32_t
TcpLifecycleSocket::GetInitialCwnd() const
{
    return m_initialCwnd;
}

void
TcpLifecycleSocket::SetConnTimeout(Time timeout)
{
    timeout = Sensible("ConnTimeout", timeout, NanoSeconds(1), TcpLongestTime());
    ChangeSettings([&](Settings& settings) { settings.connTimeout = ToTcpDuration(timeout); });
}

Time
TcpLifecycleSocket::GetConnTimeout() const
{
    return NanoSeconds(m_settings->connTimeout.count());
}

void
TcpLifecycleSocket::SetSynRetries(uint32_t count)
{
    ChangeSettings([&](Settings& settings) { settings.connCount = count; });
}

uint32_t
TcpLifecycleSocket::GetSynRetries() const
{
    return m_settings->connCount;
}

void
TcpLifecycleSocket::SetDataRetries(uint32_t retries)
{
    ChangeSettings([&](Settings& settings) { settings.dataRetries = retries; });
}

uint32_t
TcpLifecycleSocket::GetDataRetries() const
{
    return m_settings->dataRetries;
}

void
TcpLifecycleSocket::SetDelAckTimeout(Time timeout)
{
    timeout = Sensible("DelAckTimeout", timeout, Time(0), LongestDelay());
    ChangeSettings([&](Settings& settings) { settings.delAckTimeout = ToTcpDuration(timeout); });
}

Time
TcpLifecycleSocket::GetDelAckTimeout() const
{
    return NanoSeconds(m_settings->delAckTimeout.count());
}

void
TcpLifecycleSocket::SetDelAckMaxCount(uint32_t count)
{
    ChangeSettings([&](Settings& settings) { settings.delAckMaxCount = count; });
}

uint32_t
TcpLifecycleSocket::GetDelAckMaxCount() const
{
    return m_settings->delAckMaxCount;
}

void
TcpLifecycleSocket::SetTcpNoDelay(bool noDelay)
{
    ChangeSettings([&](Settings& settings) { settings.noDelay = noDelay; });
}

bool
TcpLifecycleSocket::GetTcpNoDelay() const
{
    return m_settings->noDelay;
}

/// Unless the user has set it, the first probe of a zero window follows the RTO (SHLD-29).
void
TcpLifecycleSocket::SetPersistTimeout(Time timeout)
{
    static const auto original = OriginalDefault<TimeValue>("PersistTimeout");
    const bool chosen = m_constructed || timeout != original;
    m_persistTimeout = Sensible("PersistTimeout", timeout, Time(0), TcpLongestTime());
    ChangeSettings([&](Settings& settings) {
        settings.persistTimeout =
            chosen ? ToTcpDuration(m_persistTimeout) : tcplifecycle::Duration::zero();
    });
}

Time
TcpLifecycleSocket::GetPersistTimeout() const
{
    return m_persistTimeout;
}

} // namespace ns3
