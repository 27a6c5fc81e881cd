// SPDX-License-Identifier: GPL-2.0-only

#ifndef OCTETS_H
#define OCTETS_H

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

/**
 * The input of a fuzz target, read from front to back as choices. What is missing at the end reads
 * as 0, so that every prefix of an input is an input.
 */
class Octets
{
  public:
    Octets(const uint8_t* data, size_t size)
        : m_data(data),
          m_size(size)
    {
    }

    bool Empty() const
    {
        return m_size == 0;
    }

    size_t Size() const
    {
        return m_size;
    }

    const uint8_t* Data() const
    {
        return m_data;
    }

    /// \param size how many octets, at most what is there \return them; they are gone here
    Octets Split(size_t size)
    {
        const Octets front(m_data, std::min(size, m_size));
        m_data += front.m_size;
        m_size -= front.m_size;
        return front;
    }

    uint8_t Take8()
    {
        const Octets front = Split(1);
        return front.Empty() ? 0 : *front.m_data;
    }

    /// Big-endian, as on the wire.
    uint16_t Take16()
    {
        const uint16_t high = Take8();
        return static_cast<uint16_t>(high << 8 | Take8());
    }

    uint32_t Take32()
    {
        const uint32_t high = Take16();
        return high << 16 | Take16();
    }

    /// \param choices what there is to choose from \return one of them; the first for an octet 0
    template <class Value, size_t COUNT>
    Value Choose(const std::array<Value, COUNT>& choices)
    {
        return choices[Take8() % COUNT];
    }

  private:
    const uint8_t* m_data;
    size_t m_size;
};

#endif // OCTETS_H
