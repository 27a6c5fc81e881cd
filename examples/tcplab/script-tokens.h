// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SCRIPT_TOKENS_H
#define TCPLAB_SCRIPT_TOKENS_H

#include "grammar-actions.h"
#include "script-ast.h"

#include <algorithm>
#include <boost/spirit/home/x3.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/**
 * \file
 * What the grammar of scripts is made of: words, numbers, times, names. Only script-grammar.cc
 * includes it.
 */

namespace tcplab::grammar
{

using ns3::TcpSegmentFilter;
using ns3::TcpSegmentKind;
using tcplifecycle::State;

using Iterator = std::string_view::const_iterator;

/// Longest time in a script: 10 000 h, so that sums of a few stay far from the simulator's limits.
constexpr int64_t LONGEST_TIME = 36'000'000'000'000'000;
constexpr uint64_t FASTEST_RATE = 1'000'000'000'000;
constexpr uint64_t MOST_OCTETS = 100'000'000;
constexpr uint64_t MOST_SEGMENTS = 1'000'000'000;

/// In the parser's context: where the line begins.
struct LineBegin;

/// Something that is spelt right and cannot be meant.
struct Impossible
{
    Iterator where;
    std::string what;
};

// Semantic actions

/// The rule's result is the text that was parsed, and its place.
const auto resultWord = [](auto& context) {
    const auto& range = x3::_attr(context);
    const Iterator lineBegin = x3::get<LineBegin>(context);
    x3::_val(context) = Word{std::string(range.begin(), range.end()),
                             static_cast<uint32_t>(range.begin() - lineBegin + 1)};
};

// Tokens. The classes of ASCII, because a script may hold UTF-8 in titles, values and comments.

const auto blank = x3::ascii::blank | ('#' >> *x3::char_);
const auto wordEnd = !(x3::ascii::alnum | '-' | '_');

struct KeywordRule;

/// A word of the language, named after itself.
inline auto
Keyword(const char* word)
{
    return x3::rule<KeywordRule>(word) = x3::lexeme[x3::lit(word) >> wordEnd];
}

struct SymbolRule;

template <typename Table>
auto
Symbol(const char* what, const Table& table)
{
    using Value = typename Table::value_type;
    return x3::rule<SymbolRule, Value>(what) = x3::lexeme[table >> wordEnd];
}

struct NumberRule;

/// A number of a range.
inline auto
Number(const char* what, uint64_t least, uint64_t most)
{
    const auto inRange = [least, most](auto& context) {
        x3::_val(context) = x3::_attr(context);
        x3::_pass(context) = x3::_attr(context) >= least && x3::_attr(context) <= most;
    };
    return x3::rule<NumberRule, uint64_t>(what) = x3::lexeme[x3::ulong_long[inRange] >> wordEnd];
}

template <typename T>
struct SymbolTable : x3::symbols<T>
{
    SymbolTable(std::initializer_list<std::pair<const char*, T>> entries)
    {
        for (const auto& [word, value] : entries)
        {
            this->add(word, value);
            words.push_back(word);
        }
    }

