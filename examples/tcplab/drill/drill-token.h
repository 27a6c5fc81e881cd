// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_TOKEN_H
#define TCPLAB_DRILL_TOKEN_H

#include "../source-text.h"
#include "drill-parser.h"
#include "drill-place.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tcplab::drill
{

/// What a token of a packet script is.
enum class TokenKind : uint8_t
{
    Option,      ///< "--name"
    Integer,     ///< "42", "-1"
    Hexadecimal, ///< "0x1f"
    Decimal,     ///< "0.5", ".5"
    Word,        ///< "SOL_SOCKET"
    Reserved,    ///< "ack": a word that the grammar knows
    Text,        ///< between quotation marks
    Command,     ///< between back quotes
    Code,        ///< between "%{" and "}%"
    Ipv4Address, ///< "192.0.2.1"
    Ipv6Address, ///< "2001:db8::1"
    Ellipsis,    ///< "..."
    Punctuation, ///< any other character
    End,         ///< the end of the script
};

/// A token of a packet script.
struct Token
{
    TokenKind kind{TokenKind::End};
    Place place;
    std::string_view text; ///< without what encloses it; what a defined word stands for
    int64_t value{0};      ///< of an integer
};

/// A script, cut into tokens.
struct TokenList
{
    std::vector<Token> tokens;     ///< the last one is the end
    std::deque<std::string> texts; ///< that defined words stand for
};

/**
 * Cuts a script into tokens: without its comments and what "#ifdef" leaves out, with what defined
 * words stand for.
 *
 * \param source the script
 * \param definitions what --define gives; wins over the script's own "--define="
 * \return its tokens; they live as long as the source
 * \throws ScriptError at a comment, text or condition without its end, a number that is too large,
 * brackets that are too deep
 */
TokenList ReadTokens(const std::shared_ptr<const SourceText>& source,
                     const Definitions& definitions);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_TOKEN_H
