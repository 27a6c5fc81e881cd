// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SETTINGS_H
#define TCP_SETTINGS_H

#include "tcp-clock.h"
#include "tcp-ecn.h"

#include <cstdint>
#include <tuple>

namespace tcplifecycle
{

/// What a RST in the window does to a connection in TIME-WAIT.
enum class TimeWaitRst : uint8_t
{
    Accept, ///< as in any other state: TIME-WAIT can be assassinated (RFC 9293, 3.10.7.4, second)
    Ignore, ///< nothing, so that old duplicates die out first (RFC 1337, section 3, fix F1)
};

/// Which SYN begins a new incarnation of a connection in TIME-WAIT, where somebody listens.
enum class TimeWaitReuse : uint8_t
{
    Rfc6191,        ///< one that its timestamp or its sequence number shows to be new
    TimestampsOnly, ///< one whose timestamp is newer than any of the old incarnation
    Never,          ///< none: each draws a challenge ACK
};

/**
 * What the user of a connection can choose. A connection refers to its settings and never changes
 * them, so that many connections may share them.
 */
struct Settings
{
    /// Maximum segment lifetime; TIME-WAIT lasts twice as long (RFC 9293, section 3.4.2). From 0.
    Duration msl{std::chrono::minutes{2}};
    /// What becomes of a RST in TIME-WAIT.
    TimeWaitRst timeWaitRst{TimeWaitRst::Accept};
    /// Which SYN ends TIME-WAIT by a new incarnation (RFC 6191, section 2).
    TimeWaitReuse timeWaitReuse{TimeWaitReuse::Rfc6191};

    /// First retransmission timeout of a SYN, doubled for each further one. Above 0.
    Duration connTimeout{std::chrono::seconds{3}};
    /// How often a SYN is retransmitted before the connection is given up (R2 for SYNs, MUST-23).
    uint32_t connCount{6};
    /// How often a segment that is no SYN is retransmitted before that (R2, section 3.8.3).
    uint32_t dataRetries{6};
    /// After how many retransmissions of a segment, a SYN or not, the user is told (R1, section
    /// 3.8.3: at least 3, SHLD-10); 0: never.
    uint32_t retransmissionWarning{3};
    /// How long what SEND queued may make no progress, be it that nothing is acknowledged or that
    /// the peer's window stays closed (section 3.10.8); 0: for as long as R2 allows.
    Duration userTimeout{0};
    /// How long FIN-WAIT-2 may last once the user will not read any more; 0: without bound.
    Duration finWait2Timeout{0};

    /// Smallest retransmission timeout (RFC 6298, section 2.4). Above 0.
    Duration minRto{std::chrono::seconds{1}};
    /// Granularity of the clock, G (RFC 6298, section 2).
    Duration clockGranularity{std::chrono::milliseconds{1}};
    /// First zero-window probe after this; 0: after the RTO (RFC 9293, section 3.8.6.1, SHLD-29).
    Duration persistTimeout{0};

    /// Whether a connection at rest is probed (section 3.8.4; off unless asked for, MUST-25).
    bool keepAlive{false};
    /// How long nothing may have come before the first probe (at least 2 h by default, MUST-28).
    Duration keepAliveTime{std::chrono::hours{2}};
    /// From one unanswered probe to the next. Above 0.
    Duration keepAliveInterval{std::chrono::seconds{75}};
    /// So many unanswered probes mean that the peer is gone. From 2: one alone does not (MUST-29).
    uint32_t keepAliveProbes{9};

    /// So many duplicate acknowledgments mean a loss (DupThresh of RFC 6675). From 1.
    uint32_t duplicateThreshold{3};
    /// Whether the duplicates before that let new text leave (RFC 3042).
    bool limitedTransmit{true};
    /// Whether the congestion window starts anew after idling (RFC 5681, section 4.1).
    bool restartAfterIdle{true};

    /// Longest that an acknowledgment is delayed, below 0.5 s (RFC 9293, section 3.8.6.3, MUST-40).
    Duration delAckTimeout{std::chrono::milliseconds{200}};
    /// An acknowledgment leaves with every so-many-th segment. From 1.
    uint32_t delAckMaxCount{2};
    /// So many segments of text at the beginning of a connection are acknowledged at once, so that
    /// the peer's congestion window opens the faster (RFC 9293, section 3.8.6.3, lets an
    /// acknowledgment be delayed; nothing asks for it).
    uint8_t quickAcks{0};

    /// Whether small segments leave at once: Nagle's algorithm is off (section 3.7.4, MUST-17).
    bool noDelay{false};
    /// Whether to offer window scaling (RFC 7323, section 2).
    bool windowScaling{true};
    /// Whether to offer timestamps (RFC 7323, section 3).
    bool timestamps{false};
    /// Whether to offer selective acknowledgments (RFC 2018, section 2).
    bool sack{false};
    /// Explicit congestion notification (RFC 3168).
    UseEcn ecn{UseEcn::Off};
    /// What text leaves in that a router may mark: Ect0 or Ect1.
    EcnField ectCodepoint{EcnField::Ect0};
    /// Whether ECE tells exactly which text was marked (RFC 8257, section 3.2), instead of
    /// repeating a mark until the peer has answered it (RFC 3168, section 6.1.3).
    bool exactEcnFeedback{false};
    /// Whether to follow RFC 5961; off, the rules of RFC 793 hold.
    bool rfc5961{true};
    /// Whether a segment with both SYN and FIN is dropped unseen, in every state. The RFC takes
    /// both to heart; beside T/TCP (RFC 1644) nobody but a port scanner sends it.
    bool dropSynFin{false};

    /// Octets of received text that are held for the user; the window is what is left of them.
    uint32_t receiveBuffer{131072};
    /// Largest window to advertise, in octets before scaling: 1 to 65535.
    uint16_t maxWindow{65535};

    /// At most so many challenge ACKs in challengeAckPeriod, per connection (RFC 5961, section 7).
    uint32_t challengeAckLimit{10};
    /// The period that challengeAckLimit speaks of.
    Duration challengeAckPeriod{std::chrono::seconds{5}};
};

/// \return all members of settings, so that they can be compared
inline auto
AsTuple(const Settings& settings)
{
    // Were one missing, this would not compile.
    // clang-format off
    const auto& [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10,
                 b1, b2, b3, b4, b5, b6, b7, b8, b9, b10,
                 c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
                 d1, d2, d3, d4, d5] = settings;
    return std::tie(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10,
                    b1, b2, b3, b4, b5, b6, b7, b8, b9, b10,
                    c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
                    d1, d2, d3, d4, d5);
    // clang-format on
}

inline bool
operator==(const Settings& a, const Settings& b)
{
    return AsTuple(a) == AsTuple(b);
}

/// An order without a meaning, for containers.
inline bool
operator<(const Settings& a, const Settings& b)
{
    return AsTuple(a) < AsTuple(b);
}

} // namespace tcplifecycle

#endif // TCP_SETTINGS_H
