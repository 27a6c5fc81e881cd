// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_CODE_BLOCK_H
#define TCPLAB_DRILL_CODE_BLOCK_H

#include "drill-place.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/**
 * \file
 * What a code section says, as drill-code-grammar.cc reads and drill-code.cc runs it.
 */

namespace tcplab::drill
{

/// An expression of Python's, over integers.
struct CodeExpression
{
    /// How the operands are put together.
    enum class Kind : uint8_t
    {
        Number,     ///< `number`
        Name,       ///< `text`
        Function,   ///< `text` of the operands: abs, min, max
        Prefix,     ///< the operators, the last one first, of the operand: "-", "+", "~", "not"
        Arithmetic, ///< from the left, with an operator between each operand and the next
        Comparison, ///< the same, and each must hold: "1 <= a <= 2"
        And,        ///< the first operand that is 0, else the last
        Or,         ///< the first operand that is not 0, else the last
    };

    Kind kind{Kind::Number};
    int64_t number{0};
    std::string text;
    std::vector<CodeExpression> operands;
    std::vector<std::string> operators;
};

/// "assert tcpi_unacked == 0, tcpi_unacked".
struct CodeAssertion
{
    Place place;
    std::string text; ///< of the condition
    CodeExpression condition;
};

/// "cwnd += 10".
struct CodeAssignment
{
    Place place;
    std::string name;
    std::string operation; ///< "+" of "+=", empty of "="
    CodeExpression value;
};

/// A code section.
struct CodeBlock
{
    std::vector<std::variant<CodeAssertion, CodeAssignment>> statements;
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_CODE_BLOCK_H
