// SPDX-License-Identifier: GPL-2.0-only

#ifndef READING_H
#define READING_H

#include "drill/drill-script.h"

#include <string>

/**
 * What a packet script says, field by field and without its notation: a line for its options, then
 * one for each command and each event. Times are in microseconds, options of TCP in octets. A
 * program that prints the same of packetdrill's own structures makes the two comparable.
 *
 * \param script a script
 * \return its reading
 */
std::string ReadingOf(const tcplab::drill::Script& script);

#endif // READING_H
