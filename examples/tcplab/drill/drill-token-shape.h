// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_TOKEN_SHAPE_H
#define TCPLAB_DRILL_TOKEN_SHAPE_H

#include "drill-token.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tcplab::drill
{

/// What the first token of a text is.
struct TokenShape
{
    TokenKind kind{TokenKind::Punctuation};
    size_t length{0};      ///< in octets, with what encloses it
    std::string_view text; ///< without what encloses it
    std::string missing;   ///< what is wrong if it has no end, else empty
};

/**
 * \param rest of a script, not empty, beginning with a token: neither with a blank nor a comment
 * \return the longest token that it begins with
 */
TokenShape ShapeOf(std::string_view rest);

/**
 * \param digits of a decimal or, after "0x", hexadecimal number, perhaps after "-"
 * \return the number; nothing if it has no room in 64 bits with a sign
 */
std::optional<int64_t> ValueOf(std::string_view digits);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_TOKEN_SHAPE_H
