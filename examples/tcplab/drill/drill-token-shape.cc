// SPDX-License-Identifier: GPL-2.0-only

#include "drill-token-shape.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <boost/spirit/home/x3.hpp>
#include <cctype>
#include <charconv>

namespace tcplab::drill
{

namespace
{

namespace x3 = boost::spirit::x3;

using Iterator = std::string_view::const_iterator;

/// Words that the grammar knows. Nothing else can have these names.
const struct ReservedWords : x3::symbols<>
{
    ReservedWords()
    {
        // clang-format off
        add("sa_family")("sin_port")("sin_addr")("htons")("inet_addr")("inet6_addr")
           ("msg_name")("msg_iov")("msg_flags")("msg_control")
           ("cmsg_level")("cmsg_type")("cmsg_data")("scm_sec")("scm_nsec")
           ("ee_errno")("ee_origin")("ee_type")("ee_code")("ee_info")("ee_data")
           ("fd")("events")("revents")("u32")("u64")("ptr")("onoff")("linger")
           ("ipv4")("ipv6")("icmp")("udp")("raw")("gre")("GREv0")("mpls")("encap")("psp")
           ("sum")("off")("key")("seq")("none")("checksum")("sequence#")("present")("spi")
           ("label")("tc")("ttl")("mtu")("id")("flags")("Flags")
           ("ack")("win")("urg")("eol")("nop")("mss")("wscale")("sack")("sackOK")("md5")
           ("TS")("val")("ecr")("FO")("FOEXP")("ECN")("e0b")("e1b")("ceb")
           ("tos")("flowlabel")("ect01")("ect0")("ect1")("noecn")("ce");
        // clang-format on
    }
} reservedWords;

const auto letter = x3::ascii::alnum | x3::char_('_');
const auto wordEnd = !letter;

const auto reserved = x3::omit[reservedWords] >> wordEnd;
const auto word = +letter;
const auto option = "--" >> x3::raw[+letter];
const auto integer = -x3::lit('-') >> +x3::ascii::digit >> wordEnd;
const auto hexadecimal = "0x" >> +x3::ascii::xdigit >> wordEnd;
const auto decimal = -x3::lit('-') >> *x3::ascii::digit >> '.' >> +x3::ascii::digit;
const auto ipv4Address = +x3::ascii::digit >> x3::repeat(3)['.' >> +x3::ascii::digit];
const auto ellipsis = x3::lit("...");

/// What stands between two marks; a backslash takes the next character's meaning away.
auto
Enclosed(char mark)
{
    return mark >> x3::raw[*(('\\' >> x3::char_) | (x3::char_ - mark))] >> mark;
}

const auto text = Enclosed('"');
const auto command = Enclosed('`');
const auto code = "%{" >> x3::raw[*(x3::char_ - "}%")] >> "}%";

/// Keeps the longest token; of two that are as long, the one that was tried first.
class LongestToken
{
  public:
    explicit LongestToken(std::string_view rest)
        : m_rest(rest)
    {
    }

    /// \param parser of a token that is its own text
    template <typename Parser>
    void Try(TokenKind kind, const Parser& parser)
    {
        Iterator first = m_rest.begin();
        if (x3::parse(first, m_rest.end(), parser))
        {
            Offer(kind, first, m_rest.substr(0, static_cast<size_t>(first - m_rest.begin())));
        }
    }

    /// \param parser of a token whose text is its attribute
    template <typename Parser>
    void TryEnclosed(TokenKind kind, const Parser& parser)
    {
        Iterator first = m_rest.begin();
        boost::iterator_range<Iterator> inside;
        if (x3::parse(first, m_rest.end(), parser, inside))
        {
            const auto begin = static_cast<size_t>(inside.begin() - m_rest.begin());
            const auto size = static_cast<size_t>(inside.end() - inside.begin());
            Offer(kind, first, m_rest.substr(begin, size));
        }
    }

    /// \param octets that a token has, 0 if there is none
    void TryLength(TokenKind kind, size_t octets)
    {
        Offer(kind, m_rest.begin() + octets, m_rest.substr(0, octets));
    }

    const TokenShape& Get() const
    {
        return m_shape;
    }

  private:
    void Offer(TokenKind kind, Iterator end, std::string_view inside)
    {
        const auto length = static_cast<size_t>(end - m_rest.begin());
        if (length > m_shape.length)
        {
            m_shape = {kind, length, inside, {}};
        }
    }

    std::string_view m_rest;
    TokenShape m_shape;
};

/**
 * An address is told from a range such as "1:1001" by its "::" or its seven colons, as POSIX's
 * inet_pton() does.
 *
 * \return the length of the longest IPv6 address that a text begins with, 0 if it begins with none
 */
size_t
Ipv6AddressLength(std::string_view rest)
{
    rest = rest.substr(0, INET6_ADDRSTRLEN - 1);
    const auto end = std::find_if(rest.begin(), rest.end(), [](unsigned char c) {
        return std::isxdigit(c) == 0 && c != ':' && c != '.';
    });
    std::string candidate(rest.begin(), end);
    if (candidate.find(':') > 4)
    {
        return 0;
    }
    while (std::count(candidate.begin(), candidate.end(), ':') >= 2)
    {
        std::array<unsigned char, sizeof(in6_addr)> address{};
        if (inet_pton(AF_INET6, candidate.c_str(), address.data()) == 1)
        {
            return candidate.size();
        }
        candidate.pop_back();
    }
    return 0;
}

} // namespace

TokenShape
ShapeOf(std::string_view rest)
{
    LongestToken longest(rest);
    longest.Try(TokenKind::Ellipsis, ellipsis);
    longest.TryEnclosed(TokenKind::Option, option);
    longest.Try(TokenKind::Decimal, decimal);
    longest.Try(TokenKind::Integer, integer);
    longest.Try(TokenKind::Hexadecimal, hexadecimal);
    longest.Try(TokenKind::Reserved, reserved);
    longest.Try(TokenKind::Word, word);
    longest.Try(TokenKind::Ipv4Address, ipv4Address);
    longest.TryLength(TokenKind::Ipv6Address, Ipv6AddressLength(rest));
    longest.TryEnclosed(TokenKind::Text, text);
    longest.TryEnclosed(TokenKind::Command, command);
    longest.TryEnclosed(TokenKind::Code, code);
    longest.TryLength(TokenKind::Punctuation, 1);
    TokenShape shape = longest.Get();
    if (shape.kind == TokenKind::Punctuation)
    {
        shape.missing = shape.text == "\""          ? "this text has no end, '\"'"
                        : shape.text == "`"         ? "this command has no end, '`'"
                        : rest.substr(0, 2) == "%{" ? "this code has no end, \"}%\""
                                                    : "";
    }
    return shape;
}

std::optional<int64_t>
ValueOf(std::string_view digits)
{
    const bool hexadecimal = digits.substr(0, 2) == "0x";
    const std::string_view number = digits.substr(hexadecimal ? 2 : 0);
    int64_t value = 0;
    const char* end = number.data() + number.size();
    const auto [rest, error] = std::from_chars(number.data(), end, value, hexadecimal ? 16 : 10);
    if (error != std::errc() || rest != end)
    {
        return {};
    }
    return value;
}

} // namespace tcplab::drill
