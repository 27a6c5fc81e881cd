// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_ISN_STATISTICS_H
#define TCPLAB_ISN_STATISTICS_H

#include "isn-sample.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tcplab
{

/// Numbers in the sequence space.
constexpr double SEQUENCE_SPACE = 4294967296.0;

/**
 * \param sample at least two numbers
 * \return by how much they increase in a second on average; nothing if a step is not less than
 * 2^31: modulo 2^32 it may as well lead back (RFC 9293, section 3.4)
 */
std::optional<double> RateOfIncrease(const IsnSample& sample);

/**
 * The plug-in estimate of the Shannon entropy of the steps: that of their relative frequencies. It
 * is biased downwards and cannot exceed the logarithm of the number of steps (Paninski, Estimation
 * of Entropy and Mutual Information, Neural Computation 15, 2003): near that ceiling it only says
 * that the sample is too small.
 *
 * \param steps at least one
 * \return bits
 */
double EntropyOfSteps(const std::vector<uint32_t>& steps);

/**
 * \param steps how many
 * \return the largest estimate that so many steps can come to, in bits
 */
double EntropyCeiling(size_t steps);

/// What an attacker has to do to hit the number of a connection.
struct GuessCount
{
    double guesses{0};     ///< of which half of all attacks need no more
    bool predicted{false}; ///< whether what it has learned helped; else it searches all numbers
};

/**
 * How many guesses an attacker needs for a 50 % hit who has seen the numbers before. It predicts
 * as Zalewski does (Strange Attractors and TCP/IP Sequence Number Analysis, 2001): the last two
 * steps are a point in delay coordinates; where the sequence was near that point before, what came
 * next is what will come next. It learns from the first half of the sample and is put to the test
 * in the second. Guesses are the steps that followed the points learned, nearest point first; those
 * who are not hit by any have the whole sequence space before them.
 *
 * \param sample at least 8 numbers
 * \param window how many numbers one guess covers, at least 1: 1 for the ACK of a handshake, the
 *        receive window for text
 * \return the count
 */
GuessCount GuessesForAHalf(const IsnSample& sample, uint32_t window);

/// A test of a hypothesis.
struct ChiSquare
{
    double statistic{0};
    double degreesOfFreedom{0};
    double p{0}; ///< probability of such a statistic, or a larger one, if the hypothesis is true
};

/**
 * Whether the number of one connection tells anything about that of the next: Pearson's chi-square
 * test of the steps within pairs of numbers that do not overlap being uniform over the sequence
 * space, in up to 256 equal parts of it, with at least 10 expected in each.
 *
 * \param sample the numbers
 * \return the test; nothing if they are fewer than 40
 */
std::optional<ChiSquare> TestUnrelated(const IsnSample& sample);

/**
 * The Kolmogorov-Smirnov test of numbers being uniform in 0 to 1.
 *
 * \param numbers at least 35, for the limit of large samples is used
 * \return probability of such a distance, or a larger one, if they are
 */
double KolmogorovSmirnovUniform(std::vector<double> numbers);

} // namespace tcplab

#endif // TCPLAB_ISN_STATISTICS_H
