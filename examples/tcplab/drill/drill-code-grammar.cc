// SPDX-License-Identifier: GPL-2.0-only

#include "../grammar-actions.h"
#include "drill-code-block.h"
#include "drill-code.h"

#include <algorithm>
#include <boost/spirit/home/x3.hpp>

/**
 * \file
 * The grammar of code sections: assertions, assignments and what is printed, in Python's notation
 * (The Python Language Reference, sections 6 and 7).
 */

namespace tcplab::drill
{

namespace
{

namespace x3 = boost::spirit::x3;

using grammar::Into;
using grammar::result;
using Iterator = std::string_view::const_iterator;
using Kind = CodeExpression::Kind;

/// Deepest nesting of parentheses: the grammar recurses.
constexpr size_t DEEPEST_NESTING = 32;

const auto letter = x3::ascii::alnum | x3::char_('_');

auto
Keyword(const char* word)
{
    return x3::lexeme[x3::lit(word) >> !letter];
}

const struct KeywordTable : x3::symbols<>
{
    KeywordTable()
    {
        for (const char* word :
             {"and",    "as",   "assert", "break", "class", "continue", "def",   "del",
              "elif",   "else", "except", "for",   "from",  "global",   "if",    "import",
              "in",     "is",   "lambda", "not",   "or",    "pass",     "print", "raise",
              "return", "try",  "while",  "with",  "yield"})
        {
            add(word);
        }
    }
} keywords;

// Expressions

const x3::rule<class NumberTag, int64_t> number = "a number";
const auto number_def =
    x3::lexeme[(("0x" >> x3::int_parser<int64_t, 16, 1, 16>()) | x3::int_parser<int64_t>()) >>
               !letter >> !x3::char_('.')];

const x3::rule<class NameTag, std::string> name = "a name";
const auto name_def =
    x3::lexeme[!(keywords >> !letter) >> (x3::ascii::alpha | x3::char_('_')) >> *letter];

const x3::rule<class OrTag, CodeExpression> orExpression = "a value";

const auto intoNumber = [](auto& context) { x3::_val(context).number = x3::_attr(context); };
template <Kind KIND>
const auto putKind = [](auto& context) { x3::_val(context).kind = KIND; };
const auto intoName = [](auto& context) {
    x3::_val(context).kind = Kind::Name;
    x3::_val(context).text = x3::_attr(context);
};
const auto addOperand = [](auto& context) {
    x3::_val(context).operands.push_back(std::move(x3::_attr(context)));
};
const auto addOperator = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::_val(context).operators.emplace_back(range.begin(), range.end());
};

const x3::rule<class FunctionTag, CodeExpression> function = "a function";
const auto functionName =
    x3::lexeme[x3::raw[x3::lit("abs") | x3::lit("min") | x3::lit("max")] >> !letter];
const auto intoFunction = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::_val(context).kind = Kind::Function;
    x3::_val(context).text.assign(range.begin(), range.end());
};
const auto function_def = functionName[intoFunction] >> '(' >> orExpression[addOperand] >>
                          *(',' >> orExpression[addOperand]) >> ')';

const x3::rule<class AtomTag, CodeExpression> atom = "a value";
const auto atom_def =
    number[intoNumber] | function[result] | name[intoName] | ('(' >> orExpression[result] >> ')');

/// An expression of one operand only is its operand.
const auto resultCollapsed = [](auto& context) {
    CodeExpression& parsed = x3::_attr(context);
    if (parsed.operands.size() == 1 && parsed.operators.empty())
    {
        CodeExpression only = std::move(parsed.operands.front());
        x3::_val(context) = std::move(only);
    }
    else
    {
        x3::_val(context) = std::move(parsed);
    }
};

