// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-syn-cookies.h"

#include "tcp-isn-hash.h"

#include "ns3/random-variable-stream.h"
#include "ns3/tcp-octets.h"

#include <array>
#include <vector>

namespace ns3
{

namespace
{

constexpr int64_t PERIOD_SECONDS = 64;
constexpr uint32_t COUNT_BITS = 5;
constexpr uint32_t HASH_BITS = 24;
constexpr uint32_t MSS_BITS = 3;

/// What peers say most, among them the defaults of both families (536, 1220), Ethernet over IPv6
/// and IPv4 (1440, 1460) and jumbo frames.
constexpr std::array<uint16_t, 1 << MSS_BITS> MSS_CLASSES =
    {48, 216, 536, 1220, 1380, 1440, 1460, 8960};

uint64_t
CountAt(Time now)
{
    return static_cast<uint64_t>(now.GetNanoSeconds() / (PERIOD_SECONDS * 1000000000));
}

void
AppendNumber(std::vector<uint8_t>& octets, uint64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8)
    {
        octets.push_back(static_cast<uint8_t>(number >> shift));
    }
}

} // namespace

Time
TcpSynCookies::GetPeriod()
{
    return Seconds(PERIOD_SECONDS);
}

uint32_t
TcpSynCookies::Hash(const TcpFourTuple& connection,
                    tcplifecycle::SeqNum peerIsn,
                    uint64_t count,
                    uint32_t mssClass)
{
    if (!m_secret)
    {
        const auto random = CreateObject<UniformRandomVariable>();
        if (m_stream >= 0)
        {
            random->SetStream(m_stream);
        }
        for (uint8_t& octet : m_secret.emplace())
        {
            octet = static_cast<uint8_t>(random->GetInteger(0, 255));
        }
    }
    const auto* fourTuple = reinterpret_cast<const uint8_t*>(&connection);
    std::vector<uint8_t> octets(fourTuple, fourTuple + sizeof(connection));
    AppendNumber(octets, count);
    AppendNumber(octets, uint64_t{peerIsn.Value()} << 32 | mssClass);
    return tcplifecycle::Read32(TcpIsnSipHash(*m_secret, octets).data()) >> (32 - HASH_BITS);
}

bool
TcpSynCookies::CanTell(uint16_t mss)
{
    return mss >= MSS_CLASSES.front();
}

tcplifecycle::SeqNum
TcpSynCookies::Make(const TcpFourTuple& connection,
                    tcplifecycle::SeqNum peerIsn,
                    uint16_t mss,
                    Time now)
{
    NS_ASSERT(CanTell(mss));
    uint32_t mssClass = MSS_CLASSES.size() - 1;
    while (MSS_CLASSES[mssClass] > mss)
    {
        --mssClass;
    }
    const uint64_t count = CountAt(now);
    return tcplifecycle::SeqNum(static_cast<uint32_t>(count << (MSS_BITS + HASH_BITS)) |
                                mssClass << HASH_BITS | Hash(connection, peerIsn, count, mssClass));
}

std::optional<uint16_t>
TcpSynCookies::Check(const TcpFourTuple& connection,
                     tcplifecycle::SeqNum peerIsn,
                     tcplifecycle::SeqNum cookie,
                     Time now)
{
    const uint32_t mssClass = (cookie.Value() >> HASH_BITS) & ((1U << MSS_BITS) - 1);
    const uint32_t told = cookie.Value() >> (MSS_BITS + HASH_BITS);
    const uint64_t count = CountAt(now);
    const uint64_t age = (count - told) & ((1U << COUNT_BITS) - 1);
    if (age > 1 || age > count)
    {
        return std::nullopt;
    }
    const uint32_t hash = cookie.Value() & ((1U << HASH_BITS) - 1);
    return hash == Hash(connection, peerIsn, count - age, mssClass)
               ? std::make_optional(MSS_CLASSES[mssClass])
               : std::nullopt;
}

int64_t
TcpSynCookies::AssignStreams(int64_t stream)
{
    m_stream = stream;
    m_secret.reset(); // one of another stream, if there is one
    return 1;
}

} // namespace ns3
