// SPDX-License-Identifier: GPL-2.0-only

#include "drill-parser.h"

#include "../nearest-name.h"
#include "drill-grammar.h"
#include "drill-icmp-name.h"
#include "drill-script-option.h"

#include <algorithm>

/**
 * \file
 * The grammar of packet scripts as a whole: options, commands, events.
 */

namespace tcplab::drill
{

namespace
{

using grammar::Into;
using grammar::Put;
using grammar::result;

/// Longest time in a script: 10 000 h, so that sums of a few stay far from the simulator's limits.
constexpr int64_t LONGEST_SECONDS = 36'000'000;
constexpr int64_t USECS_PER_SECOND = 1'000'000;

// Options

const x3::rule<class ValueTextTag, std::string> optionValue = "a value of the option";
const auto addText = [](auto& context) { x3::_val(context) += x3::_attr(context).text; };
template <char C>
const auto add = [](auto& context) { x3::_val(context) += C; };
const auto quoted = [](auto& context) {
    const Token& token = x3::_attr(context);
    const char quote = token.kind == TokenKind::Text ? '"' : '`';
    x3::_val(context) += quote + std::string(token.text) + quote;
};
const x3::rule<class DefinedTag, std::string> defined = "what the name stands for";
const auto defined_def = anyWord[addText] | anyInteger[addText] | anyHexadecimal[addText] |
                         anyText[quoted] | anyCommand[quoted];
const auto addDefined = [](auto& context) { x3::_val(context) += x3::_attr(context); };
const auto prefixLength = -(Punctuation("/")[add<'/'>] > anyInteger[addText]);
const auto mapped = Punctuation("-")[add<'-'>] > anyWord[addText] >
                    Punctuation("-")[add<'-'>] > anyReserved[addText];
const auto optionValue_def =
    anyInteger[addText] | anyHexadecimal[addText] | anyDecimal[addText] |
    (anyIpv4Address[addText] > prefixLength) | (anyIpv6Address[addText] > prefixLength) |
    anyText[addText] | (anyReserved[addText] > -mapped) |
    (anyWord[addText] > -(Punctuation("=")[add<'='>] > defined[addDefined]));

const x3::rule<class OptionTag, ScriptOption> option = "an option";
const auto intoName = [](auto& context) {
    x3::_val(context).place = x3::_attr(context).place;
    x3::_val(context).name = x3::_attr(context).text;
};
const auto intoValuePlace = [](auto& context) { x3::_val(context).valuePlace = PlaceOf(context); };
constexpr AnyOf anyOption{TokenKind::Option, "an option"};
const auto option_def = anyOption[intoName] > -(Punctuation("=") > x3::eps[intoValuePlace] >
                                                optionValue[Into(&ScriptOption::value)]);

// Times

/// Microseconds, exactly; what is finer is cut off.
const auto toUsecs = [](auto& context) {
    const Token& token = x3::_attr(context);
    std::string_view text = token.text;
    if (text.front() == '-')
    {
        throw Impossible{token.place, "a time is not negative"};
    }
    const size_t point = std::min(text.find('.'), text.size());
    int64_t usecs = 0;
    for (const char digit : text.substr(0, point))
    {
        usecs = usecs * 10 + (digit - '0') * USECS_PER_SECOND;
        if (usecs > LONGEST_SECONDS * USECS_PER_SECOND)
        {
            throw Impossible{token.place, "a time is at most 36000000 seconds"};
        }
    }
    int64_t scale = USECS_PER_SECOND;
    for (const char digit : text.substr(std::min(point + 1, text.size())))
    {
        scale /= 10;
        usecs += scale * (digit - '0');
    }
    x3::_val(context) = usecs;
};
const auto seconds_def = anyDecimal[toUsecs] | anyInteger[toUsecs];

using Kind = EventTime::Kind;

const x3::rule<class AnyTimeTag, EventTime> anyTime = "*";
const auto anyTime_def = Punctuation("*")[Put(&EventTime::kind, Kind::Any)];
const x3::rule<class RelativeTimeTag, EventTime> relativeTime = "+";
const auto relativeTime_def = Punctuation("+")[Put(&EventTime::kind, Kind::Relative)] >
                              seconds[Into(&EventTime::usecs)] >
                              -(Punctuation("~")[Put(&EventTime::kind, Kind::RelativeRange)] >
                                Punctuation("+") > seconds[Into(&EventTime::endUsecs)]);
const x3::rule<class AbsoluteTimeTag, EventTime> absoluteTime = "a time in seconds";
const auto absoluteTime_def = seconds[Into(&EventTime::usecs)] >
                              -(Punctuation("~")[Put(&EventTime::kind, Kind::AbsoluteRange)] >
                                seconds[Into(&EventTime::endUsecs)]);
const x3::rule<class EventTimeTag, EventTime> eventTime =
    "the time of an event, such as 0.5, +0.5 or *";
const auto eventTime_def = anyTime[result] | relativeTime[result] | absoluteTime[result];

// Events

const x3::rule<class CommandTag, Command> command = "a command between back quotes";
const auto intoCommand = [](auto& context) { x3::_val(context).text = x3::_attr(context).text; };
const auto command_def = anyCommand[intoCommand];

const x3::rule<class CodeTag, CodeSection> code = "code between %{ and }%";
const auto readCode = [](auto& context) {
    const Token& token = x3::_attr(context);
    CodeSection& section = x3::_val(context);
    section.text = token.text;
    const Place begin{token.place.line, token.place.column + 2};
    section.code = ReadCode(section.text, begin, section.notUnderstood);
};
const auto code_def = anyCode[readCode];

const x3::rule<class ActionTag, Action> action = "a packet, a call, a command or code";
const auto resultPacket = [](auto& context) {
    std::visit([&context](auto& part) { x3::_val(context) = std::move(part); }, x3::_attr(context));
};
const auto action_def = command[result] | code[result] | packet[resultPacket] | call[result];

/// \throws Impossible if only an outbound packet can happen at such a time
void
CheckTime(const Event& event)
{
    const EventTime& time = event.time;
    const bool isRange = time.kind == Kind::AbsoluteRange || time.kind == Kind::RelativeRange;
    if (isRange && time.endUsecs < time.usecs)
    {
        throw Impossible{event.place, "this range of times ends before it begins"};
    }
    if (!isRange && time.kind != Kind::Any)
    {
        return;
    }
    const auto* segment = std::get_if<Segment>(&event.action);
    const auto* message = std::get_if<IcmpMessage>(&event.action);
    const bool outbound = (segment != nullptr && segment->direction == Direction::Outbound) ||
                          (message != nullptr && message->direction == Direction::Outbound) ||
                          std::holds_alternative<Unsupported>(event.action);
    if (!outbound)
    {
        throw Impossible{event.place,
                         std::string(isRange ? "a range of times" : "\"*\"") +
                             " can only be used with outbound packets"};
    }
}

const x3::rule<class EventTag, Event> event = "an event";
const auto intoPlace = [](auto& context) { x3::_val(context).place = PlaceOf(context); };
const auto intoActionPlace = [](auto& context) {
    x3::_val(context).actionPlace = PlaceOf(context);
};
const auto intoAction = [](auto& context) {
    x3::_val(context).action = std::move(x3::_attr(context));
};
const auto event_def = x3::eps[intoPlace] > eventTime[Into(&Event::time)] >
                       x3::eps[intoActionPlace] > action[intoAction];

/// Finds the type and the code of an ICMP message by their names.
void
Resolve(IcmpMessage& message, bool ipv6)
{
    const char* protocol = ipv6 ? "ICMPv6" : "ICMP";
    const auto type = IcmpTypeOf(ipv6, message.typeName);
    if (!type)
    {
        const auto names = IcmpTypeNames(ipv6);
        const std::string nearest = DidYouMean(message.typeName, names);
        throw Impossible{
            message.typePlace,
            '"' + message.typeName + "\" is no type of " + protocol +
                (nearest.empty() ? "; it is one of " + Enumerate(names, "or") : nearest)};
    }
    message.ipv6 = ipv6;
    message.type = *type;
    if (message.codeName)
    {
        const auto code = IcmpCodeOf(ipv6, *type, *message.codeName);
        if (!code)
        {
            throw Impossible{message.codePlace,
                             '"' + *message.codeName + "\" is no code of " + protocol + "'s " +
                                 message.typeName +
                                 DidYouMean(*message.codeName, IcmpCodeNames(ipv6, *type))};
        }
        message.code = *code;
    }
    const bool takesMtu = ipv6 ? *type == 2 && message.code == 0 : *type == 3 && message.code == 4;
    if (message.mtu && !takesMtu)
    {
        throw Impossible{message.typePlace,
                         std::string("an mtu belongs to ") +
                             (ipv6 ? "packet_too_big" : "unreachable frag_needed")};
    }
    if (message.mtu && !ipv6 && *message.mtu > UINT16_MAX)
    {
        throw Impossible{message.typePlace, "ICMP has 16 bits for an mtu"};
    }
}

} // namespace

BOOST_SPIRIT_DEFINE(defined,
                    optionValue,
                    option,
                    seconds,
                    anyTime,
                    relativeTime,
                    absoluteTime,
                    eventTime)
BOOST_SPIRIT_DEFINE(command, code, action, event)

BOOST_SPIRIT_INSTANTIATE(TimeRule, TokenIterator, x3::unused_type)

namespace
{

/// \return how an error shows a token
std::string
Show(const Token& token)
{
    constexpr size_t LONGEST = 60;
    std::string text(token.text.substr(0, LONGEST));
    text.erase(std::min(text.find('\n'), text.size()));
    text += text.size() < token.text.size() ? "..." : "";
    switch (token.kind)
    {
    case TokenKind::Option:
        return "\"--" + text + '"';
    case TokenKind::Text:
        return "the text \"" + text + '"';
    case TokenKind::Command:
        return "the command `" + text + '`';
    case TokenKind::Code:
        return "code";
    default:
        return '"' + text + '"';
    }
}

class Parser
{
  public:
    Parser(std::shared_ptr<const SourceText> source, const Definitions& definitions)
        : m_list(ReadTokens(source, definitions)),
          m_next(m_list.tokens.begin()),
          m_end(m_list.tokens.end() - 1)
    {
        m_script.source = std::move(source);
    }

