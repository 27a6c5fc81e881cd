// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-segment.h"

namespace tcplifecycle
{

std::string
ControlBitsToString(uint8_t ctl)
{
    struct Name
    {
        uint8_t bit;
        const char* name;
    };

    static constexpr Name NAMES[] = {
        {SYN, "SYN"},
        {FIN, "FIN"},
        {RST, "RST"},
        {PSH, "PSH"},
        {URG, "URG"},
        {ECE, "ECE"},
        {CWR, "CWR"},
        {ACK, "ACK"},
    };

    std::string text;
    for (const auto& [bit, name] : NAMES)
    {
        if (ctl & bit)
        {
            text += text.empty() ? "" : ",";
            text += name;
        }
    }
    return text;
}

std::string
ToString(const Segment& segment)
{
    std::string text = "<SEQ=" + std::to_string(segment.seq.Value()) + ">";
    if (segment.Has(ACK))
    {
        text += "<ACK=" + std::to_string(segment.ack.Value()) + ">";
    }
    if (segment.textLength > 0)
    {
        text += "<DATA=" + std::to_string(segment.textLength) + ">";
    }
    text += "<CTL=" + ControlBitsToString(segment.ctl) + ">";
    const SackBlocks& sack = segment.options.sack;
    for (size_t i = 0; i < sack.Size(); ++i)
    {
        text += i == 0 ? "<SACK=" : ",";
        text += std::to_string(sack[i].start.Value()) + ":" + std::to_string(sack[i].end.Value());
    }
    text += sack.Empty() ? "" : ">";
    static constexpr const char* ECN_FIELDS[] = {"", "<ECN=ECT(1)>", "<ECN=ECT(0)>", "<ECN=CE>"};
    return text + ECN_FIELDS[static_cast<uint8_t>(segment.ecn)];
}

} // namespace tcplifecycle
