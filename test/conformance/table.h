// SPDX-License-Identifier: GPL-2.0-only

#ifndef TABLE_H
#define TABLE_H

#include <istream>
#include <string>
#include <vector>

/// A row of the conformance table: one requirement.
struct Row
{
    int line;                       ///< where it begins in its file, from 1
    std::string requirement;        ///< "MUST-1"
    std::string asks;               ///< in words
    std::string verdict;            ///< "met", "not met" or "not applicable"
    std::vector<std::string> tests; ///< as CTest names them; a final * stands for any ending
    std::string remark;             ///< the reason, if it is not met or not applicable
};

/// What is wrong with a table, and where.
struct Complaint
{
    int line; ///< from 1; 0: the file as a whole
    std::string text;
};

/// The conformance table as it is written, and what cannot be read of it.
struct Table
{
    std::vector<Row> rows;
    std::vector<Complaint> complaints;
};

/**
 * Reads all list-tables of a reStructuredText document. Each must have the columns "Requirement",
 * "What it asks", "Verdict", "Tests" and "Remark"; the tests are literals (``Suite.Name``).
 * \param document the text
 * \return its rows, in order
 */
Table ReadTable(std::istream& document);

#endif // TABLE_H
