// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_SOCKET_TRACES_H
#define TCP_LIFECYCLE_SOCKET_TRACES_H

#include "tcp-lifecycle-transition.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/sequence-number.h"
#include "ns3/tcp-actions.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-state.h"
#include "ns3/tcp-socket.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <cstdint>

namespace ns3
{

class TcpLifecycleSocket;

/**
 * The trace sources of a TcpLifecycleSocket. They come into being when somebody connects to the
 * first of them: most sockets of a large simulation are traced by nobody, and then tracing costs
 * neither time nor memory.
 */
struct TcpLifecycleSocketTraces
{
    using SegmentTrace =
        TracedCallback<Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>;

    TracedCallback<TcpSocket::TcpStates_t, TcpSocket::TcpStates_t> state;
    TracedCallback<const TcpLifecycleTransition&> transition;
    SegmentTrace tx;
    SegmentTrace rx;
    TracedCallback<uint32_t, Ptr<TcpLifecycleSocket>> urgentData;
    TracedCallback<tcplifecycle::Trouble::Kind, Ptr<TcpLifecycleSocket>> trouble;

    TracedValue<uint32_t> congestionWindow{0};
    TracedValue<uint32_t> congestionWindowInflated{0};
    TracedValue<uint32_t> slowStartThreshold{0};
    TracedValue<TcpSocketState::TcpCongState_t> congestionState{TcpSocketState::CA_OPEN};
    TracedValue<DataRate> pacingRate{DataRate(0)};
    TracedValue<TcpSocketState::EcnState_t> ecnState{TcpSocketState::ECN_DISABLED};
    TracedValue<SequenceNumber32> ecnEchoSeq{SequenceNumber32(0)};
    TracedValue<SequenceNumber32> ecnCeSeq{SequenceNumber32(0)};
    TracedValue<SequenceNumber32> ecnCwrSeq{SequenceNumber32(0)};
    TracedValue<Time> rto;
    TracedValue<Time> rtt;
    TracedValue<SequenceNumber32> nextTxSequence{SequenceNumber32(0)};
    TracedValue<SequenceNumber32> highestSequence{SequenceNumber32(0)};
    TracedValue<SequenceNumber32> highestRxSequence{SequenceNumber32(0)};
    TracedValue<SequenceNumber32> highestRxAck{SequenceNumber32(0)};
    TracedValue<uint32_t> advertisedWindow{0};
    TracedValue<uint32_t> remoteWindow{0};
    TracedValue<uint32_t> bytesInFlight{0};

    /// \return whether there is something that a listener's connections are to inherit
    bool HasHeirs() const
    {
        return !tx.IsEmpty() || !rx.IsEmpty() || !urgentData.IsEmpty() || !trouble.IsEmpty();
    }
};

} // namespace ns3

#endif // TCP_LIFECYCLE_SOCKET_TRACES_H
