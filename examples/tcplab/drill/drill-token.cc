// SPDX-License-Identifier: GPL-2.0-only

#include "drill-token.h"

#include "drill-conditions.h"
#include "drill-token-shape.h"

#include <algorithm>
#include <boost/spirit/home/x3.hpp>
#include <cctype>

namespace tcplab::drill
{

namespace
{

namespace x3 = boost::spirit::x3;

/// Deepest nesting of brackets: what a script needs is four, and the parser recurses.
constexpr size_t DEEPEST_NESTING = 32;

class Lexer
{
  public:
    Lexer(const std::shared_ptr<const SourceText>& source, const Definitions& definitions)
        : m_source(source),
          m_rest(source->GetText()),
          m_given(definitions)
    {
    }

    TokenList Read()
    {
        while (SkipToToken())
        {
            ReadToken();
        }
        if (const auto fault = m_conditions.AtEnd())
        {
            Refuse(fault->place, fault->what);
        }
        m_list.tokens.push_back({TokenKind::End, m_place, {}, 0});
        return std::move(m_list);
    }

  private:
    [[noreturn]] void Refuse(Place place, const std::string& what) const
    {
        throw ScriptError({m_source, place.line, place.column}, what);
    }

    bool StartsWith(std::string_view start) const
    {
        return m_rest.substr(0, start.size()) == start;
    }

    /// Goes on by some octets, and keeps count of lines and columns.
    void Skip(size_t octets)
    {
        for (const char c : m_rest.substr(0, octets))
        {
            if (c == '\n')
            {
                ++m_place.line;
                m_place.column = 1;
                m_lineIsBlank = true;
            }
            else
            {
                ++m_place.column;
                m_lineIsBlank = m_lineIsBlank && (c == ' ' || c == '\t');
            }
        }
        m_rest.remove_prefix(octets);
    }

    /// \return how far it is to the end of the line
    size_t RestOfLine() const
    {
        return std::min(m_rest.find('\n'), m_rest.size());
    }

    bool IsDefined(const std::string& name) const
    {
        return m_given.count(name) != 0 || m_own.count(name) != 0;
    }

    void TakeDirective()
    {
        std::string_view line = m_rest.substr(0, RestOfLine());
        if (!line.empty() && line.back() == '\r')
        {
            line.remove_suffix(1);
        }
        const auto isDefined = [this](const std::string& name) { return IsDefined(name); };
        if (const auto fault = m_conditions.TakeLine(line, m_place, isDefined))
        {
            Refuse(fault->place, fault->what);
        }
    }

    /// Skips lines that a condition leaves out.
    void SkipLeftOut()
    {
        while (!m_conditions.AreMet() && !m_rest.empty())
        {
            Skip(std::min(RestOfLine() + 1, m_rest.size()));
            Skip(std::min(m_rest.find_first_not_of(" \t"), m_rest.size()));
            if (StartsWith("#"))
            {
                TakeDirective();
                Skip(RestOfLine());
            }
        }
    }

