// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_GRAMMAR_H
#define TCPLAB_DRILL_GRAMMAR_H

#include "../grammar-actions.h"
#include "drill-script.h"
#include "drill-token.h"

#include <boost/spirit/home/x3.hpp>
#include <string>
#include <string_view>
#include <vector>

/**
 * \file
 * What the grammar of packet scripts is made of: parsers of tokens, and the rules of its parts.
 * Each rule's name says what an error message says was expected. Only the grammar includes it.
 */

namespace tcplab::drill
{

namespace x3 = boost::spirit::x3;

using TokenIterator = std::vector<Token>::const_iterator;

/// Something that is spelt right and cannot be meant.
struct Impossible
{
    Place where;
    std::string what;
};

// Parsers of one token

/// Any token of a kind.
struct AnyOf : x3::parser<AnyOf>
{
    using attribute_type = Token;
    static constexpr bool has_attribute = true;

    constexpr AnyOf(TokenKind kind_, const char* what_)
        : kind(kind_),
          what(what_)
    {
    }

    template <typename Context, typename RuleContext, typename Attribute>
    bool parse(TokenIterator& first,
               const TokenIterator& last,
               const Context& /* context */,
               RuleContext& /* ruleContext */,
               Attribute& attribute) const
    {
        if (first == last || first->kind != kind)
        {
            return false;
        }
        x3::traits::move_to(*first, attribute);
        ++first;
        return true;
    }

    TokenKind kind;
    const char* what; ///< what an error calls it
};

/// One token.
struct Exactly : x3::parser<Exactly>
{
    using attribute_type = Token;
    static constexpr bool has_attribute = true;

    constexpr Exactly(TokenKind kind_, const char* text_)
        : kind(kind_),
          text(text_)
    {
    }

    template <typename Context, typename RuleContext, typename Attribute>
    bool parse(TokenIterator& first,
               const TokenIterator& last,
               const Context& /* context */,
               RuleContext& /* ruleContext */,
               Attribute& attribute) const
    {
        if (first == last || first->kind != kind || first->text != text)
        {
            return false;
        }
        x3::traits::move_to(*first, attribute);
        ++first;
        return true;
    }

    TokenKind kind;
    const char* text;
};

constexpr Exactly
Punctuation(const char* text)
{
    return {TokenKind::Punctuation, text};
}

constexpr Exactly
Reserved(const char* text)
{
    return {TokenKind::Reserved, text};
}

constexpr AnyOf anyInteger{TokenKind::Integer, "an integer"};
constexpr AnyOf anyHexadecimal{TokenKind::Hexadecimal, "a hexadecimal number, such as 0x1f"};
constexpr AnyOf anyDecimal{TokenKind::Decimal, "a decimal number"};
constexpr AnyOf anyWord{TokenKind::Word, "a name"};
constexpr AnyOf anyReserved{TokenKind::Reserved, "a word of the language"};
constexpr AnyOf anyText{TokenKind::Text, "a text in quotation marks"};
constexpr AnyOf anyCommand{TokenKind::Command, "a command between back quotes"};
constexpr AnyOf anyCode{TokenKind::Code, "code between %{ and }%"};
constexpr AnyOf anyIpv4Address{TokenKind::Ipv4Address, "an IPv4 address"};
constexpr AnyOf anyIpv6Address{TokenKind::Ipv6Address, "an IPv6 address"};
constexpr AnyOf anyEllipsis{TokenKind::Ellipsis, "\"...\""};

struct NumberRule;

/// An integer of a range.
inline auto
Number(const char* what, int64_t least, int64_t most)
{
    const auto inRange = [least, most](auto& context) {
        const Token& token = x3::_attr(context);
        x3::_val(context) = token.value;
        x3::_pass(context) = token.value >= least && token.value <= most;
    };
    return x3::rule<NumberRule, int64_t>(what) = anyInteger[inRange];
}

/// Assigns a number to a member of the rule's result; the grammar has checked its range.
template <typename Object, typename Member>
auto
IntoNumber(Member Object::*member)
{
    return [member](auto& context) {
        if constexpr (std::is_arithmetic_v<Member>)
        {
            x3::_val(context).*member = static_cast<Member>(x3::_attr(context));
        }
        else
        {
            using Value = typename Member::value_type;
            x3::_val(context).*member = static_cast<Value>(x3::_attr(context));
        }
    };
}

/// \return the place of the token that comes next; for an action of x3::eps
template <typename Context>
Place
PlaceOf(Context& context)
{
    return x3::_where(context).begin()->place;
}

// The parts of a script

using TimeRule = x3::rule<class TimeTag, int64_t>;
const TimeRule seconds = "a time in seconds";
BOOST_SPIRIT_DECLARE(TimeRule)

using ExpressionRule = x3::rule<class ExpressionTag, Expression>;
const ExpressionRule expression = "a value";
BOOST_SPIRIT_DECLARE(ExpressionRule)

using CallRule = x3::rule<class CallTag, Call>;
const CallRule call = "a call";
BOOST_SPIRIT_DECLARE(CallRule)

/// A packet; type and code of an ICMP message are still to be found by their names.
using Packet = std::variant<Segment, IcmpMessage, Unsupported>;

using SegmentRule = x3::rule<class SegmentTag, Segment>;
const SegmentRule segment = "a TCP segment";
BOOST_SPIRIT_DECLARE(SegmentRule)

using PacketRule = x3::rule<class PacketTag, Packet>;
const PacketRule packet = "a packet";
BOOST_SPIRIT_DECLARE(PacketRule)

/// What an ICMP message quotes is written likewise.
using SequenceRangeRule = x3::rule<class SequenceRangeTag, QuotedSegment>;
const SequenceRangeRule sequenceRange = "a range of sequence numbers, such as 1:1001(1000)";
BOOST_SPIRIT_DECLARE(SequenceRangeRule)

/// GRE's and MPLS's headers, of which nothing is kept.
using GreHeaderRule = x3::rule<class GreHeaderTag>;
const GreHeaderRule greHeader = "a GRE header";
BOOST_SPIRIT_DECLARE(GreHeaderRule)

using MplsEntryRule = x3::rule<class MplsEntryTag>;
const MplsEntryRule mplsEntry = "an entry of an MPLS stack";
BOOST_SPIRIT_DECLARE(MplsEntryRule)

} // namespace tcplab::drill

namespace boost::spirit::x3
{

/// A token is called what an error calls it.
template <>
struct get_info<tcplab::drill::AnyOf>
{
    using result_type = std::string;

    std::string operator()(const tcplab::drill::AnyOf& parser) const
    {
        return parser.what;
    }
};

template <>
struct get_info<tcplab::drill::Exactly>
{
    using result_type = std::string;

    std::string operator()(const tcplab::drill::Exactly& parser) const
    {
        return '"' + std::string(parser.text) + '"';
    }
};

} // namespace boost::spirit::x3

#endif // TCPLAB_DRILL_GRAMMAR_H