/// A rule for operands with operators between them.
#define TCPLAB_CODE_LEVEL(LEVEL, KIND, OPERAND, OPERATOR)                                          \
    const x3::rule<class LEVEL##PartsTag, CodeExpression> LEVEL##Parts = "a value";                \
    const auto LEVEL##Parts_def = x3::eps[putKind<KIND>] >> OPERAND[addOperand] >>                 \
                                  *(x3::raw[OPERATOR][addOperator] >> OPERAND[addOperand]);        \
    const x3::rule<class LEVEL##Tag, CodeExpression> LEVEL = "a value";                            \
    const auto LEVEL##_def = LEVEL##Parts[resultCollapsed];                                        \
    BOOST_SPIRIT_DEFINE(LEVEL##Parts, LEVEL)

const x3::rule<class UnaryPartsTag, CodeExpression> unaryParts = "a value";
const auto unaryParts_def =
    x3::eps[putKind<Kind::Prefix>] >> *x3::raw[x3::char_("-+~")][addOperator] >> atom[addOperand];
const x3::rule<class UnaryTag, CodeExpression> unary = "a value";
const auto unary_def = unaryParts[resultCollapsed];

const auto timesOperator = x3::lit("//") | (x3::lit('*') >> !x3::lit('*')) | x3::lit('%');
const auto plusOperator = x3::lit('+') | x3::lit('-');
const auto shiftOperator = x3::lit("<<") | x3::lit(">>");
const auto comparisonOperator =
    x3::lit("==") | x3::lit("!=") | x3::lit("<=") | x3::lit(">=") | x3::lit('<') | x3::lit('>');
TCPLAB_CODE_LEVEL(product, Kind::Arithmetic, unary, timesOperator)
TCPLAB_CODE_LEVEL(sum, Kind::Arithmetic, product, plusOperator)
TCPLAB_CODE_LEVEL(shifted, Kind::Arithmetic, sum, shiftOperator)
TCPLAB_CODE_LEVEL(bitAnd, Kind::Arithmetic, shifted, x3::lit('&'))
TCPLAB_CODE_LEVEL(bitXor, Kind::Arithmetic, bitAnd, x3::lit('^'))
TCPLAB_CODE_LEVEL(bitOr, Kind::Arithmetic, bitXor, x3::lit('|'))
TCPLAB_CODE_LEVEL(comparison, Kind::Comparison, bitOr, comparisonOperator)

const x3::rule<class NotPartsTag, CodeExpression> notParts = "a value";
const auto notParts_def = x3::eps[putKind<Kind::Prefix>] >> *x3::raw[Keyword("not")][addOperator] >>
                          comparison[addOperand];
const x3::rule<class NotTag, CodeExpression> notExpression = "a value";
const auto notExpression_def = notParts[resultCollapsed];

TCPLAB_CODE_LEVEL(andExpression, Kind::And, notExpression, Keyword("and"))

#undef TCPLAB_CODE_LEVEL

const x3::rule<class OrPartsTag, CodeExpression> orParts = "a value";
const auto orParts_def = x3::eps[putKind<Kind::Or>] >> andExpression[addOperand] >>
                         *(x3::raw[Keyword("or")][addOperator] >> andExpression[addOperand]);
const auto orExpression_def = orParts[resultCollapsed];

// Statements

/// A statement and where it begins.
struct StatementText
{
    Iterator where{nullptr};
    std::variant<std::monostate, CodeAssertion, CodeAssignment> statement;
};

const x3::rule<class ConditionTag, CodeAssertion> condition = "a condition";
const auto intoConditionText = [](auto& context) {
    const auto& range = x3::_attr(context);
    std::string_view text(&*range.begin(), static_cast<size_t>(range.end() - range.begin()));
    text = text.substr(0, text.find_last_not_of(" \t") + 1);
    x3::_val(context).text = text;
};
const auto condition_def =
    &x3::raw[orExpression][intoConditionText] >> orExpression[Into(&CodeAssertion::condition)];

const x3::rule<class AssignmentTag, CodeAssignment> assignment = "an assignment";
const auto intoOperation = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::_val(context).operation.assign(range.begin(), range.end());
};
const auto assignedOperator =
    timesOperator | plusOperator | shiftOperator | x3::lit('&') | x3::lit('^') | x3::lit('|');
const auto assignment_def =
    name[Into(&CodeAssignment::name)] >>
    x3::lexeme[-x3::raw[assignedOperator][intoOperation] >> '=' >> !x3::lit('=')] >>
    orExpression[Into(&CodeAssignment::value)];

const auto character = x3::char_ - x3::char_(";\n");
const auto quoted =
    x3::lexeme[('"' >> *(x3::char_ - '"') >> '"') | ('\'' >> *(x3::char_ - '\'') >> '\'')];
const auto anything = *(quoted | (character - x3::char_("\"'")));
const auto printed = Keyword("print") >> anything;

// What an assertion says when it fails is not kept: a failure names the values.
const x3::rule<class AssertTag, CodeAssertion> assertion = "assert";
const auto assertion_def = Keyword("assert") >> condition[result] >> x3::omit[-(',' >> anything)];

