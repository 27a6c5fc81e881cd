// SPDX-License-Identifier: GPL-2.0-only

#ifndef RESULT_H
#define RESULT_H

#include "row.h"

#include <optional>
#include <ostream>
#include <vector>

/// What a row came to.
struct Result
{
    Row row;
    double ours;                 ///< median, in the row's unit
    std::optional<double> other; ///< likewise, of a row that compares
    std::optional<double> ratio; ///< of ours to the other's, of a row that compares

    /// \return whether the bar is reached
    bool IsMet() const;
};

/**
 * \param row a row
 * \param ours what each run of it came to, one at least
 * \param other likewise, in the same order; empty if the row does not compare
 * \return what the row came to
 */
Result Summarize(const Row& row, const std::vector<double>& ours, const std::vector<double>& other);

/// Prints a table with a line for each result.
void PrintTable(std::ostream& os, const std::vector<Result>& results);

/// Writes an array with an object for each result.
void WriteJson(std::ostream& os, const std::vector<Result>& results);

#endif // RESULT_H
