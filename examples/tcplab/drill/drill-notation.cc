// SPDX-License-Identifier: GPL-2.0-only

#include "drill-notation.h"

#include <algorithm>
#include <cstdio>
#include <iomanip>
#include <sstream>
#include <string_view>

namespace tcplab::drill
{

namespace
{

constexpr int64_t USECS_PER_SECOND = 1'000'000;

std::string
Hexadecimal(uint64_t number)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << "0x" << std::hex << number;
    return text.str();
}

/// \return "0a1b"
std::string
Digits(const uint8_t* octets, size_t count)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::hex << std::setfill('0');
    for (size_t i = 0; i < count; ++i)
    {
        text << std::setw(2) << static_cast<unsigned>(octets[i]);
    }
    return text.str();
}

/// \return "0.5", "12"
std::string
Seconds(int64_t usecs)
{
    std::string text = std::to_string(usecs / USECS_PER_SECOND);
    std::string fraction = std::to_string(USECS_PER_SECOND + usecs % USECS_PER_SECOND).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return fraction.empty() ? text : text + '.' + fraction;
}

/// \return the parts, a separator between each and the next
template <typename Parts, typename Write>
std::string
Join(const Parts& parts, const char* separator, Write write)
{
    std::string text;
    const char* before = "";
    for (const auto& part : parts)
    {
        text += before + write(part);
        before = separator;
    }
    return text;
}

const char*
ArrowOf(Direction direction)
{
    return direction == Direction::Inbound ? "< " : "> ";
}

// IP

const char*
NameOf(EcnMark mark)
{
    switch (mark)
    {
    case EcnMark::NotEct:
        return "noecn";
    case EcnMark::Ect1:
        return "ect1";
    case EcnMark::Ect0:
        return "ect0";
    case EcnMark::Ce:
        return "ce";
    default:
        return "ect01";
    }
}

/// \return "[ect0] ", "" if nothing is said
std::string
WriteIpInfo(const IpInfo& ip)
{
    std::vector<std::string> parts;
    if (ip.ecn)
    {
        parts.emplace_back(NameOf(*ip.ecn));
    }
    else if (ip.tos)
    {
        parts.push_back("tos " + Hexadecimal(*ip.tos));
    }
    if (ip.flowLabel)
    {
        parts.push_back("flowlabel " + Hexadecimal(*ip.flowLabel));
    }
    if (parts.empty() && ip.ttl)
    {
        parts.push_back("ttl " + std::to_string(*ip.ttl));
    }
    const auto same = [](const std::string& part) { return part; };
    return parts.empty() ? "" : '[' + Join(parts, ", ", same) + "] ";
}

// TCP

struct BitLetter
{
    uint16_t bit;
    char letter;
};

/// In the order in which they are written; ACK's "." comes after them.
constexpr BitLetter LETTERS[] = {
    {FIN_BIT, 'F'},
    {SYN_BIT, 'S'},
    {RST_BIT, 'R'},
    {PSH_BIT, 'P'},
    {URG_BIT, 'U'},
    {ECE_BIT, 'E'},
    {CWR_BIT, 'W'},
    {AE_BIT, 'A'},
};

std::string
WriteControlBits(const Segment& segment)
{
    const uint16_t ecn = ECE_BIT | CWR_BIT | AE_BIT;
    std::string text;
    for (const auto& each : LETTERS)
    {
        const bool inNumber = segment.aceField && (each.bit & ecn) != 0;
        if ((segment.controlBits & each.bit) != 0 && !inNumber)
        {
            text += each.letter;
        }
    }
    text += (segment.controlBits & ACK_BIT) != 0 ? "." : "";
    if (segment.aceField)
    {
        text += static_cast<char>('0' + (segment.controlBits >> 6 & 7));
    }
    return text.empty() ? "-" : text;
}

std::string
WriteRange(uint32_t seq, uint32_t octets)
{
    return std::to_string(seq) + ':' + std::to_string(static_cast<uint32_t>(seq + octets)) + '(' +
           std::to_string(octets) + ')';
}

