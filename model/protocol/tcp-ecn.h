// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ECN_H
#define TCP_ECN_H

#include <cstdint>

namespace tcplifecycle
{

/// The ECN field of an IP header (RFC 3168, section 5), with its values there.
enum class EcnField : uint8_t
{
    NotEct = 0, ///< whoever sends it does not understand marks: a full queue drops it
    Ect1 = 1,   ///< ECN-capable transport
    Ect0 = 2,   ///< the same; the one to use unless there is a reason (section 5)
    Ce = 3,     ///< a router has met congestion
};

/// Whether a connection uses explicit congestion notification (RFC 3168, section 6.1.1).
enum class UseEcn : uint8_t
{
    Off,        ///< never
    On,         ///< our SYN offers it, and a peer's offer is taken
    AcceptOnly, ///< a peer's offer is taken
};

} // namespace tcplifecycle

#endif // TCP_ECN_H
