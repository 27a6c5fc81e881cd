// SPDX-License-Identifier: GPL-2.0-only

#include "answer-rules.h"

#include "tcp-wire.h"
#include "violation.h"

using namespace tcplifecycle;

void
CheckSack(const Segment& sent, const Connection& connection, uint32_t mss)
{
    const SackBlocks& sack = sent.options.sack;
    if (sack.Empty())
    {
        return;
    }
    Demand(connection.SackInUse() && !sent.Has(SYN), "SACK blocks that nobody has asked for");
    Demand(HeaderSize(sent) ==
               MIN_HEADER_SIZE + sack.Cost() + (sent.options.timestamps ? Timestamps::COST : 0),
           "more SACK blocks than a header has room for");
    Demand(sent.textLength == 0 || sent.textLength + sack.Cost() <= mss,
           "SACK blocks and text that do not fit into a segment"); // RFC 6691
    for (size_t i = 0; i < sack.Size(); ++i)
    {
        Demand(sack[i].start < sack[i].end, "a SACK block without text");
        Demand(i == 0 || sent.ack < sack[i].start, "a SACK block of text that is acknowledged");
        for (size_t j = 1; j < i; ++j)
        {
            Demand(sack[i].end < sack[j].start || sack[j].end < sack[i].start,
                   "SACK blocks with no gap between them");
        }
    }
}

void
CheckEcn(const Segment& sent, const Connection& connection)
{
    const bool inUse = connection.EcnInUse();
    Demand(sent.ecn != EcnField::Ce, "a mark that no router made");
    Demand(sent.ecn == EcnField::NotEct || (inUse && sent.textLength > 0 && !sent.Has(SYN)),
           "something that must not be marked leaves as if it could be");
    Demand(sent.Has(SYN) || inUse || (sent.ctl & (ECE | CWR)) == 0, "ECE or CWR without ECN");
    Demand(!sent.Has(CWR) || sent.textLength > 0 || sent.Has(SYN), "CWR without new text");
}
