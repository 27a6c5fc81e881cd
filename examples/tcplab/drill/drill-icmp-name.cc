// SPDX-License-Identifier: GPL-2.0-only

#include "drill-icmp-name.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace tcplab::drill
{

namespace
{

struct NamedCode
{
    uint8_t code;
    const char* name;
};

struct NamedType
{
    uint8_t type;
    const char* name;
    std::vector<NamedCode> codes;
};

const std::vector<NamedType> ICMPV4{
    {0, "echo_reply", {}},
    {3,
     "unreachable",
     {{0, "net_unreachable"},
      {1, "host_unreachable"},
      {2, "protocol_unreachable"},
      {3, "port_unreachable"},
      {4, "frag_needed"},
      {5, "source_route_failed"},
      {6, "net_unknown"},
      {7, "host_unknown"},
      {8, "source_host_isolated"},
      {9, "net_prohibited"},
      {10, "host_prohibited"},
      {11, "net_unreachable_for_tos"},
      {12, "host_unreachable_for_tos"},
      {13, "packet_filtered"},
      {14, "precedence_violation"},
      {15, "precedence_cutoff"}}},
    {4, "source_quench", {}},
    {5, "redirect", {}},
    {8, "echo_request", {}},
    {11, "time_exceeded", {}},
    {12, "parameter_problem", {}},
    {13, "timestamp_request", {}},
    {14, "timestamp_reply", {}},
    {15, "information_request", {}},
    {16, "information_reply", {}},
    {17, "address_mask_request", {}},
    {18, "address_mask_reply", {}},
};

const std::vector<NamedType> ICMPV6{
    {1,
     "unreachable",
     {{0, "net_unreachable"},
      {0, "no_route"},
      {1, "admin_prohibited"},
      {2, "not_neighbour"},
      {3, "address_unreachable"},
      {4, "port_unreachable"}}},
    {2, "packet_too_big", {}},
    {3, "time_exceeded", {{0, "exceeded_hop_limit"}, {1, "exceeded_frag_time"}}},
    {4,
     "parameter_problem",
     {{0, "header_field"}, {1, "unknown_next_header"}, {2, "unknown_option"}}},
    {128, "echo_request", {}},
    {129, "echo_reply", {}},
};

const std::vector<NamedType>&
TypesOf(bool ipv6)
{
    return ipv6 ? ICMPV6 : ICMPV4;
}

/// \return the number in a name such as "type_42"
std::optional<uint8_t>
NumberIn(std::string_view name, std::string_view prefix)
{
    uint8_t number = 0;
    if (name.substr(0, prefix.size()) != prefix)
    {
        return {};
    }
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + prefix.size(), end, number);
    if (error != std::errc() || rest != end)
    {
        return {};
    }
    return number;
}

/// \return the codes of a type; none if it has no names
std::vector<NamedCode>
CodesOf(bool ipv6, uint8_t type)
{
    for (const auto& candidate : TypesOf(ipv6))
    {
        if (candidate.type == type)
        {
            return candidate.codes;
        }
    }
    return {};
}

} // namespace

std::optional<uint8_t>
IcmpTypeOf(bool ipv6, const std::string& name)
{
    for (const auto& candidate : TypesOf(ipv6))
    {
        if (candidate.name == name)
        {
            return candidate.type;
        }
    }
    return NumberIn(name, "type_");
}

std::optional<uint8_t>
IcmpCodeOf(bool ipv6, uint8_t type, const std::string& name)
{
    for (const auto& candidate : CodesOf(ipv6, type))
    {
        if (candidate.name == name)
        {
            return candidate.code;
        }
    }
    return NumberIn(name, "code_");
}

std::vector<std::string>
IcmpTypeNames(bool ipv6)
{
    std::vector<std::string> names;
    for (const auto& candidate : TypesOf(ipv6))
    {
        names.emplace_back(candidate.name);
    }
    return names;
}

std::vector<std::string>
IcmpCodeNames(bool ipv6, uint8_t type)
{
    std::vector<std::string> names;
    for (const auto& candidate : CodesOf(ipv6, type))
    {
        names.emplace_back(candidate.name);
    }
    return names;
}

} // namespace tcplab::drill
