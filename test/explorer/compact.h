// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_COMPACT_H
#define EXPLORER_COMPACT_H

#include "tcp-connection.h"

#include <string>

namespace explorer
{

/**
 * Compares a connection with what a host would make of it that keeps it compact for a while.
 * \param connection in any state; in those that no host keeps compact there is nothing to compare
 * \param settings of the connection
 * \return the first variable that is not the same; empty if all are
 */
std::string CompareWithCompact(const tcplifecycle::Connection& connection,
                               const tcplifecycle::Settings& settings);

} // namespace explorer

#endif // EXPLORER_COMPACT_H