/// \return "ECN e0b 1 ceb 2 e1b 3"
std::string
WriteAccurateEcn(const OpaqueOption& option)
{
    static const char* const order0[] = {" e0b ", " ceb ", " e1b "};
    static const char* const order1[] = {" e1b ", " ceb ", " e0b "};
    const auto& counters = option.kind == 172 ? order0 : order1;
    std::string text = "ECN";
    for (size_t i = 0; i + 3 <= option.contents.size() && i < 9; i += 3)
    {
        const uint8_t* octets = option.contents.data() + i;
        const uint32_t counter =
            static_cast<uint32_t>(octets[0] << 16 | octets[1] << 8 | octets[2]);
        text += counters[i / 3] + std::to_string(counter);
    }
    return text;
}

struct WriteOption
{
    std::string operator()(const NopOption& /* option */) const
    {
        return "nop";
    }

    std::string operator()(const EndOption& /* option */) const
    {
        return "eol";
    }

    std::string operator()(const MssOption& option) const
    {
        return "mss " + std::to_string(option.mss);
    }

    std::string operator()(const WindowScaleOption& option) const
    {
        return "wscale " + std::to_string(option.shift);
    }

    std::string operator()(const SackPermittedOption& /* option */) const
    {
        return "sackOK";
    }

    std::string operator()(const SackOption& option) const
    {
        return "sack " + Join(option.blocks, " ", [](const SackBlock& block) {
                   return std::to_string(block.left) + ':' + std::to_string(block.right);
               });
    }

    std::string operator()(const TimestampsOption& option) const
    {
        return "TS val " + std::to_string(option.value) + " ecr " +
               std::to_string(option.echoReply);
    }

    std::string operator()(const OpaqueOption& option) const
    {
        const auto& contents = option.contents;
        const bool hasFastOpenId =
            contents.size() >= 2 && contents[0] == 0xf9 && contents[1] == 0x89;
        switch (option.kind)
        {
        case 19:
            return "md5 " + Digits(contents.data(), contents.size());
        case 34:
            return contents.empty() ? "FO" : "FO " + Digits(contents.data(), contents.size());
        case 172:
        case 174:
            return WriteAccurateEcn(option);
        case 254:
            if (hasFastOpenId)
            {
                return contents.size() == 2
                           ? "FOEXP"
                           : "FOEXP " + Digits(contents.data() + 2, contents.size() - 2);
            }
            [[fallthrough]];
        default:
            // The language has no notation for it.
            return "kind " + std::to_string(option.kind) + ' ' +
                   Digits(contents.data(), contents.size());
        }
    }
};

// Values

std::string
Quote(const std::string& octets)
{
    std::string text = "\"";
    for (const char c : octets)
    {
        const auto octet = static_cast<uint8_t>(c);
        if (c == '"' || c == '\\')
        {
            text += '\\';
            text += c;
        }
        else if (octet < 0x20 || octet >= 0x7f)
        {
            text += "\\x" + Digits(&octet, 1);
        }
        else
        {
            text += c;
        }
    }
    return text + '"';
}

std::string
WriteMessage(const Structure& message)
{
    std::string text = "{msg_name(...)=..., msg_iov(";
    text += ToNotation(*message.Find("msg_iovlen")) + ")=" + ToNotation(*message.Find("msg_iov"));
    for (const char* name : {"msg_flags", "msg_control"})
    {
        if (const Expression* value = message.Find(name))
        {
            text += std::string(", ") + name + '=' + ToNotation(*value);
        }
    }
    return text + '}';
}

std::string
WriteField(const Field& field)
{
    std::string value = ToNotation(field.value);
    return field.name + '=' + (field.name == "sin_port" ? "htons(" + value + ')' : value);
}

std::string
WriteStructure(const Structure& structure)
{
    switch (structure.kind)
    {
    case Structure::Kind::Message:
        return WriteMessage(structure);
    case Structure::Kind::IoVector:
        return "{..., " + ToNotation(*structure.Find("iov_len")) + '}';
    case Structure::Kind::Assignment:
        return WriteField(structure.fields.front());
    default:
        return '{' + Join(structure.fields, ", ", WriteField) + '}';
    }
}

std::string
Write(const Expression& expression)
{
    return ToNotation(expression);
}

struct WriteValue
{
    std::string operator()(const Ellipsis& /* value */) const
    {
        return "...";
    }

    std::string operator()(const Integer& value) const
    {
        return value.hexadecimal ? Hexadecimal(static_cast<uint64_t>(value.value))
                                 : std::to_string(value.value);
    }

    std::string operator()(const Name& value) const
    {
        return value.text;
    }