    std::vector<std::string> words;
};

const SymbolTable<int64_t> timeUnits{
    {"ns", 1},
    {"us", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"min", 60'000'000'000},
    {"h", 3'600'000'000'000},
};

const SymbolTable<uint64_t> rateUnits{
    {"bps", 1},
    {"kbps", 1'000},
    {"Mbps", 1'000'000},
    {"Gbps", 1'000'000'000},
};

const SymbolTable<State> states{
    {ToString(State::Closed), State::Closed},
    {ToString(State::Listen), State::Listen},
    {ToString(State::SynSent), State::SynSent},
    {ToString(State::SynReceived), State::SynReceived},
    {ToString(State::Established), State::Established},
    {ToString(State::FinWait1), State::FinWait1},
    {ToString(State::FinWait2), State::FinWait2},
    {ToString(State::CloseWait), State::CloseWait},
    {ToString(State::Closing), State::Closing},
    {ToString(State::LastAck), State::LastAck},
    {ToString(State::TimeWait), State::TimeWait},
};

const SymbolTable<TcpSegmentKind> segmentKinds{
    {"segment", TcpSegmentKind::Any},
    {"SYN", TcpSegmentKind::Syn},
    {"FIN", TcpSegmentKind::Fin},
    {"RST", TcpSegmentKind::Rst},
    {"ACK", TcpSegmentKind::Ack},
    {"data", TcpSegmentKind::Data},
};

const SymbolTable<ExpectError::Kind> errorKinds{
    {"none", ExpectError::Kind::None},
    {"refused", ExpectError::Kind::Refused},
    {"reset", ExpectError::Kind::Reset},
    {"timeout", ExpectError::Kind::Timeout},
    {"aborted", ExpectError::Kind::Aborted},
    {"unread", ExpectError::Kind::Unread},
};

/// What an amount is made of before its unit is applied.
struct Amount
{
    std::string_view digits;
    uint64_t unit{0};
};

/**
 * \param amount digits, perhaps with a fraction, and a unit
 * \param most the largest amount, and how to say it
 * \param unit of what the amount must be a whole number
 * \return digits times unit, exactly
 * \throws Impossible if that is no whole number or more than most
 */
inline uint64_t
Exactly(const Amount& amount, uint64_t most, const char* mostText, const char* unit)
{
    const auto checkMost = [&](bool exceeded) {
        if (exceeded)
        {
            throw Impossible{amount.digits.begin(),
                             std::string("this is too much: the most is ") + mostText};
        }
    };
    const size_t point = std::min(amount.digits.find('.'), amount.digits.size());
    uint64_t value = 0;
    for (const char digit : amount.digits.substr(0, point))
    {
        value = value * 10 + static_cast<uint64_t>(digit - '0');
        checkMost(value > most / amount.unit);
    }
    value *= amount.unit;
    uint64_t scale = amount.unit;
    for (const char digit : amount.digits.substr(std::min(point + 1, amount.digits.size())))
    {
        if (scale % 10 != 0 && digit != '0')
        {
            throw Impossible{amount.digits.begin(),
                             std::string("this is no whole number of ") + unit};
        }
        scale /= 10;
        value += scale * static_cast<uint64_t>(digit - '0');
    }
    checkMost(value > most);
    return value;
}

const auto intoDigits = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::_val(context).digits =
        std::string_view(&*range.begin(), static_cast<size_t>(range.end() - range.begin()));
};

struct AmountRule;

/// Digits and, right after them, a unit.
template <typename Table>
auto
AmountOf(const char* what, const char* unitWhat, const Table& units)
{
    const auto digits = x3::raw[+x3::ascii::digit >> -('.' >> +x3::ascii::digit)];
    return x3::rule<AmountRule, Amount>(what) =
               x3::lexeme[digits[intoDigits] > Symbol(unitWhat, units)[Into(&Amount::unit)]];
}

const x3::rule<class DurationRule, Duration> duration = "a time such as 1.5s";
const auto duration_def = AmountOf("a time such as 1.5s",
                                   "a unit of time right after the number",
                                   timeUnits)[([](auto& context) {
    const auto nanoseconds = Exactly(x3::_attr(context), LONGEST_TIME, "10000h", "nanoseconds");
    x3::_val(context).nanoseconds = static_cast<int64_t>(nanoseconds);
})];

const x3::rule<class RateRule, uint64_t> rate = "a rate such as 10Mbps";
const auto rate_def = AmountOf("a rate such as 10Mbps",
                               "a unit of rate right after the number",
                               rateUnits)[([](auto& context) {
    const Amount& amount = x3::_attr(context);
    x3::_val(context) = Exactly(amount, FASTEST_RATE, "1000Gbps", "bits per second");
    if (x3::_val(context) == 0)
    {
        throw Impossible{amount.digits.begin(), "a link that sends nothing is no link"};
    }
})];

const auto letters = x3::ascii::alpha >> *(x3::ascii::alnum | '-' | '_');

const x3::rule<class NameRule, Word> name = "a name: a letter, then letters, digits, - and _";
const auto name_def = x3::lexeme[x3::raw[letters][resultWord]];

const x3::rule<class HostRule, Word> host = "a host";
const auto host_def = x3::lexeme[x3::raw[letters][resultWord]];

const x3::rule<class ConnectionRule, Word> connection = "the name or the number of a connection";
const auto connection_def = x3::lexeme[x3::raw[letters | +x3::ascii::digit][resultWord]];

const x3::rule<class WhoRule, Who> who = "a host";
const auto who_def =
    x3::lexeme[host[Into(&Who::host)] >> -('.' > connection[Into(&Who::connection)])];

const auto port = Number("a port, 1 to 65535", 1, 65535);
const auto octets = Number("a number of octets, 1 to 100000000", 1, MOST_OCTETS);

BOOST_SPIRIT_DEFINE(duration, rate, name, host, connection, who)

} // namespace tcplab::grammar

#endif // TCPLAB_SCRIPT_TOKENS_H
