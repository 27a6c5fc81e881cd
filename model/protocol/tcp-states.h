// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_STATES_H
#define TCP_STATES_H

#include "tcp-clock.h"
#include "tcp-receiver.h"
#include "tcp-sender.h"
#include "tcp-sequence.h"
#include "tcp-state-name.h"

#include <variant>

namespace tcplifecycle
{

/**
 * \file
 * The eleven states of a connection (RFC 9293, section 3.3.2), each with what that state needs to
 * know and nothing else: a connection in SYN-SENT has no RCV.NXT that could be misread, one in
 * TIME-WAIT has no queue. `snd` and `rcv` are the two directions; a direction that is over has
 * only its numbers left (SendDone, ReceiveDone).
 */

/// No connection at all; it remembers why, for whoever asks.
struct Closed
{
    static constexpr State NAME = State::Closed;
    CloseReason reason{CloseReason::None};
};

/// Waiting for whoever connects.
struct Listen
{
    static constexpr State NAME = State::Listen;
    /// With which number the next connection starts: whoever listens chooses another one for each
    /// (section 3.4.1), before its SYN is handed in.
    SeqNum iss;
};

/// Our SYN is out.
struct SynSent
{
    static constexpr State NAME = State::SynSent;
    Sender snd;
};

/// Both SYNs are out, ours is not acknowledged.
struct SynReceived
{
    static constexpr State NAME = State::SynReceived;
    Sender snd;
    Receiver rcv;
    bool passive; ///< it came from LISTEN, not from SYN-SENT
};

/// Data flows both ways.
struct Established
{
    static constexpr State NAME = State::Established;
    Sender snd;
    Receiver rcv;
};

/// Our user has closed; our FIN is queued or out, and not acknowledged. A user that closes in
/// SYN-RECEIVED leads here before our SYN is acknowledged (Sender::SynAcked).
struct FinWait1
{
    static constexpr State NAME = State::FinWait1;
    Sender snd;
    Receiver rcv;
};

/// Our FIN is acknowledged; the peer has not closed.
struct FinWait2
{
    static constexpr State NAME = State::FinWait2;
    SendDone snd;
    Receiver rcv;
    Instant expiry{NEVER}; ///< Settings::finWait2Timeout, once nobody is left to read
};

/// The peer has closed; our user has not, or its FIN waits behind queued data.
struct CloseWait
{
    static constexpr State NAME = State::CloseWait;
    Sender snd;
    ReceiveDone rcv;
};

/// Both have closed at the same time; our FIN is not acknowledged.
struct Closing
{
    static constexpr State NAME = State::Closing;
    Sender snd;
    ReceiveDone rcv;
};

/// Both have closed, the peer first; our FIN is not acknowledged.
struct LastAck
{
    static constexpr State NAME = State::LastAck;
    Sender snd;
    ReceiveDone rcv;
};

/// Both have closed and acknowledged; old segments die out.
struct TimeWait
{
    static constexpr State NAME = State::TimeWait;
    SendDone snd;
    ReceiveDone rcv;
    Instant expiry; ///< 2 MSL after the last FIN
};

/// One of the eleven.
using StateData = std::variant<Closed,
                               Listen,
                               SynSent,
                               SynReceived,
                               Established,
                               FinWait1,
                               FinWait2,
                               CloseWait,
                               Closing,
                               LastAck,
                               TimeWait>;

} // namespace tcplifecycle

#endif // TCP_STATES_H
