// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEASURE_H
#define MEASURE_H

#include "result.h"

#include <stdexcept>
#include <vector>

/// A measure that failed.
class MeasureError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/// How long to measure.
struct Effort
{
    int rounds;     ///< how often a row that is timed is measured, from 1
    double seconds; ///< each measure of it runs at least so long in a round
    int seeds;      ///< with how many seeds, from 1 on, a row that has them is measured
    int wholes;     ///< how often a row that times whole simulations is measured, from 1
};

/**
 * Measures each row, ours and the other by turns. Shows on a terminal how far it is.
 * \throws MeasureError
 */
std::vector<Result> MeasureAll(const std::vector<Row>& rows, const Effort& effort);

#endif // MEASURE_H
