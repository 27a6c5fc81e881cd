// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_AXES_H
#define MATRIX_AXES_H

#include "tcp-segment.h"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace matrix
{

/**
 * \file
 * The axes of the matrix: what can differ between two arrivals of a segment. A cell is one value of
 * each.
 */

/// What the connection is when the segment arrives: a state, and how it was reached where the RFC
/// makes a difference.
enum class Situation : uint8_t
{
    Closed,
    Listen,
    SynSent,
    SynReceivedPassive, ///< from LISTEN
    SynReceivedActive,  ///< from SYN-SENT: both SYNs have crossed
    Established,        ///< text is in flight
    FinWait1,           ///< text and our FIN are in flight
    FinWait1Gone,       ///< our FIN is; the user will read no more (RFC 1122, section 4.2.2.13)
    FinWait2,
    FinWait2Gone,   ///< the user will read no more
    CloseWait,      ///< text is in flight
    Closing,        ///< text and our FIN are in flight
    LastAck,        ///< text and our FIN are in flight
    TimeWait,       ///< from FIN-WAIT-2
    TimeWaitAtOnce, ///< from FIN-WAIT-1
    TimeWaitFromClosing,
};

constexpr int
CountOf(Situation)
{
    return 16;
}

/**
 * Where the segment lies. L is SEG.LEN. Far, Left, Old, Right and
 * Beyond lie wholly outside of the window. In CLOSED, LISTEN and SYN-SENT, which have no RCV.NXT,
 * the numbers count from the number that the peer's next octet might have.
 */
enum class Seq : uint8_t
{
    Far,       ///< RCV.NXT + 2^31: as far away as can be
    Left,      ///< ends two numbers before RCV.NXT: RCV.NXT - L - 2
    Old,       ///< ends just before RCV.NXT: RCV.NXT - L; if it is empty, RCV.NXT - 1
    Straddle,  ///< RCV.NXT - 1, and longer than that: only if L > 1
    LeftEdge,  ///< RCV.NXT
    Inside,    ///< begins behind RCV.NXT, ends before the right edge: only in an open window
    RightEdge, ///< RCV.NXT + RCV.WND - 1, the last number inside: only in an open window
    Right,     ///< RCV.NXT + RCV.WND, the first number behind; RCV.NXT + 1 if the window is zero
    Beyond,    ///< one number further than that
};

constexpr int
CountOf(Seq)
{
    return 9;
}

/**
 * What SEG.ACK is; without the ACK bit it means nothing. In CLOSED and LISTEN, which have no
 * SND.UNA, the numbers count from ISS.
 */
enum class Ack : uint8_t
{
    TooOld,   ///< SND.UNA - MAX.SND.WND - 1
    Oldest,   ///< SND.UNA - MAX.SND.WND
    Old,      ///< SND.UNA - 1
    AtUna,    ///< SND.UNA, if that is not SND.NXT
    InFlight, ///< SND.NXT - 1, if that is not SND.UNA. It is all text but not the FIN, if one is
              ///< out
    AtNxt,    ///< SND.NXT
    Beyond,   ///< SND.NXT + 1
};

constexpr int
CountOf(Ack)
{
    return 7;
}

/// The receive window; in LISTEN and SYN-SENT the one that will be offered.
enum class Window : uint8_t
{
    Open,
    Zero,
};

constexpr int
CountOf(Window)
{
    return 2;
}

/// Settings::rfc5961.
enum class Rfc5961 : uint8_t
{
    On,
    Off,
};

constexpr int
CountOf(Rfc5961)
{
    return 2;
}

/// Octets of text of a segment that carries some.
constexpr uint32_t TEXT_LENGTH = 10;

/// What the segment carries: any combination of SYN, FIN, RST and ACK, with text and without.
enum class Kind : uint8_t
{
};

constexpr int
CountOf(Kind)
{
    return 32;
}

/// \return the kind with these control bits, of FIN, SYN, RST and ACK
constexpr Kind
MakeKind(uint8_t ctl, bool text)
{
    using namespace tcplifecycle;
    return static_cast<Kind>((ctl & (FIN | SYN | RST)) | (ctl & ACK ? 8 : 0) | (text ? 16 : 0));
}

constexpr uint8_t
ControlBitsOf(Kind kind)
{
    using namespace tcplifecycle;
    const auto index = static_cast<uint8_t>(kind);
    return (index & (FIN | SYN | RST)) | (index & 8 ? ACK : 0);
}

constexpr uint32_t
TextOf(Kind kind)
{
    return static_cast<uint8_t>(kind) & 16 ? TEXT_LENGTH : 0;
}

/// \return SEG.LEN (RFC 9293, section 3.4)
constexpr uint32_t
LengthOf(Kind kind)
{
    using namespace tcplifecycle;
    const uint8_t ctl = ControlBitsOf(kind);
    return TextOf(kind) + (ctl & SYN ? 1 : 0) + (ctl & FIN ? 1 : 0);
}

/// One place in the matrix.
struct Cell
{
    Situation situation;
    Kind kind;
    Seq seq;
    Ack ack;
    Window window;
    Rfc5961 rfc5961;
};

/// \return null if the cell exists; else why there is no such thing
const char* WhyImpossible(const Cell& cell);

/// \return the name of a situation, fit for the name of a test
const char* ToString(Situation situation);

/// Tells GoogleTest how to print one.
void PrintTo(Situation situation, std::ostream* to);

/// \return all about a cell in a line
std::string ToString(const Cell& cell);

/// Calls a function with each value of an axis.
template <class Axis, class Function>
void
ForEach(Function function)
{
    for (int value = 0; value < CountOf(Axis{}); ++value)
    {
        function(static_cast<Axis>(value));
    }
}

/// Calls a function with each cell of a situation, the impossible ones included.
template <class Function>
void
ForEachCell(Situation situation, Function function)
{
    ForEach<Window>([&](Window window) {
        ForEach<Rfc5961>([&](Rfc5961 rfc5961) {
            ForEach<Kind>([&](Kind kind) {
                ForEach<Seq>([&](Seq seq) {
                    ForEach<Ack>([&](Ack ack) {
                        function(Cell{situation, kind, seq, ack, window, rfc5961});
                    });
                });
            });
        });
    });
}

} // namespace matrix

#endif // MATRIX_AXES_H
