// SPDX-License-Identifier: GPL-2.0-only

#ifndef ANSWER_RULES_H
#define ANSWER_RULES_H

#include "tcp-connection.h"

#include <cstdint>

/**
 * SACK blocks tell of text behind a gap; the first one may tell of what came twice (RFC 2018,
 * section 4; RFC 2883). \param sent a segment that leaves \param connection whose it is \param mss
 * octets of text in a full segment
 */
void CheckSack(const tcplifecycle::Segment& sent,
               const tcplifecycle::Connection& connection,
               uint32_t mss);

/**
 * Who may be marked, and who may speak of marks (RFC 3168, section 6.1).
 * \param sent a segment that leaves
 * \param connection whose it is
 */
void CheckEcn(const tcplifecycle::Segment& sent, const tcplifecycle::Connection& connection);

#endif // ANSWER_RULES_H
