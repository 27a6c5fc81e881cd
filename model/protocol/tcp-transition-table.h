// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_TRANSITION_TABLE_H
#define TCP_TRANSITION_TABLE_H

#include "tcp-state-name.h"

#include <cstddef>

namespace tcplifecycle
{

/**
 * What happens to a connection that can make it leave its state. One arriving segment can be
 * several of these, one after the other: it may acknowledge our SYN and carry the peer's FIN.
 */
enum class Event : uint8_t
{
    OpenPassive,          ///< the user calls a passive OPEN
    OpenActive,           ///< the user calls an active OPEN
    Close,                ///< the user calls CLOSE
    FinSent,              ///< a FIN that waited behind queued data leaves
    CloseUnread,          ///< the user will read no more, and data is there or comes
    Abort,                ///< the user calls ABORT
    SynArrives,           ///< a SYN without an acknowledgment of ours
    SynAckArrives,        ///< a SYN and the acknowledgment of our SYN
    AckOfSynArrives,      ///< the acknowledgment of our SYN
    FinArrives,           ///< the peer's FIN, and all data before it
    AckOfFinArrives,      ///< the acknowledgment of our FIN
    FinAndAckOfFinArrive, ///< both in one segment
    RstArrives,           ///< a RST that is valid
    RetransmissionLimit,  ///< retransmissions went unanswered until R2
    UserTimeout,          ///< the user timeout expires
    KeepAliveLimit,       ///< keep-alive probes went unanswered
    Unreachable,          ///< ICMP says that there is no way, or nobody who speaks TCP
    FinWait2Timeout,      ///< the bound on FIN-WAIT-2 expires
    TimeWaitTimeout,      ///< 2 MSL are over
    NewIncarnation,       ///< a new connection of the same two sockets is established
    NoRoom,               ///< the host keeps no more connections in TIME-WAIT
};

/// A legal transition.
struct TransitionRow
{
    const char* key;         ///< a name for it, stable, unique
    State from;              ///< the state it leaves
    Event event;             ///< what happens
    State to;                ///< the state it enters
    const char* guard;       ///< under which condition, in words; "" for none
    const char* section;     ///< the RFC and its section
    const char* explanation; ///< one line for a learner
};

/**
 * Every transition that a connection can take, in the order of the states of RFC 9293, section
 * 3.3.2. Connection::Enter takes a row of this table, and there is no other way to change a state.
 */
// One row reads best as one block of lines.
// clang-format off
inline constexpr TransitionRow TRANSITION_TABLE[] = {
    {"closed-open-passive", State::Closed, Event::OpenPassive, State::Listen, "",
     "RFC 9293, 3.10.1",
     "A passive OPEN waits for whoever connects."},
    {"closed-open-active", State::Closed, Event::OpenActive, State::SynSent, "",
     "RFC 9293, 3.10.1",
     "An active OPEN picks an initial sequence number and sends it in a SYN."},

    {"listen-open-active", State::Listen, Event::OpenActive, State::SynSent, "",
     "RFC 9293, 3.10.1",
     "An active OPEN on a listening connection stops waiting and sends a SYN itself."},
    {"listen-syn", State::Listen, Event::SynArrives, State::SynReceived, "no RST, no ACK",
     "RFC 9293, 3.10.7.2",
     "A SYN arrived: answer with our own SYN and acknowledge theirs."},
    {"listen-close", State::Listen, Event::Close, State::Closed, "",
     "RFC 9293, 3.10.4",
     "Nobody has connected yet, so there is nobody to tell."},
    {"listen-abort", State::Listen, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Nobody has connected yet, so there is nobody to tell."},

    {"syn-sent-syn-ack", State::SynSent, Event::SynAckArrives, State::Established,
     "our SYN is acknowledged",
     "RFC 9293, 3.10.7.3",
     "The peer acknowledged our SYN and sent its own: both numbers are known to both sides."},
    {"syn-sent-syn", State::SynSent, Event::SynArrives, State::SynReceived,
     "our SYN is not acknowledged",
     "RFC 9293, 3.10.7.3",
     "Both sides opened at the same time: their SYN crossed ours, so acknowledge it."},
    {"syn-sent-rst", State::SynSent, Event::RstArrives, State::Closed,
     "the RST acknowledges our SYN",
     "RFC 9293, 3.10.7.3",
     "The peer refuses: nobody listens there."},
    {"syn-sent-close", State::SynSent, Event::Close, State::Closed, "",
     "RFC 9293, 3.10.4",
     "Nothing is established yet, so the connection is simply forgotten."},
    {"syn-sent-abort", State::SynSent, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Nothing is established yet, so the connection is simply forgotten."},
    {"syn-sent-gave-up", State::SynSent, Event::RetransmissionLimit, State::Closed, "R2 is reached",
     "RFC 9293, 3.8.3",
     "Nobody answered the SYN, however often it was repeated."},
    {"syn-sent-user-timeout", State::SynSent, Event::UserTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "The user would wait no longer for an answer to the SYN."},
    {"syn-sent-unreachable", State::SynSent, Event::Unreachable, State::Closed,
     "a hard error, about our SYN",
     "RFC 9293, 3.9.2.2",
     "The network says that the peer cannot be reached, or does not speak TCP."},

    {"syn-received-ack", State::SynReceived, Event::AckOfSynArrives, State::Established,
     "SND.UNA < SEG.ACK =< SND.NXT",
     "RFC 9293, 3.10.7.4, fifth",
     "The peer acknowledged our SYN: both numbers are known to both sides."},
    {"syn-received-rst-passive", State::SynReceived, Event::RstArrives, State::Listen,
     "it came from LISTEN",
     "RFC 9293, 3.10.7.4, second",
     "The SYN was not meant: an old duplicate, say. Go back to waiting; the user need not know."},
    {"syn-received-rst-active", State::SynReceived, Event::RstArrives, State::Closed,
     "it came from SYN-SENT, or the user has closed",
     "RFC 9293, 3.10.7.4, second",
     "The peer refuses the connection."},
    {"syn-received-syn-passive", State::SynReceived, Event::SynArrives, State::Listen,
     "another SYN, in the window; it came from LISTEN",
     "RFC 9293, 3.10.7.4, fourth",
     "The peer starts over with another number: forget the first attempt and wait for the next."},
    {"syn-received-syn-active", State::SynReceived, Event::SynArrives, State::Closed,
     "another SYN, in the window; it came from SYN-SENT, or the user has closed; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"syn-received-close", State::SynReceived, Event::Close, State::FinWait1,
     "nothing is queued to be sent",
     "RFC 9293, 3.10.4",
     "Our user has nothing to say: send a FIN before the handshake is over."},
    {"syn-received-unread", State::SynReceived, Event::CloseUnread, State::Closed,
     "the user closed, and data came with the SYN",
     "RFC 1122, 4.2.2.13",
     "Data came with the SYN that nobody will read: a RST tells the peer that it is lost."},
    {"syn-received-abort", State::SynReceived, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Our user gives up: a RST tells the peer."},
    {"syn-received-gave-up", State::SynReceived, Event::RetransmissionLimit, State::Closed,
     "R2 is reached",
     "RFC 9293, 3.8.3",
     "The last step of the handshake never came, however often the SYN,ACK was repeated."},
    {"syn-received-user-timeout", State::SynReceived, Event::UserTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "The user would wait no longer for the handshake to end."},
    {"syn-received-unreachable", State::SynReceived, Event::Unreachable, State::Closed,
     "a hard error, about our SYN",
     "RFC 9293, 3.9.2.2",
     "The network says that the peer cannot be reached, or does not speak TCP."},

    {"established-close", State::Established, Event::Close, State::FinWait1, "",
     "RFC 9293, 3.10.4",
     "Our user has no more to send: a FIN follows the queued data. Receiving goes on."},
    {"established-fin", State::Established, Event::FinArrives, State::CloseWait, "",
     "RFC 9293, 3.10.7.4, eighth",
     "The peer has no more to send; our user may send on for as long as it likes."},
    {"established-unread", State::Established, Event::CloseUnread, State::Closed,
     "the user closed, and data is unread",
     "RFC 1122, 4.2.2.13",
     "Our user left without reading what came: a RST tells the peer that its data is lost."},
    {"established-rst", State::Established, Event::RstArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, second",
     "The peer broke the connection off."},
    {"established-syn", State::Established, Event::SynArrives, State::Closed,
     "in the window; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"established-abort", State::Established, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Our user broke the connection off: a RST tells the peer."},
    {"established-gave-up", State::Established, Event::RetransmissionLimit, State::Closed,
     "R2 is reached",
     "RFC 9293, 3.8.3",
     "The peer acknowledged nothing, however often the data was repeated."},
    {"established-user-timeout", State::Established, Event::UserTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "The user would wait no longer for an acknowledgment."},
    {"established-keep-alive", State::Established, Event::KeepAliveLimit, State::Closed,
     "keep-alive is on",
     "RFC 9293, 3.8.4",
     "The peer answered none of the probes: it is gone."},

    {"fin-wait-1-ack", State::FinWait1, Event::AckOfFinArrives, State::FinWait2, "",
     "RFC 9293, 3.10.7.4, fifth",
     "The peer has our FIN; now it is the peer's turn to close."},
    {"fin-wait-1-fin", State::FinWait1, Event::FinArrives, State::Closing,
     "our FIN is not acknowledged",
     "RFC 9293, 3.10.7.4, eighth",
     "Both sides closed at the same time: their FIN crossed ours, so acknowledge it."},
    {"fin-wait-1-fin-ack", State::FinWait1, Event::FinAndAckOfFinArrive, State::TimeWait,
     "our FIN is acknowledged",
     "RFC 9293, 3.10.7.4, eighth",
     "The peer acknowledged our FIN and sent its own in one segment: wait 2 MSL."},
    {"fin-wait-1-unread", State::FinWait1, Event::CloseUnread, State::Closed,
     "the user will read no more, and data is unread or arrives",
     "RFC 1122, 4.2.2.13",
     "There is data that our user will not read: a RST tells the peer that it is lost."},
    {"fin-wait-1-rst", State::FinWait1, Event::RstArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, second",
     "The peer broke the connection off."},
    {"fin-wait-1-syn", State::FinWait1, Event::SynArrives, State::Closed,
     "in the window; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"fin-wait-1-abort", State::FinWait1, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Our user broke the connection off: a RST tells the peer."},
    {"fin-wait-1-gave-up", State::FinWait1, Event::RetransmissionLimit, State::Closed,
     "R2 is reached",
     "RFC 9293, 3.8.3",
     "The peer acknowledged nothing, however often it was repeated."},
    {"fin-wait-1-user-timeout", State::FinWait1, Event::UserTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "The user would wait no longer for an acknowledgment."},
    {"fin-wait-1-unreachable", State::FinWait1, Event::Unreachable, State::Closed,
     "a hard error, about our SYN",
     "RFC 9293, 3.9.2.2",
     "Our user closed before the handshake was over, and the network says that there is no peer."},

    {"fin-wait-2-fin", State::FinWait2, Event::FinArrives, State::TimeWait, "",
     "RFC 9293, 3.10.7.4, eighth",
     "The peer has closed as well: acknowledge, and wait 2 MSL in case that is lost."},
    {"fin-wait-2-unread", State::FinWait2, Event::CloseUnread, State::Closed,
     "the user will read no more, and data is unread or arrives",
     "RFC 1122, 4.2.2.13",
     "There is data that our user will not read: a RST tells the peer that it is lost."},
    {"fin-wait-2-rst", State::FinWait2, Event::RstArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, second",
     "The peer broke the connection off."},
    {"fin-wait-2-syn", State::FinWait2, Event::SynArrives, State::Closed,
     "in the window; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"fin-wait-2-abort", State::FinWait2, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Our user broke the connection off: a RST tells the peer."},
    {"fin-wait-2-timeout", State::FinWait2, Event::FinWait2Timeout, State::Closed,
     "the user closed; a bound is set",
     "no RFC; Linux tcp(7), tcp_fin_timeout",
     "The peer did not close in time, and nobody is left to read: give the connection up."},
    {"fin-wait-2-keep-alive", State::FinWait2, Event::KeepAliveLimit, State::Closed,
     "keep-alive is on",
     "RFC 9293, 3.8.4",
     "The peer answered none of the probes: it is gone."},

    {"close-wait-close", State::CloseWait, Event::FinSent, State::LastAck,
     "the user closed; all data is sent",
     "RFC 9293, 3.10.4",
     "Our user has no more to send either: our FIN is out, one acknowledgment is missing."},
    {"close-wait-unread", State::CloseWait, Event::CloseUnread, State::Closed,
     "the user closed, and data is unread",
     "RFC 1122, 4.2.2.13",
     "Our user left without reading what came: a RST tells the peer that its data is lost."},
    {"close-wait-rst", State::CloseWait, Event::RstArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, second",
     "The peer broke the connection off."},
    {"close-wait-syn", State::CloseWait, Event::SynArrives, State::Closed,
     "in the window; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"close-wait-abort", State::CloseWait, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Our user broke the connection off: a RST tells the peer."},
    {"close-wait-gave-up", State::CloseWait, Event::RetransmissionLimit, State::Closed,
     "R2 is reached",
     "RFC 9293, 3.8.3",
     "The peer acknowledged nothing, however often the data was repeated."},
    {"close-wait-user-timeout", State::CloseWait, Event::UserTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "The user would wait no longer for an acknowledgment."},
    {"close-wait-keep-alive", State::CloseWait, Event::KeepAliveLimit, State::Closed,
     "keep-alive is on",
     "RFC 9293, 3.8.4",
     "The peer answered none of the probes: it is gone."},

    {"closing-ack", State::Closing, Event::AckOfFinArrives, State::TimeWait, "",
     "RFC 9293, 3.10.7.4, fifth",
     "Both FINs are acknowledged: wait 2 MSL in case our last acknowledgment is lost."},
    {"closing-rst", State::Closing, Event::RstArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, second",
     "The peer has forgotten the connection."},
    {"closing-syn", State::Closing, Event::SynArrives, State::Closed,
     "in the window; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"closing-abort", State::Closing, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Both sides have closed already, so the connection is simply forgotten."},
    {"closing-gave-up", State::Closing, Event::RetransmissionLimit, State::Closed, "R2 is reached",
     "RFC 9293, 3.8.3",
     "The peer did not acknowledge our FIN, however often it was repeated."},
    {"closing-user-timeout", State::Closing, Event::UserTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "The user would wait no longer for an acknowledgment."},

    {"last-ack-ack", State::LastAck, Event::AckOfFinArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, fifth",
     "The peer has our FIN: both directions are closed and acknowledged."},
    {"last-ack-rst", State::LastAck, Event::RstArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, second",
     "The peer has forgotten the connection."},
    {"last-ack-syn", State::LastAck, Event::SynArrives, State::Closed,
     "in the window; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"last-ack-abort", State::LastAck, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Both sides have closed already, so the connection is simply forgotten."},
    {"last-ack-gave-up", State::LastAck, Event::RetransmissionLimit, State::Closed,
     "R2 is reached",
     "RFC 9293, 3.8.3",
     "The peer did not acknowledge our FIN, however often it was repeated."},
    {"last-ack-user-timeout", State::LastAck, Event::UserTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "The user would wait no longer for an acknowledgment."},

    {"time-wait-timeout", State::TimeWait, Event::TimeWaitTimeout, State::Closed, "",
     "RFC 9293, 3.10.8",
     "Every old segment of this connection has died out by now: its addresses and ports are free."},
    {"time-wait-rst", State::TimeWait, Event::RstArrives, State::Closed, "",
     "RFC 9293, 3.10.7.4, second",
     "A RST ends the waiting early (RFC 1337 calls it TIME-WAIT assassination)."},
    {"time-wait-syn", State::TimeWait, Event::SynArrives, State::Closed,
     "in the window; RFC 5961 is off",
     "RFC 9293, 3.10.7.4, fourth",
     "A SYN in the window is an error: reset, as RFC 793 had it."},
    {"time-wait-abort", State::TimeWait, Event::Abort, State::Closed, "",
     "RFC 9293, 3.10.5",
     "Both sides have closed already, so the connection is simply forgotten."},
    {"time-wait-reopened", State::TimeWait, Event::NewIncarnation, State::Closed,
     "timestamps or sequence numbers tell old from new",
     "RFC 6191, 2; RFC 9293, 3.6.1",
     "A new connection of the same two sockets is established: no old segment can be taken for its."},
    {"time-wait-no-room", State::TimeWait, Event::NoRoom, State::Closed, "a bound is set",
     "no RFC; Linux tcp(7), tcp_max_tw_buckets",
     "The host keeps no more connections in TIME-WAIT: this one does without its protection."},
};
// clang-format on

/// Count of rows.
constexpr size_t TRANSITION_COUNT = sizeof(TRANSITION_TABLE) / sizeof(TRANSITION_TABLE[0]);

/**
 * \param from the state left
 * \param event what happens
 * \param to the state entered
 * \return the number of the row, or TRANSITION_COUNT if there is none
 */
constexpr size_t
FindTransition(State from, Event event, State to)
{
    for (size_t row = 0; row < TRANSITION_COUNT; ++row)
    {
        if (TRANSITION_TABLE[row].from == from && TRANSITION_TABLE[row].event == event &&
            TRANSITION_TABLE[row].to == to)
        {
            return row;
        }
    }
    return TRANSITION_COUNT;
}

} // namespace tcplifecycle

#endif // TCP_TRANSITION_TABLE_H
