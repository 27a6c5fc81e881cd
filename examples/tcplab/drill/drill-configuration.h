// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_CONFIGURATION_H
#define TCPLAB_DRILL_CONFIGURATION_H

#include "drill-place.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tcplab::drill
{

/// Which version of IP a script runs over.
enum class IpVersion : uint8_t
{
    Ipv4,       ///< sockets and packets are IPv4
    Ipv4Mapped, ///< sockets are IPv6, packets are IPv4
    Ipv6,       ///< sockets and packets are IPv6
};

/// What the options of a script ("--ip_version=ipv6") come to. Options without a meaning in a
/// simulator (--wire_client, --speed, --code_command, ...) are accepted and not kept.
struct Configuration
{
    IpVersion ipVersion{IpVersion::Ipv4};
    std::optional<std::string> localIp;   ///< of the host under test: an address of the version
    std::optional<std::string> remoteIp;  ///< of the script's side: an address of the version
    uint16_t bindPort{8080};              ///< of bind(fd, ...)
    uint16_t connectPort{8080};           ///< of connect(fd, ...)
    std::optional<uint16_t> mtu;          ///< of the host's link, 1500 if it is left out
    int64_t toleranceUsecs{4000};         ///< how far from its time an event may be
    double tolerancePercent{12.5};        ///< the same, of the time since the event before
    uint32_t timestampTickUsecs{0};       ///< of outbound TSval; 0: TSval is not checked
    bool scaledEchoReply{false};          ///< inbound TSecr is scaled by the tick as well
    bool strictSegments{false};           ///< outbound text must be cut into segments as written
    bool packetErrorsFatal{true};         ///< --non_fatal=packet makes it false
    bool callErrorsFatal{true};           ///< --non_fatal=syscall makes it false
    bool tcpInfo{true};                   ///< code sections see TCP_INFO, not TCP_CC_INFO
    std::vector<std::string> initScripts; ///< --init_scripts: commands to be run before the script
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_CONFIGURATION_H
