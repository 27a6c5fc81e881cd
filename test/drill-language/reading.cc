// SPDX-License-Identifier: GPL-2.0-only

#include "reading.h"

#include <arpa/inet.h>
#include <array>
#include <iomanip>
#include <sstream>

using namespace tcplab::drill;

namespace
{

void Write(std::ostream& out, const Expression& expression);

template <typename Items, typename WriteItem>
void
WriteAll(std::ostream& out, const Items& items, const char* separator, WriteItem writeItem)
{
    const char* before = "";
    for (const auto& item : items)
    {
        out << before;
        writeItem(item);
        before = separator;
    }
}

void
WriteAll(std::ostream& out, const std::vector<Expression>& expressions, const char* separator)
{
    WriteAll(out, expressions, separator, [&out](const Expression& each) { Write(out, each); });
}

/// The address in the form that the C library gives it.
std::string
Canonical(const InternetAddress& address)
{
    std::array<unsigned char, sizeof(in6_addr)> octets{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = address.ipv6 ? AF_INET6 : AF_INET;
    inet_pton(family, address.text.c_str(), octets.data());
    return inet_ntop(family, octets.data(), text.data(), text.size());
}

/// The fields of a structure, in braces behind its name; one that is left out is what it stands
/// for.
void
WriteFields(std::ostream& out, const char* name, const Structure& structure)
{
    out << name << '{';
    WriteAll(out, structure.fields, ", ", [&out](const Field& field) { Write(out, field.value); });
    out << '}';
}

void
WriteStructure(std::ostream& out, const Structure& structure)
{
    switch (structure.kind)
    {
    case Structure::Kind::SocketAddress:
        out << "sockaddr{" << Canonical(*structure.Find("sin_addr")->As<InternetAddress>()) << ' ';
        Write(out, *structure.Find("sin_port"));
        out << '}';
        break;
    case Structure::Kind::Message: {
        out << "msghdr{";
        for (const char* field : {"msg_iovlen", "msg_iov", "msg_flags"})
        {
            Write(out, *structure.Find(field));
            out << ", ";
        }
        const Expression* control = structure.Find("msg_control");
        control == nullptr ? void(out << "[]") : Write(out, *control);
        out << '}';
        break;
    }
    case Structure::Kind::ControlMessage:
        WriteFields(out, "cmsg", structure);
        break;
    case Structure::Kind::IoVector:
        out << "iovec{";
        Write(out, *structure.Find("iov_len"));
        out << '}';
        break;
    case Structure::Kind::PollDescriptor: {
        out << "pollfd{";
        Write(out, *structure.Find("fd"));
        out << ", ";
        Write(out, *structure.Find("events"));
        out << ", ";
        const Expression* returned = structure.Find("revents");
        returned == nullptr ? void(out << 0) : Write(out, *returned);
        out << '}';
        break;
    }
    case Structure::Kind::Linger:
        WriteFields(out, "linger", structure);
        break;
    case Structure::Kind::EpollEvent:
        out << "epoll{";
        Write(out, structure.fields.at(0).value);
        out << ", " << structure.fields.at(1).name << ' ';
        Write(out, structure.fields.at(1).value);
        out << '}';
        break;
    case Structure::Kind::Timestamping:
        WriteFields(out, "timestamping", structure);
        break;
    case Structure::Kind::ExtendedError:
        WriteFields(out, "ee", structure);
        break;
    case Structure::Kind::Assignment:
        out << structure.fields.at(0).name << '=';
        Write(out, structure.fields.at(0).value);
        break;
    case Structure::Kind::Other:
        out << "other";
        break;
    }
}

struct WriteValue
{
    std::ostream& out;

    void operator()(const Ellipsis& /* value */) const
    {
        out << "...";
    }

    void operator()(const Integer& value) const
    {
        out << value.value;
    }

    void operator()(const Name& value) const
    {
        out << value.text;
    }

    void operator()(const Text& value) const
    {
        out << '"' << value.octets << '"' << (value.continued ? "..." : "");
    }

    /// The number that it is in network order, as the host has it in memory.
    void operator()(const InternetAddress& value) const
    {
        if (value.ipv6)
        {
            out << "in6 " << Canonical(value);
            return;
        }
        in_addr address{};
        inet_pton(AF_INET, value.text.c_str(), &address);
        out << address.s_addr;
    }

    void operator()(const Or& value) const
    {
        WriteAll(out, value.terms, "|");
    }

    void operator()(const List& value) const
    {
        out << '[';
        WriteAll(out, value.items, ", ");
        out << ']';
    }

    void operator()(const Structure& value) const
    {
        WriteStructure(out, value);
    }
};

void
Write(std::ostream& out, const Expression& expression)
{
    std::visit(WriteValue{out}, expression.value);
}

// Packets

struct OptionOctets
{
    std::vector<uint8_t>& octets;

    void Add(uint64_t number, int count) const
    {
        for (int i = count - 1; i >= 0; --i)
        {
            octets.push_back(static_cast<uint8_t>(number >> (8 * i)));
        }
    }

    void operator()(const NopOption& /* option */) const
    {
        Add(1, 1);
    }

    void operator()(const EndOption& /* option */) const
    {
        Add(0, 1);
    }

    void operator()(const MssOption& option) const
    {
        Add(0x0204, 2);
        Add(option.mss, 2);
    }

    void operator()(const WindowScaleOption& option) const
    {
        Add(0x0303, 2);
        Add(option.shift, 1);
    }

    void operator()(const SackPermittedOption& /* option */) const
    {
        Add(0x0402, 2);
    }

    void operator()(const SackOption& option) const
    {
        Add(5, 1);
        Add(2 + 8 * option.blocks.size(), 1);
        for (const auto& block : option.blocks)
        {
            Add(block.left, 4);
            Add(block.right, 4);
        }
    }

    void operator()(const TimestampsOption& option) const
    {
        Add(0x080a, 2);
        Add(option.value, 4);
        Add(option.echoReply, 4);
    }

    void operator()(const OpaqueOption& option) const
    {
        Add(option.kind, 1);
        Add(2 + option.contents.size(), 1);
        octets.insert(octets.end(), option.contents.begin(), option.contents.end());
    }
};

void
WriteIp(std::ostream& out, const IpInfo& ip)
{
    if (ip.ecn == EcnMark::EctEither)
    {
        out << " ecn=01";
    }
    else if (ip.ecn)
    {
        out << " ecn=" << static_cast<int>(*ip.ecn); // in the order of the codepoints
    }
    if (ip.tos)
    {
        out << " tos=" << static_cast<int>(*ip.tos);
    }
    if (ip.ttl)
    {
        out << " ttl=" << static_cast<int>(*ip.ttl);
    }
    if (ip.flowLabel)
    {
        out << " flow=" << *ip.flowLabel;
    }
}

const char*
DirectionOf(Direction direction)
{
    return direction == Direction::Inbound ? "in" : "out";
}

struct WriteAction
{
    std::ostream& out;

    void operator()(const Segment& segment) const
    {
        out << "tcp " << DirectionOf(segment.direction) << " flags=0x" << std::hex
            << std::setfill('0') << std::setw(3) << segment.controlBits << std::dec
            << " seq=" << segment.seq << " len=" << segment.octets
            << " ack=" << segment.ack.value_or(0) << " win=";
        segment.window ? void(out << *segment.window) : void(out << '-');
        out << " urg=" << segment.urgent.value_or(0);
        if (segment.ports)
        {
            out << " ports=" << segment.ports->source << '>' << segment.ports->destination;
        }
        out << " options=";
        if (!segment.options)
        {
            out << "any";
        }
        std::vector<uint8_t> octets;
        for (const auto& option : segment.options.value_or(std::vector<TcpOption>()))
        {
            std::visit(OptionOctets{octets}, option.value);
        }
        for (const uint8_t octet : octets)
        {
            out << std::hex << std::setw(2) << static_cast<int>(octet) << std::dec;
        }
        WriteIp(out, segment.ip);
    }

    void operator()(const IcmpMessage& message) const
    {
        out << "icmp " << DirectionOf(message.direction)
            << " type=" << static_cast<int>(message.type)
            << " code=" << static_cast<int>(message.code);
        const bool hasMtu =
            message.ipv6 ? message.type == 2 : message.type == 3 && message.code == 4;
        if (hasMtu)
        {
            out << " mtu=" << message.mtu.value_or(0);
        }
        out << " seq=" << message.quoted.seq;
        WriteIp(out, message.ip);
    }

    void operator()(const Call& call) const
    {
        if (call.endUsecs)
        {
            out << "until " << *call.endUsecs << ' ';
        }
        out << call.name << '(';
        WriteAll(out, call.arguments, ", ");
        out << ") = ";
        Write(out, call.result);
        if (call.error)
        {
            out << ' ' << call.error->name << " (" << call.error->note << ')';
        }
        if (call.note)
        {
            out << " note (" << *call.note << ')';
        }
    }

    void operator()(const Command& command) const
    {
        out << '`' << command.text << '`';
    }

    void operator()(const CodeSection& code) const
    {
        const size_t begin = code.text.find_first_not_of(" \t");
        const size_t end = code.text.find_last_not_of(" \t");
        out << "%{" << (begin == std::string::npos ? "" : code.text.substr(begin, end + 1 - begin))
            << "}%";
    }

    void operator()(const Unsupported& /* unsupported */) const
    {
        out << "unsupported";
    }
};

void
WriteTime(std::ostream& out, const EventTime& time)
{
    switch (time.kind)
    {
    case EventTime::Kind::Absolute:
        out << "abs " << time.usecs;
        break;
    case EventTime::Kind::Relative:
        out << "rel " << time.usecs;
        break;
    case EventTime::Kind::Any:
        out << "any";
        break;
    case EventTime::Kind::AbsoluteRange:
        out << "abs " << time.usecs << ".." << time.endUsecs;
        break;
    case EventTime::Kind::RelativeRange:
        out << "rel " << time.usecs << ".." << time.endUsecs;
        break;
    }
}

} // namespace

std::string
ReadingOf(const Script& script)
{
    std::ostringstream out;
    const Configuration& configuration = script.configuration;
    out << "ip_version=" << static_cast<int>(configuration.ipVersion)
        << " tolerance_usecs=" << configuration.toleranceUsecs
        << " tolerance_percent=" << configuration.tolerancePercent
        << " mtu=" << configuration.mtu.value_or(1500)
        << " tick=" << configuration.timestampTickUsecs << '\n';
    if (script.initCommand)
    {
        out << "init `" << script.initCommand->command.text << "`\n";
    }
    for (const auto& event : script.events)
    {
        out << event.place.line << ' ';
        WriteTime(out, event.time);
        out << ' ';
        std::visit(WriteAction{out}, event.action);
        out << '\n';
    }
    if (script.cleanupCommand)
    {
        out << "cleanup `" << script.cleanupCommand->command.text << "`\n";
    }
    return out.str();
}
