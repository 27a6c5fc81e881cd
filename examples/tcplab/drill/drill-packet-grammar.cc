// SPDX-License-Identifier: GPL-2.0-only

#include "drill-grammar.h"

/**
 * \file
 * The grammar of packets: direction, IP header and what is in it.
 */

namespace tcplab::drill
{

namespace
{

using grammar::Into;
using grammar::result;

/// Largest IP packet (RFC 791, section 3.1), and the headers before a segment's text in IPv4.
constexpr uint32_t MOST_SEGMENT_OCTETS = 65535 - 20 - 20;

// "[ect0]", "(tos 0x1c, flowlabel 0x1234)", "[ttl 64]"

template <EcnMark MARK>
const auto putMark = [](auto& context) { x3::_val(context).ecn = MARK; };

/// \throws Impossible if a number is too large for its field
template <typename Member>
auto
IntoBits(Member IpInfo::*member, int64_t most, const char* what)
{
    return [member, most, what](auto& context) {
        const Token& token = x3::_attr(context);
        if (token.value < 0 || token.value > most)
        {
            throw Impossible{token.place,
                             std::string(what) + " is at most " + std::to_string(most)};
        }
        x3::_val(context).*member = static_cast<typename Member::value_type>(token.value);
    };
}

const auto mark =
    Reserved("noecn")[putMark<EcnMark::NotEct>] | Reserved("ect0")[putMark<EcnMark::Ect0>] |
    Reserved("ect1")[putMark<EcnMark::Ect1>] | Reserved("ect01")[putMark<EcnMark::EctEither>] |
    Reserved("ce")[putMark<EcnMark::Ce>];
const auto tos = Reserved("tos") > anyHexadecimal[IntoBits(&IpInfo::tos, 0xff, "a tos")];
const x3::rule<class FlowLabelTag, IpInfo> flowLabel = "flowlabel";
const auto flowLabel_def =
    Reserved("flowlabel") > anyHexadecimal[IntoBits(&IpInfo::flowLabel, 0xfffff, "a flow label")];
const auto takeFlowLabel = [](auto& context) {
    x3::_val(context).flowLabel = x3::_attr(context).flowLabel;
};
const auto ttl = Reserved("ttl") > anyInteger[IntoBits(&IpInfo::ttl, 255, "a ttl")];

const x3::rule<class IpFieldsTag, IpInfo> ipFields =
    "\"noecn\", \"ect0\", \"ect1\", \"ect01\", \"ce\", \"tos\", \"ttl\" or \"flowlabel\"";
const auto ipFields_def = ((mark | tos) >> -(Punctuation(",") > flowLabel[takeFlowLabel])) |
                          flowLabel[takeFlowLabel] | ttl;
const x3::rule<class IpInfoTag, IpInfo> ipInfo = "a field of the IP header";
const auto ipInfo_def = (Punctuation("(") > ipFields[result] > Punctuation(")")) |
                        (Punctuation("[") > ipFields[result] > Punctuation("]"));

// "ipv4 192.0.2.1 > 192.0.2.2:", "gre:", "mpls (label 1, tc 0, [S], ttl 1):"

const x3::rule<class EncapsulationTag, Unsupported> encapsulation = "an encapsulation";

auto
Calls(const char* what)
{
    return [what](auto& context) { x3::_val(context).what = what; };
}

const auto outerIpv4 = Reserved("ipv4")[Calls("encapsulation in IPv4")] > -ipInfo > anyIpv4Address >
                       Punctuation(">") > anyIpv4Address > Punctuation(":");
const auto outerIpv6 = Reserved("ipv6")[Calls("encapsulation in IPv6")] > -ipInfo > anyIpv6Address >
                       Punctuation(">") > anyIpv6Address > Punctuation(":");
const auto gre = (Reserved("gre") | Reserved("GREv0"))[Calls("encapsulation in GRE")] >
                 -(-Punctuation(",") >> greHeader) > Punctuation(":");
const auto mpls = Reserved("mpls")[Calls("encapsulation in MPLS")] > *mplsEntry > Punctuation(":");
const auto encapsulation_def = outerIpv4 | outerIpv6 | gre | mpls;

// "encap psp spi 0x1"
const x3::rule<class PspIndexTag> pspIndex = "a number";
const auto pspIndex_def = x3::omit[anyInteger | anyHexadecimal];
const x3::rule<class PspTag, Unsupported> psp = "encap";
const auto psp_def = Reserved("encap")[Calls("encapsulation in PSP")] > Reserved("psp") >
                     Reserved("spi") > pspIndex;

// "udp (1000)"

const auto number16 = Number("a number, 0 to 65535", 0, UINT16_MAX);
const x3::rule<class UdpTag, Unsupported> udp = "udp";
const auto udp_def = Reserved("udp")[Calls("UDP")] >
                     -(anyInteger >> (Punctuation(">") > anyInteger)) > Punctuation("(") > number16
                     > Punctuation(")");

// "icmp unreachable frag_needed mtu 1200 [1:1461(1460)]"

/// An ICMP message and whether it quotes what is no TCP segment.
struct IcmpText
{
    IcmpMessage message;
    std::optional<Unsupported> unsupported;
};

const x3::rule<class QuotationTag, IcmpText> quotation = "a quoted segment, such as 1:1001(1000)";
const auto quotesUdp = [](auto& context) {
    x3::_val(context).unsupported = Unsupported{"ICMP that quotes UDP"};
};
const auto quotesRaw = [](auto& context) {
    x3::_val(context).unsupported = Unsupported{"ICMP that quotes raw IP"};
};
const auto intoQuoted = [](auto& context) {
    x3::_val(context).message.quoted = x3::_attr(context);
};
const auto quotesOther = Reserved("udp")[quotesUdp] | Reserved("raw")[quotesRaw];
const auto quotation_def =
    (quotesOther > Punctuation("(") > number16 > Punctuation(")")) | sequenceRange[intoQuoted];

const x3::rule<class IcmpTag, IcmpText> icmp = "icmp";
const auto intoType = [](auto& context) {
    x3::_val(context).message.typeName = x3::_attr(context).text;
    x3::_val(context).message.typePlace = x3::_attr(context).place;
};
const auto intoCode = [](auto& context) {
    x3::_val(context).message.codeName = std::string(x3::_attr(context).text);
    x3::_val(context).message.codePlace = x3::_attr(context).place;
};
const auto intoMtu = [](auto& context) {
    x3::_val(context).message.mtu = static_cast<uint32_t>(x3::_attr(context));
};
const auto intoEchoId = [](auto& context) {
    x3::_val(context).message.echoId = static_cast<uint16_t>(x3::_attr(context));
};
const auto takeQuotation = [](auto& context) {
    x3::_val(context).message.quoted = x3::_attr(context).message.quoted;
    x3::_val(context).unsupported = x3::_attr(context).unsupported;
};
const auto mtu = Number("an MTU, 0 to 4294967295", 0, UINT32_MAX);
const auto icmp_def = Reserved("icmp") > anyWord[intoType] > -anyWord[intoCode] >
                      -(Reserved("mtu") > mtu[intoMtu]) > -(Reserved("id") > number16[intoEchoId]) >
                      -(Punctuation("[") > quotation[takeQuotation] > Punctuation("]"));

// The packet

/// A packet, before its parts are put together.
struct PacketText
{
    Place place;
    Direction direction{Direction::Inbound};
    IpInfo ip;
    std::optional<Unsupported> unsupported;
    Packet body;
};

template <Direction DIRECTION>
const auto putDirection = [](auto& context) {
    x3::_val(context).place = x3::_attr(context).place;
    x3::_val(context).direction = DIRECTION;
};
const auto intoUnsupported = [](auto& context) {
    x3::_val(context).unsupported = x3::_attr(context);
};
const auto intoBody = [](auto& context) { x3::_val(context).body = std::move(x3::_attr(context)); };
const auto takeIcmp = [](auto& context) {
    const IcmpText& text = x3::_attr(context);
    x3::_val(context).body = text.message;
    if (text.unsupported)
    {
        x3::_val(context).unsupported = text.unsupported;
    }
};

const x3::rule<class PacketTextTag, PacketText> packetText = "a packet";
const x3::rule<class BodyTag, PacketText> packetBody =
    "control bits (such as P.), ports, \"icmp\" or \"udp\"";
const auto direction = Punctuation("<")[putDirection<Direction::Inbound>] |
                       Punctuation(">")[putDirection<Direction::Outbound>];
const auto packetBody_def = udp[intoBody] | icmp[takeIcmp] | segment[intoBody];
const auto takeBody = [](auto& context) {
    PacketText& whole = x3::_val(context);
    PacketText& part = x3::_attr(context);
    whole.body = std::move(part.body);
    whole.unsupported = part.unsupported ? part.unsupported : whole.unsupported;
};
const auto packetText_def = direction >> *encapsulation[intoUnsupported] >>
                            -ipInfo[Into(&PacketText::ip)] >> -psp[intoUnsupported] >
                            packetBody[takeBody];

/// \throws Impossible if a segment lacks what its direction demands
void
CheckSegment(const PacketText& text, const Segment& segment)
{
    if (segment.octets > MOST_SEGMENT_OCTETS)
    {
        throw Impossible{text.place, "this segment is larger than any IP packet"};
    }
    if (text.direction == Direction::Outbound)
    {
        return;
    }
    if (!segment.window)
    {
        throw Impossible{text.place, "an inbound segment needs a window, \"win 1000\""};
    }
    if (!segment.options)
    {
        throw Impossible{text.place, "\"<...>\" can only be used with outbound packets"};
    }
}

const auto resultPacket = [](auto& context) {
    PacketText& text = x3::_attr(context);
    if (text.ip.ecn == EcnMark::EctEither && text.direction == Direction::Inbound)
    {
        throw Impossible{text.place, "[ect01] can only be used with outbound packets"};
    }
    if (Segment* segment = std::get_if<Segment>(&text.body))
    {
        CheckSegment(text, *segment);
        segment->direction = text.direction;
        segment->ip = text.ip;
    }
    else if (IcmpMessage* message = std::get_if<IcmpMessage>(&text.body))
    {
        message->direction = text.direction;
        message->ip = text.ip;
    }
    else if (text.ip.ecn)
    {
        throw Impossible{text.place, "ECN can only be used with TCP"};
    }
    x3::_val(context) = text.unsupported ? Packet(*text.unsupported) : std::move(text.body);
};
const auto packet_def = packetText[resultPacket];

} // namespace

BOOST_SPIRIT_DEFINE(flowLabel, ipFields, ipInfo, encapsulation, pspIndex, psp, udp, quotation, icmp)
BOOST_SPIRIT_DEFINE(packetText, packetBody, packet)

BOOST_SPIRIT_INSTANTIATE(PacketRule, TokenIterator, x3::unused_type)

} // namespace tcplab::drill
