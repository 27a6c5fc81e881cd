// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_REGION_H
#define MATRIX_REGION_H

#include "axes.h"

#include <cstdint>
#include <vector>

namespace matrix
{

/**
 * \file
 * Parts of the matrix, put together out of conditions on one axis each:
 *
 *     Carrying(RST) & At(Seq::Inside, Seq::RightEdge) & RFC_5961_ON
 *
 * is a RST inside the window but not at its left edge, whatever else it carries, whatever it
 * acknowledges, with RFC 5961 switched on.
 */

/// A set of values of one axis.
template <class Axis>
class Set
{
  public:
    /// All values.
    constexpr Set() = default;

    template <class... Values>
    explicit constexpr Set(Axis first, Values... more)
        : m_bits((Bit(first) | ... | Bit(more)))
    {
    }

    /// \param contains says which values are meant
    template <class Predicate>
    static constexpr Set Where(Predicate contains)
    {
        Set set;
        set.m_bits = 0;
        for (int value = 0; value < CountOf(Axis{}); ++value)
        {
            if (contains(static_cast<Axis>(value)))
            {
                set.m_bits |= Bit(static_cast<Axis>(value));
            }
        }
        return set;
    }

    constexpr bool Has(Axis value) const
    {
        return m_bits & Bit(value);
    }

    friend constexpr Set operator&(Set a, Set b)
    {
        a.m_bits &= b.m_bits;
        return a;
    }

  private:
    static constexpr uint32_t Bit(Axis value)
    {
        return uint32_t{1} << static_cast<int>(value);
    }

    uint32_t m_bits{UINT32_MAX};
};

/// A part of the matrix that is a set of values on each axis. Situations are not among them: a
/// rule names those first.
struct Box
{
    Set<Kind> kinds;
    Set<Seq> seqs;
    Set<Ack> acks;
    Set<Window> windows;
    Set<Rfc5961> rfc5961;

    bool Has(const Cell& cell) const
    {
        return kinds.Has(cell.kind) && seqs.Has(cell.seq) && acks.Has(cell.ack) &&
               windows.Has(cell.window) && rfc5961.Has(cell.rfc5961);
    }
};

/// Any part of the matrix: a union of boxes.
class Region
{
  public:
    Region(const Box& box)
        : m_boxes{box}
    {
    }

    bool Has(const Cell& cell) const
    {
        for (const Box& box : m_boxes)
        {
            if (box.Has(cell))
            {
                return true;
            }
        }
        return false;
    }

    friend Region operator|(Region a, const Region& b)
    {
        a.m_boxes.insert(a.m_boxes.end(), b.m_boxes.begin(), b.m_boxes.end());
        return a;
    }

    friend Region operator&(const Region& a, const Region& b)
    {
        Region both;
        for (const Box& one : a.m_boxes)
        {
            for (const Box& other : b.m_boxes)
            {
                both.m_boxes.push_back(Box{one.kinds & other.kinds,
                                           one.seqs & other.seqs,
                                           one.acks & other.acks,
                                           one.windows & other.windows,
                                           one.rfc5961 & other.rfc5961});
            }
        }
        return both;
    }

  private:
    Region() = default;

    std::vector<Box> m_boxes;
};

/// \name Conditions on one axis
///@{

/// All of these control bits are set, whatever else is.
inline Region
Carrying(uint8_t ctl)
{
    return Box{Set<Kind>::Where([ctl](Kind kind) { return (ControlBitsOf(kind) & ctl) == ctl; }),
               {},
               {},
               {},
               {}};
}

/// None of these control bits is set.
inline Region
Lacking(uint8_t ctl)
{
    return Box{Set<Kind>::Where([ctl](Kind kind) { return (ControlBitsOf(kind) & ctl) == 0; }),
               {},
               {},
               {},
               {}};
}

/// These control bits and no other, without text.
inline Region
Bare(uint8_t ctl)
{
    return Box{Set<Kind>(MakeKind(ctl, false)), {}, {}, {}, {}};
}

/// These control bits and no other, with text.
inline Region
TextWith(uint8_t ctl)
{
    return Box{Set<Kind>(MakeKind(ctl, true)), {}, {}, {}, {}};
}

/// SEG.LEN is in a range.
inline Region
OfLength(uint32_t least, uint32_t most = UINT32_MAX)
{
    return Box{Set<Kind>::Where([least, most](Kind kind) {
                   return LengthOf(kind) >= least && LengthOf(kind) <= most;
               }),
               {},
               {},
               {},
               {}};
}

template <class... Values>
Region
At(Seq first, Values... more)
{
    return Box{{}, Set<Seq>(first, more...), {}, {}, {}};
}

template <class... Values>
Region
Acking(Ack first, Values... more)
{
    return Box{{}, {}, Set<Ack>(first, more...), {}, {}};
}

/// No condition.
inline const Region ANY = Box{};

inline const Region OPEN_WINDOW = Box{{}, {}, {}, Set<Window>(Window::Open), {}};
inline const Region ZERO_WINDOW = Box{{}, {}, {}, Set<Window>(Window::Zero), {}};
inline const Region RFC_5961_ON = Box{{}, {}, {}, {}, Set<Rfc5961>(Rfc5961::On)};
inline const Region RFC_5961_OFF = Box{{}, {}, {}, {}, Set<Rfc5961>(Rfc5961::Off)};

///@}

} // namespace matrix

#endif // MATRIX_REGION_H
