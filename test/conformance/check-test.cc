// SPDX-License-Identifier: GPL-2.0-only
//
// What a conformance table must say, and that the manual's does. Whether the tests that it names
// have passed can only be told after all of them: conformance-check does.

#include "check.h"
#include "requirements.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

namespace
{

/// A table in which all is well.
Table
Whole()
{
    Table table;
    int line = 10;
    for (const std::string_view requirement : REQUIREMENTS)
    {
        table.rows.push_back({line, std::string(requirement), "something", "met", {"A.B"}, ""});
        line += 10;
    }
    return table;
}

std::vector<std::string>
Texts(const std::vector<Complaint>& complaints)
{
    std::vector<std::string> texts;
    for (const Complaint& complaint : complaints)
    {
        texts.push_back(std::to_string(complaint.line) + ": " + complaint.text);
    }
    return texts;
}

std::string
Junit(const std::string& cases)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"(empty)\" "
           "tests=\"2\">\n" +
           cases + "</testsuite>\n";
}

Results
Read(const std::string& junit)
{
    std::istringstream stream(junit);
    return ReadResults(stream);
}

TEST(Requirements, AreThoseOfTheAppendix)
{
    // MUST-1 to MUST-69, SHLD-1 to SHLD-31, MAY-1 to MAY-18, and one REC.
    std::set<std::string> expected{"REC-1"};
    for (const auto& [kind, last] : {std::pair{"MUST-", 69}, {"SHLD-", 31}, {"MAY-", 18}})
    {
        for (int i = 1; i <= last; ++i)
        {
            expected.insert(kind + std::to_string(i));
        }
    }
    EXPECT_EQ(std::set<std::string>(REQUIREMENTS.begin(), REQUIREMENTS.end()), expected);
    EXPECT_EQ(REQUIREMENTS.size(), expected.size());
}

TEST(ConformanceCheck, WholeTableIsGood)
{
    EXPECT_THAT(CheckRows(Whole()), IsEmpty());
}

TEST(ConformanceCheck, RequirementWithoutARowIsNamed)
{
    Table table = Whole();
    const std::string missing = table.rows.back().requirement;
    table.rows.pop_back();
    EXPECT_THAT(Texts(CheckRows(table)), ElementsAre("0: " + missing + ": it has no row"));
}

TEST(ConformanceCheck, SecondRowIsNamed)
{
    Table table = Whole();
    table.rows.push_back(table.rows.front());
    table.rows.back().line = 5000;
    EXPECT_THAT(Texts(CheckRows(table)),
                ElementsAre("5000: MAY-16: it has a row already, line 10"));
}

TEST(ConformanceCheck, RequirementThatDoesNotExistIsNamed)
{
    Table table = Whole();
    table.rows.push_back({5000, "MUST-70", "something", "met", {"A.B"}, ""});
    EXPECT_THAT(Texts(CheckRows(table)),
                ElementsAre("5000: MUST-70: RFC 9293, appendix B, has no such requirement"));
}

TEST(ConformanceCheck, RowThatSaysTooLittleIsNamed)
{
    struct Fault
    {
        Row row;
        const char* complaint;
    };

    for (const Fault& fault :
         {Fault{{10, "MAY-16", "", "met", {"A.B"}, ""}, "it does not say what is asked"},
          Fault{{10, "MAY-16", "a", "met", {}, "surely"},
                "it is said to be met, and no test is named that shows it"},
          Fault{{10, "MAY-16", "a", "not met", {}, ""}, "it is said to be not met, and not why"},
          Fault{{10, "MAY-16", "a", "not applicable", {}, ""},
                "it is said to be not applicable, and not why"},
          Fault{{10, "MAY-16", "a", "not met", {"A.B"}, "later"},
                "it is said to be not met, and tests are named"},
          Fault{{10, "MAY-16", "a", "Met", {"A.B"}, "b"},
                "the verdict is 'Met', not 'met', 'not met' or 'not applicable'"}})
    {
        Table table = Whole();
        table.rows.front() = fault.row;
        EXPECT_THAT(Texts(CheckRows(table)),
                    ElementsAre(std::string("10: MAY-16: ") + fault.complaint));
    }
}

TEST(ConformanceCheck, WhatCouldNotBeReadIsNamedToo)
{
    Table table = Whole();
    table.complaints.push_back({7, "what is this?"});
    EXPECT_THAT(Texts(CheckRows(table)), ElementsAre("7: what is this?"));
}