    Script Parse()
    {
        try
        {
            ParseOptions();
            ParseInitCommand();
            while (m_next != m_end && !AtCleanupCommand())
            {
                ParseEvent();
            }
            ParseCleanupCommand();
        }
        catch (const x3::expectation_failure<TokenIterator>& failure)
        {
            const Token& token = *failure.where();
            const std::string which = failure.which();
            const bool known = which.find(' ') != std::string::npos || which.front() == '"';
            throw ScriptError(m_script.Locate(token.place),
                              "expected " + (known ? which : '"' + which + '"') +
                                  (token.kind == TokenKind::End ? ", but the script ends here"
                                                                : ", not " + Show(token)));
        }
        catch (const Impossible& impossible)
        {
            throw ScriptError(m_script.Locate(impossible.where), impossible.what);
        }
        return std::move(m_script);
    }

  private:
    template <typename Rule, typename Attribute>
    void ParseOne(const Rule& rule, Attribute& attribute)
    {
        x3::parse(m_next, m_end, x3::expect[rule], attribute);
    }

    void ParseOptions()
    {
        std::vector<ScriptOption> options;
        while (m_next != m_end && m_next->kind == TokenKind::Option)
        {
            ParseOne(option, options.emplace_back());
        }
        m_script.configuration = ReadOptions(options);
    }

