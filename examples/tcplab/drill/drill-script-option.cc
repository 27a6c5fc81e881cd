// SPDX-License-Identifier: GPL-2.0-only

#include "drill-script-option.h"

#include "../nearest-name.h"
#include "drill-grammar.h"
#include "drill-token-shape.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <cmath>
#include <sstream>

namespace tcplab::drill
{

namespace
{

[[noreturn]] void
Refuse(const ScriptOption& option, const std::string& takes)
{
    throw Impossible{option.valuePlace,
                     "--" + option.name + " takes " + takes + ", not \"" +
                         option.value.value_or("") + '"'};
}

int64_t
ReadInteger(const ScriptOption& option, int64_t least, int64_t most)
{
    const auto number = ValueOf(*option.value);
    if (!number || *number < least || *number > most)
    {
        Refuse(option, "a number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return *number;
}

void
TakeIpVersion(const ScriptOption& option, Configuration& configuration)
{
    if (*option.value == "ipv4")
    {
        configuration.ipVersion = IpVersion::Ipv4;
    }
    else if (*option.value == "ipv4-mapped-ipv6")
    {
        configuration.ipVersion = IpVersion::Ipv4Mapped;
    }
    else if (*option.value == "ipv6")
    {
        configuration.ipVersion = IpVersion::Ipv6;
    }
    else
    {
        Refuse(option, "ipv4, ipv4-mapped-ipv6 or ipv6");
    }
}

template <uint16_t Configuration::*PORT>
void
TakePort(const ScriptOption& option, Configuration& configuration)
{
    configuration.*PORT = static_cast<uint16_t>(ReadInteger(option, 1, UINT16_MAX));
}

template <std::optional<std::string> Configuration::*ADDRESS>
void
TakeAddress(const ScriptOption& option, Configuration& configuration)
{
    // What follows a slash is the length of a prefix, for the routes of a real host.
    configuration.*ADDRESS = option.value->substr(0, option.value->find('/'));
}

void
TakeMtu(const ScriptOption& option, Configuration& configuration)
{
    configuration.mtu = static_cast<uint16_t>(ReadInteger(option, 68, UINT16_MAX));
}

void
TakeToleranceUsecs(const ScriptOption& option, Configuration& configuration)
{
    configuration.toleranceUsecs = ReadInteger(option, 1, INT32_MAX);
}

void
TakeTolerancePercent(const ScriptOption& option, Configuration& configuration)
{
    std::istringstream text(*option.value);
    text.imbue(std::locale::classic());
    double percent = -1;
    if (!(text >> percent) || !text.eof() || !(percent >= 0 && percent <= 100))
    {
        Refuse(option, "a number from 0 to 100");
    }
    configuration.tolerancePercent = percent;
}

void
TakeTimestampTick(const ScriptOption& option, Configuration& configuration)
{
    configuration.timestampTickUsecs = static_cast<uint32_t>(ReadInteger(option, 0, 1'000'000));
}

template <bool Configuration::*FLAG>
void
TakeFlag(const ScriptOption& /* option */, Configuration& configuration)
{
    configuration.*FLAG = true;
}

std::vector<std::string>
SplitAtCommas(const std::string& text)
{
    std::vector<std::string> parts;
    boost::algorithm::split(parts,
                            text,
                            boost::algorithm::is_any_of(", "),
                            boost::algorithm::token_compress_on);
    parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
    return parts;
}

void
TakeNonFatal(const ScriptOption& option, Configuration& configuration)
{
    for (const auto& kind : SplitAtCommas(*option.value))
    {
        if (kind != "packet" && kind != "syscall")
        {
            Refuse(option, "packet, syscall or both");
        }
        (kind == "packet" ? configuration.packetErrorsFatal : configuration.callErrorsFatal) =
            false;
    }
}

void
TakeInitScripts(const ScriptOption& option, Configuration& configuration)
{
    configuration.initScripts = SplitAtCommas(*option.value);
}

void
TakeCodeSockopt(const ScriptOption& option, Configuration& configuration)
{
    configuration.tcpInfo = option.value->empty() || *option.value == "TCP_INFO";
}

/// Where a script runs, and what it is run with, is not its own business here.
void
Accept(const ScriptOption& /* option */, Configuration& /* configuration */)
{
}

struct KnownOption
{
    const char* name;
    bool hasValue;
    void (*take)(const ScriptOption& option, Configuration& configuration);
};

constexpr KnownOption OPTIONS[] = {
    {"ip_version", true, TakeIpVersion},
    {"bind_port", true, TakePort<&Configuration::bindPort>},
    {"connect_port", true, TakePort<&Configuration::connectPort>},
    {"local_ip", true, TakeAddress<&Configuration::localIp>},
    {"remote_ip", true, TakeAddress<&Configuration::remoteIp>},
    {"mtu", true, TakeMtu},
    {"tolerance_usecs", true, TakeToleranceUsecs},
    {"tolerance_percent", true, TakeTolerancePercent},
    {"tcp_ts_tick_usecs", true, TakeTimestampTick},
    {"tcp_ts_ecr_scaled", false, TakeFlag<&Configuration::scaledEchoReply>},
    {"strict_segments", false, TakeFlag<&Configuration::strictSegments>},
    {"non_fatal", true, TakeNonFatal},
    {"init_scripts", true, TakeInitScripts},
    {"code_sockopt", true, TakeCodeSockopt},
    {"code_command", true, Accept},
    {"code_format", true, Accept},
    {"gateway_ip", true, Accept},
    {"netmask_ip", true, Accept},
    {"speed", true, Accept},
    {"mss", true, Accept},
    {"wire_client", false, Accept},
    {"wire_server", false, Accept},
    {"wire_server_ip", true, Accept},
    {"wire_server_at", true, Accept},
    {"wire_server_port", true, Accept},
    {"wire_client_dev", true, Accept},
    {"wire_server_dev", true, Accept},
    {"so_filename", true, Accept},
    {"so_flags", true, Accept},
    {"dry_run", false, Accept},
    {"is_anyip", false, Accept},
    {"send_omit_free", false, Accept},
    {"psp_udp_port", true, Accept},
    {"debug", false, Accept},
    {"define", true, Accept}, // the tokens have taken it
    {"verbose", false, Accept},
};

const KnownOption&
Find(const ScriptOption& option)
{
    const auto known = std::find_if(
        std::begin(OPTIONS),
        std::end(OPTIONS),
        [&option](const KnownOption& candidate) { return candidate.name == option.name; });
    if (known == std::end(OPTIONS))
    {
        std::vector<std::string> names;
        for (const auto& candidate : OPTIONS)
        {
            names.emplace_back(candidate.name);
        }
        throw Impossible{option.place,
                         "there is no option --" + option.name + DidYouMean(option.name, names)};
    }
    if (option.value && !known->hasValue)
    {
        throw Impossible{option.valuePlace, "--" + option.name + " takes no value"};
    }
    if (!option.value && known->hasValue)
    {
        throw Impossible{option.place, "--" + option.name + " needs a value"};
    }
    return *known;
}

/// \throws Impossible if an address is not one of the script's version of IP
void
CheckAddress(const std::vector<ScriptOption>& options,
             const char* name,
             const std::optional<std::string>& address,
             IpVersion version)
{
    const bool ipv6 = version == IpVersion::Ipv6;
    std::array<unsigned char, sizeof(in6_addr)> octets{};
    if (!address || inet_pton(ipv6 ? AF_INET6 : AF_INET, address->c_str(), octets.data()) == 1)
    {
        return;
    }
    const auto option =
        std::find_if(options.rbegin(), options.rend(), [name](const ScriptOption& candidate) {
            return candidate.name == name;
        });
    Refuse(*option,
           ipv6 ? "an IPv6 address with --ip_version=ipv6"
                : "an IPv4 address with this --ip_version");
}

} // namespace

Configuration
ReadOptions(const std::vector<ScriptOption>& options)
{
    Configuration configuration;
    for (const auto& option : options)
    {
        Find(option).take(option, configuration);
    }
    CheckAddress(options, "local_ip", configuration.localIp, configuration.ipVersion);
    CheckAddress(options, "remote_ip", configuration.remoteIp, configuration.ipVersion);
    return configuration;
}

} // namespace tcplab::drill
