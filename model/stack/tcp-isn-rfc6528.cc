// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-rfc6528.h"

#include "ns3/string.h"
#include "ns3/tcp-octets.h"

#include <array>
#include <cctype>

// Crypto++ asks to be told that MD5 is not meant to be strong here.
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1
#include <cryptopp/hex.h>
#include <cryptopp/md5.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnRfc6528);

namespace
{

/// Octets of a secret that is drawn: as many as MD5 has in its digest.
constexpr size_t SECRET_SIZE = 16;

void
HashName(CryptoPP::Weak::MD5& hash, const TcpName& name)
{
    std::array<uint8_t, 16> address;
    if (name.address.IsIpv4())
    {
        name.address.ToIpv4().Serialize(address.data());
        hash.Update(address.data(), 4);
    }
    else
    {
        name.address.ToIpv6().Serialize(address.data());
        hash.Update(address.data(), address.size());
    }
    const std::array<uint8_t, 2> port = {static_cast<uint8_t>(name.port >> 8),
                                         static_cast<uint8_t>(name.port)};
    hash.Update(port.data(), port.size());
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
            .AddAttribute("Secret",
                          "The secret, in hexadecimal, two digits an octet. Unless it is set, 16 "
                          "octets are drawn from the simulator's random stream.",
                          StringValue(""),
                          MakeStringAccessor(&TcpIsnRfc6528::SetSecret, &TcpIsnRfc6528::GetSecret),
                          MakeStringChecker());
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
        m_secret.resize(SECRET_SIZE);
        for (uint8_t& octet : m_secret)
        {
            octet = static_cast<uint8_t>(m_octet->GetInteger(0, 255));
        }
    }
    CryptoPP::Weak::MD5 hash;
    HashName(hash, connection.local);
    HashName(hash, connection.remote);
    hash.Update(m_secret.data(), m_secret.size());
    std::array<uint8_t, CryptoPP::Weak::MD5::DIGESTSIZE> digest;
    hash.Final(digest.data());
    const uint32_t f = tcplifecycle::Read32(digest.data());
    const auto m = static_cast<uint32_t>(now.GetTimeStep() / m_tick.GetTimeStep());
    return m + f;
}

int64_t
TcpIsnRfc6528::AssignStreams(int64_t stream)
{
    m_octet->SetStream(stream);
    return 1;
}

bool
TcpIsnRfc6528::SetSecret(std::string hexadecimal)
{
    for (const char digit : hexadecimal)
    {
        if (!std::isxdigit(static_cast<unsigned char>(digit)))
        {
            return false;
        }
    }
    if (hexadecimal.size() % 2 != 0)
    {
        return false;
    }
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

} // namespace ns3