    /// Skips blanks and comments. \return whether a token follows
    bool SkipToToken()
    {
        while (!m_rest.empty())
        {
            if (std::isspace(static_cast<unsigned char>(m_rest.front())) != 0)
            {
                Skip(1);
            }
            else if (StartsWith("//"))
            {
                Skip(RestOfLine());
            }
            else if (StartsWith("/*"))
            {
                const size_t end = m_rest.find("*/", 2);
                if (end == std::string_view::npos)
                {
                    Refuse(m_place, "this comment has no end, \"*/\"");
                }
                Skip(end + 2);
            }
            else if (StartsWith("#"))
            {
                if (m_lineIsBlank)
                {
                    TakeDirective();
                }
                Skip(RestOfLine());
                SkipLeftOut();
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    void ReadToken()
    {
        const TokenShape shape = ShapeOf(m_rest);
        if (!shape.missing.empty())
        {
            Refuse(m_place, shape.missing);
        }
        Token token{shape.kind, m_place, shape.text, 0};
        if (token.kind == TokenKind::Integer || token.kind == TokenKind::Hexadecimal)
        {
            const auto value = ValueOf(token.text);
            if (!value)
            {
                Refuse(m_place, "this number is too large");
            }
            token.value = *value;
        }
        else if (token.kind == TokenKind::Word && FollowsDefine())
        {
            m_own[std::string(token.text)].clear(); // "--define=NAME": a value may follow
        }
        else if (token.kind == TokenKind::Word)
        {
            Substitute(token);
        }
        CheckNesting(token);
        m_list.tokens.push_back(token);
        Skip(shape.length);
        TakeDefinition();
    }

    void CheckNesting(const Token& token)
    {
        if (token.kind != TokenKind::Punctuation)
        {
            return;
        }
        const char c = token.text.front();
        if (c == '(' || c == '[' || c == '{')
        {
            if (++m_depth > DEEPEST_NESTING)
            {
                Refuse(token.place,
                       "brackets are nested more than " + std::to_string(DEEPEST_NESTING) +
                           " deep");
            }
        }
        else if ((c == ')' || c == ']' || c == '}') && m_depth != 0)
        {
            --m_depth;
        }
    }

    /// \return what a word stands for; nullptr if it stands for itself
    const std::string* Definition(const std::string& name) const
    {
        for (const Definitions* definitions : {&m_given, &m_own})
        {
            const auto found = definitions->find(name);
            if (found != definitions->end())
            {
                return found->second.empty() ? nullptr : &found->second;
            }
        }
        return nullptr;
    }

    void Substitute(Token& token)
    {
        const std::string* definition = Definition(std::string(token.text));
        if (definition == nullptr)
        {
            return;
        }
        m_list.texts.push_back(*definition);
        const std::string_view text = m_list.texts.back();
        const auto shape = ShapeOf(text);
        const bool whole = shape.missing.empty() && shape.length == text.size();
        token.text = whole ? shape.text : text;
        if (!whole)
        {
            return; // a word such as "foo-bar", as packetdrill takes it
        }
        switch (shape.kind)
        {
        case TokenKind::Integer:
        case TokenKind::Hexadecimal:
            if (const auto value = ValueOf(shape.text))
            {
                token.kind = TokenKind::Integer;
                token.value = *value;
            }
            break;
        case TokenKind::Text:
        case TokenKind::Command:
            token.kind = shape.kind;
            break;
        default:
            token.text = text;
            break;
        }
    }

    /// \return whether "--define=" has just been read
    bool FollowsDefine() const
    {
        const auto& tokens = m_list.tokens;
        const size_t size = tokens.size();
        return size >= 2 && tokens[size - 2].kind == TokenKind::Option &&
               tokens[size - 2].text == "define" && IsEquals(tokens[size - 1]);
    }

    static bool IsEquals(const Token& token)
    {
        return token.kind == TokenKind::Punctuation && token.text == "=";
    }

    /// "--define=NAME=VALUE" holds for what follows it.
    void TakeDefinition()
    {
        const auto& tokens = m_list.tokens;
        const size_t size = tokens.size();
        if (size < 5 || tokens[size - 5].kind != TokenKind::Option ||
            tokens[size - 5].text != "define" || !IsEquals(tokens[size - 4]) ||
            tokens[size - 3].kind != TokenKind::Word || !IsEquals(tokens[size - 2]))
        {
            return;
        }
        const Token& value = tokens.back();
        const char quote = value.kind == TokenKind::Text      ? '"'
                           : value.kind == TokenKind::Command ? '`'
                                                              : '\0';
        std::string text(value.text);
        m_own[std::string(tokens[size - 3].text)] = quote == '\0' ? text : quote + text + quote;
    }

    std::shared_ptr<const SourceText> m_source;
    std::string_view m_rest;
    const Definitions& m_given;
    Definitions m_own;
    Conditions m_conditions;
    Place m_place;
    bool m_lineIsBlank{true};
    size_t m_depth{0};
    TokenList m_list;
};

} // namespace

TokenList
ReadTokens(const std::shared_ptr<const SourceText>& source, const Definitions& definitions)
{
    CheckIsText(source);
    return Lexer(source, definitions).Read();
}

} // namespace tcplab::drill
