// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_PACKET_H
#define TCPLAB_DRILL_PACKET_H

#include "drill-place.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/**
 * \file
 * Packets as they stand in a packet script. Sequence numbers are the script's own: the one of the
 * first SYN of each direction stands for the initial sequence number that is really in use.
 */

namespace tcplab::drill
{

/// Which way a packet goes, as seen from the host under test.
enum class Direction : uint8_t
{
    Inbound,  ///< "<": the script sends it
    Outbound, ///< ">": the script expects it
};

/// The ECN field of the IP header (RFC 3168, section 5), or what it may be.
enum class EcnMark : uint8_t
{
    NotEct,    ///< "[noecn]"
    Ect1,      ///< "[ect1]"
    Ect0,      ///< "[ect0]"
    Ce,        ///< "[ce]"
    EctEither, ///< "[ect01]": outbound only, one of ECT(0) and ECT(1)
};

/// What a packet says of its IP header; what is left out is neither checked nor set.
struct IpInfo
{
    std::optional<EcnMark> ecn;
    std::optional<uint8_t> tos;        ///< "[tos 0x1c]": the whole octet
    std::optional<uint32_t> flowLabel; ///< "[flowlabel 0x1234]": 20 bits, IPv6
    std::optional<uint8_t> ttl;        ///< "[ttl 64]"
};

/// "5000 > 80".
struct Ports
{
    uint16_t source{0};
    uint16_t destination{0};
};

/// Control bits of a segment, as they lie in octets 13 and 12 of the TCP header.
enum ControlBit : uint16_t
{
    FIN_BIT = 0x001, ///< "F"
    SYN_BIT = 0x002, ///< "S"
    RST_BIT = 0x004, ///< "R"
    PSH_BIT = 0x008, ///< "P"
    ACK_BIT = 0x010, ///< "."
    URG_BIT = 0x020, ///< "U"
    ECE_BIT = 0x040, ///< "E"
    CWR_BIT = 0x080, ///< "W"
    AE_BIT = 0x100,  ///< "A": accurate ECN (RFC 9768)
};

/// "nop".
struct NopOption
{
};

/// "eol".
struct EndOption
{
};

/// "mss 1460".
struct MssOption
{
    uint16_t mss{0};
};

/// "wscale 7".
struct WindowScaleOption
{
    uint8_t shift{0};
};

/// "sackOK".
struct SackPermittedOption
{
};

/// "1:1001" in an option "sack".
struct SackBlock
{
    uint32_t left{0};
    uint32_t right{0}; ///< the first octet after the block
};

/// "sack 1:1001 2001:3001".
struct SackOption
{
    std::vector<SackBlock> blocks; ///< one or more
};

/// "TS val 100 ecr 200".
struct TimestampsOption
{
    uint32_t value{0};
    uint32_t echoReply{0};
};

/// An option that is carried and not interpreted: "FO", "FOEXP", "md5", "ECN".
struct OpaqueOption
{
    uint8_t kind{0};
    std::vector<uint8_t> contents; ///< what follows kind and length
};

/// A TCP option.
struct TcpOption
{
    using Value = std::variant<NopOption,
                               EndOption,
                               MssOption,
                               WindowScaleOption,
                               SackPermittedOption,
                               SackOption,
                               TimestampsOption,
                               OpaqueOption>;

    Value value;

    /// \return its length in the header, in octets
    uint32_t GetLength() const;
};

/// "< S. 0:0(0) ack 1 win 32792 <mss 1460,nop,wscale 7>".
struct Segment
{
    Direction direction{Direction::Inbound};
    IpInfo ip;
    std::optional<Ports> ports;
    uint16_t controlBits{0};        ///< of ControlBit
    bool aceField{false};           ///< ECE, CWR and AE are written as the number "0" to "7"
    uint32_t seq{0};                ///< of the first octet, or of the SYN
    uint32_t octets{0};             ///< of text, 0 to 65535
    std::optional<uint32_t> ack;    ///< 0 in the header if it is left out
    std::optional<uint16_t> window; ///< as in the header; always there inbound; else not checked
    std::optional<uint16_t> urgent; ///< urgent pointer; 0 in the header if it is left out
    /// In their order, padded to a multiple of four octets; nothing if they are not checked,
    /// "<...>" (outbound only).
    std::optional<std::vector<TcpOption>> options{std::in_place};
};

/// What an ICMP message quotes of the segment that caused it.
struct QuotedSegment
{
    uint32_t seq{0};
    uint32_t octets{0};
};

/// "< icmp unreachable frag_needed mtu 1200 [1:1461(1460)]".
struct IcmpMessage
{
    Direction direction{Direction::Inbound};
    IpInfo ip;
    bool ipv6{false};                    ///< whether type and code are ICMPv6's
    uint8_t type{0};                     ///< RFC 792, RFC 4443
    uint8_t code{0};                     ///< RFC 792, RFC 1812, RFC 4443
    std::string typeName;                ///< as written: "unreachable"
    std::optional<std::string> codeName; ///< as written: "frag_needed"; code 0 if it is left out
    Place typePlace;
    Place codePlace;
    std::optional<uint32_t> mtu;
    std::optional<uint16_t> echoId;
    QuotedSegment quoted; ///< 0:0(0) if the script quotes nothing
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_PACKET_H