const x3::rule<class StatementTag, StatementText> statement = "a statement";
const auto intoWhere = [](auto& context) { x3::_val(context).where = x3::_where(context).begin(); };
const auto intoStatement = [](auto& context) {
    x3::_val(context).statement = std::move(x3::_attr(context));
};
const auto statement_def = x3::eps[intoWhere] >> (assertion[intoStatement] | x3::omit[printed] |
                                                  Keyword("pass") | assignment[intoStatement]);

BOOST_SPIRIT_DEFINE(number, name, function, atom, unaryParts, unary, notParts, notExpression)
BOOST_SPIRIT_DEFINE(orParts, orExpression, condition, assertion, assignment, statement)

/// A text and how deep its parentheses go.
struct Flattened
{
    std::string text;
    size_t depth{0};
};

/// Puts blanks where Python sees nothing: in comments, and at ends of lines after a backslash or
/// inside parentheses. What is left stays in its place.
Flattened
Flatten(const std::string& code)
{
    Flattened flat{code, 0};
    size_t depth = 0;
    char quote = '\0';
    bool comment = false;
    for (size_t i = 0; i < code.size(); ++i)
    {
        const char c = code[i];
        if (c == '\r')
        {
            flat.text[i] = ' ';
        }
        else if (c == '\n')
        {
            const bool joined = depth != 0 || (!comment && i != 0 && flat.text[i - 1] == '\\');
            if (joined)
            {
                flat.text[i] = ' ';
                flat.text[i - 1] = flat.text[i - 1] == '\\' ? ' ' : flat.text[i - 1];
            }
            comment = false;
            quote = '\0';
        }
        else if (comment)
        {
            flat.text[i] = ' ';
        }
        else if (quote != '\0')
        {
            quote = c == quote ? '\0' : quote;
        }
        else if (c == '"' || c == '\'')
        {
            quote = c;
        }
        else if (c == '#')
        {
            comment = true;
            flat.text[i] = ' ';
        }
        else if (c == '(')
        {
            flat.depth = std::max(flat.depth, ++depth);
        }
        else if (c == ')' && depth != 0)
        {
            --depth;
        }
    }
    return flat;
}

/// \return the place of what stands so far behind another
Place
After(Place place, std::string_view before)
{
    const size_t line = before.rfind('\n');
    const auto lines = std::count(before.begin(), before.end(), '\n');
    if (line == std::string_view::npos)
    {
        return {place.line, place.column + static_cast<uint32_t>(before.size())};
    }
    return {place.line + static_cast<uint32_t>(lines), static_cast<uint32_t>(before.size() - line)};
}

struct TakeStatement
{
    CodeBlock& block;
    Place place;

    void operator()(std::monostate /* printed */) const
    {
    }

    template <typename Statement>
    void operator()(Statement& statement) const
    {
        statement.place = place;
        block.statements.push_back(std::move(statement));
    }
};

} // namespace

std::shared_ptr<const CodeBlock>
ReadCode(const std::string& text, Place place, std::string& reason)
{
    const Flattened flat = Flatten(text);
    if (flat.depth > DEEPEST_NESTING)
    {
        reason = "its parentheses are nested too deep";
        return nullptr;
    }
    auto block = std::make_shared<CodeBlock>();
    const std::string_view code = flat.text;
    const auto placeOf = [&](Iterator where) {
        const size_t offset = static_cast<size_t>(where - code.begin());
        const size_t blanks = std::min(code.find_first_not_of(" \t", offset), code.size()) - offset;
        return After(place, std::string_view(text).substr(0, offset + blanks));
    };
    const auto empty = x3::omit[*(x3::lit(';') | x3::eol)];
    Iterator next = code.begin();
    x3::phrase_parse(next, code.end(), empty, x3::ascii::blank);
    while (next != code.end())
    {
        const Iterator begin = next;
        StatementText parsed;
        const auto ended = statement >> &(x3::lit(';') | x3::eol | x3::eoi);
        if (!x3::phrase_parse(next, code.end(), ended, x3::ascii::blank, parsed))
        {
            const Place where = placeOf(begin);
            reason = "its statement at " + std::to_string(where.line) + ':' +
                     std::to_string(where.column) + " is not understood";
            return nullptr;
        }
        std::visit(TakeStatement{*block, placeOf(parsed.where)}, parsed.statement);
        x3::phrase_parse(next, code.end(), empty, x3::ascii::blank);
    }
    return block;
}

} // namespace tcplab::drill
