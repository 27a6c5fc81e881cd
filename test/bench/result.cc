// SPDX-License-Identifier: GPL-2.0-only

#include "result.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>

namespace
{

constexpr size_t COLUMNS = 7;
using Cells = std::array<std::string, COLUMNS>;

/// Three significant digits, and more where the whole part has more.
std::string
ToText(double value)
{
    std::ostringstream text;
    const double size = value < 0 ? -value : value;
    text << std::fixed << std::setprecision(size >= 100 ? 0 : size >= 10 ? 1 : 2) << value;
    return text.str();
}

std::string
ToText(const std::optional<double>& value)
{
    return value ? ToText(*value) : "-";
}

std::string
BarText(const Row& row)
{
    std::ostringstream text;
    text << (row.bound == Bound::AtLeast ? "at least " : "at most ") << row.bar
         << (row.other ? "x" : "");
    return text.str();
}

Cells
CellsOf(const Result& result)
{
    return {result.row.name,
            ToText(result.ours),
            ToText(result.other),
            result.row.unit,
            ToText(result.Ratio()),
            BarText(result.row),
            result.IsMet() ? "met" : "not met"};
}

/// A string of JSON: of printable ASCII, which row names are, C++ quotes the same characters.
auto
Quoted(const std::string& text)
{
    return std::quoted(text);
}

void
WriteNumber(std::ostream& os, const std::optional<double>& value)
{
    if (value)
    {
        os << *value;
    }
    else
    {
        os << "null";
    }
}

} // namespace

std::optional<double>
Result::Ratio() const
{
    return other ? std::optional<double>(ours / *other) : std::nullopt;
}

bool
Result::IsMet() const
{
    const double reached = Ratio().value_or(ours);
    return row.bound == Bound::AtLeast ? reached >= row.bar : reached <= row.bar;
}

void
PrintTable(std::ostream& os, const std::vector<Result>& results)
{
    std::vector<Cells> lines{{"what", "ours", "other", "unit", "ratio", "bar", "bar met"}};
    for (const Result& result : results)
    {
        lines.push_back(CellsOf(result));
    }
    std::array<size_t, COLUMNS> widths{};
    for (const Cells& cells : lines)
    {
        for (size_t i = 0; i < COLUMNS; ++i)
        {
            widths[i] = std::max(widths[i], cells[i].size());
        }
    }
    constexpr std::array<bool, COLUMNS> NUMERIC{false, true, true, false, true, false, false};
    for (const Cells& cells : lines)
    {
        for (size_t i = 0; i < COLUMNS; ++i)
        {
            const bool last = i + 1 == COLUMNS;
            os << (NUMERIC[i] ? std::right : std::left)
               << std::setw(last ? 0 : static_cast<int>(widths[i])) << cells[i]
               << (last ? "\n" : "  ");
        }
    }
}

void
WriteJson(std::ostream& os, const std::vector<Result>& results)
{
    os << '[';
    const char* separator = "\n";
    for (const Result& result : results)
    {
        os << separator << "{\"name\":" << Quoted(result.row.name) << ",\"ours\":" << result.ours
           << ",\"other\":";
        WriteNumber(os, result.other);
        os << ",\"unit\":" << Quoted(result.row.unit) << ",\"ratio\":";
        WriteNumber(os, result.Ratio());
        os << ",\"bar\":" << result.row.bar << ",\"met\":" << (result.IsMet() ? "true" : "false")
           << '}';
        separator = ",\n";
    }
    os << "\n]\n";
}
