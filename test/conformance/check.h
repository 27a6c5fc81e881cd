// SPDX-License-Identifier: GPL-2.0-only

#ifndef CHECK_H
#define CHECK_H

#include "table.h"

#include <istream>
#include <map>
#include <string>
#include <vector>

/// What became of each test of a run, by its name: true if it ran and passed.
using Results = std::map<std::string, bool, std::less<>>;

/**
 * Reads CTest's JUnit file.
 * \param junit the text
 * \return what became of each test
 * \throw std::runtime_error if it is no such file: what is wrong with it
 */
Results ReadResults(std::istream& junit);

/**
 * Whether each requirement of RFC 9293, appendix B, has one row, and each row says all it must:
 * met, and by which tests; or not met or not applicable, and why.
 * \param table what was read
 * \return what is wrong, in the order of the lines; what could not be read of it included
 */
std::vector<Complaint> CheckRows(const Table& table);

/**
 * Whether each test that a row names has run and passed.
 * \param table what was read
 * \param results of a run of all tests
 * \return what is wrong, in the order of the lines
 */
std::vector<Complaint> CheckTests(const Table& table, const Results& results);

#endif // CHECK_H
