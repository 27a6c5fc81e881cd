// SPDX-License-Identifier: GPL-2.0-only

#include "segment-notation.h"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

using namespace tcplifecycle;

namespace
{

[[noreturn]] void
Refuse(std::string_view notation, const std::string& what)
{
    throw std::invalid_argument(what + " in \"" + std::string(notation) + "\"");
}

/// Reads "100", "RCV.NXT" or "RCV.NXT+10-1".
uint32_t
ReadNumber(std::string_view text, const Symbols& symbols, std::string_view notation)
{
    uint32_t value = 0;
    char sign = '+';
    while (true)
    {
        const size_t length = text.find_first_of("+-");
        const std::string_view term = text.substr(0, length);
        uint32_t number = 0;
        if (const auto symbol = symbols.find(term); symbol != symbols.end())
        {
            number = symbol->second;
        }
        else if (!term.empty() && term.find_first_not_of("0123456789") == std::string_view::npos)
        {
            const unsigned long long wide = std::stoull(std::string(term));
            if (wide > UINT32_MAX)
            {
                Refuse(notation, "the number " + std::string(term) + " above 4294967295");
            }
            number = static_cast<uint32_t>(wide);
        }
        else
        {
            Refuse(notation, "the unknown number \"" + std::string(term) + "\"");
        }
        value += sign == '+' ? number : -number; // modulo 2^32, as sequence numbers are
        if (length == std::string_view::npos)
        {
            return value;
        }
        sign = text[length];
        text.remove_prefix(length + 1);
    }
}

uint8_t
ReadControlBits(std::string_view text, std::string_view notation)
{
    static const std::map<std::string, uint8_t, std::less<>> BITS = {
        {"FIN", FIN},
        {"SYN", SYN},
        {"RST", RST},
        {"PSH", PSH},
        {"ACK", ACK},
        {"URG", URG},
        {"ECE", ECE},
        {"CWR", CWR},
    };

    uint8_t ctl = 0;
    while (!text.empty())
    {
        const size_t length = text.find(',');
        const auto bit = BITS.find(text.substr(0, length));
        if (bit == BITS.end())
        {
            Refuse(notation,
                   "the unknown control bit \"" + std::string(text.substr(0, length)) + "\"");
        }
        ctl |= bit->second;
        text.remove_prefix(length == std::string_view::npos ? text.size() : length + 1);
    }
    return ctl;
}

EcnField
ReadEcnField(std::string_view text, std::string_view notation)
{
    static const std::map<std::string, EcnField, std::less<>> FIELDS = {
        {"ECT(0)", EcnField::Ect0},
        {"ECT(1)", EcnField::Ect1},
        {"CE", EcnField::Ce},
    };
    const auto field = FIELDS.find(text);
    if (field == FIELDS.end())
    {
        Refuse(notation, "the unknown ECN field \"" + std::string(text) + "\"");
    }
    return field->second;
}

/// Reads "permitted", or "401:501,601:701".
void
ReadSack(std::string_view text, const Symbols& symbols, std::string_view notation, Options& options)
{
    if (text == "permitted")
    {
        options.sackPermitted = true;
        return;
    }
    while (!text.empty())
    {
        const std::string_view block = text.substr(0, text.find(','));
        const size_t colon = block.find(':');
        if (colon == std::string_view::npos || options.sack.Size() == SackBlocks::MAX)
        {
            Refuse(notation, "a SACK block without \":\", or too many of them,");
        }
        options.sack.Add({SeqNum(ReadNumber(block.substr(0, colon), symbols, notation)),
                          SeqNum(ReadNumber(block.substr(colon + 1), symbols, notation))});
        text.remove_prefix(std::min(block.size() + 1, text.size()));
    }
}

} // namespace

