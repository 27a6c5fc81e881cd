// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_NOTATION_H
#define TCPLAB_DRILL_NOTATION_H

#include "drill-script.h"

#include <string>

/**
 * \file
 * Parts of a packet script, written in its notation. ParseDrillScript() reads all of it.
 */

namespace tcplab::drill
{

/// \return "> S. 0:0(0) ack 1 <mss 1460>"
std::string ToNotation(const Segment& segment);

/// \return "< icmp unreachable port_unreachable [1:1001(1000)]"
std::string ToNotation(const IcmpMessage& message);

/// \return "0x10", "AF_INET|PF_INET", "[{fd=3, events=POLLIN}]"
std::string ToNotation(const Expression& expression);

/// \return "...0.5 read(4, ..., 1000) = -1 EAGAIN (Resource temporarily unavailable)"
std::string ToNotation(const Call& call);

/// \return "+0.5", "1~1.5", "*"
std::string ToNotation(const EventTime& time);

/// \return an event with its time, a line without its end
std::string ToNotation(const Event& event);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_NOTATION_H
