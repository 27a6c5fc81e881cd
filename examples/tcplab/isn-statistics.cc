// SPDX-License-Identifier: GPL-2.0-only

#include "isn-statistics.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/complement.hpp>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace tcplab
{

namespace
{

/// Most connections that an attack is learned from and tried on; more say nothing new.
constexpr size_t MOST_LEARNED = 4096;
constexpr size_t MOST_TRIED = 1024;

/// \return how far two steps are apart on the circle of the sequence space
uint32_t
Distance(uint32_t a, uint32_t b)
{
    return std::min(a - b, b - a);
}

/// The first guesses of an attacker, and whether one hits.
class Attack
{
  public:
    Attack(const std::vector<uint32_t>& steps, uint32_t window)
        : m_steps(steps),
          m_window(window),
          m_learned(std::min(steps.size() / 2, MOST_LEARNED))
    {
    }

    size_t GetLearned() const
    {
        return m_learned;
    }

    /**
     * \param index of the step that is to be guessed
     * \return how many guesses it takes; 0 if none of those learned hits
     */
    size_t CountGuesses(size_t index)
    {
        m_order.resize(m_learned - 2);
        for (size_t i = 0; i < m_order.size(); ++i)
        {
            const size_t followed = i + 2;
            m_order[i] = {std::max(Distance(m_steps[followed - 1], m_steps[index - 1]),
                                   Distance(m_steps[followed - 2], m_steps[index - 2])),
                          followed};
        }
        std::sort(m_order.begin(), m_order.end());
        m_guesses.clear();
        for (const auto& [distance, followed] : m_order)
        {
            const uint32_t guess = m_steps[followed];
            if (!m_guesses.insert(guess).second)
            {
                continue;
            }
            if (Covers(guess, m_steps[index]))
            {
                return m_guesses.size();
            }
        }
        return 0;
    }

  private:
    /// Whether a number lies in the window whose middle a guess is.
    bool Covers(uint32_t guess, uint32_t number) const
    {
        return number - (guess - (m_window - 1) / 2) < m_window;
    }

    const std::vector<uint32_t>& m_steps;
    uint32_t m_window;
    size_t m_learned;
    std::vector<std::pair<uint32_t, size_t>> m_order; ///< distance, index of the step that followed
    std::unordered_set<uint32_t> m_guesses;
};

} // namespace

std::optional<double>
RateOfIncrease(const IsnSample& sample)
{
    const auto steps = StepsOf(sample);
    if (*std::max_element(steps.begin(), steps.end()) > INT32_MAX)
    {
        return std::nullopt;
    }
    const double increase = std::accumulate(steps.begin(), steps.end(), 0.0);
    return increase / (sample.times.back() - sample.times.front()).GetSeconds();
}

double
EntropyOfSteps(const std::vector<uint32_t>& steps)
{
    auto sorted = steps;
    std::sort(sorted.begin(), sorted.end());
    const auto count = static_cast<double>(sorted.size());
    double bits = 0;
    for (auto first = sorted.begin(); first != sorted.end();)
    {
        const auto last = std::upper_bound(first, sorted.end(), *first);
        const double frequency = static_cast<double>(last - first) / count;
        bits -= frequency * std::log2(frequency);
        first = last;
    }
    return bits + 0.0; // no negative zero
}

double
EntropyCeiling(size_t steps)
{
    return std::log2(static_cast<double>(steps));
}

GuessCount
GuessesForAHalf(const IsnSample& sample, uint32_t window)
{
    const auto steps = StepsOf(sample);
    Attack attack(steps, window);
    const size_t tried = std::min(steps.size() - attack.GetLearned(), MOST_TRIED);
    std::vector<size_t> counts;
    for (size_t i = 0; i < tried; ++i)
    {
        if (const size_t count = attack.CountGuesses(attack.GetLearned() + i))
        {
            counts.push_back(count);
        }
    }
    const size_t half = (tried + 1) / 2;
    if (counts.size() < half)
    {
        return {std::max(1.0, std::ceil(SEQUENCE_SPACE / window / 2)), false};
    }
    std::nth_element(counts.begin(), counts.begin() + half - 1, counts.end());
    return {static_cast<double>(counts[half - 1]), true};
}

std::optional<ChiSquare>
TestUnrelated(const IsnSample& sample)
{
    constexpr size_t LEAST_EXPECTED = 10;
    const size_t pairs = sample.numbers.size() / 2;
    int bits = 8;
    while ((size_t{LEAST_EXPECTED} << bits) > pairs)
    {
        --bits;
        if (bits == 0)
        {
            return {};
        }
    }
    std::vector<size_t> counts(size_t{1} << bits);
    for (size_t i = 0; i < pairs; ++i)
    {
        const uint32_t step = sample.numbers[2 * i + 1] - sample.numbers[2 * i];
        ++counts[step >> (32 - bits)];
    }
    const double expected = static_cast<double>(pairs) / static_cast<double>(counts.size());
    ChiSquare test;
    for (const size_t count : counts)
    {
        const double deviation = static_cast<double>(count) - expected;
        test.statistic += deviation * deviation / expected;
    }
    test.degreesOfFreedom = static_cast<double>(counts.size() - 1);
    const boost::math::chi_squared distribution(test.degreesOfFreedom);
    test.p = boost::math::cdf(boost::math::complement(distribution, test.statistic));
    return test;
}

double
KolmogorovSmirnovUniform(std::vector<double> numbers)
{
    std::sort(numbers.begin(), numbers.end());
    const auto count = static_cast<double>(numbers.size());
    double distance = 0;
    for (size_t i = 0; i < numbers.size(); ++i)
    {
        const auto before = static_cast<double>(i);
        distance =
            std::max({distance, numbers[i] - before / count, (before + 1) / count - numbers[i]});
    }
    // Kolmogorov's distribution, which sqrt(n) D has in the limit.
    const double x = distance * std::sqrt(count);
    double p = 0;
    for (int k = 1; k <= 100; ++k)
    {
        p += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
    }
    return std::clamp(p, 0.0, 1.0);
}

} // namespace tcplab
