// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_SCENE_H
#define MATRIX_SCENE_H

#include "axes.h"
#include "symbols.h"
#include "tcp-connection.h"

#include <memory>

namespace matrix
{

/// The numbers with which a connection begins.
struct InitialNumbers
{
    uint32_t iss;
    uint32_t irs;
};

/// MAX.SND.WND: the largest window that the peer has offered. The last one was smaller.
constexpr uint32_t MAX_SND_WND = 30;

/// The window field of the segments that arrive. It differs from the last one.
constexpr uint16_t SEGMENT_WINDOW = 27;

/**
 * A connection in one of the situations, and all that must be known to make segments for it. It was
 * brought there by what happens to connections: user calls and segments.
 */
struct Scene
{
    std::unique_ptr<const tcplifecycle::Settings> settings; ///< of the connection
    tcplifecycle::Connection connection;
    Numbers numbers;                      ///< worked out by hand, without those of the segment
    tcplifecycle::Instant now;            ///< when the segment arrives
    tcplifecycle::Instant timeWaitExpiry; ///< in TIME-WAIT: when the 2 MSL are over
};

/// \return the scene of a situation
Scene MakeScene(Situation situation, Window window, Rfc5961 rfc5961, InitialNumbers initial);

/// \return the state that a situation is in
tcplifecycle::State StateOf(Situation situation);

/// \return the segment of a cell \param numbers of the scene
tcplifecycle::Segment MakeSegment(const Cell& cell, const Numbers& numbers);

} // namespace matrix

#endif // MATRIX_SCENE_H