TEST(ConformanceCheck, NamedTestsMustHaveRunAndPassed)
{
    Table table;
    table.rows.push_back({10, "MUST-1", "a", "met", {"A.Passed", "Each/A.Passed/*"}, ""});
    table.rows.push_back({20, "MUST-2", "a", "met", {"A.Failed", "A.DidNotRun"}, ""});
    table.rows.push_back({30, "MUST-3", "a", "met", {"Each/A.DidNotRun/*"}, ""});
    table.rows.push_back({40, "MUST-4", "a", "met", {"Each/A.Some/*"}, ""});
    const Results results{{"A.Passed", true},
                          {"A.PassedOrNot", false},
                          {"A.Failed", false},
                          {"Each/A.Passed/0", true},
                          {"Each/A.Passed/1", true},
                          {"Each/A.Some/ESTABLISHED", true},
                          {"Each/A.Some/SYN_SENT", false},
                          {"Each/A.SomeOther/0", false}};
    EXPECT_THAT(Texts(CheckTests(table, results)),
                ElementsAre("20: MUST-2: A.Failed did not pass",
                            "20: MUST-2: no test A.DidNotRun was run",
                            "30: MUST-3: no test Each/A.DidNotRun/* was run",
                            "40: MUST-4: Each/A.Some/SYN_SENT did not pass"));
}

TEST(ConformanceResults, SayWhatRanAndPassed)
{
    const Results results =
        Read(Junit("<testcase name=\"A.B\" classname=\"A.B\" time=\"0.1\" status=\"run\">"
                   "<system-out>&lt;testcase name=\"E.F\" status=\"run\"&gt;</system-out>"
                   "</testcase>\n"
                   "<testcase name=\"C.D\" status=\"fail\"><failure message=\"\"/></testcase>\n"
                   "<testcase name=\"G.H\" status=\"notrun\"/>\n"
                   "<testcase name=\"I.J\" status=\"disabled\"/>\n"));
    EXPECT_THAT(
        results,
        ElementsAre(Pair("A.B", true), Pair("C.D", false), Pair("G.H", false), Pair("I.J", false)));
}

TEST(ConformanceResults, OtherFilesAreRefused)
{
    EXPECT_THROW(Read(""), std::runtime_error);
    EXPECT_THROW(Read("<testsuite"), std::runtime_error);
    EXPECT_THROW(Read("<a></a>"), std::runtime_error);
    EXPECT_THROW(Read(Junit("<testcase name=\"A.B\"/>")), std::runtime_error);
}

/// The tests of a list of seeded faults, by the requirement whose rule a fault takes out.
std::multimap<std::string, std::string>
ReadSeededFaults(std::istream& list)
{
    std::multimap<std::string, std::string> tests;
    std::string requirement;
    for (std::string line; std::getline(list, line);)
    {
        if (line.rfind("fault ", 0) == 0)
        {
            requirement = line.substr(6, line.find(',') - 6);
        }
        else if (line.rfind("tests ", 0) == 0)
        {
            tests.emplace(requirement, line.substr(6));
        }
    }
    return tests;
}

TEST(Manual, NamesForEachMustATestThatNoticesWhenItsRuleIsTakenOut)
{
    std::ifstream document(CONFORMANCE_TABLE);
    ASSERT_TRUE(document) << CONFORMANCE_TABLE;
    std::ifstream list(SEEDED_FAULTS);
    ASSERT_TRUE(list) << SEEDED_FAULTS;
    const auto faults = ReadSeededFaults(list);
    std::set<std::string> musts;
    for (const Row& row : ReadTable(document).rows)
    {
        if (row.verdict != "met" || row.requirement.rfind("MUST-", 0) != 0)
        {
            continue;
        }
        musts.insert(row.requirement);
        EXPECT_GT(faults.count(row.requirement), 0u) << row.requirement << " has no seeded fault";
        const auto [first, last] = faults.equal_range(row.requirement);
        for (auto fault = first; fault != last; ++fault)
        {
            EXPECT_THAT(row.tests, testing::Contains(fault->second)) << row.requirement;
        }
    }
    for (const auto& [requirement, test] : faults)
    {
        EXPECT_EQ(musts.count(requirement), 1u) << requirement << " is not said to be met";
    }
}

TEST(Manual, HasARowForEachRequirement)
{
    std::ifstream document(CONFORMANCE_TABLE);
    ASSERT_TRUE(document) << CONFORMANCE_TABLE;
    EXPECT_THAT(Texts(CheckRows(ReadTable(document))), IsEmpty());
}

} // namespace
