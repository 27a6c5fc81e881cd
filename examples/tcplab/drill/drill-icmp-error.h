// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_ICMP_ERROR_H
#define TCPLAB_DRILL_ICMP_ERROR_H

#include "drill-packet.h"

namespace tcplab::drill
{

/**
 * \param message an ICMP message
 * \return the errno that Linux's tables icmp_err_convert and icmpv6_err_convert give it; 0 if it
 *         only tells of a path's MTU, or nothing
 */
int IcmpErrorNumber(const IcmpMessage& message);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_ICMP_ERROR_H