    UntimedCommand ParseUntimedCommand()
    {
        UntimedCommand untimed;
        untimed.place = m_next->place;
        ParseOne(command, untimed.command);
        return untimed;
    }

    void ParseInitCommand()
    {
        if (m_next != m_end && m_next->kind == TokenKind::Command)
        {
            m_script.initCommand = ParseUntimedCommand();
        }
        if (m_next == m_end)
        {
            throw ScriptError(m_script.Locate(m_next->place), "nothing happens in this script");
        }
    }

    bool AtCleanupCommand() const
    {
        return m_next->kind == TokenKind::Command && !m_script.events.empty();
    }

    void ParseEvent()
    {
        Event& parsed = m_script.events.emplace_back();
        ParseOne(event, parsed);
        CheckTime(parsed);
        if (auto* message = std::get_if<IcmpMessage>(&parsed.action))
        {
            Resolve(*message, m_script.configuration.ipVersion == IpVersion::Ipv6);
        }
    }

    void ParseCleanupCommand()
    {
        if (m_next != m_end)
        {
            m_script.cleanupCommand = ParseUntimedCommand();
        }
        if (m_next != m_end)
        {
            throw Impossible{m_next->place,
                             "expected the end of the script after a command without a time"};
        }
    }

    TokenList m_list;
    TokenIterator m_next;
    TokenIterator m_end;
    Script m_script;
};

} // namespace

Script
ParseDrillScript(std::shared_ptr<const SourceText> source, const Definitions& definitions)
{
    return Parser(std::move(source), definitions).Parse();
}

} // namespace tcplab::drill
