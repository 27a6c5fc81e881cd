// SPDX-License-Identifier: GPL-2.0-only

// What timestamps add to the arrival of a segment and to its departure: RFC 7323, sections 3 to 5.

#include "tcp-connection-private.h"
#include "tcp-connection.h"

namespace tcplifecycle
{

/// Before the first step: protection against wrapped sequence numbers (section 5.3, R1). A RST
/// is exempt, since its sender may have lost its clock together with the connection.
bool
Connection::CheckTimestamps(const Occasion& on)
{
    const Segment& segment = *on.segment;
    if (segment.Has(RST))
    {
        return true;
    }
    if (!segment.options.timestamps)
    {
        return false; // section 3.2
    }
    if (!m_timestamping.IsOld(*segment.options.timestamps, on.now))
    {
        return true;
    }
    std::visit(
        [&](auto& state) {
            if constexpr (IS_OTHER_STATE<std::decay_t<decltype(state)>>)
            {
                EmitLimitedAck(state, on);
            }
        },
        m_state);
    return false;
}

/// After the fourth step, so that neither a RST nor a SYN out of place sets the clock.
void
Connection::NoteTimestamp(const Occasion& on)
{
    std::visit(
        [&](const auto& state) {
            if constexpr (IS_OTHER_STATE<std::decay_t<decltype(state)>>)
            {
                m_timestamping.See(*on.segment->options.timestamps,
                                   on.segment->seq,
                                   state.rcv.LastAckSent(),
                                   on.now);
            }
        },
        m_state);
}

} // namespace tcplifecycle
