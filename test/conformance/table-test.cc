// SPDX-License-Identifier: GPL-2.0-only
//
// How the conformance table is read, by tables made up here.

#include "table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace
{

const std::string HEADER = R"(Conformance
===========

.. list-table:: Window
   :header-rows: 1
   :widths: 10 30 10 30 20

   * - Requirement
     - What it asks
     - Verdict
     - Tests
     - Remark
)";

Table
Read(const std::string& document)
{
    std::istringstream stream(document);
    return ReadTable(stream);
}

TEST(ConformanceTable, RowHasItsCells)
{
    const Table table = Read(HEADER + R"(
   * - MUST-1
     - the window is a number
       without a sign
     - met
     - ``Window.IsUnsigned``, ``Each/Window.IsLarge/*``
     -
   * - MAY-8
     - closed windows
     - not met
     -
     - nobody asked

Text follows.
)");
    EXPECT_THAT(table.complaints, IsEmpty());
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(table.rows[0].line, 14);
    EXPECT_EQ(table.rows[0].requirement, "MUST-1");
    EXPECT_EQ(table.rows[0].asks, "the window is a number without a sign");
    EXPECT_EQ(table.rows[0].verdict, "met");
    EXPECT_THAT(table.rows[0].tests, ElementsAre("Window.IsUnsigned", "Each/Window.IsLarge/*"));
    EXPECT_EQ(table.rows[0].remark, "");
    EXPECT_EQ(table.rows[1].line, 20);
    EXPECT_THAT(table.rows[1].tests, IsEmpty());
    EXPECT_EQ(table.rows[1].remark, "nobody asked");
}

TEST(ConformanceTable, OfSeveralGroupsIsOne)
{
    const std::string row = "   * - MUST-1\n     - a\n     - met\n     - ``A.B``\n     -\n";
    const Table table = Read(HEADER + row + "\n" + HEADER + row);
    EXPECT_THAT(table.complaints, IsEmpty());
    EXPECT_EQ(table.rows.size(), 2u);
}

TEST(ConformanceTable, RowThatLacksACellIsNamed)
{
    const Table table = Read(HEADER + "   * - MUST-1\n     - a\n     - met\n     - ``A.B``\n");
    EXPECT_THAT(table.rows, IsEmpty());
    ASSERT_EQ(table.complaints.size(), 1u);
    EXPECT_EQ(table.complaints[0].line, 13);
    EXPECT_THAT(table.complaints[0].text, HasSubstr("MUST-1: the row has 4 cells"));
}

TEST(ConformanceTable, TestsMustBeLiterals)
{
    for (const char* tests : {"A.B", "``A.B`` and ``C.D``", "``A.B", "````"})
    {
        SCOPED_TRACE(tests);
        const Table table =
            Read(HEADER + "   * - MUST-1\n     - a\n     - met\n     - " + tests + "\n     -\n");
        ASSERT_EQ(table.complaints.size(), 1u);
        EXPECT_EQ(table.complaints[0].line, 13);
        EXPECT_THAT(table.complaints[0].text, HasSubstr("MUST-1: tests are named as"));
    }
}

TEST(ConformanceTable, OtherColumnsAreRefused)
{
    const Table table = Read(".. list-table:: Window\n\n   * - Requirement\n     - Tests\n");
    ASSERT_EQ(table.complaints.size(), 1u);
    EXPECT_EQ(table.complaints[0].line, 1);
    EXPECT_THAT(table.complaints[0].text, HasSubstr("must name its columns"));
}

TEST(ConformanceTable, LineOutOfPlaceIsNamed)
{
    const Table table = Read(HEADER + "  * - MUST-1\n");
    ASSERT_EQ(table.complaints.size(), 1u);
    EXPECT_EQ(table.complaints[0].line, 13);
}

} // namespace
