// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SYN_COOKIES_H
#define TCP_SYN_COOKIES_H

#include "tcp-four-tuple.h"

#include "ns3/nstime.h"
#include "ns3/tcp-sequence.h"

#include <array>
#include <cstdint>
#include <optional>

namespace ns3
{

/// Whether a listener answers SYNs without remembering them.
enum class TcpSynCookiePolicy : uint8_t
{
    Off,        ///< never: what exceeds the backlog is dropped
    OnOverflow, ///< those that exceed the backlog
    Always,     ///< all
};

/**
 * SYN cookies (D. J. Bernstein, "SYN cookies", 1996; RFC 4987, section 3.6): a listener's initial
 * sequence number that says all that has to be remembered of a SYN, so that nothing needs to be
 * until the peer sends it back in the acknowledgment that ends the handshake.
 *
 * From the most significant bit on: 5 bits of a count of periods of 64 s, 3 bits that say which of
 * eight MSS the peer takes at least, 24 bits of SipHash-2-4, keyed by a secret of the host, over
 * the four-tuple, the peer's initial sequence number, the count and the class of MSS. Of a forger's
 * guesses one in 2^24 is good.
 */
class TcpSynCookies
{
  public:
    /// \return for how long a cookie is good at least; at most it is twice that
    static Time GetPeriod();

    /// \return whether a cookie can tell of an MSS: from 48 on
    static bool CanTell(uint16_t mss);

    /**
     * \param connection to whom the SYN came, as this host sees it
     * \param peerIsn the number of the SYN
     * \param mss what its MSS option says, or the default without one; CanTell has to hold
     * \param now the time
     * \return the initial sequence number to answer with
     */
    tcplifecycle::SeqNum Make(const TcpFourTuple& connection,
                              tcplifecycle::SeqNum peerIsn,
                              uint16_t mss,
                              Time now);

    /**
     * \param connection to whom the acknowledgment came
     * \param peerIsn one before the number of the acknowledgment
     * \param cookie one before the number that it acknowledges
     * \param now the time
     * \return the MSS to use; nothing if the cookie is none of ours, or stale
     */
    std::optional<uint16_t> Check(const TcpFourTuple& connection,
                                  tcplifecycle::SeqNum peerIsn,
                                  tcplifecycle::SeqNum cookie,
                                  Time now);

    /// \param stream number of the random stream to draw the secret from \return how many were used
    int64_t AssignStreams(int64_t stream);

  private:
    uint32_t Hash(const TcpFourTuple& connection,
                  tcplifecycle::SeqNum peerIsn,
                  uint64_t count,
                  uint32_t mssClass);

    int64_t m_stream{-1}; ///< that the secret is drawn from; -1: the simulator's choice
    std::optional<std::array<uint8_t, 16>> m_secret; ///< nothing until it is needed
};

} // namespace ns3

#endif // TCP_SYN_COOKIES_H
