// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRACE_LINES_H
#define TCP_TRACE_LINES_H

#include "tcp-trace-record.h"

#include <ostream>
#include <string>

namespace ns3
{

/**
 * Writes a line for each transition of a connection, to be read: time in seconds, host, the two
 * states, and what caused it, with the segment in the notation of RFC 9293's figures: `0.020083200
 * A  SYN-SENT -> ESTABLISHED  SEGMENT <SEQ=300><ACK=100><CTL=SYN,ACK>`.
 *
 * A host that has had more than one connection is written with the connection's number, `A.2`.
 *
 * \param os where to write
 * \param trace what to write
 * \param style with explanations, a second line follows
 */
void WriteTcpTraceStates(std::ostream& os, const TcpTrace& trace, const TcpTraceStyle& style);

/**
 * Writes a JSON object for each transition of a connection, to be processed, a line each. Its
 * members, in this order: `time` in seconds, `host`, `event` ("state"), `local`, `remote`, `from`,
 * `to`, `cause`, `segment` (null or an object of `seq`, `ack`, `ctl`, `len`, `wnd`), `rule` (null
 * or the key of the transition table's row); with explanations also `section` and `explanation`.
 *
 * \param os where to write
 * \param trace what to write
 * \param style how
 */
void WriteTcpTraceJsonLines(std::ostream& os, const TcpTrace& trace, const TcpTraceStyle& style);

/**
 * Writes a line for each initial sequence number that was chosen: time in seconds, host, local end,
 * remote end, generator, number, and how much further it is than the one before of the same host,
 * modulo 2^32 ("-" for the first one). `0.020083200  A  10.0.0.1:1000  10.0.0.2:80
 * ns3::TcpIsnClock  5020  5020`
 *
 * \param os where to write
 * \param trace what to write
 */
void WriteTcpTraceIsns(std::ostream& os, const TcpTrace& trace);

/**
 * \param text any text
 * \return it as a JSON string, in quotation marks
 */
std::string ToJsonString(const std::string& text);

/**
 * \param transition a transition
 * \return its rule for a learner, "RFC 9293, 3.10.4: ..."; "" if no row is known
 */
std::string ExplainTransition(const TcpTraceTransition& transition);

} // namespace ns3

#endif // TCP_TRACE_LINES_H
