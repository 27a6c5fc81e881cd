// SPDX-License-Identifier: GPL-2.0-only

#include "table.h"

#include <array>
#include <optional>
#include <sstream>
#include <string_view>

namespace
{

constexpr std::array<std::string_view, 5> COLUMNS{"Requirement",
                                                  "What it asks",
                                                  "Verdict",
                                                  "Tests",
                                                  "Remark"};

// How a list-table is indented: three blanks for a row, five for its further cells.
constexpr std::string_view ROW = "   * -";
constexpr std::string_view CELL = "     -";
constexpr std::string_view CONTINUATION = "       ";

bool
StartsWith(std::string_view line, std::string_view start)
{
    return line.substr(0, start.size()) == start;
}

std::string
Trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos)
    {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

/// A row before its cells are understood.
struct RawRow
{
    int line;
    std::vector<std::string> cells;
};

/// Reads "``A.B``, ``C.D/*``". \return the names; nothing if it is written in another way
std::optional<std::vector<std::string>>
ReadTests(const std::string& cell)
{
    std::vector<std::string> tests;
    std::istringstream words(cell);
    for (std::string word; words >> word;)
    {
        if (word.back() == ',')
        {
            word.pop_back();
        }
        if (word.size() < 5 || !StartsWith(word, "``") || word.substr(word.size() - 2) != "``")
        {
            return std::nullopt;
        }
        tests.push_back(word.substr(2, word.size() - 4));
    }
    return tests;
}

class Reader
{
  public:
    void Take(int number, const std::string& line)
    {
        if (StartsWith(line, ".. list-table::"))
        {
            EndTable();
            m_inTable = true;
            m_line = number;
        }
        else if (!m_inTable || line.empty())
        {
            return;
        }
        else if (line[0] != ' ')
        {
            EndTable();
        }
        else if (StartsWith(line, ROW))
        {
            m_raw.push_back({number, {Trimmed(line.substr(ROW.size()))}});
        }
        else if (StartsWith(line, CELL) && !m_raw.empty())
        {
            m_raw.back().cells.push_back(Trimmed(line.substr(CELL.size())));
        }
        else if (StartsWith(line, CONTINUATION) && !m_raw.empty())
        {
            std::string& cell = m_raw.back().cells.back();
            cell += (cell.empty() ? "" : " ") + Trimmed(line);
        }
        else if (!StartsWith(Trimmed(line), ":"))
        {
            m_table.complaints.push_back({number, "neither a row nor a cell nor an option"});
        }
    }

    Table End()
    {
        EndTable();
        return std::move(m_table);
    }

  private:
    void EndTable()
    {
        if (!m_inTable)
        {
            return;
        }
        m_inTable = false;
        const std::vector<std::string> header(COLUMNS.begin(), COLUMNS.end());
        if (m_raw.empty() || m_raw.front().cells != header)
        {
            m_table.complaints.push_back(
                {m_line,
                 "the first row of a table must name its columns: Requirement, What it asks, "
                 "Verdict, Tests, Remark"});
        }
        else
        {
            for (size_t i = 1; i < m_raw.size(); ++i)
            {
                Understand(m_raw[i]);
            }
        }
        m_raw.clear();
    }

    void Understand(const RawRow& raw)
    {
        const auto& cells = raw.cells;
        if (cells.size() != COLUMNS.size())
        {
            m_table.complaints.push_back({raw.line,
                                          cells[0] + ": the row has " +
                                              std::to_string(cells.size()) +
                                              " cells, and the table 5 columns"});
            return;
        }
        const auto tests = ReadTests(cells[3]);
        if (!tests)
        {
            m_table.complaints.push_back(
                {raw.line, cells[0] + ": tests are named as ``Suite.Name``, ``Suite.Other/*``"});
        }
        m_table.rows.push_back({raw.line,
                                cells[0],
                                cells[1],
                                cells[2],
                                tests.value_or(std::vector<std::string>{}),
                                cells[4]});
    }

    Table m_table;
    std::vector<RawRow> m_raw;
    bool m_inTable{false};
    int m_line{0};
};

} // namespace

Table
ReadTable(std::istream& document)
{
    Reader reader;
    int number = 0;
    for (std::string line; std::getline(document, line);)
    {
        reader.Take(++number, line);
    }
    return reader.End();
}
