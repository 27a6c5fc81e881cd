// SPDX-License-Identifier: GPL-2.0-only

#include "drill-conditions.h"

#include <algorithm>
#include <array>
#include <boost/spirit/home/x3.hpp>

namespace tcplab::drill
{

namespace
{

namespace x3 = boost::spirit::x3;

/// More than anybody nests, and few enough to be counted on fingers.
constexpr size_t DEEPEST_CONDITION = 64;

/// A line that begins with "#", cut into words.
struct Line
{
    std::string_view directive; ///< what follows "#" without a blank
    std::string_view name;
    bool more{false}; ///< whether the line goes on
};

template <typename Range>
std::string_view
View(const Range& range)
{
    return {&*range.begin(), static_cast<size_t>(range.end() - range.begin())};
}

Line
Cut(std::string_view text)
{
    Line line;
    const auto intoDirective = [&line](auto& context) {
        line.directive = View(x3::_attr(context));
    };
    const auto intoName = [&line](auto& context) { line.name = View(x3::_attr(context)); };
    const auto more = [&line](auto& /* context */) { line.more = true; };
    const auto letter = x3::ascii::alnum | x3::char_('_');
    const auto comment = x3::lit("//") | x3::lit("/*") | x3::lit('#');
    const auto whole = '#' >> x3::raw[+letter][intoDirective] >> *x3::ascii::blank >>
                       -x3::raw[+letter][intoName] >> *x3::ascii::blank >>
                       -(!comment >> x3::char_[more]);
    x3::parse(text.begin(), text.end(), whole);
    return line;
}

/// Directives of the C preprocessor that there are not here: nobody means them as a comment.
constexpr std::array<std::string_view, 7>
    NOT_HERE{"if", "elif", "elifdef", "elifndef", "define", "undef", "include"};

} // namespace

std::optional<Conditions::Fault>
Conditions::TakeLine(std::string_view text,
                     Place place,
                     const std::function<bool(const std::string&)>& isDefined)
{
    const Line line = Cut(text);
    const auto fault = [&](const std::string& what) {
        return Fault{place, "#" + std::string(line.directive) + what};
    };
    const bool begins = line.directive == "ifdef" || line.directive == "ifndef";
    const bool turns = line.directive == "else";
    const bool ends = line.directive == "endif";
    if (std::find(NOT_HERE.begin(), NOT_HERE.end(), line.directive) != NOT_HERE.end())
    {
        return fault(
            " is not known here; there are #ifdef, #ifndef, #else and #endif, and --define "
            "NAME=VALUE (\"# \", with a blank, begins a comment)");
    }
    if (!begins && !turns && !ends)
    {
        return {};
    }
    if (begins && line.name.empty())
    {
        return fault(" takes a name");
    }
    if (line.more || (!begins && !line.name.empty()))
    {
        return fault(begins ? " takes one name, and nothing else" : " takes nothing else");
    }
    if (begins)
    {
        if (m_open.size() == DEEPEST_CONDITION)
        {
            return fault(" is nested more than " + std::to_string(DEEPEST_CONDITION) + " deep");
        }
        const bool defined = isDefined(std::string(line.name));
        m_open.push_back({place, defined == (line.directive == "ifdef"), false});
        return {};
    }
    if (m_open.empty())
    {
        return fault(" without an #ifdef or #ifndef before it");
    }
    if (ends)
    {
        m_open.pop_back();
        return {};
    }
    Condition& condition = m_open.back();
    if (condition.hasElse)
    {
        return fault(" a second time");
    }
    condition.hasElse = true;
    condition.met = !condition.met;
    return {};
}

bool
Conditions::AreMet() const
{
    return std::all_of(m_open.begin(), m_open.end(), [](const Condition& condition) {
        return condition.met;
    });
}

std::optional<Conditions::Fault>
Conditions::AtEnd() const
{
    if (m_open.empty())
    {
        return {};
    }
    return Fault{m_open.back().place, "this condition has no #endif"};
}

} // namespace tcplab::drill
