// SPDX-License-Identifier: GPL-2.0-only

#include "drill-octets.h"

#include <cstddef>

namespace tcplab::drill
{

namespace
{

/// A header without options.
constexpr size_t MIN_HEADER = 20;

// IANA's numbers of the options that a script knows by name.
constexpr uint8_t END = 0;
constexpr uint8_t NOP = 1;
constexpr uint8_t MSS = 2;
constexpr uint8_t WINDOW_SCALE = 3;
constexpr uint8_t SACK_PERMITTED = 4;
constexpr uint8_t SACK = 5;
constexpr uint8_t TIMESTAMPS = 8;

/// Appends numbers in network byte order.
class Writer
{
  public:
    explicit Writer(std::vector<uint8_t>& octets)
        : m_octets(octets)
    {
    }

    void Put8(uint8_t value)
    {
        m_octets.push_back(value);
    }

    void Put16(uint16_t value)
    {
        Put8(static_cast<uint8_t>(value >> 8));
        Put8(static_cast<uint8_t>(value));
    }

    void Put32(uint32_t value)
    {
        Put16(static_cast<uint16_t>(value >> 16));
        Put16(static_cast<uint16_t>(value));
    }

    /// Kind and length, the length being that of the whole option.
    void PutHead(uint8_t kind, const TcpOption& option)
    {
        Put8(kind);
        Put8(static_cast<uint8_t>(option.GetLength()));
    }

  private:
    std::vector<uint8_t>& m_octets;
};

void
WriteOption(Writer& to, const TcpOption& option)
{
    const auto& value = option.value;
    if (std::holds_alternative<NopOption>(value))
    {
        to.Put8(NOP);
    }
    else if (std::holds_alternative<EndOption>(value))
    {
        to.Put8(END);
    }
    else if (const auto* mss = std::get_if<MssOption>(&value))
    {
        to.PutHead(MSS, option);
        to.Put16(mss->mss);
    }
    else if (const auto* scale = std::get_if<WindowScaleOption>(&value))
    {
        to.PutHead(WINDOW_SCALE, option);
        to.Put8(scale->shift);
    }
    else if (std::holds_alternative<SackPermittedOption>(value))
    {
        to.PutHead(SACK_PERMITTED, option);
    }
    else if (const auto* sack = std::get_if<SackOption>(&value))
    {
        to.PutHead(SACK, option);
        for (const auto& block : sack->blocks)
        {
            to.Put32(block.left);
            to.Put32(block.right);
        }
    }
    else if (const auto* stamps = std::get_if<TimestampsOption>(&value))
    {
        to.PutHead(TIMESTAMPS, option);
        to.Put32(stamps->value);
        to.Put32(stamps->echoReply);
    }
    else if (const auto* opaque = std::get_if<OpaqueOption>(&value))
    {
        to.PutHead(opaque->kind, option);
        for (const uint8_t octet : opaque->contents)
        {
            to.Put8(octet);
        }
    }
}

uint16_t
Read16(const uint8_t* from)
{
    return static_cast<uint16_t>(from[0] << 8 | from[1]);
}

uint32_t
Read32(const uint8_t* from)
{
    return uint32_t{Read16(from)} << 16 | Read16(from + 2);
}

/// \param contents what follows kind and length \param size octets of it
TcpOption
ReadOption(uint8_t kind, const uint8_t* contents, size_t size)
{
    if (kind == MSS && size == 2)
    {
        return {MssOption{Read16(contents)}};
    }
    if (kind == WINDOW_SCALE && size == 1)
    {
        return {WindowScaleOption{*contents}};
    }
    if (kind == SACK_PERMITTED && size == 0)
    {
        return {SackPermittedOption{}};
    }
    if (kind == SACK && size > 0 && size % 8 == 0)
    {
        SackOption sack;
        for (size_t at = 0; at < size; at += 8)
        {
            sack.blocks.push_back({Read32(contents + at), Read32(contents + at + 4)});
        }
        return {sack};
    }
    if (kind == TIMESTAMPS && size == 8)
    {
        return {TimestampsOption{Read32(contents), Read32(contents + 4)}};
    }
    return {OpaqueOption{kind, {contents, contents + size}}};
}

} // namespace

std::optional<std::vector<TcpOption>>
OptionsFromOctets(const uint8_t* from, const uint8_t* end)
{
    std::vector<TcpOption> options;
    while (from != end)
    {
        const uint8_t kind = *from;
        if (kind == NOP || kind == END)
        {
            options.push_back(kind == NOP ? TcpOption{NopOption{}} : TcpOption{EndOption{}});
            ++from;
            continue;
        }
        const auto left = static_cast<size_t>(end - from);
        const size_t length = left > 1 ? from[1] : 0;
        if (length < 2 || length > left)
        {
            return std::nullopt;
        }
        options.push_back(ReadOption(kind, from + 2, length - 2));
        from += length;
    }
    return options;
}

std::vector<uint8_t>
ToOctets(const Segment& segment)
{
    std::vector<uint8_t> options;
    Writer optionWriter(options);
    if (segment.options)
    {
        for (const auto& option : *segment.options)
        {
            WriteOption(optionWriter, option);
        }
    }
    options.resize((options.size() + 3) / 4 * 4, END);

    std::vector<uint8_t> octets;
    Writer to(octets);
    const Ports ports = segment.ports.value_or(Ports{});
    to.Put16(ports.source);
    to.Put16(ports.destination);
    to.Put32(segment.seq);
    to.Put32(segment.ack.value_or(0));
    const size_t words = (MIN_HEADER + options.size()) / 4;
    to.Put8(static_cast<uint8_t>(words << 4 | (segment.controlBits & AE_BIT ? 1 : 0)));
    to.Put8(static_cast<uint8_t>(segment.controlBits));
    to.Put16(segment.window.value_or(0));
    to.Put16(0); // the checksum: the simulator's is off
    to.Put16(segment.urgent.value_or(0));
    octets.insert(octets.end(), options.begin(), options.end());
    octets.resize(octets.size() + segment.octets, 0);
    return octets;
}

std::optional<Segment>
FromOctets(const std::vector<uint8_t>& octets)
{
    if (octets.size() < MIN_HEADER)
    {
        return std::nullopt;
    }
    const uint8_t* const header = octets.data();
    const size_t headerSize = size_t{4} * (header[12] >> 4);
    if (headerSize < MIN_HEADER || headerSize > octets.size())
    {
        return std::nullopt;
    }
    Segment segment;
    segment.direction = Direction::Outbound;
    segment.ports = Ports{Read16(header), Read16(header + 2)};
    segment.seq = Read32(header + 4);
    segment.controlBits = static_cast<uint16_t>((header[12] & 1) << 8 | header[13]);
    const uint32_t ack = Read32(header + 8);
    if ((segment.controlBits & ACK_BIT) || ack != 0)
    {
        segment.ack = ack;
    }
    segment.window = Read16(header + 14);
    const uint16_t urgent = Read16(header + 18);
    if ((segment.controlBits & URG_BIT) || urgent != 0)
    {
        segment.urgent = urgent;
    }
    segment.options = OptionsFromOctets(header + MIN_HEADER, header + headerSize);
    segment.octets = static_cast<uint32_t>(octets.size() - headerSize);
    return segment.options ? std::make_optional(segment) : std::nullopt;
}

} // namespace tcplab::drill
