// SPDX-License-Identifier: GPL-2.0-only

#include "script-grammar.h"

#include "nearest-name.h"
#include "script-segment.h"
#include "script-tokens.h"

#include <algorithm>
#include <boost/spirit/home/x3.hpp>
#include <cctype>
#include <string_view>
#include <utility>

/**
 * \file
 * The grammar of scripts. A statement is a line. Each rule's name says what an error message says
 * was expected, and a rule that is one of several words is listed in `Vocabulary`.
 */

namespace tcplab
{

namespace grammar
{

namespace
{

// Actions

const x3::rule<class ListenRule, Listen> listen = "listen";
const auto listen_def = Keyword("listen") > port[Into(&Listen::port)] >
                        -(Keyword("as") > name[Into(&Listen::name)]);

const x3::rule<class ConnectRule, Connect> connect = "connect";
const auto connect_def = Keyword("connect") > host[Into(&Connect::host)] > ':' >
                         port[Into(&Connect::port)] >
                         -(Keyword("from") > Keyword("port") > port[Into(&Connect::fromPort)]) >
                         -(Keyword("as") > name[Into(&Connect::name)]);

const x3::rule<class SendRule, Send> send = "send";
const auto send_def = Keyword("send") > octets[Into(&Send::octets)];

const x3::rule<class ReceiveRule, Receive> receive = "receive";
const auto receive_def = Keyword("receive") > -octets[Into(&Receive::octets)];

const x3::rule<class StartRule, Reading> start = "start";
const auto start_def = Keyword("start") > Keyword("reading")[Put(&Reading::on, true)];

const x3::rule<class StopRule, std::variant<Reading, StopListening>> stop = "stop";
const x3::rule<class StopListeningRule, StopListening> stopListening = "listening";
const auto stopListening_def = Keyword("listening") > -port[Into(&StopListening::port)];
const x3::rule<class StopWhatRule, std::variant<Reading, StopListening>> stopWhat =
    "\"reading\" or \"listening\"";
const auto stopReading = [](auto& context) { x3::_val(context) = Reading{false}; };
const auto stopWhat_def = Keyword("reading")[stopReading] | stopListening[result];
const auto stop_def = Keyword("stop") > stopWhat[result];

const auto resultStop = [](auto& context) {
    std::visit([&context](const auto& stopped) { x3::_val(context) = stopped; },
               x3::_attr(context));
};

const auto resultShutdown = [](auto& context) { x3::_val(context) = Shutdown(); };
const auto resultClose = [](auto& context) { x3::_val(context) = Close(); };
const auto resultAbort = [](auto& context) { x3::_val(context) = Abort(); };

const x3::rule<class ActionRule, Action> action = "an action";
const auto action_def = listen[result] | connect[result] | send[result] | receive[result] |
                        start[result] | stop[resultStop] | Keyword("shutdown")[resultShutdown] |
                        Keyword("close")[resultClose] | Keyword("abort")[resultAbort];

const x3::rule<class DeedRule, Deed> deed = "a host";
const auto deed_def = who[Into(&Deed::who)] > action[Into(&Deed::action)] >
                      -(Keyword("fails")[Put(&Deed::fails, true)] >
                        -(Keyword("with") > name[Into(&Deed::error)]));

// Expectations

const auto state = Symbol("a state", states);
const auto fromHost = Keyword("from") > host;

/// What can be expected of a host or a connection; who it is of is parsed before.
using Outcome =
    std::variant<ExpectStates, ExpectInState, ExpectReceives, ExpectCorrupted, ExpectError>;

const x3::rule<class ExpectStatesRule, ExpectStates> expectStates = "states";
const auto intoStates = [](auto& context) {
    x3::_val(context).states.push_back(x3::_attr(context));
};
const auto expectStates_def = Keyword("states") > state[intoStates] > *state[intoStates];

const x3::rule<class ForOrAtRule, ExpectInState> forOrAt = "\"for\" or \"at\"";
const auto forOrAt_def = (Keyword("for") > duration[Into(&ExpectInState::duration)]) |
                         (Keyword("at") > duration[Into(&ExpectInState::time)]);
const x3::rule<class ExpectInRule, ExpectInState> expectIn = "in";
const auto intoForOrAt = [](auto& context) {
    x3::_val(context).duration = x3::_attr(context).duration;
    x3::_val(context).time = x3::_attr(context).time;
};
const auto expectIn_def = Keyword("in") > state[Into(&ExpectInState::state)] > forOrAt[intoForOrAt];

const x3::rule<class ExpectReceivesRule, ExpectReceives> expectReceives = "receives";
const auto expectReceives_def = Keyword("receives") >
                                Number("a number of octets",
                                       0,
                                       UINT64_MAX)[Into(&ExpectReceives::octets)];

const x3::rule<class ExpectErrorRule, ExpectError> expectError = "error";
const auto expectError_def = Keyword("error") >
                             Symbol("an error", errorKinds)[Into(&ExpectError::kind)];

const auto resultCorrupted = [](auto& context) { x3::_val(context) = ExpectCorrupted(); };

const x3::rule<class OutcomeRule, Outcome> outcome = "an outcome";
const auto outcome_def = expectStates[result] | expectIn[result] | expectReceives[result] |
                         Keyword("corrupted")[resultCorrupted] | expectError[result];

const x3::rule<class WhoExpectsRule, Expectation> whoExpects = "a host";
const x3::rule<class WhoThenRule, std::pair<Who, Outcome>> whoThen = "a host";
const auto whoThen_def =
    who[Into(&std::pair<Who, Outcome>::first)] > outcome[Into(&std::pair<Who, Outcome>::second)];
const auto resultOutcome = [](auto& context) {
    auto& [subject, expected] = x3::_attr(context);
    std::visit(
        [&context, &subject = subject](auto& expectation) {
            expectation.who = subject;
            x3::_val(context) = expectation;
        },
        expected);
};
const auto whoExpects_def = whoThen[resultOutcome];

const x3::rule<class ExpectCountRule, ExpectCount> expectCount = "a count";
const auto none = Keyword("no")[Put(&ExpectCount::count, uint64_t{0})];
const auto count = Number("a count", 0, MOST_SEGMENTS)[Into(&ExpectCount::count)];
const x3::rule<class BoundRule, ExpectCount::Bound> bound = "\"most\" or \"least\"";
const auto resultAtMost = [](auto& context) { x3::_val(context) = ExpectCount::Bound::AtMost; };
const auto resultAtLeast = [](auto& context) { x3::_val(context) = ExpectCount::Bound::AtLeast; };
const auto bound_def = Keyword("most")[resultAtMost] | Keyword("least")[resultAtLeast];
const auto bounded = Keyword("at") > bound[Into(&ExpectCount::bound)] > count;
const auto expectCount_def = (none | bounded | count) > segmentFilter[Into(&ExpectCount::which)] >
                             -fromHost[Into(&ExpectCount::from)];

const x3::rule<class ExpectationRule, Expectation> expectation =
    "a host, a count, \"at most\", \"at least\" or \"no\"";
const auto expectation_def = expectCount[result] | whoExpects[result];

// Statements

const x3::rule<class TitleRule, Title> title = "title";
const x3::rule<class QuotedRule, std::string> quoted = "a text in quotation marks";
const auto resultString = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::_val(context).assign(range.begin(), range.end());
};
const auto quoted_def = x3::lexeme['"' >> x3::raw[+(x3::char_ - '"')][resultString] >> '"'];
const auto title_def = Keyword("title") > quoted[Into(&Title::text)];

const x3::rule<class HostsRule, Hosts> hosts = "hosts";
const auto hosts_def = Keyword("hosts") > name[Into(&Hosts::first)] > name[Into(&Hosts::second)];

const x3::rule<class LinkRule, Link> link = "link";
const x3::rule<class LinkPartRule, Link> linkPart = "\"delay\", \"rate\" or \"ipv6\"";
const auto linkPart_def = (Keyword("delay") > duration[Into(&Link::delay)]) |
                          (Keyword("rate") > rate[Into(&Link::bitsPerSecond)]) |
                          Keyword("ipv6")[Put(&Link::ipv6, true)];
const auto addToLink = [](auto& context) {
    const Link& part = x3::_attr(context);
    Link& whole = x3::_val(context);
    whole.delay = part.delay ? part.delay : whole.delay;
    whole.bitsPerSecond = part.bitsPerSecond ? part.bitsPerSecond : whole.bitsPerSecond;
    whole.ipv6 = whole.ipv6 || part.ipv6;
};
const auto link_def = Keyword("link") > linkPart[addToLink] > *linkPart[addToLink];

const auto anyWord = x3::lexeme[x3::raw[x3::lit('*')][resultWord]];
const x3::rule<class HostOrAnyRule, Word> hostOrAny = "a host or *";
const auto hostOrAny_def = host[result] | anyWord;
const x3::rule<class PathPartRule, Word> pathPart =
    "an attribute, or a connection and an attribute";
const auto pathPart_def = name[result] | anyWord;
const x3::rule<class AttributeRule, Word> attribute = "an attribute";
const auto attribute_def = name[result];

/// In "A.Isn" the second part is the attribute, in "A.upload.Isn" the third.
const auto intoAttribute = [](auto& context) {
    Setting& setting = x3::_val(context);
    if (!setting.attribute.text.empty())
    {
        setting.connection = setting.attribute;
    }
    setting.attribute = x3::_attr(context);
};

const x3::rule<class ValueRule, Word> value = "a value";
const auto valueText = +(x3::char_ - '#' - (+x3::ascii::blank >> (x3::eoi | '#')));
const auto value_def = x3::lexeme[x3::raw[valueText][resultWord]];

const x3::rule<class AssignmentRule, Setting> assignment = "HOST.ATTRIBUTE = VALUE";
const auto path = x3::lexeme[hostOrAny[Into(&Setting::host)] > '.' > pathPart[intoAttribute] >
                             -('.' > attribute[intoAttribute])];
const auto assignment_def = path > '=' > value[Into(&Setting::value)];

const x3::rule<class SetRule, Setting> set = "set";
const auto set_def = Keyword("set") > assignment[result];

const x3::rule<class HappeningRule, Happening> happening = "a host, \"forge\" or \"probe\"";
const auto happening_def = forge[result] | probe[result] | deed[result];

const x3::rule<class RepetitionRule, Repetition> repetition = "every";
const auto repetition_def = Keyword("every") > duration[Into(&Repetition::interval)] >
                            Keyword("until") > duration[Into(&Repetition::until)];

const x3::rule<class AtRule, At> at = "at";
const auto at_def = Keyword("at") > duration[Into(&At::time)] > -repetition[Into(&At::repetition)] >
                    happening[Into(&At::what)];

const x3::rule<class WhenRule, When> when = "when";
const auto when_def = Keyword("when") > who[Into(&When::who)] >
                      Keyword("enters") > state[Into(&When::state)] >
                      -(Keyword("after") >
                        duration[Into(&When::delay)]) > happening[Into(&When::what)];

const auto segmentNumber =
    Number("a number, as in FIN 1 or FIN 1..3 (or else: every FIN)", 1, MOST_SEGMENTS);
const x3::rule<class LoseWhichRule, Lose> loseWhich = "a kind of segment or \"every\"";
const auto loseWhich_def =
    (Keyword("every")[Put(&Lose::every, true)] > segmentFilter[Into(&Lose::which)]) |
    (segmentFilter[Into(&Lose::which)] > segmentNumber[Into(&Lose::first)] >
     -(x3::lit("..") > segmentNumber[Into(&Lose::last)]));
const x3::rule<class LoseRule, Lose> lose = "lose";
const x3::rule<class LoseFromRule, Word> loseFrom = "from";
const auto loseFrom_def = fromHost[result];
const auto lose_def = Keyword("lose") > loseWhich[result] > -loseFrom[Into(&Lose::from)];

const auto intoWhich = [](auto& context) {
    const auto from = x3::_val(context).which.from;
    x3::_val(context).which = x3::_attr(context);
    x3::_val(context).which.from = from;
};
const auto intoFrom = [](auto& context) { x3::_val(context).which.from = x3::_attr(context); };
const x3::rule<class DelayRule, Delay> delay = "delay";
const auto delay_def = Keyword("delay") > loseWhich[intoWhich] > -loseFrom[intoFrom] >
                       Keyword("by") > duration[Into(&Delay::by)];
const x3::rule<class RepeatRule, Delay> repeat = "repeat";
const auto repeat_def = Keyword("repeat")[Put(&Delay::repeated, true)] > loseWhich[intoWhich] >
                        -loseFrom[intoFrom] > Keyword("after") > duration[Into(&Delay::by)];

const x3::rule<class RunUntilRule, RunUntil> runUntil = "run";
const auto runUntil_def = Keyword("run") > Keyword("until") > duration[Into(&RunUntil::time)];

const x3::rule<class ExpectRule, Expectation> expect = "expect";
const auto expect_def = Keyword("expect") > expectation[result];

const x3::rule<class StatementRule, Statement> statement = "a statement";
const auto statement_def = title[result] | hosts[result] | link[result] | set[result] | at[result] |
                           when[result] | lose[result] | delay[result] | repeat[result] |
                           runUntil[result] | expect[result];

const x3::rule<class EndRule> lineEnd = "the end of the line";
const auto lineEnd_def = x3::eoi;

BOOST_SPIRIT_DEFINE(listen, connect, send, receive, start, stop, stopListening, stopWhat, action)
BOOST_SPIRIT_DEFINE(deed, expectStates, forOrAt, expectIn, expectReceives, expectError, outcome)
BOOST_SPIRIT_DEFINE(whoExpects,
                    whoThen,
                    bound,
                    expectCount,
                    expectation,
                    title,
                    quoted,
                    hosts,
                    link)
BOOST_SPIRIT_DEFINE(linkPart, hostOrAny, pathPart, attribute, value, assignment, set, happening)
BOOST_SPIRIT_DEFINE(repetition, at, when, loseWhich, loseFrom, lose, delay, repeat)
BOOST_SPIRIT_DEFINE(runUntil, expect, statement, lineEnd)

// Errors

/// The words that a rule with this name takes; none if it is no choice of words.
std::vector<std::string>
Vocabulary(const std::string& rule)
{
    if (rule == "a statement")
    {
        return {"title",
                "hosts",
                "link",
                "set",
                "at",
                "when",
                "lose",
                "delay",
                "repeat",
                "run",
                "expect"};
    }
    if (rule == "an action")
    {
        return {"listen",
                "stop",
                "connect",
                "send",
                "receive",
                "start",
                "shutdown",
                "close",
                "abort"};
    }
    if (rule == "an outcome")
    {
        return {"states", "in", "receives", "corrupted", "error"};
    }
    if (rule == "a state")
    {
        return states.words;
    }
    if (rule.find("a kind of segment") == 0)
    {
        auto words = segmentKinds.words;
        words.emplace_back("<CTL=..>");
        return words;
    }
    if (rule == "a field of a segment")
    {
        return {"<SEQ=..>", "<ACK=..>", "<DATA=..>", "<WND=..>", "<CTL=..>"};
    }
    if (rule == "a control bit")
    {
        return controlBits.words;
    }
    if (rule == "an error")
    {
        return errorKinds.words;
    }
    if (rule.find("a unit of time") == 0)
    {
        return timeUnits.words;
    }
    if (rule.find("a unit of rate") == 0)
    {
        return rateUnits.words;
    }
    return {};
}

/// What stands at a place, up to the next blank.
std::string
TokenAt(Iterator where, Iterator end)
{
    const auto isBlank = [](unsigned char c) { return std::isblank(c) != 0; };
    const std::string token(where, std::find_if(where, end, isBlank));
    constexpr size_t LONGEST = 60;
    return token.size() <= LONGEST ? token : token.substr(0, LONGEST) + "...";
}

std::string
Unexpected(const std::string& expected, Iterator where, Iterator end)
{
    const std::string token = TokenAt(where, end);
    const bool atBlank = where != end && token.empty();
    const bool atEnd = where == end || (!atBlank && token[0] == '#');
    const auto words = Vocabulary(expected);
    // A rule that is a word or a character of the language is named after itself.
    const bool literal = expected.find(' ') == std::string::npos;
    const bool quoted = expected[0] == '\'';
    std::string text = "expected ";
    text += literal && !quoted ? '"' + expected + '"' : expected;
    text += atEnd     ? ", but the line ends here"
            : atBlank ? ", not a blank"
                      : ", not \"" + token + '"';
    if (!words.empty())
    {
        const std::string suggestion = atEnd || atBlank ? "" : DidYouMean(token, words);
        text += suggestion.empty() ? "; it is one of " + Enumerate(words, "or") : suggestion;
    }
    return text;
}

/**
 * Parses a line, all of it.
 *
 * \param source of which source
 * \param number of which line
 * \param parser what the line must be
 * \param[out] attribute what it is
 * \throws ScriptError if it is something else
 */
template <typename Parser, typename Attribute>
void
ParseLine(const std::shared_ptr<const SourceText>& source,
          uint32_t number,
          const Parser& parser,
          Attribute& attribute)
{
    const std::string_view line = source->GetLine(number);
    const auto locate = [&](Iterator where) {
        return Location{source, number, static_cast<uint32_t>(where - line.begin() + 1)};
    };
    const auto skipBlanks = [&line](Iterator where) {
        return std::find_if_not(where, line.end(), [](unsigned char c) {
            return std::isblank(c) != 0;
        });
    };
    Iterator first = line.begin();
    try
    {
        const auto whole = x3::with<LineBegin>(line.begin())[x3::eps > parser > lineEnd];
        x3::phrase_parse(first, line.end(), whole, blank, attribute);
    }
    catch (const x3::expectation_failure<Iterator>& failure)
    {
        // Units follow their number without a blank.
        const bool glued = failure.which().find("a unit of") == 0;
        const Iterator where = glued ? failure.where() : skipBlanks(failure.where());
        throw ScriptError(locate(where), Unexpected(failure.which(), where, line.end()));
    }
    catch (const Impossible& impossible)
    {
        throw ScriptError(locate(impossible.where), impossible.what);
    }
}

} // namespace

} // namespace grammar

