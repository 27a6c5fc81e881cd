// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRACE_LADDER_H
#define TCP_TRACE_LADDER_H

#include "tcp-trace-record.h"

#include <ostream>

namespace ns3
{

/**
 * Writes a trace to be read, in the look of RFC 9293's figures 6 to 13: a column of states for each
 * end, the segments between them, and outside of each column the times of that end, in seconds.
 * Each pair of endpoints has a ladder of its own.
 *
 * - `A --> <SEQ=..> --> B`: leaves A and arrives at B, and nothing happens in between;
 * - `A --> <SEQ=..> ...`: leaves A and is on its way; `... <SEQ=..> --> B`: arrives at last;
 * - `A --> <SEQ=..> X (lost)`: leaves A and never arrives;
 * - `(forged) ... <SEQ=..> --> B`: arrives and was not sent by the host at the other end; of many
 * in a row that change nothing the first and the last are shown;
 * - in parentheses: user calls and timers; `(Retransmission)` before a segment that repeats one.
 *
 * The states are those after the departure or arrival.
 *
 * \param os where to write
 * \param trace what to write
 * \param style with explanations, each line that changes a state is followed by the rule for it
 */
void WriteTcpTraceLadder(std::ostream& os, const TcpTrace& trace, const TcpTraceStyle& style);

} // namespace ns3

#endif // TCP_TRACE_LADDER_H
