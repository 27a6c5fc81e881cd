// SPDX-License-Identifier: GPL-2.0-only

#include "drill-grammar.h"

#include <algorithm>
#include <cctype>

/**
 * \file
 * The grammar of TCP segments: "P. 1:1001(1000) ack 1 win 257 <nop,nop,TS val 1 ecr 2>".
 */

namespace tcplab::drill
{

namespace
{

using grammar::Into;
using grammar::result;

/// Room for options in a TCP header (RFC 9293, section 3.1).
constexpr uint32_t MOST_OPTION_OCTETS = 40;

const auto sequenceNumber = Number("a number, 0 to 4294967295", 0, UINT32_MAX);
const auto number16 = Number("a number, 0 to 65535", 0, UINT16_MAX);

// Control bits

struct NamedBits
{
    char letter;
    uint16_t bits;
};

constexpr NamedBits CONTROL_BITS[] = {
    {'.', ACK_BIT},
    {'F', FIN_BIT},
    {'S', SYN_BIT},
    {'R', RST_BIT},
    {'P', PSH_BIT},
    {'U', URG_BIT},
    {'E', ECE_BIT},
    {'W', CWR_BIT},
    {'A', AE_BIT},
};

constexpr uint16_t ECN_BITS = ECE_BIT | CWR_BIT | AE_BIT;

/// Control bits as they are written: "SEW", "P.", ".5", "-".
struct BitsText
{
    Place place;
    std::string text;
};

/// Adds what the letters stand for to a segment.
void
AddControlBits(const BitsText& written, Segment& segment)
{
    uint16_t bits = 0;
    for (const char letter : written.text)
    {
        const auto named = std::find_if(
            std::begin(CONTROL_BITS),
            std::end(CONTROL_BITS),
            [letter](const NamedBits& candidate) { return candidate.letter == letter; });
        const bool isAce = letter >= '0' && letter <= '7';
        if (named == std::end(CONTROL_BITS) && !isAce)
        {
            throw Impossible{written.place,
                             "\"" + written.text +
                                 "\" are no control bits: " + std::string(1, letter) +
                                 " is none of F, S, R, P, E, W, A, U, \".\" (ACK) and 0 to 7"};
        }
        const bool isEcn = named != std::end(CONTROL_BITS) && (named->bits & ECN_BITS) != 0;
        if (segment.aceField && (isAce || isEcn))
        {
            throw Impossible{written.place,
                             "the number in \"" + written.text +
                                 "\" stands for E, W and A, which are given twice"};
        }
        if (isAce && (bits & ECN_BITS) != 0)
        {
            throw Impossible{written.place,
                             "the number in \"" + written.text +
                                 "\" stands for E, W and A, which are given twice"};
        }
        if (isAce)
        {
            // ACE is AE, CWR and ECE, in this order (RFC 9768, section 3.1).
            segment.aceField = true;
            bits = static_cast<uint16_t>(bits | (letter - '0') << 6);
        }
        else
        {
            bits |= named->bits;
        }
    }
    segment.controlBits = bits;
}

const x3::rule<class BitsTag, BitsText> controlBits = "control bits, such as P.";
const auto addBits = [](auto& context) {
    BitsText& whole = x3::_val(context);
    whole.place = whole.text.empty() ? x3::_attr(context).place : whole.place;
    whole.text += x3::_attr(context).text;
};
const auto addDot = [](auto& context) {
    BitsText& whole = x3::_val(context);
    whole.place = whole.text.empty() ? x3::_attr(context).place : whole.place;
    whole.text += '.';
};
const auto controlBits_def =
    (anyWord[addBits] >> -(anyDecimal[addBits] | Punctuation(".")[addDot])) | anyDecimal[addBits] |
    Punctuation(".")[addDot] | Punctuation("-");

// Options

template <typename Option>
const auto put = [](auto& context) { x3::_val(context).value = Option(); };

const x3::rule<class MssTag, MssOption> mss = "mss";
const auto mss_def = Reserved("mss") > number16[IntoNumber(&MssOption::mss)];

const auto shift = Number("a shift, 0 to 255", 0, UINT8_MAX);
const x3::rule<class WindowScaleTag, WindowScaleOption> windowScale = "wscale";
const auto windowScale_def = Reserved("wscale") > shift[IntoNumber(&WindowScaleOption::shift)];

const x3::rule<class SackBlockTag, SackBlock> sackBlock = "a block, such as 1:1001";
const auto sackBlock_def = sequenceNumber[IntoNumber(&SackBlock::left)] >
                           Punctuation(":") > sequenceNumber[IntoNumber(&SackBlock::right)];
const x3::rule<class SackTag, SackOption> sack = "sack";
const auto addBlock = [](auto& context) { x3::_val(context).blocks.push_back(x3::_attr(context)); };
const auto sack_def = Reserved("sack") > sackBlock[addBlock] > *sackBlock[addBlock];

const x3::rule<class TimestampsTag, TimestampsOption> timestamps = "TS";
const auto timestamps_def =
    Reserved("TS") > Reserved("val") > sequenceNumber[IntoNumber(&TimestampsOption::value)] >
    Reserved("ecr") > sequenceNumber[IntoNumber(&TimestampsOption::echoReply)];

/// Adds the octets of a text such as "0a1b" to an option.
const auto addOctets = [](auto& context) {
    const Token& token = x3::_attr(context);
    const bool isHexadecimal = token.text.size() % 2 == 0 &&
                               std::all_of(token.text.begin(),
                                           token.text.end(),
                                           [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (!isHexadecimal)
    {
        throw Impossible{token.place, "octets are written as pairs of hexadecimal digits"};
    }
    for (size_t i = 0; i < token.text.size(); i += 2)
    {
        const std::string digits(token.text.substr(i, 2));
        x3::_val(context).contents.push_back(static_cast<uint8_t>(std::stoi(digits, nullptr, 16)));
    }
};
const x3::rule<class OctetsTag, OpaqueOption> octets = "octets, such as 0a1b";
const auto octets_def = anyWord[addOctets] | anyInteger[addOctets];
const auto addContents = [](auto& context) {
    const auto& more = x3::_attr(context).contents;
    auto& contents = x3::_val(context).contents;
    contents.insert(contents.end(), more.begin(), more.end());
};

/// Begins an option of a kind that is carried as it is.
auto
Opaque(uint8_t kind, std::vector<uint8_t> contents = {})
{
    return [kind, contents](auto& context) { x3::_val(context) = OpaqueOption{kind, contents}; };
}

// RFC 7413, section 4.1; the experimental option with its identifier, RFC 6994.
const x3::rule<class FastOpenTag, OpaqueOption> fastOpen = "FO";
const auto fastOpen_def = (Reserved("FO")[Opaque(34)] |
                           Reserved("FOEXP")[Opaque(254, {0xf9, 0x89})]) > -octets[addContents];

// RFC 2385, section 3.0.
const x3::rule<class Md5Tag, OpaqueOption> md5 = "md5";
const auto md5_def = Reserved("md5")[Opaque(19)] > octets[addContents];

// RFC 9768, section 3.2.3: counters of 24 bits, in one of two orders.
const auto counter = Number("a number, 0 to 16777215", 0, 0xffffff);
const auto addCounter = [](auto& context) {
    for (const int bits : {16, 8, 0})
    {
        x3::_val(context).contents.push_back(static_cast<uint8_t>(x3::_attr(context) >> bits));
    }
};
const x3::rule<class AccurateEcnTag, OpaqueOption> accurateEcn = "ECN";
const auto ceCounter = Reserved("ceb") > counter[addCounter];
const auto order0 = Reserved("e0b")[Opaque(172)] > counter[addCounter] >
                    -(ceCounter > -(Reserved("e1b") > counter[addCounter]));
const auto order1 = Reserved("e1b")[Opaque(174)] > counter[addCounter] >
                    -(ceCounter > -(Reserved("e0b") > counter[addCounter]));
const x3::rule<class AccurateEcnOrderTag, OpaqueOption> accurateEcnCounters = "\"e0b\" or \"e1b\"";
const auto accurateEcnCounters_def = order0 | order1;
const auto accurateEcn_def = Reserved("ECN") > accurateEcnCounters[result];

const auto intoOption = [](auto& context) {
    x3::_val(context).value = std::move(x3::_attr(context));
};
const x3::rule<class OptionTag, TcpOption> option = "a TCP option";
const auto option_def = Reserved("nop")[put<NopOption>] | Reserved("eol")[put<EndOption>] |
                        Reserved("sackOK")[put<SackPermittedOption>] | mss[intoOption] |
                        windowScale[intoOption] | sack[intoOption] | timestamps[intoOption] |
                        fastOpen[intoOption] | md5[intoOption] | accurateEcn[intoOption];

/// Options and where they begin.
struct OptionList
{
    Place place;
    std::optional<std::vector<TcpOption>> options{std::in_place};
};

const x3::rule<class OptionsTag, OptionList> options = "TCP options";
const auto intoPlace = [](auto& context) { x3::_val(context).place = PlaceOf(context); };
const auto addOption = [](auto& context) {
    x3::_val(context).options->push_back(std::move(x3::_attr(context)));
};
const auto dropOptions = [](auto& context) { x3::_val(context).options.reset(); };
const x3::rule<class OptionsInsideTag, OptionList> optionsInside = "a TCP option or \"...\"";
const auto optionsInside_def =
    anyEllipsis[dropOptions] | (option[addOption] >> *(Punctuation(",") > option[addOption]));
const auto intoOptions = [](auto& context) {
    x3::_val(context).options = std::move(x3::_attr(context).options);
};
const auto beginOptions = [](auto& context) { x3::_val(context).place = x3::_attr(context).place; };
const auto options_def = Punctuation("<")[beginOptions] > optionsInside[intoOptions] >
                         Punctuation(">");

/// \throws Impossible if a header cannot carry these options
const auto takeOptions = [](auto& context) {
    OptionList& list = x3::_attr(context);
    uint32_t length = 0;
    for (const auto& each : list.options.value_or(std::vector<TcpOption>()))
    {
        length += each.GetLength();
    }
    if (length > MOST_OPTION_OCTETS)
    {
        throw Impossible{list.place,
                         "these options take " + std::to_string(length) +
                             " octets; a TCP header has room for 40"};
    }
    if (length % 4 != 0)
    {
        throw Impossible{list.place,
                         "these options take " + std::to_string(length) +
                             " octets, which is no multiple of 4: \"nop\" or \"eol\" fill up"};
    }
    x3::_val(context).options = std::move(list.options);
};

// The segment

const x3::rule<class PortsTag, Ports> ports = "ports";
const auto ports_def = &(anyInteger >> Punctuation(">")) >> x3::eps >
                       number16[IntoNumber(&Ports::source)] >
                       Punctuation(">") > number16[IntoNumber(&Ports::destination)];

/// A range as it is written: its end must be its begin and the number of octets.
struct RangeText
{
    Place place;
    int64_t begin{0};
    int64_t end{0};
    int64_t octets{0};
};

const x3::rule<class RangeTextTag, RangeText> rangeText =
    "a range of sequence numbers, such as 1:1001(1000)";
const auto rangeText_def = x3::eps[intoPlace] >>
                           (sequenceNumber[Into(&RangeText::begin)] > Punctuation(":") >
                            sequenceNumber[Into(&RangeText::end)] > Punctuation("(") >
                            number16[Into(&RangeText::octets)] > Punctuation(")"));
const auto takeRange = [](auto& context) {
    const RangeText& range = x3::_attr(context);
    const auto begin = static_cast<uint32_t>(range.begin);
    const auto octets = static_cast<uint32_t>(range.octets);
    if (begin + octets != static_cast<uint32_t>(range.end))
    {
        throw Impossible{range.place,
                         "from " + std::to_string(begin) + ", " + std::to_string(octets) +
                             " octets go to " + std::to_string(begin + octets) + ", not to " +
                             std::to_string(range.end)};
    }
    x3::_val(context) = QuotedSegment{begin, octets};
};
const auto sequenceRange_def = rangeText[takeRange];

const auto takeBits = [](auto& context) { AddControlBits(x3::_attr(context), x3::_val(context)); };
const auto takeSequence = [](auto& context) {
    x3::_val(context).seq = x3::_attr(context).seq;
    x3::_val(context).octets = x3::_attr(context).octets;
};
const auto segment_def = -ports[Into(&Segment::ports)] >> controlBits[takeBits] >
                         sequenceRange[takeSequence] >
                         -(Reserved("ack") > sequenceNumber[IntoNumber(&Segment::ack)]) >
                         -(Reserved("win") > number16[IntoNumber(&Segment::window)]) >
                         -(Reserved("urg") > number16[IntoNumber(&Segment::urgent)]) >
                         -options[takeOptions];

} // namespace

BOOST_SPIRIT_DEFINE(controlBits, mss, windowScale, sackBlock, sack, timestamps, octets)
BOOST_SPIRIT_DEFINE(fastOpen, md5)
BOOST_SPIRIT_DEFINE(accurateEcnCounters, accurateEcn, option, optionsInside, options)
BOOST_SPIRIT_DEFINE(ports, rangeText, sequenceRange, segment)

BOOST_SPIRIT_INSTANTIATE(SequenceRangeRule, TokenIterator, x3::unused_type)
BOOST_SPIRIT_INSTANTIATE(SegmentRule, TokenIterator, x3::unused_type)

} // namespace tcplab::drill
