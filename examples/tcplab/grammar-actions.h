// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_GRAMMAR_ACTIONS_H
#define TCPLAB_GRAMMAR_ACTIONS_H

#include <boost/spirit/home/x3.hpp>
#include <string>

/**
 * \file
 * Semantic actions that the grammars of all scripts share. Only grammars include it.
 */

namespace boost::spirit::x3
{

/// A parser with a semantic action is called what the parser is called.
template <typename Subject, typename Action>
struct get_info<action<Subject, Action>>
{
    using result_type = std::string;

    std::string operator()(const action<Subject, Action>& parser) const
    {
        return what(parser.subject);
    }
};

} // namespace boost::spirit::x3

namespace tcplab::grammar
{

namespace x3 = boost::spirit::x3;

/// Assigns what was parsed to a member of the rule's result.
template <typename Object, typename Member>
auto
Into(Member Object::*member)
{
    return [member](auto& context) { x3::_val(context).*member = x3::_attr(context); };
}

/// Assigns a constant to a member of the rule's result.
template <typename Object, typename Member>
auto
Put(Member Object::*member, Member value)
{
    return [member, value](auto& context) { x3::_val(context).*member = value; };
}

/// The rule's result is what was parsed.
const auto result = [](auto& context) { x3::_val(context) = x3::_attr(context); };

} // namespace tcplab::grammar

#endif // TCPLAB_GRAMMAR_ACTIONS_H
