// SPDX-License-Identifier: GPL-2.0-only

#ifndef DICE_H
#define DICE_H

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

/// Numbers that are the same on each machine, which the standard's distributions are not.
class Dice
{
  public:
    /// \param seed chooses the numbers
    explicit Dice(uint32_t seed)
        : m_engine(seed)
    {
    }

    /// \return a number from a to b
    uint64_t Between(uint64_t a, uint64_t b)
    {
        return a + m_engine() % (b - a + 1);
    }

    /// \return a number from a to b; each order of magnitude is as likely as another one
    double Magnitude(double a, double b)
    {
        return a * std::pow(b / a, static_cast<double>(m_engine()) / 4294967296.0);
    }

    /// \return true once in so many times
    bool OnceIn(uint64_t times)
    {
        return Between(1, times) == 1;
    }

    /// \return one of the values, each as likely as another one
    template <class T>
    T OneOf(const std::vector<T>& values)
    {
        return values.at(Between(0, values.size() - 1));
    }

  private:
    std::mt19937 m_engine;
};

#endif // DICE_H
