// SPDX-License-Identifier: GPL-2.0-only

#include "drill-comparison.h"

#include "drill-translation.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace tcplab::drill
{

namespace
{

using Difference = std::optional<std::string>;

constexpr uint16_t ACE_BITS = AE_BIT | CWR_BIT | ECE_BIT;

struct NamedBit
{
    ControlBit bit;
    const char* name;
};

constexpr NamedBit BITS[] = {
    {FIN_BIT, "tcp_fin"},
    {SYN_BIT, "tcp_syn"},
    {RST_BIT, "tcp_rst"},
    {PSH_BIT, "tcp_psh"},
    {ACK_BIT, "tcp_ack"},
    {URG_BIT, "tcp_urg"},
    {ECE_BIT, "tcp_ece"},
    {CWR_BIT, "tcp_cwr"},
    {AE_BIT, "tcp_ae"},
};

Difference
CompareField(const char* name, uint32_t expected, uint32_t actual)
{
    if (expected == actual)
    {
        return std::nullopt;
    }
    char text[128];
    std::snprintf(text,
                  sizeof text,
                  "live packet field %s: expected: %u (0x%x) vs actual: %u (0x%x)",
                  name,
                  expected,
                  expected,
                  actual,
                  actual);
    return text;
}

/// The first of several comparisons that found something.
template <typename... Differences>
Difference
First(const Difference& first, const Differences&... others)
{
    if constexpr (sizeof...(others) > 0)
    {
        return first ? first : First(others...);
    }
    return first;
}

/// \return the three bits of accurate ECN as a number (RFC 9768, section 3.1)
uint32_t
AceOf(uint16_t controlBits)
{
    return (controlBits & AE_BIT ? 4 : 0) | (controlBits & CWR_BIT ? 2 : 0) |
           (controlBits & ECE_BIT ? 1 : 0);
}

Difference
CompareBits(const Segment& expected, const Segment& actual, uint16_t except)
{
    for (const auto& [bit, name] : BITS)
    {
        if (!(bit & except))
        {
            if (auto difference = CompareField(name,
                                               (expected.controlBits & bit) ? 1 : 0,
                                               (actual.controlBits & bit) ? 1 : 0))
            {
                return difference;
            }
        }
    }
    return std::nullopt;
}

Difference
CompareIp(const IpInfo& expected, const IpInfo& actual)
{
    if (expected.tos)
    {
        if (auto difference = CompareField("tos", *expected.tos, actual.tos.value_or(0)))
        {
            return difference;
        }
    }
    if (expected.ecn && expected.ecn != actual.ecn)
    {
        const bool either = expected.ecn == EcnMark::EctEither &&
                            (actual.ecn == EcnMark::Ect0 || actual.ecn == EcnMark::Ect1);
        if (!either)
        {
            return "live packet field ip_ecn: it is not the expected one";
        }
    }
    if (expected.flowLabel)
    {
        if (auto difference =
                CompareField("flowlabel", *expected.flowLabel, actual.flowLabel.value_or(0)))
        {
            return difference;
        }
    }
    return expected.ttl ? CompareField("ttl", *expected.ttl, actual.ttl.value_or(0)) : std::nullopt;
}

/// Whether two options of a kind say the same.
struct SameOption
{
    const ComparisonTerms& terms;

    template <typename A, typename B>
    bool operator()(const A& /* expected */, const B& /* actual */) const
    {
        return std::is_same_v<A, B>; // they have nothing to say, or they are of different kinds
    }

    bool operator()(const MssOption& expected, const MssOption& actual) const
    {
        return expected.mss == actual.mss;
    }

    bool operator()(const WindowScaleOption& expected, const WindowScaleOption& actual) const
    {
        return expected.shift == actual.shift;
    }

    bool operator()(const SackOption& expected, const SackOption& actual) const
    {
        return std::equal(expected.blocks.begin(),
                          expected.blocks.end(),
                          actual.blocks.begin(),
                          actual.blocks.end(),
                          [](const SackBlock& a, const SackBlock& b) {
                              return a.left == b.left && a.right == b.right;
                          });
    }

    bool operator()(const TimestampsOption& expected, const TimestampsOption& actual) const
    {
        const auto off = std::abs(static_cast<int32_t>(actual.value - expected.value));
        return expected.echoReply == actual.echoReply &&
               int64_t{off} * terms.timestampTickUsecs <= terms.toleranceUsecs;
    }

    bool operator()(const OpaqueOption& expected, const OpaqueOption& actual) const
    {
        return expected.kind == actual.kind && expected.contents == actual.contents;
    }
};

Difference
CompareOptions(const Segment& expected, const Segment& actual, const ComparisonTerms& terms)
{
    if (!expected.options)
    {
        return std::nullopt;
    }
    const auto& script = *expected.options;
    const auto& live = *actual.options;
    for (size_t i = 0; i < std::min(script.size(), live.size()); ++i)
    {
        if (!std::visit(SameOption{terms}, script[i].value, live[i].value))
        {
            return "bad outbound TCP option " + std::to_string(i + 1);
        }
    }
    return script.size() == live.size()
               ? std::nullopt
               : Difference("bad outbound TCP options: expected: " + std::to_string(script.size()) +
                            " vs actual: " + std::to_string(live.size()));
}

} // namespace

Difference
Compare(const Segment& expected, const Segment& actual, const ComparisonTerms& terms)
{
    const uint16_t ace = expected.aceField ? ACE_BITS : 0;
    return First(
        CompareIp(expected.ip, actual.ip),
        CompareBits(expected, actual, ace),
        expected.aceField
            ? CompareField("tcp_ace", AceOf(expected.controlBits), AceOf(actual.controlBits))
            : std::nullopt,
        CompareField("tcp_seq", expected.seq, actual.seq),
        CompareField("tcp_ack_seq", expected.ack.value_or(0), actual.ack.value_or(0)),
        expected.window ? CompareField("tcp_window", *expected.window, actual.window.value_or(0))
                        : std::nullopt,
        CompareField("tcp_urg_ptr", expected.urgent.value_or(0), actual.urgent.value_or(0)),
        CompareField("tcp_payload_length", expected.octets, actual.octets),
        CompareOptions(expected, actual, terms));
}

Difference
Append(Segment& whole, const Segment& next)
{
    // What only the first or only the last of several parts may have.
    constexpr uint16_t ENDS = FIN_BIT | PSH_BIT | CWR_BIT;
    if (auto difference =
            First(CompareIp({whole.ip.ecn, whole.ip.tos, std::nullopt, whole.ip.ttl}, next.ip),
                  CompareBits(whole, next, ENDS),
                  CompareField("tcp_seq", whole.seq + whole.octets, next.seq),
                  CompareField("tcp_ack_seq", whole.ack.value_or(0), next.ack.value_or(0)),
                  CompareField("tcp_window", whole.window.value_or(0), next.window.value_or(0))))
    {
        return difference;
    }
    const auto first = whole.controlBits;
    const uint32_t seq = whole.seq;
    const uint32_t octets = whole.octets + next.octets;
    whole = next;
    whole.seq = seq;
    whole.octets = octets;
    whole.controlBits = static_cast<uint16_t>((next.controlBits & ~CWR_BIT) | (first & CWR_BIT));
    return std::nullopt;
}

} // namespace tcplab::drill
