// SPDX-License-Identifier: GPL-2.0-only

#include "forgery.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace tcplab
{

using namespace ns3;

namespace
{

/// What a segment that does not say otherwise advertises.
constexpr uint16_t DEFAULT_WINDOW = 65535;

tcplifecycle::Segment
FirstSegmentOf(const Forge& statement)
{
    tcplifecycle::Segment segment;
    segment.seq = tcplifecycle::SeqNum(*statement.seq);
    segment.ack = tcplifecycle::SeqNum(statement.ack.value_or(0));
    segment.ctl = *statement.ctl;
    segment.wnd = statement.wnd.value_or(DEFAULT_WINDOW);
    segment.textLength = statement.octets.value_or(0);
    return segment;
}

} // namespace

Forgery::Forgery(const Forge& statement,
                 const Address& source,
                 const Address& destination,
                 TcpSegmentForger& forger)
    : m_source(source),
      m_destination(destination),
      m_forger(forger),
      m_segment(FirstSegmentOf(statement)),
      m_step(statement.step.value_or(0)),
      m_every(NanoSeconds(statement.every.value_or(Duration()).nanoseconds)),
      m_left(CountSegments(statement))
{
}

void
Forgery::SendNext()
{
    const Time busy = m_forger.Send(m_source, m_destination, m_segment);
    m_segment.seq += m_step;
    --m_left;
    if (m_left > 0)
    {
        // A link that is busy for longer than the script wants takes them as fast as it can.
        Simulator::Schedule(std::max(m_every, busy), &Forgery::SendNext, this);
    }
}

uint64_t
Forgery::CountSegments(const Forge& statement)
{
    if (!statement.lastSeq || !statement.step)
    {
        return 1;
    }
    // The sequence space is a circle: a range that ends below its beginning goes on past 0.
    const uint32_t span = *statement.lastSeq - *statement.seq;
    return uint64_t{span} / *statement.step + 1;
}

} // namespace tcplab