Script
ParseScript(std::shared_ptr<const SourceText> source)
{
    CheckIsText(source);
    Script script{source, {}};
    for (uint32_t number = 1; number <= source->GetLineCount(); ++number)
    {
        const std::string_view line = source->GetLine(number);
        const size_t start = line.find_first_not_of(" \t");
        if (start == std::string_view::npos || line[start] == '#')
        {
            continue;
        }
        Placed<Statement> placed{{source, number, static_cast<uint32_t>(start + 1)}, {}};
        grammar::ParseLine(source, number, grammar::statement, placed.what);
        script.statements.push_back(std::move(placed));
    }
    return script;
}

Placed<Setting>
ParseSetting(const std::string& text)
{
    const auto source = std::make_shared<const SourceText>("--set", text.empty() ? " " : text);
    CheckIsText(source);
    if (source->GetLineCount() > 1)
    {
        throw ScriptError({source, 2, 1}, "a setting is one line, HOST.ATTRIBUTE=VALUE");
    }
    Setting setting;
    grammar::ParseLine(source, 1, grammar::assignment, setting);
    return {{source, 1, 1}, setting};
}

std::optional<Duration>
ParseDuration(const std::string& text)
{
    const auto source = std::make_shared<const SourceText>("", text.empty() ? " " : text);
    Duration parsed;
    try
    {
        grammar::ParseLine(source, 1, grammar::duration, parsed);
    }
    catch (const ScriptError&)
    {
        return {};
    }
    return parsed;
}

} // namespace tcplab
