// SPDX-License-Identifier: GPL-2.0-only

#ifndef TARGETS_H
#define TARGETS_H

#include <cstddef>
#include <cstdint>

/**
 * \file
 * The fuzz targets: each takes any octets whatever, and throws Violation if what must always hold
 * does not. The sanitizers see to memory and undefined behaviour.
 */

/// Segments, user calls and timeouts into a connection of the protocol side, in each state.
void FuzzConnection(const uint8_t* data, size_t size);

/// A header as it came from the network.
void FuzzHeader(const uint8_t* data, size_t size);

/// IP payloads into a host with a listener and a connection, over IPv4 and IPv6.
void FuzzStack(const uint8_t* data, size_t size);

/// The text of a scenario script.
void FuzzScript(const uint8_t* data, size_t size);

/// The text of a packet script.
void FuzzDrill(const uint8_t* data, size_t size);

#endif // TARGETS_H
