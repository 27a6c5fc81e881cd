// SPDX-License-Identifier: GPL-2.0-only

#include "drill-shell.h"

#include "../grammar-actions.h"
#include "drill-code.h"

#include <boost/spirit/home/x3.hpp>

namespace tcplab::drill
{

namespace
{

namespace x3 = boost::spirit::x3;

using Iterator = std::string::const_iterator;

/// \return the value of what stands in "$((...))"; the text itself if it has none
std::string
Calculate(const std::string& arithmetic)
{
    std::string reason;
    const auto code = ReadCode("result = " + arithmetic, {}, reason);
    CodeVariables variables;
    const auto noName = [](const std::string& /* name */) { return std::optional<int64_t>(); };
    if (code == nullptr || RunCode(*code, variables, noName))
    {
        return "$((" + arithmetic + "))";
    }
    return std::to_string(variables.at("result"));
}

// Words

const x3::rule<class ArithmeticTag, std::string> arithmetic = "arithmetic";
const auto arithmetic_def = x3::lit("$((") >> *(x3::char_ - "))") >> "))";

const x3::rule<class WordTag, std::string> word = "a word";
const auto add = [](auto& context) { x3::_val(context) += x3::_attr(context); };
const auto addValue = [](auto& context) { x3::_val(context) += Calculate(x3::_attr(context)); };
const auto joined = x3::lit("\\\n") | x3::lit("\\\r\n");
const auto escaped = '\\' >> x3::char_;
const auto inDouble = joined | escaped[add] | arithmetic[addValue] | (x3::char_ - '"')[add];
const auto plain = x3::char_ - x3::char_(" \t\r\n;&|<>\"'\\");
const auto part = joined | escaped[add] | ('\'' > *(x3::char_ - '\'')[add] > '\'') |
                  ('"' > *inDouble > '"') | arithmetic[addValue] | plain[add];
const auto word_def = +part;

BOOST_SPIRIT_DEFINE(arithmetic, word)

/// Cuts the text; what it has read so far is in the members.
struct Reader
{
    Iterator next;
    Iterator end;
    std::vector<ShellCommand> commands;
    ShellCommand command;

    void EndCommand(bool nextFilters)
    {
        if (!command.words.empty())
        {
            commands.push_back(std::move(command));
        }
        command = {};
        command.filters = nextFilters;
    }

    template <typename Parser>
    bool Take(const Parser& parser)
    {
        return x3::parse(next, end, parser);
    }

    void ReadRedirection(bool isOutput)
    {
        Take(*x3::ascii::blank);
        std::string file;
        x3::parse(next, end, word, file);
        if (isOutput)
        {
            command.output = file;
        }
    }

    void Read()
    {
        while (next != end)
        {
            std::string read;
            if (Take(+(x3::ascii::blank | '\r' | joined)))
            {
                continue;
            }
            if (Take(x3::lit('#') >> *(x3::char_ - '\n')))
            {
                continue;
            }
            if (Take(x3::lit("&&") | x3::lit("||")))
            {
                EndCommand(false);
            }
            else if (Take(x3::lit('|')))
            {
                EndCommand(true);
            }
            else if (Take(x3::lit("2>&1") | x3::lit(">&2") | x3::lit("1>&2")))
            {
                continue;
            }
            else if (Take(x3::lit("2>") >> -x3::lit('>')))
            {
                ReadRedirection(false);
            }
            else if (Take(x3::lit(">>") | x3::lit('>')))
            {
                ReadRedirection(true);
            }
            else if (Take(x3::lit('<')))
            {
                ReadRedirection(false);
            }
            else if (Take(x3::char_(";&\n")))
            {
                EndCommand(false);
            }
            else if (x3::parse(next, end, word, read))
            {
                command.words.push_back(std::move(read));
            }
            else
            {
                ++next; // a backslash at the very end
            }
        }
        EndCommand(false);
    }
};

} // namespace

std::optional<std::vector<ShellCommand>>
ReadShellCommands(const std::string& text, std::string& reason)
{
    Reader reader{text.begin(), text.end(), {}, {}};
    try
    {
        reader.Read();
    }
    catch (const x3::expectation_failure<Iterator>& /* failure */)
    {
        reason = "a quotation has no end";
        return {};
    }
    return std::move(reader.commands);
}

} // namespace tcplab::drill
