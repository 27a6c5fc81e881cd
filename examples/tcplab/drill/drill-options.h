// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_OPTIONS_H
#define TCPLAB_DRILL_OPTIONS_H

#include "drill-descriptor.h"
#include "drill-script.h"

#include <cstdint>
#include <optional>
#include <string>

/**
 * \file
 * Socket options: what getsockopt() and setsockopt() of Linux make of the attributes of a socket.
 */

namespace tcplab::drill
{

/**
 * \param call getsockopt or setsockopt, with five arguments
 * \param stack the TCP that is to serve it
 * \return why it cannot be done in the simulator; nothing if it can
 */
std::optional<std::string> WhyNotOption(const Call& call, const Stack& stack);

/// What getsockopt() gives.
struct OptionValue
{
    int error{0};
    int64_t number{0};
    std::optional<std::string> text;    ///< TCP_CONGESTION
    std::optional<LingerOption> linger; ///< SO_LINGER
};

/**
 * \param descriptor whose option
 * \param level SOL_SOCKET and the like
 * \param name of an option for which WhyNotOption has no reason
 * \return its value
 */
OptionValue GetOption(Descriptor& descriptor, int64_t level, int64_t name);

/**
 * \param descriptor whose option
 * \param level SOL_SOCKET and the like
 * \param name of an option for which WhyNotOption has no reason
 * \param value what it is to be
 * \return 0 or Linux's errno
 */
int SetOption(Descriptor& descriptor, int64_t level, int64_t name, const OptionValue& value);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_OPTIONS_H
