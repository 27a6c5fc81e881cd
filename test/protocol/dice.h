// SPDX-License-Identifier: GPL-2.0-only

#ifndef DICE_H
#define DICE_H

#include <cstdint>
#include <initializer_list>
#include <random>

/// What is random in a test, but the same for the same seed.
class Dice
{
  public:
    explicit Dice(uint32_t seed)
        : m_random(seed)
    {
    }

    /// \return 0 to count - 1
    uint32_t Below(uint32_t count)
    {
        return m_random() % count;
    }

    bool InPercent(uint32_t percent)
    {
        return Below(100) < percent;
    }

    template <class Value>
    Value One(std::initializer_list<Value> values)
    {
        return values.begin()[Below(static_cast<uint32_t>(values.size()))];
    }

  private:
    std::mt19937 m_random;
};

#endif // DICE_H
