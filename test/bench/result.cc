// SPDX-License-Identifier: GPL-2.0-only

#include "result.h"

#include <algorithm>
#include <array>
#include <functional>
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
    const auto& [least, most] = row.bar;
    const char* const factor = row.other ? "x" : "";
    std::ostringstream text;
    if (least && most)
    {
        text << *least << factor << " to " << *most << factor;
    }
    else if (least)
    {
        text << "at least " << *least << factor;
    }
    else if (most)
    {
        text << "at most " << *most << factor;
    }
    else
    {
        text << '-';
    }
    return text.str();
}

const char*
VerdictText(const Result& result)
{
    const bool hasBar = result.row.bar.least || result.row.bar.most;
    return !hasBar ? "-" : result.IsMet() ? "met" : "not met";
}

Cells
CellsOf(const Result& result)
{
    return {result.row.name,
            ToText(result.ours),
            ToText(result.other),
            result.row.unit,
            ToText(result.ratio),
            BarText(result.row),
            VerdictText(result)};
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

/// A number; where there are two bounds an array of both; where there is none null.
void
WriteBar(std::ostream& os, const Bar& bar)
{
    if (bar.least && bar.most)
    {
        os << '[' << *bar.least << ',' << *bar.most << ']';
    }
    else
    {
        WriteNumber(os, bar.least ? bar.least : bar.most);
    }
}

/// Of an even number of values the mean of the two in the middle.
double
Median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

} // namespace

bool
Result::IsMet() const
{
    const double reached = ratio.value_or(ours);
    return (!row.bar.least || reached >= *row.bar.least) &&
           (!row.bar.most || reached <= *row.bar.most);
}

Result
Summarize(const Row& row, const std::vector<double>& ours, const std::vector<double>& other)
{
    Result result{row, Median(ours), {}, {}};
    if (other.empty())
    {
        return result;
    }
    result.other = Median(other);
    if (row.sampling != Sampling::Seeded)
    {
        result.ratio = result.ours / *result.other;
        return result;
    }
    std::vector<double> ratios(ours.size());
    std::transform(ours.begin(), ours.end(), other.begin(), ratios.begin(), std::divides<>());
    result.ratio = Median(ratios);
    return result;
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
        WriteNumber(os, result.ratio);
        os << ",\"bar\":";
        WriteBar(os, result.row.bar);
        os << ",\"met\":" << (result.IsMet() ? "true" : "false") << '}';
        separator = ",\n";
    }
    os << "\n]\n";
}
