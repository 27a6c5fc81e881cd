// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_RULE_H
#define MATRIX_RULE_H

#include "region.h"
#include "symbols.h"
#include "tcp-connection.h"

#include <string>
#include <utility>
#include <vector>

namespace matrix
{

/**
 * \file
 * A rule: for a part of the matrix, what RFC 9293 asks for. Exactly one rule applies to each cell.
 *
 * In an answer the symbols stand for what they are when the segment arrives. In a reply SND.NXT,
 * RCV.NXT and RCV.WND stand for what they are when the reply leaves, as in the RFC's text.
 */

/// A segment that is sent in answer.
struct Reply
{
    Expr seq;
    Expr ack;
    uint8_t ctl;
    Expr wnd;
};

using tcplifecycle::ACK;
using tcplifecycle::FIN;
using tcplifecycle::RST;
using tcplifecycle::SYN;

/// \name The replies of section 3.10.7, with their numbers
/// A RST offers no window. Without the ACK bit SEG.ACK means nothing and is not compared.
///@{
inline const Reply AN_ACK{SND_NXT, RCV_NXT, ACK, RCV_WND};
inline const Reply A_SYN_ACK{ISS, RCV_NXT, SYN | ACK, RCV_WND};
inline const Reply RST_AT_SEG_ACK{SEG_ACK, 0, RST, 0};
inline const Reply RST_ACK_OF_SEG{0, SEG_SEQ + SEG_LEN, RST | ACK, 0};
inline const Reply RST_AT_SND_NXT{SND_NXT, 0, RST, 0};

///@}

/// Something that the user is told.
struct Told
{
    enum class What : uint8_t
    {
        Opened,
        Acknowledged,
        PeerClosed,
        Urgent,
        Ended,
    };

    What what;
    Expr octets{0};                                                    ///< of Acknowledged
    tcplifecycle::CloseReason reason{tcplifecycle::CloseReason::None}; ///< of Ended
};

/// What is asked for. An answer of which nothing is said is: drop the segment.
class Answer
{
  public:
    /// A state is entered, after those named before; if none is, the connection stays in its state.
    Answer To(tcplifecycle::State state) &&
    {
        path.push_back(state);
        return std::move(*this);
    }

    /// SND.UNA, SND.NXT, RCV.NXT and RCV.WND afterwards.
    Answer SndUna(const Expr& value) &&
    {
        sndUna = value;
        return std::move(*this);
    }

    Answer SndNxt(const Expr& value) &&
    {
        sndNxt = value;
        return std::move(*this);
    }

    Answer RcvNxt(const Expr& value) &&
    {
        rcvNxt = value;
        return std::move(*this);
    }

    Answer RcvWnd(const Expr& value) &&
    {
        rcvWnd = value;
        return std::move(*this);
    }

    /// SND.WND <- SEG.WND.
    Answer TakeWindow() &&
    {
        sndWnd = SEG_WND;
        return std::move(*this);
    }

    /// RCV.NXT goes over so many numbers, and the window's right edge stays where it is: taken back
    /// it may not be (3.10.7.4, seventh), and what would be gained is less than an increment worth
    /// offering (3.8.6.2.2).
    Answer Advance(const Expr& numbers) &&
    {
        rcvNxt = RCV_NXT + numbers;
        rcvWnd = RCV_WND - numbers;
        return std::move(*this);
    }

    /// Text goes to the user. \param from octets that are left out \param octets how many go
    Answer Deliver(const Expr& from, const Expr& octets) &&
    {
        deliveredFrom = from;
        delivered = octets;
        return std::move(*this);
    }

    /// Text is held for later.
    Answer Hold(const Expr& octets) &&
    {
        held = octets;
        return std::move(*this);
    }

    /// So is a FIN.
    Answer HoldFin() &&
    {
        finHeld = true;
        return std::move(*this);
    }

    Answer Send(const Reply& reply) &&
    {
        replies.push_back(reply);
        return std::move(*this);
    }

    /// Told only if octets are not 0.
    Answer Acknowledged(const Expr& octets) &&
    {
        told.push_back(Told{Told::What::Acknowledged, octets});
        return std::move(*this);
    }

    Answer Opened() &&
    {
        told.push_back(Told{Told::What::Opened});
        return std::move(*this);
    }

    Answer PeerClosed() &&
    {
        told.push_back(Told{Told::What::PeerClosed});
        return std::move(*this);
    }

    /// CLOSED is entered. \param reason what the user is told
    Answer Ended(tcplifecycle::CloseReason reason) &&
    {
        path.push_back(tcplifecycle::State::Closed);
        told.push_back(Told{Told::What::Ended, 0, reason});
        return std::move(*this);
    }

    /// The 2 MSL of TIME-WAIT start, or start again.
    Answer Start2Msl() &&
    {
        starts2Msl = true;
        return std::move(*this);
    }

    std::vector<tcplifecycle::State> path;
    Expr sndUna{SND_UNA};
    Expr sndNxt{SND_NXT};
    Expr sndWnd{SND_WND};
    Expr rcvNxt{RCV_NXT};
    Expr rcvWnd{RCV_WND};
    Expr deliveredFrom{0};
    Expr delivered{0};
    Expr held{0};
    bool finHeld{false};
    bool starts2Msl{false};
    std::vector<Reply> replies;
    std::vector<Told> told;
};

/// The segment is dropped, and nothing changes.
inline Answer
Drop()
{
    return {};
}

/// The segment is dropped, and nothing changes but for a reply.
inline Answer
DropAndSend(const Reply& reply)
{
    return Answer().Send(reply);
}

/// One line of the table.
struct Rule
{
    const char* source; ///< RFC, section, step
    Set<Situation> situations;
    Region region;
    Answer answer;
    const char* file{__builtin_FILE()};
    int line{__builtin_LINE()};

    bool AppliesTo(const Cell& cell) const
    {
        return situations.Has(cell.situation) && region.Has(cell);
    }
};

/// \name The table, in parts
///@{
std::vector<Rule> RulesOfClosedListenAndSynSent();
std::vector<Rule> RulesOfSynReceived();
std::vector<Rule> RulesOfFirstToFourthStep();
std::vector<Rule> RulesOfEstablishedAndCloseWait();
std::vector<Rule> RulesOfFinWait();
std::vector<Rule> RulesOfClosingLastAckAndTimeWait();
///@}

/// \return the whole table
const std::vector<Rule>& AllRules();

} // namespace matrix

#endif // MATRIX_RULE_H
