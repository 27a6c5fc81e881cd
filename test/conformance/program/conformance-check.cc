// SPDX-License-Identifier: GPL-2.0-only

// Holds the conformance table against the results of a run of all tests: each row must be whole,
// and each test that a row names must have run and passed. Prints what is wrong, FILE:LINE first.
// Exit status: 0 nothing is; 1 something is; 2 a file cannot be used.

#include "../check.h"

#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>

namespace
{

std::ifstream
Open(const char* file)
{
    std::ifstream stream(file);
    if (!stream)
    {
        throw std::runtime_error("it cannot be opened");
    }
    return stream;
}

int
Check(const char* tableFile, const Table& table, const Results& results)
{
    std::vector<Complaint> complaints = CheckRows(table);
    const auto ofTests = CheckTests(table, results);
    complaints.insert(complaints.end(), ofTests.begin(), ofTests.end());
    for (const Complaint& complaint : complaints)
    {
        std::cout << tableFile << ":" << complaint.line << ": " << complaint.text << "\n";
    }
    std::map<std::string, int> rows;
    for (const Row& row : table.rows)
    {
        ++rows[row.verdict];
    }
    std::cout << "conformance: " << table.rows.size() << " requirements, " << rows["met"]
              << " met, " << rows["not met"] << " not met, " << rows["not applicable"]
              << " not applicable; " << complaints.size() << " faults in the table\n";
    return complaints.empty() ? 0 : 1;
}

} // namespace

int
main(int argc, char** argv)
{
    if (argc != 3)
    {
        std::cerr << "usage: conformance-check TABLE.rst TEST-RESULTS.xml\n";
        return 2;
    }
    const char* file = argv[1];
    try
    {
        std::ifstream document = Open(file);
        const Table table = ReadTable(document);
        file = argv[2];
        std::ifstream junit = Open(file);
        return Check(argv[1], table, ReadResults(junit));
    }
    catch (const std::runtime_error& error)
    {
        std::cerr << file << ": " << error.what() << "\n";
        return 2;
    }
}
