// SPDX-License-Identifier: GPL-2.0-only

#include "drill-grammar.h"
#include "drill-structure.h"

#include <algorithm>
#include <cctype>

/**
 * \file
 * The grammar of system calls: "0.5 read(4, ..., 1000) = -1 EAGAIN (...)".
 */

namespace tcplab::drill
{

namespace
{

using grammar::Into;
using grammar::result;

/// What a backslash and a character stand for, as in C.
struct Escape
{
    char letter;
    char octet;
};

constexpr Escape ESCAPES[] = {
    {'\\', '\\'},
    {'"', '"'},
    {'f', '\f'},
    {'n', '\n'},
    {'r', '\r'},
    {'t', '\t'},
    {'v', '\v'},
};

/// \return the octets of a text, its escapes resolved
std::string
Unescape(const Token& token)
{
    std::string octets;
    std::string_view rest = token.text;
    while (!rest.empty())
    {
        if (rest[0] != '\\')
        {
            octets += rest[0];
            rest.remove_prefix(1);
            continue;
        }
        const char letter = rest.size() > 1 ? rest[1] : '\0';
        const auto escape =
            std::find_if(std::begin(ESCAPES), std::end(ESCAPES), [letter](const Escape& candidate) {
                return candidate.letter == letter;
            });
        if (escape != std::end(ESCAPES))
        {
            octets += escape->octet;
            rest.remove_prefix(2);
            continue;
        }
        const std::string digits(rest.substr(std::min<size_t>(2, rest.size()), 2));
        const bool isHexadecimal = letter == 'x' && digits.size() == 2 &&
                                   std::all_of(digits.begin(), digits.end(), [](unsigned char c) {
                                       return std::isxdigit(c) != 0;
                                   });
        if (!isHexadecimal)
        {
            throw Impossible{token.place,
                             "\"\\" + std::string(1, letter) +
                                 "\" is not known in a text; there are \\\\, \\\", \\f, \\n, \\r, "
                                 "\\t, \\v and \\xHH"};
        }
        octets += static_cast<char>(std::stoi(digits, nullptr, 16));
        rest.remove_prefix(4);
    }
    return octets;
}

// Values

const auto resultEllipsis = [](auto& context) {
    x3::_val(context) = Expression{x3::_attr(context).place, Ellipsis()};
};

template <bool HEXADECIMAL>
const auto resultInteger = [](auto& context) {
    const Token& token = x3::_attr(context);
    x3::_val(context) = Expression{token.place, Integer{token.value, HEXADECIMAL}};
};

const auto resultName = [](auto& context) {
    const Token& token = x3::_attr(context);
    x3::_val(context) = Expression{token.place, Name{std::string(token.text)}};
};

const x3::rule<class TextTag, Expression> text = "a text in quotation marks";
const auto addText = [](auto& context) {
    const Token& token = x3::_attr(context);
    Expression& whole = x3::_val(context);
    if (whole.template As<Text>() == nullptr)
    {
        whole = Expression{token.place, Text()};
    }
    std::get<Text>(whole.value).octets += Unescape(token);
};
const auto continueText = [](auto& context) {
    std::get<Text>(x3::_val(context).value).continued = true;
};
const auto text_def = +anyText[addText] >> -anyEllipsis[continueText];

const x3::rule<class AddressTag, Expression> address = "an address";
template <bool IPV6>
const auto beginAddress = [](auto& context) {
    x3::_val(context) = Expression{x3::_attr(context).place, InternetAddress{{}, IPV6}};
};
const auto intoAddress = [](auto& context) {
    std::get<InternetAddress>(x3::_val(context).value).text = x3::_attr(context).text;
};
const auto address_def = (Reserved("inet_addr")[beginAddress<false>] |
                          Reserved("inet6_addr")[beginAddress<true>]) >
                         Punctuation("(") > anyText[intoAddress] > Punctuation(")");

const x3::rule<class PortTag, Expression> port = "htons(8080)";
const auto port_def = Reserved("htons") > Punctuation("(") > anyInteger[resultInteger<false>] >
                      Punctuation(")");

const x3::rule<class ArgumentTag, Expression> argument = "a value";

const x3::rule<class ItemsTag, std::vector<Expression>> arguments = "values";
const auto addItem = [](auto& context) {
    x3::_val(context).push_back(std::move(x3::_attr(context)));
};
const auto arguments_def = argument[addItem] >> *(Punctuation(",") > argument[addItem]);

const x3::rule<class ListTag, Expression> list = "a list";
const auto beginList = [](auto& context) {
    x3::_val(context) = Expression{x3::_attr(context).place, List()};
};
const auto intoList = [](auto& context) {
    std::get<List>(x3::_val(context).value).items = std::move(x3::_attr(context));
};
const auto list_def = Punctuation("[")[beginList] > -arguments[intoList] > Punctuation("]");

// Structures

const x3::rule<class FieldNameTag, Token> fieldName = "the name of a field";
const auto checkFieldName = [](auto& context) {
    x3::_val(context) = x3::_attr(context);
    x3::_pass(context) = IsFieldName(x3::_attr(context).text);
};
const auto fieldName_def = anyReserved[checkFieldName];

const x3::rule<class FieldValueTag, Expression> fieldValue = "a value";
const auto fieldValue_def = port[result] | expression[result];

const x3::rule<class NamedItemTag, BraceItem> namedItem = "a field";
const auto intoFieldName = [](auto& context) {
    const Token& token = x3::_attr(context);
    x3::_val(context).place = token.place;
    x3::_val(context).name = token.text;
};
const auto namedItem_def = fieldName[intoFieldName] >
                           -(Punctuation("(") > expression[Into(&BraceItem::length)] >
                             Punctuation(")")) >
                           Punctuation("=") > fieldValue[Into(&BraceItem::value)];

const x3::rule<class UnnamedItemTag, BraceItem> unnamedItem = "a value";
const auto intoUnnamed = [](auto& context) {
    x3::_val(context).place = x3::_attr(context).place;
    x3::_val(context).value = std::move(x3::_attr(context));
};
const auto unnamedItem_def = argument[intoUnnamed];

const x3::rule<class BraceItemTag, BraceItem> braceItem = "a field or a value";
const auto braceItem_def = namedItem[result] | unnamedItem[result];

const x3::rule<class BraceItemsTag, std::vector<BraceItem>> braceItems = "a field or a value";
const auto braceItems_def = braceItem[addItem] >> *(Punctuation(",") > braceItem[addItem]);

const x3::rule<class BracesTag, Expression> braces = "a structure";
const auto beginBraces = [](auto& context) {
    x3::_val(context) = Expression{x3::_attr(context).place, Structure()};
};
// The headers of GRE and MPLS are read, and nothing is kept of them.
const x3::rule<class InsideBracesTag, std::optional<std::vector<BraceItem>>> insideBraces =
    "a field or a value";
const auto mplsStack = &(Punctuation("(") | Punctuation("}")) >> *mplsEntry;
const auto insideBraces_def = mplsStack | greHeader | braceItems[result];
const auto intoBraces = [](auto& context) {
    Expression& whole = x3::_val(context);
    if (auto& items = x3::_attr(context))
    {
        whole.value = MakeStructure(whole.place, std::move(*items));
    }
};
const auto braces_def = Punctuation("{")[beginBraces] > insideBraces[intoBraces] > Punctuation("}");

// "O_RDWR|O_NONBLOCK"

const x3::rule<class TermTag, Expression> term = "a value";
const auto term_def = anyEllipsis[resultEllipsis] | anyInteger[resultInteger<false>] |
                      anyHexadecimal[resultInteger<true>] | anyWord[resultName] | text[result] |
                      address[result] | list[result] | braces[result];

const x3::rule<class TermsTag, std::vector<Expression>> terms = "a value";
const auto terms_def = term[addItem] >> *(Punctuation("|") > term[addItem]);

const auto resultOr = [](auto& context) {
    std::vector<Expression>& parts = x3::_attr(context);
    if (parts.size() == 1)
    {
        Expression only = std::move(parts.front());
        x3::_val(context) = std::move(only);
    }
    else
    {
        const Place place = parts.front().place;
        x3::_val(context) = Expression{place, Or{std::move(parts)}};
    }
};
const auto expression_def = terms[resultOr];

const x3::rule<class AssignmentTag, Expression> assignment = "an assignment";
const auto beginAssignment = [](auto& context) {
    const Token& token = x3::_attr(context);
    Structure structure{Structure::Kind::Assignment, {}};
    structure.fields.push_back({std::string(token.text), {}});
    x3::_val(context) = Expression{token.place, std::move(structure)};
};
const auto intoAssignment = [](auto& context) {
    std::get<Structure>(x3::_val(context).value).fields.front().value =
        std::move(x3::_attr(context));
};
const auto assignment_def = anyWord[beginAssignment] >>
                            Punctuation("=") > expression[intoAssignment];

const auto argument_def = assignment[result] | expression[result];

// The call

const x3::rule<class NoteTag, std::string> note = "a note in parentheses";
const auto addNoteWord = [](auto& context) {
    std::string& whole = x3::_val(context);
    whole += (whole.empty() ? "" : " ") + std::string(x3::_attr(context).text);
};
const x3::rule<class NoteWordTag, Token> noteWord = "a word";
const auto noteWord_def = anyWord[result] | anyReserved[result];
const auto note_def = Punctuation("(") > noteWord[addNoteWord] > *noteWord[addNoteWord] >
                      Punctuation(")");

const x3::rule<class ErrorTag, ErrorNumber> error = "an errno";
const auto beginError = [](auto& context) {
    x3::_val(context).place = x3::_attr(context).place;
    x3::_val(context).name = x3::_attr(context).text;
};
const auto error_def = anyWord[beginError] > note[Into(&ErrorNumber::note)];

const auto intoName = [](auto& context) { x3::_val(context).name = x3::_attr(context).text; };
const auto intoResult = [](auto& context) {
    x3::_val(context).result = std::move(x3::_attr(context));
};
const auto intoArguments = [](auto& context) {
    x3::_val(context).arguments = std::move(x3::_attr(context));
};
const auto call_def = -(anyEllipsis > seconds[Into(&Call::endUsecs)]) >> anyWord[intoName] >
                      Punctuation("(") > -arguments[intoArguments] > Punctuation(")") >
                      Punctuation("=") > expression[intoResult] > -error[Into(&Call::error)] >
                      -note[Into(&Call::note)];

} // namespace

BOOST_SPIRIT_DEFINE(text, address, port, argument, arguments, list)
BOOST_SPIRIT_DEFINE(fieldName, fieldValue, namedItem, unnamedItem, braceItem, braceItems)
BOOST_SPIRIT_DEFINE(insideBraces, braces)
BOOST_SPIRIT_DEFINE(term, terms, expression, assignment, noteWord, note, error, call)

BOOST_SPIRIT_INSTANTIATE(ExpressionRule, TokenIterator, x3::unused_type)
BOOST_SPIRIT_INSTANTIATE(CallRule, TokenIterator, x3::unused_type)

} // namespace tcplab::drill
