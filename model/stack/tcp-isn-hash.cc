// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-hash.h"

// Crypto++ asks to be told that MD5 is not meant to be strong here.
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1
#include <cryptopp/md5.h>
#include <cryptopp/siphash.h>

namespace ns3
{

std::array<uint8_t, 16>
TcpIsnMd5(const std::vector<uint8_t>& octets)
{
    std::array<uint8_t, CryptoPP::Weak::MD5::DIGESTSIZE> digest;
    CryptoPP::Weak::MD5().CalculateDigest(digest.data(), octets.data(), octets.size());
    return digest;
}

std::array<uint8_t, 8>
TcpIsnSipHash(const std::array<uint8_t, 16>& key, const std::vector<uint8_t>& octets)
{
    std::array<uint8_t, 8> digest;
    CryptoPP::SipHash<2, 4, false>(key.data(), key.size())
        .CalculateDigest(digest.data(), octets.data(), octets.size());
    return digest;
}

} // namespace ns3