NotedSegment
ReadSegment(std::string_view notation, const Symbols& symbols)
{
    NotedSegment noted;
    noted.segment.wnd = UINT16_MAX;
    std::set<std::string, std::less<>> seen;
    std::string_view rest = notation;
    while (!rest.empty())
    {
        const size_t close = rest.find('>');
        const size_t equals = rest.find('=');
        if (rest.front() != '<' || close == std::string_view::npos || equals > close)
        {
            Refuse(notation, "no <NAME=VALUE> where one should be");
        }
        const std::string name(rest.substr(1, equals - 1));
        const std::string_view value = rest.substr(equals + 1, close - equals - 1);
        if (!seen.insert(name).second)
        {
            Refuse(notation, name + " twice");
        }
        const auto number = [&] { return ReadNumber(value, symbols, notation); };
        if (name == "SEQ")
        {
            noted.segment.seq = SeqNum(number());
        }
        else if (name == "ACK")
        {
            noted.segment.ack = SeqNum(number());
        }
        else if (name == "DATA")
        {
            noted.segment.textLength = number();
        }
        else if (name == "CTL")
        {
            noted.segment.ctl = ReadControlBits(value, notation);
            noted.namesPush = noted.segment.Has(PSH);
        }
        else if (name == "WND")
        {
            noted.segment.wnd = static_cast<uint16_t>(number());
            noted.namesWindow = true;
        }
        else if (name == "MSS")
        {
            noted.segment.options.mss = static_cast<uint16_t>(number());
        }
        else if (name == "WS")
        {
            noted.segment.options.windowScale = static_cast<uint8_t>(number());
        }
        else if (name == "UP")
        {
            noted.segment.up = static_cast<uint16_t>(number());
        }
        else if (name == "SACK")
        {
            ReadSack(value, symbols, notation, noted.segment.options);
        }
        else if (name == "ECN")
        {
            noted.segment.ecn = ReadEcnField(value, notation);
        }
        else if (name == "TS")
        {
            const size_t comma = value.find(',');
            if (comma == std::string_view::npos)
            {
                Refuse(notation, "a timestamp without its echo");
            }
            noted.segment.options.timestamps =
                Timestamps{ReadNumber(value.substr(0, comma), symbols, notation),
                           ReadNumber(value.substr(comma + 1), symbols, notation)};
        }
        else
        {
            Refuse(notation, "the unknown field \"" + name + "\"");
        }
        rest.remove_prefix(close + 1);
    }
    if (seen.count("SEQ") == 0 || seen.count("CTL") == 0)
    {
        Refuse(notation, "no SEQ or no CTL");
    }
    if ((seen.count("ACK") != 0) != noted.segment.Has(ACK))
    {
        Refuse(notation, "an ACK field without the ACK bit, or the other way round,");
    }
    if ((seen.count("UP") != 0) != noted.segment.Has(URG))
    {
        Refuse(notation, "an UP field without the URG bit, or the other way round,");
    }
    return noted;
}

namespace
{

bool
AreEqual(const std::optional<Timestamps>& a, const std::optional<Timestamps>& b)
{
    return a.has_value() == b.has_value() && (!a || (a->value == b->value && a->echo == b->echo));
}

bool
AreEqual(const SackBlocks& a, const SackBlocks& b)
{
    bool equal = a.Size() == b.Size();
    for (size_t i = 0; equal && i < a.Size(); ++i)
    {
        equal = a[i] == b[i];
    }
    return equal;
}

} // namespace

bool
NotedSegment::Matches(const Segment& sent) const
{
    const uint8_t ignored = namesPush ? 0 : PSH;
    return sent.seq == segment.seq && (sent.ctl | ignored) == (segment.ctl | ignored) &&
           (!sent.Has(ACK) || sent.ack == segment.ack) && sent.textLength == segment.textLength &&
           (!sent.Has(URG) || sent.up == segment.up) && (!namesWindow || sent.wnd == segment.wnd) &&
           (!segment.options.mss || sent.options.mss == segment.options.mss) &&
           (!segment.options.windowScale ||
            sent.options.windowScale == segment.options.windowScale) &&
           (!segment.options.timestamps ||
            AreEqual(sent.options.timestamps, segment.options.timestamps)) &&
           (!segment.options.sackPermitted || sent.options.sackPermitted) &&
           AreEqual(sent.options.sack, segment.options.sack) && sent.ecn == segment.ecn;
}

std::string
Describe(const Segment& segment)
{
    std::string text = ToString(segment) + "<WND=" + std::to_string(segment.wnd) + ">";
    if (segment.Has(URG))
    {
        text += "<UP=" + std::to_string(segment.up) + ">";
    }
    if (segment.options.mss)
    {
        text += "<MSS=" + std::to_string(*segment.options.mss) + ">";
    }
    if (segment.options.windowScale)
    {
        text += "<WS=" + std::to_string(*segment.options.windowScale) + ">";
    }
    text += segment.options.sackPermitted ? "<SACK=permitted>" : "";
    if (const auto& stamp = segment.options.timestamps)
    {
        text += "<TS=" + std::to_string(stamp->value) + "," + std::to_string(stamp->echo) + ">";
    }
    return text;
}
