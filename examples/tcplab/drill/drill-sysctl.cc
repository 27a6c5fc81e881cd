// SPDX-License-Identifier: GPL-2.0-only

#include "drill-sysctl.h"

#include "drill-congestion-name.h"
#include "drill-token-shape.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>

namespace tcplab::drill
{

namespace
{

using Words = std::vector<std::string>;
using Settings = std::vector<CommandSetting>;

/// What the numbers that a sysctl is set to come to; nothing if they are none that it takes.
using Reading = std::function<std::optional<Settings>(const Words& words)>;

std::optional<int64_t>
NumberAt(const Words& words, size_t index)
{
    return index < words.size() ? ValueOf(words[index]) : std::nullopt;
}

/// An attribute that is on or off.
Reading
Switch(const char* attribute)
{
    return [attribute](const Words& words) -> std::optional<Settings> {
        const auto number = NumberAt(words, 0);
        if (!number)
        {
            return {};
        }
        return Settings{{attribute, *number == 0 ? "false" : "true"}};
    };
}

/// An attribute that is a number, of a range, with a unit behind it.
Reading
Number(const char* attribute, int64_t least, const char* unit = "", size_t index = 0)
{
    return [=](const Words& words) -> std::optional<Settings> {
        const auto number = NumberAt(words, index);
        if (!number || *number < least || *number > UINT32_MAX)
        {
            return {};
        }
        return Settings{{attribute, std::to_string(*number) + unit}};
    };
}

/// An attribute that has a name for each number, from 0 on.
Reading
Choice(const char* attribute, const std::vector<std::string>& values)
{
    return [=](const Words& words) -> std::optional<Settings> {
        const auto number = NumberAt(words, 0);
        if (!number || *number < 0 || static_cast<size_t>(*number) >= values.size())
        {
            return {};
        }
        return Settings{{attribute, values[static_cast<size_t>(*number)]}};
    };
}

/// The first and the last of the ephemeral ports.
std::optional<Settings>
ReadPortRange(const Words& words)
{
    const auto first = NumberAt(words, 0);
    const auto last = NumberAt(words, 1);
    if (!first || !last || *first < 1 || *last > UINT16_MAX || *first > *last)
    {
        return {};
    }
    return Settings{{"EphemeralPortFirst", words[0]}, {"EphemeralPortLast", words[1]}};
}

/// The type of the congestion control, under Linux's names.
std::optional<Settings>
ReadCongestionControl(const Words& words)
{
    const auto type = words.size() == 1 ? CongestionType(words[0]) : std::nullopt;
    if (!type)
    {
        return {};
    }
    return Settings{{"SocketType", type->GetName()}};
}

/// A setting that changes nothing that a simulator models.
std::optional<Settings>
Ignore(const Words& /* words */)
{
    return Settings();
}

/// A setting that changes nothing here as long as it has one of these values.
Reading
Only(const std::vector<int64_t>& values)
{
    return [values](const Words& words) -> std::optional<Settings> {
        const auto number = NumberAt(words, 0);
        const bool fits =
            number && std::find(values.begin(), values.end(), *number) != values.end();
        return fits ? std::optional<Settings>(Settings()) : std::nullopt;
    };
}

struct KnownSysctl
{
    const char* name;
    Reading read;
};

const std::vector<KnownSysctl>&
KnownSysctls()
{
    static const std::vector<KnownSysctl> known{
        {"net.ipv4.tcp_sack", Switch("Sack")},
        {"net.ipv4.tcp_timestamps", Switch("Timestamp")},
        {"net.ipv4.tcp_window_scaling", Switch("WindowScaling")},
        {"net.ipv4.tcp_ecn", Choice("UseEcn", {"Off", "On", "AcceptOnly"})},
        {"net.ipv4.tcp_rmem", Number("RcvBufSize", 1, "", 2)},
        {"net.ipv4.tcp_wmem", Number("SndBufSize", 1, "", 1)},
        {"net.ipv4.tcp_syn_retries", Number("ConnCount", 0)},
        {"net.ipv4.tcp_retries2", Number("DataRetries", 0)},
        {"net.ipv4.tcp_fin_timeout", Number("FinWait2Timeout", 0, "s")},
        {"net.ipv4.tcp_keepalive_time", Number("KeepAliveTime", 1, "s")},
        {"net.ipv4.tcp_keepalive_intvl", Number("KeepAliveInterval", 1, "s")},
        {"net.ipv4.tcp_keepalive_probes", Number("KeepAliveProbes", 2)},
        {"net.ipv4.tcp_reordering", Number("ReTxThreshold", 1)},
        {"net.ipv4.tcp_slow_start_after_idle", Switch("RestartAfterIdle")},
        {"net.ipv4.tcp_rto_min_us", Number("MinRto", 1, "us")},
        {"net.ipv4.tcp_abort_on_overflow", Switch("ResetOnOverflow")},
        {"net.ipv4.tcp_rfc1337", Choice("TimeWaitRst", {"Accept", "Ignore"})},
        {"net.ipv4.tcp_syncookies", Choice("SynCookies", {"Off", "OnOverflow", "Always"})},
        // 2 is for the loopback interface only, over which no packet script runs.
        {"net.ipv4.tcp_tw_reuse", Choice("TimeWaitConnect", {"Refuse", "Timestamps", "Refuse"})},
        {"net.ipv4.tcp_max_tw_buckets", Number("MaxTimeWait", 1)},
        {"net.ipv4.tcp_congestion_control", ReadCongestionControl},
        {"net.ipv4.ip_local_port_range", ReadPortRange},
        // What is always so here.
        {"net.ipv4.tcp_dsack", Only({1})},
        {"net.ipv4.tcp_fack", Only({0})},
        {"net.ipv4.tcp_fastopen", Only({0})},
        {"net.ipv4.tcp_mtu_probing", Only({0})},
        {"net.ipv4.tcp_autocorking", Only({0})},
        {"net.ipv4.tcp_stdurg", Only({1})},
        // Offloading, pacing, memory, metrics, and ways to find losses that only Linux has.
        {"net.ipv4.tcp_early_retrans", Ignore},
        {"net.ipv4.tcp_recovery", Ignore},
        {"net.ipv4.tcp_frto", Ignore},
        {"net.ipv4.tcp_tso_win_divisor", Ignore},
        {"net.ipv4.tcp_min_tso_segs", Ignore},
        {"net.ipv4.tcp_tso_rtt_log", Ignore},
        {"net.ipv4.tcp_limit_output_bytes", Ignore},
        {"net.ipv4.tcp_pacing_ss_ratio", Ignore},
        {"net.ipv4.tcp_pacing_ca_ratio", Ignore},
        {"net.ipv4.tcp_notsent_lowat", Ignore},
        {"net.ipv4.tcp_moderate_rcvbuf", Ignore},
        {"net.ipv4.tcp_mem", Ignore},
        {"net.ipv4.tcp_no_metrics_save", Ignore},
        {"net.ipv4.tcp_ecn_option", Ignore},
        {"net.core.default_qdisc", Ignore},
        {"net.core.netdev_max_backlog", Ignore},
        {"net.core.rmem_max", Ignore},
        {"net.core.wmem_max", Ignore},
        {"net.core.optmem_max", Ignore},
    };
    return known;
}

std::string
WithDots(std::string name)
{
    const std::string root = "/proc/sys/";
    if (name.compare(0, root.size(), root) == 0)
    {
        name.erase(0, root.size());
    }
    std::replace(name.begin(), name.end(), '/', '.');
    return name;
}

} // namespace

CommandMeaning
ReadSysctl(const std::string& name, const std::string& value)
{
    const std::string dotted = WithDots(name);
    const auto& known = KnownSysctls();
    const auto found =
        std::find_if(known.begin(), known.end(), [&dotted](const KnownSysctl& candidate) {
            return candidate.name == dotted;
        });
    if (found == known.end())
    {
        return UnknownCommand{"the setting " + dotted + " has no counterpart here"};
    }
    Words words;
    std::istringstream text(value);
    for (std::string word; text >> word;)
    {
        words.push_back(word);
    }
    if (auto settings = found->read(words))
    {
        return std::move(*settings);
    }
    return UnknownCommand{"the setting " + dotted + " cannot be \"" + value + "\" here"};
}

const std::vector<std::pair<std::string, std::string>>&
DefaultSysctls()
{
    static const std::vector<std::pair<std::string, std::string>> defaults{
        {"net.ipv4.tcp_rmem", "4096 540000 15728640"},
        {"net.ipv4.tcp_wmem", "4096 262144 4194304"},
        {"net.ipv4.tcp_timestamps", "1"},
        {"net.ipv4.tcp_syn_retries", "5"},
        {"net.ipv4.tcp_sack", "1"},
        {"net.ipv4.tcp_reordering", "3"},
        {"net.ipv4.tcp_congestion_control", "cubic"},
        {"net.ipv4.tcp_slow_start_after_idle", "0"},
        {"net.ipv4.tcp_ecn", "0"},
    };
    return defaults;
}

} // namespace tcplab::drill
