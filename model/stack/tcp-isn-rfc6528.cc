// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-rfc6528.h"

#include "tcp-checked-attribute.h"
#include "tcp-isn-hash.h"

#include "ns3/enum.h"
#include "ns3/string.h"
#include "ns3/tcp-octets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cryptopp/hex.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnRfc6528);

namespace
{

/// Octets of a secret that is drawn: as many as MD5 has in its digest and SipHash in its key.
constexpr size_t SECRET_SIZE = 16;

void
Append(std::vector<uint8_t>& octets, const TcpName& name)
{
    std::array<uint8_t, 16> address;
    size_t size = address.size();
    if (name.address.IsIpv4())
    {
        name.address.ToIpv4().Serialize(address.data());
        size = 4;
    }
    else
    {
        name.address.ToIpv6().Serialize(address.data());
    }
    octets.insert(octets.end(), address.begin(), address.begin() + size);
    octets.push_back(static_cast<uint8_t>(name.port >> 8));
    octets.push_back(static_cast<uint8_t>(name.port));
}

bool
IsSecret(const std::string& text)
{
    return text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), [](unsigned char digit) {
               return std::isxdigit(digit) != 0;
           });
}

} // namespace

TypeId
TcpIsnRfc6528::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TcpIsnRfc6528")
            .SetParent<TcpIsnGenerator>()
            .SetGroupName("TcpLifecycle")
            .AddConstructor<TcpIsnRfc6528>()
            .AddAttribute("Tick",
                          "How long the clock, M, stays at one number. RFC 9293 has 4 "
                          "microseconds: it goes round once in 4.77 hours.",
                          TimeValue(MicroSeconds(4)),
                          MakeTimeAccessor(&TcpIsnRfc6528::m_tick),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Hash",
                          "The hash function F: MD5, as RFC 1948 suggests, or SipHash.",
                          EnumValue(static_cast<int>(Hash::MD5)),
                          MakeEnumAccessor(&TcpIsnRfc6528::SetHash, &TcpIsnRfc6528::GetHash),
                          MakeEnumChecker(static_cast<int>(Hash::MD5),
                                          "MD5",
                                          static_cast<int>(Hash::SIPHASH),
                                          "SipHash"))
            .AddAttribute("Secret",
                          "The secret, in hexadecimal, two digits an octet. Unless it is set, 16 "
                          "octets are drawn from the simulator's random stream.",
                          StringValue(""),
                          MakeStringAccessor(&TcpIsnRfc6528::SetSecret, &TcpIsnRfc6528::GetSecret),
                          MakeTcpTextChecker("hexadecimal digits, two for each octet", &IsSecret));
    return tid;
}

TcpIsnRfc6528::TcpIsnRfc6528()
    : m_octet(CreateObject<UniformRandomVariable>())
{
}

uint32_t
TcpIsnRfc6528::Generate(const TcpFourTuple& connection, Time now)
{
    if (m_secret.empty())
    {
        m_drawn = true;
        m_secret.resize(SECRET_SIZE);
        for (uint8_t& octet : m_secret)
        {
            octet = static_cast<uint8_t>(m_octet->GetInteger(0, 255));
        }
    }
    return CountTicks(now, m_tick) + F(connection);
}

uint32_t
TcpIsnRfc6528::F(const TcpFourTuple& connection) const
{
    std::vector<uint8_t> octets;
    octets.reserve(2 * (16 + 2) + m_secret.size());
    Append(octets, connection.local);
    Append(octets, connection.remote);
    if (m_hash == Hash::SIPHASH)
    {
        return tcplifecycle::Read32(TcpIsnSipHash(GetSipHashKey(), octets).data());
    }
    octets.insert(octets.end(), m_secret.begin(), m_secret.end());
    return tcplifecycle::Read32(TcpIsnMd5(octets).data());
}

std::array<uint8_t, 16>
TcpIsnRfc6528::GetSipHashKey() const
{
    std::array<uint8_t, 16> key;
    if (m_secret.size() != key.size())
    {
        return TcpIsnMd5(m_secret);
    }
    std::copy(m_secret.begin(), m_secret.end(), key.begin());
    return key;
}

int64_t
TcpIsnRfc6528::AssignStreams(int64_t stream)
{
    m_octet->SetStream(stream);
    if (m_drawn)
    {
        m_secret.clear(); // it is of another stream
    }
    return 1;
}

bool
TcpIsnRfc6528::SetSecret(std::string hexadecimal)
{
    if (!IsSecret(hexadecimal))
    {
        return false;
    }
    m_drawn = false;
    m_secret.resize(hexadecimal.size() / 2);
    CryptoPP::HexDecoder decoder;
    decoder.Put(reinterpret_cast<const uint8_t*>(hexadecimal.data()), hexadecimal.size());
    decoder.MessageEnd();
    decoder.Get(m_secret.data(), m_secret.size());
    return true;
}

std::string
TcpIsnRfc6528::GetSecret() const
{
    std::string hexadecimal;
    CryptoPP::HexEncoder encoder(nullptr, false);
    encoder.Put(m_secret.data(), m_secret.size());
    encoder.MessageEnd();
    hexadecimal.resize(encoder.MaxRetrievable());
    encoder.Get(reinterpret_cast<uint8_t*>(&hexadecimal[0]), hexadecimal.size());
    return hexadecimal;
}

void
TcpIsnRfc6528::SetHash(int hash)
{
    m_hash = static_cast<Hash>(hash);
}

int
TcpIsnRfc6528::GetHash() const
{
    return static_cast<int>(m_hash);
}

} // namespace ns3
