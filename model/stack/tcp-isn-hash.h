// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_HASH_H
#define TCP_ISN_HASH_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * \file
 * The hash functions of TcpIsnRfc6528, as Crypto++ has them.
 */

/**
 * \param octets any octets
 * \return their MD5 digest (RFC 1321)
 */
std::array<uint8_t, 16> TcpIsnMd5(const std::vector<uint8_t>& octets);

/**
 * \param key the key
 * \param octets any octets
 * \return their SipHash-2-4 (Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012), the
 *         octet first that is the least significant one of the paper's number
 */
std::array<uint8_t, 8> TcpIsnSipHash(const std::array<uint8_t, 16>& key,
                                     const std::vector<uint8_t>& octets);

} // namespace ns3

#endif // TCP_ISN_HASH_H
