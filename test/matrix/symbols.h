// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_SYMBOLS_H
#define MATRIX_SYMBOLS_H

#include <array>
#include <cstdint>

namespace matrix
{

/// The quantities of which an answer is made, under the RFC's names.
enum class Symbol : uint8_t
{
    Iss,
    SndUna,
    SndNxt,
    SndWnd,
    RcvNxt,
    RcvWnd,
    SegSeq,
    SegAck,
    SegLen,
    SegWnd,
    SegText, ///< octets of text in the segment
    Buffer,  ///< octets of text that the connection has room for
};
constexpr int SYMBOL_COUNT = 12;

/// A number for each symbol.
class Numbers
{
  public:
    uint32_t& operator[](Symbol symbol)
    {
        return m_values[static_cast<size_t>(symbol)];
    }

    uint32_t operator[](Symbol symbol) const
    {
        return m_values[static_cast<size_t>(symbol)];
    }

  private:
    std::array<uint32_t, SYMBOL_COUNT> m_values{};
};

/// A sum of symbols and a constant, modulo 2^32: RCV_NXT + SEG_TEXT + 1.
class Expr
{
  public:
    constexpr Expr(uint32_t constant)
        : m_constant(constant)
    {
    }

    constexpr Expr(Symbol symbol)
    {
        m_times[static_cast<size_t>(symbol)] = 1;
    }

    constexpr friend Expr operator+(Expr a, const Expr& b)
    {
        a.m_constant += b.m_constant;
        for (size_t i = 0; i < SYMBOL_COUNT; ++i)
        {
            a.m_times[i] += b.m_times[i];
        }
        return a;
    }

    constexpr friend Expr operator-(Expr a, const Expr& b)
    {
        a.m_constant -= b.m_constant;
        for (size_t i = 0; i < SYMBOL_COUNT; ++i)
        {
            a.m_times[i] -= b.m_times[i];
        }
        return a;
    }

    /// \return its value \param numbers what the symbols stand for
    uint32_t In(const Numbers& numbers) const
    {
        uint32_t value = m_constant;
        for (size_t i = 0; i < SYMBOL_COUNT; ++i)
        {
            value += static_cast<uint32_t>(m_times[i]) * numbers[static_cast<Symbol>(i)];
        }
        return value;
    }

  private:
    uint32_t m_constant{0};
    std::array<int8_t, SYMBOL_COUNT> m_times{};
};

inline constexpr Expr ISS = Symbol::Iss;
inline constexpr Expr SND_UNA = Symbol::SndUna;
inline constexpr Expr SND_NXT = Symbol::SndNxt;
inline constexpr Expr SND_WND = Symbol::SndWnd;
inline constexpr Expr RCV_NXT = Symbol::RcvNxt;
inline constexpr Expr RCV_WND = Symbol::RcvWnd;
inline constexpr Expr SEG_SEQ = Symbol::SegSeq;
inline constexpr Expr SEG_ACK = Symbol::SegAck;
inline constexpr Expr SEG_LEN = Symbol::SegLen;
inline constexpr Expr SEG_WND = Symbol::SegWnd;
inline constexpr Expr SEG_TEXT = Symbol::SegText;
inline constexpr Expr BUFFER = Symbol::Buffer;

} // namespace matrix

#endif // MATRIX_SYMBOLS_H