    std::string operator()(const Text& value) const
    {
        return Quote(value.octets) + (value.continued ? "..." : "");
    }

    std::string operator()(const InternetAddress& value) const
    {
        // A structure's address of either family is written with inet_addr.
        const bool ipv6 = value.ipv6 && !inSocketAddress;
        return std::string(ipv6 ? "inet6_addr" : "inet_addr") + "(\"" + value.text + "\")";
    }

    std::string operator()(const Or& value) const
    {
        return Join(value.terms, "|", Write);
    }

    std::string operator()(const List& value) const
    {
        return (value.braces ? '{' : '[') + Join(value.items, ", ", Write) +
               (value.braces ? '}' : ']');
    }

    std::string operator()(const Structure& value) const
    {
        if (value.kind != Structure::Kind::SocketAddress)
        {
            return WriteStructure(value);
        }
        return "{sa_family=" + ToNotation(*value.Find("sa_family")) + ", sin_port=htons(" +
               ToNotation(*value.Find("sin_port")) +
               "), sin_addr=" + std::visit(WriteValue{true}, value.Find("sin_addr")->value) + '}';
    }

    bool inSocketAddress{false};
};

struct WriteAction
{
    std::string operator()(const CodeSection& code) const
    {
        return "%{" + code.text + "}%";
    }

    std::string operator()(const Command& command) const
    {
        return '`' + command.text + '`';
    }

    std::string operator()(const Unsupported& unsupported) const
    {
        return "// " + unsupported.what;
    }

    template <typename T>
    std::string operator()(const T& action) const
    {
        return ToNotation(action);
    }
};

} // namespace

std::string
ToNotation(const Segment& segment)
{
    std::string text = ArrowOf(segment.direction) + WriteIpInfo(segment.ip);
    if (segment.ports)
    {
        text += std::to_string(segment.ports->source) + " > " +
                std::to_string(segment.ports->destination) + ' ';
    }
    text += WriteControlBits(segment) + ' ' + WriteRange(segment.seq, segment.octets);
    if (segment.ack)
    {
        text += " ack " + std::to_string(*segment.ack);
    }
    if (segment.window)
    {
        text += " win " + std::to_string(*segment.window);
    }
    if (segment.urgent)
    {
        text += " urg " + std::to_string(*segment.urgent);
    }
    if (!segment.options)
    {
        text += " <...>";
    }
    else if (!segment.options->empty())
    {
        text +=
            " <" +
            Join(*segment.options,
                 ",",
                 [](const TcpOption& option) { return std::visit(WriteOption(), option.value); }) +
            '>';
    }
    return text;
}

std::string
ToNotation(const IcmpMessage& message)
{
    std::string text = ArrowOf(message.direction) + WriteIpInfo(message.ip) + "icmp ";
    text += message.typeName + (message.codeName ? ' ' + *message.codeName : "");
    if (message.mtu)
    {
        text += " mtu " + std::to_string(*message.mtu);
    }
    if (message.echoId)
    {
        text += " id " + std::to_string(*message.echoId);
    }
    return text + " [" + WriteRange(message.quoted.seq, message.quoted.octets) + ']';
}

std::string
ToNotation(const Expression& expression)
{
    return std::visit(WriteValue(), expression.value);
}

std::string
ToNotation(const Call& call)
{
    std::string text = call.endUsecs ? "..." + Seconds(*call.endUsecs) + ' ' : "";
    text += call.name + '(' + Join(call.arguments, ", ", Write) + ") = " + ToNotation(call.result);
    if (call.error)
    {
        text += ' ' + call.error->name + " (" + call.error->note + ')';
    }
    return text + (call.note ? " (" + *call.note + ')' : "");
}

std::string
ToNotation(const EventTime& time)
{
    switch (time.kind)
    {
    case EventTime::Kind::Any:
        return "*";
    case EventTime::Kind::Relative:
        return '+' + Seconds(time.usecs);
    case EventTime::Kind::AbsoluteRange:
        return Seconds(time.usecs) + '~' + Seconds(time.endUsecs);
    case EventTime::Kind::RelativeRange:
        return '+' + Seconds(time.usecs) + "~+" + Seconds(time.endUsecs);
    default:
        return Seconds(time.usecs);
    }
}

std::string
ToNotation(const Event& event)
{
    return ToNotation(event.time) + ' ' + std::visit(WriteAction(), event.action);
}

} // namespace tcplab::drill
