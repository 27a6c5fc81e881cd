// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_STATE_NAME_H
#define TCP_STATE_NAME_H

#include <cstdint>

namespace tcplifecycle
{

/// The states of a connection (RFC 9293, section 3.3.2).
enum class State : uint8_t
{
    Closed,
    Listen,
    SynSent,
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
};

/// Count of states, for tables.
constexpr int STATE_COUNT = 11;

/**
 * \param state a state
 * \return its name as RFC 9293 spells it, "FIN-WAIT-1"
 */
constexpr const char*
ToString(State state)
{
    switch (state)
    {
    case State::Closed:
        return "CLOSED";
    case State::Listen:
        return "LISTEN";
    case State::SynSent:
        return "SYN-SENT";
    case State::SynReceived:
        return "SYN-RECEIVED";
    case State::Established:
        return "ESTABLISHED";
    case State::FinWait1:
        return "FIN-WAIT-1";
    case State::FinWait2:
        return "FIN-WAIT-2";
    case State::CloseWait:
        return "CLOSE-WAIT";
    case State::Closing:
        return "CLOSING";
    case State::LastAck:
        return "LAST-ACK";
    case State::TimeWait:
        return "TIME-WAIT";
    }
    return "?";
}

/// What made a connection change its state: one of the events of RFC 9293, section 3.10, an ICMP
/// message (section 3.9.2.2), or that the host keeps no more of its kind.
enum class Cause : uint8_t
{
    Open,
    Send,
    Receive,
    Close,
    Abort,
    Segment,
    Icmp,
    RetransmissionTimeout,
    UserTimeout,
    KeepAliveTimeout,
    FinWait2Timeout,
    TimeWaitTimeout,
    TimeWaitTableFull,
};

/**
 * \param cause a cause
 * \return the call's name in capitals, "SEGMENT", "ICMP", the timer's name, "TIME-WAIT TIMEOUT", or
 *         "TIME-WAIT TABLE FULL"
 */
constexpr const char*
ToString(Cause cause)
{
    switch (cause)
    {
    case Cause::Open:
        return "OPEN";
    case Cause::Send:
        return "SEND";
    case Cause::Receive:
        return "RECEIVE";
    case Cause::Close:
        return "CLOSE";
    case Cause::Abort:
        return "ABORT";
    case Cause::Segment:
        return "SEGMENT";
    case Cause::Icmp:
        return "ICMP";
    case Cause::RetransmissionTimeout:
        return "RETRANSMISSION TIMEOUT";
    case Cause::UserTimeout:
        return "USER TIMEOUT";
    case Cause::KeepAliveTimeout:
        return "KEEP-ALIVE TIMEOUT";
    case Cause::FinWait2Timeout:
        return "FIN-WAIT-2 TIMEOUT";
    case Cause::TimeWaitTimeout:
        return "TIME-WAIT TIMEOUT";
    case Cause::TimeWaitTableFull:
        return "TIME-WAIT TABLE FULL";
    }
    return "?";
}

/// Why a connection no longer exists.
enum class CloseReason : uint8_t
{
    None,        ///< it exists, or never did
    Normal,      ///< both sides have closed
    Refused,     ///< a RST answered our SYN
    Reset,       ///< a RST from the peer
    TimedOut,    ///< nothing came until R2, or on any keep-alive probe (RFC 9293, 3.8.3, 3.8.4)
    UserTimeout, ///< the user timeout expired (section 3.10.8)
    Unreachable, ///< ICMP said, before the handshake was over, that there is no way (3.9.2.2)
    Aborted,     ///< the user called ABORT
    UnreadData,  ///< closed with data that nobody will read (RFC 1122, section 4.2.2.13)
};

/**
 * \param reason a reason
 * \return it in a word or two, "refused"
 */
constexpr const char*
ToString(CloseReason reason)
{
    switch (reason)
    {
    case CloseReason::None:
        return "none";
    case CloseReason::Normal:
        return "normal";
    case CloseReason::Refused:
        return "refused";
    case CloseReason::Reset:
        return "reset";
    case CloseReason::TimedOut:
        return "timed out";
    case CloseReason::UserTimeout:
        return "user timeout";
    case CloseReason::Unreachable:
        return "unreachable";
    case CloseReason::Aborted:
        return "aborted";
    case CloseReason::UnreadData:
        return "unread data";
    }
    return "?";
}

} // namespace tcplifecycle

#endif // TCP_STATE_NAME_H
