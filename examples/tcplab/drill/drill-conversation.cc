// SPDX-License-Identifier: GPL-2.0-only

#include "drill-conversation.h"

namespace tcplab::drill
{

namespace
{

bool
Has(const Segment& segment, uint16_t bits)
{
    return (segment.controlBits & bits) == bits;
}

} // namespace

Conversation::Conversation(HostSocket* socket)
    : m_socket(socket)
{
}

HostSocket*
Conversation::GetSocket() const
{
    return m_socket;
}

void
Conversation::Listens()
{
    m_phase = Phase::Listening;
}

void
Conversation::Connects(uint16_t remotePort)
{
    m_phase = Phase::Connecting;
    m_localPort = 0;
    m_remotePort = remotePort;
}

bool
Conversation::IsAccepted(HostSocket& socket)
{
    if (m_phase != Phase::SynAckSent && m_phase != Phase::SynAckAcked)
    {
        return false;
    }
    m_socket = &socket;
    return true;
}

bool
Conversation::BeginsWithArrival() const
{
    return m_phase == Phase::Listening;
}

void
Conversation::Begin(const Segment& first, Ports ports)
{
    m_phase = Phase::SynArrived;
    m_socket = nullptr;
    m_localPort = ports.destination;
    m_remotePort = ports.source;
    m_numbers = Translation();
    m_numbers.SetRemoteIsn(first.seq);
}

void
Conversation::NoteArrival(const Segment& segment)
{
    if (m_phase == Phase::SynAckSent && Has(segment, ACK_BIT))
    {
        m_phase = Phase::SynAckAcked;
    }
    else if (m_phase == Phase::SynSent && Has(segment, SYN_BIT))
    {
        m_numbers.SetRemoteIsn(segment.seq);
        if (Has(segment, ACK_BIT))
        {
            m_phase = Phase::SynAcked;
        }
    }
}

bool
Conversation::NoteExpectation(const Segment& segment)
{
    if (m_phase == Phase::Connecting && Has(segment, SYN_BIT) && !Has(segment, ACK_BIT))
    {
        m_phase = Phase::SynSent;
        m_scriptLocalIsn = segment.seq;
    }
    return m_phase != Phase::New && m_phase != Phase::Listening;
}

bool
Conversation::TakeSegment(const Segment& live, const Segment& expected)
{
    const Ports ports = live.ports.value_or(Ports{});
    if (ports.destination != m_remotePort || (m_localPort != 0 && ports.source != m_localPort))
    {
        return false;
    }
    const bool syn = Has(live, SYN_BIT);
    if (m_localPort == 0)
    {
        if (!syn || Has(live, ACK_BIT))
        {
            return false;
        }
        m_localPort = ports.source;
        m_numbers.SetLocalIsn(m_scriptLocalIsn, live.seq);
    }
    if (m_phase == Phase::SynArrived && syn && Has(expected, SYN_BIT | ACK_BIT))
    {
        m_phase = Phase::SynAckSent;
        m_numbers.SetLocalIsn(expected.seq, live.seq);
    }
    return true;
}

Ports
Conversation::GetInboundPorts() const
{
    return {m_remotePort, m_localPort};
}

Translation&
Conversation::GetNumbers()
{
    return m_numbers;
}

} // namespace tcplab::drill
