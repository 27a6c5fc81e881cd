// SPDX-License-Identifier: GPL-2.0-only

#ifndef MATRIX_MATRIX_H
#define MATRIX_MATRIX_H

#include "rule.h"
#include "scene.h"

#include <string>
#include <vector>

namespace matrix
{

/// A cell and the rules that apply to it; there should be one.
struct Entry
{
    Cell cell;
    std::vector<const Rule*> rules;
};

/// \return all cells of a situation that exist, with their rules
std::vector<Entry> EntriesOf(Situation situation);

/**
 * Lets the segment of a cell arrive, and compares.
 * \param scene of the cell
 * \return what is not as the rule has it, a line each; empty if all is
 */
std::string Compare(const Cell& cell, const Rule& rule, const Scene& scene);

/// \return what is wrong with a scene before anything arrives; empty if nothing is
std::string Inspect(Situation situation, const Scene& scene);

} // namespace matrix

#endif // MATRIX_MATRIX_H
