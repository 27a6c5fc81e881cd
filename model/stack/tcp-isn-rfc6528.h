// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_RFC6528_H
#define TCP_ISN_RFC6528_H

#include "tcp-isn-generator.h"

#include "ns3/random-variable-stream.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * Initial sequence numbers after RFC 6528, section 3: ISN = M + F(local address, local port,
 * remote address, remote port, secret). M counts `Tick`s of the simulator's time and wraps at 2^32;
 * F is a hash of those fields in that order, in network byte order, of which the first four octets
 * count, the most significant one first:
 * - MD5, which RFC 1948 suggests: of the fields, then the secret;
 * - SipHash-2-4, which is made for short inputs and takes the secret as its key: of the fields. A
 *   secret that has not the 16 octets of such a key is brought to that size by MD5.
 *
 * Numbers of one four-tuple grow with the clock, so that old segments of an earlier incarnation
 * are told apart; numbers of different four-tuples cannot be guessed from each other.
 */
class TcpIsnRfc6528 : public TcpIsnGenerator
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    /// The hash function F.
    enum class Hash
    {
        MD5,    ///< RFC 1321
        SIPHASH ///< SipHash-2-4
    };

    TcpIsnRfc6528();

    uint32_t Generate(const TcpFourTuple& connection, Time now) override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    /// \param hexadecimal the secret, two digits an octet; empty: to be drawn \return if it is one
    bool SetSecret(std::string hexadecimal);
    std::string GetSecret() const;
    void SetHash(int hash);
    int GetHash() const;
    uint32_t F(const TcpFourTuple& connection) const;
    std::array<uint8_t, 16> GetSipHashKey() const;

    Time m_tick;
    Hash m_hash;
    std::vector<uint8_t> m_secret; ///< empty until it is set or drawn
    bool m_drawn{false};           ///< from the random stream, not set
    Ptr<UniformRandomVariable> m_octet;
};

} // namespace ns3

#endif // TCP_ISN_RFC6528_H
