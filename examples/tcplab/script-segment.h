// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SCRIPT_SEGMENT_H
#define TCPLAB_SCRIPT_SEGMENT_H

#include "script-tokens.h"

/**
 * \file
 * The notation of segments in RFC 9293's figures, as part of the grammar of scripts. Only
 * script-grammar.cc includes it.
 */

namespace tcplab::grammar
{

const SymbolTable<uint8_t> controlBits{
    {"SYN", tcplifecycle::SYN},
    {"FIN", tcplifecycle::FIN},
    {"RST", tcplifecycle::RST},
    {"PSH", tcplifecycle::PSH},
    {"URG", tcplifecycle::URG},
    {"ECE", tcplifecycle::ECE},
    {"CWR", tcplifecycle::CWR},
    {"ACK", tcplifecycle::ACK},
};

// "<CTL=SYN,ACK>"; "<CTL=>" has none.
const auto addControlBit = [](auto& context) { x3::_val(context) |= x3::_attr(context); };
const auto controlBit = Symbol("a control bit", controlBits)[addControlBit];
const x3::rule<class ControlBitsRule, uint8_t> controlBitsToTheEnd = "a control bit";
const auto controlBitsToTheEnd_def =
    x3::lit('>') | (controlBit > *(x3::lit(',') > controlBit) > '>');
const x3::rule<class ControlRule, uint8_t> control = "<CTL=..>";
const auto control_def = x3::lit("<CTL=") > controlBitsToTheEnd;

// "data", "<CTL=SYN,ACK>"
const x3::rule<class FilterRule, TcpSegmentFilter> segmentFilter = "a kind of segment";
const auto segmentFilter_def =
    Symbol("a kind of segment", segmentKinds)[Into(&TcpSegmentFilter::kind)] |
    control[Into(&TcpSegmentFilter::ctl)];

/// A field of a segment: "<SEQ=0..100>", "<ACK=300>".
struct SegmentField
{
    const char* name{""};
    Iterator where{nullptr};
    uint64_t value{0};
    bool predicted{false};
    std::optional<uint64_t> last;
};

/// "<NAME=", a number, ">".
template <typename Value>
auto
NumberField(const char* open, const char* name, const Value& value)
{
    return x3::lit(open)[Put(&SegmentField::name, name)] > value[Into(&SegmentField::value)];
}

const auto seqNumber = Number("a number, 0 to 4294967295", 0, UINT32_MAX);
const auto window = Number("a window, 0 to 65535", 0, UINT16_MAX);
// What a packet of 1500 octets has room for, whichever version of IP it is of.
const auto text = Number("a number of octets, 1 to 1440", 1, 1440);

// "<ACK=300>", "<ACK=predicted>"
const x3::rule<class AckNumberRule, SegmentField> ackNumber =
    "a number, 0 to 4294967295, or \"predicted\"";
const auto ackNumber_def = seqNumber[Into(&SegmentField::value)] |
                           Keyword("predicted")[Put(&SegmentField::predicted, true)];
const auto intoAck = [](auto& context) {
    x3::_val(context).name = "ACK";
    x3::_val(context).value = x3::_attr(context).value;
    x3::_val(context).predicted = x3::_attr(context).predicted;
};

const x3::rule<class FieldRule, SegmentField> field = "a field of a segment";
const auto intoWhere = [](auto& context) { x3::_val(context).where = x3::_where(context).begin(); };
const auto field_def = x3::eps[intoWhere] >>
                       ((NumberField("<SEQ=", "SEQ", seqNumber) >
                         -(x3::lit("..") > seqNumber[Into(&SegmentField::last)]) > '>') |
                        (x3::lit("<ACK=") > ackNumber[intoAck] > '>') |
                        (NumberField("<DATA=", "DATA", text) > '>') |
                        (NumberField("<WND=", "WND", window) > '>') |
                        (x3::eps[Put(&SegmentField::name, "CTL")] >>
                         control[Into(&SegmentField::value)]));

const x3::rule<class ForgedEndRule, ForgedEnd> forgedEnd = "a host";
const auto forgedEnd_def =
    x3::lexeme[who[Into(&ForgedEnd::who)] >> -(':' > port[Into(&ForgedEnd::port)])];

/// Puts a field into the segment.
const auto addField = [](auto& context) {
    const SegmentField& parsed = x3::_attr(context);
    Forge& forge = x3::_val(context);
    const auto put = [&parsed](auto& member) {
        if (member)
        {
            throw Impossible{parsed.where,
                             std::string("there is a second <") + parsed.name + "=..>"};
        }
        member = static_cast<typename std::decay_t<decltype(member)>::value_type>(parsed.value);
    };
    const std::string_view field = parsed.name;
    if (field == "SEQ")
    {
        put(forge.seq);
        if (parsed.last)
        {
            forge.lastSeq = static_cast<uint32_t>(*parsed.last);
        }
    }
    else if (field == "ACK")
    {
        put(forge.ack);
        forge.acksPredicted = parsed.predicted;
    }
    else if (field == "DATA")
    {
        put(forge.octets);
    }
    else if (field == "WND")
    {
        put(forge.wnd);
    }
    else
    {
        put(forge.ctl);
    }
};

/// Where the segment begins: at the place of its first field.
const auto addFirstField = [](auto& context) {
    const Iterator lineBegin = x3::get<LineBegin>(context);
    x3::_val(context).column = static_cast<uint32_t>(x3::_attr(context).where - lineBegin + 1);
    addField(context);
};

const auto intoStep = [](auto& context) {
    x3::_val(context).step = static_cast<uint32_t>(x3::_attr(context));
};

// "forge A --> B <SEQ=0..4294967295><CTL=RST> step 65535 every 20us"
const x3::rule<class ArrowRule> arrow = "-->";
const auto arrow_def = x3::lit("-->");
const x3::rule<class ForgeRule, Forge> forge = "forge";
const auto forge_def = Keyword("forge") > forgedEnd[Into(&Forge::from)] > arrow >
                       forgedEnd[Into(&Forge::to)] > field[addFirstField] > *field[addField] >
                       -(Keyword("step") >
                         Number("a step, 1 to 4294967295", 1, UINT32_MAX)[intoStep]) >
                       -(Keyword("every") > duration[Into(&Forge::every)]);

// "probe B:80"
const x3::rule<class ProbeRule, Probe> probe = "probe";
const auto probe_def = Keyword("probe") > host[Into(&Probe::host)] > ':' > port[Into(&Probe::port)];

BOOST_SPIRIT_DEFINE(controlBitsToTheEnd, control, segmentFilter, ackNumber)
BOOST_SPIRIT_DEFINE(field, forgedEnd, arrow, forge, probe)

} // namespace tcplab::grammar

#endif // TCPLAB_SCRIPT_SEGMENT_H
